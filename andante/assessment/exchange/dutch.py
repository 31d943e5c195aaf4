"""A deployment as a registration for the Dutch Algorithm Register, publication standard 1.0.

The deployment's own words are taken where the register asks for the same; everything else the filer gives
in a file of register answers. What is required and nowhere to be found is a problem, never filled in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from andante.assessment.attributes import value_at
from andante.assessment.deployment import Deployment
from andante.assessment.exchange.register_schema import register_schema, registration_problems
from andante.errors import AndanteError, AssessmentError, Problem, Where
from andante.policies.document import Node, Scalar, Table, read_document

NO_ANSWERS: Mapping[str, object] = MappingProxyType({})
ASSESSED = "Beoordeling van de gevolgen voor werkenden (Andante)"
"""The name of an Andante assessment among the impact tests of a registration, in the register's language."""
_EMPTY = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Taken:
    """A field of the register, the deployment's answer it takes, and in which words the two agree."""

    field: str
    path: str
    attribute: str
    rule: str


TAKEN: tuple[Taken, ...] = (
    Taken("name", "system.name", "name", "the same text"),
    Taken("description_short", "system.purpose", "purpose", "the same text"),
    Taken("goal", "system.purpose", "purpose", "the same text"),
    Taken("organization", "contacts.employer", "contacts.employer", "the same text"),
    Taken(
        "contact_email",
        "contacts.ask",
        "contacts.ask",
        "where it is one e-mail or https address and nothing else",
    ),
    Taken("human_intervention", "system.how_stopped", "how_stopped", "the same text"),
    Taken("risks", "monitoring.what", "monitoring.what", "the same text"),
)

APART: Mapping[str, str] = MappingProxyType(
    {
        "publication_category": "high risk as the AI Act defines it, not system.high_impact_decision",
        "provider": "who supplies the system, not the model (model.provider)",
        "methods_and_models": "how it works, not the name of the model (model.name)",
        "source_id": "the owner's number of the system, not the model's (model.approval_number)",
        "lang": "Dutch only: written by the filer once every text, the deployment's too, is Dutch",
    }
)
"""Fields of similar words that ask something else: only the filer can answer them."""


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration as the register takes it (JSON), and where each field comes from."""

    content: dict[str, object]
    sources: dict[str, str]


def export_dutch(
    deployment: Deployment,
    on: date,
    answers: Mapping[str, object] = NO_ANSWERS,
    assessed: bool = False,
    file: str = "",
) -> Registration:
    """The registration of a deployment as of `on`; `answers` (field -> value) go before the deployment's.

    `assessed`: an assessment was made, and is named among the impact tests. Raises AssessmentError with
    every field that is missing, too long, unknown or not as the register takes it.
    """
    content: dict[str, object] = {}
    sources: dict[str, str] = {}
    for field, value, source in _taken(deployment, on, assessed):
        content[field], sources[field] = value, source
    for field, value in answers.items():
        content[field], sources[field] = value, "register answers"
    content = {name: value for name, value in content.items() if value is not None}
    problems = registration_problems(content)
    if problems:
        raise AssessmentError(_placed(problem, deployment, sources, file) for problem in problems)
    order = list(register_schema()["properties"])
    ordered = {name: content[name] for name in sorted(content, key=order.index)}
    return Registration(ordered, {name: sources[name] for name in ordered})


def _taken(deployment: Deployment, on: date, assessed: bool) -> list[tuple[str, object, str]]:
    """What the deployment and the assessment answer: (field, value, where it comes from)."""
    found: list[tuple[str, object, str]] = [("standard_version", "1.0", "the standard")]
    for each in TAKEN:
        value = value_at(deployment, each.attribute)
        if each.field == "contact_email" and not _is_contact(value):
            continue
        if value is not None:
            found.append((each.field, value, each.path))
    start = deployment.start
    if start is not None:
        begun = start <= on
        found.append(("status", "In gebruik" if begun else "In ontwikkeling", "rollout.start"))
        if begun:
            found.append(("begin_date", f"{start:%Y-%m}", "rollout.start"))
    if assessed:
        found.append(("impacttoetsen_grouping", [{"title": ASSESSED}], "the assessment"))
    return found


def _is_contact(value: object) -> bool:
    pattern = register_schema()["properties"]["contact_email"]["pattern"]
    return isinstance(value, str) and re.search(pattern, value) is not None


def _placed(problem: Problem, deployment: Deployment, sources: Mapping[str, str], file: str) -> Problem:
    """The problem at the place where its field is, or could be, answered."""
    field = problem.where.field or ""
    name = re.split(r"[.\[]", field)[0]
    source = sources.get(name, "")
    own = source in deployment.lines or any(each.path == source for each in TAKEN)
    place = Where(
        file=(deployment.file if own else file) or None,
        line=deployment.lines.get(source) if own else None,
        field=f"{source} (as {field})" if own else field,
    )
    mend = problem.mend
    if name in register_schema()["properties"] and (own or name not in sources):
        mend = f"in the register answers, {mend} (as {name})"
    return Problem(problem.what, place, problem.why or APART.get(name, ""), mend)


def read_register_answers(path: str | Path) -> dict[str, object]:
    """The answers in a YAML or JSON file: one field of the register a line; an empty one is left out.

    Raises AssessmentError where it is not one mapping of texts, lists and mappings.
    """
    file = Path(path)
    try:
        data = file.read_bytes()
        root = read_document(str(path), data)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        what = f"cannot read the register answers: {reason}"
        raise AssessmentError(Problem(what, Where(file=str(path)), mend="give an existing file")) from None
    except AndanteError as error:
        # The reader of plain YAML is the policies'; what it says about the file holds, its advice does not.
        raise AssessmentError(
            Problem(p.what.replace("policy file", "file of register answers"), p.where, "", _SHAPE)
            for p in error.problems
        ) from None
    problems = _doubles(root)
    if problems:
        raise AssessmentError(problems)
    return {key.text: _plain(value) for key, value in root.entries}


_SHAPE = "write one field of the register a line: docs/exchange.md lists them"


def _doubles(node: Node) -> list[Problem]:
    """Keys that stand twice, anywhere."""
    if isinstance(node, Scalar):
        return []
    found = []
    if isinstance(node, Table):
        names = set()
        for key, _ in node.entries:
            if key.text in names:
                place = Where(file=key.file or None, line=key.line, field=key.text[:60])
                found.append(Problem("the field stands twice", place, mend="keep one of the two"))
            names.add(key.text)
    below = [value for _, value in node.entries] if isinstance(node, Table) else node.items
    return [*found, *(problem for each in below for problem in _doubles(each))]


def _plain(node: Node) -> object:
    if isinstance(node, Scalar):
        tidy = " ".join(node.text.split())
        return None if node.plain and tidy in _EMPTY else tidy
    if isinstance(node, Table):
        found = {key.text: _plain(value) for key, value in node.entries}
        return {name: value for name, value in found.items() if value is not None}
    return [_plain(each) for each in node.items]
