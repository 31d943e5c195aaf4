"""Sections against (9.1) in plain loops, and what must hold whatever the numbers are."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from ai_economy import Bench, small_inputs
from ai_states import CALIBRATED, made_deployment, made_indicators, scattered_state
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.economy.definitions_sectors import SECTOR_DEFINITIONS
from andante.economy.demand import target_demand
from andante.economy.economy_policy import EconomyPolicy
from andante.economy.inputs import EconomyInputs
from andante.economy.instruments import Instruments
from andante.economy.output import account
from andante.economy.parameters import Parameters
from andante.economy.sectors import (
    SectorState,
    advance_sectors,
    employed_by_section,
    high_value_sections,
    initial_sectors,
    misallocation_cost,
    reallocation,
    sector_record,
    sector_tables,
    value_shares,
)
from andante.economy.simulate import Trajectory, simulate

MONTHS = 24
SERIES = (
    "sector_employment", "sector_productivity", "sector_value_share", "high_value_added_share",
    "upgrading_index", "misallocation_cost",
)  # fmt: skip


def bench(credit: float = 0.0, history: int = 0, world: dict[str, float] | None = None) -> Bench:
    policy = EconomyPolicy("test", Instruments.from_paths({"support.directed_credit": credit}, 60))
    return Bench(small_inputs(), (policy,), overrides={**CALIBRATED, **(world or {})}, history=history)


class ByHand:
    """(9.1), the split of investment and the figures of the sections, one number at a time."""

    def __init__(self, inputs: EconomyInputs, parameters: Parameters) -> None:
        self.p = {name: float(parameters[name][0]) for name in parameters}
        self.inputs = inputs
        self.s, self.o = range(len(inputs.sectors)), range(len(inputs.occupations))
        jobs = inputs.employment_by_sector
        self.job = [[jobs[s][o] / sum(jobs[k][o] for k in self.s) for o in self.o] for s in self.s]
        self.value = [sum(self.job[s][o] * inputs.gdp_share[o] for o in self.o) for s in self.s]
        capital = [
            sum(self.job[s][o] * inputs.gdp_share[o] * (1 - inputs.labour_share[o]) for o in self.o)
            for s in self.s
        ]
        self.weight = [each / sum(capital) for each in capital]
        everyone = jobs.sum()
        self.per_worker = [self.value[s] / (sum(jobs[s]) / everyone) for s in self.s]
        self.high = [
            inputs.sectors[s] in "ABCDEFGHIJKMNRS" and self.per_worker[s] >= self.p["high_value_threshold"]
            for s in self.s
        ]
        mean = sum(self.value[s] * math.log(self.per_worker[s]) for s in self.s)
        self.trend = [self.p["sector_trend_spread"] * (math.log(each) - mean) for each in self.per_worker]
        self.z, self.upgraded = [0.0 for _ in self.s], [0.0 for _ in self.s]
        self.capital, self.directed = [1.0 for _ in self.s], [0.0 for _ in self.s]
        self.tfp = 0.0

    def returns(self) -> list[float]:
        # Value at its own prices: quantity Z^eps at a price 1/Z.
        elasticity = self.p["sector_elasticity"]
        return [math.exp(self.z[s]) ** (elasticity - 1) / self.capital[s] for s in self.s]

    def month(self, automated: list[float], assisted: list[float], credit: float) -> None:
        p, ls, omega = self.p, self.inputs.labour_share, self.inputs.gdp_share
        returns = self.returns()
        pull = [self.weight[s] * returns[s] ** p["investment_return_response"] for s in self.s]
        market = [each / sum(pull) for each in pull]
        chosen = sum(market[s] for s in self.s if self.high[s])
        for s in self.s:
            saved = sum(
                self.job[s][o] * omega[o] / self.value[s] * ls[o]
                * (p["automation_saving"] * automated[o] + p["assistance_saving"] * assisted[o])
                for o in self.o
            )  # fmt: skip
            gain = p["directed_upgrading"] / 12 * self.directed[s] / self.capital[s]
            self.z[s] += p["sector_pass_through"] * saved + self.trend[s] / 12 + gain
            self.upgraded[s] += self.trend[s] / 12 + gain
            self.tfp += self.value[s] * gain
            steered = credit * market[s] / chosen if self.high[s] else 0.0
            wear = p["capital_depreciation"] / 12
            invested = (1 - credit) * market[s] + steered  # share of all investment
            self.capital[s] = (1 - wear) * self.capital[s] + wear * invested / self.weight[s]
            self.directed[s] = (1 - wear) * self.directed[s] + wear * steered / self.weight[s]

    def shares(self) -> list[float]:
        wanted = [self.value[s] * math.exp(self.z[s]) ** self.p["sector_elasticity"] for s in self.s]
        return [each / sum(wanted) for each in wanted]

    def labour(self) -> list[float]:
        elasticity = self.p["sector_elasticity"]
        return [math.exp(self.z[s]) ** elasticity / math.exp(self.upgraded[s]) for s in self.s]

    def factor(self) -> list[float]:
        labour, share = self.labour(), self.inputs.employment_share
        moved = [sum(self.job[s][o] * labour[s] for s in self.s) for o in self.o]
        return [each / sum(share[o] * moved[o] for o in self.o) for each in moved]

    def cost(self) -> float:
        logs = [math.log(each) for each in self.returns()]
        mean = sum(self.weight[s] * logs[s] for s in self.s)
        spread = sum(self.weight[s] * (logs[s] - mean) ** 2 for s in self.s)
        return float(self.p["misallocation_weight"] * spread / 2)


RANGES = st.fixed_dictionaries(
    {each.name: st.floats(each.low_for("china"), each.high_for("china")) for each in SECTOR_DEFINITIONS}
)


@settings(max_examples=25, deadline=None)
@given(RANGES, st.floats(0, 1), st.integers(0, 1000))
def test_sections_follow_9_1(world: dict[str, float], credit: float, seed: int) -> None:
    it = bench(credit, world=world)
    hand, state = ByHand(it.inputs, it.parameters), it.technology
    assert hand.high == list(it.setting.sectors.high_value[0])
    for month in range(MONTHS):
        deployment = made_deployment(it, seed + month)
        state = advance_sectors(state, it.setting, deployment, it.paths.at(month), month)
        hand.month(list(deployment.automated_share[0]), list(deployment.assisted_share[0]), credit)
    sectors = state.sectors
    assert sectors.log_productivity[0] == pytest.approx(hand.z, rel=1e-9, abs=1e-14)
    assert sectors.log_upgrading[0] == pytest.approx(hand.upgraded, rel=1e-9, abs=1e-14)
    assert sectors.capital[0] == pytest.approx(hand.capital, rel=1e-10)
    assert sectors.directed[0] == pytest.approx(hand.directed, rel=1e-10, abs=1e-14)
    assert state.log_tfp[0] == pytest.approx(hand.tfp, rel=1e-9, abs=1e-15)
    assert value_shares(state, it.setting)[0] == pytest.approx(hand.shares(), rel=1e-10)
    assert reallocation(state, it.setting)[0] == pytest.approx(hand.factor(), rel=1e-10)
    assert misallocation_cost(state, it.setting)[0] == pytest.approx(hand.cost(), rel=1e-8, abs=1e-14)
    record = sector_record(state, it.setting, it.inputs.employment[None])
    high = sum(share for share, chosen in zip(hand.shares(), hand.high, strict=True) if chosen)
    start = sum(share for share, chosen in zip(hand.value, hand.high, strict=True) if chosen)
    assert record["high_value_added_share"][0] == pytest.approx(high, rel=1e-10)
    assert record["upgrading_index"][0] == pytest.approx(high / start * math.exp(hand.tfp), rel=1e-10)


def scattered_sectors(it: Bench, seed: int) -> SectorState:
    random, shape = np.random.default_rng(seed), it.setting.sectors.trend.shape
    return SectorState(
        random.normal(0, 0.3, shape),
        random.normal(0, 0.1, shape),
        random.uniform(0.3, 3, shape),
        random.uniform(0, 1, shape),
    )


@given(st.integers(0, 2**32 - 1))
def test_shares_sum_to_one_jobs_are_kept_and_the_mean_factor_is_one(seed: int) -> None:
    it = bench()
    state = replace(scattered_state(it, seed % 1000), sectors=scattered_sectors(it, seed))
    assert value_shares(state, it.setting).sum() == pytest.approx(1, rel=1e-12)
    factor = reallocation(state, it.setting)
    assert (it.setting.employment_share * factor).sum() == pytest.approx(1, rel=1e-12)
    assert np.all(factor > 0)
    employed = it.inputs.employment[None] * np.random.default_rng(seed).uniform(0.5, 1.5, (1, 4))
    assert employed_by_section(state, it.setting, employed).sum() == pytest.approx(employed.sum(), rel=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_reallocation_moves_jobs_between_occupations_and_not_their_sum(seed: int) -> None:
    it = bench()
    still = scattered_state(it, seed)
    moved = replace(still, sectors=scattered_sectors(it, seed))
    force, idle = np.full((1, 1), 1e6), np.zeros((1, 4))
    levers, made = it.paths.at(0), made_deployment(it, seed)
    before, wanted_before, _ = target_demand(still, it.setting, made, force, idle, levers)
    after, wanted, _ = target_demand(moved, it.setting, made, force, idle, levers)
    assert wanted.target.sum() == pytest.approx(wanted_before.target.sum(), rel=1e-12)
    assert np.abs(wanted.target / wanted_before.target - 1).max() > 0.01
    assert np.array_equal(before.absorption, after.absorption)
    factor = reallocation(moved, it.setting)[:, :, None]
    ratio = wanted.target / wanted_before.target / factor
    assert ratio == pytest.approx(np.full(ratio.shape, ratio[0, 0, 0]), rel=1e-12)


def test_unequal_returns_cost_output_and_nothing_else() -> None:
    it = bench()
    still = scattered_state(it, 3)
    moved = replace(still, sectors=scattered_sectors(it, 3))
    figures = [
        account(
            state, it.setting, made_deployment(it, 3), made_indicators(it, 3), it.baseline, it.paths.at(0), 0
        )[1]
        for state in (still, moved)
    ]
    cost = misallocation_cost(moved, it.setting)
    assert cost[0] > 0.001
    assert figures[0].log_output - figures[1].log_output == pytest.approx(cost, rel=1e-9)
    assert np.array_equal(figures[0].log_tfp, figures[1].log_tfp)
    assert figures[1].residual() == pytest.approx(0, abs=1e-12)


def test_without_ai_and_without_credit_sections_stand_exactly_still() -> None:
    it = bench()
    nothing = replace(
        made_deployment(it, 0), automated_share=np.zeros((1, 4)), assisted_share=np.zeros((1, 4))
    )
    state = it.technology
    for month in range(MONTHS):
        state = advance_sectors(state, it.setting, nothing, it.paths.at(month), month)
    start = initial_sectors(it.setting.sectors)
    for name in SectorState.__dataclass_fields__:
        assert np.array_equal(getattr(state.sectors, name), getattr(start, name)), name
    assert np.all(reallocation(state, it.setting) == 1)
    assert np.all(misallocation_cost(state, it.setting) == 0)


def test_sections_stand_still_in_the_history() -> None:
    it = bench(0.5, history=6)
    assert (
        advance_sectors(it.technology, it.setting, made_deployment(it, 1), it.paths.at(0), 5) is it.technology
    )


@pytest.mark.parametrize("credit", [0.0, 0.1, 1.0])
def test_credit_moves_investment_and_adds_none(credit: float) -> None:
    it = bench(credit)
    state, weight = it.technology, it.setting.sectors.capital_share
    for month in range(60):
        state = advance_sectors(state, it.setting, made_deployment(it, month), it.paths.at(month), month)
        assert (weight * state.sectors.capital).sum() == pytest.approx(1, rel=1e-12)
    directed = (weight * state.sectors.directed).sum()
    worn = (1 - it.parameters["capital_depreciation"][0] / 12) ** 60
    assert directed == pytest.approx(credit * (1 - worn), rel=1e-12, abs=1e-15)
    assert np.all(state.sectors.directed[~it.setting.sectors.high_value] == 0)
    assert np.all(state.sectors.directed <= state.sectors.capital + 1e-12)


def test_what_counts_as_high_value_added() -> None:
    sections = ("A", "C", "J", "K", "L", "P")
    value = np.array([0.6, 0.99, 1.7, 1.5, 1.3, 1.4])
    found = high_value_sections(sections, value, np.array([0.98, 1.6, 9.0]))
    assert [[s for s, high in zip(sections, row, strict=True) if high] for row in found] == [
        ["C", "J", "K"], ["J"], ["J"],
    ]  # fmt: skip
    assert high_value_sections(("P", "Q"), np.array([0.9, 1.1]), np.ones(1)).tolist() == [[False, True]]


def test_an_occupation_without_a_known_section_is_spread_as_all_jobs_are() -> None:
    inputs = small_inputs()
    jobs = inputs.employment_by_sector.copy()
    jobs[:, 3] = 0
    tables = sector_tables(replace(inputs, employment_by_sector=jobs), Parameters.build("china"))
    assert tables.section_of_job[:, 3] == pytest.approx(jobs.sum(axis=1) / jobs.sum())
    assert tables.section_of_job.sum(axis=0) == pytest.approx(np.ones(4), rel=1e-12)


@pytest.fixture(scope="module")
def three() -> Trajectory:
    months = 36
    policies = [
        EconomyPolicy("free", Instruments.neutral(months)),
        EconomyPolicy("credit", Instruments.from_paths({"support.directed_credit": 0.2}, months)),
        EconomyPolicy.no_further_adoption(months),
    ]
    return simulate(small_inputs(), Parameters.build("china"), policies, start="2025-01", months=months)


def test_directed_credit_moves_figures(three: Trajectory) -> None:
    end = {name: values[:, -1] for name, values in three.series.items()}
    for name in ("upgrading_index", "high_value_added_share", "log_tfp", "misallocation_cost"):
        assert end[name][1] > end[name][0], name
    assert not np.array_equal(end["employed_by_occupation"][1], end["employed_by_occupation"][0])
    high = sector_tables(small_inputs(), Parameters.build("china")).high_value[0]
    assert 0 < high.sum() < 3
    moved = end["sector_productivity"][1] - end["sector_productivity"][0]
    assert moved[high].min() > 1e-4
    assert np.abs(moved[~high]).max() < 1e-6


def test_jobs_of_the_sections_are_all_jobs_every_month(three: Trajectory) -> None:
    s = three.series
    assert s["sector_employment"].sum(axis=2) == pytest.approx(s["employed"], rel=1e-12)
    assert s["sector_value_share"].sum(axis=2) == pytest.approx(1, rel=1e-12)


def test_without_further_adoption_nothing_moves_between_sections(three: Trajectory) -> None:
    first = three.first_policy_month
    assert np.all(three.series["sector_productivity"][2] == 0)
    assert np.all(three.series["misallocation_cost"][2] == 0)
    assert np.all(three.series["sector_productivity"][:, :first] == 0)
    assert set(SERIES) <= set(three.series)
