"""Monthly worker flows of the United States: separation, exit and finding rates by occupation group."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyarrow as pa

from andante.reference.build.us_crosswalk import rows_of
from andante.reference.catalog import Column, TableSpec

COUNTS = "us_public_labor_fraware/figure2_panelB_transition_counts.csv.gz"
EVERYBODY = "all"

TABLE = TableSpec(
    name="us_worker_flows",
    title="Monthly worker flows by occupation group, United States, 2019-2026",
    publisher=(
        "US Census Bureau and BLS (CPS microdata), counted by the project fraware/Occupational-Transition"
    ),
    vintage="January 2019 to January 2026",
    licence="MIT; underlying data public domain",
    transformation=(
        "Weighted counts of matched persons over the row's origin total. Group: SOC major group (occ22_01"
        " management ... occ22_22 transport), all together, or the unemployed."
    ),
    sources=(COUNTS,),
    columns=(
        Column("month", "official", "YYYY-MM", "month"),
        Column("group", "official", "", "occ22_NN, all (employed) or unemployed"),
        Column("persons", "mapped", "persons", "weighted count of the origin"),
        Column(
            "to_unemployed", "mapped", "probability a month", "to unemployment (of the unemployed: staying)"
        ),
        Column("to_outside", "mapped", "probability a month", "out of the labour force"),
        Column(
            "to_other_group",
            "mapped",
            "probability a month",
            "to another group (of the unemployed: to a job)",
        ),
    ),
    weaknesses=(
        "Counted by others from public microdata; classification errors inflate moves between groups.",
        "Months without matched files are missing (September and October 2025).",
    ),
)


def build(raw: Path) -> pa.Table:
    """Return one row per month and group."""
    counts: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows_of(raw / COUNTS):
        origin, destination = row["origin_state"], row["destination_state"]
        if origin == "nilf":
            continue
        count = float(row["weighted_transition_count"])
        groups = [origin] if origin == "unemployed" else [origin, EVERYBODY]
        for group in groups:
            counts[row["month"], group][_where(origin, destination)] += count
    keys = sorted(counts)
    totals = {key: sum(counts[key].values()) for key in keys}
    rates = {
        name: [counts[key][name] / totals[key] for key in keys]
        for name in ("to_unemployed", "to_outside", "to_other_group")
    }
    return pa.table(
        {
            "month": [key[0] for key in keys],
            "group": [key[1] for key in keys],
            "persons": [totals[key] for key in keys],
            **rates,
        }
    )


def _where(origin: str, destination: str) -> str:
    if destination == "unemployed":
        return "to_unemployed"
    if destination == "nilf":
        return "to_outside"
    return "stays" if destination == origin else "to_other_group"
