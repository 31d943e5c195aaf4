"""Conditions in words: what, by when, how it stands, what if not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from andante.errors import RegisterError
from andante.filing.conditions import Condition, Effect, EffectKind
from andante.filing.fields import FIELDS
from andante.register.calendars import WorkingCalendar, add_months
from andante.register.due import Verdict
from andante.register.due_calendar import CalendarDay
from andante.register.due_dates import Anchors, DueEvent, in_working_days, schedule
from andante.web.pages.fields import number_words
from andante.web.pages.marks import Mark, verdict_mark
from andante.web.pages.provisional import calendar_or_none, provisional_words
from andante.web.pages.words import Words

_DUE = re.compile(r"(\d{1,4}) (days|working days|months) (before|after) (start|approval|quarter end)")
_MONTHS_AHEAD = 18
_NO_EFFECT = Effect(EffectKind.REPORT_QUARTERLY, 0.0, "share")


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """A condition as pages show it. `dues` are its next and last due days, `found` what was found last."""

    id: str
    title: str
    duty: str
    when: str
    dues: tuple[str, ...]
    mark: Mark
    found: str
    otherwise: str
    owner: str
    evidence: str
    source: str


def condition_rows(say: Words, content: Mapping[str, Any], today: date) -> tuple[ConditionRow, ...]:
    """The conditions of a public entry, each with how it stands; none of an entry that was erased."""
    if not content:
        return ()
    calendar = calendar_or_none(str(content["jurisdiction"]))
    return tuple(
        _row(say, content, condition_from(plain), calendar, today) for plain in content["conditions"]
    )


def proposed_rows(say: Words, conditions: Sequence[Condition]) -> tuple[ConditionRow, ...]:
    """Conditions that are proposed and not in force: nothing is due yet."""
    mark = Mark(say("conditions.not_yet"), "")
    return tuple(_words(say, each, (), mark, "") for each in conditions)


def condition_from(plain: Mapping[str, Any]) -> Condition:
    """A condition out of a public entry, which leaves its effect in the economy out."""
    known = {name: value for name, value in plain.items() if name != "effect"}
    return Condition(effect=_NO_EFFECT, **known)


def due_events(content: Mapping[str, Any], condition: Condition, until: date) -> tuple[DueEvent, ...]:
    """The due days of a condition of an entry up to a day."""
    calendar = calendar_or_none(str(content["jurisdiction"]))
    if calendar is None:
        return ()
    days = [content.get(name) for name in ("planned_start", "started")]
    planned, started = (None if day is None else date.fromisoformat(day) for day in days)
    anchors = Anchors(date.fromisoformat(content["decided"]), planned, started)
    try:
        return schedule(str(content["entry"]), condition, anchors, until, calendar)
    except RegisterError:
        return ()


def duty_words(say: Words, condition: Condition) -> str:
    """What is measured and its threshold."""
    definition = FIELDS["deployment"].get(condition.metric) or FIELDS["model"].get(condition.metric)
    metric = say.or_else(
        f"field.{condition.metric}",
        say.or_else(f"metric.{condition.metric}", definition.title if definition else condition.metric),
    )
    threshold = condition.threshold
    if isinstance(threshold, bool):
        value = say("yes" if threshold else "no")
    elif isinstance(threshold, str):
        value = say.or_else(f"choice.{condition.metric}.{threshold}", threshold)
    else:
        value = number_words(say, float(threshold), condition.unit)
    return say(f"comparator.{condition.comparator}", metric=metric, value=value)


def when_words(say: Words, condition: Condition) -> str:
    """By when or how often."""
    if condition.cadence:
        return say.or_else(f"cadence.{condition.cadence}", condition.cadence)
    due = condition.due or ""
    if due == "before start":
        return say("due.before_start")
    match = _DUE.fullmatch(due)
    if match is None:
        return due
    count, unit, side, anchor = match.groups()
    return say(f"due.{side}", count=count, unit=say(f"due.unit.{unit}"), anchor=say(f"due.{anchor}"))


def failing_words(say: Words, duties: Sequence[CalendarDay]) -> tuple[str, ...]:
    """What was sent for a day to come and does not keep its condition, and what follows if it stays so."""
    return tuple(
        say(
            "conditions.failing",
            condition=say.pick(each.title, each.title_zh),
            value=_found(say, each.unit, each.sent),
            day=say.day(each.due),
            consequence=say.pick(each.consequence, each.consequence_zh),
        )
        for each in duties
        if each.meets is False
    )


def _row(
    say: Words,
    content: Mapping[str, Any],
    condition: Condition,
    calendar: WorkingCalendar | None,
    today: date,
) -> ConditionRow:
    checked = [each for each in content["checked"] if each["condition"] == condition.id]
    events = due_events(content, condition, add_months(today, _MONTHS_AHEAD)) if calendar is not None else ()
    done = {each["event"] for each in checked}
    coming = [event.due for event in events if event.id not in done]
    last = checked[-1] if checked else None
    open_breach = any(event.rsplit("/", 2)[-2:-1] == [condition.id] for event in content["open_breaches"])
    dues = []
    if coming:
        dues.append(say("conditions.next_due", day=say.day(coming[0])))
        if in_working_days(condition.due):
            dues.append(provisional_words(say, calendar, today, coming[0]))
    elif not checked:
        dues.append(say("conditions.no_day"))
    found = ""
    if last is None:
        mark = verdict_mark(say, None)
    elif open_breach and last["verdict"] == Verdict.KEPT:
        mark = Mark(say("conditions.breach_open"), "stop")
    else:
        mark = verdict_mark(say, last["verdict"])
    if last is not None:
        found = say(
            "conditions.last_due", day=say.day(last["due"]), value=_found(say, condition.unit, last["value"])
        )
    return _words(say, condition, tuple(due for due in dues if due), mark, found)


def _found(say: Words, unit: str, value: Any) -> str:
    if value is None:
        return say("conditions.nothing_came")
    if isinstance(value, bool):
        return say("yes" if value else "no")
    if isinstance(value, str):
        return value
    return number_words(say, float(value), unit)


def _words(say: Words, condition: Condition, dues: tuple[str, ...], mark: Mark, found: str) -> ConditionRow:
    return ConditionRow(
        condition.id,
        say.pick(condition.title, condition.title_zh),
        duty_words(say, condition),
        when_words(say, condition),
        dues,
        mark,
        found,
        say.pick(condition.consequence, condition.consequence_zh),
        say.pick(condition.owner, condition.owner_zh),
        say.pick(condition.evidence, condition.evidence_zh),
        condition.source,
    )
