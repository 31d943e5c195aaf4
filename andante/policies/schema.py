"""What a loaded policy is. A file becomes one of these in `load`; nothing here reads a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from andante.filing.conditions import Condition
from andante.filing.outcomes import Outcome
from andante.policies.document import Table
from andante.policies.instruments import INSTRUMENTS, instrument_definition
from andante.policies.parameters import DatedParameter, DatedValue, DatedValues

Kind = Literal["model", "deployment"]
KINDS: tuple[Kind, ...] = ("model", "deployment")

WORKING_DAYS_A_MONTH = 21
"""Clocks are written in working days; the economy counts months."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """How a filing is handled: by whom, how many working days, and what happens when the clock runs out.

    `erlang_stages` is the number of equal stages in which the economy models the waiting time (model.md 4).
    """

    id: str
    title: str
    who: str
    decision_working_days: float
    completeness_working_days: float
    on_expiry: Literal["accepted", "escalate"]
    source: str
    tag: str
    erlang_stages: int = 2
    title_zh: str = ""
    who_zh: str = ""
    file: str = ""
    line: int | None = None

    @property
    def months(self) -> float:
        """Mean months to a decision, the completeness check included."""
        return (self.decision_working_days + self.completeness_working_days) / WORKING_DAYS_A_MONTH


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence of a policy: when its condition is true of a filing, this outcome, and because of this.

    `when_line` and `when_column` (both from 1) are where the text of `when` begins, so that an error inside
    it can be pointed at. `start` is the first day the rule is in force; None: on every day.
    """

    id: str
    kind: Kind
    when: str
    outcome: Outcome
    procedure: str | None
    conditions: tuple[str, ...]
    because: str
    file: str
    line: int | None = None
    when_line: int | None = None
    when_column: int | None = None
    source: str = ""
    tag: str = "A"
    because_zh: str = ""
    title: str = ""
    title_zh: str = ""
    start: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether the rule is in force on the day."""
        return self.start is None or self.start <= day


@dataclass(frozen=True, slots=True)
class Policy:
    """A complete set of rules and instruments. A reference design, never a government's rule.

    `hash` is the sha256 of the merged content without positions, comments and the way it was written (policy
    or variant). `rules` has both kinds as keys; an empty tuple means that filings of the kind are not
    required. `document` is the merged file that a variant is applied to; it takes no part in comparisons.
    """

    name: str
    title: str
    jurisdiction: str
    introduction: str
    base: str | None
    source_file: str
    hash: str
    instruments: Mapping[str, DatedValues]
    parameters: Mapping[str, DatedParameter]
    procedures: Mapping[str, Procedure]
    conditions: Mapping[str, Condition]
    rules: Mapping[str, tuple[Rule, ...]]
    title_zh: str = ""
    introduction_zh: str = ""
    cannot_say: tuple[str, ...] = ()
    cannot_say_zh: tuple[str, ...] = ()
    document: Table = field(default_factory=Table, repr=False, compare=False)

    def __hash__(self) -> int:
        return hash((self.name, self.hash))

    def instrument_at(self, name: str, day: date) -> DatedValue | None:
        """The dated value of an instrument on the day, or None where the neutral value holds.

        Raises PolicyError for a name that is no instrument.
        """
        instrument_definition(name)
        dated = self.instruments.get(name)
        return None if dated is None else dated.at(day)

    def instrument_path(self, name: str, months: Sequence[date]) -> NDArray[np.float64]:
        """The instrument's value on each of the days, shape (len(months),), in the vocabulary's unit.

        The neutral value holds where the policy sets none. Raises PolicyError for a name that is no
        instrument.
        """
        neutral = instrument_definition(name).neutral
        path = np.full(len(months), neutral, dtype=np.float64)
        for index, day in enumerate(months):
            found = self.instrument_at(name, day)
            if found is not None:
                path[index] = found.value
        return path

    def rules_in_force(self, kind: str, day: date) -> tuple[Rule, ...]:
        """The rules of a kind that are in force on the day, in the order of the file."""
        return tuple(rule for rule in self.rules[kind] if rule.in_force(day))

    def instruments_set(self) -> tuple[str, ...]:
        """The names of the instruments this policy sets, in the order of the vocabulary."""
        return tuple(name for name in INSTRUMENTS if name in self.instruments)
