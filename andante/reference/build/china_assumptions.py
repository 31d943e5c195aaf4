"""Figures about China that no table of the raw files gives, each with range, tag and source.

Tags: [V] seen in a public page, [C] computed from such data, [M] from memory and to be checked, [A] assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Assumed:
    """A figure with its range; `tag` says how far it may be trusted."""

    value: float
    low: float
    high: float
    unit: str
    tag: str
    source: str


URBAN_LABOUR_FORCE = Assumed(
    498e6,
    480e6,
    510e6,
    "persons",
    "[M]",
    "near 473.7 million employed in towns at the end of 2024 (NBS: 64.5 % of 734.39 million [V]) over .949",
)
UNEMPLOYMENT_RATE = Assumed(
    0.051, 0.049, 0.053, "fraction of one", "[V]", "NBS, average of 2024 and December 2025"
)
# The stock of whom 7 % stay in the city. The farm work around cities is real: suburban districts count as
# urban.
RURAL_SHARE_OF_PRIMARY = Assumed(0.93, 0.85, 0.97, "fraction of one", "[A]", "no table gives it")

ENTRANTS_PER_YEAR = Assumed(
    11e6,
    9e6,
    13e6,
    "persons a year",
    "[M]",
    "12.7 million graduates and new urban jobs of 12-13 million a year",
)
GRADUATE_ENTRANTS = Assumed(
    0.5,
    0.34,
    0.65,
    "fraction of one",
    "[A]",
    "12.2 million graduates in 2025, about half of three-year colleges; low end: as the employed aged 16-29",
)


def urban_employment() -> float:
    """Return employed persons in towns: the labour force less the unemployed."""
    return URBAN_LABOUR_FORCE.value * (1 - UNEMPLOYMENT_RATE.value)


# People in the urban labour force by age; the ages between are what is left of the whole.
LABOUR_FORCE_16_24 = Assumed(
    32e6, 31e6, 33e6, "persons", "[C]", "entrants of 11 million a year who stay 36 months on average"
)
LABOUR_FORCE_25_29 = Assumed(
    55e6, 52e6, 60e6, "persons", "[M]", "11 to 12 % of urban employment, labour force survey"
)
LABOUR_FORCE_60 = Assumed(
    20e6, 15e6, 30e6, "persons", "[M]", "about 4 % of urban employment, labour force survey"
)
SHARE_30_44_OF_30_59 = Assumed(
    0.60, 0.56, 0.64, "fraction of one", "[M]", "urban employment by age, labour force survey"
)
# Surveyed rates: means of the months of 2024 and 2025 that were published; students excluded.
UNEMPLOYMENT_60 = Assumed(
    0.01, 0.0, 0.02, "fraction of one", "[A]", "not published; used to place people only"
)

# Urban workers in units that are not private, millions, by GB/T section, about 2023 [M]; 164 million in
# all. Over urban employment this is the weight of the wage of such units; range: a fifth either way.
NON_PRIVATE_MILLIONS = MappingProxyType(
    {
        "A": 0.7, "B": 3.2, "C": 35.6, "D": 3.7, "E": 16.4, "F": 7.9, "G": 8.2, "H": 2.6, "I": 5.2, "J": 7.5,
        "K": 5.1, "L": 7.5, "M": 4.5, "N": 2.4, "O": 0.8, "P": 19.7, "Q": 11.6, "R": 1.5, "S": 20.0,
    }
)  # fmt: skip
LABOUR_SHARE = Assumed(
    0.52, 0.48, 0.6, "fraction of one", "[M]", "compensation of employees over GDP, national accounts"
)

FIRM_SIZE_SHARES = (0.30, 0.22, 0.22, 0.26)
FIRM_SIZE_RANGE = 0.1

# Jan, Feb, Mar, Apr-Jun, Jul, Aug, Sep-Dec [C, fitted]
ENTRANT_MONTHS = (0.042, 0.080, 0.042, 0.023, 0.023, 0.023, 0.366, 0.231, 0.042, 0.042, 0.042, 0.042)
SEPARATION_SPRING = 1.45
