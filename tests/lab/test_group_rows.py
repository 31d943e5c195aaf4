"""Welfare by group: contributions that add up, against sums over cells and months typed out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.economy.welfare import groups_of
from andante.lab.compare import measures_of
from andante.lab.group_rows import contributions, group_rows, welfare_equivalent
from andante.lab.run import PolicyRun

AGES = ("16-24", "25-29", "30-44", "45-59", "60+")
FIRST, MONTHS, SETS = 2, 15, 2


def made(seed: int, averse: float, better: float) -> PolicyRun:
    random = np.random.default_rng(seed)
    shape = (SETS, FIRST + MONTHS, 5, 10)
    persons = random.uniform(10, 1000, shape)
    persons[:, :, 2, 6] = 0
    consumption = random.uniform(0.5, 2, shape) * (1 + better)
    power = 1 - averse
    each = np.log(consumption) if averse == 1 else (consumption**power - 1) / power
    flat = np.ones((SETS, FIRST + MONTHS))
    series = {
        "persons_by_group": persons,
        "utility_by_group": persons * each,
        "risk_aversion": averse * flat,
        "discount_factor": 0.96 * flat,
    }
    return PolicyRun("p", "average", ("",) * (FIRST + MONTHS), FIRST, series, (), 1, 0.0)


def certain(run: PolicyRun, row: int, averse: float, cell: tuple[int, int] | None = None) -> float:
    """The consumption equivalent by loops over months and cells."""
    utility = people = 0.0
    for month in range(MONTHS):
        for a in range(5):
            for g in range(10):
                if cell in (None, (a, g)):
                    weight = 0.96 ** (month / 12)
                    utility += weight * run.series["utility_by_group"][row, FIRST + month, a, g]
                    people += weight * run.series["persons_by_group"][row, FIRST + month, a, g]
    mean = utility / people
    return math.exp(mean) if averse == 1 else (1 + (1 - averse) * mean) ** (1 / (1 - averse))


@pytest.mark.parametrize("averse", [1.0, 2.0, 4.0])
def test_rows_follow_their_definitions(averse: float) -> None:
    run, without = made(1, averse, 0.05), made(2, averse, 0.0)
    rows = group_rows(run, without, AGES)
    assert len(rows) == 49  # nobody of 30-44 in group 6
    for row in rows:
        cell = (AGES.index(row.age), int(row.group))
        wanted = certain(run, 0, averse, cell) / certain(without, 0, averse, cell) - 1
        assert row.consumption_change == pytest.approx(wanted, rel=1e-9)
        assert row.persons == pytest.approx(run.series["persons_by_group"][0, -12:, *cell].mean())
    total = certain(run, 0, averse) / certain(without, 0, averse) - 1
    assert sum(row.contribution for row in rows) == pytest.approx(total, abs=1e-10)
    measured = measures_of(run, without)["welfare_change"]
    for row_of_set in range(SETS):
        wanted = certain(run, row_of_set, averse) / certain(without, row_of_set, averse) - 1
        assert measured[row_of_set] == pytest.approx(wanted, rel=1e-9)
    assert welfare_equivalent(run).shape == (SETS, 1)


@given(st.integers(0, 10**6), st.sampled_from([1.0, 1.5, 2.0, 4.0]), st.floats(-0.3, 0.3))
def test_contributions_sum_to_the_total(seed: int, averse: float, better: float) -> None:
    run, without = made(seed, averse, better), made(seed + 1, averse, 0.0)
    total = measures_of(run, without)["welfare_change"][0]
    assert sum(row.contribution for row in group_rows(run, without, AGES)) == pytest.approx(total, abs=1e-10)
    assert all(row.contribution == 0 for row in group_rows(without, without, AGES))


@given(st.floats(-0.05, 0.05))
def test_people_who_only_move_to_better_work_add_through_their_shares(moved: float) -> None:
    utility = np.array([[-1.0, 0.0]])
    before, after = np.array([[0.5, 0.5]]), np.array([[0.5 - moved, 0.5 + moved]])
    found = contributions(utility, after, utility, before, 2.0)
    total = (1 / (1 + 0.5 - moved)) / (1 / 1.5) - 1
    assert found.sum() == pytest.approx(total, abs=1e-9)
    assert np.sign(found).tolist() in ([[1.0, 1.0]], [[-1.0, -1.0]], [[0.0, 0.0]]) or abs(moved) < 1e-9


def test_occupations_lie_in_the_group_of_their_first_digit() -> None:
    member = groups_of(("11", "24x", "4222", "96", "x", ""))
    assert member.argmax(axis=1).tolist() == [1, 2, 4, 9, 0, 0]
    assert member.sum(axis=1).tolist() == [1.0] * 6


def test_nothing_recorded_gives_nothing() -> None:
    empty = PolicyRun("p", "average", ("",), 0, {}, (), 1, 0.0)
    assert group_rows(empty, empty, AGES) == ()
