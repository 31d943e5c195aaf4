"""The two shapes of every figure of a comparison: one number with its range, and a monthly path."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure with its range over the tested assumptions; `low` and `high` are None without ranges."""

    value: float | None
    low: float | None
    high: float | None
    unit: str

    @property
    def crosses_zero(self) -> bool:
        """Whether the interval holds zero; False when there is no interval."""
        return self.low is not None and self.high is not None and self.low <= 0.0 <= self.high


@dataclass(frozen=True, slots=True)
class Path:
    """A monthly path of one policy; `low`/`high` pointwise over the assumption sets, None without ranges."""

    months: tuple[str, ...]  # "YYYY-MM", history since 2022-11 included
    value: tuple[float, ...]
    low: tuple[float, ...] | None
    high: tuple[float, ...] | None
    unit: str
