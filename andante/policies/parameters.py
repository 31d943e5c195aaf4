"""Values with dates: what a parameter or instrument is worth on a day, who says so, and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from andante.errors import PolicyError, Problem, Where

TAGS: Mapping[str, str] = MappingProxyType(
    {
        "P": "primary text or code read",
        "R": "reputable report or law-firm note",
        "W": "weak source, a lead only",
        "D": "derived from sourced numbers",
        "U": "not confirmed",
        "V": "seen in a public page or file",
        "C": "computed from public data",
        "M": "from memory, to be checked against the source",
        "A": "assumed, without direct evidence",
    }
)
"""How far a source carries. A value keeps its tag wherever it is printed."""

FILE_WORDS: Mapping[str, float] = MappingProxyType({"unlimited": math.inf, "economy": math.nan})
"""Words a file may use for a number: no limit, and whatever the economy's own baseline has."""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value and the day it starts to hold. It holds until the next value starts, or until `until`.

    `until` is the first day on which it no longer holds. `inf` stands for unlimited, `nan` for the economy's
    own value. `line` is None when the policy did not come from a file.
    """

    start: date
    value: float
    source: str
    tag: str
    file: str
    line: int | None = None
    until: date | None = None

    @property
    def assumed(self) -> bool:
        """Whether nothing but an assumption stands behind the value."""
        return self.tag == "A"

    def holds_on(self, day: date) -> bool:
        """Whether the value holds on the day, looking at its own dates alone."""
        return self.start <= day and (self.until is None or day < self.until)


def value_on(values: Sequence[DatedValue], day: date) -> DatedValue | None:
    """The value that holds on the day, or None. `values` are in order of their start."""
    for value in reversed(values):
        if value.start <= day:
            return value if value.holds_on(day) else None
    return None


def value_as_written(value: float) -> float | str:
    """The value as a policy file writes it: a number, or one of the words `unlimited` and `economy`."""
    if math.isnan(value):
        return "economy"
    return "unlimited" if math.isinf(value) else value


@dataclass(frozen=True, slots=True)
class DatedValues:
    """An instrument's values in order of their start, in the unit that the vocabulary gives it."""

    name: str
    unit: str
    values: tuple[DatedValue, ...]

    def at(self, day: date) -> DatedValue | None:
        """The value in force on the day; None where there is none and the neutral value holds."""
        return value_on(self.values, day)


@dataclass(frozen=True, slots=True)
class DatedParameter:
    """A named number that rules use: its unit, what it means, and its values in order of their start."""

    name: str
    unit: str
    title: str
    values: tuple[DatedValue, ...]
    title_zh: str = ""

    def at(self, day: date) -> DatedValue:
        """The value in force on the day.

        Raises PolicyError outside the dated range: a rule has no meaning with a number that nobody has set.
        """
        found = value_on(self.values, day)
        if found is not None:
            return found
        first = self.values[0]
        last = self.values[-1]
        span = f"from {first.start.isoformat()}" + (f" to {last.until.isoformat()}" if last.until else "")
        raise PolicyError(
            Problem(
                what=f"the parameter {self.name} has no value on {day.isoformat()}",
                where=Where(file=first.file, line=first.line, field=f"parameters.{self.name}"),
                why=f"its values are dated {span}",
                mend=f"decide on a day {span}, or add a value that holds on {day.isoformat()}",
            )
        )
