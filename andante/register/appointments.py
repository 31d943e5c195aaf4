"""Giving and taking roles. Nobody makes themselves reviewer or approver: a second administrator has to agree.

Roles that one person cannot have together (`permissions.roles_clash`) are refused: who administers or audits
does not decide. An administrator who becomes reviewer or approver in this way administers no longer.
These are functions on a connection; `administration` runs each in one transaction with its event.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from andante.errors import AccessError, MissingError, Problem, RegisterError, Where
from andante.register.permissions import roles_clash
from andante.register.person import refuse_without_administrator, roles_of
from andante.register.sentences import REFUSALS, Refusal
from andante.register.states import Role
from andante.register.tables_people import PERSON_ROLES, PERSONS, ROLE_REQUESTS

DECIDING = frozenset({Role.REVIEWER, Role.APPROVER})
"""Roles that take part in a decision: an administrator does not give them to themselves."""
_ORDER = [Role.ADMINISTRATOR, Role.FILER, Role.REVIEWER, Role.APPROVER, Role.AUDITOR]
"""Which of several roles of a claim comes first, where they cannot all be given."""
REQUEST_LIFE = timedelta(days=7)
BY_ADMINISTRATOR = "administrator"
BY_FIRST_LINK = "first_link"
BY_PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class RoleRequest:
    """An administrator's wish for a deciding role of their own, until a second one answers or it expires."""

    id: str
    person: str
    role: Role
    asked_by: str
    asked_at: datetime
    expires_at: datetime


def add_role(
    connection: Connection,
    person: str,
    role: Role,
    source: str,
    now: datetime,
    by: str | None = None,
    second: str | None = None,
) -> bool:
    """Give a role; False where the person has it from this source. Open sessions take a new id."""
    row = select(PERSON_ROLES.c.role).where(
        PERSON_ROLES.c.person == person, PERSON_ROLES.c.role == role.value, PERSON_ROLES.c.source == source
    )
    if connection.execute(row).first() is not None:
        return False
    connection.execute(
        insert(PERSON_ROLES).values(
            person=person, role=role.value, source=source, given_at=now, given_by=by, seconded_by=second
        )
    )
    privileges_changed(connection, person)
    return True


def refuse_clash(roles: frozenset[Role]) -> None:
    """AccessError for roles that cannot be one person's."""
    if roles_clash(roles):
        raise AccessError(
            Problem(
                REFUSALS[Refusal.ROLES_CLASH].en,
                Where(field="roles"),
                mend="Take the other role away first, or give this one to another person.",
            )
        )


def remove_role(connection: Connection, person: str, role: Role, source: str | None = None) -> bool:
    """Take a role away, from one source or from all; False where there was none.

    AccessError for the role of the last administrator.
    """
    here = (PERSON_ROLES.c.person == person) & (PERSON_ROLES.c.role == role.value)
    sources = set(connection.execute(select(PERSON_ROLES.c.source).where(here)).scalars())
    going = sources if source is None else sources & {source}
    if not going:
        return False
    if role is Role.ADMINISTRATOR and going == sources:
        refuse_without_administrator(connection, person)
    connection.execute(delete(PERSON_ROLES).where(here, PERSON_ROLES.c.source.in_(going)))
    privileges_changed(connection, person)
    return True


def privileges_changed(connection: Connection, person: str) -> None:
    """Count a change of what a person may do: sessions from before take a new id."""
    connection.execute(
        update(PERSONS).where(PERSONS.c.id == person).values(privileges=PERSONS.c.privileges + 1)
    )


def ask_for_role(connection: Connection, person: str, role: Role, now: datetime) -> RoleRequest:
    """Write down the wish of an administrator; an open one for the same role is returned as it is."""
    if role in roles_of(connection, person):
        raise RegisterError(Problem(f"This person is {role} already."))
    for open_request in open_requests(connection, now):
        if (open_request.person, open_request.role) == (person, role):
            return open_request
    request = RoleRequest(secrets.token_hex(8), person, role, person, now, now + REQUEST_LIFE)
    connection.execute(
        insert(ROLE_REQUESTS).values(
            id=request.id,
            person=person,
            role=role.value,
            asked_by=person,
            asked_at=now,
            expires_at=request.expires_at,
        )
    )
    return request


def answer_request(
    connection: Connection, request_id: str, second: str, agrees: bool, now: datetime
) -> RoleRequest:
    """Close a request. AccessError where it is one's own, RegisterError where it is not open.

    Who asked may take it back, which is a refusal too.
    """
    request = next((each for each in open_requests(connection, now) if each.id == request_id), None)
    if request is None:
        raise MissingError(
            Problem("This request is not open.", why="It was answered, it expired, or it does not exist.")
        )
    if agrees and second in (request.asked_by, request.person):
        raise AccessError(
            Problem(
                "Another administrator has to agree.",
                why="Nobody makes themselves reviewer or approver.",
            )
        )
    if agrees and Role.ADMINISTRATOR not in roles_of(connection, request.asked_by):
        raise AccessError(Problem("Who asked for this is no longer administrator."))
    connection.execute(
        update(ROLE_REQUESTS)
        .where(ROLE_REQUESTS.c.id == request_id)
        .values(answered_by=second, answered_at=now, answer="agreed" if agrees else "refused")
    )
    return request


def open_requests(connection: Connection, now: datetime) -> tuple[RoleRequest, ...]:
    """Requests that wait for a second administrator, the oldest first."""
    rows = connection.execute(
        select(ROLE_REQUESTS)
        .where(ROLE_REQUESTS.c.answered_at.is_(None), ROLE_REQUESTS.c.expires_at > now)
        .order_by(ROLE_REQUESTS.c.asked_at, ROLE_REQUESTS.c.id)
    )
    return tuple(_request(row) for row in rows)


def close_requests_of(connection: Connection, person: str, now: datetime) -> None:
    """Close what a person asked for, without a role."""
    connection.execute(
        update(ROLE_REQUESTS)
        .where(ROLE_REQUESTS.c.person == person, ROLE_REQUESTS.c.answered_at.is_(None))
        .values(answered_at=now, answer="closed")
    )


def set_provider_roles(
    connection: Connection, person: str, wanted: Iterable[Role], now: datetime
) -> tuple[frozenset[Role], frozenset[Role], frozenset[Role]]:
    """Bring the roles that come from the provider's claim to what it says now.

    Returns the roles given, taken, and withheld. Withheld is a role that clashes with another, so that no
    administrator decides wherever the role comes from, and the end of the last administrator's role.
    """
    wanted = frozenset(wanted)
    here = select(PERSON_ROLES.c.role).where(
        PERSON_ROLES.c.person == person, PERSON_ROLES.c.source == BY_PROVIDER
    )
    before = frozenset(Role(role) for role in connection.execute(here).scalars())
    withheld: set[Role] = set()
    taken: set[Role] = set()
    for role in sorted(before - wanted):
        try:
            remove_role(connection, person, role, BY_PROVIDER)
            taken.add(role)
        except AccessError:
            withheld.add(role)
    given: set[Role] = set()
    for role in sorted(wanted - before, key=_ORDER.index):
        present = roles_of(connection, person)
        if role not in present and roles_clash(present | {role}):
            withheld.add(role)
        elif add_role(connection, person, role, BY_PROVIDER, now):
            given.add(role)
    return frozenset(given), frozenset(taken), frozenset(withheld)


def _request(row: Row[Any]) -> RoleRequest:
    return RoleRequest(row.id, row.person, Role(row.role), row.asked_by, row.asked_at, row.expires_at)
