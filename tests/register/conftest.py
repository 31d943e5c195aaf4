"""A register on each database that it can be kept in: SQLite in a file, PostgreSQL started on loopback."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from postgresql_server import postgresql  # noqa: F401 - a fixture
from registers import Past, Register, make_past, new_register, open_register, plain_url
from sqlalchemy import create_engine, text

DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Databases:
    """Makes empty databases of one kind."""

    kind: str
    folder: Path
    server: str | None
    made: list[str] = field(default_factory=list)

    def new(self) -> str:
        """The address of an empty database."""
        if self.server is None:
            return f"sqlite:///{self.folder / uuid.uuid4().hex}.db"
        return self._create("")

    def copy_of(self, url: str) -> str:
        """The address of a copy of a database that nobody is connected to."""
        if self.server is None:
            path = self.folder / f"{uuid.uuid4().hex}.db"
            shutil.copy(url.removeprefix("sqlite:///"), path)
            return f"sqlite:///{path}"
        return self._create(f" TEMPLATE {url.rpartition('/')[2]}")

    def _create(self, how: str) -> str:
        assert self.server is not None
        name = f"r{uuid.uuid4().hex}"
        engine = create_engine(plain_url(self.server) + "/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}{how}"))
        engine.dispose()
        self.made.append(name)
        return f"{self.server}/{name}"

    def drop(self) -> None:
        """Drop the databases of the server that were made here."""
        if self.server is not None:
            engine = create_engine(plain_url(self.server) + "/postgres", isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                for name in self.made:
                    connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
            engine.dispose()


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
