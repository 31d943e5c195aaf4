"""Mobility between occupations in the United States, from the published edges."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from andante.reference.build.mobility_groups import (
    SOC_2010_TO_2018,
    SOC_2010_TO_ISCO,
    GroupMobility,
    group_mobility,
    persons_by_node,
    published_weights,
)
from andante.reference.build.mobility_network import ASEC, LICENCE, NODES, PUBLISHER, VINTAGE, asec_network
from andante.reference.build.us_household import household_units
from andante.reference.build.us_sources import CROSSWALK_WEAKNESS, HOUSEHOLD_SOURCES
from andante.reference.catalog import Column, TableSpec
from andante.reference.occupations import OCCUPATION_IDS

TABLE = TableSpec(
    name="us_mobility",
    title="Yearly mobility between occupations, United States",
    publisher=PUBLISHER,
    vintage=VINTAGE,
    licence=LICENCE,
    transformation=(
        "Stayers of a published occupation are kept on the diagonal; movers are distributed over the "
        "groups of their destination by employed persons (CPS 2025); origins are weighted likewise. SOC "
        "2018 to SOC 2010 by the O*NET correspondence."
    ),
    sources=(ASEC, NODES, SOC_2010_TO_2018, SOC_2010_TO_ISCO, *HOUSEHOLD_SOURCES),
    columns=(
        Column("origin", "mapped", "", "occupation a year ago"),
        Column("destination", "mapped", "", "occupation now"),
        Column("probability", "mapped", "probability a year", "all workers, stayers on the diagonal"),
        Column("mover_probability", "mapped", "probability", "of those who change occupation, where they go"),
    ),
    weaknesses=(
        CROSSWALK_WEAKNESS,
        "Moves inside a group count as staying; occupation codes of the survey are noisy.",
    ),
)


def build(raw: Path) -> pa.Table:
    """Return one row per pair of occupations with a flow."""
    mobility = us_group_mobility(raw)
    origins, destinations = np.nonzero(mobility.all_workers)
    ids = mobility.occupations
    return pa.table(
        {
            "origin": [ids[i] for i in origins],
            "destination": [ids[j] for j in destinations],
            "probability": mobility.all_workers[origins, destinations],
            "mover_probability": mobility.movers[origins, destinations],
        }
    )


def us_group_mobility(raw: Path) -> GroupMobility:
    """Return the mobility of the occupations that the United States has."""
    present = {id_ for (id_, _, _), persons in household_units(raw).items() if persons > 0}
    network = asec_network(raw)
    return group_mobility(
        network,
        persons_by_node(raw, network),
        published_weights(raw, network),
        tuple(id_ for id_ in OCCUPATION_IDS if id_ in present),
    )


def accounting(raw: Path) -> tuple[str, ...]:
    """Say how many persons lead to no published node, and how many stay."""
    network = asec_network(raw)
    placed = sum(sum(ids.values()) for ids in persons_by_node(raw, network).values())
    total = sum(household_units(raw).values())
    mobility = us_group_mobility(raw)
    diagonal = float(np.diag(mobility.all_workers).mean())
    return (
        (
            f"{total - placed:,.0f} employed persons ({1 - placed / total:.3%}) lead to no published node: "
            f"unmatched"
        ),
        (
            f"stayers: {mobility.kept:.3f} of workers in their published occupation; mean diagonal "
            f"{diagonal:.3f}"
        ),
    )
