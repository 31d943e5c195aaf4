"""Waterfall of flows: terms of an identity, one under the other, that add up to the change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from andante.lab.report.charts.axis import axis_over
from andante.lab.report.charts.picture import INK, MUTED, RULE, WIDTH, ZERO, Picture, text_width

ROW = 31.0
MORE, LESS, TOTAL = "#8c3c10", "#0b5c7f", "#3a3a3a"


@dataclass(frozen=True, slots=True)
class Step:
    """One term; a `total` starts from zero and must equal the running sum."""

    label: str
    value: float
    total: bool = False


def waterfall_chart(
    title: str,
    subtitle: str,
    foot: str,
    steps: Sequence[Step],
    words: Callable[[float], str],
    tick: Callable[[float], str],
) -> str:
    """The waterfall as SVG; rising terms carry ▲, falling ones ▼, so that colour is not alone."""
    picture = Picture(title, subtitle, foot)
    edges, running = [], 0.0
    for step in steps:
        start = 0.0 if step.total else running
        running = step.value if step.total else running + step.value
        edges.append((start, running))
    axis = axis_over([x for edge in edges for x in edge], 10, WIDTH - 10, 4, [0.0])
    top = picture.top + 4
    bottom = top + ROW * len(steps) + 2
    for value in axis.ticks:
        picture.line(axis(value), top, axis(value), bottom, RULE if abs(value) > 1e-12 else ZERO)
    for index, (step, (start, end)) in enumerate(zip(steps, edges, strict=True)):
        y = top + ROW * index
        sign = "" if step.total else ("▲ " if step.value > 0 else "▼ " if step.value < 0 else "")
        weight = "bold" if step.total else ""
        picture.label(0, y + 12, step.label, size=11.5, weight=weight)
        colour = TOTAL if step.total else MORE if step.value > 0 else LESS
        picture.label(
            WIDTH, y + 12, sign + words(step.value), anchor="end", size=11.5, fill=colour, weight=weight
        )
        left, right = sorted((axis(start), axis(end)))
        picture.rect(left, y + 17, max(right - left, 1.2), 9, colour, mark=True)
        if index + 1 < len(steps):
            picture.line(axis(end), y + 17, axis(end), y + ROW + 17, INK, 0.7)
    for value in axis.ticks:
        label = tick(value)
        half = text_width(label, 11) / 2
        picture.text(
            min(max(axis(value), half), WIDTH - half),
            bottom + 12,
            label,
            size=11,
            anchor="middle",
            fill=MUTED,
        )
    return picture.render(bottom + 13)
