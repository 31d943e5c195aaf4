"""Everybody's API tokens, for administrators: whose, what for, used when, and a way to end each."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from andante.errors import AndanteError, Problem
from andante.register.states import Role
from andante.register.tokens import Scope, Token
from andante.web.access import Somebody, require_role
from andante.web.pages.frame import page, see_other, words_of
from andante.web.pages.words import Words
from andante.web.site import Here, Site

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token of somebody: never its secret."""

    id: str
    name: str
    owner: str
    scopes: str
    made: str
    ends: str
    used: str


@dataclass(frozen=True, slots=True)
class TokensPage:
    """Tokens that open something now, and those that are over."""

    holding: tuple[TokenRow, ...]
    over: tuple[TokenRow, ...]
    done: bool


@router.get("/administration/tokens")
def tokens(request: Request, here: Here, access: Somebody) -> Response:
    """The tokens of everybody."""
    return _page(request, here, access, done=bool(request.query_params.get("done")))


@router.post("/administration/tokens/{token}/revoke")
def revoke(request: Request, here: Here, access: Somebody, token: str) -> Response:
    """End somebody's token at once."""
    require_role(access, Role.ADMINISTRATOR)
    try:
        here.people.revoke_token(access, token)
    except AndanteError as error:
        return _page(request, here, access, error.problems)
    return see_other("/administration/tokens?done=yes")


def _page(
    request: Request, here: Site, access: Somebody, problems: tuple[Problem, ...] = (), done: bool = False
) -> Response:
    require_role(access, Role.ADMINISTRATOR)
    say, now = words_of(request), here.clock()
    names = {each.id: each.name for each in here.people.persons(access)}
    found = here.people.tokens_of_all(access)
    view = TokensPage(
        tuple(token_row(say, each, names.get(each.person, "")) for each in found if each.holds(now)),
        tuple(token_row(say, each, names.get(each.person, "")) for each in found if not each.holds(now)),
        done,
    )
    status = 422 if problems else 200
    return page(request, "tokens.html", view, say("tokens.title"), problems=problems, status=status)


def scope_words(say: Words, scope: Scope) -> str:
    """A scope of somebody else's token in words."""
    return say("tokens.reads") if scope is Scope.READ else say(f"scope.{scope}")


def token_row(say: Words, each: Token, owner: str) -> TokenRow:
    """A token in words."""
    return TokenRow(
        each.id,
        each.name,
        owner or say("person.erased"),
        say.listed(scope_words(say, scope) for scope in Scope if scope in each.scopes),
        say.moment(each.made_at),
        say.moment(each.revoked_at or each.expires_at),
        say.moment(each.used_at) if each.used_at else say("token.never_used"),
    )
