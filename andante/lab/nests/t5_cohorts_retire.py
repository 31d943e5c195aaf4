"""T5: where new cohorts choose their occupation, the optimal tax on machines ends with the exposed cohorts.

A companion after Guerreiro, Rebelo and Teles (2022): cohorts of equal size work for forty years in the
occupation they entered. When machines arrive, those at work cannot change; who enters takes the occupation
that pays more. One cohort retires each year, the oldest first. The planner of gradualism.py taxes machines
year by year; the tax is found by search, given who works where.
"""

from __future__ import annotations

import numpy as np

from andante.lab.nests.gradualism import Island, packaged_island, searched_tax
from andante.lab.nests.result import NestResult

WORKING_YEARS = 40
SOURCE = "Guerreiro, Rebelo and Teles, Should Robots Be Taxed?, Review of Economic Studies 2022"


def cohort_taxes(island: Island, years: int, entrants_choose: bool = True) -> tuple[float, ...]:
    """Optimal tax in each of `years` years from the arrival of machines on.

    With `entrants_choose` False a new cohort enters the two occupations as the old ones did.
    """
    cohorts = [island.exposed] * WORKING_YEARS  # the exposed share of each cohort at work, oldest first
    taxes = []
    for _ in range(years):
        tax = searched_tax(island, float(np.mean(cohorts)))
        taxes.append(tax)
        wage = (1 + tax) * island.machine_cost
        entering = 0.0 if entrants_choose and wage < 1 else island.exposed
        cohorts = [*cohorts[1:], entering]
    return tuple(taxes)


def run() -> list[NestResult]:
    """The tax when machines arrive, and once the last exposed cohort has retired."""
    taxes = cohort_taxes(packaged_island(), WORKING_YEARS + 2)
    return [
        NestResult(
            "T5-first",
            f"the tax when machines arrive is positive ({100 * taxes[0]:.2f} %) and falls every year",
            1.0,
            float(np.sign(taxes[0])),
            0.0,
            "sign",
            SOURCE,
            bool(taxes[0] > 1e-3 and np.all(np.diff(taxes[: WORKING_YEARS + 1]) < 0)),
        ),
        NestResult.close(
            "T5-retired",
            f"the tax in year {WORKING_YEARS}, when the exposed cohorts have retired",
            0.0,
            taxes[WORKING_YEARS],
            1e-4,
            "share of the cost",
            SOURCE,
        ),
    ]
