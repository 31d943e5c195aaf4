"""Table `china_adoption_history`: the share of people who use generative AI."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa

from andante.reference.catalog import Column, TableSpec

COMPILED_FILE = "china_stats/china_genai_filings_users_compiled.csv"
USER_SHARE = "generative_ai_user_share"

TABLE = TableSpec(
    name="china_adoption_history",
    title="China: users of generative AI",
    publisher="China Internet Network Information Center (CNNIC), through the press",
    vintage="2024-12 to 2025-12",
    licence="Facts; cite CNNIC",
    transformation="Transcribed; percent to fraction of one.",
    sources=(COMPILED_FILE,),
    columns=(
        Column("month", "official", "", "Month, YYYY-MM, at whose end the figure holds"),
        Column("indicator", "official", "", "What is counted"),
        Column("value", "official", "fraction of the population", "Users over population"),
        Column("source", "official", "", "Publisher"),
        Column("note", "official", "", "Where the figure was read, or how it was derived"),
    ),
    weaknesses=(
        "People, not firms: no official Chinese figure on use by firms was found.",
        "December 2024 is derived from the growth that was reported later (17.7 %; 17.6 % is quoted "
        "elsewhere).",
    ),
)


def build(raw: Path) -> pa.Table:
    """Return month, indicator, value, source, note."""
    with (raw / COMPILED_FILE).open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["genai_penetration_pct"]]
    return pa.table(
        {
            "month": [row["date"][:7] for row in rows],
            "indicator": [USER_SHARE] * len(rows),
            "value": [round(float(row["genai_penetration_pct"]) / 100, 6) for row in rows],
            "source": ["CNNIC"] * len(rows),
            "note": [row["source"] for row in rows],
        }
    )
