"""The occupations that entrants to the labour force of the United States head for."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from andante.reference.build import us_employment_occupation_age
from andante.reference.build.us_sources import BLS, HOUSEHOLD_SOURCES, HOUSEHOLD_VINTAGE, PUBLIC_DOMAIN
from andante.reference.catalog import Column, TableSpec

TABLE = TableSpec(
    name="us_entrants",
    title="Occupations of entrants to the labour force, United States",
    publisher=BLS,
    vintage=HOUSEHOLD_VINTAGE,
    licence=PUBLIC_DOMAIN,
    transformation="Shares of employed persons of 16-29 by occupation, from us_employment_occupation_age.",
    sources=HOUSEHOLD_SOURCES,
    columns=(
        Column("occupation", "mapped", "", "Andante's occupation id"),
        Column("share", "imputed", "share", "share of entrants whose field or first job it is; sums to 1"),
    ),
    weaknesses=(
        "No source here counts first jobs: the stock of the young stands in for the flow of entrants.",
    ),
)


def build(raw: Path) -> pa.Table:
    """Return the share of entrants by occupation."""
    young: dict[str, float] = {}
    for row in us_employment_occupation_age.build(raw).to_pylist():
        if row["age"] in ("16-24", "25-29"):
            young[row["occupation"]] = young.get(row["occupation"], 0.0) + row["employed"]
    total = sum(young.values())
    return pa.table({"occupation": list(young), "share": [persons / total for persons in young.values()]})
