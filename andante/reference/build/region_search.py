"""Table `region_search`: which share of job seekers looks outside the own province or state; assumed."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from andante.reference.catalog import Column, TableSpec

TABLE = TableSpec(
    name="region_search",
    title="Share of job seekers who look outside their province or state",
    publisher="this project",
    vintage="2026",
    licence="CC BY 4.0",
    transformation=(
        "Assumed [A]. China's is kept low because schooling, care and housing follow the household "
        "registration (hukou); no published figure counts searches across provinces or states. Where those "
        "go who look outside is imputed: in proportion to the employment of the others."
    ),
    sources=(),
    columns=(
        Column("economy", "assumed", "", "Economy"),
        Column("outside_share", "assumed", "fraction of one", "Share of searches outside, mean"),
        Column("low", "assumed", "fraction of one", "Low end of its range"),
        Column("high", "assumed", "fraction of one", "High end of its range"),
    ),
    weaknesses=("An assumption; neighbours are not nearer than others.",),
)


def build(_: Path) -> pa.Table:
    """Return one row an economy."""
    rows = (("china", 0.06, 0.02, 0.15), ("united-states", 0.12, 0.05, 0.25))
    names = [column.name for column in TABLE.columns]
    return pa.table({name: [row[i] for row in rows] for i, name in enumerate(names)})
