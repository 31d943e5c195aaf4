"""Table `china_wages`: mean wage, share of GDP and labour share by occupation, urban China 2025."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from andante.reference.build.china_assumptions import LABOUR_SHARE
from andante.reference.build.china_employment_sector import URBAN_SOURCES
from andante.reference.build.china_pay import LEVELS_FILE, POSTS_FILE, wage_cells
from andante.reference.build.china_urban import urban_work
from andante.reference.catalog import Column, TableSpec
from andante.reference.occupations import OCCUPATION_IDS

TABLE = TableSpec(
    name="china_wages",
    title="China: mean wage, share of GDP and labour share by occupation",
    publisher="National Bureau of Statistics of China (wage releases of May 2026)",
    vintage="2025",
    licence="NBS statistics (cite source)",
    transformation=(
        "Wages by industry and post (enterprises above scale) set the distances between posts inside an "
        "industry; "
        "wages in private and other units, with assumed weights, set the industry's level; averaged over the "
        "imputed table of occupation by industry. Share of GDP: share of the urban wage bill."
    ),
    sources=(POSTS_FILE, LEVELS_FILE, *URBAN_SOURCES),
    columns=(
        Column("occupation", "mapped", "", "Occupation id"),
        Column("mean_wage", "imputed", "yuan a year", "Mean yearly wage"),
        Column("gdp_share", "imputed", "fraction of one", "Share of urban output, as of the urban wage bill"),
        Column(
            "labour_share", "assumed", "fraction of one", "Labour share of value added, .52 [M], .48 to .6"
        ),
    ),
    weaknesses=(
        "Five posts only: occupations of one post differ by industry alone.",
        "Self-employed workers are taken to earn the private wage.",
        "One labour share for all occupations; an occupation's share of output is that of its wages.",
    ),
)


def build(raw: Path) -> pa.Table:
    """Return one row per occupation with employment."""
    work = urban_work(raw)
    wages = wage_cells(raw, work)
    names = np.array(work.occupations)
    people = np.array([work.urban_cells[names == o].sum() for o in OCCUPATION_IDS])
    bill = np.array([(work.urban_cells * wages)[names == o].sum() for o in OCCUPATION_IDS])
    present = people > 0
    return pa.table(
        {
            "occupation": [o for o, there in zip(OCCUPATION_IDS, present, strict=True) if there],
            "mean_wage": bill[present] / people[present],
            "gdp_share": bill[present] / bill.sum(),
            "labour_share": np.full(int(present.sum()), LABOUR_SHARE.value),
        }
    )
