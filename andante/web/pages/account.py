"""One's own account: details, password, sessions, and the tokens of programs that act for one."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from andante.errors import AndanteError, Problem
from andante.register.sessions import session_cookie
from andante.register.states import ROLE_NAMES, Role
from andante.register.tokens import ROLE_OF_SCOPE, Scope
from andante.web.access import Somebody, visitor_of
from andante.web.pages.frame import Sent, page, secret, see_other, text, texts, words_of
from andante.web.site import Here

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token in the list: never its secret."""

    id: str
    name: str
    scopes: str
    made: str
    ends: str
    used: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Account:
    """The page of one's own account. `made` is a new token, on the one occasion that it is shown."""

    name: str
    e_mail: str
    language: str
    organisation: str
    roles: tuple[str, ...]
    scopes: tuple[tuple[str, str], ...]
    tokens: tuple[TokenRow, ...]
    made: str
    done: str


@router.get("/account")
def account(request: Request, here: Here, access: Somebody) -> Response:
    """The page of one's own account."""
    return _page(request, here, access, done=request.query_params.get("done", ""))


@router.post("/account/details")
def change_details(request: Request, here: Here, access: Somebody, form: Sent) -> Response:
    """Correct one's own name, e-mail or language."""
    try:
        here.people.change_details(
            access, access.person.id, text(form, "name"), text(form, "e_mail"), text(form, "language")
        )
    except AndanteError as error:
        return _page(request, here, access, error.problems)
    return see_other("/account?done=details")


@router.post("/account/password")
def change_password(request: Request, here: Here, access: Somebody, form: Sent) -> Response:
    """Choose another password; every other session ends."""
    if secret(form, "password") != secret(form, "again"):
        return _page(request, here, access, (Problem(words_of(request)("begin.not_the_same")),))
    address = request.client.host if request.client is not None else "unknown"
    try:
        done = here.people.change_password(access, secret(form, "old"), secret(form, "password"), address)
    except AndanteError as error:
        return _page(request, here, access, error.problems)
    response = see_other("/account?done=password")
    cookie = session_cookie(done.session.clear, visitor_of(request).tls)
    response.headers.append("Set-Cookie", cookie.header)
    return response


@router.post("/account/sign-out-everywhere")
def sign_out_everywhere(request: Request, here: Here, access: Somebody) -> Response:
    """End every session of one's own."""
    here.people.sign_out_everywhere(access)
    response = see_other("/sign-in")
    response.headers.append("Set-Cookie", session_cookie("", visitor_of(request).tls).header)
    return response


@router.post("/account/tokens")
def make_token(request: Request, here: Here, access: Somebody, form: Sent) -> Response:
    """Make a token; its secret is shown this once."""
    try:
        made = here.people.make_token(access, text(form, "token_name"), texts(form, "scopes"))
    except AndanteError as error:
        return _page(request, here, access, error.problems)
    return _page(request, here, access, made=made.secret.clear)


@router.post("/account/tokens/{token}/revoke")
def revoke_token(here: Here, access: Somebody, token: str) -> Response:
    """End a token."""
    here.people.revoke_token(access, token)
    return see_other("/account?done=token")


def _page(
    request: Request,
    here: Here,
    access: Somebody,
    problems: tuple[Problem, ...] = (),
    made: str = "",
    done: str = "",
) -> Response:
    say, person, now = words_of(request), access.person, here.clock()
    titles = {each.id: each.name for each in here.people.organisations()}
    tokens = tuple(
        TokenRow(
            each.id,
            each.name,
            say.listed(say(f"scope.{scope}") for scope in Scope if scope in each.scopes),
            say.moment(each.made_at),
            say.moment(each.revoked_at or each.expires_at),
            say.moment(each.used_at) if each.used_at else say("token.never_used"),
            each.holds(now),
        )
        for each in here.people.tokens(access)
    )
    lent = [scope for scope in Scope if scope not in ROLE_OF_SCOPE or ROLE_OF_SCOPE[scope] in person.roles]
    view = Account(
        person.name,
        person.e_mail,
        person.language,
        titles.get(person.organisation or "", ""),
        tuple(say.name(ROLE_NAMES[role]) for role in Role if role in person.roles),
        tuple((scope.value, say(f"scope.{scope}")) for scope in lent),
        tokens,
        made,
        done if say.known(f"account.done.{done}") else "",
    )
    status = 422 if problems else 200
    return page(request, "account.html", view, say("account"), problems=problems, status=status)
