"""Every packaged deployment rule decides something, and none decides everything, in at least one economy."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from andante.economy.simulated_filings import FilingTable, build_filing_table
from andante.filing.columns import FilingColumns
from andante.filing.outcomes import Outcome
from andante.lab.introduce import economy_inputs
from andante.policies.compile import compile_rules
from andante.policies.decide import Decisions, decide
from andante.policies.load import library_names, load_policy
from andante.reference.economies import load_economy

DAY = date(2026, 6, 1)
ECONOMIES = ("china", "united-states")
# Spread of local unemployment rates around the national one (log points); the young have 2.5 times it.
LOCAL_SPREAD, YOUTH_RATIO = 0.25, 2.5


@pytest.fixture(scope="module")
def simulated() -> dict[str, tuple[FilingTable, FilingColumns]]:
    tables = {}
    for name in ECONOMIES:
        reference = load_economy(name)
        table = build_filing_table(economy_inputs(reference, "ilo_share"))
        rate = reference.unemployment_rate
        tables[name] = table, table.with_local_rates(table.columns, rate, YOUTH_RATIO * rate, LOCAL_SPREAD)
    return tables


def _decided(columns: FilingColumns, policy: str) -> tuple[tuple[str, ...], Decisions]:
    compiled = compile_rules(load_policy(policy), "deployment", DAY)
    return tuple(each.rule.id for each in compiled.rules), decide(compiled, columns, reasons=True)


@pytest.mark.parametrize("policy", library_names())
def test_every_rule_fires_in_some_and_not_in_all(
    policy: str, simulated: dict[str, tuple[FilingTable, FilingColumns]]
) -> None:
    fires: dict[str, list[bool]] = {}
    shares: dict[str, list[str]] = {}
    for economy, (table, columns) in simulated.items():
        ids, decisions = _decided(columns, policy)
        assert decisions.matched is not None
        for index, rule in enumerate(ids):
            matched = decisions.matched[:, index]
            filings = table.filings[matched].sum() / table.filings.sum()
            work = table.work[matched].sum() / table.work.sum()
            fires.setdefault(rule, []).append(0.01 <= filings <= 0.99 or 0.01 <= work <= 0.99)
            shares.setdefault(rule, []).append(f"{economy}: {filings:.4f} of filings, {work:.4f} of work")
    assert fires
    for rule, found in fires.items():
        assert any(found), f"{rule}: {shares[rule]}"


@pytest.mark.parametrize("policy", library_names())
def test_every_condition_is_imposed_on_some_work(
    policy: str, simulated: dict[str, tuple[FilingTable, FilingColumns]]
) -> None:
    imposed = dict.fromkeys(load_policy(policy).conditions, 0.0)
    for table, columns in simulated.values():
        _, decisions = _decided(columns, policy)
        for index, name in enumerate(imposed):
            share = table.work[decisions.conditions[:, index]].sum() / table.work.sum()
            imposed[name] = max(imposed[name], float(share))
    assert all(share >= 0.01 for share in imposed.values()), imposed


def test_outcomes_are_spread_under_controlled_innovation(
    simulated: dict[str, tuple[FilingTable, FilingColumns]],
) -> None:
    """Most filings pass, most work is looked at: the design's own claim, from the simulated filings."""
    for table, columns in simulated.values():
        _, decisions = _decided(columns, "controlled-innovation")
        outcome = np.asarray(decisions.outcome)
        filings = [table.filings[outcome == each].sum() / table.filings.sum() for each in range(5)]
        work = [table.work[outcome == each].sum() / table.work.sum() for each in range(5)]
        assert filings[0] == 0
        assert filings[1] > 0.5
        assert work[1] < 0.5
        assert min(work[1:]) > 0.01


def test_a_rule_decides_nothing_before_its_first_day(
    simulated: dict[str, tuple[FilingTable, FilingColumns]],
) -> None:
    _, columns = simulated["united-states"]
    policy = load_policy("controlled-innovation")
    before = decide(compile_rules(policy, "deployment", date(2025, 12, 31)), columns)
    after = decide(compile_rules(policy, "deployment", date(2026, 1, 1)), columns)
    assert set(np.asarray(before.outcome).tolist()) == {int(Outcome.NOT_REQUIRED)}
    assert int(Outcome.NOT_REQUIRED) not in np.asarray(after.outcome)
