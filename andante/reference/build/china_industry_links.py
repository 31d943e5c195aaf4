"""Table `china_industry_links`: from industry divisions of GB/T 4754-2017 to ISIC sections."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from andante.reference.build.china_industries import DIVISIONS_FILE, SECTORS, read_industries
from andante.reference.catalog import Column, TableSpec

TABLE = TableSpec(
    name="china_industry_links",
    title="China: from industry divisions to ISIC sections",
    publisher="Andante; counts: National Bureau of Statistics of China (census 2020, table 4-4)",
    vintage="GB/T 4754-2017, ISIC Rev.4",
    licence="Apache-2.0; census counts: NBS (cite source)",
    transformation="Read off both classifications; where a division has two sections, shares are assumed.",
    sources=(DIVISIONS_FILE,),
    columns=(
        Column("division", "official", "", "Division of GB/T 4754-2017"),
        Column("gb_section", "official", "", "Its section there"),
        Column("sample", "official", "persons", "Persons in the census sample, 2020"),
        Column("broad_sector", "official", "", "primary, secondary or tertiary (NBS 2018)"),
        Column("sector", "mapped", "", "ISIC Rev.4 section"),
        Column("share", "mapped", "fraction of one", "Part of the division; sums to one"),
        Column("label", "official", "", "mapped where the division is whole, assumed where it is split"),
    ),
)


def build(raw: Path) -> pa.Table:
    """Return one row per division and section."""
    industries = read_industries(raw)
    cells = [tuple(cell) for cell in np.argwhere(industries.isic > 0)]
    broad = ("primary", "secondary", "tertiary")
    return pa.table(
        {
            "division": [industries.divisions[d] for d, _ in cells],
            "gb_section": [industries.gb_sections[d] for d, _ in cells],
            "sample": pa.array([int(industries.persons[d]) for d, _ in cells], pa.int64()),
            "broad_sector": [broad[industries.broad[d]] for d, _ in cells],
            "sector": [SECTORS[s] for _, s in cells],
            "share": [float(industries.isic[d, s]) for d, s in cells],
            "label": ["mapped" if industries.isic[d, s] == 1 else "assumed" for d, s in cells],
        }
    )
