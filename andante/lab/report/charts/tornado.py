"""Tornado: how a difference moves when one assumption at a time goes to its low or high end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from andante.lab.report.charts.axis import axis_over
from andante.lab.report.charts.picture import (
    INK,
    MUTED,
    RULE,
    WIDTH,
    ZERO,
    Picture,
    Style,
    shorten,
    text_width,
)

ROW = 30.0


@dataclass(frozen=True, slots=True)
class TornadoRow:
    """One assumption: the difference at its low and its high end (None: not run), the two values in words."""

    label: str
    low: float | None
    high: float | None
    low_words: str
    high_words: str
    turns: bool = False


def tornado_chart(
    title: str,
    subtitle: str,
    foot: str,
    rows: Sequence[TornadoRow],
    central: float,
    style: Style,
    central_label: str,
    zero_label: str,
    tick: Callable[[float], str],
) -> str:
    """The tornado as SVG, the longest bar on top; hollow end = low value, filled end = high value."""
    style = Style(style.colour, "circle")  # hollow low and filled high ends, whatever the policy's own shape
    picture = Picture(title, subtitle, foot)
    values = [x for row in rows for x in (row.low, row.high) if x is not None]
    axis = axis_over(values, 14, WIDTH - 14, count=5, include=[0.0, central])
    ordered = sorted(rows, key=lambda row: _span(row, central), reverse=True)
    top = picture.top
    bottom = top + ROW * len(ordered) + 2
    for value in axis.ticks:
        picture.line(axis(value), top, axis(value), bottom, RULE if abs(value) > 1e-12 else ZERO)
    picture.line(axis(central), top, axis(central), bottom, style.colour, 1, "3 2")
    for index, row in enumerate(ordered):
        y = top + ROW * index
        room = _ends(picture, row, style, y + 12) - 8
        picture.label(0, y + 12, shorten(row.label, room, 11.5), weight="bold" if row.turns else "")
        present = [x for x in (row.low, row.high, central) if x is not None]
        centre = y + 21.5
        picture.rect(
            axis(min(present)),
            centre - 3.5,
            axis(max(present)) - axis(min(present)),
            7,
            style.colour,
            0.28,
            True,
        )
        if row.low is not None:
            picture.marker(axis(row.low), centre, style, 4.4, hollow=True)
        if row.high is not None:
            picture.marker(axis(row.high), centre, style, 4.4)
    _axis_labels(picture, axis.ticks, axis, bottom, zero_label, central, central_label, tick, style)
    return picture.render(bottom + 26)


def _ends(picture: Picture, row: TornadoRow, style: Style, y: float) -> float:
    """The two values with their marks, set to the right; returns where they begin."""
    x = WIDTH
    for words, hollow in ((row.high_words, False), (row.low_words, True)):
        picture.label(x, y, words, size=11, anchor="end", fill=MUTED)
        x -= text_width(words, 11) + 8
        picture.marker(x, y - 4, style, 3.2, hollow=hollow)
        x -= 14
    return x


def _span(row: TornadoRow, central: float) -> float:
    """Length of the bar of one assumption."""
    present = [x for x in (row.low, row.high, central) if x is not None]
    return max(present) - min(present)


def _axis_labels(
    picture: Picture,
    ticks: Sequence[float],
    axis: Callable[[float], float],
    bottom: float,
    zero_label: str,
    central: float,
    central_label: str,
    tick: Callable[[float], str],
    style: Style,
) -> None:
    """Ticks on one line; on the next, what zero and the dashed line stand for, kept apart."""
    last_right = -10.0
    for value in ticks:
        label = tick(value)
        half = text_width(label, 11) / 2
        x = min(max(axis(value), half), WIDTH - half)
        if x - half > last_right + 5:
            picture.text(x, bottom + 12, label, size=11, anchor="middle", fill=MUTED)
            last_right = x + half
    left, right = (central_label, zero_label) if central < 0.0 else (zero_label, central_label)
    colours = (style.colour, INK) if central < 0.0 else (INK, style.colour)
    positions = sorted((axis(central), axis(0.0)))
    width_left, width_right = text_width(left, 11, True), text_width(right, 11, True)
    x_left = min(max(positions[0] - width_left / 2, 0.0), WIDTH - width_left - width_right - 10)
    x_right = min(max(positions[1] - width_right / 2, x_left + width_left + 10), WIDTH - width_right)
    picture.text(x_left, bottom + 26, left, size=11, weight="bold", fill=colours[0])
    picture.text(x_right, bottom + 26, right, size=11, weight="bold", fill=colours[1])
