"""Table `china_employment_occupation_sector`: urban employed persons by occupation and ISIC section."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from andante.reference.build.china_borrowed import BORROWED_SOURCES
from andante.reference.build.china_census import CENSUS_FILE
from andante.reference.build.china_crosswalk import CSCO_FILE, ISCO_FILE, WEIGHTS_FILE
from andante.reference.build.china_industries import CONTROLS_FILE, DIVISIONS_FILE, SECTORS
from andante.reference.build.china_urban import UrbanWork, urban_work
from andante.reference.catalog import Column, TableSpec
from andante.reference.occupations import OCCUPATION_IDS

URBAN_SOURCES = (
    CENSUS_FILE, DIVISIONS_FILE, CONTROLS_FILE, WEIGHTS_FILE, CSCO_FILE, ISCO_FILE, *BORROWED_SOURCES,
)  # fmt: skip

TABLE = TableSpec(
    name="china_employment_occupation_sector",
    title="China: urban employed persons by occupation and industry",
    publisher="National Bureau of Statistics of China (census 2020, tables 4-4 and 4-6; employment controls)",
    vintage="2020 structure, 2025 totals",
    licence="NBS statistics (cite source)",
    transformation=(
        "Census occupations and industry divisions fitted to both official margins (iterative proportional "
        "fitting); divisions to the controls of 2025; 93 % of primary work removed as rural [A], the rest of "
        "rural work pro rata; occupations to ISCO-08 by judgement weights; divisions to ISIC sections."
    ),
    sources=URBAN_SOURCES,
    columns=(
        Column("occupation", "mapped", "", "Occupation id"),
        Column("sector", "mapped", "", "ISIC Rev.4 section"),
        Column("employed", "imputed", "persons", "Employed persons in towns, 2025"),
    ),
    weaknesses=(
        "Occupation weights are judgement: no published crosswalk gives weights.",
        "No Chinese table shows occupation by industry; the inside of the table is imputed.",
        "Persons whose occupation the census could not classify (.24 %) take the occupations of their industry.",
    ),
)


def occupation_by_sector(work: UrbanWork) -> NDArray[np.float64]:
    """Return urban employed persons, (sections, occupations), in the order of SECTORS and OCCUPATION_IDS."""
    by_link = work.urban_cells @ work.industries.isic
    matrix = np.zeros((len(SECTORS), len(OCCUPATION_IDS)))
    for occupation, row in zip(work.occupations, by_link, strict=True):
        if occupation in OCCUPATION_IDS:
            matrix[:, OCCUPATION_IDS.index(occupation)] += row
    return matrix


def build(raw: Path) -> pa.Table:
    """Return occupation, sector, employed, one row per non-empty cell."""
    matrix = occupation_by_sector(urban_work(raw))
    cells = [
        (occupation, sector, matrix[s, o])
        for o, occupation in enumerate(OCCUPATION_IDS)
        for s, sector in enumerate(SECTORS)
        if matrix[s, o] > 0
    ]
    return pa.table(
        {
            "occupation": [cell[0] for cell in cells],
            "sector": [cell[1] for cell in cells],
            "employed": pa.array([float(cell[2]) for cell in cells], pa.float64()),
        }
    )
