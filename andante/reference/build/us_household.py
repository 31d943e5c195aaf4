"""Employment by occupation and age from the household survey (CPS 2025), brought to Andante's occupations.

The household survey counts persons, the self-employed and farm workers included, and so sets the totals of
the economy; the payroll survey gives what it does not publish: the split of a Census occupation over SOC
codes and the industries.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from andante.reference.build.us_crosswalk import (
    Weights,
    civilian_occupation,
    payroll_occupations,
    rows_of,
    soc_to_isco,
)
from andante.reference.build.us_judgement import FARMERS_IN_HOUSEHOLD_SURVEY, FARMERS_SOC
from andante.reference.build.us_payroll import PayrollTable, soc_by_section
from andante.reference.build.us_sections import FARM_SHARE_IN_A, FARM_SOC

CPS_AGES = "derived/cps2025_occ_age_census2018_soc.csv"
CPS_TABLE = "derived/cps_table11b_2025_occupation_by_age.csv"
BANDS = ("a16_19", "a20_24", "a25_34", "a35_44", "a45_54", "a55_64", "a65p")
THOUSAND = 1000.0
# Where the patterns alone would mislead: a hybrid code of OEWS that does not show by its zeros, and two
# Census residuals of which the broader keeps 51-9199.
MEMBERS = {
    "21-1011": ("21-1018",),
    "21-1014": ("21-1018",),
    "51-91XX": ("51-9141", "51-9199"),
    "51-919X": ("51-9192", "51-9193"),
}

# Census bands -> Andante's ages; 25-34 and 55-64 are halved.
BAND_TO_AGE = np.array(
    [
        [1.0, 0.0, 0.0, 0.0, 0.0],
        [1.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.5, 0.5, 0.0, 0.0],
        [0.0, 0.0, 1.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 1.0, 0.0],
        [0.0, 0.0, 0.0, 0.5, 0.5],
        [0.0, 0.0, 0.0, 0.0, 1.0],
    ]
)


@dataclass(frozen=True, slots=True)
class HouseholdOccupation:
    """A Census occupation: its SOC pattern, employed persons, and persons by Andante's ages (5,)."""

    title: str
    pattern: str
    employed: float
    ages: NDArray[np.float64]


def household_total(raw: Path) -> float:
    """Return the published total of employed persons, CPS 2025 annual average."""
    return float(rows_of(raw / CPS_TABLE)[0]["total"]) * THOUSAND


def household_occupations(raw: Path) -> list[HouseholdOccupation]:
    """Return the detailed occupations of CPS table 11b, 2025.

    Ages are rescaled to the published total of the occupation; where all bands are rounded to nothing they
    take the shares of all occupations together.
    """
    rows = rows_of(raw / CPS_AGES)
    bands = np.array([[float(row[band] or 0) for band in BANDS] for row in rows])
    everybody = bands.sum(axis=0) @ BAND_TO_AGE
    result = []
    for row, counts in zip(rows, bands, strict=True):
        employed = float(row["total"] or 0) * THOUSAND
        shares = counts @ BAND_TO_AGE if counts.sum() > 0 else everybody
        result.append(
            HouseholdOccupation(row["occupation"], row["soc"], employed, employed * shares / shares.sum())
        )
    return result


def socs_of_patterns(patterns: list[str], employed: dict[str, float]) -> dict[str, dict[str, float]]:
    """Return Census SOC pattern -> SOC code of OEWS -> share (sums to 1).

    A SOC goes to the longest pattern that is its prefix ("53-71XX" covers what is left of 53-71); a pattern
    that gets none belongs to the hybrid code of OEWS that covers it (31-1121 to 31-1120), and is otherwise
    its own.
    """
    placed = {soc for pattern in patterns for soc in MEMBERS.get(pattern, ())}
    prefixes = {pattern: _prefix(pattern) for pattern in patterns if pattern not in MEMBERS}
    members: dict[str, list[str]] = defaultdict(list)
    for soc in set(employed) - placed:
        fitting = [pattern for pattern, prefix in prefixes.items() if soc.startswith(prefix)]
        if fitting:
            members[max(fitting, key=lambda pattern: len(prefixes[pattern]))].append(soc)
    for pattern in patterns:
        if pattern in MEMBERS:
            members[pattern] = list(MEMBERS[pattern])
        elif pattern not in members:
            hybrids = [s for s in employed if s.endswith("0") and pattern.startswith(s.rstrip("0"))]
            members[pattern] = hybrids or [pattern]
    return {pattern: _shares(sorted(members[pattern]), employed) for pattern in patterns}


def household_by_soc(raw: Path) -> dict[str, NDArray[np.float64]]:
    """Return SOC -> persons by age (5,) of the household survey."""
    occupations = household_occupations(raw)
    payroll = {soc: occupation.employed for soc, occupation in payroll_occupations(raw).items()}
    shares = socs_of_patterns([occupation.pattern for occupation in occupations], payroll)
    result: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros(5))
    for occupation in occupations:
        for soc, share in shares[occupation.pattern].items():
            result[soc] = result[soc] + share * occupation.ages
    return dict(result)


def household_weights(raw: Path) -> Weights:
    """Return SOC -> ISCO-08 unit group -> weight as the household survey needs it (self-employed farmers)."""
    return {**soc_to_isco(raw), FARMERS_SOC: dict(FARMERS_IN_HOUSEHOLD_SURVEY)}


def household_units(raw: Path) -> dict[tuple[str, str, str], float]:
    """Return employed persons by (occupation id, SOC, ISCO-08 unit group)."""
    weights = household_weights(raw)
    return {
        (civilian_occupation(isco, soc), soc, isco): float(ages.sum()) * weight
        for soc, ages in household_by_soc(raw).items()
        for isco, weight in weights[soc].items()
    }


def section_shares(table: PayrollTable) -> dict[str, dict[str, float]]:
    """Return SOC -> ISIC section -> share of its workers; farm occupations are moved to section A."""
    result = {}
    for soc, sections in soc_by_section(table).items():
        total = sum(sections.values())
        result[soc] = {section: persons / total for section, persons in sections.items()}
    farm = [soc for soc in result if soc.startswith(FARM_SOC)]
    for soc in farm:
        outside = {section: share for section, share in result[soc].items() if section != "A"}
        rest = sum(outside.values())
        result[soc] = {section: share * (1 - FARM_SHARE_IN_A) / rest for section, share in outside.items()}
        result[soc]["A"] = 1 - sum(result[soc].values())
    # Two occupations of the household survey that the payroll survey does not have.
    return {**result, "11-1031": {"O": 1.0}, "45-3031": {"A": 1.0}}


def _prefix(pattern: str) -> str:
    stem = pattern.rstrip("X")
    return stem.rstrip("0") if stem.endswith("0") and len(stem) == len(pattern) else stem


def _shares(socs: list[str], employed: dict[str, float]) -> dict[str, float]:
    weights = {soc: employed.get(soc, 1.0) for soc in socs}
    total = sum(weights.values())
    return {soc: weight / total for soc, weight in weights.items()}
