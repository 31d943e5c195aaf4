"""Table `china_year_figures`: graduates, new urban jobs and the government's targets, year by year."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa

from andante.reference.catalog import Column, TableSpec

GRADUATES_FILE = "china_stats/china_higher_ed_graduates_compiled.csv"

TABLE = TableSpec(
    name="china_year_figures",
    title="China: graduates, new urban jobs and targets by year",
    publisher="Ministry of Education, NBS and State Council of China, through the press",
    vintage="2015 to 2026",
    licence="Facts; cite the publisher",
    transformation=(
        "Transcribed (compiled file and public reports); ten thousands to persons, percent to fractions."
    ),
    sources=(GRADUATES_FILE,),
    columns=(
        Column("year", "official", "year", "Year"),
        Column("indicator", "official", "", "What is counted"),
        Column("value", "official", "see unit", "The figure"),
        Column("unit", "official", "", "Unit of the value"),
        Column("note", "official", "", "Whether quoted, expected, at least or unconfirmed"),
    ),
)

# year, new urban jobs (ten thousand), note, target (ten thousand), target of the unemployment rate (per cent)
YEARS = (
    (2018, 1361, "quoted", 1100, 5.5),
    (2019, 1352, "quoted", 1100, 5.5),
    (2020, 1186, "unconfirmed", 900, 6.0),
    (2021, 1269, "unconfirmed", 1100, 5.5),
    (2022, 1206, "unconfirmed", 1100, 5.5),
    (2023, 1244, "unconfirmed", 1200, 5.5),
    (2024, 1256, "quoted", 1200, 5.5),
    (2025, 1267, "quoted", 1200, 5.5),
    (2026, None, "", 1200, 5.5),
)

Row = tuple[int, str, float, str, str]


def build(raw: Path) -> pa.Table:
    """Return year, indicator, value, unit, note, ordered by indicator and year."""
    rows: list[Row] = []
    with (raw / GRADUATES_FILE).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            note = "quoted" if row["status"].startswith("q") else row["status"]
            rows.append((int(row["year"]), "graduates", 1e4 * float(row["graduates_10k"]), "persons", note))
    for year, jobs, note, target, rate in YEARS:
        if jobs is not None:
            rows.append((year, "new_urban_jobs", 1e4 * jobs, "persons", note))
        # The targets of 2020 were not confirmed against the government work report.
        target_note = "unconfirmed" if year == 2020 else "at least or about"
        rows.append((year, "new_urban_jobs_target", 1e4 * target, "persons", target_note))
        rows.append((year, "unemployment_rate_target", round(rate / 100, 6), "fraction of one", target_note))
    rows.sort(key=lambda row: (row[1], row[0]))
    return pa.table(
        {
            name: [row[i] for row in rows]
            for i, name in enumerate(("year", "indicator", "value", "unit", "note"))
        }
    )
