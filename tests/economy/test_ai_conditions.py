"""What conditions do: each alone against the sentence of the model, together, and in a whole run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from ai_economy import ALL_CONDITIONS, FixedDecision, condition, small_inputs

from andante.economy.conditions import treat
from andante.economy.economy_policy import EconomyPolicy
from andante.economy.instruments import Instruments
from andante.economy.parameters import Parameters
from andante.economy.simulate import Trajectory, simulate
from andante.economy.technology import CARRIED
from andante.filing.conditions import EffectKind
from andante.filing.outcomes import Outcome

NO_CONDITION = ((1.0, 0.0), {"kept": 0, "retrain": 0, "reassign": 0, "floored": 1, "reported": 0})


def attached(treatment, row: int = 0) -> dict[str, float]:  # type: ignore[no-untyped-def]
    return dict(zip(CARRIED, treatment.attached[row], strict=True))


def test_without_conditions_work_is_automated_at_once() -> None:
    treatment = treat((), np.zeros((1, 0), bool), 3)
    assert treatment.release[0].tolist() == [[1, 0, 0], [0, 0, 0]]
    assert attached(treatment) == NO_CONDITION[1]


@pytest.mark.parametrize(
    ("kind", "amount", "expected"),
    [
        (EffectKind.HUMAN_FINAL_DECISION, 0.2, {"kept": 0.2, "floored": 0.8}),
        (EffectKind.RETRAIN_BEFORE_RELEASE, 0.6, {"retrain": 0.6}),
        (EffectKind.REASSIGN, 0.5, {"reassign": 0.5}),
        (EffectKind.ENTRY_FLOOR, 0.4, {"floored": 0.4}),
        (EffectKind.REPORT_QUARTERLY, 0.01, {"reported": 0.01}),
    ],
)
def test_one_condition_changes_its_own_amount(
    kind: EffectKind, amount: float, expected: dict[str, float]
) -> None:
    treatment = treat((condition(kind, amount),), np.array([[True], [False]]), 2)
    assert attached(treatment, 0) == pytest.approx({**NO_CONDITION[1], **expected})
    assert attached(treatment, 1) == NO_CONDITION[1]
    assert treatment.release[0].tolist() == [[1, 0], [0, 0]]


def test_augment_only_turns_its_share_into_assistance() -> None:
    treatment = treat((condition(EffectKind.AUGMENT_ONLY, 0.75),), np.array([[True]]), 2)
    assert treatment.release[0].tolist() == [[0.25, 0], [0.75, 0]]


def test_notice_delays_and_rollout_spreads() -> None:
    notice, rollout = condition(EffectKind.NOTICE, 1.5), condition(EffectKind.PHASED_ROLLOUT, 4)
    treatment = treat((notice, rollout), np.array([[True, False], [False, True], [True, True]]), 6)
    assert treatment.release[0, 0].tolist() == [0, 0.5, 0.5, 0, 0, 0]
    assert treatment.release[1, 0].tolist() == [0.25, 0.25, 0.25, 0.25, 0, 0]
    # Half begins after one month, half after two.
    assert treatment.release[2, 0].tolist() == [0, 0.125, 0.25, 0.25, 0.25, 0.125]
    assert treatment.release.sum(axis=(1, 2)) == pytest.approx(1)


def test_all_conditions_together() -> None:
    treatment = treat(ALL_CONDITIONS, np.ones((1, len(ALL_CONDITIONS)), bool), 6)
    assert treatment.release[0].sum(axis=1).tolist() == [0.5, 0.5]
    assert attached(treatment) == pytest.approx(
        {
            "kept": 0.2,
            "retrain": 0.8 * 0.6,
            "reassign": 0.8 * 0.4 * 0.5,
            "floored": 0.8 * 0.4,
            "reported": 0.01,
        }
    )


MONTHS = 48
FIGURES = (
    "unemployment_rate",
    "youth_unemployment_rate",
    "automated_work",
    "assisted_work",
    "log_output",
    "in_training",
    "hires",
)


def policy_with(*conditions) -> EconomyPolicy:  # type: ignore[no-untyped-def]
    outcome = Outcome.APPROVE_WITH_CONDITIONS
    return EconomyPolicy(
        "with",
        Instruments.neutral(MONTHS),
        decide=FixedDecision(outcome, len(conditions)),
        conditions=conditions,
        fields_read=frozenset(),
    )


@pytest.fixture(scope="module")
def runs() -> Trajectory:
    """Row 0 has every condition, row 1 none, the others each one condition dropped."""
    rest = [
        policy_with(*(each for each in ALL_CONDITIONS if each is not dropped)) for dropped in ALL_CONDITIONS
    ]
    return simulate(
        small_inputs(),
        Parameters.build("united-states"),
        [policy_with(*ALL_CONDITIONS), policy_with(), *rest],
        start="2024-01",
        policy_from="2026-01",
        months=MONTHS,
    )


@pytest.mark.parametrize("index", range(len(ALL_CONDITIONS)), ids=lambda i: ALL_CONDITIONS[i].id)
def test_dropping_any_condition_moves_a_figure(runs: Trajectory, index: int) -> None:
    row = 2 + index
    moved = {
        name: float(
            np.max(np.abs(runs.series[name][row] - runs.series[name][0]) / np.abs(runs.series[name]).max())
        )
        for name in FIGURES
    }
    assert max(moved.values()) > 1e-5, moved


def dropped(runs: Trajectory, kind: EffectKind, name: str) -> tuple[float, float]:
    """The figure at the end with every condition, and with the one of `kind` dropped."""
    index = next(i for i, each in enumerate(ALL_CONDITIONS) if each.effect.kind == kind)
    return float(runs.series[name][0, -1]), float(runs.series[name][2 + index, -1])


def test_conditions_move_figures_the_way_they_should(runs: Trajectory) -> None:
    kept, free = dropped(runs, EffectKind.AUGMENT_ONLY, "automated_work")
    assert kept < free
    kept, free = dropped(runs, EffectKind.HUMAN_FINAL_DECISION, "automated_work")
    assert kept < free
    kept, free = dropped(runs, EffectKind.PHASED_ROLLOUT, "automated_work")
    assert kept < free
    kept, free = dropped(runs, EffectKind.NOTICE, "automated_work")
    assert kept < free
    kept, free = dropped(runs, EffectKind.RETRAIN_BEFORE_RELEASE, "in_training")
    assert kept > free
    kept, free = dropped(runs, EffectKind.ENTRY_FLOOR, "youth_unemployment_rate")
    assert kept < free
    kept, free = dropped(runs, EffectKind.REPORT_QUARTERLY, "log_output")
    assert kept < free


def test_reporting_costs_its_share_of_the_output_of_the_work_concerned() -> None:
    report = condition(EffectKind.REPORT_QUARTERLY, 0.05)
    runs = simulate(
        small_inputs(),
        Parameters.build("united-states"),
        [policy_with(), policy_with(report)],
        start="2026-01",
        policy_from="2026-01",
        months=MONTHS,
    )
    cost = runs.series["log_output"][0] - runs.series["log_output"][1]
    work = (runs.series["automated_share"][0] * small_inputs().gdp_share).sum(axis=1)
    assert cost == pytest.approx(-np.log1p(-0.05 * work), rel=1e-9)
    assert runs.series["unemployment_rate"][0] == pytest.approx(
        runs.series["unemployment_rate"][1], rel=1e-12
    )


def test_conditions_of_a_policy_that_never_imposes_them_change_nothing() -> None:
    idle = replace(policy_with(*ALL_CONDITIONS), decide=FixedDecision(Outcome.APPROVE, len(ALL_CONDITIONS)))
    runs = simulate(
        small_inputs(),
        Parameters.build("united-states"),
        [idle, EconomyPolicy("none", Instruments.neutral(24))],
        start="2026-01",
        policy_from="2026-01",
        months=24,
    )
    for name in FIGURES:
        assert runs.series[name][0] == pytest.approx(runs.series[name][1], rel=1e-12), name
