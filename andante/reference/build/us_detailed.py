"""The finest occupations of the United States with data: nodes of the published mobility network.

Persons of the household survey are brought from SOC 2018 to the network's codes (BLS broad occupations of SOC
2010). Who leads to no node of its core is placed in the nodes of the same family, so that nobody is lost.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from andante.reference.build.mobility_groups import node_shares
from andante.reference.build.mobility_network import NODES, Network, asec_network
from andante.reference.build.us_crosswalk import rows_of
from andante.reference.build.us_household import household_units
from andante.reference.networks import MobilityNetwork

FAMILY_LENGTHS = (5, 4, 2)
"""How much of a code a family shares: broad group, minor group, major group."""


@dataclass(frozen=True, slots=True)
class Place:
    """Nodes of one SOC with shares that sum to 1, and the share that the correspondence leads to directly."""

    shares: dict[str, float]
    direct: float


@dataclass(frozen=True, slots=True)
class DetailedPersons:
    """Employed persons of the household survey at the nodes.

    Attributes:
        units: (node, occupation id, SOC, ISCO-08 unit group) -> persons.
        titles: node -> published title.
        direct: persons whose SOC leads to a node of the core by the published correspondence.
        total: all persons.
    """

    units: dict[tuple[str, str, str, str], float]
    titles: dict[str, str]
    direct: float
    total: float

    def groups(self) -> dict[str, dict[str, float]]:
        """Return node -> occupation id -> persons."""
        result: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for (node, id_, _, _), persons in self.units.items():
            result[node][id_] += persons
        return {node: dict(result[node]) for node in sorted(result)}


def detailed_persons(raw: Path) -> DetailedPersons:
    """Return who works in which node of the network's core."""
    units = household_units(raw)
    places = places_of(raw, {soc for _, soc, _ in units})
    placed: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for (id_, soc, isco), persons in units.items():
        for node, share in places[soc].shares.items():
            placed[node, id_, soc, isco] += persons * share
    return DetailedPersons(
        units=dict(placed),
        titles={row["OCC_CODE"]: row["OCC_TITLE"] for row in rows_of(raw / NODES)},
        direct=sum(persons * places[soc].direct for (_, soc, _), persons in units.items()),
        total=sum(units.values()),
    )


def places_of(raw: Path, socs: set[str]) -> dict[str, Place]:
    """Return where in the core each SOC 2018 stands; its shares sum to 1."""
    network = asec_network(raw)
    core = core_codes(network)
    sizes = {row["OCC_CODE"]: float(row["TOT_EMP"] or 0) for row in rows_of(raw / NODES)}
    result = {}
    for soc, published in node_shares(raw, network, socs).items():
        shares: dict[str, float] = defaultdict(float)
        for node, share in (published or {soc: 1.0}).items():
            nodes = {node: 1.0} if node in core else family(node, core, sizes)
            for near, part in nodes.items():
                shares[near] += share * part
        direct = sum(share for node, share in published.items() if node in core)
        result[soc] = Place(dict(shares), direct)
    return result


def core_codes(network: Network) -> set[str]:
    """Return the nodes from which every other can be reached and back."""
    codes = tuple(sorted({code for edge in network.edges for code in edge}))
    at = {code: i for i, code in enumerate(codes)}
    ends = np.array([(at[origin], at[destination]) for origin, destination in network.edges], dtype=np.intp)
    whole = MobilityNetwork(
        name=network.name,
        codes=codes,
        titles=codes,
        employed=np.zeros(len(codes)),
        origins=ends[:, 0],
        destinations=ends[:, 1],
        probabilities=np.array(list(network.edges.values())),
    )
    return set(whole.core().codes)


def family(code: str, nodes: set[str], sizes: dict[str, float]) -> dict[str, float]:
    """Return the nodes nearest to a code by its first digits, with shares by published employment.

    Raises `ValueError` if no node shares even the major group.
    """
    for length in FAMILY_LENGTHS:
        relatives = sorted(
            node for node in nodes if node[:length] == code[:length] and sizes.get(node, 0) > 0
        )
        if relatives:
            total = sum(sizes[node] for node in relatives)
            return {node: sizes[node] / total for node in relatives}
    raise ValueError(f"no node of the mobility network is related to {code}")
