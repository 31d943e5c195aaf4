"""Links that open one door once: the first administrator's, an invitation, a new password.

A link holds a secret of 256 bits; its digest is stored. It is used up in the same transaction as what it
opens, so of two people who follow it at once one gets in. A newer link of the same purpose for the same
person withdraws the older one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from andante.errors import Problem, SignInError
from andante.register.random_secrets import Secret, new_secret, read_secret, same_digest
from andante.register.tables_people import ONE_TIME_LINKS as LINKS


class Purpose(StrEnum):
    """What a link opens."""

    FIRST_ADMINISTRATOR = "first_administrator"
    INVITATION = "invitation"
    NEW_PASSWORD = "new_password"


LIFE: dict[Purpose, timedelta] = {
    Purpose.FIRST_ADMINISTRATOR: timedelta(hours=24),
    Purpose.INVITATION: timedelta(days=7),
    Purpose.NEW_PASSWORD: timedelta(hours=2),
}


@dataclass(frozen=True, slots=True)
class Link:
    """What is stored of a link. `person` is whom it is for: None for the first administrator's."""

    digest: str
    purpose: Purpose
    person: str | None
    made_by: str | None
    expires_at: datetime


def make_link(
    connection: Connection,
    purpose: Purpose,
    now: datetime,
    person: str | None = None,
    made_by: str | None = None,
) -> Secret:
    """A new link. Its secret belongs after the `#` of an address, or in a form: there no server logs it."""
    connection.execute(
        update(LINKS)
        .where(
            LINKS.c.purpose == purpose.value,
            LINKS.c.person.is_(None) if person is None else LINKS.c.person == person,
            LINKS.c.used_at.is_(None),
            LINKS.c.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    )
    secret = new_secret()
    connection.execute(
        insert(LINKS).values(
            digest=secret.digest,
            selector=secret.selector,
            purpose=purpose.value,
            person=person,
            made_by=made_by,
            made_at=now,
            expires_at=now + LIFE[purpose],
        )
    )
    return secret


def find_link(connection: Connection, clear: str, now: datetime) -> Link:
    """The link somebody follows, only read. SignInError says whether it is unknown, used or over."""
    secret = read_secret(clear)
    found: list[Row[Any]] = []
    if secret is not None:
        found = list(connection.execute(select(LINKS).where(LINKS.c.selector == secret.selector)))
    row = next((each for each in found if secret and same_digest(each.digest, secret.digest)), None)
    if row is None:
        raise _refused("This link is not known.")
    if row.used_at is not None:
        raise _refused("This link was used before; it works once.")
    if row.withdrawn_at is not None:
        raise _refused("This link was replaced by a newer one or taken back.")
    if now >= row.expires_at:
        raise _refused("This link has expired.")
    return Link(row.digest, Purpose(row.purpose), row.person, row.made_by, row.expires_at)


def use_link(connection: Connection, clear: str, now: datetime) -> Link:
    """The link somebody follows, used up. SignInError as in `find_link`, or where another was quicker."""
    link = find_link(connection, clear, now)
    changed = connection.execute(
        update(LINKS)
        .where(LINKS.c.digest == link.digest, LINKS.c.used_at.is_(None), LINKS.c.withdrawn_at.is_(None))
        .values(used_at=now)
    )
    if changed.rowcount != 1:
        raise _refused("This link was used before; it works once.")
    return link


def withdraw_links(connection: Connection, person: str, now: datetime) -> int:
    """Take back every open link for a person, or made by them; returns how many there were."""
    return connection.execute(
        update(LINKS)
        .where(
            (LINKS.c.person == person) | (LINKS.c.made_by == person),
            LINKS.c.used_at.is_(None),
            LINKS.c.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    ).rowcount


def _refused(what: str) -> SignInError:
    return SignInError(Problem(what, mend="Ask an administrator of the register for a new link."))
