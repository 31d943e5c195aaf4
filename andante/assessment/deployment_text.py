"""Writes a deployment as the YAML that is read back to the same deployment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from andante.assessment.answer import Answer
from andante.assessment.answers import ANSWERS, LISTS
from andante.assessment.attributes import value_at
from andante.assessment.deployment import Deployment
from andante.assessment.deployment_file import SCHEMA_VERSION
from andante.assessment.questions import HEAD, Entry, answer_lines, list_lines, opening_lines

NO_NOTES: Mapping[str, str] = MappingProxyType({})
LIST_AFTER = {"place.rates_source": "tasks", "rollout.start": "rollout.steps"}
"""Where the lists stand in the file: after the answer of this path."""


def deployment_text(
    deployment: Deployment, notes: Mapping[str, str] = NO_NOTES, questions: bool = False
) -> str:
    """The YAML of a deployment. `notes`: answer path -> where the answer comes from, a comment above it.

    With `questions` every question stands above its answer, those that are not answered as comments, so
    that the file can be completed by hand.
    """
    lines = [f"# {text}" for text in HEAD[deployment.language]] if questions else []
    lines.append(f"schema_version: {SCHEMA_VERSION}")
    before: tuple[str, ...] = ()
    for above, written in _blocks(deployment, notes, questions):
        if written:
            lines += [*opening_lines(above, before), *written]
            before = above
    return "\n".join(lines) + "\n"


def _blocks(
    deployment: Deployment, notes: Mapping[str, str], questions: bool
) -> Iterable[tuple[tuple[str, ...], list[str]]]:
    """The lines of each answer and list in the order of the questions, with the mappings they stand in."""
    for answer in ANSWERS:
        *above, name = answer.path.split(".")
        value = value_at(deployment, answer.attribute)
        written = None if value is None else as_yaml(answer, value)
        pad = "  " * len(above)
        lines = []
        if questions:
            lines = answer_lines(answer, name, written, deployment.language, pad)
        elif written is not None:
            lines = [f"{pad}{name}: {written}"]
        if written is not None and answer.path in notes:
            lines.insert(len(lines) - 1, f"{pad}# {_comment(notes[answer.path])}")
        yield tuple(above), lines
        if answer.path in LIST_AFTER:
            path = LIST_AFTER[answer.path]
            *above, _ = path.split(".")
            yield tuple(above), _list(deployment, path, len(above), questions)


def _list(deployment: Deployment, path: str, depth: int, questions: bool) -> list[str]:
    items: Sequence[object] = deployment.tasks if path == "tasks" else deployment.steps
    entries: list[Entry] = []
    for item in items:
        values = [(answer, getattr(item, answer.attribute)) for answer in LISTS[path]]
        entries.append([(a.path, as_yaml(a, value)) for a, value in values if value not in (None, "")])
    return list_lines(path, LISTS[path], entries, depth) if entries or questions else []


def as_yaml(answer: Answer, value: object) -> str:
    """One answer as the text that the reader of its type takes back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(quote(str(each)) for each in value) + "]"
    return str(value) if answer.type == "choice" else quote(str(value))


def quote(text: str) -> str:
    """A text in double quotes; what cannot be printed as an escape."""
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _comment(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
