"""Use of AI by firms of the United States (Census BTOS); two wordings of the question, never joined."""

from __future__ import annotations

import datetime
from collections import defaultdict
from pathlib import Path

import pyarrow as pa

from andante.reference.build.us_crosswalk import number, rows_of
from andante.reference.catalog import Column, TableSpec

BTOS_STATES = "btos/combined_btos_state.csv.gz"
STATE_EMPLOYMENT = "derived/oews2025_state.csv.gz"
INDICATORS = {"7.0": "firm_ai_use", "26.0": "firm_ai_use_expected_in_6_months"}
MULTI_STATE = "XX"

# Published national figures under the wording of November 2025 on, which asks for any business function.
NEW_WORDING = (
    ("2025-12", "firm_ai_use_any_function", 0.17),
    ("2026-05", "firm_ai_use_any_function", 0.20),
)
NEW_WORDING_SOURCE = "Census BTOS, national: ends of the published span of 17-20 %"

TABLE = TableSpec(
    name="us_adoption_history",
    title="Firms using AI, United States, September 2023 to June 2025",
    publisher="US Census Bureau, Business Trends and Outlook Survey",
    vintage="cycles 202319 to 202512; two national figures of December 2025 and May 2026",
    licence="US Government work, public domain",
    transformation=(
        "Percent to fractions of one; states averaged, once with equal weights and once with their "
        "employment (OEWS May 2025), withheld states left out; two-week cycles averaged by the month of "
        "their middle."
    ),
    sources=(BTOS_STATES, STATE_EMPLOYMENT),
    columns=(
        Column("month", "official", "YYYY-MM", "month"),
        Column("indicator", "mapped", "", "what was asked, and how states were averaged"),
        Column("value", "mapped", "fraction of one", "share of firms"),
        Column("source", "official", "", "source"),
    ),
    weaknesses=(
        "National series are not among the sources; employment is not the number of firms.",
        (
            "firm_ai_use asks for producing goods or services; firm_ai_use_any_function is a later, wider "
            "question."
        ),
        "The two national figures of the later question are the ends of a span, not dated estimates.",
    ),
)


def build(raw: Path) -> pa.Table:
    """Return one row per month and indicator."""
    weights = state_employment(raw)
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in rows_of(raw / BTOS_STATES):
        indicator = INDICATORS.get(row["Question ID"])
        if indicator is None or row["Answer"] != "Yes" or row["State"] == MULTI_STATE:
            continue
        for cycle in (key for key in row if key.isdigit()):
            value = number(row[cycle].rstrip("%")) if row[cycle] else None
            if value is None:
                continue
            month = month_of_cycle(cycle)
            for name, weight in (("state_mean", 1.0), ("by_employment", weights.get(row["State"], 0.0))):
                sums[indicator + "_" + name, month][0] += weight * value / 100
                sums[indicator + "_" + name, month][1] += weight
    rows = [
        (month, indicator, total / weight, "Census BTOS, states")
        for (indicator, month), (total, weight) in sorted(sums.items())
    ]
    rows += [(month, indicator, value, NEW_WORDING_SOURCE) for month, indicator, value in NEW_WORDING]
    return pa.table(
        {
            "month": [row[0] for row in rows],
            "indicator": [row[1] for row in rows],
            "value": [row[2] for row in rows],
            "source": [row[3] for row in rows],
        }
    )


def month_of_cycle(cycle: str) -> str:
    """Return the month of the middle of a two-week cycle, "YYYYNN" with NN from 01 to 26."""
    year, part = int(cycle[:4]), int(cycle[4:])
    middle = datetime.date(year, 1, 1) + datetime.timedelta(days=(part - 1) * 14 + 7)
    return f"{middle:%Y-%m}"


def state_employment(raw: Path) -> dict[str, float]:
    """Return postal code -> employed persons, OEWS May 2025."""
    return {
        POSTAL[row["area_name"]]: number(row["tot_emp"]) or 0.0
        for row in rows_of(raw / STATE_EMPLOYMENT)
        if row["soc"] == "00-0000" and row["area_name"] in POSTAL
    }


_CODES = (
    "Alabama AL|Alaska AK|Arizona AZ|Arkansas AR|California CA|Colorado CO|Connecticut CT|Delaware DE|"
    "District of Columbia DC|Florida FL|Georgia GA|Hawaii HI|Idaho ID|Illinois IL|Indiana IN|Iowa "
    "IA|Kansas KS|"
    "Kentucky KY|Louisiana LA|Maine ME|Maryland MD|Massachusetts MA|Michigan MI|Minnesota MN|Mississippi MS|"
    "Missouri MO|Montana MT|Nebraska NE|Nevada NV|New Hampshire NH|New Jersey NJ|New Mexico NM|New York NY|"
    "North Carolina NC|North Dakota ND|Ohio OH|Oklahoma OK|Oregon OR|Pennsylvania PA|Rhode Island RI|"
    "South Carolina SC|South Dakota SD|Tennessee TN|Texas TX|Utah UT|Vermont VT|Virginia VA|Washington WA|"
    "West Virginia WV|Wisconsin WI|Wyoming WY|Puerto Rico PR"
)
POSTAL = {entry[:-3]: entry[-2:] for entry in _CODES.split("|")}
