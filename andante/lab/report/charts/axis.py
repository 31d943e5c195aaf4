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
        slack = 0.02 * (high - low) / step  # a value that passes a tick by a hair needs no further tick
        low, high = math.floor(low / step + slack) * step, math.ceil(high / step - slack) * step
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return Axis(low, high, start, end, tuple(index * step for index in range(first, last + 1)))


def ratio_axis(exponents: Iterable[float], start: float, end: float) -> Axis:
    """An axis of decimal logarithms of ratios: ticks at 1, 2, 5 of each power of ten, or the powers alone."""
    values = list(exponents)
    low, high = min(values), max(values)
    finest = [power + math.log10(digit) for power in range(-6, 7) for digit in (1, 2, 5)]
    ticks = finest if high - low < 1.5 else [float(power) for power in range(-6, 7)]
    first = max((i for i, tick in enumerate(ticks) if tick <= low + 1e-9), default=0)
    last = min((i for i, tick in enumerate(ticks) if tick >= high - 1e-9), default=len(ticks) - 1)
    if first == last:
        first, last = max(first - 1, 0), min(last + 1, len(ticks) - 1)
    return Axis(ticks[first], ticks[last], start, end, tuple(ticks[first : last + 1]))


def spread(positions: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move label positions apart so that neighbours keep `gap` and all stay within [low, high], in order.

    Labels that would touch form a block around their common mean, so that none moves further than it must.
    """
    order = sorted(range(len(positions)), key=lambda index: positions[index])
    blocks: list[tuple[float, int]] = []  # mean of the wanted position of a block's first label, and its size
    for rank, index in enumerate(order):
        mean, size = positions[index] - gap * rank, 1
        while blocks and blocks[-1][0] >= mean:
            before, count = blocks.pop()
            mean, size = (before * count + mean * size) / (count + size), count + size
        blocks.append((mean, size))
    placed = list(positions)
    rank = 0
    ceiling = high - gap * (len(order) - 1)
    for mean, size in blocks:
        for _ in range(size):
            placed[order[rank]] = max(min(mean, ceiling), low) + gap * rank
            rank += 1
    return placed
