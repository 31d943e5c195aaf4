"""Payroll employment of the United States by occupation and section: OEWS May 2025, margins as published."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyarrow as pa

from andante.reference.build.us_crosswalk import payroll_total, soc_to_isco, to_occupations
from andante.reference.build.us_payroll import UNPUBLISHED, payroll_table, soc_by_section
from andante.reference.build.us_sources import (
    BLS,
    CROSSWALK_STEP,
    CROSSWALK_WEAKNESS,
    HOUSEHOLD_SOURCES,
    PUBLIC_DOMAIN,
)
from andante.reference.catalog import Column, TableSpec

TABLE = TableSpec(
    name="us_oews_occupation_sector",
    title="Wage and salary employment by occupation and section, United States, May 2025",
    publisher=BLS,
    vintage="OEWS May 2025",
    licence=PUBLIC_DOMAIN,
    transformation="Withheld cells filled by iterative proportional fitting to both published margins. "
    + CROSSWALK_STEP
    + " NAICS to ISIC sections by a table of this project.",
    sources=HOUSEHOLD_SOURCES[1:],
    columns=(
        Column("occupation", "mapped", "", "Andante's occupation id, or unpublished"),
        Column("sector", "assumed", "", "ISIC Rev.4 section, by this project's table from NAICS"),
        Column("employed", "mapped", "persons", "employed persons, without self-employed and farm workers"),
    ),
    weaknesses=(
        CROSSWALK_WEAKNESS,
        "NAICS 54 is published whole: the part of computer systems design (section J) is assumed.",
    ),
)


def build(raw: Path) -> pa.Table:
    """Return persons by occupation and section; both sum to the published totals of SOC and NAICS."""
    weights = {**to_occupations(soc_to_isco(raw)), UNPUBLISHED: {UNPUBLISHED: 1.0}}
    cells: dict[tuple[str, str], float] = defaultdict(float)
    for soc, sections in soc_by_section(payroll_table(raw)).items():
        for occupation, weight in weights[soc].items():
            for section, persons in sections.items():
                cells[occupation, section] += persons * weight
    keys = sorted(key for key, persons in cells.items() if persons > 0)
    return pa.table(
        {
            "occupation": [key[0] for key in keys],
            "sector": [key[1] for key in keys],
            "employed": [cells[key] for key in keys],
        }
    )


def accounting(raw: Path) -> tuple[str, ...]:
    """Say how many persons have no published occupation, and how many sit in cells filled by fitting."""
    table = payroll_table(raw)
    total, unpublished = table.employed.sum(), table.employed[-1].sum()
    return (
        f"{payroll_total(raw):,.0f} persons published; the industries sum to {total:,.0f} (rounding to tens)",
        (
            f"{unpublished:,.0f} persons ({unpublished / total:.4%}) have no published detailed occupation: "
            f"unmatched"
        ),
        f"{table.filled:,.0f} persons ({table.filled / total:.3%}) sit in withheld cells, placed by fitting",
        "armed forces: not in the survey, 0 persons",
    )
