"""What anyone writes about a public entry, an error in it or an objection, and what is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from andante.errors import AccessError, AndanteError, Problem
from andante.register.notices import LONGEST_CONTACT, LONGEST_NOTICE, NOTICE_KINDS
from andante.register.states import Role
from andante.register.steps import Clockwork
from andante.register.store_reads import PublicEntry
from andante.web.access import Somebody
from andante.web.pages.entry import find_entry
from andante.web.pages.frame import Sent, page, see_other, text, words_of
from andante.web.site import Here, Site

router = APIRouter(include_in_schema=False)
ANSWERERS = frozenset({Role.REVIEWER, Role.APPROVER})


@dataclass(frozen=True, slots=True)
class Report:
    """The form for an error or an objection. `received`: the entry of the log that says it arrived."""

    number: str
    title: str
    kinds: tuple[tuple[str, str], ...]
    kind: str
    text: str
    contact: str
    longest: int
    longest_contact: int
    received: str


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in the list of those who answer."""

    id: str
    entry: str
    kind: str
    text: str
    contact: str
    received: str
    answer: str
    answered: str


@dataclass(frozen=True, slots=True)
class Notices:
    """What waits for an answer, and what was answered."""

    waiting: tuple[NoticeRow, ...]
    answered: tuple[NoticeRow, ...]


@router.get("/register/{number}/error")
def report_form(request: Request, here: Here, number: str) -> Response:
    """The form with which anyone reports an error, or objects."""
    kind = request.query_params.get("kind", "error")
    received = request.query_params.get("received", "")
    return _form(
        request, find_entry(here, number), kind=kind, received=received if received.isdigit() else ""
    )


@router.post("/register/{number}/error")
def report(request: Request, here: Here, number: str, form: Sent) -> Response:
    """Take in what somebody wrote; nobody has to sign in for it."""
    found = find_entry(here, number)
    kind, words, contact = text(form, "kind"), text(form, "text"), text(form, "contact")
    payload = {"kind": kind, "text": words, "contact": contact}
    sent = {name: value for name, value in payload.items() if value}
    try:
        here.notices.count("" if request.client is None else request.client.host)
        receipt = here.store.act(Clockwork(), "report_notice", found.entry, sent, text(form, "key") or None)
    except AndanteError as error:
        return _form(request, found, error.problems, kind, words, contact)
    here.metrics.actions.labels("report_notice").inc()
    return see_other(f"/register/{found.entry}/error?received={receipt.log_number}")


@router.get("/notices")
def notices(request: Request, here: Here, access: Somebody) -> Response:
    """What waits for an answer."""
    return _list(request, here, access)


@router.post("/notices/{number}/{notice}")
def answer(request: Request, here: Here, access: Somebody, number: str, notice: str, form: Sent) -> Response:
    """Answer a notice."""
    payload = {"notice": notice, "answer": text(form, "answer")}
    try:
        here.store.act(access.actor, "answer_notice", number, payload, text(form, "key") or None)
    except AndanteError as error:
        return _list(request, here, access, error.problems)
    return see_other("/notices")


def _form(
    request: Request,
    found: PublicEntry,
    problems: Sequence[Problem] = (),
    kind: str = "error",
    words: str = "",
    contact: str = "",
    received: str = "",
) -> Response:
    say = words_of(request)
    view = Report(
        found.entry,
        str(found.content.get("title") or found.entry),
        tuple((name, say.name(title)) for name, title in NOTICE_KINDS.items()),
        kind,
        words,
        contact,
        LONGEST_NOTICE,
        LONGEST_CONTACT,
        received,
    )
    title = say("notice_form.title", entry=found.entry)
    return page(
        request,
        "notice_form.html",
        view,
        title,
        form=True,
        problems=problems,
        status=422 if problems else 200,
    )


def _list(request: Request, here: Site, access: Somebody, problems: Sequence[Problem] = ()) -> Response:
    if not access.person.roles & ANSWERERS:
        raise AccessError(Problem("This is for reviewers and approvers."))
    say = words_of(request)
    rows = tuple(
        NoticeRow(
            each.id,
            each.entry,
            say.name(NOTICE_KINDS[each.kind]),
            each.text or say("versions.erased"),
            each.contact,
            say.moment(each.received),
            each.answer,
            say.moment(each.answered) if each.answered else "",
        )
        for each in here.store.notices()
    )
    view = Notices(tuple(row for row in rows if not row.answered), tuple(row for row in rows if row.answered))
    return page(
        request,
        "notices.html",
        view,
        say("notices.title"),
        problems=problems,
        status=422 if problems else 200,
    )
