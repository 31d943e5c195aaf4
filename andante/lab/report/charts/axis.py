"""Round tick values and the mapping from data to the sheet."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Axis:
    """A linear axis: data range, the sheet coordinates of its ends, and its ticks."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]

    def __call__(self, value: float) -> float:
        """The sheet coordinate of a data value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def round_step(span: float, count: int) -> float:
    """A step of 1, 2, 2.5 or 5 times a power of ten that cuts `span` into about `count` pieces."""
    raw = span / max(count, 1)
    magnitude = 10.0 ** math.floor(math.log10(raw))
    return next(
        step * magnitude for step in (1.0, 2.0, 2.5, 5.0, 10.0) if raw <= step * magnitude * (1 + 1e-9)
    )


def axis_over(
    values: Iterable[float],
    start: float,
    end: float,
    count: int = 4,
    include: Iterable[float] = (),
    tight: bool = False,
) -> Axis:
    """An axis that holds all finite `values` and those to `include`; not `tight`: its ends are ticks."""
    finite = [value for value in [*values, *include] if math.isfinite(value)] or [0.0, 1.0]
    low, high = min(finite), max(finite)
    if high - low < 1e-12:
        pad = abs(high) * 0.1 or 1.0
        low, high = low - pad, high + pad
    step = round_step(high - low, count)
    if not tight:
        low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return Axis(low, high, start, end, tuple(index * step for index in range(first, last + 1)))


def spread(positions: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move label positions apart so that neighbours keep `gap` and all stay within [low, high]; order is kept."""
    order = sorted(range(len(positions)), key=lambda index: positions[index])
    placed = list(positions)
    for rank, index in enumerate(order):
        floor = low if rank == 0 else placed[order[rank - 1]] + gap
        placed[index] = max(placed[index], floor)
    for rank in range(len(order) - 1, -1, -1):
        index = order[rank]
        ceiling = high if rank == len(order) - 1 else placed[order[rank + 1]] - gap
        placed[index] = min(placed[index], ceiling)
    return placed
