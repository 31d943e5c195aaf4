"""Giving and taking roles: an office of the register takes two persons, once there are two to ask.

`TABLE` says when a role is given at once and when another person has to confirm it. Roles that one person
cannot have together (`permissions.roles_clash`) are refused: who administers or audits does not decide.
These are functions on a connection; `appointing` runs each in one transaction with its event.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from andante.errors import AccessError, MissingError, Problem, Where
from andante.register.permissions import roles_clash
from andante.register.person import CONFIRMING, persons_able, refuse_without_administrator, roles_of
from andante.register.sentences import REFUSALS, Refusal
from andante.register.states import Role
from andante.register.tables_people import PEOPLE_EVENTS, PERSON_ROLES, PERSONS, ROLE_REQUESTS

DECIDING = frozenset({Role.REVIEWER, Role.APPROVER})
"""Roles that take part in a decision."""
OFFICES = DECIDING | {Role.ADMINISTRATOR}
"""Roles that decide, or could make up those who decide."""
FREE = 2
"""Persons whom an administrator may put into deciding roles alone, when a register begins."""


class Standing(StrEnum):
    """How far a register is, when an administrator appoints somebody."""

    NEW = "new"  # fewer than `FREE` persons were ever reviewer or approver
    SETTLED = "settled"
    ALONE = "alone"  # nobody but who appoints and who is appointed could confirm anything


class Effect(StrEnum):
    """What comes of an administrator's wish to give a role."""

    AT_ONCE = "at_once"
    CONFIRMED = "confirmed"


def _table() -> Mapping[tuple[Role, bool, Standing], Effect]:
    table: dict[tuple[Role, bool, Standing], Effect] = {}
    for role in Role:
        for oneself in (False, True):
            for standing in Standing:
                asks = role in OFFICES and (standing is Standing.SETTLED or (oneself and role in DECIDING))
                table[role, oneself, standing] = Effect.CONFIRMED if asks else Effect.AT_ONCE
    return MappingProxyType(table)


TABLE = _table()
"""The effect of each wish: role, whether it is for oneself, standing of the register."""
_ORDER = [Role.ADMINISTRATOR, Role.FILER, Role.REVIEWER, Role.APPROVER, Role.AUDITOR]
"""Which of several roles of a claim comes first, where they cannot all be given."""
REQUEST_LIFE = timedelta(days=7)
BY_ADMINISTRATOR = "administrator"
BY_FIRST_LINK = "first_link"
BY_PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class RoleRequest:
    """An administrator's wish to give somebody a role, until another person answers or it expires."""

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


def effect_of(connection: Connection, by: str, person: str, role: Role) -> Effect:
    """Whether the wish of an administrator is enough now, or another person has to confirm it."""
    return TABLE[role, by == person, standing(connection, by, person)]


def standing(connection: Connection, by: str, person: str) -> Standing:
    """How far the register is for an appointment of somebody by an administrator."""
    if len(_ever_in_office(connection)) < FREE:
        return Standing.NEW
    others = persons_able(connection, CONFIRMING) - {by, person}
    return Standing.SETTLED if others else Standing.ALONE


def _ever_in_office(connection: Connection) -> set[str]:
    """Persons who were ever given a deciding role, also those who have gone: taking away frees nothing."""
    found: set[str] = set()
    kinds = ("people.added", "people.role_given", "people.roles_by_provider")
    query = select(PEOPLE_EVENTS.c.person, PEOPLE_EVENTS.c.data).where(PEOPLE_EVENTS.c.kind.in_(kinds))
    for row in connection.execute(query.order_by(PEOPLE_EVENTS.c.number)):
        data = json.loads(row.data)
        given = {*data.get("roles", ()), *data.get("given", ()), data.get("role")}
        if given & DECIDING:
            found.add(row.person)
        if len(found) >= FREE:
            break
    return found


def ask_for_role(connection: Connection, by: str, person: str, role: Role, now: datetime) -> RoleRequest:
    """Write down the wish of an administrator; an open one for the same role is returned as it is."""
    for open_request in open_requests(connection, now):
        if (open_request.asked_by, open_request.person, open_request.role) == (by, person, role):
            return open_request
    request = RoleRequest(secrets.token_hex(8), person, role, by, now, now + REQUEST_LIFE)
    connection.execute(
        insert(ROLE_REQUESTS).values(
            id=request.id,
            person=person,
            role=role.value,
            asked_by=by,
            asked_at=now,
            expires_at=request.expires_at,
        )
    )
    return request


def answer_request(
    connection: Connection, request_id: str, by: str, agrees: bool, now: datetime
) -> RoleRequest:
    """Close a request. AccessError where it is one's own, MissingError where it is not open.

    Who asked may take it back, which is a refusal too.
    """
    request = next((each for each in open_requests(connection, now) if each.id == request_id), None)
    if request is None:
        raise MissingError(
            Problem("This request is not open.", why="It was answered, it expired, or it does not exist.")
        )
    if agrees and by in (request.asked_by, request.person):
        raise AccessError(
            Problem(
                "Another person has to confirm this.",
                why="Nobody is appointed by one person alone, nor confirms their own appointment.",
                mend="Ask another administrator, or an approver.",
            )
        )
    if agrees and request.asked_by not in persons_able(connection, {Role.ADMINISTRATOR}):
        raise AccessError(Problem("Who asked for this is no longer administrator."))
    connection.execute(
        update(ROLE_REQUESTS)
        .where(ROLE_REQUESTS.c.id == request_id)
        .values(answered_by=by, answered_at=now, answer="agreed" if agrees else "refused")
    )
    return request


def open_requests(connection: Connection, now: datetime) -> tuple[RoleRequest, ...]:
    """Requests that wait for another person, the oldest first."""
    rows = connection.execute(
        select(ROLE_REQUESTS)
        .where(ROLE_REQUESTS.c.answered_at.is_(None), ROLE_REQUESTS.c.expires_at > now)
        .order_by(ROLE_REQUESTS.c.asked_at, ROLE_REQUESTS.c.id)
    )
    return tuple(_request(row) for row in rows)


def close_requests_of(connection: Connection, person: str, now: datetime) -> None:
    """Close what a person asked for, or was to be given, without a role."""
    connection.execute(
        update(ROLE_REQUESTS)
        .where(
            (ROLE_REQUESTS.c.person == person) | (ROLE_REQUESTS.c.asked_by == person),
            ROLE_REQUESTS.c.answered_at.is_(None),
        )
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
