"""What each part of a policy adds: sums, ends, steps against policies written by hand, and the pictures."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_sample import sample_comparison
from report_sample_decomposition import sample_decomposition

from andante.economy.instruments import Instruments
from andante.lab import decomposition as d
from andante.lab.compare import compare, load_policies, measures_of
from andante.lab.comparison import NO_FURTHER_ADOPTION, DecompositionStep
from andante.lab.competitor import load_world
from andante.lab.introduce import economy_inputs, economy_policy, first_days
from andante.lab.ranges import assumption_sets
from andante.lab.report.catalogue import LANGUAGES, Words
from andante.lab.report.decomposition import decomposition_section
from andante.lab.report.view import Desk
from andante.lab.run import run_all, tasks_for
from andante.lab.scenario import Scenario
from andante.lab.tables import comparison_from, comparison_header, comparison_tables
from andante.policies.instruments import INSTRUMENTS
from andante.policies.load import load_policy
from andante.reference.economies import load_economy

Steps = dict[str, tuple[DecompositionStep, ...]]
SHORT = Scenario(months=14, ranges=False)
ASSIST_FIRST = """\
variant: assist-first-by-hand
base: market-led
title: Market-led with the assist-first rule of augmentation-first
title_zh: 市场主导加辅助优先要求
introduction: Only the rule.
introduction_zh: 仅此要求。
add:
  instruments:
    assist_first.mandate:
      unit: share
      values:
        2026-01-01: {value: 0.8, source: "as augmentation-first", tag: A}
    assist_first.leakage:
      unit: share
      values:
        2026-01-01: {value: 0.2, source: "as augmentation-first", tag: A}
"""
NO_SUBSIDY = """\
variant: augmentation-first-without-subsidy
base: augmentation-first
title: Augmentation-first without its subsidy
title_zh: 增强优先不设补贴
introduction: Without the subsidy.
introduction_zh: 不设补贴。
remove:
  instruments: [augmentation.subsidy]
