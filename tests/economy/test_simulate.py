"""Whole runs: what is recorded, common random numbers, the reach of a policy, bad input."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from labour_economy import five_occupations

from andante.economy.economy_policy import EconomyPolicy
from andante.economy.instruments import Instruments
from andante.economy.parameters import Parameters
from andante.economy.record import SERIES
from andante.economy.simulate import METHODS, Trajectory, simulate
from andante.errors import ScenarioError

INPUTS = five_occupations(labour_force=4e6, entrants=1.2e5)
MONTHS = 30
SHORT: dict[str, Any] = {"start": "2025-01", "policy_from": "2026-01", "months": MONTHS}


def policy(name: str = "market", months: int = MONTHS, **paths: float) -> EconomyPolicy:
    return EconomyPolicy(name, Instruments.from_paths(paths, months))


def run(*policies: EconomyPolicy, sets: int = 1, **options: Any) -> Trajectory:
    parameters = options.pop("parameters", None) or Parameters.build("china", batch=sets)
    return simulate(INPUTS, parameters, list(policies), **{**SHORT, **options})


@pytest.mark.parametrize("method", METHODS)
def test_every_series_is_defined_and_has_the_shape_it_says(method: str) -> None:
    result = run(policy(), sets=2, method=method, scale=0.25)
    lengths = {"": (), "O": (5,), "A": (5,), "OA": (5, 5), "Z": (4,), "5": (5,)}
    assert set(result.series) <= set(SERIES)
    for name, values in result.series.items():
        axes = SERIES[name].axes
        assert values.shape[:2] == (2, len(result.months)), name
        if axes in lengths:
            assert values.shape[2:] == lengths[axes], name
        assert not np.isnan(np.asarray(values, dtype=float)).any(), name
    for definition in SERIES.values():
        assert definition.unit, definition.name
        assert definition.meaning, definition.name
        assert definition.formula, definition.name
    assert result.months[0] == "2025-01"
    assert result.months[result.first_policy_month] == "2026-01"
    assert len(result.months) == 12 + MONTHS
    assert result.population == pytest.approx(1e6, rel=0.01)


@pytest.mark.parametrize("method", METHODS)
def test_recorded_stocks_move_by_recorded_flows(method: str) -> None:
    series = run(policy(support_training_places=1e-3), method=method, scale=0.5).series
    whole = {name: series[name][0].astype(float) for name in series}
    force = whole["employed"] + whole["unemployed"] + whole["in_training"]
    np.testing.assert_allclose(force, whole["labour_force"])
    change = whole["entrants"][1:] - whole["retirements"][1:]
    np.testing.assert_allclose(np.diff(force), change, atol=1e-3 if method == "average" else 0)
    np.testing.assert_allclose(whole["employed_by_occupation"].sum(axis=1), whole["employed"])
    np.testing.assert_allclose(whole["employed_by_age"].sum(axis=1), whole["employed"])
    assert whole["in_training"][-1] > 0
    assert (whole["unemployment_rate_with_trainees"] >= whole["unemployment_rate"]).all()
    assert (whole["layoffs_ai"] <= whole["layoffs"] + 1e-9).all()


@pytest.mark.parametrize("method", METHODS)
def test_policies_that_say_the_same_live_through_the_same(method: str) -> None:
    result = run(policy("one"), policy("other"), method=method, scale=0.1, seed=5)
    for name, values in result.series.items():
        np.testing.assert_array_equal(values[0], values[1], err_msg=name)


@pytest.mark.parametrize("method", METHODS)
def test_a_policy_changes_nothing_before_it_begins(method: str) -> None:
    other = policy("other", assist_first_mandate=0.8, protection_attrition_share=1.0)
    result = run(policy(), other, EconomyPolicy.no_further_adoption(MONTHS), method=method, scale=0.1)
    first = result.first_policy_month
    for name, values in result.series.items():
        for row in (1, 2):
            np.testing.assert_array_equal(values[0, :first], values[row, :first], err_msg=name)
    assert (result.series["employed"][0, first:] != result.series["employed"][1, first:]).any()
    frozen = result.series["automated_work"][2, first:]
    assert (frozen == frozen[0]).all()
    assert result.series["automated_work"][0, -1] > frozen[-1]


def test_one_seed_gives_one_run_in_any_thread_and_another_seed_another() -> None:
    def people(seed: int) -> bytes:
        series = run(policy(), method="people", scale=0.02, seed=seed, months=8).series
        return b"".join(np.ascontiguousarray(series[name]).tobytes() for name in sorted(series))

    alone = people(1)
    with ThreadPoolExecutor(3) as pool:
        again = list(pool.map(people, [1, 2, 1]))
    assert again[0] == again[2] == alone
    assert again[1] != alone


def test_rows_do_not_depend_on_who_runs_beside_them() -> None:
    other = policy("other", assist_first_mandate=0.8)
    for method in METHODS:
        together = run(policy(), other, sets=2, method=method, scale=0.05)
        alone = run(other, sets=2, method=method, scale=0.05)
        for name in ("employed_by_occupation", "unemployment_rate_by_age", "automated_work"):
            np.testing.assert_allclose(together.series[name][2:], alone.series[name], rtol=1e-9, err_msg=name)


def test_people_scatter_around_the_average() -> None:
    average = run(policy(), scale=1.0).series
    people = run(policy(), method="people", scale=1.0, seed=3).series
    off = np.abs(people["unemployment_rate"] - average["unemployment_rate"])
    # A standard deviation of about .3 / sqrt(N), N = 4 million (nest T8); five of them and the 1/N bias.
    assert off.max() < 5 * 0.5 / np.sqrt(4e6) + 2e-4
    assert off.max() > 0


def test_without_ai_every_year_is_the_baseline() -> None:
    quiet = Parameters.build("china", {"adoption_start": 0.0})
    result = run(policy(), parameters=quiet, months=24)
    calendar = [(int(month[5:]) - 1) for month in result.months]
    np.testing.assert_allclose(
        result.series["unemployment_rate"][0], result.baseline.unemployment_rate[calendar, 0], atol=1e-9
    )
    assert result.series["idle_labour"].max() < 1
    assert result.series["layoffs_ai"].max() == 0


def test_scale_changes_counts_and_not_rates_in_method_average() -> None:
    whole, tenth = run(policy()), run(policy(), scale=0.1)
    for name in ("unemployment_rate", "youth_unemployment_rate", "log_tfp", "graduates_without_work_rate"):
        np.testing.assert_allclose(tenth.series[name], whole.series[name], rtol=1e-8, err_msg=name)
    for name in ("employed", "vacancies", "layoffs_ai", "automated_work", "entrants"):
        np.testing.assert_allclose(tenth.series[name], 0.1 * whole.series[name], rtol=1e-8, err_msg=name)


def test_progress_is_told_every_month() -> None:
    told: list[tuple[int, int]] = []
    run(policy(), months=3, on_month=lambda done, total: told.append((done, total)))
    assert told == [(month, 15) for month in range(1, 16)]


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"method": "magic"}, "no method 'magic'"),
        ({"months": 0}, "0 months"),
        ({"policy_from": "2024-06"}, "before the history"),
        ({"policy_from": "2026-13"}, "not a month"),
        ({"start": "soon"}, "not a month"),
        ({"scale": 0.0}, "scale 0"),
        ({"scale": float("nan")}, "scale nan"),
        ({"months": MONTHS + 1}, "cover 30 of 31 months"),
    ],
)
def test_what_cannot_be_run_is_said(options: dict[str, Any], what: str) -> None:
    with pytest.raises(ScenarioError, match=what):
        run(policy(), **options)


def test_no_policy_and_too_many_people_are_refused() -> None:
    with pytest.raises(ScenarioError, match="without a policy"):
        run()
    crowded = replace(
        INPUTS,
        labour_force=1e9,
        employment_by_age=INPUTS.employment_by_age * 250,
        employment_by_sector=INPUTS.employment_by_sector * 250,
    )
    with pytest.raises(ScenarioError, match="900 million"):
        simulate(crowded, Parameters.build("china"), [policy()], method="people", **SHORT)


def test_inputs_name_everything_that_is_wrong_with_them() -> None:
    broken = replace(
        INPUTS,
        mobility=INPUTS.mobility * 2,
        entrants_by_occupation=INPUTS.entrants_by_occupation * 0.5,
        labour_force=1.0,
    )
    with pytest.raises(ScenarioError) as caught:
        broken.check()
    text = str(caught.value)
    for field in ("mobility", "entrants_by_occupation", "labour_force"):
        assert field in text
    with pytest.raises(ScenarioError, match="shape"):
        replace(INPUTS, exposure=np.zeros(3)).check()
    with pytest.raises(ScenarioError, match="negative or missing"):
        replace(INPUTS, gdp_share=np.full(5, np.nan)).check()
