"""The calendar of conditions: what is due when, what was kept, what was breached; and sums by policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from andante.register.calendars import add_months
from andante.register.due import Verdict
from andante.register.due_calendar import CalendarDay
from andante.web.access import Somebody
from andante.web.pages.frame import Link, page, words_of
from andante.web.pages.marks import Mark, verdict_mark
from andante.web.pages.provisional import calendar_or_none, provisional_years, years_words
from andante.web.pages.words import Words
from andante.web.site import Here

router = APIRouter(include_in_schema=False)
MONTHS = 6
FIRST_YEAR, LAST_YEAR = 2001, 2058
SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class DayRow:
    """One due day of one condition."""

    day: str
    entry: str
    condition: str
    owner: str
    mark: Mark
    breached: bool


@dataclass(frozen=True, slots=True)
class Month:
    """The due days of a month."""

    id: str
    title: str
    rows: tuple[DayRow, ...]


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """Six months of due days; breaches of that time first."""

    summary: str
    provisional: str
    breaches: tuple[DayRow, ...]
    months: tuple[Month, ...]
    before: Link
    after: Link
    span: str


@router.get("/calendar")
def calendar(request: Request, here: Here, access: Somebody) -> Response:
    """The conditions of one's own entries, or of all for those who check."""
    say, now = words_of(request), here.clock().date()
    first = _first(request.query_params.get("from", ""), add_months(now.replace(day=1), -2))
    last = add_months(first, MONTHS) - timedelta(days=1)
    days = here.store.calendar(first, last, access.actor)
    rows = [(each, _row(say, each, now)) for each in days]
    breaches = tuple(row for _, row in rows if row.breached)
    view = CalendarPage(
        say("calendar.summary", count=len(days), breaches=len(breaches)),
        _provisional(say, now, days),
        breaches,
        _months(say, first, rows),
        Link(say("calendar.before"), f"/calendar?from={add_months(first, -MONTHS):%Y-%m}"),
        Link(say("calendar.after"), f"/calendar?from={add_months(first, MONTHS):%Y-%m}"),
        say("calendar.span", first=_month(say, first), last=_month(say, last)),
    )
    return page(request, "calendar.html", view, say("calendar.title"))


def _provisional(say: Words, now: date, days: Sequence[CalendarDay]) -> str:
    """That days to come are counted in working days over a year whose holidays are not published."""
    years: dict[str, set[int]] = {}
    for each in days:
        if each.counted is not None and each.verdict is None:
            found = provisional_years(calendar_or_none(each.counted), now, each.due)
            years.setdefault(each.counted, set()).update(found)
    return years_words(say, years)


def _first(text: str, usual: date) -> date:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return usual
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else usual


def _month(say: Words, day: date) -> str:
    return say("month", month=say(f"month.{day.month}"), year=day.year)


def _months(say: Words, first: date, rows: Sequence[tuple[CalendarDay, DayRow]]) -> tuple[Month, ...]:
    found = []
    for place in range(MONTHS):
        start = add_months(first, place)
        these = tuple(row for day, row in rows if (day.due.year, day.due.month) == (start.year, start.month))
        found.append(Month(f"{start:%Y-%m}", _month(say, start), these))
    return tuple(found)


def _row(say: Words, each: CalendarDay, now: date) -> DayRow:
    breached = each.verdict is not None and each.verdict != Verdict.KEPT
    mark = verdict_mark(say, each.verdict)
    if each.verdict is None and each.due < now:
        mark = Mark(say("due.being_checked"), "open")
    elif each.verdict is None and each.due <= now + SOON:
        mark = Mark(say("due.soon"), "warn")
    return DayRow(
        say.day(each.due),
        each.entry,
        say.pick(each.title, each.title_zh),
        say.pick(each.owner, each.owner_zh),
        mark,
        breached,
    )
