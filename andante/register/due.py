"""Whether conditions are kept: what was received by the due day, compared; what was not received is a breach.

A finding depends on the due event and on what came in time, never on when somebody looked: after a downtime
of any length the same findings come, each once.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from andante.errors import Problem, RegisterError, Where
from andante.filing.conditions import Condition
from andante.policies.duties import COMPARATORS
from andante.register.calendars import WorkingCalendar
from andante.register.due_dates import Anchors, DueEvent, due_rule, schedule
from andante.register.evidence import Evidence, evidence_problems
from andante.register.states import Name

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}
assert set(_COMPARE) == set(COMPARATORS)
_FAR = date(2059, 12, 31)
REPORT_DAYS = "report_days"
"""The metric that a condition compares with the days from the end of a quarter to its report."""


class Verdict(StrEnum):
    """What was found on a due day that is over."""

    KEPT = "kept"
    NOT_MET = "not_met"
    MISSING = "missing"


VERDICT_NAMES: dict[Verdict, Name] = {
    Verdict.KEPT: Name("kept", "已履行"),
    Verdict.NOT_MET: Name("breached: the figure does not meet the condition", "违反：数值未达条件"),
    Verdict.MISSING: Name("breached: no evidence came in time", "违反：逾期未提交证明"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one due event. For a breach, `consequence` is what the policy proposes."""

    event: DueEvent
    verdict: Verdict
    value: float | bool | str | None
    received: datetime | None
    consequence: str = ""

    @property
    def breach(self) -> bool:
        """Whether the condition was not kept, or not shown to be."""
        return self.verdict is not Verdict.KEPT


def findings(
    events: Iterable[DueEvent],
    fired: Container[str],
    conditions: Mapping[str, Condition],
    evidence: Iterable[Evidence],
    now: datetime,
    calendar: WorkingCalendar,
) -> tuple[Finding, ...]:
    """One finding for every event whose due day is over and whose id is not among those `fired`.

    A store adds the ids to `fired` in the transaction that records the findings. In order of due day and id.
    """
    today = calendar.today(now)
    by_duty: dict[str, list[Evidence]] = {}
    for each in evidence:
        by_duty.setdefault(_duty(each.event), []).append(each)
    due = sorted({e.id: e for e in events if e.due < today and e.id not in fired}.values(), key=_order)
    return tuple(judge(conditions[e.condition], e, by_duty.get(_duty(e.id), ()), calendar) for e in due)


def judge(
    condition: Condition, event: DueEvent, evidence: Iterable[Evidence], calendar: WorkingCalendar
) -> Finding:
    """The finding for one event: the last evidence that came before its due day was over counts.

    Evidence is for one period, and shows nothing of it before it is over; of what is due once, such as before
    a start, it tells even if the start moved.
    """
    end = calendar.end_of(event.due)
    once = event.end is None
    timely = sorted(
        (
            each
            for each in evidence
            if each.received < end
            and (each.event == event.id or (once and _duty(each.event) == _duty(event.id)))
            and (event.end is None or each.received >= calendar.end_of(event.end))
        ),
        key=_received,
    )
    last = timely[-1] if timely else None
    value = None if last is None else _value(condition, event, last, calendar)
    received = None if last is None else last.received
    if value is None:
        return Finding(event, Verdict.MISSING, None, received, condition.consequence)
    if meets(condition, value):
        return Finding(event, Verdict.KEPT, value, received)
    return Finding(event, Verdict.NOT_MET, value, received, condition.consequence)


def meets(condition: Condition, value: float | bool | str) -> bool:
    """Whether a figure meets the condition. RegisterError for one of another kind than the threshold."""
    problems = evidence_problems(condition, value)
    if problems:
        raise RegisterError(problems)
    return _COMPARE[condition.comparator](value, condition.threshold)


