"""The published mobility networks of the United States (del Rio-Chanona et al.), by BLS broad occupation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from andante.reference.build.us_crosswalk import rows_of

ASEC = "mobility_delrio/asec_to_bls_mobility_edgelist.csv.gz"
CAREER_CHANGERS = "mobility_delrio/career_changers_mobility_edgelist.csv.gz"
NODES = "mobility_delrio/occ_names_bls_minor_major.csv"
PUBLISHER = "del Rio-Chanona et al. (from CPS-ASEC and a panel of career changers)"
LICENCE = "CC BY 4.0"
VINTAGE = "published March 2025, codes SOC 2010; the years of the surveys are not stated with the files"

Edge = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Network:
    """A mobility network: yearly transition probabilities by (origin, destination); rows sum to 1."""

    name: str
    edges: dict[Edge, float]


def asec_network(raw: Path) -> Network:
    """Return yearly transitions of all workers; stayers are on the diagonal (mean self-loop about .9)."""
    return _network(raw, "asec", ASEC, "transition_prob_BLS_ASECnorm_corr")


def career_changer_network(raw: Path) -> Network:
    """Return the destinations of those who changed occupation, by their resumes.

    The published self-loop is .93585 for every node, a constant of the authors: only the movers are measured.
    """
    return _network(raw, "career_changers", CAREER_CHANGERS, "trans_prob_cc")


def _network(raw: Path, name: str, file: str, column: str) -> Network:
    edges = {
        (row["OCC_source"], row["OCC_target"]): float(row[column])
        for row in rows_of(raw / file)
        if float(row[column]) > 0
    }
    totals: dict[str, float] = defaultdict(float)
    for (origin, _), probability in edges.items():
        totals[origin] += probability
    # Some rows were published rounded: they sum to .9957 or more, and are brought to one.
    return Network(name, {edge: probability / totals[edge[0]] for edge, probability in edges.items()})
