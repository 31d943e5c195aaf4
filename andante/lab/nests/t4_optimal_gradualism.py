"""T4: the tax path of (14.1) is the planner's optimum, falls over time, and is zero in three limits.

A companion (gradualism.py states the economy and the planner's problem) with parameters of the packaged
month.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from andante.lab.nests.gradualism import Island, formula_tax, packaged_island, searched_tax
from andante.lab.nests.result import NestResult

YEARS = (0, 1, 2, 5, 10, 20, 40)
AT_ONCE = 1e3
"""A year's exit rate that stands for infinity."""
SOURCE = "Lehr and Restrepo, Optimal Gradualism, NBER 30755; formula derived in nests/gradualism.py"


def furthest(island: Island) -> float:
    """Largest distance between the formula and the searched optimum over the years."""
    return max(
        abs(formula_tax(island, year) - searched_tax(island, float(island.staying(year)))) for year in YEARS
    )


def largest_tax(island: Island, first_year: int = 0) -> float:
    """Largest searched tax in absolute value from `first_year` on."""
    return max(abs(searched_tax(island, float(island.staying(year)))) for year in YEARS if year >= first_year)


def run() -> list[NestResult]:
    """Formula against search; direction over time; the three limits, by search."""
    island = packaged_island()
    path = [searched_tax(island, float(island.staying(year))) for year in YEARS]
    listed = ", ".join(f"{100 * tax:.2f} % in year {year}" for year, tax in zip(YEARS, path, strict=True))
    limits = (
        ("T4-exit-at-once", "workers leave at once", replace(island, exit_rate=AT_ONCE), 1),
        ("T4-no-risk-aversion", "no risk aversion", replace(island, risk_aversion=0.0), 0),
        ("T4-full-insurance", "full insurance", replace(island, pass_through=0.0), 0),
    )
    return [
        NestResult.close(
            "T4-formula",
            f"largest distance of (14.1) to the tax found by search ({listed})",
            0.0,
            furthest(island),
            1e-4,
            "share of the cost",
            SOURCE,
        ),
        NestResult(
            "T4-falls",
            "the tax falls from every year to the next; largest change",
            -1.0,
            float(np.sign(np.diff(path).max())),
            0.0,
            "sign",
            SOURCE,
            bool(path[0] > 1e-3 and np.diff(path).max() < 0),
        ),
        *(
            NestResult.close(
                identity,
                f"largest optimal tax with {what}",
                0.0,
                largest_tax(limit, first),
                1e-4,
                "share of the cost",
                SOURCE,
            )
            for identity, what, limit, first in limits
        ),
    ]
