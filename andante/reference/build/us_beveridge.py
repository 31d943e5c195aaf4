"""Unemployment, job openings and labour force of the United States by month: the Beveridge curve."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from andante.reference.build.us_crosswalk import number, rows_of
from andante.reference.catalog import Column, TableSpec

UNEMPLOYMENT = "fred_us/UNRATE.csv"
OPENINGS = "fred_us/JTSJOL.csv"
LABOUR_FORCE = "beveridge_us/michaillat_CLF16OV.csv"

TABLE = TableSpec(
    name="us_beveridge",
    title="Unemployment, job openings and labour force by month, United States",
    publisher="US Bureau of Labor Statistics (CPS, JOLTS), through FRED and Michaillat and Saez",
    vintage="December 2000 to October 2025; labour force to June 2024",
    licence="US Government work, public domain; Michaillat and Saez replication files: MIT",
    transformation=(
        "Thousands to persons, percent to fractions of one. Seasonally adjusted. The vacancy rate is "
        "openings over labour force."
    ),
    sources=(UNEMPLOYMENT, OPENINGS, LABOUR_FORCE),
    columns=(
        Column("month", "official", "YYYY-MM", "month"),
        Column("unemployment_rate", "official", "fraction of one", "unemployed over labour force"),
        Column("openings", "official", "jobs", "job openings, total nonfarm"),
        Column("labour_force", "official", "persons", "civilian labour force; null after June 2024"),
        Column("vacancy_rate", "mapped", "fraction of one", "openings over labour force, null likewise"),
    ),
)


def build(raw: Path) -> pa.Table:
    """Return one row per month with job openings."""
    unemployment = {row["date"][:7]: number(row["value"]) for row in rows_of(raw / UNEMPLOYMENT)}
    force = {row["DATE"][:7]: number(row["CLF16OV"]) for row in rows_of(raw / LABOUR_FORCE)}
    openings = {row["date"][:7]: number(row["value"]) for row in rows_of(raw / OPENINGS)}
    months = sorted(month for month, value in openings.items() if value is not None)
    return pa.table(
        {
            "month": months,
            "unemployment_rate": [_scaled(unemployment.get(month), 0.01) for month in months],
            "openings": [_scaled(openings[month], 1000.0) for month in months],
            "labour_force": pa.array([_scaled(force.get(month), 1000.0) for month in months], pa.float64()),
            "vacancy_rate": pa.array([_ratio(openings[m], force.get(m)) for m in months], pa.float64()),
        }
    )


def _scaled(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def _ratio(above: float | None, below: float | None) -> float | None:
    return None if above is None or not below else above / below
