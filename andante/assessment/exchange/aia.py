"""From saved answers of the Canadian Algorithmic Impact Assessment to a deployment, and back.

Only what both ask is taken over (`aia_questions.QUESTIONS`). Nothing is read into an answer that is not
there, and every answer of a file that has no place in a deployment is kept as it is.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from andante.assessment.answers import ANSWERS
from andante.assessment.attributes import value_at, with_value
from andante.assessment.deployment import Deployment
from andante.assessment.exchange.aia_file import AiaFile, aia_file, read_aia
from andante.assessment.exchange.aia_questions import CATALOGUES, NEWEST, Question, questions_of
from andante.assessment.findings import Assessment
from andante.errors import AssessmentError, Problem, Where

MAJOR_PEOPLE = 20
MAJOR_SHARE = 0.1
"""From so many people, or this share of the roster, an impact on staff is called major."""

PATHS = {answer.attribute: answer.path for answer in ANSWERS}


@dataclass(frozen=True, slots=True)
class ImportedAia:
    """A deployment begun from saved answers.

    `sources`: path in the deployment file -> which answer it comes from. `remarks`: what the filer must
    know. `saved`: the file, whose other answers an export keeps.
    """

    deployment: Deployment
    sources: Mapping[str, str]
    remarks: tuple[str, ...]
    saved: AiaFile


@dataclass(frozen=True, slots=True)
class ExportedAia:
    """Saved answers as the AIA tool loads them, and what the filer must know."""

    content: dict[str, object]
    remarks: tuple[str, ...]


def import_aia(path: str | Path) -> ImportedAia:
    """The deployment that saved answers begin. Raises AssessmentError with every problem of the file."""
    return from_answers(read_aia(path))


def from_answers(saved: AiaFile) -> ImportedAia:
    """The deployment that saved answers begin: only answers that are there, only where both ask the same."""
    deployment = Deployment()
    sources: dict[str, str] = {}
    for question in questions_of(saved.catalogue).values():
        if question.direction not in ("both", "import"):
            continue
        for attribute, value in _said(saved, question).items():
            deployment = with_value(deployment, attribute, value)
            shown = _shown(saved, question)
            sources[PATHS[attribute]] = f"Canadian AIA {saved.content['version']}, {question.name}: {shown}"
    return ImportedAia(deployment, sources, tuple(_import_remarks(saved, sources)), saved)


def export_aia(
    deployment: Deployment, assessment: Assessment | None = None, saved: AiaFile | None = None
) -> ExportedAia:
    """The answers of a deployment, and of its assessment, as the AIA tool saves them.

    All other answers of `saved` are kept, its version too. Raises AssessmentError where the file's answer
    contradicts the deployment and the deployment does not tell which answer to give.
    """
    content: dict[str, object] = {"version": NEWEST, "currentPage": 0, "data": {}, "translationsOnResult": {}}
    content |= copy.deepcopy(dict(saved.content)) if saved else {}
    catalogue = saved.catalogue if saved else CATALOGUES[NEWEST[1:]]
    answers, translations = content["data"], content["translationsOnResult"]
    assert isinstance(answers, dict)
    assert isinstance(translations, dict)
    remarks: list[str] = []
    given = []
    for question in questions_of(catalogue).values():
        if question.direction == "both":
            value = _answer_of(deployment, question)
        elif question.direction == "export" and assessment is not None:
            value = _staff_answer(assessment, question, answers.get(question.name), remarks)
        else:
            continue
        if value is None or (saved is not None and _same(saved, question, value)):
            continue
        if question.name in answers:
            old = " and its translation is of the old one" * (question.name in translations)
            remarks.append(f"{question.name}: the deployment's answer replaces the file's{old}.")
        answers[question.name] = value
        given.append(question.name)
    written = aia_file(content, saved.file if saved else "")
    remarks += _disagreements(deployment, written)
    told = ", ".join(given) if given else "no question"
    remarks.append(f"Answered from the deployment: {told}; every other question is answered in the AIA tool.")
    return ExportedAia(content, tuple(remarks))


def _said(saved: AiaFile, question: Question) -> Mapping[str, object]:
    """What the answer to one question says of the deployment: attribute -> value."""
    if not question.choices:
        text = saved.text(question)
        return {} if text is None else {question.attribute: text}
    said: dict[str, object] = {}
    for choice in saved.chosen(question):
        said |= choice.says
    return said


def _shown(saved: AiaFile, question: Question) -> str:
    return ", ".join(choice.title for choice in saved.chosen(question) if choice.says) or "its text"


def _import_remarks(saved: AiaFile, sources: Mapping[str, str]) -> list[str]:
    asked = questions_of(saved.catalogue)
    remarks = [
        f"Taken over: {', '.join(sources) or 'nothing'}. The file has {len(saved.answers)} answers; those"
        " that have no place in a deployment are kept by an export to the AIA."
    ]
    for question in asked.values():
        if question.direction == "export" and [c.title for c in saved.chosen(question)] == ["yes"]:
            remarks.append(
                f"{question.name}: the AIA says the project has major impacts on staff; write its tasks under"
                ' "tasks", and a roster says on whom.'
            )
    planned = saved.answers.get("consultationDesign4")
    if isinstance(planned, list) and "item11" in planned and "consultation.held" not in sources:
        remarks.append(
            "consultationDesign4: bargaining agents will be engaged; that is planned, not held, so the"
            " consultation stays open."
        )
    return remarks


def _answer_of(deployment: Deployment, question: Question) -> str | None:
    """The answer that the deployment gives to a question; None where it gives none."""
    if not question.choices:
        text = value_at(deployment, question.attribute)
        return text if isinstance(text, str) else None
    for choice in question.choices:
        if choice.says and all(
            value_at(deployment, attribute) == value for attribute, value in choice.says.items()
        ):
            return choice.value
    return None


def _same(saved: AiaFile, question: Question, value: str) -> bool:
    """Whether the file gives this answer already; blanks in a text do not count."""
    return value == (saved.answers.get(question.name) if question.choices else saved.text(question))


def _staff_answer(
    assessment: Assessment, question: Question, answered: object, remarks: list[str]
) -> str | None:
    """Yes where many are affected and nothing is answered yet; a file's no is only remarked upon."""
    impact = assessment.impact
    people = impact.people_affected.central
    enough = people >= MAJOR_PEOPLE or people >= MAJOR_SHARE * impact.headcount > 0
    if not impact.work_known or not assessment.deployment.tasks or not enough:
        return None
    yes, no = (choice.value for choice in question.choices)
    found = f"the assessment finds {people:,.0f} of {impact.headcount:,.0f} people affected"
    if answered is None:
        remarks.append(f"{question.name}: answered yes (major impacts on staff): {found}.")
        return yes
    if answered == no:
        remarks.append(f"{question.name}: the file says no major impacts on staff, yet {found}: check it.")
    return None


def _disagreements(deployment: Deployment, written: AiaFile) -> list[str]:
    """Remarks on answers of the file that say otherwise than the deployment; a problem where both ask it."""
    remarks, problems = [], []
    for question in questions_of(written.catalogue).values():
        if question.direction not in ("both", "import") or not question.choices:
            continue
        for attribute, value in _said(written, question).items():
            own = value_at(deployment, attribute)
            if own is None or own == value or (isinstance(value, str) and attribute != "autonomy"):
                continue
            what = f"{question.name} of the AIA file says {attribute} = {value}, the deployment says {own}"
            if question.direction == "import":
                remarks.append(f"{what}: check both.")
            else:
                place = Where(file=written.file or None, field=question.name)
                problems.append(Problem(what, place, "both cannot hold", "change one of the two files"))
    if problems:
        raise AssessmentError(problems)
    return remarks
