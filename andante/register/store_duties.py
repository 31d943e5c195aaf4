"""Conditions in the database: attached to an approval, shown kept by evidence, found kept or breached."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from andante.errors import Problem, RegisterError, Where
from andante.filing.conditions import Condition
from andante.register.calendars import LAST_YEAR, WorkingCalendar
from andante.register.case import Case, Handling
from andante.register.case_rows import StoredCase, moment_of
from andante.register.commitment import commit
from andante.register.due import REPORT_DAYS, Finding, findings
from andante.register.due_dates import Anchors, DueEvent, condition_of, due_rule, schedule
from andante.register.evidence import Evidence
from andante.register.leaf import log_time
from andante.register.plain import from_plain, to_text
from andante.register.tables_duties import CONDITIONS, DUE_EVENTS, EVIDENCE, WORKFORCE_REPORTS
from andante.register.transaction import Transaction
from andante.register.transitions import OFF_THE_REGISTER, ON_THE_REGISTER

_FAR = date(LAST_YEAR - 1, 12, 31)
_AHEAD = timedelta(days=800)  # more than the longest period with the days to report on it


def attach_conditions(transaction: Transaction, case: Case, handling: Handling) -> None:
    """Keep the conditions of an approval as they stand in the policy today."""
    taken = case.taken
    assert taken is not None
    rows = [
        {
            "number": case.number,
            "condition": name,
            "place": place,
            "definition": to_text(handling.conditions[name]),
            "attached": transaction.time,
        }
        for place, name in enumerate(taken.conditions)
    ]
    if rows:
        transaction.connection.execute(insert(CONDITIONS), rows)


def conditions_of(connection: Connection, number: str) -> tuple[Condition, ...]:
    """The conditions of an approval, in their order, as they stood when it was published."""
    query = select(CONDITIONS.c.definition).where(CONDITIONS.c.number == number).order_by(CONDITIONS.c.place)
    return tuple(from_plain(Condition, json.loads(text)) for text in connection.execute(query).scalars())


def insert_evidence(
    transaction: Transaction,
    case: Case,
    evidence: Sequence[Evidence],
    notes: Sequence[str],
    person: str,
) -> dict[str, str]:
    """Keep figures that were sent, each with what was written with it; returns what the log commits to."""
    digests = {}
    for place, (each, note) in enumerate(zip(evidence, notes, strict=True)):
        hidden = commit({"event": each.event, "note": note, "value": each.value})
        transaction.connection.execute(
            insert(EVIDENCE),
            {
                "id": f"{case.number}/{case.version}/{place}",
                "number": case.number,
                "event": each.event,
                "condition": condition_of(each.event),
                "value": json.dumps(each.value),
                "note": note,
                "salt": hidden.salt,
                "digest": hidden.digest,
                "person": person,
                "received": transaction.time,
                "erased": None,
            },
        )
        digests[f"evidence_{place}"] = hidden.digest
    return digests


def evidence_of(connection: Connection, number: str, conditions: Iterable[Condition]) -> tuple[Evidence, ...]:
    """Everything that was sent to show the conditions of an entry kept, in the order in which it came.

    The figures of a quarter are the report that a condition on the days to a report asks for.
    """
    kept = (EVIDENCE.c.number == number) & EVIDENCE.c.erased.is_(None)
    query = select(EVIDENCE).where(kept).order_by(EVIDENCE.c.received, EVIDENCE.c.id)
    sent = [
        Evidence(row.event, json.loads(row.value), moment_of(row.received))
        for row in connection.execute(query)
    ]
    asked = [each.id for each in conditions if each.metric == REPORT_DAYS]
    if asked:
        reports = WORKFORCE_REPORTS.c
        first = select(reports.quarter, reports.received).where(
            reports.number == number, reports.revision == 1
        )
        sent += [
            Evidence(f"{number}/{name}/{quarter}", None, moment_of(received))
            for quarter, received in connection.execute(first)
            for name in asked
        ]
    return tuple(sorted(sent, key=lambda each: each.received))


def due_schedule(
    conditions: Iterable[Condition], case: Case, until: date, calendar: WorkingCalendar
) -> tuple[DueEvent, ...]:
    """Every due day of a public entry's conditions up to a day, in order."""
    if case.entry is None or case.taken is None:
        return ()
    anchors = Anchors(calendar.today(case.taken.at), case.planned_start, case.started, case.ended)
    found = [
        event
        for condition in conditions
        for event in schedule(case.entry, condition, anchors, until, calendar)
    ]
    return tuple(sorted(found, key=lambda event: (event.due, event.id)))


