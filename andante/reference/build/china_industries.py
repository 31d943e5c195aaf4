"""China's industry divisions (GB/T 4754-2017): census counts, ISIC sections, and the controls of 2025.

The table from divisions to ISIC sections is this project's own reading of both classifications (label
mapped); where a division belongs to two sections, its shares are assumed.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from andante.errors import Problem, ReferenceDataError, Where
from andante.reference.build.china_census import CENSUS_TOTAL

DIVISIONS_FILE = "china_industry/census2020_B0404_employment_industry97.csv"
CONTROLS_FILE = "china_industry/nbs_employment_controls_2021_2025.csv"

# Divisions whose ISIC section differs from that of most of their GB/T section (SECTION_OF below).
DIVISION_SECTIONS = MappingProxyType(
    {
        "42": {"E": 1.0},  # recovery of materials
        "46": {"E": 1.0},  # water collection and supply
        "71": {"N": 1.0},  # leasing
        "72": {
            "M": 0.45,
            "N": 0.55,
        },  # head offices, legal, consulting, advertising | staffing, security, travel
        "76": {"E": 1.0},  # water conservancy
        "77": {"E": 0.7, "R": 0.3},  # environmental remediation | nature reserves
        "78": {"E": 0.4, "N": 0.5, "R": 0.1},  # waste and sewage | landscape, cleaning | parks
        "79": {"O": 1.0},  # land administration
        "80": {"S": 1.0},
        "81": {"G": 0.6, "S": 0.4},  # repair of motor vehicles | of computers and household goods
        "82": {"N": 0.7, "S": 0.3},  # cleaning of buildings | other
        "86": {"J": 1.0},  # news and publishing
        "87": {"J": 1.0},  # broadcasting, film
        "95": {"S": 1.0},  # membership organizations
    }
)
SECTION_OF = MappingProxyType(
    {
        "A": "A", "B": "B", "C": "C", "D": "D", "E": "F", "F": "G", "G": "H", "H": "I", "I": "J", "J": "K",
        "K": "L", "L": "N", "M": "M", "N": "E", "O": "S", "P": "P", "Q": "Q", "R": "R", "S": "O", "T": "U",
    }
)  # fmt: skip
SECTORS: tuple[str, ...] = tuple("ABCDEFGHIJKLMNOPQRSU")

# Support activities count as services in the three-sector classification (NBS 2018).
TERTIARY_BY_RULE = frozenset({"05", "11", "43"})


@dataclass(frozen=True, slots=True)
class Industries:
    """Employed persons of the census sample by division, and where each division belongs.

    `persons` has shape (97,); `isic` has shape (97, sections) with rows that sum to one; `broad` holds 0 for
    primary, 1 for secondary and 2 for tertiary.
    """

    divisions: tuple[str, ...]
    gb_sections: tuple[str, ...]
    persons: NDArray[np.int64]
    isic: NDArray[np.float64]
    broad: NDArray[np.intp]


def read_industries(raw: Path) -> Industries:
    """Read Table 4-4; raise `ReferenceDataError` unless it has the universe of the occupation table."""
    with (raw / DIVISIONS_FILE).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    divisions = tuple(row["gbt4754_2017_division"] for row in rows)
    gb_sections = tuple(row["section"] for row in rows)
    persons = np.array([int(row["employed_longform_sample_2020"]) for row in rows], dtype=np.int64)
    if int(persons.sum()) != CENSUS_TOTAL:
        raise ReferenceDataError(
            Problem(
                f"the industries add up to {int(persons.sum()):,} persons, the occupations to "
                f"{CENSUS_TOTAL:,}",
                Where(file=DIVISIONS_FILE),
                mend="Fetch the industry table again.",
            )
        )
    isic = np.zeros((len(divisions), len(SECTORS)))
    for i, (division, gb_section) in enumerate(zip(divisions, gb_sections, strict=True)):
        for section, share in DIVISION_SECTIONS.get(division, {SECTION_OF[gb_section]: 1.0}).items():
            isic[i, SECTORS.index(section)] = share
    broad = np.array([broad_sector(d, s) for d, s in zip(divisions, gb_sections, strict=True)], dtype=np.intp)
    return Industries(divisions, gb_sections, persons, isic, broad)


def broad_sector(division: str, gb_section: str) -> int:
    """Return 0 for primary, 1 for secondary, 2 for tertiary."""
    if division in TERTIARY_BY_RULE:
        return 2
    return 0 if gb_section == "A" else 1 if gb_section in "BCDE" else 2


def read_controls(raw: Path, year: str = "2025") -> NDArray[np.float64]:
    """Return employed persons in the primary, secondary and tertiary sector, shape (3,), persons."""
    with (raw / CONTROLS_FILE).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["year"] == year:
                return 1e4 * np.array([float(row[f"{s}_10k"]) for s in ("primary", "secondary", "tertiary")])
    raise ReferenceDataError(
        Problem(f"there is no control for {year}", Where(file=CONTROLS_FILE), mend="Use a year of the file.")
    )
