"""The rows of the sections against the series of two short runs of a packaged economy."""

from __future__ import annotations

import numpy as np
import pytest

from andante.economy.inert import inert_instruments
from andante.economy.sectors import NOT_UPGRADED
from andante.lab.comparison import CENTRAL, NO_FURTHER_ADOPTION, AssumptionSet
from andante.lab.introduce import economy_inputs
from andante.lab.measures import DEFINITIONS, measure_values
from andante.lab.run import PolicyRun, RunTask, introduce, run_task
from andante.lab.sector_rows import sector_rows
from andante.policies.load import load_policy
from andante.reference.economies import ReferenceEconomy, load_economy

CREDIT = {
    "variant": "credit", "base": "market-led", "title": "Market-led with directed credit",
    "add": {"instruments": {"support.directed_credit": {"unit": "share", "values": {
        "2026-01-01": {"value": 0.2, "source": "a test", "tag": "A"}}}}},
}  # fmt: skip


def task(name: str, economy: ReferenceEconomy) -> RunTask:
    policy = {"credit": lambda: load_policy(CREDIT), "market-led": lambda: load_policy("market-led")}.get(
        name
    )
    return RunTask(
        name,
        policy() if policy else None,
        economy_inputs(economy, "ilo_share"),
        (AssumptionSet(CENTRAL, None, "central", None),),
        {},
        "2026-01",
        24,
        "average",
        1,
        1.0,
    )


@pytest.fixture(scope="module", params=["china", "united-states"])
def runs(request: pytest.FixtureRequest) -> tuple[ReferenceEconomy, dict[str, PolicyRun]]:
    economy = load_economy(request.param)
    names = ("credit", "market-led", NO_FURTHER_ADOPTION)
    return economy, {name: run_task(task(name, economy)) for name in names}


def test_rows_are_the_economy_split_by_section(
    runs: tuple[ReferenceEconomy, dict[str, PolicyRun]],
) -> None:
    economy, found = runs
    rows = sector_rows(economy, found["credit"], found[NO_FURTHER_ADOPTION])
    assert [row.id for row in rows] == list(economy.sectors)
    assert sum(row.value_share for row in rows) == pytest.approx(1, rel=1e-12)
    assert sum(row.value_share_start for row in rows) == pytest.approx(1, rel=1e-12)
    run = found["credit"]
    assert sum(row.employment_start for row in rows) == pytest.approx(
        run.series["employed"][0, run.first - 1]
    )
    high = {row.id for row in rows if row.high_value_added}
    assert {"J", "K", "M", "C"} <= high
    assert high & NOT_UPGRADED == set()
    share = sum(row.value_share for row in rows if row.high_value_added)
    assert share == pytest.approx(run.part("high_value_added_share")[0, -1], rel=1e-12)
    assert all(row.productivity_change > 0 for row in rows)


def test_directed_credit_moves_the_measures_and_is_no_longer_named_as_inert(
    runs: tuple[ReferenceEconomy, dict[str, PolicyRun]],
) -> None:
    economy, found = runs
    for name in ("upgrading_index", "high_value_added_share"):
        definition = DEFINITIONS[name]
        values = [
            measure_values(
                definition, run.part(definition.series), found[NO_FURTHER_ADOPTION].part(definition.series)
            )[0]
            for run in found.values()
        ]
        assert values[0] > values[1] > values[2]
    policy = introduce(task("credit", economy))
    run = found["credit"]
    central = {name: np.asarray(values)[0] for name, values in run.series.items()}
    assert [each for each in inert_instruments(policy, central, run.first) if "credit" in each.name] == []
