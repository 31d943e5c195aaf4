"""A register on each database that it can be kept in: SQLite in a file, PostgreSQL started on loopback."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from registers import Past, Register, make_past, new_register, open_register, plain_url
from sqlalchemy import create_engine, text

DATABASES = ("sqlite", "postgresql")


def _programs() -> Path | None:
    """Where initdb lies: on the path, or where Debian puts the newest version."""
    if wanted := os.environ.get("ANDANTE_POSTGRESQL"):
        return Path(wanted)
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return None if on_path is None else Path(on_path).resolve().parent


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of an own PostgreSQL cluster on loopback, without the name of a database.

    It runs as the user postgres where the tests run as root, which PostgreSQL refuses to do. Without one CI
    fails; elsewhere the tests are skipped and say why.
    """
    programs = _programs()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail("no PostgreSQL: CI has to keep a register in one (apt-get install postgresql)")
        pytest.skip("no PostgreSQL is installed; apt-get install postgresql, or set ANDANTE_POSTGRESQL")
    as_user = (
        ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    )
    memory = Path("/dev/shm")  # its processes are killed in these tests, not the machine
    place = memory if os.access(memory, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="andante-pg-", dir=place))
    if as_user:
        shutil.chown(folder, "postgres", "postgres")
    data, port = folder / "data", _free_port()
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c shared_buffers=32MB"
        " -c wal_level=minimal -c max_wal_senders=0 -c full_page_writes=off -c autovacuum=off"
    )

    def run(*command: str) -> None:
        done = subprocess.run(
            [*as_user, *command], cwd=folder, capture_output=True, text=True, check=False, timeout=120
        )
        if done.returncode:
            log = folder / "log"
            told = log.read_text() if log.exists() else ""
            pytest.fail(f"{command[0]} failed: {done.stdout}{done.stderr}{told}")

    run(
        str(programs / "initdb"),
        "-N",
        "-D",
        str(data),
        "-U",
        "andante",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
    )
    run(str(programs / "pg_ctl"), "-D", str(data), "-l", str(folder / "log"), "-w", "-o", options, "start")
    try:
        yield f"postgresql://andante@127.0.0.1:{port}"
    finally:
        run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
