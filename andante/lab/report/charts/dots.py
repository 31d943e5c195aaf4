"""Ordered dot plot: many rows on one axis, one mark a policy on each row, names at the left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from andante.lab.report.charts.axis import Axis, axis_over
from andante.lab.report.charts.dumbbell import _legend
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
    wrap,
)

ROW = 15.5
NAMES = 168.0  # room for the names at most; longer ones are cut


@dataclass(frozen=True, slots=True)
class DotRow:
    """One row with one value per policy, in the order of the legend; `strong` rows are set in bold."""

    label: str
    values: Sequence[float]
    strong: bool = False


def dot_chart(
    title: str,
    subtitle: str,
    foot: str,
    rows: Sequence[DotRow],
    legend: Sequence[tuple[str, Style]],
    tick: Callable[[float], str],
    key: str = "",
) -> str:
    """The dot plot as SVG; `key` says under the axis what bold rows are."""
    picture = Picture(title, subtitle, foot)
    top = _legend(picture, legend, picture.top + 10) + 8
    bottom = top + ROW * len(rows)
    left = min(max(text_width(row.label, 11, row.strong) for row in rows), NAMES) + 12
    axis = axis_over([value for row in rows for value in row.values], left, WIDTH - 10, 4, [0.0])
    for value in axis.ticks:
        picture.line(axis(value), top, axis(value), bottom, RULE if abs(value) > 1e-12 else ZERO)
    for index, row in enumerate(rows):
        _row(picture, axis, row, legend, top + ROW * (index + 0.5))
    for value in axis.ticks:
        label = tick(value)
        x = min(axis(value), WIDTH - text_width(label, 11) / 2)
        picture.text(x, bottom + 13, label, size=11, anchor="middle", fill=MUTED)
    below = bottom + 14
    for line in wrap(key, WIDTH, 10.5) if key else []:
        below += 14
        picture.text(0, below, line, size=10.5, fill=INK)
    return picture.render(below)


def _row(
    picture: Picture, axis: Axis, row: DotRow, legend: Sequence[tuple[str, Style]], centre: float
) -> None:
    """The name, a thin line from the lowest to the highest policy, and the marks on it."""
    name = shorten(row.label, NAMES, 11, bold=row.strong)
    picture.text(0, centre + 4, name, size=11, weight="bold" if row.strong else "")
    picture.line(axis.start - 8, centre, axis.end, centre, "#eeece7", 0.8)
    picture.line(axis(min(row.values)), centre, axis(max(row.values)), centre, MUTED, 1.2)
    for value, (_, style) in zip(row.values, legend, strict=True):
        picture.marker(axis(value), centre, style, 3.6)
