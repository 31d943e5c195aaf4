"""The published occupational mobility networks at their finest level, sparse: for the labour-flow network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from andante.errors import Problem, ReferenceDataError
from andante.reference.catalog import DATA_FOLDER
from andante.reference.tables import numbers, read_table, words

# network -> the column of mobility_nodes that says who is an origin in it
NETWORKS = {"asec": "in_asec", "career_changers": "in_career_changers"}


@dataclass(frozen=True, slots=True, eq=False)
class MobilityNetwork:
    """A directed network of N occupations and E edges, sorted by origin, then destination.

    Attributes:
        name: "asec" (all workers, stayers on the diagonal) or "career_changers" (resumes; the
            published self-loop is .93585 for every node and carries no information).
        codes: (N) BLS broad occupations, SOC 2010; with titles.
        employed: (N) persons, as published with the network.
        origins: (E) index of the node left.
        destinations: (E) index of the node entered.
        probabilities: (E) yearly; those of one origin sum to 1.
    """

    name: str
    codes: tuple[str, ...]
    titles: tuple[str, ...]
    employed: NDArray[np.float64]
    origins: NDArray[np.intp]
    destinations: NDArray[np.intp]
    probabilities: NDArray[np.float64]

    def movers(self) -> MobilityNetwork:
        """Return the network without self-loops, rows brought to one: where those who move go.

        A node that nobody leaves has no edge then.
        """
        moving = self.origins != self.destinations
        origins, probabilities = self.origins[moving], self.probabilities[moving]
        totals = np.bincount(origins, probabilities, minlength=len(self.codes))
        return replace(
            self,
            origins=origins,
            destinations=self.destinations[moving],
            probabilities=probabilities / totals[origins],
        )

    def core(self) -> MobilityNetwork:
        """Return the largest part in which every occupation can be reached from every other; rows sum to 1.

        Outside it stand occupations that nobody was seen to enter or to leave: workers would be trapped
        there.
        """
        size = (len(self.codes), len(self.codes))
        adjacency = csr_array((self.probabilities, (self.origins, self.destinations)), shape=size)
        _, part = connected_components(adjacency, directed=True, connection="strong")
        inside = part == np.bincount(part).argmax()
        kept = inside[self.origins] & inside[self.destinations]
        renumbered = np.cumsum(inside) - 1
        origins, probabilities = renumbered[self.origins[kept]], self.probabilities[kept]
        totals = np.bincount(origins, probabilities, minlength=int(inside.sum()))
        return replace(
            self,
            codes=tuple(code for code, keep in zip(self.codes, inside, strict=True) if keep),
            titles=tuple(title for title, keep in zip(self.titles, inside, strict=True) if keep),
            employed=self.employed[inside],
            origins=origins,
            destinations=renumbered[self.destinations[kept]],
            probabilities=probabilities / totals[origins],
        )


def load_network(name: str = "asec", folder: Path = DATA_FOLDER) -> MobilityNetwork:
    """Return a published network (539 nodes "asec", 521 "career_changers").

    Raises `ReferenceDataError` if there is none of this name, or a table is missing or damaged.
    Source: del Rio-Chanona et al., CC BY 4.0.
    """
    if name not in NETWORKS:
        raise ReferenceDataError(
            Problem(f"there is no network {name!r}", mend=f"Networks: {', '.join(NETWORKS)}.")
        )
    nodes, edges = read_table("mobility_nodes", folder), read_table("mobility_edges", folder)
    chosen = numbers(nodes, NETWORKS[name]) > 0
    codes = tuple(code for code, keep in zip(words(nodes, "code"), chosen, strict=True) if keep)
    titles = tuple(title for title, keep in zip(words(nodes, "title"), chosen, strict=True) if keep)
    at = {code: i for i, code in enumerate(codes)}
    rows = np.array([network == name for network in words(edges, "network")])
    origins = [code for code, keep in zip(words(edges, "origin"), rows, strict=True) if keep]
    destinations = [code for code, keep in zip(words(edges, "destination"), rows, strict=True) if keep]
    return MobilityNetwork(
        name=name,
        codes=codes,
        titles=titles,
        employed=numbers(nodes, "employed")[chosen],
        origins=np.array([at[code] for code in origins], dtype=np.intp),
        destinations=np.array([at[code] for code in destinations], dtype=np.intp),
        probabilities=numbers(edges, "probability")[rows],
    )
