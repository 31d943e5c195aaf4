"""Present values of growth: against sums by hand, their bounds, and contributions that add up."""

from __future__ import annotations

import math
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.lab.compare import compare, measures_of
from andante.lab.comparison import NO_FURTHER_ADOPTION, Comparison
from andante.lab.explain import explain_comparison
from andante.lab.present_value import discounted_series
from andante.lab.run import PolicyRun
from andante.lab.scenario import Assumption, Scenario

PRESENT_VALUES = {"output_present_value": "log_output", "labour_income_present_value": "labour_income"}
MONTHLY = st.lists(st.floats(-0.2, 0.2), min_size=2, max_size=30)


def run_of(log_output: list[float], people: list[float], factor: float, name: str = "a") -> PolicyRun:
    """A made-up run of one assumption set with one month of history before the policies part."""

    def row(values: list[float]) -> np.ndarray:
        return np.array([[values[0], *values]])

    n = len(log_output)
    series = {
        "log_output": row(log_output),
        "labour_income": row([0.5 * math.exp(x) for x in log_output]),
        "labour_force": row(people),
        "discount_factor": np.full((1, n + 1), factor),
    }
    months = tuple(str(i) for i in range(n + 1))
    return PolicyRun(name, "average", months, 1, MappingProxyType(series), (), 1, 0.0)


@pytest.fixture(scope="module")
def result() -> Comparison:
    policies = ("market-led", "controlled-innovation")
    return compare(Scenario(policies=policies, months=18, ranges=False, competitor="none"), 1)


@given(MONTHLY, st.floats(0.8, 1.0))
def test_a_present_value_is_the_sum_by_hand(log_output: list[float], factor: float) -> None:
    people = [1e6 * (1 + 0.001 * t) for t in range(len(log_output))]
    run, without = run_of(log_output, people, factor), run_of([0.0] * len(log_output), people, factor)
    own = base = 0.0
    for t, (y, n) in enumerate(zip(log_output, people, strict=True)):
        weight = math.exp(math.log(factor) * t / 12)
        own += weight * math.exp(y) / n
        base += weight / n
    for name in PRESENT_VALUES:
        assert measures_of(run, without)[name][0] == pytest.approx(own / base - 1, rel=1e-9, abs=1e-12)


@given(MONTHLY, st.floats(0.5, 1.0))
def test_it_lies_between_the_worst_and_the_best_month(log_output: list[float], factor: float) -> None:
    people = [1e6] * len(log_output)
    run, without = run_of(log_output, people, factor), run_of([0.0] * len(log_output), people, factor)
    value = measures_of(run, without)["output_present_value"][0]
    assert math.expm1(min(log_output)) - 1e-12 <= value <= math.expm1(max(log_output)) + 1e-12


@given(MONTHLY)
def test_a_run_is_worth_no_more_than_itself_and_more_heads_share_the_same(log_output: list[float]) -> None:
    few, many = ([people] * len(log_output) for people in (1e6, 1.25e6))
    run = run_of(log_output, few, 0.96)
    assert measures_of(run, run)["output_present_value"][0] == 0.0
    shared = measures_of(run_of(log_output, many, 0.96), run)["output_present_value"][0]
    assert shared == pytest.approx(1 / 1.25 - 1)


def test_the_less_the_future_counts_the_less_a_late_gain_is_worth() -> None:
    late = [0.0] * 24 + [0.1] * 24
    people = [1.0] * 48
    values = [
        measures_of(run_of(late, people, factor), run_of([0.0] * 48, people, factor))["output_present_value"][
            0
        ]
        for factor in (0.99, 0.96, 0.9, 0.5)
    ]
    assert values == sorted(values, reverse=True)
    assert values[-1] > 0


def test_what_was_not_recorded_is_not_known() -> None:
    run = run_of([0.0, 0.1], [1.0, 1.0], 0.96)
    bare = replace(run, series={"log_output": run.series["log_output"]})
    assert discounted_series(bare) == {}
    assert np.isnan(measures_of(bare, bare)["output_present_value"]).all()


@pytest.mark.parametrize("name", PRESENT_VALUES)
def test_years_add_up_to_the_measure(result: Comparison, name: str) -> None:
    for policy in result.measures:
        found = explain_comparison(result, name, policy=policy)
        measure = result.measures[policy][name].value
        assert measure is not None
        assert found.value == pytest.approx(measure, abs=5e-5)
        assert sum(each.value for each in found.contributions) == pytest.approx(found.value, abs=1e-12)
        assert [each.term for each in found.contributions] == ["2026", "2027"]
        assert "discount_factor" in {row.name for row in found.parameters}


def test_a_comparison_discounts_with_its_own_assumption(result: Comparison) -> None:
    own = (Assumption("discount_factor", 0.5, "", "test"),)
    scenario = Scenario(policies=("market-led",), months=18, ranges=False, competitor="none", assumptions=own)
    impatient = compare(scenario, 1)
    path, without = (
        np.array(impatient.paths[name]["labour_income"].value[-18:])
        / np.array(impatient.paths[name]["labour_force"].value[-18:])
        for name in ("market-led", NO_FURTHER_ADOPTION)
    )
    weight = 0.5 ** (np.arange(18) / 12)
    value = impatient.measures["market-led"]["labour_income_present_value"].value
    assert value == pytest.approx((weight * path).sum() / (weight * without).sum() - 1, abs=1e-12)
    assert value != result.measures["market-led"]["labour_income_present_value"].value
