"""Table `china_seasonality`: when people enter the urban labour force and leave their jobs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from andante.reference.build.china_assumptions import ENTRANT_MONTHS, SEPARATION_SPRING
from andante.reference.catalog import Column, TableSpec

TABLE = TableSpec(
    name="china_seasonality",
    title="China: entrants and separations over the months of the year",
    publisher="Andante",
    vintage="fitted to 2023-12 to 2025-12",
    licence="Apache-2.0",
    transformation=(
        "Fitted to the monthly unemployment of ages 16-24 (model.md 7): graduates enter in July and "
        "August, and "
        "jobs end around the Spring Festival (January and February times 1.45, then brought to mean one)."
    ),
    sources=(),
    columns=(
        Column("month", "official", "month of the year", "1 January to 12 December"),
        Column("entrant_weight", "calibrated", "fraction of one", "Part of the year's entrants; sums to one"),
        Column("separation_weight", "calibrated", "ratio", "Separations over their yearly mean; mean one"),
    ),
    weaknesses=("The July weight, the youth multiplier and the job-finding rate cannot be told apart.",),
)


def build(raw: Path) -> pa.Table:  # noqa: ARG001 - every step has this signature
    """Return the twelve months."""
    entrants = np.array(ENTRANT_MONTHS)
    separations = np.array([SEPARATION_SPRING if month < 2 else 1.0 for month in range(12)])
    return pa.table(
        {
            "month": pa.array(range(1, 13), pa.int64()),
            "entrant_weight": entrants / entrants.sum(),
            "separation_weight": separations / separations.mean(),
        }
    )
