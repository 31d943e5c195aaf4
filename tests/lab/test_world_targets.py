"""Targets of the whole economy: read from the model's own law, told apart from those no run shows."""

from __future__ import annotations

import json

import numpy as np
import pytest

from andante.cli.main import run
from andante.economy.parameters import Parameters
from andante.lab.competitor import World
from andante.lab.fit_targets import FitRun, fit_run, fit_targets, fit_world
from andante.lab.fit_titles import title_zh
from andante.lab.regional_rates import regional_rates
from andante.lab.run import RunTask, run_task
from andante.lab.scenario import Scenario
from andante.lab.world_targets import (
    leaders_compute,
    realised_elasticity,
    share_of_chips,
    untested,
    working_time,
)


@pytest.fixture(scope="module")
def america() -> FitRun:
    return fit_run("united-states")


def test_a_lasting_change_moves_trade_by_the_elasticity_in_the_end_and_by_less_before() -> None:
    one = Parameters.build("united-states")
    months = (1, 12, 84, 102, 120, 2000)
    moved = [realised_elasticity(one, each) for each in months]
    assert moved == sorted(moved)
    assert moved[-1] == pytest.approx(2.0, rel=1e-9)
    # With buyers who change at once, the elasticity in force is what has moved.
    quick = Parameters.build("united-states", {"trade_adjustment_months": 1e-9 + 1})
    assert realised_elasticity(one, 12) < realised_elasticity(quick, 12) < 1.0


def test_the_response_is_that_of_the_simulated_economies() -> None:
    """A run of both economies, its productivity gap fed through (10.1) by hand, gives its export share."""
    from andante.lab.fit_targets import FIT_POLICY
    from andante.lab.introduce import economy_inputs
    from andante.lab.ranges import assumption_sets
    from andante.policies.load import load_policy
    from andante.reference.economies import load_economy

    inputs = economy_inputs(load_economy("china"), "ilo_share")
    world = fit_world("china")
    task = RunTask(
        FIT_POLICY, load_policy(FIT_POLICY), inputs, assumption_sets("china", {}, False), {}, "2026-01", 12,
        "average", 1, 1.0, world,
    )  # fmt: skip
    found = run_task(task)
    share, gap = found.part("export_share")[0], found.part("productivity_gap")[0]
    shift, expected = 0.0, []
    for month, apart in enumerate(gap):
        elasticity = 0.76 + (2.0 - 0.76) * month / 102
        shift += (1 - np.exp(-1 / 36)) * (-elasticity * apart - shift)
        expected.append(0.5 + shift)
    np.testing.assert_allclose(share, expected, atol=1e-6)
    assert abs(share[-1] - 0.5) > 0


def test_working_time_is_what_the_tasks_of_the_run_come_to(america: FitRun) -> None:
    hours, saved = working_time(america)
    shares = (
        np.asarray(america.run.series["automated_share"])[0],
        np.asarray(america.run.series["assisted_share"])[0],
    )
    month = america.run.months.index("2024-11")
    weight = america.economy.employment / america.economy.employment.sum()
    automated, assisted = (float(weight @ each[month]) for each in shares)
    assert hours.got == pytest.approx(automated + assisted, rel=0.02)
    assert saved.got == pytest.approx(automated + 0.2 * assisted, rel=0.02)
    assert hours.passed is False
    assert saved.passed is False


def test_chips_without_a_path_are_not_tested(america: FitRun) -> None:
    without = FitRun(america.economy, america.run, america.without, america.parameters, World())
    for maker in (leaders_compute, share_of_chips):
        (target,) = maker(without)
        assert (target.got, target.passed) == (None, None)
    (growth,) = leaders_compute(america)
    assert growth.passed is True


@pytest.mark.parametrize("economy", ["china", "united-states"])
def test_what_no_run_shows_is_listed_apart_and_never_passed(economy: str) -> None:
    fit = fit_run(economy)
    shown = {target.id for target in fit_targets(fit)}
    hidden = untested(economy)
    assert not shown & {target.id for target in hidden}
    assert all(title_zh(identity) for identity in shown | {target.id for target in hidden})
    assert all(target.passed is None and target.got is None for target in hidden)
    assert all(target.source and target.expected is not None for target in hidden)


def test_the_competitor_does_not_move_a_target() -> None:
    """The fit leaves it out: trade begins with the policies, whose first year holds the last targets."""
    from andante.lab.fit_targets import fit_run_under
    from andante.lab.introduce import economy_inputs
    from andante.lab.ranges import assumption_sets
    from andante.reference.economies import load_economy

    economy = load_economy("united-states")
    inputs, sets = economy_inputs(economy, "ilo_share"), assumption_sets("united-states", {}, False)
    alone = fit_targets(fit_run_under(economy, inputs, sets))
    beside = fit_targets(fit_run_under(economy, inputs, sets, world=fit_world("united-states")))
    assert Scenario().chips == "rules-2026"
    for one, other in zip(alone, beside, strict=True):
        assert one.got == pytest.approx(other.got, abs=1e-7), one.id


def test_every_target_of_the_evidence_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    wanted = ["F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F11", "F12", "F13", "F14", "F15", "F16"]
    assert run(["validate", "--only", ",".join(wanted), "--json"]) == 0
    targets = {each["id"]: each["pass"] for each in json.loads(capsys.readouterr().out)["targets"]}
    assert sorted(targets) == sorted(wanted)
    assert {name for name, passed in targets.items() if passed is False} == {"F7", "F11", "F13"}
    # What is only partly shown is not passed either.
    assert targets["F14"] is None


def test_titles_of_a_month_end_with_it_and_unknown_ones_are_empty() -> None:
    assert title_zh("F2-25-29-2024-12") == "中国：25—29岁失业率，2024年12月"
    assert (title_zh("F99"), title_zh("F2"), title_zh("")) == ("", "", "")


@pytest.mark.slow
def test_no_province_is_far_from_the_nation() -> None:
    low, central, high = regional_rates("china")
    assert low.outside_share < central.outside_share < high.outside_share
    for each in (low, central, high):
        (name, rate), *_ = each.highest
        assert name == "Beijing"
        # Entrants by where the jobs of their field are gave 1.7 times the nation's rate.
        assert rate < 1.35 * each.national
        assert each.lowest[1] > 0.9 * each.national
