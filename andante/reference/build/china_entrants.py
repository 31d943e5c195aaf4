"""Table `china_entrants`: field of study or first job of those who enter the urban labour force."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from andante.reference.build import china_employment_age
from andante.reference.build.china_assumptions import GRADUATE_ENTRANTS
from andante.reference.build.china_employment_age import GRADUATE_GROUPS
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
        "Half of the entrants head for graduate work (professional, technical and clerical) [A], the "
        "others for "
        "other work; inside both in proportion to the employed aged 16-29, who are imputed themselves."
    ),
    sources=china_employment_age.TABLE.sources,
    columns=(
        Column("occupation", "mapped", "", "Occupation id"),
        Column("share", "imputed", "fraction of one", "Part of the year's entrants; sums to one"),
        Column("low", "imputed", "fraction of one", "With the least graduate work in the range"),
        Column("high", "imputed", "fraction of one", "With the most graduate work in the range"),
    ),
    weaknesses=("No table of entrants by field was found; graduates are most of them since 2022.",),
)


def entrant_shares(
    young: NDArray[np.float64], graduate: NDArray[np.bool_], part: float
) -> NDArray[np.float64]:
    """Return the share of each occupation when `part` of all heads for graduate work; sums to one."""
    inside = np.where(graduate, part, 1 - part)
    totals = np.where(graduate, young[graduate].sum(), young[~graduate].sum())
    shares: NDArray[np.float64] = inside * young / totals
    return shares


def build(raw: Path) -> pa.Table:
    """Return one row per occupation with employment; low and high sum to one each."""
    ages = ("16-24", "25-29")
    table = china_employment_age.build(raw)
    young = table.filter(np.isin(table.column("age").to_numpy(zero_copy_only=False), ages))
    people = grid(young, ("occupation", OCCUPATION_IDS), ("age", ages), "employed").sum(axis=1)
    graduate = np.array([id_[0] in GRADUATE_GROUPS for id_ in OCCUPATION_IDS])
    present = people > 0
    parts = {"share": GRADUATE_ENTRANTS.value, "low": GRADUATE_ENTRANTS.low, "high": GRADUATE_ENTRANTS.high}
    return pa.table(
        {
            "occupation": [id_ for id_, there in zip(OCCUPATION_IDS, present, strict=True) if there],
            **{name: entrant_shares(people, graduate, part)[present] for name, part in parts.items()},
        }
    )
