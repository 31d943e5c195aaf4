"""T1b: on a complete graph unemployment settles at 4.11 % whatever the sizes of the occupations."""

from __future__ import annotations

import numpy as np

from andante.economy.exchange import Array
from andante.lab.nests.labour_flow import (
    SOURCE,
    labour_flow_tables,
    labour_flow_workforce,
    run_steps,
    start_of,
    unemployment_rate,
)
from andante.lab.nests.result import NestResult

OCCUPATIONS, STEPS = 60, 1500


def steady_state(employed: Array) -> float:
    """Unemployment after the network has come to rest, every occupation open to everybody."""
    tables = labour_flow_tables(np.full((employed.size, employed.size), 1 / employed.size))
    settled = run_steps(labour_flow_workforce(start_of(employed)), tables, lambda _: employed, STEPS)
    return float(unemployment_rate(settled)[0])


def run() -> list[NestResult]:
    """Equal, geometric and very uneven occupations."""
    ranks = np.arange(OCCUPATIONS)
    sizes = {
        "equal occupations": np.full(OCCUPATIONS, 1e5),
        "occupations that halve in size every ten": 1e6 * 0.5 ** (ranks / 10),
        "one occupation with half of all workers": np.where(ranks == 0, OCCUPATIONS - 1, 1) * 1e5,
    }
    return [
        NestResult.close(
            f"T1b {number}",
            f"steady unemployment on a complete graph, {what}",
            4.11,
            100 * steady_state(employed.astype(np.float64)),
            0.02,
            "%",
            SOURCE,
        )
        for number, (what, employed) in enumerate(sizes.items(), 1)
    ]
