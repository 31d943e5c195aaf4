"""How many leave an occupation in a year, United States: out of the labour force, and into another one."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import openpyxl
import pyarrow as pa

from andante.reference.build.us_household import household_units
from andante.reference.build.us_sources import CROSSWALK_STEP, CROSSWALK_WEAKNESS, HOUSEHOLD_SOURCES
from andante.reference.catalog import Column, TableSpec

PROJECTIONS = "bls_cps_ep/occupation_2023_final.xlsx"
SHEET = "Table 1.10"
TITLE, CODE, KIND, EXITS, TRANSFERS = 0, 1, 2, 7, 8

TABLE = TableSpec(
    name="us_turnover",
    title="Yearly rates of leaving an occupation, United States",
    publisher="U.S. Bureau of Labor Statistics, Employment Projections",
    vintage="2022-32, annual average",
    licence="U.S. public domain",
    transformation="Exit and transfer rates of detailed occupations (table 1.10) to ISCO-08 unit groups, "
    "weighted by employed persons; a code that the table lacks takes the mean of its family. "
    + CROSSWALK_STEP,
    sources=(PROJECTIONS, *HOUSEHOLD_SOURCES),
    columns=(
        Column("isco08", "official", "", "ISCO-08 unit group"),
        Column("exit_rate", "mapped", "share a year", "leave the labour force"),
        Column("transfer_rate", "mapped", "share a year", "go to another occupation"),
    ),
    weaknesses=(
        CROSSWALK_WEAKNESS,
        "Projected averages of ten years, not what was observed; moves between employers in one occupation "
        "are not in them, so an employer sees more leavers than these.",
    ),
)


def build(raw: Path) -> pa.Table:
    """Return one row a unit group that somebody in the United States works in."""
    rates = _rates(raw)
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for (_, soc, isco), persons in household_units(raw).items():
        found = _nearest(rates, soc)
        if found is not None:
            total = sums[isco]
            total[0] += persons
            total[1] += persons * found[0]
            total[2] += persons * found[1]
    units = sorted(sums)
    return pa.table(
        {
            "isco08": units,
            "exit_rate": [sums[unit][1] / sums[unit][0] for unit in units],
            "transfer_rate": [sums[unit][2] / sums[unit][0] for unit in units],
        }
    )


def _rates(raw: Path) -> dict[str, tuple[float, float]]:
    """Return (exit, transfer) by SOC, shares a year."""
    book = openpyxl.load_workbook(raw / PROJECTIONS, read_only=True)
    rates = {
        row[CODE]: (float(row[EXITS]) / 100, float(row[TRANSFERS]) / 100)
        for row in book[SHEET].iter_rows(min_row=3, values_only=True)
        if row[KIND] == "Line item"
    }
    book.close()
    return rates


def _nearest(rates: dict[str, tuple[float, float]], soc: str) -> tuple[float, float] | None:
    """The rates of a code, or the mean of those that share its first six, then five characters."""
    for length in (7, 6, 5):
        found = [pair for code, pair in rates.items() if code[:length] == soc[:length]]
        if found:
            return sum(p[0] for p in found) / len(found), sum(p[1] for p in found) / len(found)
    return None
