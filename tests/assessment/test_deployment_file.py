"""A deployment file is read strictly: every problem at once, a missing answer never read as no."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.assessment.answer import Answer
from andante.assessment.answers import ANSWERS, STEP_ANSWERS, TASK_ANSWERS
from andante.assessment.deployment import Deployment
from andante.assessment.deployment_file import load_deployment, parse_deployment
from andante.assessment.deployment_schema import deployment_schema
from andante.assessment.questions import new_deployment
from andante.errors import AssessmentError, Problem

SCHEMA = jsonschema.Draft202012Validator(deployment_schema())


def problems_of(text: str) -> list[str]:
    with pytest.raises(AssessmentError) as caught:
        parse_deployment(text.encode(), "file.yaml")
    return [str(problem) for problem in caught.value.problems]


def value_for(answer: Answer) -> st.SearchStrategy[object]:
    if answer.whole:
        return st.integers(int(answer.low), int(answer.high))
    if answer.type == "number":
        return st.floats(answer.low, answer.high, allow_nan=False).map(lambda x: float(f"{x:.6g}")).filter(
            lambda x: answer.low <= x <= answer.high
        )  # fmt: skip
    if answer.type == "flag":
        return st.booleans()
    if answer.type == "choice":
        return st.sampled_from(answer.choices)
    if answer.type == "date":
        return st.dates(date(2020, 1, 1), date(2040, 1, 1)).map(lambda day: day.isoformat())
    words = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=20)
    return st.lists(words, min_size=1, max_size=3) if answer.type == "texts" else words


@st.composite
def files(draw: st.DrawFn) -> dict[str, object]:
    """Any part of the answers, nested as in a file."""
    root: dict[str, object] = {}
    for answer in draw(st.lists(st.sampled_from(ANSWERS), unique=True)):
        if answer.path.startswith(("consultation.", "rollout.")):
            continue
        at = root
        *above, name = answer.path.split(".")
        for each in above:
            at = at.setdefault(each, {})  # type: ignore[assignment]
        at[name] = draw(value_for(answer))
    return root


def attribute(deployment: Deployment, path: str) -> object:
    value: object = deployment
    for each in path.split("."):
        value = getattr(value, each)
    return value


@given(files())
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_and_fits_the_schema(content: dict[str, object]) -> None:
    SCHEMA.validate(content)
    found = parse_deployment(yaml.safe_dump(content, allow_unicode=True).encode(), "x")
    as_json = parse_deployment(json.dumps(content).encode(), "x")
    assert replace(found, digest="", lines={}) == replace(as_json, digest="", lines={})
    flat = {answer.path: answer for answer in ANSWERS}
    for path, answer in flat.items():
        at: object = content
        for each in path.split("."):
            at = at.get(each, {}) if isinstance(at, dict) else {}
        read = attribute(found, answer.attribute)
        if at == {}:
            assert read in (None, (), "en"), path
        elif answer.type == "date":
            assert str(read) == at
        elif answer.type == "texts":
            assert isinstance(at, list)
            assert list(read) == at  # type: ignore[call-overload]
        else:
            assert read == at, path


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_no_bytes_end_in_a_traceback(data: bytes) -> None:
    with suppress(AssessmentError):
        parse_deployment(data, "x")


def test_every_problem_is_told_with_its_line() -> None:
    said = problems_of(
        "system:\n  mode: steal\n  override: {rate: 40}\nfirm:\n  workers: many\n  sectr: G\n"
        "consultation:\n  held: maybe\n"
    )
    assert len(said) == 5
    assert "file.yaml:2, system.mode" in said[0]
    assert "from 0 to 1" in "".join(said)
    assert any("sectr" in each and "sector" in each for each in said)
    assert any("never read as no" in each for each in said)


def test_a_count_is_whole() -> None:
    assert "whole number" in problems_of("system: {override: {cases: 0.5}}")[0]
    assert list(SCHEMA.iter_errors({"system": {"override": {"cases": 0.5}}}))
    assert parse_deployment(b"system: {override: {cases: 12.0}}", "x").override.cases == 12
    said = {"How many proposals was that measured on?": iter(["0.5", "12"])}
    text = new_deployment(lambda asked: next(said.get(re.sub(r"^.*out\. | \[.*", "", asked), iter(())), ""))
    assert parse_deployment(text.encode(), "x").override.cases == 12


def test_missing_is_missing_and_no_is_no() -> None:
    empty = parse_deployment(b"schema_version: 1\n", "x")
    assert empty.consultation.held is None
    assert empty.retraining.offered is None
    said = parse_deployment(b"consultation: {held: no}\nsafeguards: {retraining: {offered: }}\n", "x")
    assert said.consultation.held is False
    assert said.retraining.offered is None
    assert parse_deployment("consultation: {held: 是}\n".encode(), "x").consultation.held is True


def test_contradictions_are_told() -> None:
    assert "both cannot hold" in problems_of("consultation: {held: true, reason_not_held: no time}")[0]
    assert "both cannot hold" in problems_of("consultation: {held: false, on: 2026-01-01}")[0]
    two = "[{start: 2027-02-01, share: 0.5}, {start: 2027-01-15, share: 1}]"
    steps = f"rollout: {{start: 2027-01-01, steps: {two}}}"
    assert "does not follow" in problems_of(steps)[0]
    tasks = "tasks:" + "".join(f"\n- {{occupation: '4222', task: {t}, share_of_time: 0.7}}" for t in "ab")
    assert "more than the whole working time" in problems_of(tasks)[0]
    assert (
        "not in order"
        in problems_of("tasks: [{occupation: '4222', task: a, share_low: .5, share_of_time: .2}]")[0]
    )


def test_list_entries_name_what_they_lack() -> None:
    said = problems_of("tasks: [{mode: automate}]\nrollout: {steps: [{name: pilot}]}")
    assert [each.split(":")[0] for each in said]
    assert {"has no occupation", "has no task", "has no start", "has no share"} == {
        " ".join(each.splitlines()[0].split()[-3:]) for each in said
    }


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AssessmentError, match="cannot read"):
        load_deployment(tmp_path / "none.yaml")
    with pytest.raises(AssessmentError, match="--new"):
        load_deployment(tmp_path)


def test_the_schema_is_one_and_says_what_the_reader_says() -> None:
    jsonschema.Draft202012Validator.check_schema(deployment_schema())
    wrong: tuple[dict[str, object], ...] = (
        {"system": {"mode": "steal"}},
        {"firm": {"workers": 0}},
        {"sistem": {}},
        {"tasks": [{"task": "a"}]},
    )
    for bad in wrong:
        assert list(SCHEMA.iter_errors(bad))
        problems_of(json.dumps(bad))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_starting_file_without_answers_loads(language: str) -> None:
    text = new_deployment(lambda _: "", language)
    assert parse_deployment(text.encode(), "x").name is None
    for answer in (*ANSWERS, *TASK_ANSWERS, *STEP_ANSWERS):
        assert answer.path.split(".")[-1] in text


@given(st.lists(st.text(max_size=12), max_size=400), st.sampled_from(["en", "zh"]))
@settings(max_examples=60, deadline=None)
def test_whatever_is_typed_the_starting_file_can_be_read(typed: list[str], language: str) -> None:
    answers = iter(typed)
    text = new_deployment(lambda _: next(answers, ""), language)
    problems: tuple[Problem, ...] = ()
    try:
        parse_deployment(text.encode(), "x")
    except AssessmentError as error:
        problems = error.problems
    # Only answers that contradict each other may still be refused.
    assert all(
        "hold" in each.why or "steps" in each.why or "shar" in each.why or "start" in each.why
        for each in problems
    )


def test_the_answers_of_a_person_are_kept() -> None:
    said = {
        "What is the system called?": 'Desk "one"',
        "How many workers does the firm have?": "1000",
        "Add a task?": "yes",
        "Whose task is it: an ISCO-08 or O*NET-SOC code, or a job title?": "4222",
        "Which task: onet:ID, isco:CODE.N of the published lists, or plain words?": "answer: questions",
        "Were workers' representatives or all staff heard?": "no",
    }
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        if question == "Add a task?" and asked.count(question) > 1:
            return ""
        return said.get(question.split(" [")[0], "")

    found = parse_deployment(new_deployment(ask).encode(), "x")
    assert found.name == 'Desk "one"'
    assert found.firm_size == 1000
    assert found.consultation.held is False
    assert [(task.occupation, task.task) for task in found.tasks] == [("4222", "answer: questions")]


def test_every_unit_and_help_is_said_in_chinese_too() -> None:
    for answer in (*ANSWERS, *TASK_ANSWERS, *STEP_ANSWERS):
        assert bool(answer.counted_in("zh")) == bool(answer.unit)
        assert bool(answer.helped("zh")) == bool(answer.help)
