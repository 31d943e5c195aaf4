"""The assessment document: its words follow the assessment and its decisions."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from string import Formatter
from typing import Any

import pytest
from document_texts import (
    BANNED,
    LANGUAGES,
    POLICIES,
    ROOT,
    decided,
    notice_words,
    section,
    words,
)
from sample_assessment import (
    DEPLOYMENT,
    nothing_said,
    sample_assessment,
)

from andante.assessment import pathways
from andante.assessment.answers import ANSWERS
from andante.assessment.deployment import Consultation, Deployment, Review
from andante.assessment.document.catalogue import CHINESE, ENGLISH, Words
from andante.assessment.document.catalogue.policies_chinese import SOURCES
from andante.assessment.document.condition_words import due_day
from andante.assessment.document.filing_words import ANSWERED_IN
from andante.assessment.document.render import document_of, render_document
from andante.assessment.findings import Flag
from andante.assessment.impact import _deadlines
from andante.assessment.measures import MEASURES
from andante.filing.fields import DEPLOYMENT_FIELDS
from andante.filing.outcomes import Outcome
from andante.policies.duties import METRICS
from andante.policies.load import library_names, load_policy

# The catalogue


def test_both_languages_hold_the_same_sentences_with_the_same_slots() -> None:
    assert set(ENGLISH) == set(CHINESE)
    slots = [
        {key: {name for _, name, _, _ in Formatter().parse(text) if name} for key, text in catalogue.items()}
        for catalogue in (ENGLISH, CHINESE)
    ]
    assert {key for key in slots[0] if slots[0][key] != slots[1][key]} == set()


def test_no_sentence_is_unused_and_no_language_is_left_in_the_other() -> None:
    folder = ROOT / "andante" / "assessment" / "document"
    sources = [path for path in folder.rglob("*") if path.suffix in (".py", ".html")]
    code = "\n".join(p.read_text(encoding="utf-8") for p in sources if p.parent.name != "catalogue")
    literal = set(re.findall(r"""["']([\w. @>=<!]+)["']""", code))
    stems = {match.split("{")[0] for match in re.findall(r'f"([\w. ]+\{)', code)}
    tables = {f"choice.{a.path.rsplit('.', 1)[-1]}.{c}" for a in ANSWERS for c in a.choices}
    unused = {
        key
        for key in ENGLISH
        if key not in literal | tables and not any(stem and key.startswith(stem) for stem in stems)
    }
    assert unused == set()
    chinese = re.compile("[\u4e00-\u9fff]")
    assert [key for key, text in ENGLISH.items() if chinese.search(text)] == []
    plain = {
        key: re.sub(r"\{\w+\}|assessment\.json|sha256|Andante|rollout\.steps|tasks", "", text)
        for key, text in CHINESE.items()
    }
    assert [k for k, t in plain.items() if re.search("[a-z]{3}", t) and k != "language.tag"] == []


def test_words_that_no_page_may_hold_are_in_no_sentence() -> None:
    for key, text in ENGLISH.items():
        assert not re.search(rf"\b({'|'.join(BANNED)})\b", text, re.IGNORECASE), key
    for key, text in CHINESE.items():
        assert not re.search("再部署|部署|备案|政权", text), key


def test_every_field_and_metric_of_the_policies_has_its_words() -> None:
    names = {field.name for field in DEPLOYMENT_FIELDS}
    assert set(ANSWERED_IN) == names
    known = {answer.path for answer in ANSWERS} | {"roster", "roster.seniority", "tasks", "rollout.steps"}
    assert {path for paths in ANSWERED_IN.values() for path in paths} <= known
    for name in library_names():
        for condition in load_policy(name).conditions.values():
            assert condition.metric in METRICS
            assert f"field.{condition.metric}" in CHINESE or f"metric.{condition.metric}" in CHINESE


def test_every_source_of_an_assessment_has_its_chinese() -> None:
    start = date(2027, 3, 1)
    deployment = Deployment(start=start, notice_days=5.0, consultation=Consultation(True, held_on=start))
    said = {each.source for each in _deadlines(deployment)} | {pathways.SOURCE, MEASURES["declared"].source}
    assert said == set(SOURCES)


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="en and zh"):
        render_document(sample_assessment(), "de")


