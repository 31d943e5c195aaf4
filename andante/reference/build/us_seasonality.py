"""Monthly weights of entry and separation, United States: flat, for want of a source."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from andante.reference.catalog import Column, TableSpec

TABLE = TableSpec(
    name="us_seasonality",
    title="Monthly weights of entry and separation, United States",
    publisher="this project",
    vintage="2025",
    licence="Apache-2.0",
    transformation="Flat: every month the same.",
    sources=(),
    columns=(
        Column("month", "assumed", "calendar month", "1 to 12"),
        Column("entrant_weight", "assumed", "share", "share of a year's entrants; sums to 1"),
        Column("separation_weight", "assumed", "factor", "factor on the separation rate; mean 1"),
    ),
    weaknesses=("Entry peaks in June in fact; the official series used beside it are seasonally adjusted.",),
)


def build(_: Path) -> pa.Table:
    """Return twelve equal months."""
    return pa.table(
        {"month": list(range(1, 13)), "entrant_weight": [1 / 12] * 12, "separation_weight": [1.0] * 12}
    )
