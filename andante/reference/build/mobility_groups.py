"""Bringing a published mobility network to Andante's occupations.

A worker who stays in a published occupation stays in Andante's: only movers are distributed. Splitting
stayers by equal shares as well would turn most of them into movers.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from andante.reference.build.mobility_network import NODES, Network
from andante.reference.build.us_crosswalk import rows_of
from andante.reference.build.us_household import household_units, socs_of_patterns
from andante.reference.occupations import occupation_of_isco

SOC_2010_TO_2018 = "crosswalks/onet_2010_to_2018_SOC_Crosswalk.xlsx"
SOC_2010_TO_ISCO = "crosswalks/isco08_soc2010_BLS_ISCO_SOC_Crosswalk.xls"
PairWeights = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class GroupMobility:
    """Mobility between occupations.

    Attributes:
        occupations: ids, in Andante's order.
        all_workers: (O, O) yearly probabilities, stayers on the diagonal; rows sum to 1.
        movers: (O, O) destinations of those who change occupation; diagonal 0, rows sum to 1.
        kept: share of workers who stay in their published occupation, weighted by employed persons.
    """

    occupations: tuple[str, ...]
    all_workers: NDArray[np.float64]
    movers: NDArray[np.float64]
    kept: float


def group_mobility(
    network: Network, persons: PairWeights, fallback: PairWeights, occupations: tuple[str, ...]
) -> GroupMobility:
    """Return the network between groups.

    Args:
        network: transitions between nodes with stayers on the diagonal.
        persons: node -> occupation id -> employed persons; gives the origins their weights and the
            destinations their shares.
        fallback: node -> occupation id -> weight, for destinations without persons.
        occupations: ids of the result; those without a mover get no row of movers but their own column.
    """
    index = {id_: i for i, id_ in enumerate(occupations)}
    nodes = sorted({code for edge in network.edges for code in edge})
    at = {node: n for n, node in enumerate(nodes)}
    people = np.zeros((len(nodes), len(occupations)))
    shares = np.zeros_like(people)
    for node, n in at.items():
        known = {id_: w for id_, w in persons.get(node, {}).items() if id_ in index}
        for id_, count in known.items():
            people[n, index[id_]] = count
        for id_, weight in (known or fallback.get(node, {})).items():
            if id_ in index:
                shares[n, index[id_]] = weight
    totals = shares.sum(axis=1, keepdims=True)
    shares = np.divide(shares, totals, out=np.zeros_like(shares), where=totals > 0)
    transition = np.zeros((len(nodes), len(nodes)))
    for (origin, destination), probability in network.edges.items():
        transition[at[origin], at[destination]] = probability
    stay = np.diag(transition).copy()
    np.fill_diagonal(transition, 0.0)
    flows = people.T @ transition @ shares
    moved = flows.copy()
    np.fill_diagonal(moved, 0.0)
    flows += np.diag(people.T @ stay)
    kept = float(people.sum(axis=1) @ stay / people.sum())
    return GroupMobility(occupations, _rows_to_one(flows), _rows_to_one(moved), kept)


def persons_by_node(raw: Path, network: Network) -> PairWeights:
    """Return node -> occupation id -> employed persons of the United States."""
    units = household_units(raw)
    shares = node_shares(raw, network, {soc for _, soc, _ in units})
    result: PairWeights = defaultdict(lambda: defaultdict(float))
    for (id_, soc, _), persons in units.items():
        for node, share in shares[soc].items():
            result[node][id_] += persons * share
    return {node: dict(ids) for node, ids in result.items()}


def node_shares(raw: Path, network: Network, socs: set[str]) -> PairWeights:
    """Return SOC 2018 -> node -> share; empty where a SOC leads to no node, else the shares sum to 1.

    SOC 2018 to SOC 2010 by the O*NET correspondence, in proportion to the published employment of the nodes;
    a node is its code or a broader group of it.
    """
    links: dict[str, set[str]] = defaultdict(set)
    for old, new in soc_2010_to_2018(raw):
        links[new].add(old)
    olds: dict[str, set[str]] = defaultdict(set)
    for new, members in socs_of_patterns(sorted(links), dict.fromkeys(socs, 1.0)).items():
        for soc in members:
            olds[soc] |= links[new]
    nodes = {code for edge in network.edges for code in edge}
    size = {row["OCC_CODE"]: float(row["TOT_EMP"] or 0) for row in rows_of(raw / NODES)}
    result: PairWeights = {}
    for soc in socs:
        targets = {node for old in olds.get(soc, {soc}) if (node := node_of(old, nodes))}
        total = sum(size.get(node, 0.0) for node in targets)
        result[soc] = {
            node: size.get(node, 0.0) / total if total > 0 else 1 / len(targets) for node in sorted(targets)
        }
    return result


def published_weights(raw: Path, network: Network) -> PairWeights:
    """Return node -> occupation id -> weight from the BLS correspondence, equal shares."""
    nodes = {code for edge in network.edges for code in edge}
    result: PairWeights = defaultdict(lambda: defaultdict(float))
    for soc, isco in soc_2010_to_isco(raw):
        node = node_of(soc, nodes)
        id_ = occupation_of_isco(isco, soc)
        if node and id_:
            result[node][id_] += 1.0
    return {node: dict(ids) for node, ids in result.items()}


def node_of(soc: str, nodes: set[str]) -> str | None:
    """Return the node of a SOC 2010 code: itself, or its broad ("25-3020") or minor group ("25-3000")."""
    broader = (soc, soc[:6] + "0", soc[:5] + "00", soc[:4] + "000")
    return next((code for code in broader if code in nodes), None)


def soc_2010_to_2018(raw: Path) -> set[tuple[str, str]]:
    """Return the pairs of SOC 2010 and SOC 2018 codes that O*NET occupations link."""
    import openpyxl

    book = openpyxl.load_workbook(raw / SOC_2010_TO_2018, read_only=True, data_only=True)
    rows = book.worksheets[0].iter_rows(min_row=5, values_only=True)
    pairs = {(str(row[0])[:7], str(row[2]).strip()) for row in rows if row[0] and row[2]}
    book.close()
    return pairs


def soc_2010_to_isco(raw: Path) -> set[tuple[str, str]]:
    """Return the pairs of SOC 2010 codes and ISCO-08 unit groups of the BLS correspondence."""
    import xlrd

    sheet = xlrd.open_workbook(str(raw / SOC_2010_TO_ISCO)).sheet_by_name("2010 SOC to ISCO-08")
    rows = [sheet.row_values(i) for i in range(7, sheet.nrows)]
    return {(str(row[0]).strip(), str(row[3]).strip()) for row in rows if str(row[3]).strip()}


def _rows_to_one(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    totals = matrix.sum(axis=1, keepdims=True)
    scaled: NDArray[np.float64] = np.divide(matrix, totals, out=np.zeros_like(matrix), where=totals > 0)
    return scaled
