"""Fields of a filing and their values in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from andante.filing.fields import FIELDS, FilingKind
from andante.numbers import number, percent, significant
from andante.reference.occupations import OCCUPATION_INDEX, OCCUPATIONS, SECTIONS
from andante.web.pages.words import Words


def field_title(say: Words, kind: str, name: str) -> str:
    """The title of a field; the name itself for what is no field, such as an enclosure."""
    definition = FIELDS["model" if kind == "model" else "deployment"].get(name)
    fallback = definition.title if definition is not None else name
    specific = f"field.{kind}.{name}"
    return say(specific) if say.known(specific) else say.or_else(f"field.{name}", fallback)


def value_words(say: Words, kind: str, name: str, value: Any) -> str:
    """A value of a field in words, with its unit; that it is not answered for None."""
    if value is None or value == "":
        return say("not_answered")
    if isinstance(value, bool):
        return say("yes" if value else "no")
    if isinstance(value, str):
        return choice_words(say, name, value)
    definition = FIELDS["model" if kind == "model" else "deployment"].get(name)
    return number_words(say, float(value), definition.unit if definition is not None else "")


def choice_words(say: Words, name: str, value: str) -> str:
    """A word of a list in words: sectors and occupations by their titles."""
    if name == "sector" and value in SECTIONS:
        return say("sector.named", title=say.pick(*SECTIONS[value]), code=value)
    if name == "occupation" and value in OCCUPATION_INDEX:
        found = OCCUPATIONS[OCCUPATION_INDEX[value]]
        return say("occupation.named", title=say.pick(found.title, found.title_zh), code=value)
    return say.or_else(f"choice.{name}.{value}", value)


def number_words(say: Words, value: float, unit: str) -> str:
    """A number with its unit; a share in per cent, as finely as it is written."""
    if unit in ("share", "fraction of one"):
        exact = 100.0 * value
        decimals = next((d for d in range(4) if abs(round(exact, d) - exact) < 1e-9), 4)
        return say("percent", value=percent(value, decimals))
    shown = number(value, 0) if value == round(value) and abs(value) < 1e12 else significant(value, 6)
    word = say.or_else(f"unit.{unit}", unit)
    return say("with_unit", value=shown, unit=word) if word else shown


def filing_rows(say: Words, kind: str, values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Every field of the schema with what was answered, in schema order; what was not answered says so."""
    which: FilingKind = "model" if kind == "model" else "deployment"
    return tuple(
        (field_title(say, kind, name), value_words(say, kind, name, values.get(name)))
        for name in FIELDS[which]
    )
