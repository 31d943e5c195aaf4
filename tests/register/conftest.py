"""A register on each database that it can be kept in: SQLite in a file, PostgreSQL started on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from empty_databases import Databases
from people_sample import Office
from postgresql_server import postgresql  # noqa: F401 - a fixture
from registers import Past, Register, make_past, new_register, open_register
from sqlalchemy import Engine

from andante.register.engine import open_engine
from andante.register.migrate import migrate

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(params=DATABASES)
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Databases]:
    """Empty databases, of each kind in turn."""
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    made = Databases(request.param, tmp_path, server)
    yield made
    made.drop()


@pytest.fixture(scope="session")
def empty_registers() -> dict[str, str]:
    """Registers of this version in which nothing has happened, by kind of database."""
    return {}


@pytest.fixture
def address(
    databases: Databases, empty_registers: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The address of an empty register of this version: migrated once for each kind, then copied."""
    if databases.kind not in empty_registers:
        lasting = Databases(databases.kind, tmp_path_factory.mktemp("empty"), databases.server)
        empty_registers[databases.kind] = lasting.new()
        engine = open_engine(empty_registers[databases.kind])
        migrate(engine)
        engine.dispose()
    return databases.copy_of(empty_registers[databases.kind])


@pytest.fixture
def engine(address: str) -> Iterator[Engine]:
    """An empty register of this version, on each kind of database."""
    made = open_engine(address)
    yield made
    made.dispose()


@pytest.fixture
def office(engine: Engine) -> Office:
    """People with a clock, a log and a first administrator, on each kind of database."""
    return Office(engine)


@pytest.fixture(scope="session")
def pasts() -> dict[str, Past]:
    """Registers with a past that were made already, by kind of database."""
    return {}


@pytest.fixture
def past(databases: Databases, pasts: dict[str, Past], tmp_path_factory: pytest.TempPathFactory) -> Past:
    """A register with a past, made once for each kind of database: copy it, leave it as it is."""
    if databases.kind not in pasts:
        lasting = Databases(databases.kind, tmp_path_factory.mktemp("past"), databases.server)
        pasts[databases.kind] = make_past(lasting.new())
    return pasts[databases.kind]


@pytest.fixture
def filled(databases: Databases, past: Past) -> Iterator[Register]:
    """A register with a past, to do anything with."""
    made = open_register(databases.copy_of(past.url))
    made.now = past.now
    yield made
    made.engine.dispose()


@pytest.fixture
def register(databases: Databases) -> Iterator[Register]:
    """A register with a policy in force, on each kind of database."""
    made = new_register(databases.new())
    yield made
    with suppress(Exception):
        made.engine.dispose()
