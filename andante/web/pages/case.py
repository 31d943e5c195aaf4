"""A case for those whom it concerns: where it stands, what is next and when, what can be done, its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from andante.errors import AndanteError, MissingError, Problem, RegisterError
from andante.register.calendars import calendar_for
from andante.register.canonical_json import canonical_json
from andante.register.case import Case
from andante.register.clocks import CLOCK_NAMES
from andante.register.due_calendar import CalendarDay
from andante.register.permissions import View, may_see
from andante.register.plain import to_plain
from andante.register.public_content import title_of
from andante.register.sentences import NO_CLOCK, TOLD
from andante.register.states import Action, Role, State
from andante.register.store_duties import watched
from andante.register.store_reads import CaseEvent, CaseFile
from andante.web.access import Somebody
from andante.web.errors import not_found
from andante.web.pages.acting import ActionForm, action_forms, decides_here, may, payload_of, refusals
from andante.web.pages.deciding import DECISIONS, Decided, decided_of
from andante.web.pages.duties import ConditionRow, condition_rows, failing_words
from andante.web.pages.fields import field_title, filing_rows
from andante.web.pages.frame import Sent, page, see_other, text, words_of
from andante.web.pages.history import HistoryRow, action_words, said_words
from andante.web.pages.marks import Mark, state_mark
from andante.web.pages.provisional import provisional_words
from andante.web.pages.shelf import gap_reason, gaps_of, today
from andante.web.pages.words import Words
from andante.web.site import Here, Site

router = APIRouter(include_in_schema=False)
_BACK, _AHEAD = timedelta(days=400), timedelta(days=500)


@dataclass(frozen=True, slots=True)
class GapRow:
    """Something that is missing, and why it is asked for."""

    title: str
    why: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """The page of a case."""

    number: str
    title: str
    kind: str
    state: Mark
    unit: str
    clock: str
    overdue: bool
    provisional: str
    next: str
    decided: Decided | None
    done: str
    unsent: bool
    entry: str
    gaps: tuple[GapRow, ...]
    gaps_told: bool
    forms: tuple[ActionForm, ...]
    refusals: tuple[tuple[str, str], ...]
    conditions: tuple[ConditionRow, ...]
    failing: tuple[str, ...]
    measure: str
    workers: str
    may_edit: bool
    may_change: bool
    deciding: bool
    step: int
    filing: tuple[tuple[str, str], ...]
    versions: int
    facts: tuple[tuple[str, str], ...]
    history: tuple[HistoryRow, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A case file with who asks for it."""

    file: CaseFile
    site: Site
    access: Somebody
    say: Words


@router.get("/cases/{number}")
def case(request: Request, here: Here, access: Somebody, number: str) -> Response:
    """The page of a case."""
    asked = asked_for(request, here, access, number)
    return show(request, asked, done=request.query_params.get("done", ""))


@router.post("/cases/{number}/do/{action}")
def act(request: Request, here: Here, access: Somebody, number: str, action: str, form: Sent) -> Response:
    """Do something with a case, and show it again as it stands then."""
    asked = asked_for(request, here, access, number)
    try:
        payload = payload_of(action, asked.file.case, form)
        here.store.act(access.actor, action, number, payload, text(form, "key") or None)
    except AndanteError as error:
        if text(form, "from") == "decision":
            from andante.web.pages.decision import show_decision

            return show_decision(request, asked, error.problems)
        return show(request, asked, error.problems)
    here.metrics.actions.labels(action).inc()
    return see_other(f"/cases/{number}?done={action}")


@router.get("/cases/{number}/copy")
def copy(request: Request, here: Here, access: Somebody, number: str) -> Response:
    """The copy to keep: everything that was filed, what happened, and the checkpoint that proves it later."""
    file = asked_for(request, here, access, number).file
    content = {
        "number": file.case.number,
        "state": file.case.state.value,
        "policy": file.policy,
        "policy_hash": file.policy_hash,
        "filed": [
            {
                "version": each.version,
                "received": each.received,
                "filing": None if each.filing is None else {"kind": each.filing.kind, **each.filing.values},
                "assessment": each.assessment,
                "digest": each.digest,
                "salt": None if each.salt is None else each.salt.hex(),
            }
            for each in file.filed
        ],
        "events": [
            {"at": each.at, "action": each.action, "after": each.after, "log_number": each.log_number}
            | ({"decided": each.given} if each.action in DECISIONS else {})
            for each in file.events
        ],
        "proposed": [
            {"on": each.on, "engine": each.engine, "result": each.result} for each in file.decisions
        ],
        "checkpoint": here.store.checkpoint().decode(),
        "verifier_key": str(here.key.verifier()),
    }
    name = f'attachment; filename="{file.case.number}.json"'
    return Response(
        canonical_json(to_plain(content)),
        media_type="application/json",
        headers={"Content-Disposition": name},
    )


