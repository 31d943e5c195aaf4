"""Who leaves by themselves: for how much of the work taken over leavers make room, by a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from andante.assessment.deployment import Deployment
from andante.reference.catalog import DATA_FOLDER
from andante.reference.tables import numbers, read_table, words

FloatArray = NDArray[np.float64]
YEAR = 365.25
FALLBACK = (0.048, 0.06)
"""Exit and transfer rate a year of all occupations of the United States, for groups without their own."""


def leaving_rates(units: Sequence[str], folder: Path = DATA_FOLDER) -> FloatArray:
    """(3, U) yearly rate at which an employer loses people of a unit group: low, central, high.

    Low: those who leave the labour force; high: those who go to another occupation too; central: half of
    these. Rates of the United States, used for every country (mapped). Source: table us_turnover.
    """
    table = read_table("us_turnover", folder)
    columns = words(table, "isco08"), numbers(table, "exit_rate"), numbers(table, "transfer_rate")
    known = {isco: (leave, move) for isco, leave, move in zip(*columns, strict=True)}
    pairs = np.array([_rate(known, unit) for unit in units]).reshape(-1, 2)
    leave, move = pairs[:, 0], pairs[:, 1]
    return np.stack([leave, leave + move / 2, leave + move])


def _rate(known: dict[str, tuple[float, float]], unit: str) -> tuple[float, float]:
    found = [pair for code, pair in known.items() if code.startswith(unit)]
    if not found:
        return FALLBACK
    return sum(p[0] for p in found) / len(found), sum(p[1] for p in found) / len(found)


def room_made(taken: FloatArray, work: FloatArray, rates: FloatArray, years: float) -> FloatArray:
    """(3,) work taken over for which leavers make room: by unit group not more than is taken over there.

    `taken` (3, U) low, central, high; `work` (U); `rates` (3, U). Low with low, high with high.
    """
    return np.asarray(np.minimum(taken, work * (1.0 - np.exp(-rates * years))).sum(axis=1))


def counted_from(deployment: Deployment) -> date | None:
    """The day from which vacant posts need not be filled: when the workers are told, else the start."""
    if deployment.start is None:
        return None
    return deployment.start - timedelta(days=deployment.notice_days or 0.0)


def counted_until(deployment: Deployment) -> date | None:
    """The last step of the rollout, and at least a year after the start."""
    if deployment.start is None:
        return None
    year = deployment.start + timedelta(days=365)
    return max([year, *(step.start for step in deployment.steps)])


def years_between(first: date, last: date) -> float:
    """Years from one day to another, never negative."""
    return max((last - first).days / YEAR, 0.0)