def publication_problems(
    entry: str,
    conditions: Iterable[Condition],
    anchors: Anchors,
    evidence: Iterable[Evidence],
    today: date,
    calendar: WorkingCalendar,
) -> list[Problem]:
    """Why an approval cannot be published yet: conditions that no date or comparison can be made of.

    A condition that is due already, such as a notice thirty days before the start, must have been shown kept.
    """
    problems = []
    held = tuple(evidence)
    for condition in conditions:
        problems += comparison_problems(condition)
        try:
            rule = due_rule(condition)
            before = not rule.recurs and rule.anchor == "start" and rule.side == "before"
            if before and anchors.started is None and anchors.planned is None:
                problems.append(_no_start(condition))
            events = () if rule.recurs else schedule(entry, condition, anchors, _FAR, calendar)
        except RegisterError as error:
            problems += error.problems
            continue
        problems += [
            _too_late(condition, event)
            for event in events
            if event.due < today and judge(condition, event, held, calendar).breach
        ]
    return problems


def period_problems(
    entry: str, condition: Condition, event: str, anchors: Anchors, today: date, calendar: WorkingCalendar
) -> list[Problem]:
    """Why evidence for a period cannot be taken: there is no such period, or it is not over.

    What is still due of an entry that has left the register is known to its duties, which are asked there.
    """
    if not due_rule(condition).recurs:
        return []
    periods = schedule(entry, condition, anchors, _FAR, calendar)
    end = next((each.end for each in periods if each.id == event), None)
    if end is None and anchors.ended is not None:
        return []
    if end is None:
        return [Problem(f"{event} is no due event of this entry", Where(field="evidence"))]
    if end < today:
        return []
    why = f"it ends with {end.isoformat()}; before that nothing shows that the condition was kept in it"
    return [
        Problem(f"the period of {event} is not over", Where(field="evidence"), why, "send it after that day")
    ]


def comparison_problems(condition: Condition) -> list[Problem]:
    """What makes a condition impossible to compare: its comparator, or its comparator with its threshold."""
    known = condition.comparator in _COMPARE
    ordered = not isinstance(condition.threshold, (bool, str)) or condition.comparator in ("==", "!=")
    if known and ordered:
        return []
    what = f"{condition.id} compares {condition.comparator!r} with {condition.threshold!r}"
    return [Problem(what, Where(field=condition.id), mend=f"write one of {', '.join(_COMPARE)} that fits")]


def unkept_before_start(
    entry: str,
    conditions: Iterable[Condition],
    start: date,
    approved: date,
    evidence: Sequence[Evidence],
    calendar: WorkingCalendar,
) -> tuple[Finding, ...]:
    """What was due before a start on that day and is not shown kept: the start has to wait for it."""
    found = []
    anchors = Anchors(approved, planned=start)
    for condition in conditions:
        rule = due_rule(condition)
        if rule.recurs or rule.side != "before" or rule.anchor != "start":
            continue
        for event in schedule(entry, condition, anchors, start, calendar):
            found.append(judge(condition, event, evidence, calendar))
    return tuple(finding for finding in found if finding.breach)


def _value(
    condition: Condition, event: DueEvent, evidence: Evidence, calendar: WorkingCalendar
) -> float | bool | str | None:
    """The figure. Days to a report are counted from its arrival, not taken from what it says."""
    if condition.metric == REPORT_DAYS and event.end is not None:
        return float((calendar.today(evidence.received) - event.end).days)
    return evidence.value


def _duty(event: str) -> str:
    """An event's id without its period or date: the entry and the condition."""
    return event.rsplit("/", 1)[0]


def _order(event: DueEvent) -> tuple[date, str]:
    return event.due, event.id


def _received(evidence: Evidence) -> datetime:
    return evidence.received


def _no_start(condition: Condition) -> Problem:
    return Problem(
        f"{condition.id} is due before the start, and no start is announced",
        Where(field="start"),
        "a condition without a date would lapse unseen",
        "give the planned start",
    )


def _too_late(condition: Condition, event: DueEvent) -> Problem:
    return Problem(
        f"{condition.id} was due on {event.due.isoformat()} and is not shown kept",
        Where(field=condition.id),
        "it would be breached on the day it is published",
        "send the evidence, if it was kept by then, or put the start off",
    )
