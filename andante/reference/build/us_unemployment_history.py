"""Unemployment of the United States by month."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from andante.reference.build.us_crosswalk import number, rows_of
from andante.reference.catalog import Column, TableSpec

# series id -> file
SERIES = {"unemployment_rate": "fred_us/UNRATE.csv", "underemployment_rate_u6": "fred_us/U6RATE.csv"}

TABLE = TableSpec(
    name="us_unemployment_history",
    title="Unemployment by month, United States, 2000-2025",
    publisher="US Bureau of Labor Statistics, through FRED (Federal Reserve Bank of St. Louis)",
    vintage="to November 2025, as of January 2026",
    licence="US Government work, public domain",
    transformation="Percent to fractions of one; months before 2000 left out. Seasonally adjusted.",
    sources=tuple(SERIES.values()),
    columns=(
        Column("month", "official", "YYYY-MM", "month"),
        Column("series", "official", "", "series id; one definition each"),
        Column("value", "official", "fraction of one", "rate, null where none was published (October 2025)"),
        Column("source", "official", "", "source series"),
    ),
    weaknesses=("No rates by age are among the sources.",),
)


def build(raw: Path) -> pa.Table:
    """Return one row per month and series."""
    rows = []
    for series, file in SERIES.items():
        for row in rows_of(raw / file):
            value = number(row["value"])
            if row["date"] >= "2000":
                percent = None if value is None else value / 100
                rows.append((row["date"][:7], series, percent, f"FRED {Path(file).stem}"))
    return pa.table(
        {
            "month": [row[0] for row in rows],
            "series": [row[1] for row in rows],
            "value": [row[2] for row in rows],
            "source": [row[3] for row in rows],
        }
    )
