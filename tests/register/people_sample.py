"""A register's people on a real database, under a clock that the test moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from andante.register.engine import open_engine
from andante.register.migrate import migrate
from andante.register.people import Access, Append, People, PeopleEvent, SignedIn

START = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
PASSWORD = "four quiet herons wade"
OTHER_PASSWORD = "brass kettle under ivy"
ADDRESS = "192.0.2.7"


class FakeClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by


class Log:
    """Stands where the log stands: what was appended, as the log would have it."""

    def __init__(self) -> None:
        self.events: list[PeopleEvent] = []

    def append(self, connection: Connection, event: PeopleEvent) -> None:
        assert connection.in_transaction()
        self.events.append(event)

    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]


def migrated(address: str | Path) -> Engine:
    """The database of an address, brought to this version."""
    engine = open_engine(address)
    migrate(engine)
    return engine


def sqlite_engine(folder: Path) -> Engine:
    """The embedded database of a folder."""
    return migrated(folder / "register.db")


def dump(engine: Engine) -> str:
    """Every value of every table, as text."""
    with engine.connect() as connection:
        tables = sorted(inspect(connection).get_table_names())
        rows = (connection.execute(text(f'SELECT * FROM "{name}"')) for name in tables)
        return "\n".join(sorted(repr(tuple(row)) for table in rows for row in table))


class Office:
    """People with a clock, a log and a first administrator."""

    def __init__(self, engine: Engine, clock: FakeClock | None = None, append: Append | None = None) -> None:
        self.engine = engine
        self.clock = clock or FakeClock()
        self.log = Log()
        self.people = People(engine, self.clock, append or self.log.append)
        link = self.people.first_link()
        assert link is not None
        self.first = self.people.begin_as_administrator(link.clear, "Ada", "ada@office.example", PASSWORD)

    @property
    def admin(self) -> Access:
        """The first administrator, as signed in now."""
        return Access(self.people.person(self.first.access.person.id), self.first.access.method)

    def hire(self, name: str, *roles: str, organisation: str | None = None) -> SignedIn:
        """A person with roles who followed the invitation."""
        e_mail = f"{name.casefold()}@office.example"
        invited = self.people.add(self.admin, name, e_mail, roles, organisation)
        return self.people.accept_link(invited.link.clear, PASSWORD)

    def again(self, who: SignedIn) -> Access:
        """The access of somebody with the roles of now."""
        return Access(self.people.person(who.access.person.id), who.access.method)
