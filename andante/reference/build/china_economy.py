"""Table `china_economy`: the facts of the economy that are one figure each."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from andante.reference.build.china_assumptions import (
    ENTRANTS_PER_YEAR,
    UNEMPLOYMENT_RATE,
    URBAN_LABOUR_FORCE,
    Assumed,
)
from andante.reference.build.china_employment_age import mean_rates
from andante.reference.build.china_rates import AGES_25_29, AGES_30_59, YOUTH_WITHOUT_STUDENTS
from andante.reference.build.china_unemployment import COMPILED_FILE
from andante.reference.catalog import Column, TableSpec

TABLE = TableSpec(
    name="china_economy",
    title="China: facts of the urban economy",
    publisher="National Bureau of Statistics of China; Andante where assumed",
    vintage="2025",
    licence="NBS statistics (cite source)",
    transformation="Means of the published months of 2024 and 2025; the rest as each row says.",
    sources=(COMPILED_FILE,),
    columns=(
        Column("fact", "official", "", "Name of the fact"),
        Column("value", "assumed", "see unit", "The figure; missing where no source gives it"),
        Column("text", "official", "", "The fact, where it is a word"),
        Column("unit", "official", "", "Unit of the value"),
        Column("label", "official", "", "How this row's figure came about"),
        Column("source", "official", "", "Where it is from, with its tag"),
        Column("low", "assumed", "see unit", "Low end of the range; missing where none is stated"),
        Column("high", "assumed", "see unit", "High end of the range; missing where none is stated"),
    ),
)

WORDS = {
    "title": "Urban China",
    "title_zh": "中国城镇",
    "currency": "CNY",
    "jurisdiction": "CN",
    "vintage": "2025 totals on the census of 2020",
}


# fact, value, text, unit, label, source, low, high
Row = tuple[str, float | None, str | None, str, str, str, float | None, float | None]


def build(raw: Path) -> pa.Table:
    """Return one row per fact."""
    rates = mean_rates(raw)
    months = "mean of the published months of 2024 and 2025 and the compiled file"
    rows: list[Row] = [
        (fact, None, text, "", "official", "Andante", None, None) for fact, text in WORDS.items()
    ]
    rows += [
        _row("labour_force", URBAN_LABOUR_FORCE, "assumed"),
        _row("unemployment_rate", UNEMPLOYMENT_RATE, "official"),
    ]
    for age, series, label, note in (
        ("16-24", YOUTH_WITHOUT_STUDENTS, "official", "students excluded"),
        ("25-29", AGES_25_29, "official", "students excluded"),
        ("30-44", AGES_30_59, "mapped", "published for 30-59"),
        ("45-59", AGES_30_59, "mapped", "published for 30-59"),
    ):
        source = f"{months}; {note} [C]"
        fact = f"unemployment_rate_{age}"
        rows.append((fact, rates[series], None, "fraction of one", label, source, None, None))
    nothing = "not published"
    rows.append(("unemployment_rate_60+", None, None, "fraction of one", "official", nothing, None, None))
    rows.append(_row("entrants_per_year", ENTRANTS_PER_YEAR, "assumed"))
    names = ("fact", "value", "text", "unit", "label", "source", "low", "high")
    numbers = {"value", "low", "high"}
    return pa.table(
        {
            name: pa.array([row[i] for row in rows], pa.float64() if name in numbers else pa.string())
            for i, name in enumerate(names)
        }
    )


def _row(fact: str, figure: Assumed, label: str) -> Row:
    source = f"{figure.source} {figure.tag}"
    return (fact, figure.value, None, figure.unit, label, source, figure.low, figure.high)
