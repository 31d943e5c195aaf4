"""Regions: each keeps its own mix, they sum to the nation, and the search over them is the full product."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from ai_economy import scattered_policy
from ai_states import bench, made_deployment, scattered_state
from hypothesis import given, settings
from hypothesis import strategies as st
from labour_economy import five_occupations

from andante.economy.demand import target_demand
from andante.economy.exchange import Array, LabourDemand
from andante.economy.inputs import EconomyInputs
from andante.economy.labour_tables import LabourTables, entrant_regions, labour_tables
from andante.economy.matching import _apply
from andante.economy.network import Network, segment_sums
from andante.economy.parameters import Parameters
from andante.economy.regional_search import look_elsewhere
from andante.economy.shared_start import find_start
from andante.economy.simulate import simulate
from andante.economy.start import neutral_demand
from andante.economy.streams import MonthStreams, Streams
from andante.economy.training import admit
from andante.errors import ScenarioError

NATION = five_occupations()
SIZES = np.array([0.55, 0.3, 0.15])
FIRST = 10


def with_regions(seed: int = 4, outside: float = 0.1) -> EconomyInputs:
    """The nation in three regions of uneven size, each with its own mix of occupations."""
    random = np.random.default_rng(seed)
    mix = SIZES * random.uniform(0.5, 1.5, (len(NATION.occupations), 3))
    people = NATION.employment[:, None] * mix / mix.sum(axis=1, keepdims=True)
    sizes = people.sum(axis=0) / people.sum()
    mobility = (1 - outside) * np.eye(3) + outside * sizes
    return replace(NATION, employment_by_region=people, region_mobility=mobility).check()


def product(weights: Array, regional: Array) -> Array:
    """The (OR, OR) weights, element by element."""
    occupations, regions = len(weights), len(regional)
    full = np.zeros((occupations * regions, occupations * regions))
    for i in range(occupations):
        for r in range(regions):
            for j in range(occupations):
                for q in range(regions):
                    full[i * regions + r, j * regions + q] = weights[i, j] * regional[r, q]
    return full


# --- search


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 5), st.integers(1, 4), st.integers(1, 3), st.integers(0, 10**6))
def test_two_small_products_are_the_full_one(occupations: int, regions: int, columns: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    weights = random.random((occupations, occupations)) * (random.random((occupations, occupations)) < 0.7)
    regional = random.random((regions, regions)) + 0.01
    network = Network.build(weights, columns, regional)
    full = product(weights, regional if regions > 1 else np.ones((1, 1)))
    values = random.random((2, occupations * regions, columns))
    np.testing.assert_allclose(network.seen_from(values), full @ values, rtol=1e-12)
    np.testing.assert_allclose(network.arriving_at(values), full.T @ values, rtol=1e-12)
    at_home = product(weights, np.eye(regions))
    np.testing.assert_allclose(network.seen_at_home(values), at_home @ values, rtol=1e-12)
    np.testing.assert_allclose(network.arriving_at_home(values), at_home.T @ values, rtol=1e-12)


@pytest.mark.parametrize("entry", [False, True])
def test_region_first_then_vacancy_is_the_law_of_the_full_product(entry: bool) -> None:
    """Applications by home market and vacancy market against V A mob over its row sum, to five deviations."""
    random = np.random.default_rng(8)
    occupations, regions, ages = 3, 4, 2
    weights, regional = random.random((occupations, occupations)), random.random((regions, regions))
    tables = tables_with(Network.build(weights, ages, regional))
    posts = random.integers(0, 50, (1, occupations * regions))
    posts[0, 2] = 0
    chance = random.uniform(0.2, 1.0, (1, occupations, 1, ages)) if entry else None
    full = product(weights, regional) * posts
    law = full / full.sum(axis=1, keepdims=True)
    people = 400_000
    for home in (0, 7):
        pools = np.zeros((1, ages, occupations * regions), dtype=np.int64)
        pools[..., home] = people
        streams = MonthStreams(Streams((home,)), 3)
        journeys = look_elsewhere(pools, posts, tables.network, streams)
        assert journeys is not None
        assert journeys.at_home().tolist() == pools.tolist()
        made = _apply(journeys.looking(), posts, chance, tables, streams)
        edges = tables.network.edges
        arrived = segment_sums(made[..., edges.destination_order], edges.destination_starts)[0]
        expected = np.broadcast_to(law[home], (ages, len(law)))
        if chance is not None:
            expected = expected * np.repeat(chance[0, :, 0, :].T, regions, axis=1)
        deviation = np.sqrt(people * expected * (1 - expected)) + 1e-9
        assert np.abs((arrived - people * expected) / deviation).max() < 5


def tables_with(network: Network) -> LabourTables:
    return replace(labour_tables(NATION, Parameters.build("china"), FIRST), network=network)


def test_hired_and_scarred_travel_back_the_way_they_came() -> None:
    random = np.random.default_rng(2)
    network = Network.build(random.random((3, 3)), 2, random.random((4, 4)))
    streams = MonthStreams(Streams((5,)), 1)
    pools = random.integers(0, 300, (2, 2, 12))
    journeys = look_elsewhere(pools, random.integers(0, 40, (2, 12)), network, streams)
    assert journeys is not None
    found = random.integers(0, journeys.looking() + 1)
    won = journeys.of_the_hired(found, streams)
    assert (won.counts >= 0).all()
    assert (won.counts <= journeys.counts).all()
    np.testing.assert_array_equal(won.looking(), found)
    scarred = random.integers(0, won.at_home() + 1)
    placed = won.of_the_scarred(scarred, streams)
    assert (placed <= found).all()
    np.testing.assert_array_equal(placed.sum(axis=2), scarred.sum(axis=2))


# --- the nation and its regions


def test_jobs_wanted_in_the_regions_sum_to_the_nations() -> None:
    nation = bench({"support.public_jobs": 0.01})
    random = np.random.default_rng(1)
    mix = random.dirichlet(np.ones(3), len(nation.inputs.occupations))
    regional = replace(nation.setting, region_mix=mix)
    state, deployed = scattered_state(nation, 5), made_deployment(nation, 5)
    force = np.full((nation.setting.batch, 3), nation.inputs.labour_force / 3)
    idle = np.zeros((nation.setting.batch, len(mix)))
    levers = nation.paths.at(3)
    _, apart, _ = target_demand(state, regional, deployed, force, idle, levers)
    _, whole, _ = target_demand(
        state, nation.setting, deployed, force.sum(axis=1, keepdims=True), idle, levers
    )
    np.testing.assert_allclose(apart.target.sum(axis=2), whole.target[..., 0], rtol=1e-12)
    np.testing.assert_allclose(apart.target / whole.target, mix[None], rtol=1e-12)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_each_region_gets_its_part_of_the_entrants(seed: int, entered: int) -> None:
    random = np.random.default_rng(seed)
    fields = random.uniform(0.1, 1.0, len(NATION.occupations)) * (
        np.arange(len(NATION.occupations)) < entered
    )
    inputs = replace(with_regions(seed), entrants_by_occupation=fields / fields.sum())
    shares, mix = entrant_regions(inputs), inputs.region_mix
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, rtol=1e-12)
    sizes = inputs.employment_share @ mix
    np.testing.assert_allclose(inputs.entrants_by_occupation @ shares, sizes, atol=1e-10)
    np.testing.assert_array_equal(shares[entered:], mix[entered:])
    # Cross ratios are those of the jobs: where a field has more jobs than another, more of it enter.
    tilt = (shares / mix)[:entered]
    np.testing.assert_allclose(tilt / tilt[:, :1], tilt[:1] / tilt[:1, :1] + 0 * tilt, rtol=1e-9)


def test_every_region_starts_with_its_own_mix_and_the_nations_demand() -> None:
    inputs, one = with_regions(), Parameters.build("china")
    start, nation = find_start(inputs, one, FIRST), find_start(NATION, one, FIRST)
    assert start.residual < 1e-10
    jobs = start.workforce.employed.sum(axis=(0, 3, 4))
    np.testing.assert_allclose(jobs / jobs.sum(axis=1, keepdims=True), inputs.region_mix, atol=0.01)
    assert start.baseline.unemployment_rate.mean() == pytest.approx(
        nation.baseline.unemployment_rate.mean(), abs=0.004
    )
    demand = neutral_demand(inputs, one["demand_constant"], one["attrition_share"])(start.workforce)
    national = one["demand_constant"] * start.workforce.persons() * NATION.employment_share
    np.testing.assert_allclose(demand.target.sum(axis=2)[0], national, rtol=1e-12)


@pytest.mark.parametrize("method", ["average", "people"])
def test_regional_records_sum_to_the_national_ones_and_nobody_is_lost(method: str) -> None:
    """Every instrument and condition acts; the identities of each month stop the run if a person is lost."""
    months = 24
    policy = scattered_policy(3, months, support__training_places=0.001, support__public_jobs=0.005)
    result = simulate(
        with_regions(),
        Parameters.build("china"),
        [policy],
        start="2025-10",
        policy_from="2026-01",
        months=months,
        method=method,
    )
    series = result.series
    for name in ("employed", "labour_force"):
        np.testing.assert_allclose(series[f"{name}_by_region"].sum(axis=2), series[name], rtol=1e-9)
    rates = series["unemployment_rate_by_region"]
    assert rates.shape[2] == 3
    employed = series["employed_by_region"]
    searching = employed * rates / (1 - rates)
    np.testing.assert_allclose(searching.sum(axis=2), series["unemployed"], rtol=1e-9)
    assert series["automated_work"][0, -1] > 0


def test_people_follow_the_average_in_every_region() -> None:
    rates = {}
    for method in ("average", "people"):
        result = simulate(
            with_regions(),
            Parameters.build("china"),
            [scattered_policy(3, 24)],
            start="2025-10",
            policy_from="2026-01",
            months=24,
            method=method,
        )
        rates[method] = result.series["unemployment_rate_by_region"][0, -12:].mean(axis=0)
    np.testing.assert_allclose(rates["people"], rates["average"], atol=0.003)


@pytest.mark.parametrize("method", ["average", "people"])
def test_one_region_is_the_nation_bit_by_bit(method: str) -> None:
    one = replace(
        NATION, employment_by_region=NATION.employment[:, None], region_mobility=np.ones((1, 1))
    ).check()
    runs = [
        simulate(
            inputs,
            Parameters.build("china"),
            [scattered_policy(1, 12)],
            start="2025-10",
            policy_from="2026-01",
            months=12,
            method=method,
        )
        for inputs in (NATION, one)
    ]
    for name, values in runs[0].series.items():
        np.testing.assert_array_equal(values, runs[1].series[name], err_msg=name)


def test_regions_that_do_not_fit_are_refused_with_every_problem() -> None:
    short = replace(with_regions(), employment_by_region=NATION.employment[:, None] * [[0.5, 0.3]])
    with pytest.raises(ScenarioError, match="sum to employment"):
        short.check()
    for mobility in (None, np.eye(2), np.full((3, 3), 0.5)):
        with pytest.raises(ScenarioError, match="rows that sum to 1"):
            replace(with_regions(), region_mobility=mobility).check()


@pytest.mark.parametrize("people", [False, True])
def test_trainees_stay_in_their_region(people: bool) -> None:
    random = np.random.default_rng(6)
    unemployed = random.integers(0, 60, (2, 5, 3, 5, 13, 2))
    retrained = random.integers(0, 9, (2, 5, 3, 5, 2))
    demand = LabourDemand(np.ones((2, 5, 3)), np.ones(2), training_places=np.array([400.0, 900.0]))
    tables = labour_tables(with_regions(), Parameters.build("china", batch=2), FIRST)
    streams = MonthStreams(Streams((1,)), 0) if people else None
    stock = unemployed if people else unemployed.astype(float)
    got = admit(stock, retrained, random.integers(0, 30, (2, 5, 3)), demand, tables, streams)
    went = got.taken.sum(axis=(1, 4, 5)) + retrained.sum(axis=(1, 4))
    np.testing.assert_allclose(got.by_target.sum(axis=1), went, rtol=1e-12)
    assert got.taken.sum() > 1000
