"""The ILO's gradients of exposure to generative AI by ISCO-08 unit group."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from andante.reference.build.us_crosswalk import rows_of
from andante.reference.catalog import Column, TableSpec

SCORES = "derived/ilo2025_isco08_4digit.csv"
GRADIENTS = {
    "Not Exposed": "not_exposed",
    "Minimal Exposure": "minimal",
    "Exposed: Gradient 1": "gradient_1",
    "Exposed: Gradient 2": "gradient_2",
    "Exposed: Gradient 3": "gradient_3",
    "Exposed: Gradient 4": "gradient_4",
}

TABLE = TableSpec(
    name="ilo_gradients",
    title="Gradients of exposure to generative AI by ISCO-08 unit group",
    publisher="ILO and NASK (Gmyrek et al. 2025)",
    vintage="2025",
    licence="ILO Working Paper 140: CC BY 4.0 (derived figures)",
    transformation="Gradients as published, from mean and spread of the task scores of a unit group.",
    sources=(SCORES,),
    columns=(
        Column("isco08", "official", "", "ISCO-08 unit group"),
        Column(
            "gradient", "official", "", "not_exposed, minimal, or gradient_1 (spread) to gradient_4 (most)"
        ),
    ),
    weaknesses=("A gradient says what could be done, not what is or will be done.",),
)


def build(raw: Path) -> pa.Table:
    """Return one row per scored unit group."""
    rows = sorted((row["ISCO_08"], GRADIENTS[row["potential25"]]) for row in rows_of(raw / SCORES))
    return pa.table({"isco08": [isco for isco, _ in rows], "gradient": [gradient for _, gradient in rows]})
