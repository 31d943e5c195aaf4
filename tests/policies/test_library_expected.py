"""Beside each policy stands what it comes to in one small fixed economy; no condition is idle there."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from fixed_economy import DIGITS, FROM, MONTHS, Outcomes, expected_file, fixed_inputs, run_policy

from andante.economy.parameters import Parameters
from andante.economy.simulate import simulate
from andante.lab.introduce import economy_policy, first_days
from andante.policies.canonical import policy_content
from andante.policies.load import library_names, load_policy
from andante.policies.schema import Policy

NAMES = library_names()
REMEDY = "if the change is meant, run `python tests/policies/fixed_economy.py` and look at what moved"


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcomes]:
    return {name: run_policy(name) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_expected_outcome_is_kept(name: str, outcomes: dict[str, Outcomes]) -> None:
    kept = json.loads(expected_file(name).read_text(encoding="utf-8"))
    now = outcomes[name].expected()
    assert kept["policy_hash"] == now["policy_hash"], REMEDY
    assert set(kept) == set(now)
    for group in ("figures", "filings"):
        assert set(kept[group]) == set(now[group])
        for figure, value in kept[group].items():
            assert now[group][figure] == pytest.approx(value, rel=2 * 10**-DIGITS, abs=1e-12), (
                figure,
                REMEDY,
            )


def test_the_four_policies_come_to_different_things(outcomes: dict[str, Outcomes]) -> None:
    figures = [tuple(outcomes[name].expected()["figures"].values()) for name in NAMES]
    assert len(set(figures)) == len(NAMES)


def without_condition(policy: Policy, dropped: str) -> Policy:
    """The policy without one condition; a rule left without conditions approves."""
    content = policy_content(policy)
    del content["conditions"][dropped]
    for rule in content["rules"]["deployment"]:
        kept = [name for name in rule.get("conditions", []) if name != dropped]
        if "conditions" in rule:
            rule["conditions"] = kept
            if not kept:
                del rule["conditions"]
                rule["outcome"] = "approve"
    return load_policy({**content, "policy": f"{policy.name}-less"})


def figures_of(policy: Policy) -> dict[str, Any]:
    """All series of a run in the fixed economy."""
    trajectory = simulate(
        fixed_inputs(),
        Parameters.build("china"),
        [economy_policy(policy, first_days(FROM, MONTHS))],
        policy_from=FROM,
        months=MONTHS,
    )
    return dict(trajectory.series)


CONDITIONS = [(name, condition) for name in NAMES for condition in load_policy(name).conditions]


@pytest.mark.parametrize(("name", "dropped"), CONDITIONS, ids=lambda value: value)
def test_dropping_any_condition_moves_a_figure(
    name: str, dropped: str, outcomes: dict[str, Outcomes]
) -> None:
    """Figures that a report shows, by more than rounding: not only the count of conditions."""
    whole = outcomes[name].trajectory.series
    less = figures_of(without_condition(load_policy(name), dropped))
    moved = {
        figure: float(np.max(np.abs(less[figure] - whole[figure])))
        for figure in ("unemployment_rate", "youth_unemployment_rate", "log_output", "automated_task_share")
    }
    assert max(moved.values()) > 1e-7, moved


def test_each_effect_moves_the_figure_it_is_about(outcomes: dict[str, Outcomes]) -> None:
    """The sign, for the four conditions whose direct effect no indirect one can turn."""
    name = "controlled-innovation"
    policy, whole = load_policy(name), outcomes[name].trajectory.series
    for dropped, figure, sign in (
        ("keep_people_on_part", "augmented_task_share", -1),
        ("keep_people_on_part", "automated_task_share", +1),
        ("quarterly_report", "log_output", +1),
        ("keep_entry_hiring", "youth_unemployment_rate", +1),
    ):
        less = figures_of(without_condition(policy, dropped))
        difference = less[figure][0, -12:].mean() - whole[figure][0, -12:].mean()
        assert sign * difference > 0, (dropped, figure, difference)
