"""When conditions are due: their phrases read strictly, and the due events that follow, each with its own id.

An id is made of the entry, the condition, and the period or the date it hangs on, and of nothing else:
whoever works the schedule out again, on another day or machine, gets the same ids.

A cadence asks for evidence within `REPORT_DAYS` after each period. Months and quarters are those of the
calendar, years are counted from the start of use. What holds for each decision is shown quarter by quarter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from andante.errors import Problem, RegisterError, Where
from andante.filing.conditions import Condition
from andante.policies.duties import CADENCES, DUE_IN_WORDS
from andante.register.calendars import WorkingCalendar, add_months

REPORT_DAYS = 30
REPORT_SOURCE = (
    "S.3108: a report within 30 days after the end of the quarter [P]; for other periods assumed [A]"
)
_PHRASE = re.compile(
    r"(?:(?P<amount>[0-9]{1,4}) (?P<unit>days|working days|months) )?"
    r"(?P<side>before|after) (?P<anchor>start|approval|quarter end)"
)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DueRule:
    """A due phrase or cadence, read. A cadence is "REPORT_DAYS days after" the end of each of its periods."""

    amount: int
    unit: str  # days | working days | months
    side: str  # before | after
    anchor: str  # start | approval | month end | quarter end | year end

    @property
    def recurs(self) -> bool:
        """Whether it comes again with every period."""
        return self.anchor.endswith(" end")


@dataclass(frozen=True, slots=True)
class Anchors:
    """The days that due dates hang on. `started` is the reported start of use, `planned` the announced.

    `ended` is the last day on the register: a period that began by then is due as it was told, for the part
    that ran; nothing else is due after it.
    """

    approved: date
    planned: date | None = None
    started: date | None = None
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class DueEvent:
    """One date on which a condition has to be shown kept. `start` and `end` are the period it is about."""

    id: str
    entry: str
    condition: str
    due: date
    start: date | None = None
    end: date | None = None


def due_rule(condition: Condition) -> DueRule:
    """The phrase or cadence of a condition. RegisterError for one that is not understood: never dropped."""
    if condition.cadence is not None and condition.due is None:
        rule = _cadence(condition)
    elif condition.due is not None and condition.cadence is None:
        rule = _phrase(condition.due)
    else:
        rule = None
    if rule is None:
        given = condition.due if condition.cadence is None else condition.cadence
        raise RegisterError(
            Problem(
                f"when {condition.id} is due is not understood: {given!r}"
                if condition.due is None or condition.cadence is None
                else f"{condition.id} has both a cadence and a due date",
                Where(field=condition.id),
                "a condition without a date would lapse unseen",
                f"write a cadence ({', '.join(CADENCES)}) or a due date: {DUE_IN_WORDS}",
            )
        )
    return rule


def _cadence(condition: Condition) -> DueRule | None:
    ends = {
        "monthly": "month end",
        "quarterly": "quarter end",
        "each_decision": "quarter end",
        "yearly": "year end",
    }
    end = ends.get(condition.cadence or "")
    return None if end is None else DueRule(_report_days(condition), "days", "after", end)


def _report_days(condition: Condition) -> int:
    """Days after a period; a condition on the days themselves sets them."""
    days = condition.threshold
    if condition.metric != "report_days" or isinstance(days, (bool, str)):
        return REPORT_DAYS
    if condition.comparator == "<=":
        return int(days)
    return max(int(-(-days // 1)) - 1, 0) if condition.comparator == "<" else REPORT_DAYS


def _phrase(text: str) -> DueRule | None:
    found = _PHRASE.fullmatch(text)
    if found is None:
        return None
    if found["amount"] is None:
        # Without an amount only "before start" has a meaning: by the last day before it.
        return DueRule(1, "days", "before", "start") if text == "before start" else None
    return DueRule(int(found["amount"]), found["unit"], found["side"], found["anchor"])


def schedule(
    entry: str, condition: Condition, anchors: Anchors, until: date, calendar: WorkingCalendar
) -> tuple[DueEvent, ...]:
    """The due events of a condition up to and with the day `until`, in order.

    Nothing is due that hangs on a start which is neither reported nor, for what is due before it, announced.
    """
    rule = due_rule(condition)
    if rule.recurs:
        return tuple(_recurring(entry, condition, rule, anchors, until, calendar))
    anchor = _single_anchor(rule, anchors)
    if anchor is None:
        return ()
    due = _moved(anchor, rule, calendar)
    if anchors.ended is not None and due > anchors.ended:
        return ()
    name = "approval" if rule.anchor == "approval" else "start"
    event = DueEvent(f"{entry}/{condition.id}/{name}-{anchor.isoformat()}", entry, condition.id, due)
    return (event,) if due <= until else ()


def condition_of(event: str) -> str:
    """The condition that an event's id is about; empty for what is no such id."""
    parts = event.rsplit("/", 2)
    return parts[1] if len(parts) == 3 else ""


def _single_anchor(rule: DueRule, anchors: Anchors) -> date | None:
    if rule.anchor == "approval":
        return anchors.approved
    if anchors.started is not None or rule.side == "after":
        return anchors.started
    return anchors.planned


def in_working_days(due: str | None) -> bool:
    """Whether a due day is counted in working days, so that holidays move it."""
    return " working days " in f" {due or ''} "


def _moved(anchor: date, rule: DueRule, calendar: WorkingCalendar) -> date:
    count = rule.amount if rule.side == "after" else -rule.amount
    try:
        if rule.unit == "months":
            return add_months(anchor, count)
        if rule.unit == "working days":
            return calendar.add_working_days(anchor, count)
        return anchor + timedelta(days=count)
    except (ValueError, OverflowError):
        what = f"{rule.amount} {rule.unit} {rule.side} {anchor.isoformat()} is outside the calendar"
        raise RegisterError(Problem(what, mend="write a due date within reach")) from None


def _recurring(
    entry: str,
    condition: Condition,
    rule: DueRule,
    anchors: Anchors,
    until: date,
    calendar: WorkingCalendar,
) -> Iterator[DueEvent]:
    if anchors.started is None:
        return
    for name, start, end in _periods(rule.anchor, anchors.started):
        if anchors.ended is not None and start > anchors.ended:
            return
        due = _moved(end, rule, calendar)
        if due > until:
            return
        yield DueEvent(f"{entry}/{condition.id}/{name}", entry, condition.id, due, start, end)


def _periods(anchor: str, started: date) -> Iterator[tuple[str, date, date]]:
    """Name, first and last day of each period; the first begins with the start of use, the rest follow on."""
    start = started
    for number in range(1, 12 * 200):
        if anchor == "year end":
            # Counted from the start of use each time, so that 29 February comes back every fourth year.
            end = add_months(started, 12 * number) - _DAY
            name = f"year-{number}-from-{started.isoformat()}"
        elif anchor == "quarter end":
            quarter = (start.month - 1) // 3
            end = add_months(date(start.year, quarter * 3 + 1, 1), 3) - _DAY
            name = f"{start.year}-Q{quarter + 1}"
        else:
            end = add_months(start.replace(day=1), 1) - _DAY
            name = f"{start.year}-{start.month:02d}"
        yield name, start, end
        start = end + _DAY
