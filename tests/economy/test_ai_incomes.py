"""Demand, wages, output, stress and welfare against scalar code typed from the model."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from ai_economy import Bench, small_inputs
from ai_states import bench, made_deployment, made_indicators, scattered_state

from andante.economy.demand import target_demand
from andante.economy.economy_policy import EconomyPolicy
from andante.economy.instruments import Instruments
from andante.economy.output import account
from andante.economy.stress import measure_stress
from andante.economy.wages import update_wages
from andante.economy.welfare import certainty_equivalent, consumption_welfare, present_value, utility

PHI = NormalDist().cdf
INVERSE = NormalDist().inv_cdf


@pytest.mark.parametrize("seed", range(4))
def test_demand_follows_5_1_to_5_5(seed: int) -> None:
    it = bench()
    state = scattered_state(it, seed)
    inputs = small_inputs()
    idle = np.abs(np.random.default_rng(seed).normal(0, 0.01, (1, 4)))
    force = np.array([[4e5, 8e5]])
    setting = replace(it.setting, region_mix=np.tile([1 / 3, 2 / 3], (4, 1)))
    after, demand, detail = target_demand(
        state, setting, made_deployment(it, seed), force, idle, it.paths.at(3)
    )
    share0 = inputs.employment / inputs.employment.sum()
    h, cheaper = [], 0.0
    for o in range(4):
        m = (state.automated[0, o] - state.kept[0, o]) / it.setting.units[o]
        g = state.assisted[0, o] / it.setting.units[o]
        rn = state.reinstatement[0, o] + 0.5 * state.tasks_changed[24, 0, o]
        n = 1 - m - 0.2 * g
        ls = inputs.labour_share[o]
        c = 1 - ls * (0.27 * m + 0.2 * g - idle[0, o])
        h.append(share0[o] * n * c**-0.5 * (1 + rn))
        cheaper += inputs.gdp_share[o] * ls * (0.27 * m + 0.2 * g)
        assert after.reinstatement[0, o] == pytest.approx(rn, rel=1e-12)
    raw = math.log(sum(h)) + 0.5 * cheaper
    b = state.absorption[0]
    subsidy = 0.3 * 0.2 * min(12 * 0.02, 1)
    for o in range(4):
        for r in range(2):
            wanted = 1.044 * force[0, r] * h[o] / sum(h) * math.exp(raw + b + subsidy)
            wanted += 0.004 * force[0, r] * share0[o]
            assert demand.target[0, o, r] == pytest.approx(wanted, rel=1e-12)
    assert after.absorption[0] == pytest.approx(b + (-raw - b) / 30, rel=1e-12)
    assert demand.attrition_share[0] == pytest.approx(0.75 * 0.9 + 0.25 * 0.8)
    assert detail.work_share[0] == pytest.approx(np.array(h) / sum(h), rel=1e-12)


def test_steady_displacement_leaves_a_gap_of_pace_times_lag() -> None:
    """Of .05 % a month at one thirtieth: 1.47 % (the level of the paragraph after 5.5)."""
    pace, gaps = 0.0005, []
    it = bench({}, 5, substitution_elasticity=1.0, automation_saving=0.001, reinstatement=0.0)
    state = it.technology
    for month in range(600):
        state = replace(state, automated=it.setting.units[None] * (1 - math.exp(-pace * (month + 1))))
        state, _, detail = target_demand(
            state, it.setting, made_deployment(it, 0), np.array([[1.0]]), np.zeros((1, 4)), it.paths.at(0)
        )
        gaps.append(-float(detail.log_shift[0]))
    assert gaps[-1] == pytest.approx(0.0147, abs=0.0005)


@pytest.mark.parametrize("seed", range(3))
def test_wages_follow_8_1(seed: int) -> None:
    it = bench()
    state, month = scattered_state(it, seed), 17
    _, _, detail = target_demand(
        state, it.setting, made_deployment(it, seed), np.array([[1.0]]), np.zeros((1, 4)), it.paths.at(0)
    )
    people = made_indicators(it, seed)
    after = update_wages(state, it.setting, detail, people, it.baseline, month)
    share0 = it.inputs.employment_share
    for o in range(4):
        w = state.log_wage[0, o] + 0.02 / 12
        pull = 0.1 * math.log(detail.work_share[0, o] / share0[o])
        pull += -0.1 * math.log(people.unemployment_rate_by_occupation[0, o] / 0.05)
        pull -= w - 0.02 * (month + 1) / 12
        assert after.log_wage[0, o] == pytest.approx(w + 0.05 * pull, rel=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_output_and_incomes(seed: int) -> None:
    it = bench()
    state, month = scattered_state(it, seed), 5
    deployment, people = made_deployment(it, seed), made_indicators(it, seed)
    after, got = account(state, it.setting, deployment, people, it.baseline, it.paths.at(month), month)
    inputs = it.inputs
    gained = sum(
        inputs.gdp_share[o]
        * inputs.labour_share[o]
        * (0.27 * deployment.automated_share[0, o] + 0.2 * deployment.assisted_share[0, o])
        for o in range(4)
    )
    tfp = state.log_tfp[0] + gained
    realised = state.realised_gain[0] + (1.5 * tfp - state.realised_gain[0]) / 60
    total = sum(w * ls for w, ls in zip(inputs.gdp_share, inputs.labour_share, strict=True))
    wages = np.exp(inputs.log_wage)
    employed = people.employed[0, :, 0]
    labour = total * math.log(sum(employed * wages) / sum(inputs.employment * wages))
    taken = (state.automated - state.kept)[0] / it.setting.units
    cost = sum(inputs.gdp_share * (state.reported[0] / it.setting.units + 0.002 * taken))
    gross = realised + labour
    assert after.log_tfp[0] == pytest.approx(tfp, rel=1e-12)
    assert got.log_output[0] == pytest.approx(gross + math.log(1 - cost), rel=1e-12)
    pay = wages * np.exp(state.log_wage[0] - 0.02 * (month + 1) / 12)
    counted = employed - people.employed_scarred[0] * (1 - math.exp(-0.09))
    income = total * sum(counted * pay) / sum(inputs.employment * wages)
    assert got.labour_income[0] == pytest.approx(income, rel=1e-12)
    assert got.labour_share[0] == pytest.approx(income / math.exp(gross), rel=1e-12)
    rents = sum(inputs.gdp_share * inputs.labour_share * 0.73 * taken)
    assert got.ai_rents[0] == pytest.approx(rents, rel=1e-12)
    assert got.tax_revenue[0] == pytest.approx(0.5 * 0.7 * rents * 1.0, rel=1e-12)
    assert got.mean_wage[0] == pytest.approx(
        sum(counted * pay) / employed.sum() * math.exp(0.02 * (month + 1) / 12), rel=1e-12
    )
    # Income = production: what is paid out is what was produced.
    assert abs(got.residual()[0]) < 1e-12
    # The public budget, typed from section 8: the base of this month balances.
    capital = got.profits[0] + got.ai_rents[0]
    assert got.revenue[0] == pytest.approx(0.25 * income + 0.17 * capital + got.tax_revenue[0], rel=1e-12)
    base_workers = inputs.employment * 0.05 / 0.95
    unemployed = 0.4 * total * sum(base_workers * wages) / sum(inputs.employment * wages)
    other = 0.25 * total + 0.17 * (1 - total) - unemployed
    assert got.other_spending[0] == pytest.approx(other, rel=1e-12)
    spent = got.hiring_subsidies + got.public_wages + got.benefits + got.training + other
    assert got.balance[0] == pytest.approx((got.revenue - spent)[0], rel=1e-9)
    households = 0.75 * income + got.severance[0] + got.benefits[0]
    state = got.revenue[0] - got.benefits[0] - got.hiring_subsidies[0]
    everybody = households + 0.83 * capital + state + got.compliance[0]
    assert everybody == pytest.approx(got.output[0], rel=1e-12)
    assert got.households[0] == pytest.approx(households, rel=1e-12)
    assert got.owners[0] + got.suppliers[0] == pytest.approx(0.83 * capital, rel=1e-12)


def test_the_base_pays_out_the_base() -> None:
    """Without AI and with base employment, output is one and labour gets the base labour share."""
    it = bench({})
    people = made_indicators(it, 0)
    people = replace(people, employed=it.inputs.employment[None, :, None], employed_scarred=np.zeros((1, 4)))
    still = replace(made_deployment(it, 0), automated_share=np.zeros((1, 4)), assisted_share=np.zeros((1, 4)))
    state = replace(it.technology, log_wage=np.full((1, 4), 0.02 / 12))
    _, got = account(state, it.setting, still, people, it.baseline, it.paths.at(0), 0)
    share = float((it.inputs.gdp_share * it.inputs.labour_share).sum())
    assert got.log_output[0] == 0
    assert got.labour_share[0] == pytest.approx(share, rel=1e-12)


def test_unrest_and_grievance() -> None:
    it = bench({})
    state = scattered_state(it, 1)
    people = made_indicators(it, 2)
    log_output = np.array([0.013])
    after, got = measure_stress(state, it.setting, people, it.baseline, log_output, 7)
    du = 100 * (people.unemployment_rate[0] - 0.05)
    dy = 100 * (people.youth_unemployment_rate[0] - 0.12)
    dg = 100 * (0.013 - state.log_output_year[11, 0])
    index = 0.3 + 0.5 * 0.0091 * du + 0.5 * 0.0046 * dy - 0.0047 * dg
    assert got.unrest_index[0] == pytest.approx(index, rel=1e-12)
    loss = 100 * (0.02 * 8 / 12 - float(state.log_wage[0] @ it.inputs.employment_share))
    grievance = 3.0 * (1 - 1 / 24) + max(du, 0) + 0.3 * max(dy, 0) + 0.5 * 20 * people.unemployment_rate[0]
    grievance += 0.5 * max(loss, 0) + 2 * 100 * people.layoffs_ai.sum() / people.labour_force[0]
    assert got.grievance[0] == pytest.approx(grievance, rel=1e-12)
    assert after.log_output_year[0, 0] == 0.013


def test_utility_and_its_inverse() -> None:
    it = Bench(
        small_inputs(),
        tuple(EconomyPolicy("x", Instruments.neutral(1)) for _ in range(3)),
        overrides={"risk_aversion": [1.0, 2.0, 4.0]},
    )
    consumption = np.array([[0.5, 1.0, 2.0]] * 3)
    averse = it.parameters.column("risk_aversion")
    got = utility(consumption, averse)
    assert got[0] == pytest.approx(np.log([0.5, 1.0, 2.0]))
    assert got[1] == pytest.approx(1 - 1 / np.array([0.5, 1.0, 2.0]))
    assert certainty_equivalent(got, it.parameters) == pytest.approx(consumption)
    alike = np.ones((3, 4))
    value = consumption_welfare(alike, 0 * alike, alike, np.full(3, 0.4), it.parameters)
    assert value == pytest.approx(np.zeros(3))
    worse = consumption_welfare(alike, alike, alike, np.full(3, 0.4), it.parameters)
    # At risk aversion two, half the people live on 1 - .6 x .5 of the wage: (1 - 1/.7) / 2.
    assert worse[1] == pytest.approx((1 - 1 / 0.7) / 2)
    assert certainty_equivalent(worse, it.parameters)[1] == pytest.approx(1 / (1 - worse[1]))
    assert present_value(np.ones((3, 24)), it.parameters) == pytest.approx(
        sum(0.96 ** (month / 12) for month in range(24))
    )
