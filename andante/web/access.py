"""Who a request comes from, and whether it may change something: asked before every route, without exception.

A program shows a token (`Authorization: Bearer andante_...`). A browser shows a session in a cookie; whatever
it then changes needs the form token of that session besides (`andante.register.csrf`), in a header or a field
of the form. A request with a token is never taken for one with a cookie, nor the other way round.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Annotated, Protocol

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException

from andante.errors import AccessError, Problem, SignInError
from andante.register.csrf import is_our_form, new_csrf_token
from andante.register.people import Access, People
from andante.register.sessions import COOKIE, Cookie, cookie_name, csrf_cookie, session_cookie
from andante.register.states import Role
from andante.register.tokens import Scope
from andante.web.context import Passage, passage_of
from andante.web.errors import RequestError
from andante.web.security import same_site

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF = "andante_csrf"
VISITOR = "andante_visitor"
LANGUAGE = "andante_language"
LANGUAGES = ("en", "zh")
FORM_FIELD = "form_token"
FORM_HEADER = "X-Form-Token"
API = "/api/"
WATCHED = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked for by what watches the service, of whom nothing is looked at."""
MOST_FIELDS, MOST_FILES = 500, 4


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever sent the request: signed in (`access`) or not."""

    access: Access | None
    language: str
    session: str | None = field(default=None, repr=False)
    browser: str | None = field(default=None, repr=False)
    csrf: str | None = field(default=None, repr=False)
    tls: bool = False
    passage: Passage = field(default_factory=Passage)

    @property
    def signed_in(self) -> bool:
        """Whether they showed who they are."""
        return self.access is not None

    def form_token(self) -> str:
        """What a form of ours brings back in the field `form_token`; made where there is none."""
        bound = self.session or self.browser
        if bound and self.csrf and is_our_form(bound, self.csrf, self.csrf):
            return self.csrf
        if bound is None:
            bound = secrets.token_urlsafe(32)
            name = cookie_name(VISITOR, self.tls)
            self.passage.cookies.append(Cookie(name, bound, self.tls, True, 12 * 3600).header)
        made = new_csrf_token(bound)
        self.passage.cookies.append(csrf_cookie(made, self.tls).header)
        return made


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody of whom nothing is known, and who acts for nobody."""

    id: str = ""
    roles: frozenset[Role] = frozenset()
    acts_for: frozenset[str] = frozenset()
    organisation: str | None = None


class _HasPeople(Protocol):
    @property
    def people(self) -> People: ...


async def guard(request: Request) -> Visitor:
    """Find out who it is, and refuse a change that a page elsewhere may have sent. Before every route."""
    if request.url.path in WATCHED:
        request.state.visitor = found = Visitor(None, LANGUAGES[0], passage=passage_of(request.scope))
        return found
    site = request.app.state.site
    passage = passage_of(request.scope)
    tls = bool(site.settings.secure)
    cookies = request.cookies
    authorization = request.headers.get("authorization")
    session = cookies.get(cookie_name(COOKIE, tls))
    access: Access | None = None
    if authorization is not None:
        access = await run_in_threadpool(_by_token, site, authorization)
        passage.signed_in, session = "token", None
    elif session:
        access = await run_in_threadpool(_by_session, site, session)
        if access is None:
            passage.cookies.append(session_cookie("", tls).header)
            session = None
        else:
            passage.signed_in = "session"
            if access.renewed:
                session = access.renewed
                passage.cookies.append(session_cookie(session, tls).header)
    visitor = Visitor(
        access,
        language_of(request, access, site.settings.language),
        session,
        cookies.get(cookie_name(VISITOR, tls)),
        cookies.get(cookie_name(CSRF, tls)),
        tls,
        passage,
    )
    if request.method not in SAFE and authorization is None:
        await _check_form(request, visitor)
    request.state.visitor = visitor
    return visitor


def _by_token(site: _HasPeople, authorization: str) -> Access:
    scheme, _, clear = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise SignInError(Problem("Sign in with `Authorization: Bearer` and a token of this register."))
    return site.people.with_token(clear.strip())


def _by_session(site: _HasPeople, session: str) -> Access | None:
    try:
        return site.people.resume(session)
    except SignInError:
        return None  # over: the browser is a visitor again


async def _check_form(request: Request, visitor: Visitor) -> None:
    """Raise AccessError unless a page of ours sent this. To the API, only a session makes it necessary."""
    bound = visitor.session or visitor.browser
    if request.url.path.startswith(API) and visitor.session is None:
        return
    sent = request.headers.get(FORM_HEADER)
    if sent is None and _is_form(request.headers):
        try:
            form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)
        except MultiPartException:
            raise RequestError("request-unusable", 400, "The form cannot be read.") from None
        value = form.get(FORM_FIELD)
        sent = value if isinstance(value, str) else None
    if not same_site(request.scope["headers"], request.app.state.site.settings.address) or not is_our_form(
        bound or "", visitor.csrf, sent
    ):
        raise AccessError(
            Problem(
                "This form is not from a page that this browser has open here, or it is too old.",
                why="A page elsewhere must not be able to act for you.",
                mend="Load the page again and send the form from there.",
            )
        )


def _is_form(headers: Headers) -> bool:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in ("application/x-www-form-urlencoded", "multipart/form-data")


def language_of(request: Request, access: Access | None, usual: str) -> str:
    """The language: asked for in the address, chosen before, the person's, the browser's, the usual."""
    wanted = [request.query_params.get("language"), request.cookies.get(LANGUAGE)]
    wanted.append(None if access is None else access.person.language)
    for part in request.headers.get("accept-language", "").split(",")[:10]:
        wanted.append(part.partition(";")[0].strip().lower().partition("-")[0])
    return next((each for each in wanted if each in LANGUAGES), usual)


def visitor_of(request: Request) -> Visitor:
    """Who the guard found."""
    found = request.state.visitor
    assert isinstance(found, Visitor)
    return found


def access_of(request: Request) -> Access:
    """Somebody who is signed in. SignInError for everybody else."""
    access = visitor_of(request).access
    if access is None:
        raise SignInError(
            Problem(
                "Nobody is signed in.", mend="Sign in, or send a token: Authorization: Bearer andante_..."
            )
        )
    return access


def reader_of(access: Access) -> Access:
    """The same, if it may read. AccessError for a token without the scope `read`."""
    if Scope.READ not in access.scopes:
        raise AccessError(
            Problem("This token has not the scope read.", mend="Make one that has, or sign in.")
        )
    return access


Anyone = Annotated[Visitor, Depends(visitor_of)]
Somebody = Annotated[Access, Depends(access_of)]


def require_role(access: Access, role: Role) -> None:
    """AccessError unless it may be done in this role here."""
    if not access.may_act_as(role):
        raise AccessError(
            Problem(f"This is for the role {role}.", mend="Ask an administrator of the register.")
        )
