"""Capability, adoption and the pace of automation against scalar code typed from the model."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from ai_economy import Bench, flat_baseline, small_inputs
from ai_states import bench, scattered_state

from andante.economy.adoption import firm_use, propose
from andante.economy.compute import advance_capability, feasible_share
from andante.economy.economy_policy import EconomyPolicy
from andante.economy.instruments import Instruments, fading
from andante.economy.pace import set_pace

PHI = NormalDist().cdf
INVERSE = NormalDist().inv_cdf


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
        rival = it.setting.compute.log_capability + gap
        compute = replace(it.setting.compute, other_log_capability=rival)
        setting = replace(it.setting, compute=compute)
        state, cap = set_pace(state, setting, it.paths.at(month), it.baseline, month)
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
