"""Table `china_unemployment_history`: urban surveyed unemployment by month and definition."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa

from andante.reference.build.china_rates import (
    AGES_25_29,
    AGES_25_59,
    AGES_30_59,
    SERIES,
    YOUTH_WITH_STUDENTS,
    Rate,
    transcribed,
)
from andante.reference.catalog import Column, TableSpec

COMPILED_FILE = "china_stats/china_urban_surveyed_unemployment_by_age_compiled.csv"

TABLE = TableSpec(
    name="china_unemployment_history",
    title="China: urban surveyed unemployment by age",
    publisher="National Bureau of Statistics of China, through the press",
    vintage="2018-01 to 2025-12",
    licence="Facts; cite NBS",
    transformation="Transcribed; percent to fraction of one. Missing months stay missing.",
    sources=(COMPILED_FILE,),
    columns=(
        Column("month", "official", "", "Month, YYYY-MM"),
        Column(
            "series", "official", "", "Series and definition; ages 16-24 with and without students are two"
        ),
        Column("value", "official", "fraction of one", "Unemployed over labour force; missing where unknown"),
        Column("source", "official", "", "Where the figure was read"),
        Column("tag", "official", "", "How far the transcription is confirmed: [P], [R] or [U]"),
    ),
    weaknesses=(
        "No figures by age for July to November 2023: NBS suspended them.",
        "Ages 25-59 only where the press quoted them; the headline of July to November 2023 was not found.",
    ),
)


def build(raw: Path) -> pa.Table:
    """Return month, series, value, source, tag, ordered by series and month."""
    rates = sorted(
        (*transcribed(), *suspended(), *compiled(raw)),
        key=lambda rate: (SERIES.index(rate.series), rate.month),
    )
    return pa.table(
        {
            "month": [rate.month for rate in rates],
            "series": [rate.series for rate in rates],
            "value": pa.array([rate.value for rate in rates], pa.float64()),
            "source": [rate.source for rate in rates],
            "tag": [rate.tag for rate in rates],
        }
    )


def suspended() -> tuple[Rate, ...]:
    """Return the months for which NBS published no figure of ages 16-24: missing, not zero."""
    why = "not published: NBS suspended figures by age on 2023-08-15"
    return tuple(Rate(f"2023-{m:02d}", YOUTH_WITH_STUDENTS, None, why, "[P]") for m in range(7, 12))


def compiled(raw: Path) -> tuple[Rate, ...]:
    """Return ages 25-29 and 30-59 (from 2023-12) and 25-59 (to 2023-06); gaps are None."""
    with (raw / COMPILED_FILE).open(encoding="utf-8-sig", newline="") as file:
        rows = {row["month"]: row for row in csv.DictReader(file)}
    columns = {AGES_25_29: "u25_29", AGES_30_59: "u30_59", AGES_25_59: "u25_59"}
    rates = []
    for series, column in columns.items():
        known = sorted(month for month, row in rows.items() if row[column])
        for month in months_between(known[0], known[-1]):
            text = rows[month][column] if month in rows else ""
            source = rows[month]["source"] if text else "no figure found"
            rates.append(
                Rate(
                    month,
                    series,
                    round(float(text) / 100, 6) if text else None,
                    source,
                    "[R]" if text else "[U]",
                )
            )
    return tuple(rates)


def months_between(first: str, last: str) -> list[str]:
    """Return every month from first to last, both included, YYYY-MM."""
    start, end = (int(m[:4]) * 12 + int(m[5:]) - 1 for m in (first, last))
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(start, end + 1)]
