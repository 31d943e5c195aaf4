"""The notice to workers is plain, and no input breaks it or the document."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from document_texts import (
    LANGUAGES,
    NASTY,
    Text,
    decided,
    long_condition,
    notice_words,
    words,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_assessment import (
    DEPLOYMENT,
    MATCHES,
    nothing_said,
    sample_assessment,
)

from andante.assessment.deployment import Consultation, Deployment, Override
from andante.assessment.document.catalogue import ENGLISH, Words
from andante.assessment.document.legible import legible, shortened, width
from andante.assessment.document.render import render_document, render_notice
from andante.assessment.document.view import Bar
from andante.assessment.findings import Flag
from andante.filing.outcomes import Outcome

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


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_open_only_would_change_the_work(language: str) -> None:
    name = DEPLOYMENT.name
    will, would = (Words(language)(key, system=name) for key in ("notice.title", "notice.title.open"))
    for outcome, title in (
        (Outcome.APPROVE, will),
        (Outcome.APPROVE_WITH_CONDITIONS, will),
        (Outcome.NEEDS_INFORMATION, would),
        (Outcome.REJECT, would),
    ):
        page = notice_words(decided(outcome), language)
        assert title in page
    assert would in notice_words(sample_assessment(()), language)


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_leads_to_the_page_of_the_register_or_says_that_it_will(language: str) -> None:
    page = "https://register.example/workers/CN-2026-000123-3"
    for told in (None, page):
        contacts = replace(DEPLOYMENT.contacts, register_page=told)
        made = sample_assessment(deployment=replace(DEPLOYMENT, contacts=contacts))
        words = Text(render_notice(made, language)).words
        assert (page in words) == (told is not None)
        waits = "Once this use has a number" if language == "en" else "取得公开登记编号后"
        assert (waits in words) == (told is None)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=400), st.integers(0, 3))
def test_no_text_breaks_the_document(text: str, where: int) -> None:
    changes: dict[str, Any] = [
        {"name": text, "purpose": text},
        {"consultation": Consultation(True, text, date.max, text, text)},
        {
            "how_stopped": text,
            "contacts": replace(
                DEPLOYMENT.contacts, employer=text, ask=text, object_to=text, register_page=text
            ),
        },
        {"tasks": (replace(DEPLOYMENT.tasks[0], task=text or "x", occupation=text or "x"),)},
    ][where]
    made = replace(sample_assessment(()), deployment=replace(DEPLOYMENT, **changes))
    for language in LANGUAGES:
        for html in (render_document(made, language), render_notice(made, language)):
            html.encode("utf-8")
            assert legible(html) == html
            assert unescape(html).count("</html>") >= 1


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
