"""The assessment document: its words follow the assessment, every figure comes from it, nothing breaks it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_assessment import DEPLOYMENT, IMPACT, MATCHES, nothing_said, sample_assessment

from andante.assessment import pathways
from andante.assessment.answers import ANSWERS
from andante.assessment.deployment import Consultation, Deployment, Override, Review
from andante.assessment.document.catalogue import CATALOGUES, CHINESE, ENGLISH, Words
from andante.assessment.document.catalogue.policies_chinese import PHRASES, SOURCES
from andante.assessment.document.condition_words import due_day
from andante.assessment.document.desk import Desk
from andante.assessment.document.filing_words import ANSWERED_IN
from andante.assessment.document.legible import legible, shortened, width
from andante.assessment.document.render import document_of, render_document, render_notice
from andante.assessment.document.view import Bar
from andante.assessment.findings import Accounted, Assessment, Flag, Span
from andante.assessment.impact import _deadlines
from andante.assessment.measures import MEASURES
from andante.filing.conditions import Condition, Effect, EffectKind
from andante.filing.fields import DEPLOYMENT_FIELDS
from andante.filing.outcomes import Outcome
from andante.policies.duties import METRICS
from andante.policies.load import library_names, load_policy

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "zh")
POLICIES = ("controlled-innovation", "market-led", "augmentation-first")
BANNED = ("regime", "reading", "expectation", "lane", "nest", "oracle", "dossier", "exact", "redeploy")


class Text(HTMLParser):
    """The visible text of a page, and every tag that it has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.tags: list[str] = []
        self.silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.tags.append(tag)
        self.silent += tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.parts).split())


def words(assessment: Assessment, language: str = "en") -> str:
    return Text(render_document(assessment, language)).words


def notice_words(assessment: Assessment, language: str = "en") -> str:
    return Text(render_notice(assessment, language)).words


def decided(outcome: Outcome, assessment: Assessment | None = None, **changes: Any) -> Assessment:
    """The sample with another outcome put into its one decision."""
    made = assessment or sample_assessment()
    (each,) = made.decisions
    decision = replace(each.decision, outcome=outcome, **changes)
    return replace(made, decisions=(replace(each, decision=decision),))


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
    for key, text in {**CHINESE, **PHRASES}.items():
        assert not re.search("再部署|部署|备案|政权", text), key


def test_every_field_metric_and_phrase_of_the_policies_has_its_words() -> None:
    names = {field.name for field in DEPLOYMENT_FIELDS}
    assert set(ANSWERED_IN) == names
    known = {answer.path for answer in ANSWERS} | {"roster", "roster.seniority", "tasks", "rollout.steps"}
    assert {path for paths in ANSWERED_IN.values() for path in paths} <= known
    for name in library_names():
        for condition in load_policy(name).conditions.values():
            assert condition.metric in METRICS
            assert f"field.{condition.metric}" in CHINESE or f"metric.{condition.metric}" in CHINESE
            for text in (condition.owner, condition.consequence, condition.evidence):
                assert text in PHRASES, (name, text)
    assert set(PHRASES) <= {
        text
        for name in library_names()
        for c in load_policy(name).conditions.values()
        for text in (c.owner, c.consequence, c.evidence)
    }


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
    section = next(each for each in document_of(nothing_said(), "en").sections if each.id == "answers")
    table = section.blocks[1]
    said = {row[0].small: row[1].text for row in table.rows}  # type: ignore[union-attr]
    assert set(said) == {answer.path for answer in ANSWERS}
    assert {text for path, text in said.items() if path != "language"} == {"not answered"}


# What people said, and what nobody did


def consultation(language: str = "en", **changes: Any) -> str:
    made = sample_assessment(deployment=replace(DEPLOYMENT, consultation=Consultation(**changes)))
    section = next(each for each in document_of(made, language).sections if each.id == "consultation")
    return "\n".join(str(block) for block in section.blocks)


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


# The notice


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_says_what_is_offered_what_is_not_and_what_is_not_said(language: str) -> None:
    say = Words(language)
    for answer, state in ((True, "yes"), (False, "no"), (None, "unknown")):
        deployment = replace(
            DEPLOYMENT,
            entry_hiring_kept=answer,
            retraining=replace(DEPLOYMENT.retraining, offered=answer),
            reassignment=replace(DEPLOYMENT.reassignment, offered=answer),
        )
        page = notice_words(sample_assessment(deployment=deployment), language)
        for what in ("retraining", "reassignment", "entry"):
            for each in ("yes", "no", "unknown"):
                assert (say(f"notice.{what}.{each}") in page) == (each == state)
    empty = notice_words(nothing_said(), language)
    for key in ("no_purpose", "no_tasks", "whom_unknown", "no_start", "no_ask", "no_object", "unknown.heard"):
        assert say(f"notice.{key}") in empty


