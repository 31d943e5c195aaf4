"""Unemployment by province or state without AI: what the model gives, where no data say what it should be.

The packaged data have no unemployment by region. Rates of regions are therefore not fitted; they come from
each region's mix of occupations, the nation's rates of separation and search, and two imputations: where job
seekers look (with its range) and where entrants enter (`labour_tables.entrant_regions`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from andante.lab.comparison import NO_FURTHER_ADOPTION
from andante.lab.introduce import economy_inputs
from andante.lab.ranges import assumption_sets
from andante.lab.run import RunTask, run_task
from andante.lab.scenario import EXPOSURE_MEASURES
from andante.reference.economies import load_economy
from andante.reference.regions import BY_PROVINCE, load_regions, region_mobility

YEAR = ("2025-01", "2025-12")
"""The last year of the history."""


@dataclass(frozen=True, slots=True)
class RegionalRates:
    """Mean unemployment of 2025 by region with one share of job seekers who look outside."""

    economy: str
    outside_share: float
    national: float
    highest: tuple[tuple[str, float], ...]
    lowest: tuple[str, float]
    deviation: float
    """Standard deviation over the regions."""


def regional_rates(economy: str) -> tuple[RegionalRates, ...]:
    """The rates at the share of seekers who look outside, and at both ends of its range."""
    reference = load_economy(economy)
    detail = load_regions(reference, BY_PROVINCE)
    assert detail is not None
    found = []
    for outside in (detail.outside_share_low, detail.outside_share, detail.outside_share_high):
        moved = replace(detail, mobility=region_mobility(detail.employment.sum(axis=0), outside))
        inputs, sets = (
            economy_inputs(reference, EXPOSURE_MEASURES[0], moved),
            assumption_sets(economy, {}, False),
        )
        task = RunTask(NO_FURTHER_ADOPTION, None, inputs, sets, {}, "2026-01", 1, "average", 1, 1.0)
        run = run_task(task)
        year = slice(run.months.index(YEAR[0]), run.months.index(YEAR[1]) + 1)
        rates = np.asarray(run.series["unemployment_rate_by_region"])[0, year].mean(axis=0)
        order = np.argsort(-rates)
        named = [(detail.titles[place], float(rates[place])) for place in order]
        nation = float(np.asarray(run.series["unemployment_rate"])[0, year].mean())
        found.append(RegionalRates(economy, outside, nation, tuple(named[:3]), named[-1], float(rates.std())))
    return tuple(found)
