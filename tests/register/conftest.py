"""A register on each database that it can be kept in: SQLite in a file, PostgreSQL started on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from empty_databases import Databases
from postgresql_server import postgresql  # noqa: F401 - a fixture
from registers import Past, Register, make_past, new_register, open_register

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(params=DATABASES)
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Databases]:
    """Empty databases, of each kind in turn."""
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    made = Databases(request.param, tmp_path, server)
    yield made
    made.drop()


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