def test_the_notice_is_plain() -> None:
    """Short sentences and words of a newspaper: Flesch reading ease of 50 or more, as plain English asks."""
    sentences = [
        text
        for key, text in ENGLISH.items()
        if key.startswith("notice.") and text.endswith(".") and len(text.split()) > 3
    ]
    text = " ".join(re.sub(r"[“”]?\{\w+\}[“”]?", "two", each) for each in sentences)
    tokens = re.findall(r"[a-z]+", text.lower())
    ends = len(re.findall(r"[.:;](\s|$)", text))
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$|es$|ed$", "", t)))) for t in tokens)
    assert 206.835 - 1.015 * len(tokens) / ends - 84.6 * syllables / len(tokens) >= 50


# Hostile input

NASTY = "<script>alert(1)</script>&amp;{{ 7*7 }}{x}\"'"


def test_what_users_write_is_text_and_nothing_else() -> None:
    deployment = replace(
        DEPLOYMENT,
        name=NASTY,
        purpose=NASTY,
        how_stopped=NASTY,
        consultation=Consultation(True, NASTY, None, NASTY, NASTY),
        override=Override(0.5, 3, NASTY),
        file=NASTY,
        tasks=(replace(DEPLOYMENT.tasks[0], task=NASTY, occupation=NASTY),),
    )
    made = sample_assessment(
        deployment=deployment,
        matches=(replace(MATCHES[0], title=NASTY, reason=NASTY),),
        flags=(Flag("x", NASTY, NASTY),),
        command=NASTY,
        roster_file=NASTY,
    )
    clean = {"script", "iframe", "img", "object"}
    for language in LANGUAGES:
        for html in (render_document(made, language), render_notice(made, language)):
            text = Text(html)
            assert not clean & set(text.tags)
            assert NASTY in text.words


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=400), st.integers(0, 3))
def test_no_text_breaks_the_document(text: str, where: int) -> None:
    changes: dict[str, Any] = [
        {"name": text, "purpose": text},
        {"consultation": Consultation(True, text, date.max, text, text)},
        {
            "how_stopped": text,
            "contacts": replace(DEPLOYMENT.contacts, employer=text, ask=text, object_to=text),
        },
        {"tasks": (replace(DEPLOYMENT.tasks[0], task=text or "x", occupation=text or "x"),)},
    ][where]
    made = replace(sample_assessment(()), deployment=replace(DEPLOYMENT, **changes))
    for language in LANGUAGES:
        for html in (render_document(made, language), render_notice(made, language)):
            html.encode("utf-8")
            assert legible(html) == html
            assert unescape(html).count("</html>") >= 1


def long_condition(number: int) -> Condition:
    return Condition(
        f"c{number}",
        f"Duty {number} " + "and so on " * 30,
        "notice_days",
        ">=",
        30.0,
        "days",
        "evidence " * 20,
        "employer",
        "consequence " * 20,
        Effect(EffectKind.NOTICE, 1.0, "months"),
        "source",
        "A",
        due="30 days before start",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_hundred_conditions_stand_there_and_none_is_lost(language: str) -> None:
    conditions = tuple(long_condition(number) for number in range(200))
    made = decided(Outcome.APPROVE_WITH_CONDITIONS, conditions=conditions)
    page = words(made, language)
    assert all(f"Duty {number} and" in page for number in range(200))
    assert "200" in notice_words(made, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_policy_and_nobody_affected(language: str) -> None:
    say = Words(language)
    page = words(sample_assessment(()), language)
    assert say("no_policy") in page
    assert say("notice.no_policy") in notice_words(sample_assessment(()), language)
    empty = words(nothing_said(), language)
    assert say("figures.no_tasks") in empty
    assert say("timing.none") in empty
    assert words(sample_assessment((), deployment=Deployment()), language)


def test_bars_stay_on_their_scale() -> None:
    bar = Bar(-1.0, 5.0, 20.0, 10.0)
    assert [bar.part(value) for value in (bar.low, bar.central, bar.high)] == [0.0, 50.0, 100.0]
    assert Bar(0.0, 0.0, 0.0, 0.0).part(0.0) == 0.0


@given(st.text(max_size=300), st.integers(1, 120))
def test_shortened_text_is_as_wide_as_asked(text: str, most: int) -> None:
    cut = shortened(text, most, "(more)")
    whole = " ".join(text.split())
    assert cut == whole or (cut.endswith("… (more)") and width(cut.removesuffix("… (more)")) <= most)


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
    assert (
        english.money(Span(1_234_567.0, 2_345_678.0, 3_456_789.0)) == "2,350,000 (1,230,000 to 3,460,000) CNY"
    )
    assert chinese.day(date(2027, 3, 1)) == "2027年3月1日"
    assert english.day(date(2027, 3, 1)) == "1 March 2027"
    assert set(CATALOGUES) == set(LANGUAGES)
