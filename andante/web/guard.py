"""Who a request comes from, and whether it may change something: asked before every route, always.

A program shows a token (`Authorization: Bearer andante_...`). A browser shows a session in a cookie; whatever
it then changes needs the form token of that session besides (`andante.register.csrf`), in a header or a field
of the form. A request with a token is never taken for one with a cookie, nor the other way round.
"""

from __future__ import annotations

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException

from andante.errors import AccessError, AndanteError, Problem, SignInError
from andante.register.csrf import is_our_form
from andante.register.people import Access
from andante.register.sessions import COOKIE, cookie_name, session_cookie
from andante.web.access import (
    CSRF,
    LANGUAGE,
    LANGUAGES,
    MOST_FIELDS,
    MOST_FILES,
    VISITOR,
    Visitor,
    access_of,
    visitor_of,
)
from andante.web.context import Scope, passage_of
from andante.web.errors import RequestError, answer_problem
from andante.web.middleware import QUIET, App, Receive, Send
from andante.web.security import same_site
from andante.web.site import Site

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_FIELD = "form_token"
FORM_HEADER = "X-Form-Token"
API = "/api/"
STATIC = "/static/"
FOR_ANYONE = "/notices"
"""How the one path of the API ends under which anyone may write."""


class Guard:
    """Finds out who it is, before anything of the request is read; refuses what the API takes from nobody."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            request = Request(scope)
            try:
                request.state.visitor = await _visitor(request)
                if scope["path"].startswith(API) and scope["method"] not in SAFE:
                    _check_api(request)
            except AndanteError as error:
                await answer_problem(scope, error)(scope, receive, send)
                return
        await self.app(scope, receive, send)


async def check_form(request: Request) -> None:
    """AccessError for a change outside the API that no page of ours sent. Runs before every route."""
    path = request.url.path
    if request.method in SAFE or path.startswith(API) or "authorization" in request.headers:
        return
    sent = request.headers.get(FORM_HEADER)
    if sent is None and _is_form(request.headers):
        try:
            form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)
        except MultiPartException:
            raise RequestError("request-unusable", 400, "The form cannot be read.") from None
        value = form.get(FORM_FIELD)
        sent = value if isinstance(value, str) else None
    _check_sent(request, sent)


def _check_api(request: Request) -> None:
    """A change through the API: with a token, or from a page of ours; without either for notices alone."""
    if visitor_of(request).sent is not None and "authorization" not in request.headers:
        _check_sent(request, request.headers.get(FORM_HEADER))
    if not request.url.path.endswith(FOR_ANYONE):
        access_of(request)


def _check_sent(request: Request, sent: str | None) -> None:
    visitor = visitor_of(request)
    bound = visitor.sent or visitor.browser or ""
    ours = same_site(request.scope["headers"], request.app.state.site.settings.address)
    if not ours or not is_our_form(bound, visitor.csrf, sent):
        raise AccessError(
            Problem(
                "This form is not from a page that this browser has open here, or it is too old.",
                why="A page elsewhere must not be able to act for you.",
                mend="Load the page again and send the form from there.",
            )
        )


async def _visitor(request: Request) -> Visitor:
    passage, path = passage_of(request.scope), request.url.path
    if path in QUIET or path.startswith(STATIC):
        return Visitor(None, LANGUAGES[0], passage=passage)
    site: Site = request.app.state.site
    tls, cookies = site.settings.secure, request.cookies
    authorization = request.headers.get("authorization")
    sent = session = cookies.get(cookie_name(COOKIE, tls))
    access: Access | None = None
    if authorization is not None:
        access = await run_in_threadpool(_by_token, site, authorization)
        passage.signed_in, sent, session = "token", None, None
    elif sent:
        access = await run_in_threadpool(_by_session, site, sent)
        if access is None:
            passage.cookies.append(session_cookie("", tls).header)
            sent = session = None
        else:
            passage.signed_in = "session"
            if access.renewed:
                session = access.renewed
                passage.cookies.append(session_cookie(session, tls).header)
    return Visitor(
        access,
        language_of(request, access, site.settings.language),
        session,
        cookies.get(cookie_name(VISITOR, tls)),
        cookies.get(cookie_name(CSRF, tls)),
        sent,
        tls,
        passage,
    )


def _by_token(site: Site, authorization: str) -> Access:
    scheme, _, clear = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise SignInError(Problem("Sign in with `Authorization: Bearer` and a token of this register."))
    return site.people.with_token(clear.strip())


def _by_session(site: Site, session: str) -> Access | None:
    try:
        return site.people.resume(session)
    except SignInError:
        return None  # over: the browser is a visitor again


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
