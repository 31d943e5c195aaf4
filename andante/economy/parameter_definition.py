"""What a definition of an assumption must say: nothing enters an equation without it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

AGE_SUFFIXES = ("16_24", "25_29", "30_44", "45_59", "60_plus")

PerEconomy = float | Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ParameterDefinition:
    """One assumption. `default`, `low` and `high` are one number or a map economy -> number ("*" for others).

    `least` and `most` are hard limits beyond which the equations make no sense; `low` to `high` is the range
    that the evidence leaves open. `label` is official, mapped, imputed, calibrated or assumed.
    """

    name: str
    symbol: str
    unit: str
    default: PerEconomy
    low: PerEconomy
    high: PerEconomy
    tag: str
    label: str
    basis: str
    decisive: bool = False
    least: float = 0.0
    most: float = math.inf

    def default_for(self, economy: str) -> float:
        """Return the default of `economy`."""
        return _pick(self.default, economy)

    def low_for(self, economy: str) -> float:
        """Return the lower end of the range of `economy`."""
        return _pick(self.low, economy)

    def high_for(self, economy: str) -> float:
        """Return the upper end of the range of `economy`."""
        return _pick(self.high, economy)


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """A fixed table of assumptions (one value per class), with the same duties as a parameter."""

    name: str
    symbol: str
    unit: str
    classes: tuple[str, ...]
    values: tuple[tuple[float, ...], ...] | tuple[float, ...]
    tag: str
    label: str
    basis: str


def _pick(value: PerEconomy, economy: str) -> float:
    if isinstance(value, Mapping):
        # An economy of the user's own without calibrated values starts from those of the United States.
        return float(value.get(economy, value.get("*", value.get("united-states", math.nan))))
    return float(value)
