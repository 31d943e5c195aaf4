"""Diverging bars by group: who gains and who pays, against the reference policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from andante.lab.report.charts.axis import axis_over
from andante.lab.report.charts.dumbbell import _legend
from andante.lab.report.charts.picture import MUTED, RULE, WIDTH, ZERO, Picture, Style, text_width


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group with one difference per policy, in the order of the legend."""

    label: str
    values: Sequence[float]
    total: bool = False  # what the rows above add up to: in bold, under a rule


def diverging_chart(
    title: str,
    subtitle: str,
    foot: str,
    rows: Sequence[GroupRow],
    legend: Sequence[tuple[str, Style]],
    tick: Callable[[float], str],
    words: Callable[[float], str],
) -> str:
    """Bars left and right of zero, grouped; the figure stands at the end of each bar."""
    picture = Picture(title, subtitle, foot)
    y = _legend(picture, legend, picture.top + 10)
    left = max(text_width(row.label, 11.5, row.total) for row in rows) + 52
    axis = axis_over([value for row in rows for value in row.values], left, WIDTH - 46, 4, [0.0])
    height = 13.0 * len(legend) + 9
    top, bottom = y + 10, y + 10 + height * len(rows)
    for value in axis.ticks:
        picture.line(axis(value), top, axis(value), bottom, RULE if abs(value) > 1e-12 else ZERO)
    for index, row in enumerate(rows):
        base = top + height * index + 4
        if row.total:
            picture.line(0, base - 4, WIDTH, base - 4, ZERO, 0.8)
        weight = "bold" if row.total else ""
        picture.text(0, base + (height - 9) / 2 + 4, row.label, size=11.5, weight=weight)
        for position, (value, (_, style)) in enumerate(zip(row.values, legend, strict=True)):
            at = base + 13 * position
            start, end = sorted((axis(0.0), axis(value)))
            picture.rect(start, at, max(end - start, 0.8), 10, style.colour, mark=True)
            outside, anchor = (end + 5, "start") if value >= 0 else (start - 5, "end")
            picture.text(
                outside, at + 9, words(value), size=10.5, anchor=anchor, fill=style.colour, halo=True
            )
    for value in axis.ticks:
        label = tick(value)
        picture.text(axis(value), bottom + 13, label, size=11, anchor="middle", fill=MUTED)
    return picture.render(bottom + 14)
