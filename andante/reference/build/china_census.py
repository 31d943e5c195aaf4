"""China's census of 2020, long form, Table 4-6: employed persons by occupation, province and sex.

Counts are those of the long-form sample (about a tenth of the households), 65,631,786 persons in all. The
reader proves that provinces and sexes add up to the printed totals before anything is made of them.
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from andante.errors import Problem, ReferenceDataError, Where

CENSUS_FILE = "china_census2020/census2020_T4-6_tidy.csv.gz"
CENSUS_TOTAL = 65_631_786
NATION = "全国"
SEXES: tuple[str, ...] = ("female", "male")


@dataclass(frozen=True, slots=True)
class Census:
    """Employed persons of the long-form sample.

    `persons` has shape (sexes, provinces, occupations) = (2, 31, 74), in persons of the sample.
    """

    occupations: tuple[str, ...]
    occupation_names: tuple[str, ...]
    majors: tuple[str, ...]
    provinces: tuple[str, ...]
    persons: NDArray[np.int64]

    @property
    def by_occupation(self) -> NDArray[np.int64]:
        """Persons of the sample by occupation, shape (74,)."""
        total: NDArray[np.int64] = self.persons.sum(axis=(0, 1))
        return total


def read_census(raw: Path) -> Census:
    """Read Table 4-6; raise `ReferenceDataError` naming every printed margin that the cells miss."""
    path = raw / CENSUS_FILE
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    occupations = tuple(dict.fromkeys(row["csco2015_mid"] for row in rows))
    names = {row["csco2015_mid"]: row["mid_name"] for row in rows}
    majors = {row["csco2015_mid"]: row["major_name"] for row in rows}
    provinces = tuple(dict.fromkeys(row["province"] for row in rows if row["province"] != NATION))
    counts = {(row["sex"], row["province"], row["csco2015_mid"]): int(row["employed_sample"]) for row in rows}
    persons = np.array(
        [[[counts[sex, place, o] for o in occupations] for place in provinces] for sex in SEXES],
        dtype=np.int64,
    )
    census = Census(
        occupations,
        tuple(names[o] for o in occupations),
        tuple(majors[o] for o in occupations),
        provinces,
        persons,
    )
    problems = margin_problems(census, counts)
    if problems:
        raise ReferenceDataError(problems)
    return census


def margin_problems(census: Census, printed: dict[tuple[str, str, str], int]) -> list[Problem]:
    """Return one problem for each printed total that the cells do not add up to."""
    sums: dict[tuple[str, str, str], int] = {}
    for k, occupation in enumerate(census.occupations):
        for j, province in enumerate(census.provinces):
            sums["total", province, occupation] = int(census.persons[:, j, k].sum())
        for i, sex in enumerate(SEXES):
            sums[sex, NATION, occupation] = int(census.persons[i, :, k].sum())
        sums["total", NATION, occupation] = int(census.persons[:, :, k].sum())
    found = [
        Problem(
            f"the printed total is {printed[cell]:,}, the cells add up to {value:,}",
            Where(file=CENSUS_FILE, field="/".join(cell)),
            mend="Fetch the census table again; a cell was damaged.",
        )
        for cell, value in sums.items()
        if printed[cell] != value
    ]
    total = int(census.persons.sum())
    if total != CENSUS_TOTAL:
        found.append(
            Problem(
                f"the table holds {total:,} persons, the yearbook {CENSUS_TOTAL:,}",
                Where(file=CENSUS_FILE),
                mend="Fetch the census table again.",
            )
        )
    return found
