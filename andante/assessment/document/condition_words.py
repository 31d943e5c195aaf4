"""The conditions of a decision in words: what, by when, who, what if not."""

from __future__ import annotations

import re
from datetime import date, timedelta

from andante.assessment.document.desk import Desk
from andante.assessment.document.filing_words import number_words, value_words
from andante.assessment.document.view import Cell, Table
from andante.filing.conditions import Condition
from andante.filing.fields import FIELDS

_DUE = re.compile(r"(\d{1,4}) (days|working days|months) (before|after) (start|approval|quarter end)")
_MONTHS_A_YEAR = 12


def condition_table(desk: Desk, conditions: tuple[Condition, ...]) -> Table | None:
    """What, by when, who, what if not; None without conditions."""
    if not conditions:
        return None
    say = desk.say
    return Table(
        (say("condition.what"), say("condition.when"), say("condition.who"), say("condition.else")),
        tuple(
            (
                Cell(desk.pick(each.title, each.title_zh), duty(desk, each)),
                Cell(when(desk, each)),
                Cell(desk.pick(each.owner, each.owner_zh)),
                Cell(desk.pick(each.consequence, each.consequence_zh)),
            )
            for each in conditions
        ),
        say("conditions", count=len(conditions)),
        widths=(42, 21, 11, 26),
    )


def duty(desk: Desk, condition: Condition) -> str:
    """What is measured and its threshold: "Notice: at least 30 days"."""
    field = FIELDS["deployment"].get(condition.metric) or FIELDS["model"].get(condition.metric)
    metric = desk.say.or_else(
        f"field.{condition.metric}",
        desk.say.or_else(f"metric.{condition.metric}", field.title if field else condition.metric),
    )
    threshold = condition.threshold
    if isinstance(threshold, (bool, str)):
        value = value_words(desk, threshold)
    else:
        value = number_words(desk, threshold, condition.unit)
    return desk.say(f"comparator.{condition.comparator}", metric=metric, value=value)


def when(desk: Desk, condition: Condition) -> str:
    """By when or how often, with the day where the start is known."""
    if condition.cadence:
        return desk.say.or_else(f"cadence.{condition.cadence}", condition.cadence)
    due = condition.due or ""
    if due == "before start":
        said = desk.say("due.before_start")
    else:
        match = _DUE.fullmatch(due)
        if match is None:
            return due
        count, unit, side, anchor = match.groups()
        said = desk.say(
            f"due.{side}", count=count, unit=desk.say(f"due.unit.{unit}"), anchor=desk.say(f"due.{anchor}")
        )
    day = due_day(due, desk.assessment.deployment.start)
    return said if day is None else desk.say("due.day", said=said, day=desk.day(day))


def due_day(due: str, start: date | None) -> date | None:
    """The calendar day of a due date that counts from the start; None where it has none."""
    if start is None:
        return None
    if due == "before start":
        return start
    match = _DUE.fullmatch(due)
    if match is None or match[4] != "start" or match[2] == "working days":
        return None
    count = int(match[1]) if match[3] == "after" else -int(match[1])
    try:
        return start + timedelta(days=count) if match[2] == "days" else _months_on(start, count)
    except (OverflowError, ValueError):
        return None


def _months_on(day: date, months: int) -> date:
    """The same day so many months on, or the month's last day where it has no such day."""
    whole = day.year * _MONTHS_A_YEAR + day.month - 1 + months
    year, month = divmod(whole, _MONTHS_A_YEAR)
    next_first = date(year + (month + 1) // _MONTHS_A_YEAR, (month + 1) % _MONTHS_A_YEAR + 1, 1)
    last = (next_first - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))
