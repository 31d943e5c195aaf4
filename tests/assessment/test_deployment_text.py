"""A deployment that is written is read back as the same deployment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.assessment.answer import Answer
from andante.assessment.answers import ANSWERS
from andante.assessment.deployment import Consultation, Deployment, Mode, Step, Task
from andante.assessment.deployment_file import parse_deployment
from andante.assessment.deployment_text import deployment_text

DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))
# Every text a file can hold: blanks are tidied by the reader, and a text of blanks alone is refused.
TEXTS = (
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
SHARES = st.floats(0, 1)


def value_for(answer: Answer) -> st.SearchStrategy[object]:
    if answer.whole:
        return st.integers(int(answer.low), int(answer.high))
    if answer.type == "number":
        return st.floats(answer.low, answer.high, allow_nan=False)
    if answer.type == "flag":
        return st.booleans()
    if answer.type == "choice":
        return st.sampled_from(answer.choices)
    if answer.type == "date":
        return DAYS
    return st.lists(TEXTS, min_size=1, max_size=3).map(tuple) if answer.type == "texts" else TEXTS


def with_answer(part: object, attribute: str, value: object) -> object:
    first, _, rest = attribute.partition(".")
    inner = with_answer(getattr(part, first), rest, value) if rest else value
    return replace(part, **{first: inner})  # type: ignore[type-var]


@st.composite
def tasks(draw: st.DrawFn) -> tuple[Task, ...]:
    found = []
    for number in range(draw(st.integers(0, 3))):
        bounds = sorted(draw(st.lists(SHARES, min_size=3, max_size=3)))
        low, share, high = (draw(st.none() | st.just(bound)) for bound in bounds)
        mode: Mode | None = draw(st.sampled_from((None, *get_args(Mode))))
        # Occupations differ, so that no shares add up to more than the whole working time.
        found.append(Task(f"{number} {draw(TEXTS)}", draw(TEXTS), mode, share, low, high))
    return tuple(found)


@st.composite
def deployments(draw: st.DrawFn) -> Deployment:
    found: object = Deployment()
    for answer in draw(st.lists(st.sampled_from(ANSWERS), unique=True)):
        found = with_answer(found, answer.attribute, draw(value_for(answer)))
    assert isinstance(found, Deployment)
    said = found.consultation
    if said.held is not True and (said.held_on or said.words):
        found = replace(found, consultation=replace(said, held=None, reason_not_held=None))
    elif said.held:
        found = replace(found, consultation=replace(said, reason_not_held=None))
    start = found.start or draw(DAYS)
    days = sorted(draw(st.sets(st.integers(0, 2000), max_size=3)))
    shares = sorted(draw(st.lists(SHARES, min_size=len(days), max_size=len(days))))
    steps = tuple(
        Step(min(start + timedelta(day), date(2200, 1, 1)), share, draw(st.just("") | TEXTS))
        for day, share in zip(days, shares, strict=True)
    )
    distinct = len({step.start for step in steps}) == len(steps)
    return replace(found, tasks=draw(tasks()), steps=steps if distinct else ())


def read(text: str) -> Deployment:
    found = parse_deployment(text.encode(), "file.yaml")
    tasks = tuple(replace(task, line=None) for task in found.tasks)
    return replace(found, tasks=tasks, file="", digest="", lines={})


@given(deployments(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_back(deployment: Deployment, questions: bool) -> None:
    assert read(deployment_text(deployment, questions=questions)) == deployment


def test_a_note_stands_above_its_answer() -> None:
    deployment = Deployment(name="Desk", consultation=Consultation(held=True))
    notes = {"system.name": "from a form\n", "system.purpose": "no answer, no note"}
    lines = deployment_text(deployment, notes).splitlines()
    assert lines[:5] == ["schema_version: 1", "language: en", "", "system:", "  # from a form "]
    assert lines[5] == '  name: "Desk"'
    assert "no answer" not in "".join(lines)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_open_questions_stand_as_comments(language: str) -> None:
    text = deployment_text(replace(Deployment(), name="A", language=language), questions=True)  # type: ignore[arg-type]
    for answer in ANSWERS:
        assert (answer.question_zh if language == "zh" else answer.question) in text
    assert "# tasks:" in text
    assert "#   - {start:" in text
