"""Sessions: who is signed in, by a random id in a cookie, for a while.

A session ends after `IDLE` without a request, after `LONGEST` in any case, when its owner signs out, changes
the password or is deactivated. It takes a new id at sign-in and whenever what its owner may do has changed.
Only a digest of the id is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from andante.errors import Problem, SignInError
from andante.register.random_secrets import Secret, new_secret, read_secret, same_digest
from andante.register.tables_people import PERSONS, SESSIONS

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
"""How often the time of the last request is written down; reading a page does not always write."""

COOKIE = "andante_session"


class Method(StrEnum):
    """How somebody showed who they are."""

    PASSWORD = "password"
    PROVIDER = "provider"
    LINK = "link"
    TOKEN = "token"


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie as data. Its text is `header`; `__Host-` binds it to this host, and needs TLS."""

    name: str
    value: str
    secure: bool
    http_only: bool
    max_age: int
    same_site: str = "Lax"
    path: str = "/"

    @property
    def header(self) -> str:
        """The value of a Set-Cookie header."""
        parts = [f"{self.name}={self.value}", f"Max-Age={self.max_age}", f"Path={self.path}"]
        parts += [f"SameSite={self.same_site}"] + ["Secure"] * self.secure + ["HttpOnly"] * self.http_only
        return "; ".join(parts)


def cookie_name(name: str, tls: bool) -> str:
    """The name under which a browser keeps a cookie of ours."""
    return f"__Host-{name}" if tls else name


def session_cookie(value: str, tls: bool) -> Cookie:
    """The cookie of a session; an empty value takes it away from the browser."""
    return Cookie(cookie_name(COOKIE, tls), value, tls, True, int(LONGEST.total_seconds()) if value else 0)


def csrf_cookie(value: str, tls: bool) -> Cookie:
    """The cookie of `csrf.py`, which pages of ours read in order to send its value a second time."""
    return Cookie(
        cookie_name("andante_csrf", tls),
        value,
        tls,
        False,
        int(LONGEST.total_seconds()) if value else 0,
        "Strict",
    )


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that holds. `due`: something is to be written down; `renewed`: the id from now on."""

    person: str
    method: Method
    began_at: datetime
    ends_at: datetime
    due: bool = False
    renewed: Secret | None = None


def begin_session(
    connection: Connection, person: str, method: Method, now: datetime, previous: str | None = None
) -> Secret:
    """A new session with a new id; the session that the browser had before is over."""
    if previous:
        end_session(connection, previous)
    secret = new_secret()
    privileges = connection.execute(select(PERSONS.c.privileges).where(PERSONS.c.id == person)).scalar_one()
    _insert(connection, secret, person, method, privileges, now, now + LONGEST, now)
    return secret


def find_session(connection: Connection, clear: str, now: datetime) -> OpenSession:
    """The session of an id out of a cookie, only read. SignInError where there is none, or it is over."""
    row = _row(connection, clear, now)
    due = row.privileges != row.privileges_now or now >= row.seen_at + SEEN_EVERY
    return OpenSession(row.person, Method(row.method), row.began_at, row.ends_at, due)


def refresh_session(connection: Connection, clear: str, now: datetime) -> OpenSession:
    """Write down what is due: the time of this request, or a new id where the person's rights changed."""
    row = _row(connection, clear, now)
    method, renewed = Method(row.method), None
    here = SESSIONS.c.digest == row.digest
    if row.privileges != row.privileges_now:
        renewed = new_secret()
        connection.execute(delete(SESSIONS).where(here))
        _insert(connection, renewed, row.person, method, row.privileges_now, row.began_at, row.ends_at, now)
    else:
        connection.execute(update(SESSIONS).where(here).values(seen_at=now))
    return OpenSession(row.person, method, row.began_at, row.ends_at, False, renewed)


def end_session(connection: Connection, clear: str) -> str | None:
    """Sign out: the id is worth nothing from now on. Returns whose session it was, if there was one."""
    secret = read_secret(clear)
    if secret is None:
        return None
    owner = connection.execute(
        select(SESSIONS.c.person).where(SESSIONS.c.digest == secret.digest)
    ).scalar_one_or_none()
    connection.execute(delete(SESSIONS).where(SESSIONS.c.digest == secret.digest))
    return owner


def end_sessions_of(connection: Connection, person: str) -> int:
    """End every session of a person; returns how many there were."""
    return connection.execute(delete(SESSIONS).where(SESSIONS.c.person == person)).rowcount


def forget_sessions(connection: Connection, now: datetime) -> int:
    """Take away the rows of sessions that are over."""
    over = or_(SESSIONS.c.ends_at <= now, SESSIONS.c.seen_at <= now - IDLE)
    return connection.execute(delete(SESSIONS).where(over)).rowcount


def _row(connection: Connection, clear: str, now: datetime) -> Row[Any]:
    secret = read_secret(clear)
    if secret is None:
        raise _over()
    found = connection.execute(
        select(SESSIONS, PERSONS.c.active, PERSONS.c.privileges.label("privileges_now"))
        .join(PERSONS, PERSONS.c.id == SESSIONS.c.person)
        .where(SESSIONS.c.selector == secret.selector)
    )
    row = next((each for each in found if same_digest(each.digest, secret.digest)), None)
    if row is None or not row.active or now >= row.ends_at or now >= row.seen_at + IDLE:
        raise _over()
    return row


def _insert(
    connection: Connection,
    secret: Secret,
    person: str,
    method: Method,
    privileges: int,
    began_at: datetime,
    ends_at: datetime,
    seen_at: datetime,
) -> None:
    connection.execute(
        insert(SESSIONS).values(
            digest=secret.digest,
            selector=secret.selector,
            person=person,
            method=method.value,
            privileges=privileges,
            began_at=began_at,
            ends_at=ends_at,
            seen_at=seen_at,
        )
    )


def _over() -> SignInError:
    return SignInError(Problem("Nobody is signed in here, or the session is over.", mend="Sign in again."))
