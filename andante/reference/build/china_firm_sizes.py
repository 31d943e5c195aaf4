"""Table `china_firm_sizes`: urban employment by firm size class."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from andante.reference.build.china_assumptions import FIRM_SIZE_RANGE, FIRM_SIZE_SHARES
from andante.reference.catalog import Column, TableSpec
from andante.reference.occupations import FIRM_SIZES

TABLE = TableSpec(
    name="china_firm_sizes",
    title="China: employment by firm size",
    publisher="Andante",
    vintage="2025",
    licence="Apache-2.0",
    transformation=(
        "Assumed (model.md 0, [M/A]), with a range of a tenth of one either way; no table was found."
    ),
    sources=(),
    columns=(
        Column("firm_size", "assumed", "", "Workers of the firm"),
        Column("share", "assumed", "fraction of one", "Share of employment"),
        Column("low", "assumed", "fraction of one", "Low end of the range"),
        Column("high", "assumed", "fraction of one", "High end of the range"),
    ),
    weaknesses=("No published distribution of urban employment by size of employer was found.",),
)


def build(raw: Path) -> pa.Table:  # noqa: ARG001 - every step has this signature
    """Return the four size classes."""
    return pa.table(
        {
            "firm_size": list(FIRM_SIZES),
            "share": list(FIRM_SIZE_SHARES),
            "low": [round(share - FIRM_SIZE_RANGE, 12) for share in FIRM_SIZE_SHARES],
            "high": [round(share + FIRM_SIZE_RANGE, 12) for share in FIRM_SIZE_SHARES],
        }
    )
