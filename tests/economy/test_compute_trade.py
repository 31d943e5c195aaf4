"""Compute and trade against loops typed from the equations, and what must hold whatever the numbers are."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from ai_economy import small_inputs
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.economy.chips import ChipPath
from andante.economy.compute import WorldChips, compute_paths, exogenous_compute
from andante.economy.economy_policy import EconomyPolicy
from andante.economy.exchange import Array
from andante.economy.instruments import Instruments
from andante.economy.parameters import Parameters
from andante.economy.record import SERIES
from andante.economy.simulate import Competitor, Trajectory, simulate
from andante.errors import IdentityError, ScenarioError

MONTHS = 48
HISTORY = 14


def follower(permitted: float, months: int = MONTHS) -> ChipPath:
    later = np.arange(months) >= HISTORY
    return ChipPath(
        "china",
        5e4,
        np.linspace(1e4, 6e4, months),
        np.where(later, permitted, 0.4),
        np.full(months, 500.0),
        np.where(later, np.nan, 2000.0 + 100 * np.arange(months)),
    )


def leader(months: int = MONTHS) -> ChipPath:
    none = np.zeros(months)
    return ChipPath("united-states", 6e5, np.linspace(8e4, 4e5, months), none + 1, none, none)


def by_hand(path: ChipPath, p: dict[str, float], leads: bool) -> tuple[list[float], list[float], list[float]]:
    """(2.1) to (2.4) in plain loops: chips, ln A, ln E."""
    growth = p["algorithmic_growth"] / 12
    chips, domestic, best = path.start_stock, 0.0, -math.inf
    frontier = 0.0
    gap = p["efficiency_catch_up_lag"] * growth
    gap += (1 - p["own_efficiency_share"]) * growth / p["efficiency_catch_up"]
    own = 0.0 if leads else -gap
    stocks, efficiencies, capabilities = [], [], []
    for month in range(len(path.offered)):
        kappa = float(path.permitted_share[month])
        if math.isnan(path.domestic[month]):
            rate = p["domestic_chip_growth"] * (1 + p["domestic_scarcity_response"] * (1 - kappa)) / 12
            domestic *= math.exp(rate * (1 - domestic / p["domestic_chip_limit"]))
        else:
            domestic = float(path.domestic[month])
        chips = (1 - p["compute_depreciation"] / 12) * chips
        chips += kappa * float(path.offered[month]) + domestic + float(path.smuggled[month])
        level = frontier if leads else own
        best = max(best, math.log(chips * p["training_share"] * p["lead_model_share"]) + level)
        stocks.append(chips)
        efficiencies.append(level)
        capabilities.append(best)
        seen = growth * (month - p["efficiency_catch_up_lag"])
        own += p["own_efficiency_share"] * (1 + p["efficiency_scarcity_response"] * (1 - kappa)) * growth
        own += p["efficiency_catch_up"] * max(seen - efficiencies[-1], 0.0)
        frontier += growth
    return stocks, efficiencies, capabilities


def values(parameters: Parameters) -> dict[str, float]:
    return {name: float(parameters[name][0]) for name in parameters}


@pytest.mark.parametrize("permitted", [0.0, 0.3, 1.0])
def test_chips_algorithms_and_capability_follow_the_equations(permitted: float) -> None:
    own, other = Parameters.build("china"), Parameters.build("united-states")
    chips = WorldChips(follower(permitted), leader())
    path = compute_paths(chips, own, other, MONTHS, HISTORY, rival=True)
    stocks, efficiency, capability = by_hand(chips.own, values(own), leads=False)
    _, _, frontier = by_hand(chips.other, values(other), leads=True)
    start = frontier[HISTORY - 1]
    np.testing.assert_allclose(path.chips[:, 0], stocks, rtol=1e-12)
    np.testing.assert_allclose(path.log_efficiency[:, 0], efficiency, rtol=1e-10)
    np.testing.assert_allclose(path.log_capability[:, 0], np.array(capability) - start, rtol=1e-10)
    assert path.other_log_capability is not None
    np.testing.assert_allclose(path.other_log_capability[:, 0], np.array(frontier) - start, atol=1e-10)
    assert path.other_log_capability[HISTORY - 1, 0] == 0


def test_the_gap_is_the_same_from_both_sides() -> None:
    own, other = Parameters.build("china"), Parameters.build("united-states")
    there = WorldChips(follower(0.3), leader())
    back = WorldChips(leader(), follower(0.3))
    mine = compute_paths(there, own, other, MONTHS, HISTORY, rival=True)
    theirs = compute_paths(back, other, own, MONTHS, HISTORY, rival=True)
    np.testing.assert_array_equal(mine.other_log_capability, theirs.log_capability)
    np.testing.assert_array_equal(mine.log_capability, theirs.other_log_capability)


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1))
def test_stricter_controls_never_add_chips_or_capability_without_a_response(a: float, b: float) -> None:
    stiff = {"domestic_scarcity_response": 0.0, "efficiency_scarcity_response": 0.0}
    own, other = Parameters.build("china", stiff), Parameters.build("united-states")
    low, high = (
        compute_paths(WorldChips(follower(k), leader()), own, other, MONTHS, HISTORY, rival=False)
        for k in sorted((a, b))
    )
    assert (low.chips <= high.chips + 1e-6).all()
    assert (low.log_capability <= high.log_capability + 1e-12).all()
    assert (np.diff(low.log_capability, axis=0) >= 0).all()


def test_scarcity_speeds_domestic_hardware_and_algorithms() -> None:
    own, other = Parameters.build("china"), Parameters.build("united-states")
    shut, free = (
        compute_paths(WorldChips(follower(k), leader()), own, other, MONTHS, HISTORY, rival=False)
        for k in (0.0, 1.0)
    )
    assert (shut.domestic[HISTORY:] > free.domestic[HISTORY:]).all()
    assert (shut.log_efficiency[HISTORY + 1 :] > free.log_efficiency[HISTORY + 1 :]).all()


def run_pair(permitted: float = 0.3, ratio: float = 1.5, **overrides: float) -> Trajectory:
    inputs = small_inputs()
    policies = [EconomyPolicy(name, Instruments.neutral(34)) for name in ("one", "two")]
    stopped = EconomyPolicy.no_further_adoption(34)
    home = Parameters.build("china", overrides)
    away = Parameters.build("united-states", overrides)
    return simulate(
        replace(inputs, name="china"),
        home,
        [policies[0], stopped],
        start="2024-11",
        policy_from="2026-01",
        months=34,
        chips=WorldChips(follower(permitted), leader()),
        competitor=Competitor(inputs, away, [policies[1], stopped], ratio),
    )


@pytest.fixture(scope="module")
def pair() -> Trajectory:
    return run_pair()


def test_trade_follows_10_1_and_mirrors_every_month(pair: Trajectory) -> None:
    away = pair.competitor
    assert away is not None
    own, other = pair.series, away.series
    p = values(Parameters.build("china"))
    gain: Array = np.zeros(2)
    for month in range(HISTORY, MONTHS):
        before = month - 1
        moved = other["log_tfp"][:, before] - own["log_tfp"][:, before]
        moved = moved - (other["log_tfp"][:, HISTORY - 1] - own["log_tfp"][:, HISTORY - 1])
        share = min((month - HISTORY) / p["trade_elasticity_months"], 1)
        elasticity = p["trade_elasticity_short"]
        elasticity += (p["trade_elasticity_long"] - p["trade_elasticity_short"]) * share
        wanted = -p["contested_trade"] * elasticity * moved
        gain = gain + (1 - math.exp(-1 / p["trade_adjustment_months"])) * (wanted - gain)
        np.testing.assert_allclose(own["trade_effect"][:, month], gain, rtol=1e-9, atol=1e-16)
        np.testing.assert_allclose(own["productivity_gap"][:, month], moved, rtol=1e-9, atol=1e-15)
    assert (own["trade_effect"][:, :HISTORY] == 0).all()
    np.testing.assert_allclose(own["trade_effect"], -1.5 * other["trade_effect"], rtol=1e-8, atol=1e-16)
    np.testing.assert_allclose(own["export_share"] + other["export_share"], 1.0, rtol=1e-12)
    assert abs(own["trade_effect"][0, -1]) > 1e-9


def test_a_run_with_chips_and_competitor_records_every_series(pair: Trajectory) -> None:
    away = pair.competitor
    assert away is not None
    for series in (pair.series, away.series):
        assert set(series) == set(SERIES)
        assert not any(np.isnan(np.asarray(values, dtype=float)).any() for values in series.values())


def test_what_firms_want_moves_by_the_trade_effect(pair: Trajectory) -> None:
    own = pair.series
    jobs = own["trade_jobs"][:, HISTORY:]
    assert np.sign(jobs[:, -1]).tolist() == np.sign(own["trade_effect"][:, -1]).tolist()
    wanted = own["labour_force"][:, HISTORY:] * -np.expm1(-own["trade_effect"][:, HISTORY:])
    np.testing.assert_allclose(jobs, wanted, rtol=0.1, atol=1e-9)


def test_where_both_stop_adopting_nothing_moves_in_trade(pair: Trajectory) -> None:
    # Filings already on their way still land in the first months.
    late = pair.series["trade_effect"][1, -1]
    assert abs(late) < abs(pair.series["trade_effect"][0, -1])


def test_an_economy_without_a_competitor_knows_no_gap_and_trades_nothing() -> None:
    policy = EconomyPolicy.no_further_adoption(3)
    found = simulate(small_inputs(), Parameters.build("china"), [policy], start="2025-11", months=3)
    for name in ("chips", "technology_gap", "productivity_gap", "export_share", "trade_jobs"):
        assert name not in found.series
    assert (found.series["trade_effect"] == 0).all()
    assert found.competitor is None


def test_fewer_chips_slow_adoption_and_widen_the_gap() -> None:
    shut, free = run_pair(0.0).series, run_pair(1.0).series
    assert shut["technology_gap"][0, -1] > free["technology_gap"][0, -1]
    assert shut["automated_work"][0, -1] <= free["automated_work"][0, -1]
    np.testing.assert_array_equal(shut["automated_work"][0, :HISTORY], free["automated_work"][0, :HISTORY])


def test_inference_is_rationed_by_price_when_demand_outgrows_chips() -> None:
    scarce = run_pair(0.0, task_compute_growth=3.0, inference_use_start=1.0, inference_price_elasticity=0.5)
    plenty = run_pair(0.0, task_compute_growth=0.0, inference_use_start=0.01)
    assert scarce.series["inference_price"][0, -1] > 0.5
    assert (plenty.series["inference_price"] == 0).all()
    assert scarce.series["automated_work"][0, -1] < plenty.series["automated_work"][0, -1]


def test_a_competitor_of_the_wrong_size_is_refused() -> None:
    inputs = small_inputs()
    policy = EconomyPolicy.no_further_adoption(3)
    wrong = Competitor(inputs, Parameters.build("china", batch=2), [policy, policy], 0.0)
    with pytest.raises(ScenarioError) as caught:
        simulate(
            inputs, Parameters.build("united-states"), [policy], start="2025-11", months=3, competitor=wrong
        )
    assert len(caught.value.problems) == 3


def test_trade_that_does_not_mirror_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from andante.economy import trade

    usual = trade.trade_effect
    monkeypatch.setattr(trade, "trade_effect", lambda t, s: usual(t, s) + 1e-6)
    with pytest.raises(IdentityError, match="does not mirror"):
        run_pair()


def test_constant_rates_stand_in_where_there_are_no_chips() -> None:
    parameters = Parameters.build("china")
    path = exogenous_compute(parameters, 24, 12)
    monthly = (math.log(4.6) + math.log(3)) / 12
    np.testing.assert_allclose(np.diff(path.log_capability[:, 0]), monthly, rtol=1e-9)
    assert path.log_capability[11, 0] == pytest.approx(-1.2 * math.log(10))
    assert np.isnan(path.chips).all()
