"""Random people over random days: whoever gets in must be let in by a model that is written without the code.

The model knows sessions and tokens as plain values; the register knows them as digests in a real database.
After each step every token is tried, and every session that should be over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from empty_databases import Databases
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from people_sample import ADDRESS, OTHER_PASSWORD, PASSWORD, FakeClock, Log, Office

from andante.errors import AccessError, RegisterError, SignInError
from andante.register.engine import open_engine
from andante.register.people import Access, People
from andante.register.sessions import Method

IDLE, WHOLE, MINUTE = timedelta(minutes=30), timedelta(hours=12), timedelta(minutes=1)
RUNS = {"sqlite": 20, "postgresql": 6}
NAMES = ("Ada", "Bo", "Cy")
ROLES = ("filer", "reviewer", "approver")
LENT = {
    "file": "filer",
    "review": "reviewer",
    "decide": "approver",
    "administer": "administrator",
    "read": "",
}


@dataclass
class Session:
    owner: str
    began: datetime
    seen: datetime
    rights: int
    ended: bool = False


@dataclass
class ApiToken:
    id: str
    owner: str
    scopes: frozenset[str]
    ends: datetime
    revoked: bool = False


@pytest.fixture
def template(address: str) -> str:
    """The address of a register with three people who have passwords, copied for each run."""
    office = Office(open_engine(address))
    for name in NAMES[1:]:
        office.hire(name, "filer")
    office.people.sign_out(office.first.session.clear)
    with office.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM sessions")
    office.engine.dispose()
    return address


class SigningIn(RuleBasedStateMachine):
    """Three people, one of them the administrator."""

    template: str
    databases: Databases

    def __init__(self) -> None:
        super().__init__()
        self.address = self.databases.copy_of(self.template)
        self.engine = open_engine(self.address)
        self.clock, self.log = FakeClock(), Log()
        self.people = People(self.engine, self.clock, self.log.append)
        with self.engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT name, id FROM persons").all()
        self.ids = {row.name: row.id for row in rows}
        self.roles = {"Ada": {"administrator"}, "Bo": {"filer"}, "Cy": {"filer"}}
        self.rights = dict.fromkeys(NAMES, 0)
        self.active = dict.fromkeys(NAMES, True)
        self.password = dict.fromkeys(NAMES, PASSWORD)
        self.refused = dict.fromkeys(NAMES, 0)
        self.sessions: dict[str, Session] = {}
        self.tokens: dict[str, ApiToken] = {}

    def teardown(self) -> None:
        self.engine.dispose()

    @property
    def ada(self) -> Access:
        return Access(self.people.person(self.ids["Ada"]), Method.PASSWORD)

    def holds(self, session: Session) -> bool:
        now = self.clock.now
        return (
            not session.ended
            and self.active[session.owner]
            and now < session.began + WHOLE
            and now < session.seen + IDLE
        )

    @rule(name=st.sampled_from(NAMES), with_previous=st.booleans(), data=st.data())
    def sign_in(self, name: str, with_previous: bool, data: st.DataObject) -> None:
        previous = None
        if with_previous and self.sessions:
            previous = data.draw(st.sampled_from(sorted(self.sessions)))
        e_mail = f"{name.casefold()}@office.example"
        if not self.active[name]:
            self.refused[name] += 1  # and later attempts would wait, which is tested elsewhere
            if self.refused[name] > 4:
                return
            with pytest.raises(SignInError, match="not active"):
                self.people.sign_in(e_mail, self.password[name], ADDRESS, previous)
            return
        signed_in = self.people.sign_in(e_mail, self.password[name], ADDRESS, previous)
        self.refused[name] = 0
        if previous is not None:
            self.sessions[previous].ended = True
        assert signed_in.session.clear not in self.sessions
        now = self.clock.now
        self.sessions[signed_in.session.clear] = Session(name, now, now, self.rights[name])

    @rule(name=st.sampled_from(NAMES))
    def change_password(self, name: str) -> None:
        if not self.active[name]:
            return
        new = OTHER_PASSWORD if self.password[name] == PASSWORD else PASSWORD
        access = Access(self.people.person(self.ids[name]), Method.PASSWORD)
        signed_in = self.people.change_password(access, self.password[name], new, ADDRESS)
        self.refused[name] = 0
        self.password[name] = new
        for session in self.sessions.values():
            session.ended |= session.owner == name
        now = self.clock.now
        self.sessions[signed_in.session.clear] = Session(name, now, now, self.rights[name])

    @precondition(lambda self: self.sessions)
    @rule(data=st.data())
    def sign_out(self, data: st.DataObject) -> None:
        session = data.draw(st.sampled_from(sorted(self.sessions)))
        self.people.sign_out(session)
        self.sessions[session].ended = True

    @precondition(lambda self: self.sessions)
    @rule(data=st.data())
    def use(self, data: st.DataObject) -> None:
        """A request: it keeps the session alive, or moves it to a new id where rights have changed."""
        clear = data.draw(st.sampled_from(sorted(self.sessions)))
        session = self.sessions[clear]
        if not self.holds(session):
            with pytest.raises(SignInError):
                self.people.resume(clear)
            return
        access = self.people.resume(clear)
        now, owner = self.clock.now, session.owner
        assert access.person.name == owner
        assert access.actor.roles == self.roles[owner]
        if session.rights != self.rights[owner]:
            assert access.renewed is not None
            session.ended = True
            self.sessions[access.renewed] = Session(owner, session.began, now, self.rights[owner])
        else:
            assert access.renewed is None
            if now >= session.seen + MINUTE:
                session.seen = now

    @rule(name=st.sampled_from(NAMES[1:]), role=st.sampled_from(ROLES))
    def change_role(self, name: str, role: str) -> None:
        if role in self.roles[name]:
            self.people.take_role(self.ada, self.ids[name], role)
            self.roles[name].remove(role)
        elif not self.active[name]:
            with pytest.raises(RegisterError, match="not active"):
                self.people.give_role(self.ada, self.ids[name], role)
            return
        else:
            request = self.people.give_role(self.ada, self.ids[name], role)
            if request is not None:  # two were in office: somebody else there has to confirm it
                (other,) = set(NAMES[1:]) - {name}
                assert "approver" in self.roles[other]
                assert self.active[other]
                self.people.confirm(Access(self.people.person(self.ids[other]), Method.PASSWORD), request.id)
            self.roles[name].add(role)
        self.rights[name] += 1

    @rule(name=st.sampled_from(NAMES))
    def close_or_open(self, name: str) -> None:
        if name == "Ada":
            with pytest.raises(AccessError, match="last administrator"):
                self.people.deactivate(self.ada, self.ids[name])
        elif self.active[name]:
            self.people.deactivate(self.ada, self.ids[name])
            self.active[name] = False
            for session in self.sessions.values():
                session.ended |= session.owner == name
        else:
            self.people.activate(self.ada, self.ids[name])
            self.active[name] = True

    @rule(
        name=st.sampled_from(NAMES),
        scopes=st.sets(st.sampled_from(sorted(LENT)), min_size=1),
        days=st.integers(1, 400),
    )
    def make_token(self, name: str, scopes: set[str], days: int) -> None:
        access = Access(self.people.person(self.ids[name]), Method.PASSWORD)
        ends = self.clock.now + timedelta(days=days)
        allowed = all(LENT[scope] in self.roles[name] | {""} for scope in scopes)
        if not (allowed and days <= 366 and self.active[name]):
            with pytest.raises(RegisterError):
                self.people.make_token(access, "program", scopes, ends)
            return
        made = self.people.make_token(access, "program", scopes, ends)
        self.tokens[made.secret.clear] = ApiToken(made.token.id, name, frozenset(scopes), ends)

    @precondition(lambda self: self.tokens)
    @rule(data=st.data())
    def revoke(self, data: st.DataObject) -> None:
        token = self.tokens[data.draw(st.sampled_from(sorted(self.tokens)))]
        if token.revoked:
            with pytest.raises(RegisterError):
                self.people.revoke_token(self.ada, token.id)
        else:
            self.people.revoke_token(self.ada, token.id)
            token.revoked = True

    @rule(
        by=st.sampled_from(
            [
                timedelta(seconds=59),
                MINUTE,
                IDLE - MINUTE,
                IDLE,
                timedelta(hours=5),
                WHOLE,
                timedelta(days=40),
            ]
        )
    )
    def wait(self, by: timedelta) -> None:
        self.clock.move(by)

    @rule()
    def tidy(self) -> None:
        self.people.tidy()

    @rule()
    def restart(self) -> None:
        self.engine.dispose()
        self.engine = open_engine(self.address)
        self.people = People(self.engine, self.clock, self.log.append)

    @invariant()
    def tokens_do_what_both_allow(self) -> None:
        for clear, token in self.tokens.items():
            if token.revoked or self.clock.now >= token.ends or not self.active[token.owner]:
                with pytest.raises(SignInError):
                    self.people.with_token(clear)
            else:
                access = self.people.with_token(clear)
                assert access.person.name == token.owner
                assert access.actor.roles == {LENT[scope] for scope in token.scopes} & self.roles[token.owner]

    @invariant()
    def sessions_that_are_over_stay_over(self) -> None:
        for clear, session in self.sessions.items():
            if not self.holds(session):
                with pytest.raises(SignInError):
                    self.people.resume(clear)


@pytest.mark.slow
def test_only_those_get_in_whom_the_model_lets_in(template: str, databases: Databases) -> None:
    SigningIn.template, SigningIn.databases = template, databases
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        SigningIn, settings=settings(max_examples=RUNS[databases.kind], stateful_step_count=30, deadline=None)
    )
