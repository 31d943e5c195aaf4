"""Due days of conditions as those concerned read them: how each was found, what came for those ahead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from andante.register.calendars import WorkingCalendar
from andante.register.case import Actor
from andante.register.case_rows import StoredCase, stored_case
from andante.register.due import REPORT_DAYS, Verdict, judge
from andante.register.due_dates import in_working_days
from andante.register.permissions import View, may_see
from andante.register.policy_shelf import Rulebook
from andante.register.publishing import checked_conditions
from andante.register.states import Role
from andante.register.store_duties import conditions_of, due_schedule, evidence_of
from andante.register.tables_filings import CASES
from andante.register.transitions import OFF_THE_REGISTER, ON_THE_REGISTER


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A due day of a condition. `verdict` is None while it is to come.

    `sent` is the last figure that came for a day to come, and `meets` whether it would keep the condition;
    both None where none came, and for those who may not see the file. `counted` is the jurisdiction whose
    working days the day is counted in, None for one that is counted otherwise. `by_figures`: it is kept by
    reporting the figures of a quarter, not by evidence.
    """

    event: str
    entry: str
    condition: str
    title: str
    title_zh: str
    due: date
    verdict: str | None
    owner: str
    consequence: str
    unit: str
    sent: float | bool | str | None = None
    meets: bool | None = None
    owner_zh: str = ""
    consequence_zh: str = ""
    counted: str | None = None
    by_figures: bool = False


def read_calendar(
    connection: Connection, rulebook: Rulebook, first: date, last: date, reader: Actor | None
) -> tuple[CalendarDay, ...]:
    """The due days of conditions between two days, of entries on the register or with something still due.

    A filer's own, or all.

    With `reader` None, or an official, all of them.
    """
    on, off = ([state.value for state in states] for states in (ON_THE_REGISTER, OFF_THE_REGISTER))
    still_due = CASES.c.state.in_(off) & CASES.c.watch.is_not(None)
    query = select(CASES).where(CASES.c.entry.is_not(None), CASES.c.state.in_(on) | still_due)
    found: list[CalendarDay] = []
    own_only = reader is not None and not reader.roles & {Role.REVIEWER, Role.APPROVER, Role.AUDITOR}
    for row in connection.execute(query).all():
        stored = stored_case(row)
        if own_only and reader is not None and not stored.case.owned_by(reader):
            continue
        calendar = rulebook.handling(connection, stored.policy_hash).calendar
        sees = reader is not None and may_see(reader, View.FILE, stored.case)
        found += _days(connection, calendar, stored, first, last, sees)
    return tuple(sorted(found, key=lambda day: (day.due, day.event)))


def _days(
    connection: Connection,
    calendar: WorkingCalendar,
    stored: StoredCase,
    first: date,
    last: date,
    sees: bool,
) -> Iterator[CalendarDay]:
    conditions = {each.id: each for each in conditions_of(connection, stored.case.number)}
    sent = evidence_of(connection, stored.case.number, conditions.values()) if sees else ()
    verdicts = {each.event: each.verdict for each in checked_conditions(connection, stored.case.number)}
    for event in due_schedule(conditions.values(), stored.case, last, calendar):
        if event.due < first:
            continue
        condition, verdict = conditions[event.condition], verdicts.get(event.id)
        finding = judge(condition, event, () if verdict is not None else sent, calendar)
        yield CalendarDay(
            event.id,
            event.entry,
            event.condition,
            condition.title,
            condition.title_zh,
            event.due,
            verdict,
            condition.owner,
            condition.consequence,
            condition.unit,
            finding.value,
            None if finding.verdict is Verdict.MISSING else not finding.breach,
            condition.owner_zh,
            condition.consequence_zh,
            calendar.code if in_working_days(condition.due) else None,
            condition.metric == REPORT_DAYS,
        )
