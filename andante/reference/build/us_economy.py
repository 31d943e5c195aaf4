"""The single figures and words of the economy of the United States."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from andante.reference.build.us_crosswalk import number, rows_of
from andante.reference.build.us_household import household_by_soc
from andante.reference.build.us_sources import BLS, HOUSEHOLD_SOURCES, HOUSEHOLD_VINTAGE, PUBLIC_DOMAIN
from andante.reference.catalog import Column, TableSpec
from andante.reference.occupations import AGES

UNEMPLOYMENT = "fred_us/UNRATE.csv"
YEAR = "2025"
ENTRANTS = 4_000_000.0

TABLE = TableSpec(
    name="us_economy",
    title="Labour force, unemployment and entrants, United States, 2025",
    publisher=f"{BLS}; Federal Reserve Bank of St. Louis (FRED)",
    vintage=HOUSEHOLD_VINTAGE,
    licence=PUBLIC_DOMAIN,
    transformation=(
        "Unemployment: mean of the published months of 2025. Labour force: employed persons over one "
        "minus that rate. Entrants: assumed."
    ),
    sources=(UNEMPLOYMENT, *HOUSEHOLD_SOURCES),
    columns=(
        Column("fact", "official", "", "name of the figure or word"),
        Column("value", "assumed", "see unit", "figure; null for words and where no source gives it"),
        Column("text", "official", "", "words"),
        Column("unit", "official", "", "unit of the figure"),
        Column("label", "official", "", "how this row came about"),
        Column("source", "official", "", "source of this row"),
    ),
    weaknesses=("No unemployment rates by age are among the sources; entrants a year are from memory [M].",),
)


def build(raw: Path) -> pa.Table:
    """Return one row per figure or word."""
    employed = sum(float(ages.sum()) for ages in household_by_soc(raw).values())
    months = [number(row["value"]) for row in rows_of(raw / UNEMPLOYMENT) if row["date"].startswith(YEAR)]
    published = [value for value in months if value is not None]
    rate = sum(published) / len(published) / 100
    rate_source = f"FRED UNRATE, mean of {len(published)} published months of {YEAR}"
    rows: list[tuple[str, float | None, str | None, str, str, str]] = [
        ("title", None, "United States", "", "official", ""),
        ("title_zh", None, "美国", "", "official", ""),
        ("currency", None, "USD", "", "official", ""),
        ("jurisdiction", None, "US", "", "official", ""),
        ("vintage", None, "2025", "", "official", HOUSEHOLD_VINTAGE),
        ("unemployment_rate", rate, None, "fraction of one", "mapped", rate_source),
        (
            "labour_force",
            employed / (1 - rate),
            None,
            "persons",
            "imputed",
            "CPS 2025 employed over one minus the unemployment rate",
        ),
        ("entrants_per_year", ENTRANTS, None, "persons a year", "assumed", "[M]: size of a cohort"),
    ]
    rows += [
        (f"unemployment_rate_{age}", None, None, "fraction of one", "official", "none among the sources")
        for age in AGES
    ]
    names = ("fact", "value", "text", "unit", "label", "source")
    types = (pa.string(), pa.float64(), pa.string(), pa.string(), pa.string(), pa.string())
    return pa.table(
        {
            name: pa.array([row[i] for row in rows], kind)
            for i, (name, kind) in enumerate(zip(names, types, strict=True))
        }
    )
