"""Signing in and out, and the one-time links: the first administrator's, an invitation, a new password."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from andante.errors import AndanteError, Problem, TooManyAttemptsError
from andante.register.one_time_links import Purpose
from andante.register.passwords import SHORTEST
from andante.register.people import SignedIn
from andante.register.sessions import Method, session_cookie
from andante.register.states import Role
from andante.web.access import visitor_of
from andante.web.addresses import SIGNED_OUT
from andante.web.pages.frame import Sent, page, secret, see_other, text, words_of
from andante.web.site import Here

router = APIRouter(include_in_schema=False)
START: tuple[tuple[Role, str], ...] = (
    (Role.FILER, "/filings"),
    (Role.REVIEWER, "/queue"),
    (Role.APPROVER, "/queue"),
    (Role.ADMINISTRATOR, "/administration"),
    (Role.AUDITOR, "/audit"),
)
"""Where somebody begins who signed in, by the first role they have."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """The form for signing in. `provider`: there is one of the organisation. `next`: where one goes on."""

    e_mail: str
    next: str
    provider: bool


@dataclass(frozen=True, slots=True)
class Begin:
    """A one-time link: what it opens, and what was typed so far."""

    link: str
    first: bool
    name: str
    e_mail: str
    shortest: int = SHORTEST


@router.get("/sign-in")
def sign_in_form(request: Request, here: Here) -> Response:
    """The form for signing in."""
    return _sign_in(request, here, "", request.query_params.get("next", ""))


@router.post("/sign-in")
def sign_in(request: Request, here: Here, form: Sent) -> Response:
    """Sign in, and go on to where one wanted to go."""
    visitor = visitor_of(request)
    e_mail, wanted = text(form, "e_mail"), text(form, "next")
    address = request.client.host if request.client is not None else "unknown"
    try:
        done = here.people.sign_in(e_mail, secret(form, "password"), address, visitor.session)
    except TooManyAttemptsError as error:
        return _sign_in(request, here, e_mail, wanted, error.problems, 429)
    except AndanteError as error:
        return _sign_in(request, here, e_mail, wanted, error.problems, 401)
    return _signed_in(request, done, wanted)


@router.post("/sign-out")
def sign_out(request: Request, here: Here) -> Response:
    """End the session of this browser, here and where the organisation's account was used to sign in."""
    visitor = visitor_of(request)
    if visitor.session is not None:
        here.people.sign_out(visitor.session)
    elsewhere = None
    if here.provider is not None and visitor.access is not None:
        by_provider = visitor.access.method is Method.PROVIDER
        elsewhere = here.provider.sign_out_address() if by_provider else None
    response = see_other(elsewhere or SIGNED_OUT)
    response.headers.append("Set-Cookie", session_cookie("", visitor.tls).header)
    return response


@router.get("/begin/{link}")
def begin_form(request: Request, here: Here, link: str) -> Response:
    """What a one-time link opens."""
    purpose = here.people.purpose_of_link(link)
    return _begin(request, Begin(link, purpose is Purpose.FIRST_ADMINISTRATOR, "", ""))


@router.post("/begin/{link}")
def begin(request: Request, here: Here, link: str, form: Sent) -> Response:
    """Follow a one-time link: choose a password, and be signed in."""
    first = here.people.purpose_of_link(link) is Purpose.FIRST_ADMINISTRATOR
    view = Begin(link, first, text(form, "name"), text(form, "e_mail"))
    password, say = secret(form, "password"), words_of(request)
    if password != secret(form, "again"):
        return _begin(request, view, (Problem(say("begin.not_the_same")),), 422)
    try:
        if first:
            done = here.people.begin_as_administrator(link, view.name, view.e_mail, password, say.language)
        else:
            done = here.people.accept_link(link, password, visitor_of(request).session)
    except AndanteError as error:
        return _begin(request, view, error.problems, 422)
    return _signed_in(request, done, "")


def local(address: str) -> bool:
    """Whether an address stays on this site: a path, and no other host by way of slashes."""
    return address.startswith("/") and not address.startswith(("//", "/\\")) and "\n" not in address


def _signed_in(request: Request, done: SignedIn, wanted: str) -> Response:
    roles = done.access.person.roles
    start = next((address for role, address in START if role in roles), "/register")
    response = see_other(wanted if local(wanted) else start)
    cookie = session_cookie(done.session.clear, visitor_of(request).tls)
    response.headers.append("Set-Cookie", cookie.header)
    return response


def _sign_in(
    request: Request,
    here: Here,
    e_mail: str,
    wanted: str,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> Response:
    view = SignIn(e_mail, wanted if local(wanted) else "", bool(here.settings.oidc_issuer))
    title = words_of(request)("sign_in")
    return page(request, "sign_in.html", view, title, form=True, problems=problems, status=status)


def _begin(request: Request, view: Begin, problems: tuple[Problem, ...] = (), status: int = 200) -> Response:
    title = words_of(request)("begin.first" if view.first else "begin.invited")
    return page(request, "begin.html", view, title, form=True, problems=problems, status=status)
