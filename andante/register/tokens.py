"""API tokens: what a program shows instead of a person, for a limited purpose and time.

A token reads `andante_` and 256 random bits. It is shown once, when it is made; what is stored is its digest,
its owner, its scopes, and when it ends and was last used. It never does more than its owner may do: each
scope lends one of the owner's roles, and no scope lends a role that the owner does not have.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from andante.errors import Problem, RegisterError, SignInError, Where
from andante.register.random_secrets import Secret, new_secret, read_secret, same_digest
from andante.register.states import Role
from andante.register.tables_people import PERSONS, TOKENS

PREFIX = "andante_"
USUAL_LIFE = timedelta(days=90)
LONGEST_LIFE = timedelta(days=366)
SEEN_EVERY = timedelta(minutes=1)
LONGEST_NAME = 100


class Scope(StrEnum):
    """What a token, or a session, is good for."""

    READ = "read"
    FILE = "file"
    REVIEW = "review"
    DECIDE = "decide"
    ADMINISTER = "administer"


ROLE_OF_SCOPE: dict[Scope, Role] = {
    Scope.FILE: Role.FILER,
    Scope.REVIEW: Role.REVIEWER,
    Scope.DECIDE: Role.APPROVER,
    Scope.ADMINISTER: Role.ADMINISTRATOR,
}
"""The role that a scope lets a program act in. `read` lets it see what its owner sees, and act in none."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token as its owner sees it in a list: everything but the secret."""

    id: str
    person: str
    name: str
    scopes: frozenset[Scope]
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token on the one occasion that it is shown."""

    token: Token
    secret: Secret


def make_token(
    connection: Connection,
    person: str,
    roles: frozenset[Role],
    name: str,
    scopes: Iterable[Scope | str],
    now: datetime,
    expires_at: datetime | None = None,
) -> NewToken:
    """A new token of a person who has these roles. RegisterError with all that is wrong with the wish."""
    expires_at = now + USUAL_LIFE if expires_at is None else expires_at
    name, asked = name.strip(), {str(scope) for scope in scopes}
    problems = []
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        problems.append(
            Problem(
                f"A token needs a name of 1 to {LONGEST_NAME} printable characters.",
                Where(field="name"),
                mend="Name the program that will use it.",
            )
        )
    if not asked:
        problems.append(Problem("A token without a scope opens nothing.", Where(field="scopes")))
    for word in sorted(asked - set(Scope)):
        problems.append(
            Problem(
                f"There is no scope {word[:40]!r}.",
                Where(field="scopes"),
                mend=f"Scopes are {', '.join(Scope)}.",
            )
        )
    granted = frozenset(Scope(word) for word in asked & set(Scope))
    for scope in sorted(granted):
        role = ROLE_OF_SCOPE.get(scope)
        if role is not None and role not in roles:
            problems.append(
                Problem(
                    f"The scope {scope} acts as {role}, and its owner has not that role.",
                    Where(field="scopes"),
                )
            )
    if expires_at.tzinfo is None or not now < expires_at <= now + LONGEST_LIFE:
        problems.append(
            Problem(
                f"A token ends within {LONGEST_LIFE.days} days from now, at a time with its zone.",
                Where(field="expires_at"),
            )
        )
    if problems:
        raise RegisterError(problems)
    secret = new_secret(PREFIX)
    token = Token(secrets.token_hex(8), person, name, granted, now, expires_at, None, None)
    connection.execute(
        insert(TOKENS).values(
            id=token.id,
            digest=secret.digest,
            selector=secret.selector,
            person=person,
            name=name,
            scopes=" ".join(sorted(granted)),
            made_at=now,
            expires_at=expires_at,
        )
    )
    return NewToken(token, secret)


def find_token(connection: Connection, clear: str, now: datetime) -> Token:
    """The token somebody brought, only read. SignInError: unknown, over, or its owner is not active.

    The refusal of a token that was real says what happened to it: who holds it is allowed to know.
    """
    secret = read_secret(clear, PREFIX)
    found: Iterable[Row[Any]] = ()
    if secret is not None:
        found = connection.execute(
            select(TOKENS, PERSONS.c.active)
            .join(PERSONS, PERSONS.c.id == TOKENS.c.person)
            .where(TOKENS.c.selector == secret.selector)
        )
    row = next((each for each in found if secret and same_digest(each.digest, secret.digest)), None)
    if row is None:
        raise SignInError(
            Problem(
                "This token is not known.",
                mend=f"A token begins with {PREFIX} and is sent as: Authorization: Bearer <token>.",
            )
        )
    token = _token(row)
    if token.revoked_at is not None:
        raise SignInError(Problem("This token was revoked.", mend="Make a new one."))
    if now >= token.expires_at:
        raise SignInError(Problem("This token has expired.", mend="Make a new one."))
    if not row.active:
        raise SignInError(Problem("The owner of this token is no longer active."))
    return token


def use_is_due(token: Token, now: datetime) -> bool:
    """Whether the time of its last use is to be written down again."""
    return token.used_at is None or now >= token.used_at + SEEN_EVERY


def record_use(connection: Connection, token: Token, now: datetime) -> None:
    """Write down that a token is used now."""
    connection.execute(update(TOKENS).where(TOKENS.c.id == token.id).values(used_at=now))


def revoke_token(connection: Connection, token_id: str, now: datetime) -> bool:
    """End a token; False where there is none, or it was revoked before."""
    changed = connection.execute(
        update(TOKENS).where(TOKENS.c.id == token_id, TOKENS.c.revoked_at.is_(None)).values(revoked_at=now)
    )
    return changed.rowcount == 1


def owner_of(connection: Connection, token_id: str) -> str | None:
    """Whose token it is, or None where there is none of this id."""
    found: str | None = connection.execute(
        select(TOKENS.c.person).where(TOKENS.c.id == token_id)
    ).scalar_one_or_none()
    return found


def tokens_of(connection: Connection, person: str) -> tuple[Token, ...]:
    """A person's tokens, the newest first, those that ended too."""
    rows = connection.execute(
        select(TOKENS).where(TOKENS.c.person == person).order_by(TOKENS.c.made_at.desc(), TOKENS.c.id)
    )
    return tuple(_token(row) for row in rows)


def all_tokens(connection: Connection) -> tuple[Token, ...]:
    """Everybody's tokens, the newest first, those that ended too."""
    rows = connection.execute(select(TOKENS).order_by(TOKENS.c.made_at.desc(), TOKENS.c.id))
    return tuple(_token(row) for row in rows)


def _token(row: Row[Any]) -> Token:
    return Token(
        row.id,
        row.person,
        row.name,
        frozenset(Scope(word) for word in row.scopes.split()),
        row.made_at,
        row.expires_at,
        row.used_at,
        row.revoked_at,
    )
