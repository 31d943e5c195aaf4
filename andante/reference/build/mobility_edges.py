"""The published mobility edges, unchanged but for rows brought to sum one: for the labour-flow network."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from andante.reference.build.mobility_network import (
    ASEC,
    CAREER_CHANGERS,
    LICENCE,
    PUBLISHER,
    VINTAGE,
    asec_network,
    career_changer_network,
)
from andante.reference.catalog import Column, TableSpec

TABLE = TableSpec(
    name="mobility_edges",
    title="Published mobility between occupations",
    publisher=PUBLISHER,
    vintage=VINTAGE,
    licence=LICENCE,
    transformation="Copied; zero edges dropped, rows that sum to .9957 or more brought to one.",
    sources=(ASEC, CAREER_CHANGERS),
    columns=(
        Column("network", "official", "", "asec (all workers, stayers on the diagonal) or career_changers"),
        Column("origin", "official", "", "BLS broad occupation, SOC 2010"),
        Column("destination", "official", "", "BLS broad occupation, SOC 2010"),
        Column("probability", "official", "probability a year", "sums to 1 over the destinations"),
    ),
    weaknesses=(
        "Occupation codes of the survey are noisy: some of the movers did not move. About ten small "
        "occupations "
        "have self-loops under .15.",
        "The self-loop of career_changers is .93585 for every occupation, a constant of its authors.",
    ),
)


def build(raw: Path) -> pa.Table:
    """Return the edges of both networks, sorted."""
    rows = [
        (network.name, origin, destination, probability)
        for network in (asec_network(raw), career_changer_network(raw))
        for (origin, destination), probability in sorted(network.edges.items())
    ]
    return pa.table(
        {
            "network": [row[0] for row in rows],
            "origin": [row[1] for row in rows],
            "destination": [row[2] for row in rows],
            "probability": [row[3] for row in rows],
        }
    )
