"""The finest occupations of the United States by ISCO-08 unit group: from a unit group into the network."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyarrow as pa

from andante.reference.build.mobility_network import NODES
from andante.reference.build.us_detailed import detailed_persons
from andante.reference.build.us_sources import CROSSWALK_STEP, CROSSWALK_WEAKNESS, HOUSEHOLD_SOURCES
from andante.reference.catalog import Column, TableSpec

TABLE = TableSpec(
    name="us_detailed_units",
    title="Detailed occupations of the mobility network by ISCO-08 unit group, United States",
    publisher="U.S. Bureau of Labor Statistics; del Rio-Chanona et al.",
    vintage="CPS 2025; network 2011-2019",
    licence="U.S. public domain; network: CC BY 4.0",
    transformation="Employed persons of each SOC placed at a node of the network and in a unit group. "
    + CROSSWALK_STEP,
    sources=(NODES, *HOUSEHOLD_SOURCES),
    columns=(
        Column("occupation", "mapped", "", "node of the network: BLS broad occupation, SOC 2010"),
        Column("isco08", "mapped", "", "ISCO-08 unit group"),
        Column("employed", "mapped", "persons", "employed persons that are in both"),
    ),
    weaknesses=(CROSSWALK_WEAKNESS,),
)


def build(raw: Path) -> pa.Table:
    """Return one row for each node and unit group that share persons."""
    persons: dict[tuple[str, str], float] = defaultdict(float)
    for (node, _, _, isco), count in detailed_persons(raw).units.items():
        persons[node, isco] += count
    pairs = sorted(pair for pair, count in persons.items() if count > 0)
    return pa.table(
        {
            "occupation": [node for node, _ in pairs],
            "isco08": [isco for _, isco in pairs],
            "employed": [persons[pair] for pair in pairs],
        }
    )
