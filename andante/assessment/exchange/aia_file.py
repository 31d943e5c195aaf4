"""Saved answers of the Canadian Algorithmic Impact Assessment, read strictly.

The tool saves `{"version", "currentPage", "data", "translationsOnResult"}`; `data` maps the names of
questions to texts, to the value of a choice or to a list of such values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from andante.assessment.deployment_file import LONGEST_TEXT
from andante.assessment.exchange.aia_questions import CATALOGUES, Choice, Question, questions_of
from andante.assessment.exchange.json_object import parse_object, read_object
from andante.errors import AssessmentError, Problem, Where
from andante.policies.wording import did_you_mean, listed, quoted

KIND = "the file of saved AIA answers"
_VERSION = re.compile(r"v?(\d+\.\d+\.\d+)")
_SAVE_AGAIN = "open the file in the AIA tool, answer what is new in it, and save it again"


@dataclass(frozen=True, slots=True)
class AiaFile:
    """One file: all of its content as it was read, and which list of questions it answers."""

    content: Mapping[str, object]
    catalogue: str
    file: str = ""

    @property
    def answers(self) -> Mapping[str, object]:
        """The answers by the name of their question."""
        data = self.content["data"]
        assert isinstance(data, dict)
        return data

    def text(self, question: Question) -> str | None:
        """The answer to a text question with its blanks tidied; None where there is none."""
        found = self.answers.get(question.name)
        return " ".join(found.split()) or None if isinstance(found, str) else None

    def chosen(self, question: Question) -> tuple[Choice, ...]:
        """The choices that are ticked; none where the tool does not show the question."""
        for name, values in question.shown_if:
            if self.answers.get(name) not in values:
                return ()
        found = self.answers.get(question.name)
        ticked = found if isinstance(found, list) else [found]
        return tuple(choice for choice in question.choices if choice.value in ticked)


def read_aia(path: str | Path) -> AiaFile:
    """The saved answers in a file.

    Raises AssessmentError with every problem: not JSON, another shape, a version that is not known, a value
    that is no choice of its question.
    """
    return aia_file(read_object(Path(path), KIND), str(path))


def parse_aia(data: bytes, file: str) -> AiaFile:
    """The saved answers in the bytes of a file. Raises as read_aia."""
    return aia_file(parse_object(data, Path(file), KIND), file)


def aia_file(content: Mapping[str, object], file: str = "") -> AiaFile:
    """The saved answers in a mapping as JSON gives it. Raises as read_aia."""
    catalogue, problems = _catalogue(content.get("version"))
    problems += _shape_problems(content)
    data = content.get("data")
    if isinstance(data, dict) and catalogue is not None:
        for question in questions_of(catalogue).values():
            if data.get(question.name) is not None:
                problems += _answer_problems(question, data[question.name])
    if problems:
        raise AssessmentError(
            Problem(each.what, Where(file=file or None, field=each.where.field), each.why, each.mend)
            for each in problems
        )
    assert catalogue is not None
    return AiaFile(content, catalogue, file)


def _catalogue(version: object) -> tuple[str | None, list[Problem]]:
    known = ", ".join(CATALOGUES)
    if version is None:
        what, why = "the file does not say which version of the AIA it answers", "the questions differ"
        return None, [_problem("version", what, _SAVE_AGAIN, why)]
    match = _VERSION.fullmatch(version) if isinstance(version, str) else None
    found = CATALOGUES.get(match[1]) if match else None
    if found is None:
        shown = quoted(version) if isinstance(version, str) else "no text"
        what = f"the version of the AIA is {shown}; read here are {known}"
        return None, [_problem("version", what, _SAVE_AGAIN)]
    return found, []


def _shape_problems(content: Mapping[str, object]) -> list[Problem]:
    found = []
    if not isinstance(content.get("data"), dict):
        what = 'there is no "data" with the answers'
        found.append(_problem("data", what, "check that this is a file which the AIA tool saved"))
    page = content.get("currentPage", 0)
    if isinstance(page, bool) or not isinstance(page, int) or page < 0:
        found.append(_problem("currentPage", "currentPage is no page number", "write 0"))
    if not isinstance(content.get("translationsOnResult", {}), dict):
        found.append(
            _problem("translationsOnResult", "translationsOnResult is no object", "write {} or delete it")
        )
    return found


def _answer_problems(question: Question, value: object) -> list[Problem]:
    name = question.name
    if not question.choices:
        if not isinstance(value, str):
            return [_problem(name, "the answer is no text", "write a text, or delete the answer")]
        length = len(" ".join(value.split()))
        if length <= LONGEST_TEXT:
            return []
        return [_problem(name, f"the text has {length:,} characters", f"write at most {LONGEST_TEXT:,}")]
    values = [choice.value for choice in question.choices]
    if not question.several:
        return [] if isinstance(value, str) and value in values else [_no_choice(name, value, values)]
    if not isinstance(value, list):
        return [_problem(name, "the answer is no list of choices", f"write a list of {listed(values)}")]
    wrong = [_no_choice(name, each, values) for each in value if each not in values]
    if not wrong and len(set(value)) < len(value):
        return [_problem(name, "a choice stands twice", "keep each choice once")]
    return wrong


def _no_choice(name: str, value: object, values: list[str]) -> Problem:
    if not isinstance(value, str):
        return _problem(name, "the answer is no choice", f"the choices are: {', '.join(values)}")
    mend = did_you_mean(value, values, "choices")
    return _problem(name, f"{quoted(value)} is no choice of this question", mend, "nothing is guessed")


def _problem(field: str, what: str, mend: str, why: str = "") -> Problem:
    return Problem(what, Where(field=field), why, mend)
