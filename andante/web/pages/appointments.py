"""Who is in office, and the appointments that an administrator or an approver has to confirm."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from andante.errors import AndanteError, Problem
from andante.register.people import Person
from andante.register.states import ROLE_NAMES, Role
from andante.web.access import Somebody
from andante.web.pages.frame import page, see_other, words_of
from andante.web.pages.words import Words
from andante.web.site import Here, Site

router = APIRouter(include_in_schema=False)
OFFICES_SHOWN = (Role.ADMINISTRATOR, Role.REVIEWER, Role.APPROVER)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """An appointment that waits. `own`: asked for by who looks; `confirms`: who looks may confirm it."""

    id: str
    words: str
    own: bool
    confirms: bool


@dataclass(frozen=True, slots=True)
class Appointments:
    """The page of appointments: those in office, and those that wait."""

    offices: tuple[tuple[str, str], ...]
    requests: tuple[RequestRow, ...]
    done: str


@router.get("/appointments")
def appointments(request: Request, here: Here, access: Somebody) -> Response:
    """Who is in office, and which appointments wait."""
    return _page(request, here, access, done=request.query_params.get("done", ""))


@router.post("/appointments/{number}/{answer}")
def answer_request(request: Request, here: Here, access: Somebody, number: str, answer: str) -> Response:
    """Confirm an appointment that somebody else asked for, or do not."""
    act = here.people.confirm if answer == "confirm" else here.people.refuse
    try:
        act(access, number)
    except AndanteError as error:
        return _page(request, here, access, error.problems)
    return see_other("/appointments?done=yes")


def request_rows(here: Site, say: Words, access: Somebody) -> tuple[RequestRow, ...]:
    """Every appointment that waits, as somebody sees it who may answer."""
    oneself = access.person.id
    return tuple(
        RequestRow(
            each.id,
            say(
                "request.words",
                who=here.people.person(each.asked_by).name,
                person=named(here.people.person(each.person)),
                role=say.name(ROLE_NAMES[each.role]),
                day=say.moment(each.expires_at),
            ),
            each.asked_by == oneself,
            oneself not in (each.asked_by, each.person),
        )
        for each in here.people.role_requests()
    )


def _page(
    request: Request, here: Site, access: Somebody, problems: tuple[Problem, ...] = (), done: str = ""
) -> Response:
    say, in_office = words_of(request), here.people.in_office(access)
    view = Appointments(
        tuple(
            (say.title(ROLE_NAMES[role]), say.listed(named(each) for each in people) or say("none"))
            for role in OFFICES_SHOWN
            for people in [[each for each in in_office if role in each.roles]]
        ),
        request_rows(here, say, access),
        done,
    )
    status = 422 if problems else 200
    return page(
        request, "appointments.html", view, say("appointments.title"), problems=problems, status=status
    )


def named(person: Person) -> str:
    """A person by name and e-mail: names alone are often two people's."""
    return f"{person.name} ({person.e_mail})"
