"""Dumbbell: what each policy does to the jobs people ask about, with the average of all jobs beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from andante.lab.report.charts.axis import axis_over, spread
from andante.lab.report.charts.picture import INK, MUTED, RULE, WIDTH, ZERO, Picture, Style, text_width, wrap

ROW = 46.0


@dataclass(frozen=True, slots=True)
class DumbbellRow:
    """One occupation with one value per policy, in the order of the legend."""

    label: str
    values: Sequence[float]


def dumbbell_chart(
    title: str,
    subtitle: str,
    foot: str,
    rows: Sequence[DumbbellRow],
    legend: Sequence[tuple[str, Style]],
    average: float | None,
    average_label: str,
    caveat: str,
    tick: Callable[[float], str],
    words: Callable[[float], str],
) -> str:
    """The dumbbells as SVG: a line from the lowest to the highest policy, a mark and a figure for each."""
    picture = Picture(title, subtitle, foot)
    y = _legend(picture, legend, picture.top + 10)
    values = [value for row in rows for value in row.values]
    include = [0.0] if average is None else [0.0, average]
    axis = axis_over(values, 16, WIDTH - 16, 5, include)
    top = y + 6
    bottom = top + ROW * len(rows)
    for value in axis.ticks:
        picture.line(axis(value), top, axis(value), bottom, RULE if abs(value) > 1e-12 else ZERO)
    if average is not None:
        picture.line(axis(average), top, axis(average), bottom, INK, 1.2, "4 3")
    for index, row in enumerate(rows):
        _row(picture, axis, row, legend, top + ROW * index, words)
    for value in axis.ticks:
        label = tick(value)
        half = text_width(label, 11) / 2
        x = min(max(axis(value), half), WIDTH - half)
        picture.text(x, bottom + 13, label, size=11, anchor="middle", fill=MUTED)
    below = bottom + 18
    if average is not None:
        below += 12
        picture.line(0, below - 4, 16, below - 4, INK, 1.2, "4 3")
        picture.text(22, below, average_label, size=10.5)
    for line in wrap(caveat, WIDTH, 11):
        below += 15
        picture.text(0, below, line, size=11, fill=INK, weight="bold")
    return picture.render(below)


def _legend(picture: Picture, legend: Sequence[tuple[str, Style]], y: float) -> float:
    """Marker and name of each policy, as many on a line as fit."""
    x = 0.0
    for name, style in legend:
        needed = text_width(name, 11) + 26
        if x and x + needed > WIDTH:
            x, y = 0.0, y + 16
        picture.marker(x + 6, y - 4, style, 4)
        picture.text(x + 15, y, name, size=11, fill=style.colour)
        x += needed
    return y


def _row(
    picture: Picture,
    axis: Callable[[float], float],
    row: DumbbellRow,
    legend: Sequence[tuple[str, Style]],
    y: float,
    words: Callable[[float], str],
) -> None:
    """One occupation: name, dumbbell, and a figure under each mark, moved apart where they would touch."""
    picture.label(0, y + 13, row.label, size=11.5)
    centre = y + 24
    low, high = min(row.values), max(row.values)
    picture.line(axis(low), centre, axis(high), centre, MUTED, 2)
    for value, (_, style) in zip(row.values, legend, strict=True):
        picture.marker(axis(value), centre, style, 4.6)
    labels = [words(value) for value in row.values]
    gap = max(text_width(label, 10.5) for label in labels) + 5
    places = spread([axis(value) for value in row.values], gap, gap / 2, WIDTH - gap / 2)
    for x, label, (_, style) in zip(places, labels, legend, strict=True):
        picture.label(x, centre + 16, label, size=10.5, anchor="middle", fill=style.colour)
