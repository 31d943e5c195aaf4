"""Answers of a deployment by their dotted attribute, such as `consultation.held`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from andante.assessment.deployment import Deployment

Part = TypeVar("Part", bound=Any)


def value_at(deployment: Deployment, attribute: str) -> object:
    """The answer, None where it is missing."""
    value: object = deployment
    for name in attribute.split("."):
        value = getattr(value, name)
    return None if value in ("", ()) else value


def with_value(part: Part, attribute: str, value: object) -> Part:
    """The deployment, or a part of it, with one answer set."""
    first, _, rest = attribute.partition(".")
    inner = with_value(getattr(part, first), rest, value) if rest else value
    changed: Part = replace(part, **{first: inner})
    return changed
