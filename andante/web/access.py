"""Who a request comes from, as routes are told: anyone, or somebody with what they may use here."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from andante.errors import AccessError, Problem, SignInError
from andante.register.csrf import is_our_form, new_csrf_token
from andante.register.people import Access
from andante.register.sessions import Cookie, cookie_name, csrf_cookie
from andante.register.states import Role
from andante.register.tokens import Scope
from andante.web.context import Passage

CSRF = "andante_csrf"
VISITOR = "andante_visitor"
LANGUAGE = "andante_language"
LANGUAGES = ("en", "zh")
MOST_FIELDS, MOST_FILES = 500, 4
"""Fields and files of a form."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever sent the request: signed in (`access`) or not.

    `session` is the id that their browser keeps from now on, `sent` the one that came with the request.
    """

    access: Access | None
    language: str
    session: str | None = field(default=None, repr=False)
    browser: str | None = field(default=None, repr=False)
    csrf: str | None = field(default=None, repr=False)
    sent: str | None = field(default=None, repr=False)
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
