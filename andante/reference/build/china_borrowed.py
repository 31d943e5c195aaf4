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

from andante.reference.build.us_crosswalk import (
    OEWS_NATIONAL,
    SOC_TO_ISCO,
    soc_to_occupation,
    unit_group_employment,
)
from andante.reference.build.us_household import CPS_AGES, household_by_soc, household_weights
from andante.reference.build.us_payroll import OEWS_BY_INDUSTRY, payroll_table, soc_by_section
from andante.reference.occupations import AGES, OCCUPATION_IDS, OCCUPATION_INDEX

BORROWED_SOURCES = (OEWS_NATIONAL, SOC_TO_ISCO, OEWS_BY_INDUSTRY)
BORROWED_AGE_SOURCES = (OEWS_NATIONAL, SOC_TO_ISCO, CPS_AGES)

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
    units = unit_group_employment(raw)

    def persons(prefix: str, occupation: str = "") -> float:
        return sum(
            n
            for (id_, isco), n in units.items()
            if isco.startswith(prefix) and (not occupation or id_ == occupation)
        )

    return SplitShares(
        software_of_25=persons("25", "251") / persons("25"),
        marketing_of_24=persons("24", "264m") / persons("24"),
        contact_centre_of_42=persons("42", "4222") / persons("42"),
    )


def lift_by_sector(raw: Path) -> dict[tuple[str, str], float]:
    """Return, by (occupation, ISIC section), how much likelier the occupation is there than on average."""
    weights = soc_to_occupation(raw)
    cells: dict[tuple[str, str], float] = defaultdict(float)
    for soc, sections in soc_by_section(payroll_table(raw)).items():
        for occupation, weight in weights.get(soc, {}).items():
            for section, persons in sections.items():
                cells[occupation, section] += weight * persons
    occupations: dict[str, float] = defaultdict(float)
    sections_total: dict[str, float] = defaultdict(float)
    for (occupation, section), persons in cells.items():
        occupations[occupation] += persons
        sections_total[section] += persons
    everybody = sum(cells.values())
    return {
        (occupation, section): cells[occupation, section] * everybody / (of_occupation * of_section)
        for occupation, of_occupation in occupations.items()
        for section, of_section in sections_total.items()
        if section not in SECTIONS_NOT_BORROWED
    }


def age_pattern(raw: Path) -> NDArray[np.float64]:
    """Return employed persons of the United States by occupation and age, (occupations, ages); CPS 2025."""
    weights = household_weights(raw)
    persons = np.zeros((len(OCCUPATION_IDS), len(AGES)))
    for soc, ages in household_by_soc(raw).items():
        for occupation, weight in weights.get(soc, {}).items():
            if occupation in OCCUPATION_INDEX:
                persons[OCCUPATION_INDEX[occupation]] += weight * ages
    return persons
