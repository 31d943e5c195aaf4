"""Stacked bars a year: what the rules decided, told apart by colour and by hatching."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from andante.lab.report.charts.axis import axis_over
from andante.lab.report.charts.picture import MUTED, RULE, WIDTH, Picture, text_width

# outcome word -> fill, pattern stroke (None: plain); light to dark in the order of severity
FILLS: dict[str, tuple[str, str]] = {
    "not_required": ("#e3e1db", ""),
    "approve": ("#a9c6d3", ""),
    "approve_with_conditions": ("#0b5c7f", ""),
    "needs_information": ("#f0b98f", "#8c3c10"),
    "reject": ("#6b1f12", ""),
}


@dataclass(frozen=True, slots=True)
class OutcomeYear:
    """One year: amounts by outcome word."""

    year: int
    amounts: dict[str, float]


def outcome_chart(
    title: str,
    subtitle: str,
    foot: str,
    years: Sequence[OutcomeYear],
    outcome_titles: dict[str, str],
    tick: Callable[[float], str],
    pattern_id: str,
    height: float = 150.0,
) -> str:
    """The bars as SVG, with the legend above them."""
    picture = Picture(title, subtitle, foot)
    present = [word for word in FILLS if any(year.amounts.get(word, 0.0) > 0.0 for year in years)]
    _patterns(picture, pattern_id)
    y = _legend(picture, present, outcome_titles, pattern_id, picture.top + 10)
    top, bottom = y + 12, y + 12 + height
    axis = axis_over([sum(year.amounts.values()) for year in years], bottom, top, 4, [0.0])
    left = 8 + max(text_width(tick(value), 11) for value in axis.ticks)
    for value in axis.ticks:
        picture.line(left, axis(value), WIDTH, axis(value), RULE)
        picture.text(left - 5, axis(value) + 4, tick(value), size=11, anchor="end", fill=MUTED)
    slot = (WIDTH - left) / max(len(years), 1)
    for index, year in enumerate(years):
        x, base = left + slot * (index + 0.14), 0.0
        for word in present:
            amount = year.amounts.get(word, 0.0)
            if amount > 0.0:
                fill = f"url(#{pattern_id})" if FILLS[word][1] else FILLS[word][0]
                picture.rect(
                    x, axis(base + amount), slot * 0.72, axis(base) - axis(base + amount), fill, mark=True
                )
            base += amount
        picture.text(x + slot * 0.36, bottom + 14, str(year.year), size=10.5, anchor="middle", fill=MUTED)
    return picture.render(bottom + 15)


def _patterns(picture: Picture, pattern_id: str) -> None:
    """Hatching for what waits on information."""
    fill, stroke = FILLS["needs_information"]
    picture.elements.append(
        f'<defs><pattern id="{pattern_id}" width="5" height="5" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate(45)"><rect width="5" height="5" fill="{fill}"/>'
        f'<rect width="1.6" height="5" fill="{stroke}"/></pattern></defs>'
    )


def _legend(
    picture: Picture, words: Sequence[str], titles: dict[str, str], pattern_id: str, y: float
) -> float:
    """A swatch and a name per outcome that occurs."""
    x = 0.0
    for word in words:
        needed = text_width(titles[word], 11) + 28
        if x and x + needed > WIDTH:
            x, y = 0.0, y + 16
        fill = f"url(#{pattern_id})" if FILLS[word][1] else FILLS[word][0]
        picture.rect(x, y - 9, 11, 11, fill)
        picture.text(x + 16, y, titles[word], size=11)
        x += needed
    return y
