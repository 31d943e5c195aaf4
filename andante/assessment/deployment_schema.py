"""The JSON Schema (2020-12) of a deployment file, made from the table of questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from andante.assessment.answer import Answer
from andante.assessment.answers import ANSWERS, LISTS, NEEDED
from andante.assessment.deployment_file import LONGEST_TEXT, SCHEMA_VERSION

SCHEMA_ID = "https://andante.invalid/deployment/1"


def deployment_schema() -> dict[str, Any]:
    """The schema. No key is required: a missing answer is an answer that is missing, and says so."""
    root = _object("A deployment: an AI system put to work, as its filer describes it.")
    root = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **root}
    root["properties"]["schema_version"] = {"const": SCHEMA_VERSION}
    for answer in ANSWERS:
        _put(root, answer.path, _leaf(answer))
    for path, answers in LISTS.items():
        _put(root, path, _list(path, answers))
    return root


def _object(description: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": {}}
    return {**found, "description": description} if description else found


def _put(root: dict[str, Any], path: str, leaf: dict[str, Any]) -> None:
    """Set a leaf under a dotted path, making the mappings on the way."""
    *above, name = path.split(".")
    at = root
    for each in above:
        at = at["properties"].setdefault(each, _object())
    at["properties"][name] = leaf


def _list(path: str, answers: Sequence[Answer]) -> dict[str, Any]:
    item = _object()
    for answer in answers:
        item["properties"][answer.path] = _leaf(answer)
    item["required"] = list(NEEDED[path])
    return {"type": ["array", "null"], "items": item}


def _leaf(answer: Answer) -> dict[str, Any]:
    about: dict[str, Any] = {
        "title": answer.question,
        "description": " ".join(
            part for part in (answer.help, f"[{answer.unit}]" * bool(answer.unit)) if part
        ),
        "x-title-zh": answer.question_zh,
    }
    if answer.type == "number":
        kind = "integer" if answer.whole else "number"
        return {**about, "type": [kind, "null"], "minimum": answer.low, "maximum": answer.high}
    if answer.type == "flag":
        return {**about, "type": ["boolean", "null"]}
    if answer.type == "choice":
        return {**about, "enum": [*answer.choices, None]}
    if answer.type == "date":
        return {**about, "type": ["string", "null"], "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
    if answer.type == "texts":
        return {**about, "type": ["array", "null"], "items": {"type": "string", "minLength": 1}}
    return {**about, "type": ["string", "null"], "minLength": 1, "maxLength": LONGEST_TEXT}
