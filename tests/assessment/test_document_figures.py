"""Every figure of the assessment document comes from the assessment, and what is missing is said."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest
from document_texts import (
    LANGUAGES,
    POLICIES,
    notice_words,
    section,
    words,
)
from sample_assessment import (
    DEPLOYMENT,
    DESTINATIONS,
    IMPACT,
    MATCHES,
    nothing_said,
    sample_assessment,
)

from andante.assessment.answers import ANSWERS
from andante.assessment.deployment import Consultation, Deployment, Monitoring, Override
from andante.assessment.document.catalogue import CATALOGUES, ENGLISH, Words
from andante.assessment.document.desk import Desk
from andante.assessment.document.filing_words import missing_words
from andante.assessment.document.render import document_of, render_document, render_notice
from andante.assessment.findings import Accounted, Span
from andante.filing.outcomes import Outcome

# Every figure comes from the assessment


def numbers_of(value: Any) -> Iterator[tuple[str, float]]:
    """Every number of the impact, destinations and plan, with its path."""
    if isinstance(value, Span):
        yield from (("low", value.low), ("central", value.central), ("high", value.high))
    elif isinstance(value, bool):
        return
    elif isinstance(value, (int, float)):
        yield "", float(value)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from ((f"{each.name}.{p}", n) for p, n in numbers_of(getattr(value, each.name)))
    elif isinstance(value, tuple):
        for at, entry in enumerate(value):
            yield from ((f"{at}.{p}", n) for p, n in numbers_of(entry))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_canary_in_every_figure_appears(language: str) -> None:
    """Each span is replaced by one of its own, and all three of its numbers must be in the document."""
    spans = (
        "people_affected",
        "taken_over",
        "assisted",
        "unchanged",
        "hires_avoided",
        "released",
        "entry_level_posts",
    )
    for number, name in enumerate(spans):
        canary = Span(311.0 + 10 * number, 512.0 + 10 * number, 713.0 + 10 * number, "assumed")
        page = words(sample_assessment(impact=replace(IMPACT, **{name: canary})), language)
        for value in (canary.low, canary.central, canary.high):
            assert f"{value:.0f}" in page, name
    row = replace(IMPACT.occupations[0], headcount=7_654_321.0, taken_over=Span(345.0, 456.0, 567.0))
    page = words(sample_assessment(impact=replace(IMPACT, occupations=(row,))), language)
    assert "7,654,321" in page
    assert "456.0 (345.0 to 567.0)" in page or "456.0（345.0至567.0）" in page
    accounted = Accounted(98_765.0, 87_654.0, 7_000.0, 2_111.0, 2_000.0)
    page = words(sample_assessment(accounted=accounted), language)
    for value in (98_765, 87_654, 7_000, 2_111, 2_000):
        assert f"{value:,}" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_figure_stands_on_page_one_that_the_assessment_does_not_hold(language: str) -> None:
    made = sample_assessment()
    document = document_of(made, language)
    allowed = {f"{n:.1f}" for _, n in numbers_of(IMPACT)} | {f"{n:.0f}" for _, n in numbers_of(IMPACT)}
    for figure in document.figures:
        for found in re.findall(r"[\d.]+", f"{figure.value} {figure.range}"):
            assert found in allowed
    found = [int(each) for each in re.findall(r"\d+", document.sum_line)]
    assert sum(found[:4]) == found[4] == 170


def test_a_listed_task_stands_there_with_its_statement_number_and_how_its_share_is_known() -> None:
    page = words(sample_assessment())
    assert "Confer with customers by telephone to explain the cause of problems. onet:8823" in page
    assert "30 % (20 to 40 %) imputed" in page.replace("\u00a0", " ")
    bare = sample_assessment(tasks=())
    assert "onet:8823" in words(bare)
    unknown = replace(DEPLOYMENT.tasks[0], share_of_time=None, share_low=None, share_high=None)
    section = document_of(sample_assessment(deployment=replace(DEPLOYMENT, tasks=(unknown,))), "en").sections[
        0
    ]
    (table,) = [block for block in section.blocks if block.kind == "table"]
    assert table.rows[0][3].text == "not answered"


def test_the_three_figures_have_their_own_ranges() -> None:
    figures = document_of(sample_assessment(), "en").figures
    assert [(each.value, each.range) for each in figures] == [
        ("118", "104 to 124, mapped"),
        ("28.7", "21.4 to 35.9, as declared by the filer"),
        ("7.7", "4.1 to 12.5, assumed"),
    ]


def test_the_published_measures_are_compared_among_themselves() -> None:
    declared = replace(IMPACT.measures[0], taken_over=1.0)
    made = sample_assessment(impact=replace(IMPACT, measures=(declared, *IMPACT.measures[1:])))
    assert "by them 24.6 to 38.3 full-time equivalents" in section(made, "work")
    alone = sample_assessment(impact=replace(IMPACT, measures=(declared,)))
    assert "disagree" not in section(alone, "work")


def test_occupations_that_are_not_touched_are_counted_and_not_listed() -> None:
    said = section(sample_assessment(), "people")
    assert "not touched: 1, with 37 people" in said
    assert "Business services managers" not in said


def test_deadlines_hold_the_days_of_the_conditions() -> None:
    said = section(sample_assessment(), "timing")
    assert "30 January 2027" in said
    assert "Condition: Tell the staff or the union thirty days ahead" in said
    assert "Condition: Quarterly report" not in said  # it recurs
    bare = section(sample_assessment(()), "timing")
    assert "Condition:" not in bare


def test_several_policies_stand_side_by_side() -> None:
    assert document_of(sample_assessment(), "en").results is None
    made = sample_assessment(POLICIES)
    table = document_of(made, "en").results
    assert table is not None
    assert [[cell.text for cell in row] for row in table.rows] == [
        [
            each.decision.policy_title,
            ENGLISH[f"outcome.{each.decision.outcome.word}"],
            str(len(each.decision.missing)),
            str(len(each.decision.conditions)),
        ]
        for each in made.decisions
    ]


def test_no_end_of_a_range_is_claimed_that_was_not_decided() -> None:
    made = sample_assessment(impact=replace(IMPACT, work_known=False))
    (box,) = document_of(made, "en").boxes
    assert dict(box.facts)["At the ends of the range"] == ENGLISH["range.unknown"]
    assert ENGLISH["figures.bounds"] in words(made)
    assert [(each.value, each.range) for each in document_of(made, "en").figures[1:]] == [
        ("not known", "between 21.4 and 35.9, by published measures"),
        ("not known", "between 4.1 and 12.5, by published measures"),
    ]
    assert "between 21.4 and 35.9 full-time jobs" in notice_words(made)
    assert "28.7" not in notice_words(made)


def test_rules_that_cannot_be_told_stand_on_page_one_unless_they_only_approve() -> None:
    made = sample_assessment(deployment=Deployment(tasks=DEPLOYMENT.tasks))
    decision = made.decisions[0].decision
    assert {Outcome.APPROVE, Outcome.REJECT} <= {each.outcome for each in decision.unknown}
    said = " ".join(text for _, text in document_of(made, "en").boxes[0].facts)
    for each in decision.unknown:
        assert (each.because in said) == (each.outcome > Outcome.APPROVE)
        assert each.because in section(made, "rules")


def test_a_place_without_figures_has_none() -> None:
    unknown = tuple(replace(each, local_employment=None, months_to_job=None) for each in DESTINATIONS)
    made = sample_assessment(destinations=unknown)
    assert ENGLISH["market.none"] in section(made, "market")
    assert "not known" in section(made, "destinations")
    two = (replace(DESTINATIONS[0], isco="5230", local_employment=2_655_000.0), DESTINATIONS[1])
    said = section(sample_assessment(destinations=two), "market")
    assert said.count("2,655,000") == 1  # one broader group, however many occupations within reach are in it


def test_not_answered_is_never_no() -> None:
    quiet = replace(
        DEPLOYMENT,
        reversible=None,
        human_final_decision=None,
        high_impact_decision=None,
        monitoring=Monitoring(),
        override=Override(),
    )
    said = section(sample_assessment(deployment=quiet), "system")
    assert "text='no'" not in said
    assert ", 'no')" not in said
    assert said.count("not answered") >= 5
    assert ENGLISH["decides.unknown"] in said
    assert ENGLISH["override.none"] in said
    answered = section(sample_assessment(deployment=replace(quiet, reversible=False)), "system")
    assert ", 'no')" in answered


def test_only_what_is_not_answered_yet_is_to_be_filled_in() -> None:
    desk = Desk(sample_assessment(deployment=replace(DEPLOYMENT, start=None, steps=())), Words("en"))
    assert missing_words(desk, "consultation_days_before").endswith("(to be filled in: rollout.start)")
    desk = Desk(sample_assessment(deployment=replace(DEPLOYMENT, consultation=Consultation())), Words("en"))
    assert missing_words(desk, "consultation_days_before").endswith("(to be filled in: consultation.on)")
    assert missing_words(desk, "automated_work_12m") == "Automated work in twelve months"


def test_what_is_not_known_is_said_and_never_printed_as_a_number() -> None:
    made = sample_assessment(impact=replace(IMPACT, entry_level_posts=None, entry_level_share=None))
    figures = document_of(made, "en").figures
    assert [figure.value for figure in figures] == ["118", "28.7", "not known"]
    bad = sample_assessment(impact=replace(IMPACT, hires_avoided=Span(float("nan"), 1.0, float("inf"))))
    page = words(bad)
    assert "nan" not in page.lower().replace("finance", "").replace("financial", "")
    assert not re.search(r"\binf\b", page)


def test_the_decision_and_its_sources_stand_in_the_annex() -> None:
    made = sample_assessment()
    page = words(made)
    for reason in made.decisions[0].decision.matched:
        assert reason.place in page
        assert reason.source in page
        for used in reason.parameters:
            assert used.source in page
            assert f":{used.line}" in page
    assert made.decisions[0].decision.policy_hash in page
    assert made.command in page
    assert made.roster_digest in page


def test_every_question_stands_in_the_annex_answered_or_not() -> None:
    page = words(nothing_said())
    for answer in ANSWERS:
        assert " ".join(answer.question.split()) in page
    annex = next(each for each in document_of(nothing_said(), "en").sections if each.id == "answers")
    table = annex.blocks[1]
    said = {row[0].small: row[1].text for row in table.rows}  # type: ignore[union-attr]
    assert set(said) == {answer.path for answer in ANSWERS}
    assert {text for path, text in said.items() if path != "language"} == {"not answered"}


# Speed


def test_a_document_takes_less_than_three_tenths_of_a_second() -> None:
    """200 titles, 60 occupations and three policies, as a roster of 1 000 rows gives."""
    row = IMPACT.occupations[0]
    occupations = tuple(replace(row, isco=f"{4000 + n}", title=f"Occupation {n}") for n in range(60))
    matches = tuple(replace(MATCHES[0], title=f"title {n}") for n in range(200))
    made = sample_assessment(POLICIES, impact=replace(IMPACT, occupations=occupations), matches=matches)
    render_document(made)
    taken = []
    for _ in range(5):
        start = time.process_time()
        render_document(made)
        taken.append(time.process_time() - start)
    assert min(taken) < 0.3


def test_a_document_is_self_contained() -> None:
    for html in (render_document(sample_assessment(POLICIES)), render_notice(sample_assessment())):
        assert not re.search(r"""(src|href)\s*=\s*["'](?!#|data:)""", html)
        assert "@import" not in html
        assert "url(" not in html


def test_the_desk_says_numbers_as_the_language_does() -> None:
    english, chinese = (Desk(sample_assessment(), Words(language)) for language in LANGUAGES)
    assert english.span(Span(1.0, 2.0, 3.0)) == "2.0 (1.0 to 3.0)"
    assert chinese.span(Span(1.0, 2.0, 3.0)) == "2.0（1.0至3.0）"
    assert english.span(Span(2.0, 2.0, 2.0)) == "2.0"
    assert english.span(None) == "not known"
    assert english.span(Span(1.0, 2.0, 3.0, "missing")) == "between 1.0 and 3.0"
    assert english.share_span(Span(0.1, 0.2, 0.3, "missing")) == "between 10\u00a0% and 30\u00a0%"
    assert chinese.share_span(Span(0.1, 0.2, 0.3, "missing")) == "介于10%与30%之间"
    assert (
        english.money(Span(1_234_567.0, 2_345_678.0, 3_456_789.0)) == "2,350,000 (1,230,000 to 3,460,000) CNY"
    )
    assert chinese.day(date(2027, 3, 1)) == "2027年3月1日"
    assert english.day(date(2027, 3, 1)) == "1 March 2027"
    assert set(CATALOGUES) == set(LANGUAGES)
