"""The layout that both economies share: for each kind of table its columns, and what they hold.

A table is named `<prefix>_<kind>`, for example `us_wages`. An economy is loadable when its prefix has every
kind below; extra columns (a label or a source per row) are welcome.
"""

from __future__ import annotations

from difflib import get_close_matches
from types import MappingProxyType

from andante.errors import Problem, ReferenceDataError

PREFIXES = MappingProxyType({"china": "china", "united-states": "us"})

LAYOUTS = MappingProxyType(
    {
        # fact, one of ECONOMY_WORDS (in `text`) or ECONOMY_NUMBERS (in `value`; null if no source has it)
        "economy": ("fact", "value", "text", "unit", "label", "source"),
        # persons, one row per non-empty cell; sector is an ISIC section letter
        "employment_occupation_sector": ("occupation", "sector", "employed"),
        # persons; row totals equal those of employment_occupation_sector
        "employment_occupation_age": ("occupation", "age", "employed"),
        # currency units a year; shares of GDP sum to 1; labour share of value added, 0..1
        "wages": ("occupation", "mean_wage", "gdp_share", "labour_share"),
        # shares and scores, 0..1
        "exposure": ("occupation", "ilo_share", "ilo_mean", "eloundou_beta", "microsoft"),
        # yearly transition probabilities, one row per non-empty cell; both sum to 1 over the destinations
        "mobility": ("origin", "destination", "probability", "mover_probability"),
        # share of those who enter the labour force whose field or first job is this occupation; sums to 1
        "entrants": ("occupation", "share"),
        # calendar month 1..12; entrant weights sum to 1, separation weights have mean 1
        "seasonality": ("month", "entrant_weight", "separation_weight"),
        # shares of employment by firm size class, sum 1, with low and high
        "firm_sizes": ("firm_size", "share", "low", "high"),
        # month "YYYY-MM"; fraction of one, null where nothing was published; one id per definition
        "unemployment_history": ("month", "series", "value", "source"),
        # month "YYYY-MM"; fraction of one
        "adoption_history": ("month", "indicator", "value", "source"),
    }
)

ECONOMY_WORDS: tuple[str, ...] = ("title", "title_zh", "currency", "jurisdiction", "vintage")
ECONOMY_NUMBERS: tuple[str, ...] = (
    "labour_force",
    "unemployment_rate",
    "unemployment_rate_16-24",
    "unemployment_rate_25-29",
    "unemployment_rate_30-44",
    "unemployment_rate_45-59",
    "unemployment_rate_60+",
    "entrants_per_year",
)


def prefix_of(economy: str) -> str:
    """Return the table prefix of an economy; `ReferenceDataError` lists the names there are."""
    if economy not in PREFIXES:
        near = get_close_matches(economy.lower(), PREFIXES, 1)
        mend = f"Did you mean {near[0]}? " if near else ""
        mend += f"Economies: {', '.join(PREFIXES)}."
        raise ReferenceDataError(Problem(f"there is no economy {economy!r}", mend=mend))
    return PREFIXES[economy]
