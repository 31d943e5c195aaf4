"""What a field of a filing is: its type, unit, bounds, scale and meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FilingKind = Literal["deployment", "model"]
FieldType = Literal["number", "bool", "string"]
Value = float | bool | str


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """One field of a filing.

    `scale` is the amount of change that counts as one in the search for the smallest change that turns a
    decision; `step` is the resolution in which a number is filed (0 for bool and string). `changeable` says
    whether the filer can change the field, as opposed to a fact of the world or the nature of the system.
    """

    name: str
    kind: FilingKind
    type: FieldType
    unit: str
    title: str
    meaning: str
    changeable: bool
    scale: float = 1.0
    low: float | None = None
    high: float | None = None
    step: float = 0.0
    choices: tuple[str, ...] = ()


def number(
    kind: FilingKind,
    name: str,
    unit: str,
    title: str,
    meaning: str,
    *,
    low: float,
    high: float,
    scale: float,
    step: float,
    changeable: bool = True,
) -> FieldDefinition:
    """A number with unit, bounds, scale and step."""
    return FieldDefinition(name, kind, "number", unit, title, meaning, changeable, scale, low, high, step)


def share(
    kind: FilingKind,
    name: str,
    title: str,
    meaning: str,
    *,
    scale: float = 0.1,
    step: float = 0.001,
    changeable: bool = True,
) -> FieldDefinition:
    """A number between 0 and 1."""
    return number(
        kind, name, "share", title, meaning, low=0.0, high=1.0, scale=scale, step=step, changeable=changeable
    )


def flag(
    kind: FilingKind, name: str, title: str, meaning: str, *, changeable: bool = True
) -> FieldDefinition:
    """A yes or no."""
    return FieldDefinition(name, kind, "bool", "yes or no", title, meaning, changeable)


def word(
    kind: FilingKind,
    name: str,
    title: str,
    meaning: str,
    *,
    choices: tuple[str, ...] = (),
    changeable: bool = False,
) -> FieldDefinition:
    """A text, or one of `choices`."""
    return FieldDefinition(name, kind, "string", "word", title, meaning, changeable, choices=choices)
