"""The occupations of the published mobility networks, with employment: nodes of the labour-flow network."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from andante.reference.build.mobility_network import (
    ASEC,
    CAREER_CHANGERS,
    LICENCE,
    NODES,
    PUBLISHER,
    VINTAGE,
    asec_network,
    career_changer_network,
)
from andante.reference.build.us_crosswalk import rows_of
from andante.reference.catalog import Column, TableSpec

TABLE = TableSpec(
    name="mobility_nodes",
    title="Occupations of the published mobility networks",
    publisher=PUBLISHER,
    vintage=VINTAGE,
    licence=LICENCE,
    transformation="Copied; the two flags say in which network a code is an origin.",
    sources=(NODES, ASEC, CAREER_CHANGERS),
    columns=(
        Column("code", "official", "", "BLS broad occupation, SOC 2010"),
        Column("title", "official", "", "title"),
        Column("employed", "official", "persons", "employment of the occupation, OEWS, as published there"),
        Column("mean_wage", "official", "US dollars a year", "mean yearly wage, as published there"),
        Column("in_asec", "official", "", "is an origin in the network of all workers"),
        Column("in_career_changers", "official", "", "is an origin in the network of career changers"),
    ),
    weaknesses=("The 464 occupations of the 2021 paper are not public; these are the published successors.",),
)


def build(raw: Path) -> pa.Table:
    """Return one row per node."""
    rows = sorted(rows_of(raw / NODES), key=lambda row: row["OCC_CODE"])
    asec = {origin for origin, _ in asec_network(raw).edges}
    changers = {origin for origin, _ in career_changer_network(raw).edges}
    codes = [row["OCC_CODE"] for row in rows]
    return pa.table(
        {
            "code": codes,
            "title": [row["OCC_TITLE"] for row in rows],
            "employed": [float(row["TOT_EMP"]) if row["TOT_EMP"] else None for row in rows],
            "mean_wage": [float(row["A_MEAN"]) if row["A_MEAN"] else None for row in rows],
            "in_asec": [code in asec for code in codes],
            "in_career_changers": [code in changers for code in codes],
        }
    )
