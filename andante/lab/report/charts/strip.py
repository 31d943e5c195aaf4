"""Dot-interval strip: the difference of each policy from the reference, on one axis with zero marked."""

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

ROW = 31.0


@dataclass(frozen=True, slots=True)
class StripRow:
    """One policy: its difference and interval (None without ranges) and the same in words."""

    label: str
    style: Style
    value: float
    low: float | None
    high: float | None
    words: str


def strip_chart(
    title: str,
    subtitle: str,
    foot: str,
    rows: Sequence[StripRow],
    zero_label: str,
    tick: Callable[[float], str],
) -> str:
    """The strip as SVG."""
    picture = Picture(title, subtitle, foot)
    values = [x for row in rows for x in (row.value, row.low, row.high) if x is not None]
    axis = axis_over(values, 12, WIDTH - 12, count=5, include=[0.0])
    top = picture.top
    bottom = top + ROW * len(rows) + 4
    for value in axis.ticks:
        picture.line(axis(value), top, axis(value), bottom, RULE if abs(value) > 1e-12 else ZERO)
    for index, row in enumerate(rows):
        y = top + ROW * index
        room = WIDTH - text_width(row.words, 11.5) - 14
        picture.label(
            0, y + 12, shorten(row.label, room, 11.5, bold=True), weight="bold", fill=row.style.colour
        )
        picture.label(WIDTH, y + 12, row.words, anchor="end", fill=INK)
        centre = y + 23.5
        if row.low is not None and row.high is not None:
            picture.line(axis(row.low), centre, axis(row.high), centre, row.style.colour, 3)
            for end in (row.low, row.high):
                picture.line(axis(end), centre - 4, axis(end), centre + 4, row.style.colour, 1.6)
        picture.marker(axis(row.value), centre, row.style, 5)
    _tick_labels(picture, axis.ticks, axis, bottom + 12, zero_label, tick)
    return picture.render(bottom + 13)


def _tick_labels(
    picture: Picture,
    ticks: Sequence[float],
    axis: Callable[[float], float],
    y: float,
    zero_label: str,
    tick: Callable[[float], str],
) -> None:
    """Tick labels; zero says which policy it stands for, and neighbours that would touch it are left out."""
    half = text_width(zero_label, 11, bold=True) / 2
    at = axis(0.0)
    at = min(max(at, half), WIDTH - half)
    taken = [(at - half, at + half)]
    picture.text(at, y, zero_label, size=11, anchor="middle", weight="bold")
    for value in ticks:
        label = tick(value)
        half = text_width(label, 11) / 2
        x = min(max(axis(value), half), WIDTH - half)
        if abs(value) < 1e-12 or any(x - half - 5 < right and x + half + 5 > left for left, right in taken):
            continue
        taken.append((x - half, x + half))
        picture.text(x, y, label, size=11, anchor="middle", fill=MUTED)
