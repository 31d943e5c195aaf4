"""The schema of the Dutch Algorithm Register, and the few of its rules that a registration is checked by."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from andante.errors import Problem, Where
from andante.policies.wording import did_you_mean, listed, quoted

Schema = Mapping[str, Any]
FORMS = {
    "begin_date": "a month: 2026-03",
    "end_date": "a month: 2026-03",
    "contact_email": "one e-mail address or one address that begins with https://",
}
LINK_FORM = "one address that begins with https://"


def register_schema() -> Schema:
    """The JSON Schema (2020-12) of one registration, publication standard 1.0."""
    text = (files(__package__) / "dutch_register.schema.json").read_text(encoding="utf-8")
    found: Schema = json.loads(text)
    return found


def registration_problems(content: Mapping[str, object]) -> list[Problem]:
    """Everything in which a registration does not fit the schema, each with its mend."""
    return _object_problems(register_schema(), content, "")


def _object_problems(schema: Schema, content: Mapping[str, object], path: str) -> list[Problem]:
    properties = schema["properties"]
    found = []
    for name in schema["required"]:
        if name not in content:
            found.append(
                _problem(
                    path + name,
                    "it is missing, and the register requires it",
                    f"write {_wanted(properties[name], name)}",
                )
            )
    for name, value in content.items():
        if name not in properties:
            mend = did_you_mean(name, properties, "fields")
            found.append(_problem(path + name, "there is no such field in the register", mend))
        else:
            found += _value_problems(properties[name], value, path + name)
    return found


def _value_problems(schema: Schema, value: object, path: str) -> list[Problem]:
    name = path.rsplit(".", 1)[-1]
    wanted = f"write {_wanted(schema, name)}"
    if "enum" in schema:
        if value in schema["enum"]:
            return []
        shown = quoted(value) if isinstance(value, str) else "the value"
        return [_problem(path, f"{shown} is no choice of this field", wanted)]
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if value is None and "null" in types:
        return []
    if isinstance(value, str) and "string" in types:
        return _text_problems(schema, value, path, wanted)
    if isinstance(value, list) and "array" in types:
        return _list_problems(schema, value, path, wanted)
    if isinstance(value, dict) and "object" in types:
        return _object_problems(schema, value, path + ".")
    return [_problem(path, "the value is of another type", wanted)]


def _text_problems(schema: Schema, value: str, path: str, wanted: str) -> list[Problem]:
    longest = schema.get("maxLength")
    if longest is not None and len(value) > longest:
        why = "a text is not cut for you: what matters may stand at its end"
        return [_problem(path, f"the text has {len(value):,} characters of at most {longest:,}", wanted, why)]
    if len(value) < schema.get("minLength", 0):
        return [_problem(path, "the text is empty", wanted)]
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return [_problem(path, f"{quoted(value)} is not in the form of this field", wanted)]
    return []


def _list_problems(schema: Schema, value: list[object], path: str, wanted: str) -> list[Problem]:
    if len(value) > schema.get("maxItems", len(value)):
        return [_problem(path, f"the list has {len(value)} entries", wanted)]
    found = []
    for number, entry in enumerate(value, start=1):
        found += _value_problems(schema["items"], entry, f"{path}[{number}]")
    if not found and schema.get("uniqueItems") and any(x in value[:i] for i, x in enumerate(value)):
        return [_problem(path, "an entry stands twice", wanted)]
    return found


def _wanted(schema: Schema, name: str) -> str:
    """What the field takes, in words."""
    if "enum" in schema:
        choices = [str(each) for each in schema["enum"] if each is not None]
        return f"one of: {listed(choices)}" if len(choices) > 1 else choices[0]
    if name in FORMS:
        return FORMS[name]
    if "pattern" in schema:
        return LINK_FORM
    if "items" in schema:
        within = schema["items"]
        if "enum" in within:
            return f"at most {schema['maxItems']} different ones of: {', '.join(within['enum'])}"
        return "a list with a title and a link each"
    if "properties" in schema:
        return "a title and a link"
    longest = schema.get("maxLength")
    return f"a text of at most {longest:,} characters" if longest else "a text"


def _problem(path: str, what: str, mend: str, why: str = "") -> Problem:
    return Problem(what, Where(field=path), why, mend)
