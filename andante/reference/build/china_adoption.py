"""Table `china_adoption_history`: users of generative AI, and services filed or registered."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa

from andante.reference.catalog import Column, TableSpec

COMPILED_FILE = "china_stats/china_genai_filings_users_compiled.csv"

TABLE = TableSpec(
    name="china_adoption_history",
    title="China: users of generative AI, filed models, registered applications, algorithm filings",
    publisher="CNNIC (users), Cyberspace Administration of China (filings), through the press",
    vintage="2022-08 to 2026-04",
    licence="Facts; cite CNNIC and CAC",
    transformation=(
        "Transcribed from policy.md A4 and the compiled file; cumulative counts except where said."
    ),
    sources=(COMPILED_FILE,),
    columns=(
        Column("month", "official", "", "Month, YYYY-MM, at whose end the figure holds"),
        Column("indicator", "official", "", "What is counted"),
        Column("value", "official", "see unit", "The figure"),
        Column("source", "official", "", "Where it was read"),
        Column("unit", "official", "", "Unit of the value"),
        Column("tag", "official", "", "[R] reported, [W] weak, [D] derived from reported figures"),
    ),
    weaknesses=("Use by firms is not here: no official Chinese figure was found.",),
)

USERS = "generative_ai_users"
USER_SHARE = "generative_ai_user_share"
FILED = "generative_ai_services_filed"
REGISTERED = "generative_ai_applications_registered"
ALGORITHMS = "deep_synthesis_algorithm_filings"

# month, services filed (cumulative), applications registered (cumulative), source, tag
FILINGS = (
    ("2023-08", 8, None, "TechCrunch; some lists have 11", "[R]"),
    ("2023-12", 64, None, "302 less 238 filed in 2024", "[D]"),
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
    ("2023-06", 41), ("2023-08", 110), ("2024-01", 129), ("2024-02", 266), ("2024-04", 394), ("2024-06", 492),
    ("2024-08", 487), ("2024-10", 509), ("2024-12", 411), ("2025-03", 395), ("2025-05", 211),
    ("2025-07", 389),
)  # fmt: skip

Row = tuple[str, str, float, str, str, str]


def build(raw: Path) -> pa.Table:
    """Return month, indicator, value, source, unit, tag, ordered by indicator and month."""
    rows = sorted((*_users(raw), *_filings()), key=lambda row: (row[1], row[0]))
    columns = ("month", "indicator", "value", "source", "unit", "tag")
    return pa.table({name: [row[i] for row in rows] for i, name in enumerate(columns)})


def _users(raw: Path) -> list[Row]:
    with (raw / COMPILED_FILE).open(encoding="utf-8-sig", newline="") as file:
        compiled = [row for row in csv.DictReader(file) if row["genai_users_million"]]
    rows: list[Row] = []
    for row in compiled:
        month, source = row["date"][:7], row["source"]
        share = round(float(row["genai_penetration_pct"]) / 100, 6)
        rows.append((month, USERS, 1e6 * float(row["genai_users_million"]), source, "persons", "[R]"))
        rows.append((month, USER_SHARE, share, source, "fraction of the population", "[R]"))
    return rows


def _filings() -> list[Row]:
    rows: list[Row] = []
    for month, filed, registered, source, tag in FILINGS:
        rows.append((month, FILED, float(filed), source, "services, cumulative", tag))
        if registered is not None:
            rows.append((month, REGISTERED, float(registered), source, "applications, cumulative", tag))
    source = "an applicant's own table of CAC batches (CSDN)"
    rows.extend(
        (month, ALGORITHMS, float(n), source, "algorithms in the batch", "[R]")
        for month, n in ALGORITHM_BATCHES
    )
    return rows
