"""People and the log of a real register: every change is an entry, and what has no entry is found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from people_sample import ADDRESS, PASSWORD, FakeClock, Office, migrated
from registers import KEY
from sqlalchemy import delete, insert, select, text, update

from andante.errors import RegisterError
from andante.register.check import check_register
from andante.register.check_people import check_people
from andante.register.engine import reading, writing
from andante.register.leaf import parse_leaf
from andante.register.store import Store
from andante.register.tables_log import LOG_ENTRIES
from andante.register.tables_people import (
    CREDENTIALS,
    ORGANISATIONS,
    PEOPLE_EVENTS,
    PERSON_ROLES,
    PERSONS,
    PROVIDER_IDENTITIES,
    TOKENS,
)

if TYPE_CHECKING:
    from empty_databases import Databases


@pytest.fixture
def office(databases: Databases) -> Iterator[Office]:
    """An office whose people have been through everything, on a register with its log."""
    engine, clock = migrated(databases.new()), FakeClock()
    store = Store(engine, KEY, clock)
    office = Office(engine, clock, store.append_people_event)
    mill = office.people.add_organisation(office.admin, "Mill")
    bo = office.hire("Bo", "filer", organisation=mill.id)
    cy = office.hire("Cy", "administrator")
    di = office.hire("Di", "reviewer")
    office.people.change_details(bo.access, bo.access.person.id, "Bo B", "bo@mill.example", "zh")
    request = office.people.give_role(cy.access, cy.access.person.id, "approver")
    assert request is not None
    office.people.confirm(office.admin, request.id)
    made = office.people.make_token(bo.access, "uploader", ["file", "read"])
    office.people.make_token(bo.access, "reader", ["read"])
    office.people.revoke_token(bo.access, made.token.id)
    office.people.take_role(office.admin, cy.access.person.id, "approver")
    office.people.deactivate(office.admin, cy.access.person.id)
    office.people.make_token(di.access, "gone", ["review"])
    office.people.erase(office.admin, di.access.person.id)
    office.people.add(office.admin, "Ed", "ed@office.example", [])
    office.people.sign_in("bo@mill.example", PASSWORD, ADDRESS)
    yield office
    engine.dispose()


def problems(office: Office) -> list[str]:
    with reading(office.engine) as connection:
        rows = connection.execute(select(LOG_ENTRIES).order_by(LOG_ENTRIES.c.number))
        leaves = {row.number: parse_leaf(bytes(row.entry), row.number) for row in rows}
        return [problem.what for problem in check_people(connection, leaves)]


def ids(office: Office) -> dict[str, str]:
    with office.engine.connect() as connection:
        return {row.name: row.id for row in connection.execute(select(PERSONS))}


def test_every_change_is_an_entry_and_the_register_is_sound_after_erasing(office: Office) -> None:
    assert problems(office) == []
    assert check_register(office.engine, KEY.verifier()).problems == ()
    with office.engine.connect() as connection:
        events = connection.execute(select(PEOPLE_EVENTS.c.event)).scalars().all()
        entries = [bytes(each) for each in connection.execute(select(LOG_ENTRIES.c.entry)).scalars()]
    logged = [entry for entry in entries if b'"kind":"people.' in entry]
    assert len(events) == len(logged) > 15
    for clear in (b"Bo", b"mill", b"Mill", b"example", *(person.encode() for person in ids(office).values())):
        assert not [entry for entry in logged if clear in entry]


def test_a_change_that_the_log_cannot_take_does_not_happen(office: Office) -> None:
    with office.engine.connect() as connection:
        before = connection.execute(select(PERSONS)).all(), connection.execute(select(LOG_ENTRIES)).all()
    with pytest.raises(RegisterError):
        office.people.add(office.admin, "Bo", "bo@mill.example", [])
    with office.engine.connect() as connection:
        after = connection.execute(select(PERSONS)).all(), connection.execute(select(LOG_ENTRIES)).all()
    assert after == before


def test_what_is_written_by_hand_is_found(office: Office) -> None:
    who = ids(office)
    ada, bo = who["Ada"], who["Bo B"]
    role: dict[str, Any] = {"person": bo, "source": "administrator", "given_at": office.clock.now}
    by_claim = {**role, "role": "filer", "source": "provider"}
    his = PEOPLE_EVENTS.c.person == bo
    token = {
        "id": "x", "digest": "0" * 64, "selector": "0" * 16, "person": bo, "name": "x", "scopes": "file",
        "made_at": office.clock.now, "expires_at": office.clock.now,
    }  # fmt: skip
    person = {"id": "px", "active": True, "privileges": 0, "added_at": office.clock.now}
    link = {"issuer": "https://evil.example", "subject": "1", "person": ada, "linked_at": office.clock.now}
    password = {"person": who["Ed"], "password_hash": "x", "changed_at": office.clock.now}
    changes = [
        (insert(PERSON_ROLES).values(role="approver", **role), "No event gave"),
        (insert(PERSON_ROLES).values(**by_claim), "No event gave"),
        (delete(PERSON_ROLES).where(PERSON_ROLES.c.person == ada), "No event took"),
        (update(PERSONS).where(PERSONS.c.id == who["Cy"]).values(active=True), "No event opened"),
        (update(PERSONS).where(PERSONS.c.id == bo).values(e_mail="evil@x.example"), "not those of the last"),
        (update(PERSONS).where(PERSONS.c.id == bo).values(organisation=None), "not those of the last"),
        (insert(PERSONS).values(**person), "No event made this person"),
        (insert(TOKENS).values(**token), "No event made or revoked this token"),
        (update(TOKENS).values(revoked_at=None), "No event made or revoked this token"),
        (update(TOKENS).values(scopes="file read review"), "No event made or revoked this token"),
        (delete(TOKENS), "taken out of the table"),
        (insert(PROVIDER_IDENTITIES).values(**link), "No event linked"),
        (insert(CREDENTIALS).values(**password), "No event gave this person a password"),
        (update(ORGANISATIONS).values(name="Quay"), "No event made this organisation"),
        (update(PEOPLE_EVENTS).where(his).values(by=bo), "names other people"),
        (update(PEOPLE_EVENTS).where(his).values(kind="people.x"), "something else"),
        (update(PEOPLE_EVENTS).where(his).values(details='{"name":"X"}'), "details of"),
        (update(PEOPLE_EVENTS).where(his).values(details=None), "were not erased"),
        (delete(PEOPLE_EVENTS).where(his), "the table has not"),
    ]  # fmt: skip
    for change, expected in changes:
        with suppress(UndoError), writing(office.engine) as connection:
            connection.execute(change)
            rows = connection.execute(select(LOG_ENTRIES).order_by(LOG_ENTRIES.c.number))
            leaves = {row.number: parse_leaf(bytes(row.entry), row.number) for row in rows}
            found = [problem.what for problem in check_people(connection, leaves)]
            assert [what for what in found if expected in what], (str(change), found)
            raise UndoError
    assert problems(office) == []


class UndoError(Exception):
    """Takes a change back."""


def test_an_event_that_the_log_has_not_is_found(office: Office) -> None:
    with office.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO people_events (event, kind, at, data, people_salt) "
                "SELECT 'people-x', kind, at, data, people_salt FROM people_events WHERE number = 1"
            )
        )
    assert "The log has no entry for this event." in problems(office)
