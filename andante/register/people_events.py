"""What happens to people, as events for the log: public is what happened, who it concerns is a commitment.

An event is written to `PEOPLE_EVENTS` with what opens its commitments, and handed to `append`, which adds its
entry to the log in the same transaction. Erasing a person takes the details and their salt away; the entry of
the log stays as it is, and every proof with it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from andante.register.commitment import Commitment, commit
from andante.register.tables_people import PEOPLE_EVENTS


@dataclass(frozen=True, slots=True)
class PeopleEvent:
    """One change: `event`, `kind`, `data` and `commitments` as an entry of the log takes them."""

    event: str
    kind: str
    time: datetime
    data: Mapping[str, Any]
    commitments: Mapping[str, str]


Append = Callable[[Connection, PeopleEvent], None]
"""Adds an event to the log, within the transaction of the connection."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as auditors and administrators read it, with what its commitments hide from others."""

    event: str
    kind: str
    at: datetime
    data: Mapping[str, Any]
    person: str | None
    by: str | None
    second: str | None
    details: Mapping[str, str] | None = field(repr=False)
    erased_at: datetime | None


def record(
    connection: Connection,
    append: Append,
    now: datetime,
    kind: str,
    person: str | None,
    by: str | None = None,
    second: str | None = None,
    data: Mapping[str, Any] | None = None,
    details: Mapping[str, str] | None = None,
) -> PeopleEvent:
    """Write an event down and append it to the log. `details` holds personal data, `data` none."""
    people = commit(who(person, by, second))
    hidden: Commitment | None = commit(dict(details)) if details is not None else None
    commitments = {"people": people.digest} | ({"details": hidden.digest} if hidden else {})
    event = PeopleEvent(
        f"people-{secrets.token_hex(8)}", f"people.{kind}", now, dict(data or {}), commitments
    )
    connection.execute(
        insert(PEOPLE_EVENTS).values(
            event=event.event,
            kind=event.kind,
            at=now,
            data=json.dumps(event.data, sort_keys=True),
            person=person,
            by=by,
            second=second,
            people_salt=people.salt,
            details=None if details is None else json.dumps(dict(details), ensure_ascii=False),
            details_salt=None if hidden is None else hidden.salt,
        )
    )
    append(connection, event)
    return event


def who(person: str | None, by: str | None, second: str | None) -> dict[str, str | None]:
    """What the commitment `people` of an event holds: whom it concerns, who did it, who seconded it."""
    return {"by": by, "person": person, "second": second}


def erase_details(connection: Connection, person: str, now: datetime) -> int:
    """Take away the personal data of a person's events, with their salts; returns how many events had any."""
    changed = connection.execute(
        update(PEOPLE_EVENTS)
        .where(PEOPLE_EVENTS.c.person == person, PEOPLE_EVENTS.c.details.is_not(None))
        .values(details=None, details_salt=None, erased_at=now)
    )
    return changed.rowcount


def events_of_people(connection: Connection, person: str | None = None) -> tuple[Happened, ...]:
    """Events, the oldest first: all, or those that concern a person."""
    query = select(PEOPLE_EVENTS).order_by(PEOPLE_EVENTS.c.number)
    if person is not None:
        query = query.where(PEOPLE_EVENTS.c.person == person)
    return tuple(_happened(row) for row in connection.execute(query))


def _happened(row: Row[Any]) -> Happened:
    return Happened(
        row.event,
        row.kind,
        row.at,
        json.loads(row.data),
        row.person,
        row.by,
        row.second,
        None if row.details is None else json.loads(row.details),
        row.erased_at,
    )