"""


def decomposed(scenario: Scenario, workers: int = 1) -> Steps:
    inputs = economy_inputs(load_economy(scenario.economy), scenario.exposure)
    policies = load_policies(scenario)
    return d.decompose(inputs, load_world(scenario)[0], policies, "market-led", scenario, workers)


def measured(scenario: Scenario) -> dict[str, dict[str, float]]:
    """Policy -> measure, by the path of `compare`, one run a policy."""
    inputs = economy_inputs(load_economy(scenario.economy), scenario.exposure)
    sets = assumption_sets(scenario.economy, {}, False)
    tasks = tasks_for(load_policies(scenario), inputs, sets, scenario, "average", load_world(scenario)[0])
    runs = {run.name: run for run in run_all(tasks, 1)}
    without = runs[NO_FURTHER_ADOPTION]
    return {
        name: {m: float(v[0]) for m, v in measures_of(run, without).items()} for name, run in runs.items()
    }


@pytest.fixture(scope="module")
def steps() -> Steps:
    return decomposed(SHORT)


def of(steps: Steps, policy: str, measure: str) -> dict[str, DecompositionStep]:
    return {step.group: step for step in steps[policy] if step.measure == measure}


def test_every_instrument_belongs_to_one_group() -> None:
    known = {name.replace(".", "_"): name.partition(".")[0] for name in INSTRUMENTS}
    for field in fields(Instruments):
        held = [group for group, starts in d.GROUPS.items() if known[field.name] in starts]
        assert [d.group_of(field.name)] == (held or [d.REST]), field.name
    assert {d.group_of(name) for name in known} == set(d.GROUPS)


def test_all_groups_make_the_policy_and_none_the_reference() -> None:
    days = first_days("2026-01", 24)
    one, other = (economy_policy(load_policy(n), days) for n in ("market-led", "controlled-innovation"))
    for taken, whole in ((frozenset[str](), one), (frozenset(d.GROUPS), other)):
        mix = d.mixed(one, other, taken)
        for field in fields(Instruments):
            mine, theirs = (getattr(each.instruments, field.name) for each in (mix, whole))
            assert np.array_equal(mine, theirs, equal_nan=True), field.name
        assert (mix.rules, mix.conditions, mix.procedures) == (
            whole.rules,
            whole.conditions,
            whole.procedures,
        )


@given(st.data(), st.lists(st.sampled_from(sorted(d.GROUPS)), unique=True))
def test_steps_sum_to_the_whole_difference(data: st.DataObject, some: list[str]) -> None:
    acting = [group for group in d.GROUPS if group in some]
    wanted = d.wanted_runs(acting)
    assert len(set(wanted)) == len(wanted)
    every = [frozenset(c) for n in range(len(acting) + 1) for c in combinations(acting, n)]
    values = {taken: data.draw(st.integers(-(2**40), 2**40)) / 1024 for taken in every}
    # Only the mixes that are run may be read.
    found = d.steps_of("output_gain", acting, {taken: values[taken] for taken in wanted})
    assert [step.group for step in found] == list(d.GROUPS)
    assert [step.group for step in found if step.acts] == acting
    whole = frozenset(acting)
    assert sum(step.contribution for step in found) == values[whole] - values[frozenset()]
    for earlier, later in pairwise(found):
        assert later.before == earlier.after
    for step in found:
        if step.acts:
            assert step.first_in == values[frozenset({step.group})] - values[frozenset()]
            assert step.last_in == values[whole] - values[whole - {step.group}]
        else:
            assert (step.contribution, step.first_in, step.last_in) == (0.0, 0.0, 0.0)
    if acting:
        own = {step.group: step for step in found}
        assert own[acting[0]].contribution == own[acting[0]].first_in
        assert own[acting[-1]].contribution == own[acting[-1]].last_in


def test_the_ends_are_the_reference_and_the_policy(steps: Steps) -> None:
    single = measured(SHORT)
    assert set(steps) == {"controlled-innovation", "augmentation-first"}
    for policy in steps:
        for measure in d.MEASURES:
            found = list(of(steps, policy, measure).values())
            assert found[0].before == pytest.approx(single["market-led"][measure], rel=1e-9)
            assert found[-1].after == pytest.approx(single[policy][measure], rel=1e-9)


def test_steps_are_what_policy_files_written_by_hand_give(steps: Steps, tmp_path: Path) -> None:
    files = {"assist-first-by-hand": ASSIST_FIRST, "augmentation-first-without-subsidy": NO_SUBSIDY}
    places = []
    for name, text in files.items():
        places.append(tmp_path / f"{name}.yaml")
        places[-1].write_text(text, encoding="utf-8")
    scenario = replace(SHORT, policies=("market-led", "augmentation-first", *map(str, places)))
    single = measured(scenario)
    for measure in d.MEASURES:
        found = of(steps, "augmentation-first", measure)
        alone = single["assist-first-by-hand"][measure] - single["market-led"][measure]
        last = single["augmentation-first"][measure] - single["augmentation-first-without-subsidy"][measure]
        size = max(abs(single["market-led"][measure]), 1e-12)
        assert found["assist_first"].first_in == pytest.approx(alone, abs=1e-9 * size)
        assert found["rest"].last_in == pytest.approx(last, abs=1e-9 * size)
        assert found["rest"].contribution == found["rest"].last_in
        assert not found["pace"].acts
        assert not found["support"].acts


def test_figures_do_not_depend_on_the_number_of_processes(steps: Steps) -> None:
    assert decomposed(SHORT, 3) == steps


def test_a_policy_like_the_reference_has_no_steps_that_act() -> None:
    scenario = replace(SHORT, months=3)
    reference = load_policy("market-led")
    policies = {"market-led": reference, "same": replace(reference, name="same")}
    inputs = economy_inputs(load_economy("china"), "ilo_share")
    found = d.decompose(inputs, load_world(scenario)[0], policies, "market-led", scenario, 1)
    assert len(found["same"]) == len(d.MEASURES) * len(d.GROUPS)
    assert not any(step.acts or step.contribution for step in found["same"])
    assert (
        d.decompose(inputs, load_world(scenario)[0], {"market-led": reference}, "market-led", scenario) == {}
    )


def test_a_comparison_with_ranges_carries_it_and_tables_bring_it_back() -> None:
    scenario = Scenario(policies=("market-led", "gradual-tax"), months=3, competitor="none")
    assert not d.decomposition_wanted(replace(scenario, ranges=False), load_policies(scenario))
    assert not d.decomposition_wanted(scenario, {"market-led": load_policy("market-led")})
    result = compare(scenario, 1)
    assert result.decomposition == decomposed(scenario)
    tables = comparison_tables(result)
    back = comparison_from(comparison_header(result), tables, seconds=0.0, digest="")
    assert back.decomposition == result.decomposition


# --- on the page


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_picture_sums_as_printed_and_says_that_order_matters(language: str) -> None:
    section = decomposition_section(Desk.of(sample_decomposition(), language))
    assert section is not None
    say = Words(language)
    assert [len(figure.pictures) for figure in section.figures] == [2, 2, 2]
    for figure in section.figures:
        assert figure.table is not None
        total, summed = None, 0.0
        for row in figure.table.rows:
            value = float(row[2].replace("−", "-").replace(",", ""))
            if row[1] == say("decomposition.total"):
                total = value
                assert round(summed, 6) == pytest.approx(total, abs=1e-9)
                summed = 0.0
            else:
                summed += value
        assert total
        assert all(say("decomposition.rest") not in picture for picture in figure.pictures)
        assert all(say("decomposition.pace") in picture for picture in figure.pictures)
    order = section.lead[1]
    assert say("decomposition.assist_first") in order
    assert "−3.00" in order
    assert "−1.00" in order
    assert say("decomposition.assist_first") in section.figures[0].finding


@pytest.mark.parametrize("language", LANGUAGES)
def test_parts_that_cancel_or_are_nothing_are_said_to_be_nothing(language: str) -> None:
    for first, second in ((0.0, 0.0), (0.01, -0.01)):
        section = decomposition_section(Desk.of(sample_decomposition(first, second), language))
        assert section is not None
        end = Words(language)("decomposition.finding.none", measure="", policy="")[-6:]
        assert section.figures[0].finding.endswith(end)


def test_no_decomposition_no_section() -> None:
    assert decomposition_section(Desk.of(sample_comparison(), "en")) is None
