"""The eight questions, upgrading, regions and the ratio line: words that turn with the results."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_sample import sample_comparison, without_ranges
from report_sample_economy import POLICIES, regions, whole

from andante.lab import comparison as c
from andante.lab.report.catalogue import CHINESE, ENGLISH, chinese, economy_chinese, economy_english, english
from andante.lab.report.charts.axis import ratio_axis
from andante.lab.report.questions import QUESTIONS, questions_section
from andante.lab.report.race import race_section
from andante.lab.report.regions import regions_section, whole_country
from andante.lab.report.render import page
from andante.lab.report.upgrading import upgrading_section
from andante.lab.report.view import Desk, Question, Section


def rows(comparison: c.Comparison, language: str) -> tuple[Question, ...]:
    sections = page(comparison, language).sections
    assert sections[0].id == "questions"
    return sections[0].questions


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_question_has_one_sentence_a_picture_that_exists_and_one_caveat(language: str) -> None:
    said = page(whole(), language)
    anchors = {s.id for s in said.sections} | {f.id for s in said.sections for f in s.figures}
    found = said.sections[0].questions
    assert [row.id for row in found] == [
        "growth", "jobs", "young", "work", "stress", "race", "upgrading", "pays",
    ]  # fmt: skip
    stop = "." if language == "en" else "。"
    for row in found:
        for text in (row.sentence, row.caveat):
            assert text.endswith(stop), text
            assert len(re.findall(r"[.。](?:\s|$)", text)) == 1, text
        assert row.question.endswith(("?", "？"))
        assert row.anchor in anchors, row.id
        holder = next(s for s in said.sections if row.anchor in {s.id, *(f.id for f in s.figures)})
        assert any(figure.pictures for figure in holder.figures), row.id
    assert len({row.sentence for row in found}) == len({row.caveat for row in found}) == 8


def test_the_young_have_both_ages_and_those_who_find_no_work() -> None:
    young = next(section for section in page(whole(), "en").sections if section.id == "young")
    assert [len(figure.pictures) for figure in young.figures] == [2, 1]
    assert "path-graduates_without_work_rate" in {figure.id for figure in young.figures}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_swapping_two_policies_swaps_the_words_of_every_question(language: str) -> None:
    pairs = {
        "en": (
            ("Controlled innovation", "Augmentation-first"),
            ("controlled innovation", "augmentation-first"),
        ),
        "zh": (("可控创新", "增强优先"),),
    }[language]
    first, second = rows(whole(), language), rows(whole((0, 2, 1)), language)
    for before, after in zip(first, second, strict=True):
        turned = before.sentence
        for one, other in pairs:
            turned = turned.replace(one, other)
        assert after.sentence == turned, before.id
        assert after.sentence != before.sentence


@pytest.mark.parametrize(("language", "below", "above"), [("en", "below", "above"), ("zh", "低", "高")])
def test_swapping_a_policy_with_the_reference_turns_every_direction(
    language: str, below: str, above: str
) -> None:
    first, second = rows(whole((0, 1, 1)), language), rows(whole((1, 0, 0)), language)
    turn = {below: above, above: below}
    for before, after in zip(first, second, strict=True):
        if before.id == "work":
            pairs = [re.findall(r"−\d+\.\d", row.sentence) for row in (before, after)]
            assert pairs[0][0::2] == pairs[1][1::2]
            assert pairs[0][1::2] == pairs[1][0::2]
            continue
        words = re.findall(f"{below}|{above}", before.sentence)
        assert words, before.id
        assert [turn[word] for word in words] == re.findall(f"{below}|{above}", after.sentence), before.id


def test_the_first_figure_of_a_job_is_the_policys_and_the_second_the_references() -> None:
    comparison = whole()
    said = {row.id: row.sentence for row in rows(comparison, "en")}["work"]
    assert "under controlled innovation and under market-led" in said
    for row, base in zip(
        comparison.occupations["controlled-innovation"], comparison.occupations["market-led"], strict=True
    ):
        if row.id in ("251", "264m", "4222"):
            own, other = (f"\u2212{abs(100 * each.employment_change):.1f}" for each in (row, base))
            assert f"{own} and {other}" in said


def test_words_of_certainty_come_with_their_count() -> None:
    comparison = whole()
    sentence = {row.id: row.sentence for row in rows(comparison, "en")}
    assert "0.4 % below market-led (0.4 to 0.4), almost always (11 of 11 tested sets)" in sentence[
        "growth"
    ].replace("\u00a0", " ")
    policy = "controlled-innovation"
    mixed = c.Measure(-0.004, -0.006, 0.002, "")
    effects = {s.id: (0.002 if i < 3 else -0.004) for i, s in enumerate(comparison.assumption_sets)}
    turned = replace(
        comparison,
        differences={
            **comparison.differences,
            policy: {**comparison.differences[policy], "output_gain": mixed},
        },
        effects={**comparison.effects, policy: {**comparison.effects[policy], "output_gain": effects}},
    )
    said = {row.id: row.sentence for row in rows(turned, "en")}["growth"]
    assert "no clear difference" in said
    assert "above in 3 of 11 tested sets" in said
    assert "almost always" not in said
    bare = page(without_ranges(comparison), "en").sections[0]
    assert "not varied" in bare.lead[0]
    assert "tested sets" not in bare.questions[0].sentence
    assert "(" not in bare.questions[0].sentence


def test_what_is_missing_is_said_and_not_linked() -> None:
    bare = replace(sample_comparison(POLICIES), sectors={}, competitor=None)
    for language, unknown in (("en", "Not known"), ("zh", "未给出")):
        found = {row.id: row for row in rows(bare, language)}
        assert found["race"].anchor == ""
        assert found["race"].sentence.startswith(unknown) or unknown in found["race"].sentence
        assert found["growth"].anchor == "path-output_gain"
    desk = Desk.of(whole(), "en")
    assert all(row.anchor == "" for row in questions_section(desk, ()).questions)
    placed = questions_section(desk, (Section("who", "W"), Section("pays", "P"))).questions
    assert placed[-1].anchor == "pays"


def test_one_policy_alone_is_described_and_not_compared() -> None:
    result = sample_comparison(("market-led",))
    for row in rows(result, "en"):
        assert "below" not in row.sentence
        assert "against market-led" not in row.sentence
    assert "output at the end 2.1" in rows(result, "en")[0].sentence


def test_who_carries_most_of_the_difference_is_the_age_with_the_largest_sum() -> None:
    sentence = {row.id: row.sentence for row in rows(whole(), "en")}["pays"]
    assert "+0.25 points, falls to ages 30–44" in sentence


def test_the_questions_are_those_of_the_brief() -> None:
    for asked in QUESTIONS:
        for catalogue in (ENGLISH, CHINESE):
            assert f"question.{asked.id}" in catalogue
            assert f"question.{asked.id}.caveat" in catalogue
            assert all(f"asked.{name}" in catalogue for name in asked.measures)


def test_no_key_stands_in_two_files() -> None:
    assert not set(english.SENTENCES) & set(economy_english.SENTENCES)
    assert not set(chinese.SENTENCES) & set(economy_chinese.SENTENCES)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sections_of_the_economy_are_drawn_once_a_policy_and_the_high_ones_marked(language: str) -> None:
    comparison = whole()
    section = upgrading_section(Desk.of(comparison, language))
    assert section is not None
    figure = next(each for each in section.figures if each.id == "upgrading-sections")
    assert len(figure.pictures) == 2
    for picture in figure.pictures:
        assert picture.count('class="mark"') == 3 * (1 + 3)  # the legend and three rows
        assert picture.count('font-weight="bold"') == 1 + 2  # the title and two sections
    assert figure.table is not None
    assert len(figure.table.rows) == 3
    assert all(len(row) == len(figure.table.columns) for row in figure.table.rows)
    assert "\u22129.0" in figure.finding
    assert "\u22123.0" in figure.finding
    swap = upgrading_section(Desk.of(whole((0, 2, 1)), language))
    assert swap is not None
    assert swap.figures[0].finding != section.figures[0].finding
    low = {"en": "No", "zh": "均未"}[language]
    assert low in section.notes[-1]


def test_a_policy_that_directs_credit_is_named_and_the_elasticity_printed() -> None:
    comparison = whole()
    credit = c.InstrumentRow(
        "support.directed_credit", "Directed credit", "定向信贷", "share", 0.1, "2026-01-01", "x", "A"
    )
    steering = replace(comparison.policies[1], instruments=(credit,))
    row = c.ParameterRow("sector_elasticity", "e", "", 0.7, 0.3, 1.2, "A", "assumed", "", False)
    changed = replace(
        comparison,
        policies=(comparison.policies[0], steering, comparison.policies[2]),
        parameters=(*comparison.parameters, row),
    )
    section = upgrading_section(Desk.of(changed, "en"))
    assert section is not None
    assert "0.7 (0.3 to 1.2) [assumed]" in section.notes[0]
    assert "set by controlled innovation" in section.notes[1]


def test_every_region_is_a_row_and_the_spans_are_those_of_the_rows() -> None:
    comparison = whole()
    section = regions_section(Desk.of(comparison, "en"))
    assert section is not None
    assert section.title == "Provinces"
    figure = section.figures[0]
    assert figure.table is not None
    assert len(figure.table.rows) == 32
    assert figure.pictures[0].count('class="mark"') == 3 * (1 + 32)
    assert all(f">Place {r}<" in figure.pictures[0] for r in range(31))
    assert "31 provinces" in figure.finding
    assert "market-led 0.0 to +3.0" in figure.finding
    assert "controlled innovation \u22120.1 to +2.9" in figure.finding
    swapped = regions_section(Desk.of(whole((0, 2, 1)), "en"))
    assert swapped is not None
    assert "controlled innovation \u22120.2 to +2.8" in swapped.figures[0].finding
    # The order is that of the change under the reference; the whole country stands first.
    assert figure.table.rows[1][0] == "Place 30"
    states = regions_section(Desk.of(replace(comparison, economy="united-states"), "en"))
    assert states is not None
    assert states.title == "States"
    assert regions_section(Desk.of(replace(comparison, regions={}), "en")) is None


def test_the_whole_country_is_the_mean_by_labour_force() -> None:
    found = regions(0)
    force = sum(row.labour_force for row in found)
    mean = sum(row.labour_force * row.unemployment_rate_change for row in found) / force
    assert whole_country(found, "unemployment_rate_change") == pytest.approx(mean, rel=1e-12)
    assert whole_country(found, "unemployment_rate") == pytest.approx(0.05, rel=1e-12)


def test_the_share_who_look_elsewhere_is_printed_with_its_range() -> None:
    note = c.Note("regions", "text", None, {"share": "6", "low": "2", "high": "15"})
    with_note = replace(whole(), notes=(note,))
    for language, words in (("en", "6\u00a0% (2 to 15\u00a0%)"), ("zh", "6%（2%至15%）")):
        section = regions_section(Desk.of(with_note, language))
        assert section is not None
        assert words in section.notes[0]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_gap_that_no_policy_moves_is_one_line(language: str) -> None:
    comparison = whole()
    section = race_section(Desk.of(comparison, language))
    assert section is not None
    figure = next(each for each in section.figures if each.id == "path-technology_gap")
    assert figure.pictures[0].count("<polyline") == 1
    assert figure.table is not None
    assert len(figure.table.columns) == 2
    factor = f"{math.exp(4.0):.0f}"
    assert figure.table.rows[-1][1].startswith(factor)
    path = comparison.paths["controlled-innovation"]
    moved = replace(path["technology_gap"], value=tuple(0.9 * x for x in path["technology_gap"].value))
    apart = replace(
        comparison,
        paths={**comparison.paths, "controlled-innovation": {**path, "technology_gap": moved}},
    )
    section = race_section(Desk.of(apart, language))
    assert section is not None
    figure = next(each for each in section.figures if each.id == "path-technology_gap")
    assert figure.pictures[0].count("<polyline") == 4
    before, after = (
        next(row.sentence for row in rows(each, language) if row.id == "race") for each in (comparison, apart)
    )
    assert factor[:2] in before
    assert factor[:2] not in after


@given(st.lists(st.floats(-5.5, 5.5), min_size=1, max_size=30))
def test_a_ratio_axis_holds_every_value_and_has_two_ticks_at_least(exponents: list[float]) -> None:
    axis = ratio_axis(exponents, 100.0, 0.0)
    assert axis.low <= min(exponents) + 1e-9
    assert axis.high >= max(exponents) - 1e-9
    assert len(axis.ticks) >= 2
    assert list(axis.ticks) == sorted(axis.ticks)
    leading = {round(10 ** (tick - math.floor(tick + 1e-9)), 6) for tick in axis.ticks}
    assert leading <= {1.0, 2.0, 5.0}
