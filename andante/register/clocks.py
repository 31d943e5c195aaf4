"""Clocks: what has to happen by when. A deadline is the end of a day where the policy holds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from andante.policies.schema import Procedure
from andante.register.calendars import WorkingCalendar, add_months
from andante.register.states import Name


class ClockName(StrEnum):
    """What a clock measures."""

    COMPLETENESS = "completeness"
    DECISION = "decision"
    START = "start"
    REVIEW = "review"
    CONFIRMATION = "confirmation"
    SUSPENSION = "suspension"


CLOCK_NAMES: dict[ClockName, Name] = {
    ClockName.COMPLETENESS: Name("completeness check", "形式审查期限"),
    ClockName.DECISION: Name("decision", "决定期限"),
    ClockName.START: Name("start of use", "启用期限"),
    ClockName.REVIEW: Name("next periodic review", "下次定期复核"),
    ClockName.CONFIRMATION: Name("confirmation of the facts", "事实确认期限"),
    ClockName.SUSPENSION: Name("suspension", "中止期限"),
}


@dataclass(frozen=True, slots=True)
class RegisterClock:
    """A clock that no policy sets: its length in months or working days, with source and tag."""

    months: int
    working_days: int
    source: str
    tag: str


REGISTER_CLOCKS: dict[ClockName, RegisterClock] = {
    ClockName.START: RegisterClock(12, 0, "reference design: an approval not used for a year is stale", "A"),
    ClockName.REVIEW: RegisterClock(
        12, 0, "follow-up at most every twelve months (2023 measures for ethics review)", "R"
    ),
    ClockName.CONFIRMATION: RegisterClock(
        0, 30, "reference design: as long as the 30 working days of a decision on an algorithm filing", "A"
    ),
    ClockName.SUSPENSION: RegisterClock(
        12, 0, "reference design: what is suspended for a year has ended", "A"
    ),
}
"""Clocks of the register itself; those of the completeness check and the decision are the policy's."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A running clock. It expires when its due day is over. `working_days` is 0 for one in months."""

    name: ClockName
    started: date
    due: date
    working_days: int = 0

    def expired(self, today: date) -> bool:
        """Whether the due day is over."""
        return today > self.due

    def remaining(self, today: date, calendar: WorkingCalendar) -> int:
        """Working days left after today up to the due day, 0 on it; negative: working days overdue."""
        return calendar.working_days_between(today, self.due)


def procedure_clock(
    name: ClockName, procedure: Procedure | None, started: date, calendar: WorkingCalendar
) -> Clock | None:
    """The completeness or decision clock of a procedure; None without one: the policy sets no clock.

    The day it starts is not counted. A part of a day counts as one, and none too.
    """
    if procedure is None:
        return None
    days = {
        ClockName.COMPLETENESS: procedure.completeness_working_days,
        ClockName.DECISION: procedure.decision_working_days,
    }[name]
    whole = max(math.ceil(days), 1)
    return Clock(name, started, calendar.add_working_days(started, whole), whole)


def register_clock(name: ClockName, started: date, calendar: WorkingCalendar) -> Clock:
    """A clock of the register itself. Months end on the same day of the month, or on its last."""
    length = REGISTER_CLOCKS[name]
    due = add_months(started, length.months)
    if length.working_days:
        due = calendar.add_working_days(due, length.working_days)
    return Clock(name, started, due, length.working_days)
