"""Employed persons of the United States by occupation and ISIC section: household totals, payroll pattern."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyarrow as pa

from andante.reference.build.us_household import (
    household_by_soc,
    household_total,
    household_units,
    section_shares,
)
from andante.reference.build.us_payroll import payroll_table
from andante.reference.build.us_sources import (
    BLS,
    CROSSWALK_STEP,
    CROSSWALK_WEAKNESS,
    HOUSEHOLD_SOURCES,
    HOUSEHOLD_VINTAGE,
    PUBLIC_DOMAIN,
)
from andante.reference.catalog import Column, TableSpec

TABLE = TableSpec(
    name="us_employment_occupation_sector",
    title="Employed persons by occupation and section, United States, 2025",
    publisher=BLS,
    vintage=HOUSEHOLD_VINTAGE,
    licence=PUBLIC_DOMAIN,
    transformation=CROSSWALK_STEP
    + " Totals by occupation are those of the household survey (CPS table 11b: with self-employed and farm "
    "workers); each SOC is spread over sections as in the payroll survey, farm occupations with 95 % in A.",
    sources=HOUSEHOLD_SOURCES,
    columns=(
        Column("occupation", "mapped", "", "Andante's occupation id"),
        Column("sector", "assumed", "", "ISIC Rev.4 section, by this project's table from NAICS"),
        Column(
            "employed", "imputed", "persons", "employed persons, annual average; occupation totals mapped"
        ),
    ),
    weaknesses=(
        CROSSWALK_WEAKNESS,
        "Self-employed persons have the industries of employees in the same occupation.",
        (
            "Private households (section T) are not in the payroll survey; their workers stand in other "
            "sections."
        ),
        (
            "No household-survey totals by industry are used: section totals are a result, not an official "
            "margin."
        ),
    ),
)


def build(raw: Path) -> pa.Table:
    """Return persons by occupation and section; occupation totals are those of the household survey."""
    sections = section_shares(payroll_table(raw))
    cells: dict[tuple[str, str], float] = defaultdict(float)
    for (occupation, soc, _), persons in household_units(raw).items():
        for section, share in sections[soc].items():
            cells[occupation, section] += persons * share
    keys = sorted(key for key, persons in cells.items() if persons > 0)
    return pa.table(
        {
            "occupation": [key[0] for key in keys],
            "sector": [key[1] for key in keys],
            "employed": [cells[key] for key in keys],
        }
    )


def accounting(raw: Path) -> tuple[str, ...]:
    """Say how far the detailed occupations fall short of the published total."""
    published = household_total(raw)
    placed = sum(float(ages.sum()) for ages in household_by_soc(raw).values())
    return (
        f"{published:,.0f} employed persons published; {placed:,.0f} in detailed occupations, all placed",
        f"{published - placed:,.0f} persons ({1 - placed / published:.4%}) are lost to rounding: unmatched",
        "armed forces: not in the survey (civilians of 16 and over), 0 persons",
    )
