"""Table `china_employment_occupation_sector`: urban employed persons by occupation and ISIC section."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from andante.reference.build.china_assumptions import RURAL_SHARE_OF_PRIMARY
from andante.reference.build.china_borrowed import BORROWED_SOURCES
from andante.reference.build.china_census import CENSUS_FILE
from andante.reference.build.china_crosswalk import CSCO_FILE, ISCO_FILE, UNCLASSIFIED_CODE, WEIGHTS_FILE
from andante.reference.build.china_industries import CONTROLS_FILE, DIVISIONS_FILE, SECTORS, read_controls
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
        "Persons whose occupation the census could not classify (.24 %) take the occupations of their "
        "industry.",
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


def accounting(raw: Path) -> tuple[str, ...]:
    """Say what became of every person of the census sample and of the employed of 2025."""
    work = urban_work(raw)
    people = work.census.by_occupation
    unclassified = int(people[work.census.occupations.index(UNCLASSIFIED_CODE)])
    total, employed = int(people.sum()), read_controls(raw).sum()
    urban = work.urban_cells.sum()
    unpublished = sum(
        float(people[work.census.occupations.index(link.census_occupation)]) * link.weight
        for link in work.links
        if link.published_links == 0 and link.census_occupation != UNCLASSIFIED_CODE
    )
    return (
        f"Census sample: {total:,} persons, of whom {total - unclassified:,} are matched to an occupation "
        f"and "
        f"{unclassified:,} ({unclassified / total:.2%}) have none stated (code 800).",
        f"The latter stand for {work.urban_unclassified:,.0f} urban persons, spread over their own "
        f"industries.",
        f"{unpublished / total:.1%} of the sample go to a group that no published code of their census "
        f"occupation "
        "leads to (judgement alone).",
        f"2025: {employed:,.0f} employed, {urban:,.0f} of them in towns: "
        f"{1 - RURAL_SHARE_OF_PRIMARY.value:.0%} of primary work and {work.kept:.2%} of the rest.",
        "Armed forces: not in the census table; none counted.",
    )
