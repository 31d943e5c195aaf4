"""The competitor and the chip supply path of a comparison: who, under which policy, what it changes."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from andante.errors import ScenarioError
from andante.lab.compare import compare
from andante.lab.comparison import NO_FURTHER_ADOPTION, Comparison, Measure
from andante.lab.competitor import OUTPUT_2025, competitor_name, load_world
from andante.lab.report.catalogue import Words
from andante.lab.report.render import page
from andante.lab.report.sentences import answer
from andante.lab.save import results_of
from andante.lab.scenario import Scenario
from andante.lab.tables import comparison_from, comparison_header, comparison_tables

BASE = Scenario(policies=("market-led", "augmentation-first"), months=60, ranges=False)


@pytest.fixture(scope="module")
def embargo() -> Comparison:
    return compare(replace(BASE, chips="full-embargo"), workers=1)


@pytest.fixture(scope="module")
def open_trade() -> Comparison:
    return compare(replace(BASE, chips="no-controls"), workers=1)


def value(result: Comparison, policy: str, measure: str) -> float:
    found = result.measures[policy][measure].value
    assert found is not None
    return found


def test_export_controls_widen_the_gap_and_slow_adoption(embargo: Comparison, open_trade: Comparison) -> None:
    for policy in BASE.policies:
        assert value(embargo, policy, "technology_gap") > value(open_trade, policy, "technology_gap") + 0.3
        assert value(embargo, policy, "automated_work") < value(open_trade, policy, "automated_work")
        assert value(embargo, policy, "productivity_gap") > value(open_trade, policy, "productivity_gap")
        assert value(embargo, policy, "trade_jobs") < value(open_trade, policy, "trade_jobs") < 0


def test_chip_paths_share_their_history(embargo: Comparison, open_trade: Comparison) -> None:
    for name in ("unemployment_rate", "automated_work", "technology_gap"):
        both = [result.paths["market-led"][name] for result in (embargo, open_trade)]
        first = both[0].months.index(BASE.from_month)
        assert both[0].value[:first] == both[1].value[:first]


def test_the_technology_gap_is_the_same_under_every_policy(embargo: Comparison) -> None:
    gaps = {value(embargo, policy, "technology_gap") for policy in BASE.policies}
    assert len(gaps) == 1


def test_the_competitor_sees_the_mirror_of_the_home_economy(embargo: Comparison) -> None:
    away = embargo.competitor
    assert away is not None
    assert (away.economy, away.policy) == ("united-states", "market-led")
    for policy in BASE.policies:
        theirs = away.measures[policy]["technology_gap"].value
        assert theirs == pytest.approx(-value(embargo, policy, "technology_gap"), rel=1e-12)
        own, other = (side["export_share"] for side in (embargo.paths[policy], away.paths[policy]))
        np.testing.assert_allclose(np.array(own.value) + np.array(other.value), 1.0, rtol=1e-12)
    assert NO_FURTHER_ADOPTION in away.paths


def test_a_slower_home_pays_in_trade(open_trade: Comparison) -> None:
    slow, fast = (value(open_trade, p, "trade_jobs") for p in ("augmentation-first", "market-led"))
    assert slow < fast


def test_the_other_way_round_is_run_too() -> None:
    result = compare(replace(BASE, economy="united-states", policies=("market-led",), months=24), workers=1)
    assert result.competitor is not None
    assert result.competitor.economy == "china"
    assert value(result, "market-led", "technology_gap") < 0
    assert result.chips is not None
    assert set(result.chips.paths) == {"united-states", "china"}


def test_a_comparison_without_a_competitor_says_what_it_does_not_know() -> None:
    result = compare(replace(BASE, competitor="none", months=12), workers=1)
    assert result.competitor is None
    for name in ("technology_gap", "productivity_gap", "export_share", "trade_jobs"):
        assert result.measures["market-led"][name].value is None


def test_a_slower_competitor_leaves_more_jobs_at_home(open_trade: Comparison) -> None:
    slower = compare(replace(BASE, chips="no-controls", competitor_policy="augmentation-first"), workers=1)
    assert value(slower, "market-led", "trade_jobs") > value(open_trade, "market-led", "trade_jobs")


def test_a_scenario_with_wrong_world_says_everything_at_once() -> None:
    wrong = replace(BASE, competitor="china", chips="no-such-path")
    with pytest.raises(ScenarioError) as caught:
        load_world(wrong)
    assert len(caught.value.problems) == 2
    assert "its own competitor" in caught.value.problems[0].what
    with pytest.raises(ScenarioError, match="no economy 'atlantis'"):
        competitor_name(replace(BASE, competitor="atlantis"))


def test_every_packaged_economy_has_an_output_figure_with_source() -> None:
    for name in ("china", "united-states"):
        figure = OUTPUT_2025[name]
        assert math.isfinite(figure.trillion_dollars)
        assert figure.source
        assert figure.tag in {"V", "M"}


def test_results_folders_keep_competitor_and_chips(embargo: Comparison) -> None:
    tables = comparison_tables(embargo)
    again = comparison_from(comparison_header(embargo), tables, seconds=embargo.seconds, digest="")
    assert again.competitor == embargo.competitor
    assert again.chips == embargo.chips
    assert results_of(embargo, BASE).digest


def race_words(result: Comparison, language: str) -> str:
    (section,) = (each for each in page(result, language).sections if each.id == "race")
    assert len(section.figures) == 3
    assert len(section.folded) == 1
    return " ".join((*section.lead, *section.notes, *(figure.finding for figure in section.figures)))


def test_the_report_says_who_is_ahead_and_by_what_chips_act(
    embargo: Comparison, open_trade: Comparison
) -> None:
    for result in (embargo, open_trade):
        gap = value(result, "market-led", "technology_gap")
        factor = float(f"{math.exp(gap):.2g}")
        words = race_words(result, "en")
        assert f"ends {factor:,.0f} times ahead" in words
        assert result.chips is not None
        assert result.chips.title in words
        assert "Chips act on work in two ways" in words
        chinese = race_words(result, "zh")
        assert result.chips.title_zh in chinese
        assert "芯片从两方面影响工作" in chinese


def test_the_price_says_how_far_behind_a_policy_puts_the_country(open_trade: Comparison) -> None:
    for measure, expected, chinese in (
        (
            Measure(0.004, 0.002, 0.006, "log points"),
            "0.4\u00a0% further behind the United States",
            "多落后0.4%",
        ),
        (Measure(-0.004, -0.006, -0.002, "log points"), "0.4\u00a0% forward against the United", "前移0.4%"),
        (Measure(0.001, -0.002, 0.002, "log points"), "", ""),
    ):
        policy = "augmentation-first"
        differences = {**open_trade.differences[policy], "productivity_gap": measure}
        changed = replace(open_trade, differences={**open_trade.differences, policy: differences})
        for language, words in (("en", expected), ("zh", chinese)):
            price = answer(changed, Words(language, "china")).price
            assert words in price
            assert bool(words) == ("United States" in price or "美国" in price)


def test_without_a_competitor_the_report_has_no_race() -> None:
    result = compare(replace(BASE, competitor="none", months=12), workers=1)
    assert all(section.id != "race" for section in page(result, "en").sections)


def test_figures_do_not_depend_on_processes(embargo: Comparison) -> None:
    spread = compare(replace(BASE, chips="full-embargo"), workers=2)
    assert spread.measures == embargo.measures
    assert spread.competitor == embargo.competitor
