"""What China's tables take from the United States for want of a Chinese source (label imputed).

Employment by ISCO-08 unit group gives the inside of two-digit groups; employment by occupation and section
gives the seed of the occupation-by-industry fitting. Neither sets a Chinese total.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from andante.reference.build.us_crosswalk import OEWS_NATIONAL, SOC_TO_ISCO, to_occupations
from andante.reference.build.us_household import (
    CPS_AGES,
    household_by_soc,
    household_units,
    household_weights,
    section_shares,
)
from andante.reference.build.us_payroll import OEWS_BY_INDUSTRY, payroll_table
from andante.reference.occupations import AGES, OCCUPATION_IDS, OCCUPATION_INDEX

BORROWED_SOURCES = (OEWS_NATIONAL, SOC_TO_ISCO, OEWS_BY_INDUSTRY, CPS_AGES)

# The payroll survey leaves out farms, so that its agriculture says nothing of China's.
SECTIONS_NOT_BORROWED = frozenset("A")


@dataclass(frozen=True, slots=True)
class SplitShares:
    """Share of a two-digit group that a split-out occupation takes, from the United States (OEWS 2025)."""

    software_of_25: float
    marketing_of_24: float
    contact_centre_of_42: float


def split_shares(raw: Path) -> SplitShares:
    """Return the shares of the split-out occupations inside their two-digit groups."""
    units = household_units(raw)

    def persons(prefix: str, occupation: str = "") -> float:
        return sum(
            n
            for (id_, _, isco), n in units.items()
            if isco.startswith(prefix) and (not occupation or id_ == occupation)
        )

    return SplitShares(
        software_of_25=persons("25", "251") / persons("25"),
        marketing_of_24=persons("24", "264m") / persons("24"),
        contact_centre_of_42=persons("42", "4222") / persons("42"),
    )


def unit_employment(raw: Path) -> dict[str, dict[str, float]]:
    """Return persons employed in the United States by occupation id and ISCO-08 unit group."""
    units: dict[str, dict[str, float]] = {}
    for (id_, _, isco), persons in household_units(raw).items():
        groups = units.setdefault(id_, {})
        groups[isco] = groups.get(isco, 0.0) + persons
    return units


def lift_by_sector(raw: Path) -> dict[tuple[str, str], float]:
    """Return, by (occupation, ISIC section), how much likelier the occupation is there than on average."""
    weights = to_occupations(household_weights(raw))
    shares = section_shares(payroll_table(raw))
    cells: dict[tuple[str, str], float] = defaultdict(float)
    for soc, ages in household_by_soc(raw).items():
        for occupation, weight in weights[soc].items():
            for section, share in shares.get(soc, {}).items():
                cells[occupation, section] += float(ages.sum()) * weight * share
    of_occupation: dict[str, float] = defaultdict(float)
    of_section: dict[str, float] = defaultdict(float)
    for (occupation, section), persons in cells.items():
        of_occupation[occupation] += persons
        of_section[section] += persons
    everybody = sum(cells.values())
    return {
        (occupation, section): cells.get((occupation, section), 0.0)
        * everybody
        / (in_occupation * in_section)
        for occupation, in_occupation in of_occupation.items()
        for section, in_section in of_section.items()
        if section not in SECTIONS_NOT_BORROWED
    }


def age_pattern(raw: Path) -> NDArray[np.float64]:
    """Return employed persons of the United States by occupation and age, (occupations, ages); CPS 2025."""
    weights = to_occupations(household_weights(raw))
    persons = np.zeros((len(OCCUPATION_IDS), len(AGES)))
    for soc, ages in household_by_soc(raw).items():
        for occupation, weight in weights[soc].items():
            persons[OCCUPATION_INDEX[occupation]] += weight * ages
    return persons
