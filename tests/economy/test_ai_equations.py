"""Capability, adoption, demand, wages, output and stress against scalar code typed from the model."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from statistics import NormalDist

import numpy as np
import pytest
from ai_economy import Bench, flat_baseline, small_inputs

from andante.economy.adoption import firm_use, propose
from andante.economy.compute import advance_capability, feasible_share
from andante.economy.demand import target_demand
from andante.economy.deployment import Deployment
from andante.economy.economy_policy import EconomyPolicy
from andante.economy.exchange import LabourIndicators
from andante.economy.instruments import Instruments, fading
from andante.economy.output import account
from andante.economy.pace import set_pace
from andante.economy.stress import measure_stress
from andante.economy.wages import update_wages
from andante.economy.welfare import certainty_equivalent, consumption_welfare, present_value, utility

PHI = NormalDist().cdf
INVERSE = NormalDist().inv_cdf
CALIBRATED = {"demand_constant": 1.044, "adoption_start": 0.008, "adoption_imitation": 0.11}
"""Values that a calibration moves; fixed here, so that the oracles can be typed."""
LEVERS = {
    "automation_tax.rate": 0.5,
    "automation_tax.leakage": 0.3,
    "assist_first.mandate": 0.7,
    "assist_first.leakage": 0.2,
    "assessment.cost": 0.05,
    "augmentation.subsidy": 0.1,
    "support.public_jobs": 0.004,
    "support.hiring_subsidy": 0.2,
    "protection.attrition_share": 0.9,
    "protection.leakage": 0.25,
    "protection.severance_months": 3,
    "disclosure.cost": 0.002,
}


def bench(levers: dict[str, float] | None = None, months: int = 60, **overrides: object) -> Bench:
    policy = EconomyPolicy("test", Instruments.from_paths(LEVERS if levers is None else levers, months))
    return Bench(small_inputs(), (policy,), overrides={**CALIBRATED, **overrides})


def scattered_state(it: Bench, seed: int):  # type: ignore[no-untyped-def]
    random = np.random.default_rng(seed)
    units, shape = it.setting.units, it.technology.automated.shape
    part = random.dirichlet(np.ones(6), shape) * it.setting.exposure[..., None] * units[:, None] * 0.5
    return replace(
        it.technology,
        automated=part[..., 0],
        assisted=part[..., 1] + part[..., 4],
        denied=part[..., 2],
        redirected=part[..., 4] * 0.5,
        kept=part[..., 0] * 0.3,
        reported=part[..., 0] * 0.004,
        absorption=random.normal(0, 0.01, 1),
        reinstatement=random.random(shape) * 0.02,
        tasks_changed=random.random((61, *shape)) * 1e-3,
        log_tfp=random.random(1) * 0.01,
        realised_gain=random.random(1) * 0.003,
        log_wage=random.normal(0, 0.01, shape),
        hired_share=np.array([0.02]),
        approved=np.array([2.0]),
        log_output_year=random.normal(0, 0.01, (12, 1)),
        grievance=np.array([3.0]),
    )


def test_capability_grows_at_the_published_rates_and_stops_at_all_exposed_tasks() -> None:
    it = bench({}, 240)
    state, month = it.technology, 0
    for month in range(24):
        state = advance_capability(state, it.setting, it.paths.at(month), month)
    orders = 24 * (math.log(4.6) + math.log(3)) / 12 / math.log(10)
    assert state.frontier[0] == pytest.approx(orders, rel=1e-12)
    assert feasible_share(state, it.setting)[0, 0] == pytest.approx(0.35 + 0.1 * orders, rel=1e-12)
    for month in range(24, 240):
        state = advance_capability(state, it.setting, it.paths.at(month), month)
    assert feasible_share(state, it.setting)[0, 0] == 1.0


def test_capability_stands_still_in_the_history() -> None:
    policy = EconomyPolicy("test", Instruments.neutral(5))
    it = Bench(small_inputs(), (policy,), history=3, overrides={"capability_lag": 0.4})
    state = advance_capability(it.technology, it.setting, it.paths.at(0), 2)
    assert state is it.technology
    assert feasible_share(state, it.setting)[0, 0] == 0.35


@pytest.mark.parametrize("delay", [0.0, 1.0, 4.0, 12.0])
def test_approval_is_a_delay_of_that_many_months_in_the_mean(delay: float) -> None:
    it = bench({"model_approval.delay_months": delay}, 400)
    state = it.technology
    for month in range(400):
        state = advance_capability(state, it.setting, it.paths.at(month), month)
    monthly = (math.log(4.6) + math.log(3)) / 12 / math.log(10)
    # Of a level that rises evenly, a delay with mean T holds back T months of growth.
    assert (state.frontier - state.approved)[0] / monthly == pytest.approx(delay, abs=1e-9)


@pytest.mark.parametrize("refusal", [0.0, 0.3, 0.8])
def test_a_refused_generation_waits_for_the_next(refusal: float) -> None:
    levers = {"model_approval.delay_months": 2.0, "model_approval.rejection_share": refusal}
    it = bench(levers, 900)
    state = it.technology
    for month in range(900):
        state = advance_capability(state, it.setting, it.paths.at(month), month)
    monthly = (math.log(4.6) + math.log(3)) / 12 / math.log(10)
    # Refused r, waits 6 months, refused again with r ...: 6 r / (1 - r) months more.
    assert (state.frontier - state.approved)[0] / monthly == pytest.approx(
        2 + 6 * refusal / (1 - refusal), rel=1e-6
    )


def test_refusing_everything_freezes_what_is_approved() -> None:
    it = bench({"model_approval.rejection_share": 1.0}, 12)
    state = it.technology
    for month in range(12):
        state = advance_capability(state, it.setting, it.paths.at(month), month)
    assert state.approved[0] == 0


@pytest.mark.parametrize("seed", range(6))
def test_proposals_follow_sections_3_1_to_3_4(seed: int) -> None:
    it = bench()
    state, month = scattered_state(it, seed), 30
    got = propose(state, it.setting, it.paths.at(month), month)
    for o in range(4):
        x = max(small_inputs().exposure[o], 0.005)
        n = it.setting.units[o]
        m_share, g_share = state.automated[0, o] / n, state.assisted[0, o] / n
        d_share, c_share = state.denied[0, o] / n, state.redirected[0, o] / n
        tau = 0.5 * (1 - 0.3)
        phi = min(0.35 + 0.1 * 2.0, 1)
        shift = -0.10 * math.log(3) * month / 12 - state.log_wage[0, o]
        p_m = PHI(-(-INVERSE(0.23) + shift + math.log(1 + tau)) / 1)
        p_g = PHI(-(-INVERSE(0.6) + shift) / 1)
        c0 = math.log(0.55 / 0.45) - (math.log(0.27) - math.log(0.20)) / 1.5
        m0 = 1 / (1 + math.exp(-(c0 + (math.log(0.27) - tau - 0.05 - math.log(0.20) - 0.1) / 1.5)))
        m = (1 - 0.2) * min(m0, 1 - 0.7) + 0.2 * m0
        # Work assisted by a condition was proposed as automation and counts there.
        bl_m = max(m * x * phi * p_m - m_share - d_share - c_share, 0)
        bl_g = max(((1 - m0) + 0.5 * (m0 - m)) * x * phi * p_g - (g_share - c_share), 0)
        hazard = 1 - math.exp(-(0.008 + 0.11 * (m_share + g_share) / (x * 0.35)))
        assert got.automated[0, o] == pytest.approx(n * bl_m * hazard, rel=1e-10, abs=1e-9)
        assert got.assisted[0, o] == pytest.approx(n * bl_g * hazard, rel=1e-10, abs=1e-9)


def test_at_the_start_shares_are_those_of_the_definitions() -> None:
    it = bench({})
    got = propose(it.technology, it.setting, it.paths.at(0), 0)
    assert got.intended_direction[0, 0] == pytest.approx(0.55, rel=1e-12)
    potential = 0.55 * it.setting.exposure[0] * 0.35 * 0.23
    assert got.backlog[0] / it.setting.units == pytest.approx(potential, rel=1e-9)


def test_use_by_firms_passes_one_only_in_f() -> None:
    it = bench({})
    reach = it.setting.units * it.setting.exposure * 0.35
    for used in (0.0, 0.18, 1.0, 1.7):
        state = replace(it.technology, assisted=used * reach)
        _, by_size = firm_use(state, it.setting)
        expected = [1 - (1 - min(1, used)) ** k for k in (1, 1.25, 1.94, 2.33)]
        assert by_size[0] == pytest.approx(expected, rel=1e-9)


def made_deployment(it: Bench, seed: int) -> Deployment:
    random = np.random.default_rng(seed)
    shape = it.technology.automated.shape
    zeros = np.zeros(shape)
    return Deployment(
        automated_work=random.random(shape) * 100,
        automated_share=random.random(shape) * 1e-3,
        assisted_share=random.random(shape) * 1e-3,
        displacement_hazard=random.random(shape) * 1e-3,
        retrain_first_share=zeros,
        reassign_share=zeros,
        cap_binds=np.zeros(1, bool),
        capped=np.zeros(1),
    )


@pytest.mark.parametrize("seed", range(4))
def test_demand_follows_5_1_to_5_5(seed: int) -> None:
    it = bench()
    state = scattered_state(it, seed)
    inputs = small_inputs()
    idle = np.abs(np.random.default_rng(seed).normal(0, 0.01, (1, 4)))
    force = np.array([[4e5, 8e5]])
    after, demand, detail = target_demand(
        state, it.setting, made_deployment(it, seed), force, idle, it.paths.at(3)
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


def made_indicators(it: Bench, seed: int) -> LabourIndicators:
    random = np.random.default_rng(seed)
    employment = it.inputs.employment[None] * (1 + random.normal(0, 0.01, (1, 4)))
    unemployed = employment * 0.05 * (1 + random.random((1, 4)))
    rate = unemployed.sum(axis=1) / (unemployed + employment).sum(axis=1)
    known = {
        "employed": employment[:, :, None],
        "employed_scarred": 0.1 * employment,
        "unemployed": unemployed,
        "in_training": np.array([500.0]),
        "labour_force": (employment + unemployed).sum(axis=1) + 500,
        "unemployment_rate": rate,
        "youth_unemployment_rate": 2 * rate,
        "unemployment_rate_by_occupation": unemployed / (employment + unemployed),
        "long_term_share": np.array([0.2]),
        "idle": random.random((1, 4)) * 0.01,
        "hires": 0.02 * employment,
        "layoffs": 0.003 * employment,
        "layoffs_ai": 0.001 * employment,
    }
    return LabourIndicators(
        **{each.name: known.get(each.name, np.zeros(1)) for each in fields(LabourIndicators)}
    )


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
    spent = got.hiring_subsidies + got.public_wages + got.benefits + got.training
    assert got.budget[0] == pytest.approx((got.tax_revenue - spent)[0], rel=1e-12)


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


def test_the_tax_halves_every_half_life() -> None:
    rate = np.array([0.0, 0.0, *[0.5] * 80])
    path = fading(rate, np.full(82, 36.0))
    assert path[:3].tolist() == [0.0, 0.0, 0.5]
    assert path[38] == pytest.approx(0.25)
    assert path[74] == pytest.approx(0.125)
    assert fading(rate, np.full(82, np.inf)).tolist() == rate.tolist()


def test_pace_controller_against_4_1() -> None:
    levers = {
        "pace.cap": 5e-4,
        "pace.cap_min": 5e-5,
        "pace.cap_max": 3e-3,
        "pace.proportional": 0.4,
        "pace.integral": 0.05,
        "pace.derivative": 0.4,
        "pace.memory": 0.97,
        "pace.integral_max": 10,
        "pace.youth_weight": 0.1,
        "pace.unemployment_ceiling": 0.055,
        "pace.gap_weight": 1.0,
        "pace.gap_target": 0.7,
    }
    it = bench(levers, 80)
    random = np.random.default_rng(3)
    state, integral, before = it.technology, 0.0, None
    for month in range(80):
        history = random.normal(0.3, 1.0, (25, 1, 2))
        bound = bool(random.random() < 0.5)
        gap = random.random(1) * 2
        state = replace(state, deviations=history, cap_bound=np.array([bound]))
        state, cap = set_pace(state, it.setting, it.paths.at(month), it.baseline, month, gap)
        # The figure of two months ago; targets: ceiling less baseline mean, and one point for the young.
        e = (history[1, 0, 0] - 0.5) + 0.1 * (history[1, 0, 1] - 1.0) - max(0, gap[0] - 0.7)
        last = e if before is None else before
        expected = 5e-4 * math.exp(-0.4 * e - 0.05 * integral - 0.4 * (e - last))
        assert cap[0] == pytest.approx(min(max(expected, 5e-5), 3e-3), rel=1e-12)
        integral = min(max(0.97 * integral + (e if bound or e > 0 else 0.0), 0), 10)
        before = e
        assert state.miss_sum[0] == pytest.approx(integral, abs=1e-12)


def test_the_target_is_seasonal() -> None:
    """A month at its own baseline is no miss, whatever the season."""
    it = bench({"pace.cap": 5e-4, "pace.proportional": 1.0}, 12)
    season = 0.05 + 0.01 * np.sin(np.arange(12))[:, None]
    baseline = replace(flat_baseline(it.inputs, 1), unemployment_rate=season)
    ceiling = bench({"pace.cap": 5e-4, "pace.proportional": 1.0, "pace.unemployment_ceiling": 0.06}, 12)
    caps = [
        set_pace(it.technology, it.setting, it.paths.at(month), baseline, month)[1][0] for month in range(12)
    ]
    assert caps == pytest.approx([caps[0]] * 12)
    # A ceiling is a yearly mean: its distance to the mean of the baseline holds in every month.
    _, cap = set_pace(ceiling.technology, ceiling.setting, ceiling.paths.at(3), baseline, 3)
    assert cap[0] == pytest.approx(5e-4 * math.exp(100 * (0.06 - float(season.mean()))), rel=1e-12)


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
