"""Administration: people, their roles and links, organisations; the way to policies and tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from andante.errors import AndanteError, Problem
from andante.register.people import RoleRequest
from andante.register.states import ROLE_NAMES, Role
from andante.web.access import Somebody, require_role
from andante.web.addresses import one_time_link
from andante.web.pages.frame import Sent, page, see_other, text, texts, words_of
from andante.web.pages.words import Words
from andante.web.site import Here, Site

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in the list."""

    id: str
    name: str
    e_mail: str
    organisation: str
    roles: tuple[tuple[str, str], ...]
    other_roles: tuple[tuple[str, str], ...]
    active: bool
    erased: bool
    oneself: bool


@dataclass(frozen=True, slots=True)
class AdministrationPage:
    """The page of administrators. `link` is a one-time link, on the one occasion that it is shown.

    `decides`: a policy is in force, so that filings can be decided.
    """

    people: tuple[PersonRow, ...]
    roles: tuple[tuple[str, str], ...]
    organisations: tuple[tuple[str, str], ...]
    waiting: int
    decides: bool
    link: str
    link_for: str
    link_waits: str
    done: str
    typed: tuple[str, str]


@router.get("/administration")
def administration(request: Request, here: Here, access: Somebody) -> Response:
    """People and organisations, and the way to policies and tokens."""
    return _page(request, here, access, done=request.query_params.get("done", ""))


@router.post("/administration/people")
def add_person(request: Request, here: Here, access: Somebody, form: Sent) -> Response:
    """Invite somebody; the link is shown this once."""
    name, e_mail = text(form, "name"), text(form, "e_mail")
    language = words_of(request).language
    try:
        invited = here.people.add(
            access, name, e_mail, texts(form, "roles"), text(form, "organisation") or None, language
        )
    except AndanteError as error:
        return _page(request, here, access, error.problems, typed=(name, e_mail))
    link = one_time_link(here.settings.address, invited.link.clear)
    waits = words_of(request).listed(
        words_of(request).name(ROLE_NAMES[each.role]) for each in invited.waiting
    )
    return _page(request, here, access, link=link, link_for=invited.person.name, link_waits=waits)


@router.post("/administration/people/{person}/{act}")
def change_person(
    request: Request, here: Here, access: Somebody, person: str, act: str, form: Sent
) -> Response:
    """One change of one person."""
    require_role(access, Role.ADMINISTRATOR)
    people = here.people
    if act == "link":
        return _attempt(request, here, access, lambda: _link(request, here, access, person))
    changes: dict[str, Callable[[], object]] = {
        "give": lambda: _asked(people.give_role(access, person, text(form, "role"))),
        "take": lambda: people.take_role(access, person, text(form, "role")),
        "deactivate": lambda: people.deactivate(access, person),
        "activate": lambda: people.activate(access, person),
        "erase": lambda: people.erase(access, person),
    }
    change = changes.get(act)
    return _attempt(request, here, access, change) if change is not None else see_other("/administration")


@router.post("/administration/organisations")
def add_organisation(request: Request, here: Here, access: Somebody, form: Sent) -> Response:
    """A new organisation."""
    return _attempt(
        request, here, access, lambda: here.people.add_organisation(access, text(form, "organisation_name"))
    )


def _attempt(request: Request, here: Site, access: Somebody, change: Callable[[], object]) -> Response:
    try:
        answer = change()
    except AndanteError as error:
        return _page(request, here, access, error.problems)
    return answer if isinstance(answer, Response) else see_other("/administration?done=yes")


def _asked(request: RoleRequest | None) -> Response | None:
    """Where an appointment waits for another person: the page that shows it."""
    return None if request is None else see_other("/appointments?done=asked")


def _link(request: Request, here: Site, access: Somebody, person: str) -> Response:
    made = here.people.invite_again(access, person)
    found = here.people.person(person)
    return _page(
        request, here, access, link=one_time_link(here.settings.address, made.clear), link_for=found.name
    )


def _page(
    request: Request,
    here: Site,
    access: Somebody,
    problems: Sequence[Problem] = (),
    link: str = "",
    link_for: str = "",
    link_waits: str = "",
    done: str = "",
    typed: tuple[str, str] = ("", ""),
) -> Response:
    require_role(access, Role.ADMINISTRATOR)
    say = words_of(request)
    organisations = tuple((each.id, each.name) for each in here.people.organisations())
    view = AdministrationPage(
        _people(here, say, access, dict(organisations)),
        tuple((role.value, say.name(ROLE_NAMES[role])) for role in Role),
        organisations,
        len(here.people.role_requests()),
        any(each.in_force for each in here.store.policies()),
        link,
        link_for,
        link_waits,
        done,
        typed,
    )
    return page(
        request,
        "administration.html",
        view,
        say("administration.title"),
        problems=problems,
        status=422 if problems else 200,
    )


def _people(here: Site, say: Words, access: Somebody, names: dict[str, str]) -> tuple[PersonRow, ...]:
    return tuple(
        PersonRow(
            each.id,
            each.name or say("person.erased"),
            each.e_mail,
            names.get(each.organisation or "", ""),
            tuple((role.value, say.name(ROLE_NAMES[role])) for role in Role if role in each.roles),
            tuple((role.value, say.name(ROLE_NAMES[role])) for role in Role if role not in each.roles),
            each.active,
            each.erased_at is not None,
            each.id == access.person.id,
        )
        for each in here.people.persons(access)
    )