def asked_for(request: Request, here: Site, access: Somebody, number: str) -> Asked:
    """The file of a case. As if it were not there where there is none, or it is not theirs."""
    try:
        return Asked(here.store.case(number, access.actor), here, access, words_of(request))
    except (MissingError, RegisterError):
        raise not_found() from None


def show(request: Request, asked: Asked, problems: Sequence[Problem] = (), done: str = "") -> Response:
    """The page of a case as an answer."""
    view = _view(asked, done)
    title = f"{view.title} ({view.number})"
    return page(request, "case.html", view, title, problems=problems, status=422 if problems else 200)


def system_title(file: CaseFile) -> str:
    """What a case is called."""
    filing = file.filed[-1].filing
    return title_of(file.case.kind, None if filing is None else filing.values, file.case.number)


def duties_of(asked: Asked) -> tuple[CalendarDay, ...]:
    """The due days of a case's entry, those of the last year and of the next, that are not found kept."""
    if not watched(asked.file.case):
        return ()
    now = today(asked.site, asked.file.jurisdiction)
    days = asked.site.store.calendar(now - _BACK, now + _AHEAD, asked.access.actor)
    return tuple(day for day in days if day.entry == asked.file.case.entry and day.verdict is None)


def person_name(here: Site, person: str | None, say: Words) -> str:
    """The name of a person; none for what the register did itself or who was erased."""
    if person is None:
        return ""
    try:
        return here.people.person(person).name or say("person.erased")
    except RegisterError:
        return say("person.erased")


def organisation_names(here: Site) -> Mapping[str, str]:
    """The names of organisations by their id."""
    return {each.id: each.name for each in here.people.organisations()}


def next_words(say: Words, case: Case, events: Sequence[CaseEvent]) -> str:
    """What the filer was told last: what happens next, and by when."""
    moves = [each for each in events if each.action in set(TOLD) and each.after != each.before]
    told = TOLD[Action(moves[-1].action)] if moves else None
    if told is None:
        return ""
    due = say.name(NO_CLOCK) if case.clock is None else say.day(case.clock.due)
    return say.name(told).format(number=case.number, entry=case.entry or case.number, due=due)


def clock_words(say: Words, asked: Asked) -> tuple[str, bool]:
    """The running clock in words, and whether its day is over."""
    clock = asked.file.case.clock
    if clock is None:
        return "", False
    now = today(asked.site, asked.file.jurisdiction)
    left = clock.remaining(now, calendar_for(asked.file.jurisdiction))
    key = "clock.overdue" if left < 0 else "clock.today" if left == 0 else "clock.left"
    name = say.title(CLOCK_NAMES[clock.name])
    return say(key, clock=name, day=say.day(clock.due), count=say.count(abs(left))), left < 0


def clock_provisional(asked: Asked) -> str:
    """That the running clock may still move: holidays of a year it is counted over are not known."""
    clock = asked.file.case.clock
    if clock is None:
        return ""
    now = today(asked.site, asked.file.jurisdiction)
    return provisional_words(
        asked.say, calendar_for(asked.file.jurisdiction), min(clock.started, now), max(clock.due, now)
    )