# Words follow the decisions


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_swap_when_the_decisions_swap(language: str) -> None:
    say = Words(language)
    made = sample_assessment(POLICIES)
    first, second = made.decisions[:2]
    rejected = replace(first, decision=replace(first.decision, outcome=Outcome.REJECT))
    approved = replace(second, decision=replace(second.decision, outcome=Outcome.APPROVE))
    one = document_of(replace(made, decisions=(rejected, approved)), language)
    other = document_of(
        replace(
            made,
            decisions=(
                replace(first, decision=replace(first.decision, outcome=Outcome.APPROVE)),
                replace(second, decision=replace(second.decision, outcome=Outcome.REJECT)),
            ),
        ),
        language,
    )
    reject, approve = say("outcome.reject"), say("outcome.approve")
    assert [box.result for box in one.boxes] == [reject, approve]
    assert [box.result for box in other.boxes] == [approve, reject]
    assert [box.meaning for box in one.boxes] == [box.meaning for box in reversed(other.boxes)]
    assert [box.tone for box in one.boxes] == ["stop", "good"]
    assert [box.policy for box in one.boxes] == [box.policy for box in other.boxes]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_its_own_words(language: str, outcome: Outcome) -> None:
    made = decided(outcome)
    document = document_of(made, language)
    (box,) = document.boxes
    assert box.result == Words(language)(f"outcome.{outcome.word}")
    others = [Words(language)(f"meaning.{each.word}") for each in Outcome if each is not outcome]
    page = words(made, language)
    assert box.meaning in page
    assert not any(other in page for other in others)
    said = Words(language)(f"notice.result.{outcome.word}", policy="§", conditions=6)
    assert said.split("§")[-1].lstrip("”") in notice_words(made, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_result_at_the_ends_of_the_range_is_said_where_it_differs(language: str) -> None:
    say, made = Words(language), sample_assessment()
    (each,) = made.decisions
    same = dict(document_of(made, language).boxes[0].facts)[say("box.range")]
    assert same == say("range.same", low="21.4", high="35.9")
    turned = replace(made, decisions=(replace(each, at_low="approve", at_high="reject"),))
    differs = dict(document_of(turned, language).boxes[0].facts)[say("box.range")]
    assert say("outcome.approve") in differs
    assert say("outcome.reject") in differs
    assert differs.index(say("outcome.approve")) < differs.index(say("outcome.reject"))


def test_the_smallest_change_is_the_engines_own() -> None:
    made = sample_assessment()
    change = made.decisions[0].decision.smallest_change
    assert change is not None
    said = dict(document_of(made, "en").boxes[0].facts)["Smallest change that turns the result"]
    for part in change.changes:
        assert ENGLISH[f"field.{part.field}"] in said
        assert f"{part.new:g}" in said
    assert ENGLISH[f"outcome.{change.outcome.word}"] in said
    assert "No change" in words(decided(Outcome.REJECT, smallest_change=None))
    assert "not looked for" in words(decided(Outcome.REJECT, smallest_change=None, change_asked=False))


def test_missing_answers_are_named_with_the_place_where_they_are_given() -> None:
    made = sample_assessment(deployment=replace(DEPLOYMENT, notice_days=None, firm_size=None))
    (box,) = document_of(made, "en").boxes
    facts = dict(box.facts)
    assert box.result == "Needs information"
    missing = made.decisions[0].decision.missing
    assert {"notice_days"} <= set(missing)
    assert "Notice (to be filled in: safeguards.notice_days)" in facts["Missing answers"]
    for name in missing:
        assert ENGLISH[f"field.{name}"] in facts["Missing answers"]
    assert facts["Conditions"] == "none"
    chinese = dict(document_of(made, "zh").boxes[0].facts)["缺失内容"]
    assert "提前告知（填写处：safeguards.notice_days）" in chinese


def test_conditions_say_what_by_when_who_and_what_if_not() -> None:
    made = sample_assessment()
    table = document_of(made, "en").boxes[0].conditions
    assert table is not None
    conditions = made.decisions[0].decision.conditions
    assert len(table.rows) == len(conditions) == 6
    for row, condition in zip(table.rows, conditions, strict=True):
        assert [row[0].text, row[2].text, row[3].text] == [
            condition.title,
            condition.owner,
            condition.consequence,
        ]
    notice = next(row for row in table.rows if row[0].text.startswith("Tell the staff"))
    assert notice[0].small == "Notice: at least 30 days"
    assert notice[1].text == "30 days before the start (30 January 2027)"
    chinese = document_of(made, "zh").boxes[0].conditions
    assert chinese is not None
    assert not [c.text for row in chinese.rows for c in row if re.search("[A-Za-z]{3}", c.text)]


@pytest.mark.parametrize(
    ("due", "day"),
    [
        ("before start", date(2027, 3, 31)),
        ("30 days before start", date(2027, 3, 1)),
        ("1 months before start", date(2027, 2, 28)),
        ("3 months after start", date(2027, 6, 30)),
        ("11 months after start", date(2028, 2, 29)),
        ("9 months after start", date(2027, 12, 31)),
        ("10 working days before start", None),
        ("12 months after approval", None),
        ("9999 months after start", date(2860, 6, 30)),
        ("9999 months before start", date(1193, 12, 31)),
    ],
)
def test_due_days_follow_the_calendar(due: str, day: date | None) -> None:
    assert due_day(due, date(2027, 3, 31)) == day
    assert due_day(due, None) is None


# What people said, and what nobody did


def consultation(language: str = "en", **changes: Any) -> str:
    made = sample_assessment(deployment=replace(DEPLOYMENT, consultation=Consultation(**changes)))
    return section(made, "consultation", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_consultation_held_not_held_and_not_said_are_three_things(language: str) -> None:
    say = Words(language)
    not_said = consultation(language)
    assert say("consultation.not_said") in not_said
    assert say("consultation.not_held") not in not_said
    none = consultation(language, held=False)
    assert say("consultation.no_reason") in none
    reason = consultation(language, held=False, reason_not_held="There is no union here")
    assert "There is no union here" in reason
    assert say("consultation.no_reason") not in reason
    held = consultation(language, held=True, words="We object", answer="Noted")
    assert "We object" in held
    assert "Noted" in held
    silent = consultation(language, held=True)
    assert say("consultation.no_words") in silent
    assert say("consultation.no_answer") in silent


@pytest.mark.parametrize(
    ("review", "said"),
    [
        (Review(True, "Institute", date(2026, 1, 2)), "by Institute, of 2 January 2026"),
        (Review(False, absent_since=date(2026, 1, 2)), "missing since 2 January 2026"),
        (Review(False), "since when it has been missing is not answered"),
        (Review(), "not answered whether an independent review is attached"),
    ],
)
def test_independent_review_attached_or_absent_since(review: Review, said: str) -> None:
    assert said in words(sample_assessment(deployment=replace(DEPLOYMENT, review=review)))


def test_flags_and_the_reference_design_stand_before_the_sections() -> None:
    made = sample_assessment(flags=(Flag("rubber_stamp", "A canary flag", "旗标"),))
    page = words(made)
    assert page.index("not any government's rule") < page.index("People affected")
    assert page.index("A canary flag") < page.index("The system, what people still decide")
    assert "旗标" in words(made, "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_undecided_or_unsent_is_never_called_completed(language: str) -> None:
    for made in (nothing_said(), decided(Outcome.NEEDS_INFORMATION), sample_assessment(())):
        for page in (words(made, language), notice_words(made, language)):
            assert not re.search(r"\bcompleted\b|已完成审批|已办结|已提交[至给]", page)
            assert not re.search(r"\b(score[ds]? \d|total score)\b|总分|评分[：:]", page)
