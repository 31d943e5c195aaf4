"""Shares of employment by firm size, United States: assumed, with a range."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from andante.reference.catalog import Column, TableSpec
from andante.reference.occupations import FIRM_SIZES

SHARES = (0.105, 0.175, 0.165, 0.555)
RANGE = 0.1

TABLE = TableSpec(
    name="us_firm_sizes",
    title="Employment by firm size, United States",
    publisher="this project, from memory of Census SUSB",
    vintage="about 2021",
    licence="Apache-2.0",
    transformation="Assumed [M/A]; low and high are .1 below and above, not below 0.",
    sources=(),
    columns=(
        Column("firm_size", "assumed", "workers", "firm size class"),
        Column("share", "assumed", "share", "share of employment; sums to 1"),
        Column("low", "assumed", "share", "low end of the range"),
        Column("high", "assumed", "share", "high end of the range"),
    ),
    weaknesses=("Not taken from a file: to be replaced by Census SUSB when it can be packaged.",),
)


def build(_: Path) -> pa.Table:
    """Return four classes."""
    return pa.table(
        {
            "firm_size": list(FIRM_SIZES),
            "share": list(SHARES),
            "low": [round(max(0.0, share - RANGE), 3) for share in SHARES],
            "high": [round(share + RANGE, 3) for share in SHARES],
        }
    )
