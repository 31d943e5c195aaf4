"""Administrators who try anything, with rights of today and of yesterday: what must hold after each act.

The oracle is not the code that gives roles: it is the list of what must never be, the history of appointments
read anew from the events, and the replay of the events, which has to make the roles that stand in the tables.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from people_sample import FakeClock, Office, migrated, sqlite_engine
from registers import KEY
from sqlalchemy import select

from andante.errors import AndanteError, MissingError
from andante.register.check_people import check_people
from andante.register.engine import reading
from andante.register.leaf import parse_leaf
from andante.register.people import Access, People
from andante.register.sessions import Method
from andante.register.states import Role
from andante.register.store import Store
from andante.register.tables_log import LOG_ENTRIES
from andante.register.tables_people import PEOPLE_EVENTS

NAMES = ("Ada", "Bo", "Cy", "Di")
CONFIRMING = (Role.ADMINISTRATOR, Role.APPROVER)
DECIDING = {Role.REVIEWER, Role.APPROVER}
OFFICES = DECIDING | {Role.ADMINISTRATOR}


@pytest.fixture(scope="module")
def template() -> Path:
    """A register with its log, two administrators and two others, made once and copied for each run."""
    folder, clock = Path(tempfile.mkdtemp()), FakeClock()
    engine = sqlite_engine(folder)
    office = Office(engine, clock, Store(engine, KEY, clock).append_people_event)
    office.hire("Bo", "administrator")
    office.hire("Cy", "administrator")
    office.hire("Di")
    engine.dispose()
    return folder


class Administering(RuleBasedStateMachine):
    """Four people, each of whom may try each act on each other."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template / "register.db", self.folder)
        self.engine = migrated(self.folder / "register.db")
        self.clock = FakeClock()
        store = Store(self.engine, KEY, self.clock)
        self.people = People(self.engine, self.clock, store.append_people_event)
        with self.engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT name, id FROM persons").all()
        self.ids = {row.name: row.id for row in rows}
        self.before = {name: self.access(name) for name in NAMES}
        self.requests: dict[str, tuple[str, str]] = {}  # request -> who asked, for whom
        self.agreed: set[tuple[str, str]] = set()

    def teardown(self) -> None:
        self.engine.dispose()
        shutil.rmtree(self.folder)

    def access(self, name: str) -> Access:
        return Access(self.people.person(self.ids[name]), Method.PASSWORD)

    def by(self, name: str, stale: bool) -> Access:
        """Somebody as they are now, or as they were when it all began."""
        return self.before[name] if stale else self.access(name)

    def two(self, data: st.DataObject) -> tuple[str, str]:
        """Who acts, an administrator more often than not, and on whom, themselves more often than not."""
        anybody = st.sampled_from(NAMES)
        by = data.draw(st.sampled_from(sorted(self.administrators())) | anybody)
        return by, data.draw(st.just(by) | anybody)

    def is_administrator(self, name: str) -> bool:
        person = self.people.person(self.ids[name])
        return person.active and Role.ADMINISTRATOR in person.roles

    def administrators(self) -> set[str]:
        return {name for name in NAMES if self.is_administrator(name)}

    def able(self, *roles: Role) -> set[str]:
        people = {name: self.people.person(self.ids[name]) for name in NAMES}
        return {name for name, person in people.items() if person.active and person.roles & set(roles)}

    def needs_another(self, by: str, whom: str, role: Role) -> bool:
        """What docs/access.md says, from the history: two persons in office, and somebody else to ask."""
        if by == whom and role in DECIDING:
            return True
        ever = {person for person, given, _, _ in self.appointments() if given & DECIDING}
        return role in OFFICES and len(ever) >= 2 and bool(self.able(*CONFIRMING) - {by, whom})

    def appointments(self) -> list[tuple[str, set[str], str, str | None]]:
        """Every role ever given: to whom, which, by whom, confirmed by whom."""
        with reading(self.engine) as connection:
            query = select(PEOPLE_EVENTS).order_by(PEOPLE_EVENTS.c.number)
            rows = connection.execute(query).all()
        found = []
        for row in rows:
            data = json.loads(row.data)
            given = set(data.get("roles", [])) if row.kind == "people.added" else set()
            given |= {data["role"]} if row.kind == "people.role_given" else set()
            if given:
                found.append((row.person, given, row.by, row.second))
        return found

    @rule(data=st.data(), role=st.sampled_from(sorted(OFFICES)) | st.sampled_from(Role), stale=st.booleans())
    def give(self, data: st.DataObject, role: Role, stale: bool) -> None:
        by, whom = self.two(data)
        was = self.people.person(self.ids[whom]).roles
        may, asks = self.is_administrator(by), self.needs_another(by, whom, role)
        try:
            request = self.people.give_role(self.by(by, stale), self.ids[whom], role)
        except AndanteError:
            assert self.people.person(self.ids[whom]).roles == was
            return
        assert may
        assert (request is not None) == asks
        if request is not None:
            self.requests[request.id] = by, whom
        assert self.people.person(self.ids[whom]).roles == (was if asks else was | {role})

    @rule(data=st.data(), role=st.sampled_from(sorted(DECIDING)))
    def ask(self, data: st.DataObject, role: Role) -> None:
        """An administrator wants to decide: nothing changes until another person confirms it."""
        by = data.draw(st.sampled_from(sorted(self.administrators())))
        was = self.people.person(self.ids[by]).roles
        request = self.people.give_role(self.access(by), self.ids[by], role)
        assert request is not None
        self.requests[request.id] = by, by
        assert self.people.person(self.ids[by]).roles == was

    @precondition(lambda self: self.requests)
    @rule(agrees=st.booleans(), data=st.data(), stale=st.booleans())
    def answer(self, agrees: bool, data: st.DataObject, stale: bool) -> None:
        anybody = st.sampled_from(NAMES)
        by = data.draw(st.sampled_from(sorted(self.able(*CONFIRMING))) | anybody)
        request = data.draw(st.sampled_from(list(self.requests)))
        asked_by, whom = self.requests[request]
        may = by in self.able(*CONFIRMING)
        try:
            if agrees:
                self.people.confirm(self.by(by, stale), request)
            else:
                self.people.refuse(self.by(by, stale), request)
        except MissingError:
            del self.requests[request]  # expired, or the account of one of the two was closed
            return
        except AndanteError:
            return
        assert may
        if agrees:
            assert by not in (asked_by, whom)
            self.agreed.add((self.ids[asked_by], self.ids[by]))
        del self.requests[request]

    @rule(data=st.data(), role=st.just(Role.ADMINISTRATOR) | st.sampled_from(Role), stale=st.booleans())
    def take(self, data: st.DataObject, role: Role, stale: bool) -> None:
        by, whom = self.two(data)
        may = self.is_administrator(by)
        try:
            self.people.take_role(self.by(by, stale), self.ids[whom], role)
        except AndanteError:
            return
        assert may
        assert role not in self.people.person(self.ids[whom]).roles

    @rule(data=st.data(), stale=st.booleans(), act=st.sampled_from(["close", "open", "open", "erase"]))
    def account(self, data: st.DataObject, stale: bool, act: str) -> None:
        by, whom = self.two(data)
        if act == "erase" and whom != "Di":
            return  # so that something is left to try
        may = self.is_administrator(by)
        acts = {"close": self.people.deactivate, "open": self.people.activate, "erase": self.people.erase}
        try:
            acts[act](self.by(by, stale), self.ids[whom])
        except AndanteError:
            return
        assert may

    @rule(days=st.sampled_from([0, 1, 8]))
    def wait(self, days: int) -> None:
        self.clock.move(timedelta(days=days))

    @invariant()
    def somebody_administers(self) -> None:
        assert self.administrators()

    @invariant()
    def nobody_has_roles_that_clash(self) -> None:
        for name in NAMES:
            roles = self.people.person(self.ids[name]).roles
            assert not (Role.ADMINISTRATOR in roles and roles & DECIDING)
            assert Role.AUDITOR not in roles or len(roles) == 1

    @invariant()
    def nobody_is_appointed_or_confirmed_by_themselves(self) -> None:
        for person, given, by, second in self.appointments():
            if by == person and given & DECIDING:
                assert second is not None
            if second is not None:
                assert second not in (by, person)
                assert (by, second) in self.agreed

    @invariant()
    def the_events_make_the_tables(self) -> None:
        with reading(self.engine) as connection:
            rows = connection.execute(select(LOG_ENTRIES).order_by(LOG_ENTRIES.c.number))
            leaves = {row.number: parse_leaf(bytes(row.entry), row.number) for row in rows}
            assert list(check_people(connection, leaves)) == []


@pytest.mark.slow
def test_the_rule_of_two_holds_whatever_administrators_try(template: Path) -> None:
    Administering.template = template
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Administering, settings=settings(max_examples=25, stateful_step_count=40, deadline=None)
    )
