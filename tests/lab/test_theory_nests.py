"""Nests T3 to T7 and T9 hold, and fail when the parameter that carries them is another."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from andante.cli.main import run as main_run
from andante.lab.nests import (
    t3_output_over_productivity,
    t4_optimal_gradualism,
    t5_cohorts_retire,
    t6_slower_automation,
    t7_full_automation,
    t9_entry_level,
)
from andante.lab.nests.gradualism import formula_tax, packaged_island, searched_tax, wedge
from andante.lab.nests.result import NestResult
from andante.lab.nests.t3_output_over_productivity import output_gain
from andante.lab.nests.t5_cohorts_retire import WORKING_YEARS, cohort_taxes
from andante.lab.nests.t6_slower_automation import best_pace
from andante.lab.nests.t7_full_automation import feasible_path, wages
from andante.lab.nests.t9_entry_level import entry_effect


def failed(results: list[NestResult]) -> set[str]:
    return {result.id for result in results if not result.passed}


@pytest.mark.parametrize(
    "nest",
    [
        t3_output_over_productivity,
        t4_optimal_gradualism,
        t5_cohorts_retire,
        t6_slower_automation,
        t7_full_automation,
        t9_entry_level,
    ],
    ids=lambda nest: nest.__name__.rsplit(".", 1)[-1],
)
def test_the_nest_holds(nest: object) -> None:
    results = nest.run()  # type: ignore[attr-defined]
    assert len(results) >= 2
    assert not failed(results), results
    assert all(result.source and result.unit and result.meaning for result in results)


# -- T3 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "fails"),
    [
        ("LEAST_CAPITAL", 1.5, "T3-lower-end"),
        ("MOST_CAPITAL", 2.7, "T3-upper-end"),
        ("PROFITABLE", 0.25, "T3-lower-end"),
        ("HARD_SHARE", 0.4, "T3-upper-end"),
    ],
)
def test_t3_sees_another_economy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: float, fails: str
) -> None:
    monkeypatch.setattr(t3_output_over_productivity, name, value)
    assert fails in failed(t3_output_over_productivity.run())


def test_t3_output_is_read_from_the_accounts() -> None:
    one, two = output_gain(1.4), output_gain(2.8)
    # Employment is back, so that twice the capital doubles the log gain.
    assert np.log1p(two.all_easy / 100) == pytest.approx(2 * np.log1p(one.all_easy / 100), rel=5e-3)
    assert output_gain(1.4, automation_saving=0.5).all_easy > 1.5 * one.all_easy
    assert 0 < one.capital_share < two.capital_share


# -- T4 -----------------------------------------------------------------------------------------------------


def test_t4_formula_is_the_optimum_of_the_whole_path() -> None:
    """All years at once by a general optimiser on discounted welfare, for very different islands."""
    years = np.array([0.0, 2.0, 7.0, 15.0])
    for changed in (
        {},
        {"risk_aversion": 1.0, "pass_through": 0.9},
        {"demand_elasticity": 1.0, "machine_cost": 0.5},
        {"demand_elasticity": 2.0, "exposed": 0.05, "exit_rate": 0.3},
    ):
        island = packaged_island(**changed)
        staying, discount = island.staying(years), 0.96**years

        def lost(path: np.ndarray, island=island, staying=staying, discount=discount) -> float:
            return -1e3 * float((discount * island.welfare(path, staying)).sum())

        patient = {"xatol": 1e-9, "fatol": 1e-13, "maxiter": 20000, "maxfev": 20000}
        found = minimize(lost, np.full(4, 0.05), method="Nelder-Mead", options=patient)
        formula = [formula_tax(island, float(year)) for year in years]
        np.testing.assert_allclose(found.x, formula, atol=1e-4)


def test_t4_starts_at_the_wages_before_machines() -> None:
    island = packaged_island()
    exposed, rest = island.consumption(np.asarray(island.highest_tax), island.exposed)
    assert float(exposed) == pytest.approx(1.0)
    assert float(rest) == pytest.approx(1.0)


@pytest.mark.parametrize("error", [0.97, 1.03])
def test_t4_sees_another_formula(monkeypatch: pytest.MonkeyPatch, error: float) -> None:
    import andante.lab.nests.gradualism as companion

    monkeypatch.setattr(
        companion,
        "wedge",
        lambda island, tax, staying: wedge(island, tax, staying) + (1 - error) * tax / (1 + tax),
    )
    assert failed(t4_optimal_gradualism.run()) == {"T4-formula"}


def test_t4_tax_does_not_fall_where_nobody_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(t4_optimal_gradualism, "packaged_island", lambda: packaged_island(exit_rate=0.0))
    assert failed(t4_optimal_gradualism.run()) == {"T4-falls"}


def test_t4_limits_are_limits() -> None:
    island = packaged_island()
    at_start = searched_tax(island, island.exposed)
    for name in ("risk_aversion", "pass_through"):
        halved = replace(island, **{name: getattr(island, name) / 2})
        assert 1e-3 < searched_tax(halved, island.exposed) < at_start


# -- T5, T6, T7 ---------------------------------------------------------------------------------------------


def test_t5_tax_stays_where_entrants_cannot_choose() -> None:
    taxes = cohort_taxes(packaged_island(), WORKING_YEARS + 2, entrants_choose=False)
    assert taxes[WORKING_YEARS] == pytest.approx(taxes[0])
    assert taxes[0] > 0.05


def test_t5_ends_with_the_last_exposed_cohort_and_not_before() -> None:
    taxes = cohort_taxes(packaged_island(), WORKING_YEARS + 2)
    assert taxes[WORKING_YEARS - 1] > 1e-4 > abs(taxes[WORKING_YEARS])


@pytest.mark.parametrize("changed", [{"risk_aversion": 0.0}, {"exit_rate": 1e3}])
def test_t6_no_gain_where_nothing_is_lost_by_haste(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, float]
) -> None:
    monkeypatch.setattr(t6_slower_automation, "packaged_island", lambda: packaged_island(**changed))
    assert failed(t6_slower_automation.run()) == {"T6-gain"}


def test_t6_more_averse_to_risk_gain_more() -> None:
    gains = [best_pace(packaged_island(risk_aversion=averse)).gain for averse in (1.0, 2.0, 4.0)]
    assert 0 < gains[0] < gains[1] < gains[2]


def test_t7_sees_tasks_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(t7_full_automation, "OUT_OF_REACH", 0.0)
    assert failed(t7_full_automation.run()) == {"T7-no-collapse"}
    monkeypatch.undo()
    # Capability that stands still never reaches full automation, bounded or not.
    still = wages(feasible_path(1.0, slope=0.0))
    assert still.feasible[-1] == still.feasible[0]
    assert still.wage[-1] > still.wage[0]


def test_t7_wage_is_the_marginal_product() -> None:
    """Output one person more, by finite difference, in an economy where people are scarce."""
    elasticity, phi, machines = 0.5, 0.35, t7_full_automation.MACHINES_START
    power = 1 - 1 / elasticity

    def output(people: float) -> float:
        return float(
            (phi * (machines / phi) ** power + (1 - phi) * (people / (1 - phi)) ** power) ** (1 / power)
        )

    step = 1e-6
    expected = (output(1 + step) - output(1 - step)) / (2 * step)
    assert wages(np.array([phi])).wage[0] == pytest.approx(expected, rel=1e-6)


# -- T9 -----------------------------------------------------------------------------------------------------


def test_t9_needs_substitution_and_jobs_that_stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(t9_entry_level, "entry_effect", lambda: entry_effect(0.0))
    assert failed(t9_entry_level.run()) == {"T9-young"}
    monkeypatch.setattr(t9_entry_level, "entry_effect", lambda: entry_effect(labour_saving=0.2))
    assert failed(t9_entry_level.run()) == {"T9-jobs-wanted"}


# -- all ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_validate_reports_them_as_targets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main_run(["validate", "--only", "T4,T5,T6", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(each["id"], each["pass"]) for each in found["targets"]] == [
        ("T4", True),
        ("T5", True),
        ("T6", True),
    ]
    for each in found["checks"]:
        assert each["kind"] == "theory"
        assert each["expected"] is not None
        assert each["tolerance"] is not None