def _view(asked: Asked, done: str) -> CasePage:
    file, say, here = asked.file, asked.say, asked.site
    case, person = file.case, asked.access.actor
    clock, overdue = clock_words(say, asked)
    filing = file.filed[-1].filing
    unsent = case.state is State.DRAFT
    official = may_see(person, View.DELIBERATION, case)
    duties = duties_of(asked)
    return CasePage(
        case.number,
        system_title(file),
        say(f"kind.{case.kind}"),
        state_mark(say, case.state, case.phase),
        organisation_names(here).get(case.unit, say("unit.person")),
        clock,
        overdue,
        clock_provisional(asked),
        next_words(say, case, file.events),
        decided_of(say, file, here.store.policy(file.policy_hash)),
        action_words(say, done) if done and (done in set(Action) or say.known(f"action.{done}")) else "",
        unsent,
        case.entry or "",
        _gaps(asked),
        case.returned_once,
        action_forms(say, person, case, duties),
        refusals(say, person, case),
        _conditions(asked),
        failing_words(say, duties),
        _measure(asked),
        f"{here.settings.address}/workers/{case.entry}" if case.entry and case.kind == "deployment" else "",
        may(person, Action.EDIT, case),
        may(person, Action.FILE_CHANGE, case),
        official and decides_here(case) and Role.AUDITOR not in person.roles,
        case.version,
        () if filing is None else filing_rows(say, case.kind, filing.values),
        len(file.filed),
        _facts(asked),
        _history(asked),
    )


def _gaps(asked: Asked) -> tuple[GapRow, ...]:
    """What is missing, all at once: worked out anew while it is with the filer, else as it was submitted."""
    file, say = asked.file, asked.say
    filing = file.filed[-1].filing
    if filing is None:
        return ()
    found = gaps_of(asked.site, file.policy_hash, filing, file.model is not None)
    if file.case.state not in (State.DRAFT, State.RETURNED, State.REVISE_AND_RESUBMIT):
        found = tuple(gap for gap in found if gap.field in file.case.gaps)
    policy, kind = asked.site.store.policy(file.policy_hash), file.case.kind
    return tuple(
        GapRow(field_title(say, kind, gap.field), say("gap.why", why=gap_reason(say, policy, kind, gap)))
        for gap in found
    )


def _conditions(asked: Asked) -> tuple[ConditionRow, ...]:
    """The conditions of a case's public entry, each with how it stands."""
    if asked.file.case.entry is None:
        return ()
    content = asked.site.store.public_entry(asked.file.case.entry).content
    return condition_rows(asked.say, content, today(asked.site, asked.file.jurisdiction))


def _measure(asked: Asked) -> str:
    """The measure that somebody proposed and that waits for another person; those who deliberate see it."""
    proposal, say = asked.file.case.proposal, asked.say
    if proposal is None or proposal.measure is None:
        return ""
    return say(
        "case.measure",
        measure=say(f"measure.{proposal.measure}"),
        who=person_name(asked.site, proposal.person, say),
        reason=proposal.reason or say("none"),
    )


def _facts(asked: Asked) -> tuple[tuple[str, str], ...]:
    file, say = asked.file, asked.say
    case, last = file.case, file.filed[-1]
    rows = [
        (say("fact.number"), case.number),
        (say("fact.policy"), say.or_else(f"policy.{file.policy}", file.policy)),
        (say("fact.procedure"), say.or_else(f"procedure.{case.procedure}", say("none"))),
        (say("fact.planned_start"), say.day(case.planned_start)),
    ]
    if case.kind == "deployment":
        model = (
            say("none") if file.model is None else f"{file.model} ({file.model_version or say('not_known')})"
        )
        rows.append((say("entry.model_title"), model))
        rows.append((say("fact.assessment"), last.assessment or say("fact.no_assessment")))
    if case.replaces:
        rows.append((say("fact.replaces"), case.replaces))
    rows.append(
        (
            say("fact.filed_version"),
            say("fact.version_of", version=last.version, day=say.moment(last.received)),
        )
    )
    return tuple(rows)


def _history(asked: Asked) -> tuple[HistoryRow, ...]:
    say, policy = asked.say, asked.site.store.policy(asked.file.policy_hash)
    known = {} if policy is None else policy.conditions
    titles = {name: say.pick(each.title, each.title_zh) for name, each in known.items()}
    return tuple(
        HistoryRow(
            say.moment(each.at),
            action_words(say, each.action),
            state_mark(say, each.after) if each.after else None,
            _said(say, each, titles),
            each.log_number,
            person_name(asked.site, each.person, say),
        )
        for each in reversed(asked.file.events)
    )


def _said(say: Words, event: CaseEvent, titles: Mapping[str, str]) -> str:
    given = dict(event.given or event.public)
    statement = given.get("statement")
    return say.joined(
        said_words(say, given, titles), say("said.statement", statement=statement) if statement else ""
    )
