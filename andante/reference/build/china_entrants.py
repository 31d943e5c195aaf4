"""Table `china_entrants`: field of study or first job of those who enter the urban labour force."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from andante.reference.build import china_employment_age
from andante.reference.catalog import Column, TableSpec
from andante.reference.occupations import OCCUPATION_IDS
from andante.reference.tables import grid

TABLE = TableSpec(
    name="china_entrants",
    title="China: entrants by field of study or first job",
    publisher="Andante",
    vintage="2025",
    licence="Apache-2.0",
    transformation=(
        "Half the occupations of the employed aged 16-24 (first jobs), half those aged 25-29 (what most were "
        "trained for); both imputed themselves."
    ),
    sources=china_employment_age.TABLE.sources,
    columns=(
        Column("occupation", "mapped", "", "Occupation id"),
        Column("share", "imputed", "fraction of one", "Part of the year's entrants; sums to one"),
    ),
    weaknesses=("No table of entrants by field was found; graduates are most of them since 2022.",),
)


def build(raw: Path) -> pa.Table:
    """Return one row per occupation with employment."""
    ages = ("16-24", "25-29")
    table = china_employment_age.build(raw)
    young = table.filter(np.isin(table.column("age").to_numpy(zero_copy_only=False), ages))
    people = grid(young, ("occupation", OCCUPATION_IDS), ("age", ages), "employed")
    shares = (people / people.sum(axis=0)).mean(axis=1)
    present = [o for o in range(len(OCCUPATION_IDS)) if people[o].sum() > 0]
    return pa.table({"occupation": [OCCUPATION_IDS[o] for o in present], "share": shares[present]})
