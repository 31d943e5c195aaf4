"""Table `china_mobility`: moves between occupations in urban China, imputed from the United States.

Taken over: how often people stay, and the affinity of two occupations (movers over the size of the
destination). Sizes are China's own.

"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from andante.reference.build import us_mobility
from andante.reference.build.china_borrowed import unit_employment
from andante.reference.build.china_employment_sector import URBAN_SOURCES, occupation_by_sector
from andante.reference.build.china_urban import urban_work
from andante.reference.catalog import Column, TableSpec
from andante.reference.occupations import OCCUPATION_IDS

TABLE = TableSpec(
    name="china_mobility",
    title="China: yearly mobility between occupations",
    publisher=us_mobility.TABLE.publisher,
    vintage=us_mobility.TABLE.vintage,
    licence=us_mobility.TABLE.licence,
    transformation=(
        "From us_mobility: the share who stay, and the affinity of occupations (movers over the size of the "
        "destination), with China's sizes; subsistence farmers (63) as farmers (61)."
    ),
    sources=tuple(dict.fromkeys((*us_mobility.TABLE.sources, *URBAN_SOURCES))),
    columns=(
        Column("origin", "mapped", "", "Occupation a year ago"),
        Column("destination", "mapped", "", "Occupation now"),
        Column("probability", "imputed", "probability a year", "All workers, stayers on the diagonal"),
        Column("mover_probability", "imputed", "probability", "Where those who change occupation go"),
    ),
    weaknesses=(
        "No Chinese table of moves between occupations was found; affinities are another country's.",
    ),
)

# Nobody in the United States is a subsistence farmer; farmers stand in, and farm hands are as near to both.
STAND_IN = ("63", "61")
NEIGHBOUR = "92"


def with_stand_in(
    matrix: NDArray[np.float64], occupations: tuple[str, ...]
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Add the missing occupation to a square table, with the row and the column of its stand-in.

    Between the two stands what the stand-in has towards its neighbour.
    """
    new, old = STAND_IN
    at, near = occupations.index(old), occupations.index(NEIGHBOUR)
    grown = np.pad(matrix, ((0, 1), (0, 1)))
    grown[-1, :-1], grown[:-1, -1] = matrix[at], matrix[:, at]
    grown[-1, -1] = matrix[at, at]
    grown[-1, at] = grown[at, -1] = matrix[at, near]
    return grown, (*occupations, new)


def with_sizes(
    movers: NDArray[np.float64], sizes: NDArray[np.float64], new_sizes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return movers' destinations (rows sum to one, nobody to the own occupation) for other sizes.

    `movers` over `sizes` is the affinity, which is kept.
    """
    flows = movers / sizes * new_sizes
    np.fill_diagonal(flows, 0.0)
    shares: NDArray[np.float64] = flows / flows.sum(axis=1, keepdims=True)
    return shares


def build(raw: Path) -> pa.Table:
    """Return one row per pair of occupations with a flow."""
    mobility = us_mobility.us_group_mobility(raw)
    employed = {id_: sum(groups.values()) for id_, groups in unit_employment(raw).items()}
    affinity = mobility.movers / np.array([employed[id_] for id_ in mobility.occupations])
    affinity, ids = with_stand_in(affinity, mobility.occupations)
    order = [ids.index(id_) for id_ in OCCUPATION_IDS]
    stay, _ = with_stand_in(np.diag(np.diag(mobility.all_workers)), mobility.occupations)
    sizes = occupation_by_sector(urban_work(raw)).sum(axis=0)
    movers = with_sizes(affinity[np.ix_(order, order)], np.ones(len(order)), sizes)
    staying = np.diag(stay)[order]
    everybody = np.diag(staying) + (1 - staying)[:, None] * movers
    origins, destinations = np.nonzero(everybody)
    return pa.table(
        {
            "origin": [OCCUPATION_IDS[i] for i in origins],
            "destination": [OCCUPATION_IDS[j] for j in destinations],
            "probability": everybody[origins, destinations],
            "mover_probability": movers[origins, destinations],
        }
    )
