"""The periodic start, who joins and leaves, and the identities that stop a run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from labour_economy import five_occupations, random_demand, random_workforce

from andante.economy.accounts import check_flows, check_month
from andante.economy.demography import age_and_enter
from andante.economy.economy_policy import EconomyPolicy
from andante.economy.exchange import Array
from andante.economy.instruments import Instruments
from andante.economy.labour_month import labour_month, totals_of
from andante.economy.labour_tables import LabourTables, labour_force_by_age, labour_tables
from andante.economy.parameters import Parameters
from andante.economy.shared_start import find_start
from andante.economy.simulate import METHODS, simulate
from andante.economy.start import PeriodicStart, neutral_demand, scaled, whole_persons
from andante.economy.state import vector_of, with_vector
from andante.economy.streams import MonthStreams, Streams
from andante.errors import IdentityError, ScenarioError

INPUTS = five_occupations()
FIRST = 10  # November


@pytest.fixture(scope="module")
def parameters() -> Parameters:
    return Parameters.build("china", {"separation_rate": [0.004, 0.007]}, 2)


@pytest.fixture(scope="module")
def tables(parameters: Parameters) -> LabourTables:
    return labour_tables(INPUTS, parameters, FIRST)


@pytest.fixture(scope="module")
def start(parameters: Parameters) -> PeriodicStart:
    return find_start(INPUTS, parameters, FIRST)


def run_year(start: PeriodicStart, parameters: Parameters, tables: LabourTables) -> tuple[Array, list[Array]]:
    people, rates = start.workforce, []
    demand_of = neutral_demand(INPUTS, parameters["demand_constant"], parameters["attrition_share"])
    for month in range(12):
        people, _ = labour_month(people, demand_of(people), tables, month)
        employed, unemployed = people.employed.reshape(2, -1), people.unemployed.reshape(2, -1)
        rates.append(unemployed.sum(axis=1) / (employed.sum(axis=1) + unemployed.sum(axis=1)))
    return vector_of(people), rates


def test_the_start_comes_back_after_twelve_months_and_not_before(
    start: PeriodicStart, parameters: Parameters, tables: LabourTables
) -> None:
    after, rates = run_year(start, parameters, tables)
    force = start.workforce.persons()[:, None]
    assert np.abs((after - vector_of(start.workforce)) / force).max() < 1e-10
    assert np.ptp(np.array(rates), axis=0).min() > 1e-3  # it has seasons
    order = [(FIRST + month) % 12 for month in range(12)]
    np.testing.assert_allclose(np.array(rates), start.baseline.unemployment_rate[order], atol=1e-10)


def test_entrants_of_july_and_august_raise_youth_unemployment(start: PeriodicStart) -> None:
    young = start.baseline.youth_unemployment_rate
    assert (young.argmax(axis=0) == 7).all()  # August, after the graduates of July and August
    assert (young > start.baseline.unemployment_rate).all()


def test_the_observed_labour_force_by_age_is_stationary(start: PeriodicStart) -> None:
    observed = labour_force_by_age(INPUTS)
    assert observed.sum() == pytest.approx(INPUTS.labour_force)
    assert start.baseline.labour_force.mean(axis=0) == pytest.approx(INPUTS.labour_force, rel=2e-3)
    people = start.workforce
    by_age = people.employed.sum(axis=(1, 2, 4)) + people.unemployed.sum(axis=(1, 2, 4, 5))
    np.testing.assert_allclose(by_age[:, 1:], np.broadcast_to(observed[1:], by_age[:, 1:].shape), rtol=5e-3)


def test_more_separations_mean_more_unemployment(start: PeriodicStart) -> None:
    first, second = start.baseline.unemployment_rate.mean(axis=0)
    assert first < second


def test_sets_that_differ_only_by_assumptions_about_ai_share_a_start() -> None:
    p = Parameters.build("china", {"entry_substitution": [3.0, 15.0, 60.0], "reinstatement": [0, 0.5, 1]}, 3)
    found = find_start(INPUTS, p, FIRST)
    stocks = vector_of(found.workforce)
    assert (stocks == stocks[:1]).all()
    alone = find_start(INPUTS, p.take([1]), FIRST)
    np.testing.assert_array_equal(vector_of(alone.workforce)[0], stocks[1])


def test_no_equilibrium_is_said_and_not_returned() -> None:
    from andante.economy.start import observed_workforce, periodic_start

    p = Parameters.build("china")
    with pytest.raises(ScenarioError, match="no yearly equilibrium"):
        periodic_start(
            observed_workforce(INPUTS, 1),
            neutral_demand(INPUTS, p["demand_constant"], p["attrition_share"]),
            labour_tables(INPUTS, p, FIRST),
            most_years=2,
        )


def test_stocks_and_their_vector_are_the_same_thing() -> None:
    people = random_workforce(np.random.default_rng(1), 2, 5, people=False)
    back = with_vector(people, vector_of(people) * 2)
    for name in ("employed", "unemployed", "training", "just_trained", "vacancies"):
        np.testing.assert_array_equal(getattr(back, name), 2 * getattr(people, name))


def test_whole_persons_keep_the_labour_force(start: PeriodicStart) -> None:
    for scale in (1.0, 0.01):
        small = scaled(start.workforce, scale)
        people = whole_persons(small, MonthStreams(Streams((1,)), 0))
        assert people.employed.dtype == people.unemployed.dtype == np.int64
        np.testing.assert_allclose(people.persons(), np.rint(small.persons()), atol=1)
        assert np.abs(people.employed - small.employed).max() <= 1


def test_a_year_brings_the_entrants_of_a_year(tables: LabourTables) -> None:
    people = random_workforce(np.random.default_rng(2), 2, 5, people=True, size=2000)
    total = np.zeros(2)
    for month in range(12):
        before = people.persons()
        people, passage = age_and_enter(people, tables, month, MonthStreams(Streams((5,)), month))
        gained = passage.joined_employed + passage.joined_unemployed + passage.joined_training
        assert (people.persons() == before + passage.entrants + gained).all()
        assert (passage.returned >= 0).all()
        assert (passage.left >= 0).all()
        total += passage.entrants
    np.testing.assert_allclose(total, INPUTS.entrants_per_year, atol=12)


def test_ageing_moves_people_up_one_bin_at_the_rate_of_their_stay(tables: LabourTables) -> None:
    people = random_workforce(np.random.default_rng(4), 2, 5, people=False)
    only_young = people.employed * np.array([1.0, 0, 0, 0, 0])[:, None]
    before = replace(
        people,
        employed=only_young,
        unemployed=0 * people.unemployed,
        training=None,
        just_trained=None,
        vacancies=0 * people.vacancies,
    )
    still = replace(tables.demography, net_entry=0 * tables.demography.net_entry)  # type: ignore[union-attr,type-var]
    after, _ = age_and_enter(before, replace(tables, demography=still), 0, None)
    moved = after.employed[:, :, :, 1].sum() / only_young.sum()
    assert moved == pytest.approx(1 / 36)
    assert after.employed[:, :, :, 2:].sum() == 0


# --- regions


def test_equal_regions_apart_live_like_one_nation(parameters: Parameters) -> None:
    """Two halves without moves between them have the nation's rates; with moves people follow vacancies."""
    one = parameters.take([0])
    halves = replace(INPUTS, region_shares=np.array([0.5, 0.5]), region_mobility=np.eye(2))
    nation, apart = find_start(INPUTS, one, FIRST), find_start(halves, one, FIRST)
    np.testing.assert_allclose(apart.baseline.unemployment_rate, nation.baseline.unemployment_rate, atol=1e-9)
    np.testing.assert_allclose(
        apart.workforce.employed.sum(axis=2), nation.workforce.employed.sum(axis=2), rtol=1e-6
    )