def watched(case: Case) -> bool:
    """Whether due days of the case are judged: on the register, and after that those of what had begun."""
    left = case.state in OFF_THE_REGISTER and case.ended is not None
    return case.entry is not None and (case.state in ON_THE_REGISTER or left)


def refuse_not_due(
    connection: Connection, stored: StoredCase, evidence: Sequence[Evidence], calendar: WorkingCalendar
) -> None:
    """Once an entry has left the register, evidence is taken for what is still due of it and nothing else."""
    case = stored.case
    if case.state not in OFF_THE_REGISTER:
        return
    open_days: set[str] = set()
    if watched(case):
        events = due_schedule(conditions_of(connection, case.number), case, _FAR, calendar)
        open_days = {event.id for event in events} - fired(connection, case.number)
    problems = [
        Problem(
            f"{each.event} is not due of an entry that has left the register.",
            Where(field="evidence"),
            "What had begun by then is due, until its day is over.",
            f"Send it for {', '.join(sorted(open_days))}." if open_days else "Nothing is due any more.",
        )
        for each in evidence
        if each.event not in open_days
    ]
    if problems:
        raise RegisterError(problems)


def fired(connection: Connection, number: str) -> frozenset[str]:
    """The due events of a case that were written already."""
    query = select(DUE_EVENTS.c.event).where(DUE_EVENTS.c.number == number)
    return frozenset(connection.execute(query).scalars())


def due_findings(
    connection: Connection, stored: StoredCase, calendar: WorkingCalendar, now: datetime
) -> tuple[Finding, ...]:
    """What is to be found on due days that are over and not written yet, in the order of the days."""
    case = stored.case
    if not watched(case):
        return ()
    conditions = conditions_of(connection, case.number)
    if not conditions:
        return ()
    events = due_schedule(conditions, case, calendar.today(now), calendar)
    return findings(
        events,
        fired(connection, case.number),
        {condition.id: condition for condition in conditions},
        evidence_of(connection, case.number, conditions),
        now,
        calendar,
    )


def insert_findings(transaction: Transaction, number: str, found: Sequence[Finding]) -> None:
    """Write findings: the primary key lets each due event be written once only."""
    rows: list[dict[str, Any]] = [
        {
            "event": each.event.id,
            "number": number,
            "condition": each.event.condition,
            "due": each.event.due.isoformat(),
            "verdict": each.verdict.value,
            "value": json.dumps(each.value),
            "received": None if each.received is None else log_time(each.received),
            "fired": transaction.time,
            "log_number": transaction.next_number,
        }
        for each in found
    ]
    transaction.connection.execute(insert(DUE_EVENTS), rows)


def watch_day(
    connection: Connection, stored: StoredCase, calendar: WorkingCalendar, now: datetime
) -> date | None:
    """The day after which a clock or a condition of the case has something to say; None: never."""
    case = stored.case
    days = [] if case.clock is None else [case.clock.due]
    if watched(case):
        written = fired(connection, case.number)
        for condition in conditions_of(connection, case.number):
            until = calendar.today(now) + _AHEAD if due_rule(condition).recurs else _FAR
            for event in due_schedule((condition,), case, until, calendar):
                if event.id not in written:
                    days.append(event.due)
                    break
    return min(days, default=None)
