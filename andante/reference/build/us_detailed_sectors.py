"""Table `us_detailed_sectors`: employed persons by detailed occupation and ISIC section."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyarrow as pa

from andante.reference.build.us_detailed import detailed_persons
from andante.reference.build.us_detailed_occupations import PLACED, SOURCES
from andante.reference.build.us_household import section_shares
from andante.reference.build.us_payroll import payroll_table
from andante.reference.build.us_sources import BLS, CROSSWALK_WEAKNESS, HOUSEHOLD_VINTAGE, PUBLIC_DOMAIN
from andante.reference.catalog import Column, TableSpec

TABLE = TableSpec(
    name="us_detailed_sectors",
    title="Employed persons by detailed occupation and section, United States, 2025",
    publisher=BLS,
    vintage=HOUSEHOLD_VINTAGE,
    licence=PUBLIC_DOMAIN,
    transformation=PLACED + " Each SOC is spread over sections as in the payroll survey, farm occupations "
    "with 95 % in A; section totals are those of us_employment_occupation_sector.",
    sources=SOURCES,
    columns=(
        Column("occupation", "official", "", "BLS broad occupation, SOC 2010"),
        Column("sector", "assumed", "", "ISIC Rev.4 section, by this project's table from NAICS"),
        Column("employed", "imputed", "persons", "employed persons, annual average"),
    ),
    weaknesses=(
        CROSSWALK_WEAKNESS,
        "Self-employed persons have the industries of employees in the same occupation.",
    ),
)


def build(raw: Path) -> pa.Table:
    """Return persons by detailed occupation and section; totals are those of us_detailed_occupations."""
    sections = section_shares(payroll_table(raw))
    cells: dict[tuple[str, str], float] = defaultdict(float)
    for (node, _, soc, _), persons in detailed_persons(raw).units.items():
        for section, share in sections[soc].items():
            cells[node, section] += persons * share
    keys = sorted(key for key, persons in cells.items() if persons > 0)
    return pa.table(
        {
            "occupation": [key[0] for key in keys],
            "sector": [key[1] for key in keys],
            "employed": [cells[key] for key in keys],
        }
    )
