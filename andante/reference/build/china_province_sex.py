"""Table `china_employment_province_sex`: urban employed persons by occupation, province and sex, imputed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from andante.reference.build.china_census import SEXES
from andante.reference.build.china_employment_sector import URBAN_SOURCES
from andante.reference.build.china_urban import UrbanWork, urban_work
from andante.reference.catalog import Column, TableSpec
from andante.reference.occupations import OCCUPATION_IDS

TABLE = TableSpec(
    name="china_employment_province_sex",
    title="China: urban employed persons by occupation, province and sex",
    publisher="National Bureau of Statistics of China (census 2020, table 4-6)",
    vintage="2020 structure, 2025 totals",
    licence="NBS statistics (cite source)",
    transformation=(
        "Census counts by province and sex, each part of a census occupation brought to its national "
        "urban total "
        "of 2025 (see china_employment_occupation_sector)."
    ),
    sources=URBAN_SOURCES,
    columns=(
        Column("occupation", "mapped", "", "Occupation id"),
        Column("province", "official", "", "Province, in Chinese"),
        Column("sex", "official", "", "female or male"),
        Column("employed", "imputed", "persons", "Employed persons in towns, 2025"),
    ),
    weaknesses=(
        "One national urban share per occupation: rural provinces come out too large, cities too small.",
        "Structure of 2020; nobody has moved since.",
    ),
)


def by_province_and_sex(work: UrbanWork) -> NDArray[np.float64]:
    """Return urban employed persons, (occupations, provinces, sexes); they sum to the national totals."""
    index = {code: i for i, code in enumerate(work.census.occupations)}
    totals = work.urban_cells.sum(axis=1)
    result = np.zeros((len(OCCUPATION_IDS), len(work.census.provinces), len(SEXES)))
    for link, total in zip(work.links, totals, strict=True):
        if link.occupation in OCCUPATION_IDS:
            people = work.census.persons[:, :, index[link.census_occupation]].T
            result[OCCUPATION_IDS.index(link.occupation)] += people * (total / people.sum())
    return result


def build(raw: Path) -> pa.Table:
    """Return occupation, province, sex, employed, one row per non-empty cell."""
    work = urban_work(raw)
    people = by_province_and_sex(work)
    cells = [tuple(cell) for cell in np.argwhere(people > 0)]
    return pa.table(
        {
            "occupation": pa.array([OCCUPATION_IDS[o] for o, _, _ in cells]).dictionary_encode(),
            "province": pa.array([work.census.provinces[p] for _, p, _ in cells]).dictionary_encode(),
            "sex": pa.array([SEXES[s] for _, _, s in cells]).dictionary_encode(),
            "employed": pa.array([float(people[cell]) for cell in cells], pa.float64()),
        }
    )
