"""Table `us_detailed_groups`: which of Andante's occupations the persons of a detailed one belong to."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from andante.reference.build.us_detailed import detailed_persons
from andante.reference.build.us_detailed_occupations import PLACED, SOURCES
from andante.reference.build.us_sources import (
    BLS,
    CROSSWALK_STEP,
    CROSSWALK_WEAKNESS,
    HOUSEHOLD_VINTAGE,
    PUBLIC_DOMAIN,
)
from andante.reference.catalog import Column, TableSpec
from andante.reference.occupations import OCCUPATION_IDS

TABLE = TableSpec(
    name="us_detailed_groups",
    title="Employed persons by detailed occupation and group, United States, 2025",
    publisher=BLS,
    vintage=HOUSEHOLD_VINTAGE,
    licence=PUBLIC_DOMAIN,
    transformation=f"{PLACED} {CROSSWALK_STEP}",
    sources=SOURCES,
    columns=(
        Column("occupation", "official", "", "BLS broad occupation, SOC 2010"),
        Column("group", "mapped", "", "Andante's occupation id"),
        Column(
            "employed", "mapped", "persons", "employed persons; sums over occupations are the national ones"
        ),
    ),
    weaknesses=(CROSSWALK_WEAKNESS,),
)


def build(raw: Path) -> pa.Table:
    """Return one row per detailed occupation and group with employed persons."""
    rows = [
        (node, id_, ids[id_])
        for node, ids in detailed_persons(raw).groups().items()
        for id_ in OCCUPATION_IDS
        if ids.get(id_, 0.0) > 0
    ]
    return pa.table(
        {name: [row[i] for row in rows] for i, name in enumerate(("occupation", "group", "employed"))}
    )
