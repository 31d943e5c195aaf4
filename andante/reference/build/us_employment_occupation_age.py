"""Employed persons of the United States by occupation and age: CPS table 11b in Andante's ages."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from andante.reference.build.us_crosswalk import to_occupations
from andante.reference.build.us_household import household_by_soc, household_weights
from andante.reference.build.us_sources import (
    BLS,
    CROSSWALK_STEP,
    CROSSWALK_WEAKNESS,
    HOUSEHOLD_SOURCES,
    HOUSEHOLD_VINTAGE,
    PUBLIC_DOMAIN,
)
from andante.reference.catalog import Column, TableSpec
from andante.reference.occupations import AGES, OCCUPATION_IDS

TABLE = TableSpec(
    name="us_employment_occupation_age",
    title="Employed persons by occupation and age, United States, 2025",
    publisher=BLS,
    vintage=HOUSEHOLD_VINTAGE,
    licence=PUBLIC_DOMAIN,
    transformation=CROSSWALK_STEP + " Ages 25-34 and 55-64 are halved; 16-19 and 20-24 joined.",
    sources=HOUSEHOLD_SOURCES,
    columns=(
        Column("occupation", "mapped", "", "Andante's occupation id"),
        Column("age", "mapped", "", "age bin"),
        Column("employed", "mapped", "persons", "employed persons, annual average"),
    ),
    weaknesses=(
        CROSSWALK_WEAKNESS,
        "Halving 25-34 and 55-64 assumes a flat age profile inside them.",
        "Every SOC of a Census occupation has that occupation's ages.",
    ),
)


def build(raw: Path) -> pa.Table:
    """Return persons by occupation and age; row totals are those of us_employment_occupation_sector."""
    weights = to_occupations(household_weights(raw))
    employed: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros(len(AGES)))
    for soc, ages in household_by_soc(raw).items():
        for occupation, weight in weights[soc].items():
            employed[occupation] = employed[occupation] + weight * ages
    cells = [
        (occupation, age, float(employed[occupation][a]))
        for occupation in OCCUPATION_IDS
        if occupation in employed
        for a, age in enumerate(AGES)
    ]
    return pa.table(
        {
            "occupation": [cell[0] for cell in cells],
            "age": [cell[1] for cell in cells],
            "employed": [cell[2] for cell in cells],
        }
    )
