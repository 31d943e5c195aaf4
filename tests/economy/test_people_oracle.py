"""Method people against an engine that keeps every worker as one element of an array and shares no code.

Thousands of runs of a small economy on both sides; the laws of what comes out must be the same.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ks_2samp

from andante.economy.exchange import Array, LabourDemand
from andante.economy.labour_month import labour_month
from andante.economy.labour_tables import EntryTables, LabourTables, SpellTables
from andante.economy.matching import entry_chance
from andante.economy.network import Network
from andante.economy.ops import NUMPY_OPS
from andante.economy.state import Workforce
from andante.economy.streams import MonthStreams, Streams
from benchmarks.per_agent import Law, Workers

OCCUPATIONS, AGES, DURATIONS, MONTHS, RUNS = 4, 2, 5, 8, 2500
SEPARATION = np.array([0.09, 0.05])
OPENING, ADJUST, ATTRITION, SCARRED_FROM = 0.06, 0.3, 0.4, 2
EMPLOYED = np.array([[40, 60], [120, 200], [25, 30], [90, 150]])
VACANCIES = np.array([12, 20, 5, 10])
TARGET = np.array([140.0, 280.0, 70.0, 230.0])
MOBILITY = np.array(
    [[0.7, 0.2, 0.1, 0.0], [0.1, 0.6, 0.1, 0.2], [0.3, 0.3, 0.4, 0.0], [0.05, 0.15, 0.1, 0.7]]
)


def viability() -> Array:
    """(A,D,K)."""
    months = np.arange(DURATIONS)
    fading = np.maximum(0.5, np.exp(-0.15 * months))
    return np.array([0.6, 0.8])[:, None, None] * fading[None, :, None] * np.array([1.0, 0.7])


def tables() -> LabourTables:
    months = np.arange(DURATIONS)[:, None] + np.zeros(2)
    scarred = ((months >= SCARRED_FROM) | (np.arange(2) == 1)).astype(float)
    return LabourTables(
        ops=NUMPY_OPS,
        network=Network.build(MOBILITY, AGES),
        separation_rate=np.broadcast_to(SEPARATION, (12, 1, 1, 1, AGES)),
        opening_rate=np.full((1, 1, 1), OPENING),
        separation_adjustment=np.full((1, 1, 1), ADJUST),
        opening_adjustment=np.full((1, 1, 1), ADJUST),
        layoff_order=np.ones((1, 1, 1, AGES)),
        spells=SpellTables(
            viability=viability()[None, None, None],
            trained_factor=np.ones((1, 1, 1, 1)),
            hired_scarred=scarred[None, None, None, None],
            layoff_scar=np.zeros((1, 1, 1, 1)),
            recovery=np.zeros((1, 1, 1, 1)),
        ),
        entry=EntryTables(np.array([6.0, 0.0]).reshape(1, 1, 1, AGES), np.full((1, 1, 1, 1), 0.6)),
        demography=None,
        training=None,
        first_calendar_month=0,
    )


def demand() -> LabourDemand:
    return LabourDemand(
        target=TARGET[None, :, None],
        attrition_share=np.array([ATTRITION]),
        entry_pressure=np.array([[0.0, 0.05, 0.1, 0.02]]),
    )


def counted(seed: int) -> dict[str, Array]:
    """The package: all runs along the batch."""
    employed = np.zeros((RUNS, OCCUPATIONS, 1, AGES, 2), dtype=np.int64)
    employed[..., 0] = EMPLOYED[:, None, :]
    people = Workforce(
        employed,
        np.zeros((RUNS, OCCUPATIONS, 1, AGES, DURATIONS, 2), dtype=np.int64),
        None,
        None,
        np.repeat(VACANCIES[None, :, None], RUNS, axis=0),
    )
    streams = Streams((seed,), pooled=True)
    for month in range(MONTHS):
        people, _ = labour_month(people, demand(), tables(), month, MonthStreams(streams, month))
    out = people.unemployed.sum(axis=2)
    found = {f"employed {o}": people.employed[:, o].sum(axis=(1, 2, 3)) for o in range(OCCUPATIONS)}
    return {
        **found,
        "unemployed": out.sum(axis=(1, 2, 3, 4)),
        "unemployed, young": out[:, :, 0].sum(axis=(1, 2, 3)),
        "unemployed, long": out[:, :, :, -1].sum(axis=(1, 2, 3)),
        "employed, scarred": people.employed[..., 1].sum(axis=(1, 2, 3)),
        "vacancies": people.vacancies.sum(axis=(1, 2)),
    }


def one_by_one(seed: int) -> dict[str, Array]:
    """The engine: one run after the other, one element a worker."""
    chance = entry_chance(demand(), tables())
    assert chance is not None
    law = Law(
        target=TARGET,
        mobility=MOBILITY,
        separation=SEPARATION,
        first_to_go=np.ones(AGES),
        opening=OPENING,
        adjust=ADJUST,
        attrition=ATTRITION,
        viable=viability(),
        entry=chance[0, :, 0, :].T,
        scarred_from=SCARRED_FROM,
    )
    rows: list[list[int]] = []
    for run in range(RUNS):
        workers = Workers(law, EMPLOYED, VACANCIES, seed * 1_000_003 + run)
        for _ in range(MONTHS):
            workers.step()
        assert workers.age is not None
        assert workers.scarred is not None
        rows.append(
            [
                *workers.employed.tolist(),
                len(workers.jobless),
                int((workers.age[workers.jobless] == 0).sum()),
                int((workers.months >= DURATIONS - 1).sum()),
                int((workers.scarred & workers.in_work).sum()),
                int(workers.vacancies.sum()),
            ]
        )
    return dict(zip(counted_names(), np.array(rows).T, strict=True))


def counted_names() -> list[str]:
    return [
        *(f"employed {o}" for o in range(OCCUPATIONS)),
        "unemployed",
        "unemployed, young",
        "unemployed, long",
        "employed, scarred",
        "vacancies",
    ]


@pytest.mark.slow
def test_counts_of_people_have_the_law_of_people_one_by_one() -> None:
    """Two-sample Kolmogorov-Smirnov at level .001 over nine figures together, means and spreads beside it."""
    counts, workers = counted(1), one_by_one(2)
    for name in counted_names():
        ours, theirs = counts[name].astype(float), workers[name].astype(float)
        assert ks_2samp(ours, theirs, method="asymp").pvalue > 0.001 / len(workers), name
        error = np.sqrt((ours.var() + theirs.var()) / RUNS)
        assert abs(ours.mean() - theirs.mean()) < 4.5 * error, name
        assert ours.std() == pytest.approx(theirs.std(), rel=0.1), name
    ours = np.corrcoef([counts[name] for name in counted_names()])
    theirs = np.corrcoef([workers[name] for name in counted_names()])
    assert np.abs(ours - theirs).max() < 0.1  # 4.5 standard errors of a difference of correlations
