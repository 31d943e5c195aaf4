"""Quarters of the calendar, as reports and due events name them: 2026-Q3."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from andante.errors import Problem, RegisterError, Where

_WRITTEN = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of the calendar, `number` from 1 to 4."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def start(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return self.after().start - timedelta(days=1)

    def after(self) -> Quarter:
        """The next quarter."""
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)


def quarter_of(day: date) -> Quarter:
    """The quarter of a day."""
    return Quarter(day.year, (day.month + 2) // 3)


def parse_quarter(text: str) -> Quarter:
    """The quarter written as 2026-Q3. RegisterError for anything else."""
    found = _WRITTEN.fullmatch(text)
    if found is None or int(found[1]) < 1:
        what = f"{text[:20]!r} is no quarter"
        raise RegisterError(Problem(what, Where(field="quarter"), mend="write it as 2026-Q3"))
    return Quarter(int(found[1]), int(found[2]))


def quarters_between(first: Quarter, last: Quarter) -> tuple[Quarter, ...]:
    """Every quarter from the first to the last; none if the last is before the first."""
    found = []
    while first <= last:
        found.append(first)
        first = first.after()
    return tuple(found)
