"""Money of a real run: the lines add up, the base balances, and a policy that spends shows it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.economy.definitions_public import PUBLIC_DEFINITIONS
from andante.economy.economy_policy import EconomyPolicy
from andante.economy.exchange import Baseline
from andante.economy.instruments import Instruments
from andante.economy.parameters import Parameters
from andante.economy.public_finance import other_spending, tax_on_incomes
from andante.economy.simulate import Trajectory, simulate
from andante.lab.introduce import economy_inputs
from andante.lab.money_rows import money_rows
from andante.lab.run import PolicyRun, with_derived
from andante.reference.economies import load_economy

MONTHS = 14
LEVERS = {"automation_tax.rate": 0.3, "support.hiring_subsidy": 0.1, "support.public_jobs": 0.002}


@lru_cache
def trajectory(economy: str) -> Trajectory:
    policies = (
        EconomyPolicy.no_further_adoption(MONTHS),
        EconomyPolicy("spends", Instruments.from_paths(LEVERS, MONTHS)),
    )
    inputs = economy_inputs(load_economy(economy), "ilo_share")
    return simulate(inputs, Parameters.build(economy, batch=1), policies, months=MONTHS)


def runs(economy: str) -> list[PolicyRun]:
    found = trajectory(economy)
    return [
        PolicyRun(
            name, "average", found.months, found.first_policy_month,
            with_derived({key: values[row : row + 1] for key, values in found.series.items()}),
            (), found.population, 0.0,
        )
        for row, name in enumerate(("no-further-adoption", "spends"))
    ]  # fmt: skip


@pytest.mark.parametrize("economy", ["china", "united-states"])
def test_the_lines_add_up(economy: str) -> None:
    without, run = runs(economy)
    rows = money_rows(run, without)

    def total(side: str) -> float:
        return sum(row.value for row in rows if row.side == side and row.item != "cumulated_deficit")

    output = run.part("output")[0, -12:].mean()
    assert total("income") == pytest.approx(output, rel=1e-8)
    assert total("revenue") - total("spending") == pytest.approx(total("balance"), abs=1e-8 * output)
    by_item = {row.item: row for row in rows}
    deficit = -sum(run.part("budget_balance")[0].tolist()) / 12
    assert by_item["cumulated_deficit"].value == pytest.approx(deficit, rel=1e-12)
    assert by_item["budget_tax"].value > 0
    assert by_item["budget_public_jobs"].change == by_item["budget_public_jobs"].value > 0
    assert all(row.change == 0 for row in money_rows(without, without))


@pytest.mark.parametrize("economy", ["china", "united-states"])
def test_identities_close_every_month(economy: str) -> None:
    s = trajectory(economy).series
    receivers = (
        s["income_households"] + s["income_owners"] + s["income_suppliers"] + s["income_state"]
        + s["compliance_cost"]
    )  # fmt: skip
    assert receivers == pytest.approx(s["output"], rel=1e-8)
    spent = sum(s[f"budget_{item}"] for item in ("benefits", "training", "public_jobs", "subsidies", "other"))
    taken = s["budget_labour_tax"] + s["budget_capital_tax"] + s["budget_tax"]
    assert np.abs(taken - spent - s["budget_balance"]).max() < 1e-8
    assert taken == pytest.approx(s["public_revenue"], rel=1e-12)
    assert spent == pytest.approx(s["public_spending"], rel=1e-12)


@pytest.mark.parametrize("economy", ["china", "united-states"])
def test_the_budget_balances_in_the_base(economy: str) -> None:
    """In the first month AI has barely moved: the balance is within what it has moved, near zero."""
    s = trajectory(economy).series
    assert abs(s["budget_balance"][0, 0]) < 1e-4
    assert np.all(s["budget_other"] > 0)


@given(st.floats(0, 0.9), st.floats(0, 0.9))
def test_without_ai_the_balance_is_zero_whatever_the_rates(labour: float, capital: float) -> None:
    inputs = economy_inputs(load_economy("united-states"), "ilo_share")
    rates = {"labour_tax_rate": labour, "capital_tax_rate": capital}
    parameters = Parameters.build("united-states", rates)
    employed = np.tile(inputs.employment, (12, 1, 1))
    zeros = np.zeros((12, 1))
    baseline = Baseline(zeros, zeros, 0 * employed + 0.04, employed, employed, zeros, 0 * employed)
    wage = np.exp(inputs.log_wage)
    other = other_spending(parameters, baseline, wage, 0.6, 3)
    on_labour, on_capital = tax_on_incomes(parameters, np.array([0.6]), np.array([0.4]))
    benefits = 0.4 * 0.6 * 0.04 / 0.96
    assert on_labour + on_capital - benefits - other == pytest.approx(0, abs=1e-12)


def test_every_rate_says_where_it_comes_from() -> None:
    for each in PUBLIC_DEFINITIONS:
        assert each.tag in "AM"
        assert each.basis
        for economy in ("china", "united-states"):
            assert each.low_for(economy) < each.default_for(economy) < each.high_for(economy)
