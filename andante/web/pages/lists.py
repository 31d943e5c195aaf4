"""Lists of cases: a filer's own filings, and the queue of those who check and decide, with clocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from andante.errors import AccessError, Problem
from andante.register.clocks import CLOCK_NAMES, ClockName
from andante.register.states import Role, State
from andante.register.store_models import OutOfForce
from andante.register.store_reads import QueueRow
from andante.register.transitions import BEFORE_DECISION
from andante.web.access import Somebody, require_role
from andante.web.pages.case import organisation_names
from andante.web.pages.frame import page, words_of
from andante.web.pages.marks import Mark, state_mark
from andante.web.pages.provisional import calendar_or_none, provisional_years, years_words
from andante.web.pages.words import Words
from andante.web.site import Here, Site

router = APIRouter(include_in_schema=False)
STAFF = frozenset({Role.REVIEWER, Role.APPROVER, Role.AUDITOR})
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list."""

    number: str
    title: str
    kind: str
    unit: str
    state: Mark
    clock: str
    left: str
    overdue: bool
    updated: str
    entry: str


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that wait for the same."""

    id: str
    title: str
    rows: tuple[CaseRow, ...]
    more: int


@dataclass(frozen=True, slots=True)
class OutRow:
    """A use on the register whose model is not in force."""

    entry: str
    state: Mark
    model: str
    model_state: Mark


@dataclass(frozen=True, slots=True)
class Cases:
    """A page of lists. `desk`: a filer's own. `provisional`: that days shown may still change."""

    desk: bool
    summary: str
    provisional: str
    groups: tuple[Group, ...]
    out: tuple[OutRow, ...]


FILER_GROUPS: tuple[tuple[str, frozenset[State]], ...] = (
    ("unsent", frozenset({State.DRAFT})),
    ("with_you", frozenset({State.RETURNED, State.REVISE_AND_RESUBMIT})),
    ("breached", frozenset({State.CONDITION_BREACHED, State.SUSPENDED})),
    ("with_us", frozenset({*BEFORE_DECISION, State.DECIDED})),
    ("in_use", frozenset({State.PUBLISHED, State.LIVE, State.IN_PERIODIC_REVIEW})),
)
STAFF_GROUPS: tuple[tuple[str, frozenset[State]], ...] = (
    ("breached", frozenset({State.CONDITION_BREACHED, State.SUSPENDED})),
    ("to_check", frozenset({State.SUBMITTED, State.IN_COMPLETENESS_CHECK})),
    ("to_decide", frozenset({State.ACCEPTED, State.ASSESSED, State.IN_CONSULTATION})),
    ("to_publish", frozenset({State.DECIDED})),
    ("with_filer", frozenset({State.RETURNED, State.REVISE_AND_RESUBMIT})),
    ("in_use", frozenset({State.PUBLISHED, State.LIVE, State.IN_PERIODIC_REVIEW})),
)


@router.get("/filings")
def filings(request: Request, here: Here, access: Somebody) -> Response:
    """A filer's own filings."""
    require_role(access, Role.FILER)
    person, say = access.actor, words_of(request)
    rows = tuple(row for row in here.store.queue(person) if row.unit in {*person.acts_for, person.id})
    view = _cases(here, say, rows, FILER_GROUPS, True, ())
    return page(request, "cases.html", view, say("filings.title"))


@router.get("/queue")
def queue(request: Request, here: Here, access: Somebody) -> Response:
    """What waits for those who check and decide, the nearest day first."""
    if not access.person.roles & STAFF:
        raise AccessError(Problem("This is for reviewers, approvers and auditors."))
    say = words_of(request)
    view = _cases(here, say, here.store.queue(access.actor), STAFF_GROUPS, False, here.store.out_of_force())
    return page(request, "cases.html", view, say("queue.title"))


def _cases(
    here: Site,
    say: Words,
    rows: Sequence[QueueRow],
    groups: Sequence[tuple[str, frozenset[State]]],
    desk: bool,
    out: Sequence[OutOfForce],
) -> Cases:
    names = organisation_names(here)
    titles = {each.number: each.title for each in here.store.titles([row.number for row in rows])}
    made = {
        row.number: _row(here, say, row, names.get(row.unit, say("unit.person")), titles.get(row.number, ""))
        for row in rows
    }
    taken: set[State] = set()
    found = []
    for name, states in groups:
        taken |= states
        found.append(_group(say, name, [made[row.number] for row in rows if State(row.state) in states]))
    found.append(_group(say, "ended", [made[row.number] for row in rows if State(row.state) not in taken]))
    waiting = [row for row in rows if row.due is not None]
    overdue = sum(made[row.number].overdue for row in waiting)
    return Cases(
        desk,
        say(
            "filings.summary" if desk else "queue.summary",
            count=len(rows),
            waiting=len(waiting),
            overdue=overdue,
        ),
        _provisional(here, say, rows),
        tuple(group for group in found if group.rows),
        tuple(
            OutRow(each.entry, state_mark(say, each.state), each.model, state_mark(say, each.model_state))
            for each in out
        ),
    )


def _provisional(here: Site, say: Words, rows: Sequence[QueueRow]) -> str:
    """That working days shown here are counted over a year whose holidays are not published."""
    years: dict[str, set[int]] = {}
    for row in rows:
        calendar = calendar_or_none(row.number.split("-")[0])
        if calendar is not None and row.due is not None:
            found = provisional_years(calendar, calendar.today(here.clock()), row.due)
            years.setdefault(calendar.code, set()).update(found)
    return years_words(say, years)


def _group(say: Words, name: str, rows: Sequence[CaseRow]) -> Group:
    return Group(
        name, say(f"group.{name}", count=len(rows)), tuple(rows[:MOST_SHOWN]), max(len(rows) - MOST_SHOWN, 0)
    )


def _row(here: Site, say: Words, row: QueueRow, unit: str, title: str) -> CaseRow:
    clock = left = ""
    overdue = False
    if row.clock is not None and row.due is not None:
        clock = say("clock.by", clock=say.title(CLOCK_NAMES[ClockName(row.clock)]), day=say.day(row.due))
        calendar = calendar_or_none(row.number.split("-")[0])
        if calendar is not None:
            days = calendar.working_days_between(calendar.today(here.clock()), row.due)
            overdue = days < 0
            key = "clock.days_over" if overdue else "clock.days_today" if days == 0 else "clock.days_left"
            left = say(key, count=say.count(abs(days)))
    return CaseRow(
        row.number,
        title,
        say(f"kind.{row.kind}"),
        unit,
        state_mark(say, row.state),
        clock,
        left,
        overdue,
        say.day(row.updated),
        row.entry or "",
    )
