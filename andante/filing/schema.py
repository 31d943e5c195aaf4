"""The schema of a filing: a kind and its values, checked. Missing is None, never a default."""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from andante.errors import FilingError, Problem, Where
from andante.filing.fields import (
    DEPLOYMENT_FIELDS,
    FIELDS,
    KINDS,
    MODEL_FIELDS,
    SCHEMA_VERSION,
    FieldDefinition,
    FilingKind,
    Value,
)

__all__ = [
    "DEPLOYMENT_FIELDS",
    "FIELDS",
    "KINDS",
    "MODEL_FIELDS",
    "SCHEMA_VERSION",
    "FieldDefinition",
    "Filing",
    "FilingKind",
    "Value",
    "kind_problems",
    "value_problems",
]


@dataclass(frozen=True, slots=True)
class Filing:
    """What is put before a policy. `values` maps field names to values; an absent name or None is missing.

    Numbers are kept as float. Raises FilingError with every problem: unknown fields, wrong types, values
    outside the bounds of the schema.
    """

    kind: FilingKind
    values: Mapping[str, Value | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problems = kind_problems(self.kind) or value_problems(
            self.kind, self.values, lambda name: Where(field=name)
        )
        if problems:
            raise FilingError(problems)
        known = FIELDS[self.kind]
        clean = {
            name: float(value) if known[name].type == "number" and value is not None else value
            for name, value in self.values.items()
        }
        object.__setattr__(self, "values", MappingProxyType(clean))

    def __hash__(self) -> int:
        return hash(self.canonical())

    def __reduce__(self) -> tuple[object, ...]:
        return Filing, (self.kind, dict(self.values))

    def get(self, name: str) -> Value | None:
        """The value of a field, or None where it is missing."""
        return self.values.get(name)

    def canonical(self) -> str:
        """Canonical JSON: sorted keys, no white space, missing fields left out. Same facts, same text."""
        present = {name: value for name, value in self.values.items() if value is not None}
        content = {"kind": self.kind, "schema_version": SCHEMA_VERSION, "values": present}
        return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def kind_problems(kind: object) -> list[Problem]:
    """The problem with a kind of filing, if it is none of the schema's."""
    if isinstance(kind, str) and kind in KINDS:
        return []
    return [
        Problem(
            f"{kind!r} is not a kind of filing" if kind is not None else "the kind of filing is not given",
            Where(field="kind"),
            "a filing is of one of two kinds",
            f"write one of {', '.join(KINDS)}",
        )
    ]


def value_problems(
    kind: FilingKind, values: Mapping[str, object], where: Callable[[str], Where]
) -> list[Problem]:
    """Everything that is wrong with the values of a filing; `where` gives the place of a field."""
    known = FIELDS[kind]
    problems = []
    for name, value in values.items():
        definition = known.get(name)
        if definition is None:
            problems.append(_unknown_field(kind, str(name), where(str(name))))
        elif value is not None:
            problem = _value_problem(definition, value)
            if problem is not None:
                problems.append(replace(problem, where=where(name)))
    return problems


def _unknown_field(kind: FilingKind, name: str, where: Where) -> Problem:
    known = FIELDS[kind]
    near = difflib.get_close_matches(name, known, n=1)
    other = next((k for k in KINDS if k != kind and name in FIELDS[k]), None)
    if near:
        mend = f"write {near[0]}"
    elif other:
        mend = f"{name} belongs to a filing of the kind {other}"
    else:
        mend = f"remove it; the fields are {', '.join(known)}"
    return Problem(f"{name} is not a field of a {kind} filing", where, "unknown keys are never dropped", mend)


def _value_problem(definition: FieldDefinition, value: object) -> Problem | None:
    """What is wrong with a value, at no place yet: most values are right, and places are dear."""
    if definition.type == "bool":
        if isinstance(value, bool):
            return None
        return Problem(
            f"{definition.name} is {value!r}, not true or false",
            why=definition.meaning,
            mend="write true or false",
        )
    if definition.type == "string":
        return _word_problem(definition, value)
    return _number_problem(definition, value)


_UNPRINTABLE = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\ud800-\\udfff]")


def _word_problem(definition: FieldDefinition, value: object) -> Problem | None:
    if not isinstance(value, str):
        mend = f'write it in quotes: "{value}"'
        return Problem(f"{definition.name} is {value!r}, not a text", why=definition.meaning, mend=mend)
    if not value.strip():
        mend = "leave the key out where the value is missing"
        return Problem(f"{definition.name} is an empty text", why="missing is never a fact", mend=mend)
    if _UNPRINTABLE.search(value):
        why = "it holds control characters or half a character, which no database or page can show"
        mend = "write plain text; lines and tabs may stay"
        return Problem(f"{definition.name} is no plain text", why=why, mend=mend)
    if definition.choices and value not in definition.choices:
        near = difflib.get_close_matches(value, definition.choices, n=1)
        mend = f"write {near[0]}" if near else f"write one of {', '.join(definition.choices)}"
        return Problem(f"{definition.name} cannot be {value!r}", why=definition.meaning, mend=mend)
    return None


def _number_problem(definition: FieldDefinition, value: object) -> Problem | None:
    name, unit = definition.name, definition.unit
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        mend = f"write a number, in the unit {unit}, without quotes"
        return Problem(f"{name} is {value!r}, not a number", why=definition.meaning, mend=mend)
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        mend = "leave the key out where the value is missing"
        return Problem(f"{name} is not a finite number", why="missing is never a fact", mend=mend)
    low, high = definition.low, definition.high
    if (low is not None and number < low) or (high is not None and number > high):
        bounds = f"from {low:g} to {high:g} {unit}"
        hint = ", a fraction of one and not per cent" if unit == "share" and number > 1 else ""
        return Problem(f"{name} is {number:g}", why=f"it lies {bounds}", mend=f"write a value {bounds}{hint}")
    return None
