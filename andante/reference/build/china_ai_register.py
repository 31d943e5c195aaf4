"""Table `china_ai_register`: services, applications and algorithms filed with the regulator, and users."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa

from andante.reference.build.china_adoption import COMPILED_FILE
from andante.reference.catalog import Column, TableSpec

TABLE = TableSpec(
    name="china_ai_register",
    title="China: AI services filed, applications registered, algorithms filed, users",
    publisher="Cyberspace Administration of China and CNNIC, through the press",
    vintage="2023-06 to 2026-04",
    licence="Facts; cite CAC and CNNIC",
    transformation=(
        "Transcribed from public reports and the compiled file; cumulative except where the unit says."
    ),
    sources=(COMPILED_FILE,),
    columns=(
        Column("month", "official", "", "Month, YYYY-MM, at whose end the figure holds"),
        Column("indicator", "official", "", "What is counted"),
        Column("value", "official", "see unit", "The figure"),
        Column("unit", "official", "", "Unit of the value"),
        Column("source", "official", "", "Where it was read"),
        Column("tag", "official", "", "[R] reported, [D] derived from reported figures"),
    ),
    weaknesses=(
        "Services filed at the end of 2025 exist in a notice of 2026-01-09 whose figure was not found.",
        "Batches of algorithms are an applicant's own count; first batches differ between sources.",
    ),
)

FILED = "generative_ai_services_filed"
REGISTERED = "generative_ai_applications_registered"
ALGORITHMS = "deep_synthesis_algorithms_filed"
USERS = "generative_ai_users"

# month, services filed (cumulative), applications registered (cumulative), source, tag
FILINGS = (
    ("2023-08", 8, None, "TechCrunch; some lists have 11", "[R]"),
    ("2023-12", 64, None, "302 less the 238 filed in 2024", "[D]"),
    ("2024-08", 188, None, "252 less 64", "[D]"),
    ("2024-11", 252, None, "SCMP", "[R]"),
    ("2024-12", 302, 105, "CAC notice, reported 2025-01-08", "[R]"),
    ("2025-03", 346, None, "Xinhua 2025-04-08", "[R]"),
    ("2025-08", 538, 263, "CNNIC report on generative AI, October 2025", "[R]"),
    ("2026-02", 796, 481, "868 less 72; 530 less 49", "[D]"),
    ("2026-04", 868, 530, "CAC through ITHome 2026-05-13, SCMP", "[R]"),
)
# month, algorithms in that month's batch
ALGORITHM_BATCHES = (
    ("2023-06", 41),
    ("2023-08", 110),
    ("2024-01", 129),
    ("2024-02", 266),
    ("2024-04", 394),
    ("2024-06", 492),
    ("2024-08", 487),
    ("2024-10", 509),
    ("2024-12", 411),
    ("2025-03", 395),
    ("2025-05", 211),
    ("2025-07", 389),
)

Row = tuple[str, str, float, str, str, str]


def build(raw: Path) -> pa.Table:
    """Return month, indicator, value, unit, source, tag, ordered by indicator and month."""
    rows = sorted((*_users(raw), *_filings()), key=lambda row: (row[1], row[0]))
    names = ("month", "indicator", "value", "unit", "source", "tag")
    return pa.table({name: [row[i] for row in rows] for i, name in enumerate(names)})


def _users(raw: Path) -> list[Row]:
    with (raw / COMPILED_FILE).open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["genai_users_million"]]
    return [
        (row["date"][:7], USERS, 1e6 * float(row["genai_users_million"]), "persons", row["source"], "[R]")
        for row in rows
    ]


def _filings() -> list[Row]:
    rows: list[Row] = []
    for month, filed, registered, source, tag in FILINGS:
        rows.append((month, FILED, float(filed), "services, cumulative", source, tag))
        if registered is not None:
            rows.append((month, REGISTERED, float(registered), "applications, cumulative", source, tag))
    batches = "an applicant's own table of CAC batches (CSDN)"
    rows += [
        (month, ALGORITHMS, float(n), "algorithms in the batch", batches, "[R]")
        for month, n in ALGORITHM_BATCHES
    ]
    return rows