@pytest.mark.parametrize("method", METHODS)
def test_regions_run_in_both_methods(method: str) -> None:
    moves = np.array([[0.9, 0.1, 0.0], [0.05, 0.9, 0.05], [0.1, 0.0, 0.9]])
    regional = replace(INPUTS, region_shares=np.array([0.6, 0.3, 0.1]), region_mobility=moves)
    result = simulate(
        regional,
        Parameters.build("china"),
        [EconomyPolicy("market", Instruments.neutral(4))],
        start="2025-06",
        policy_from="2026-01",
        months=4,
        method=method,
        scale=0.5,
    )
    rate = result.series["unemployment_rate"][0]
    assert ((rate > 0.01) & (rate < 0.2)).all()


# --- identities


def test_a_lost_person_stops_the_run_and_is_named(tables: LabourTables) -> None:
    before = random_workforce(np.random.default_rng(3), 2, 5, people=True)
    demand = random_demand(np.random.default_rng(3), before)
    after, flows = labour_month(before, demand, tables, 0, MonthStreams(Streams((1,)), 0))
    names = INPUTS.occupations
    check_month(before, after, flows.passage, lambda: "2030-05", names)
    robbed = after.unemployed.copy()
    cell = np.unravel_index(robbed[1].argmax(), robbed[1].shape)
    robbed[1][cell] -= 1
    with pytest.raises(IdentityError, match=r"2030-05: -1 persons"):
        check_month(before, replace(after, unemployed=robbed), flows.passage, lambda: "2030-05", names)
    negative = after.vacancies.copy()
    negative[0, 3, 0] = -2
    with pytest.raises(IdentityError, match=r"vacancies is -2 in 2030-05, occupation o3"):
        check_month(before, replace(after, vacancies=negative), flows.passage, lambda: "2030-05", names)
    missing = after.employed.astype(float)
    missing[0, 1, 0, 2, 0] = np.nan
    with pytest.raises(IdentityError, match="employed is nan in 2030-05, occupation o1"):
        check_month(before, replace(after, employed=missing), flows.passage, lambda: "2030-05", names)


def test_a_job_from_nowhere_stops_the_run(tables: LabourTables) -> None:
    before = random_workforce(np.random.default_rng(3), 2, 5, people=False)
    after, flows = labour_month(before, random_demand(np.random.default_rng(3), before), tables, 0)
    totals = totals_of(flows)
    check_flows(before, after, totals, flows.passage, lambda: "2030-05")
    for name, what in (("hires", "jobs"), ("separations", "jobs"), ("openings", "vacancies")):
        wrong = {**totals, name: totals[name] + np.array([0.0, 5.0])}
        with pytest.raises(IdentityError, match=f"{what} do not change by their flows in 2030-05"):
            check_flows(before, after, wrong, flows.passage, lambda: "2030-05")
