"""A register on each database that it can be kept in: SQLite in a file, PostgreSQL started on loopback."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from registers import Register, new_register
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
    folder = Path(tempfile.mkdtemp(prefix="andante-pg-"))
    if as_user:
        shutil.chown(folder, "postgres", "postgres")
    data, port = folder / "data", _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"

    def run(*command: str) -> None:
        done = subprocess.run(
            [*as_user, *command], cwd=folder, capture_output=True, text=True, check=False, timeout=120
        )
        if done.returncode:
            log = folder / "log"
            told = log.read_text() if log.exists() else ""
            pytest.fail(f"{command[0]} failed: {done.stdout}{done.stderr}{told}")

    run(str(programs / "initdb"), "-D", str(data), "-U", "andante", "-A", "trust", "-E", "UTF8", "--locale=C")
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

    def new(self) -> str:
        """The address of an empty database."""
        if self.server is None:
            return f"sqlite:///{self.folder / uuid.uuid4().hex}.db"
        name = f"r{uuid.uuid4().hex}"
        engine = create_engine(
            self.server.replace("postgresql://", "postgresql+psycopg://") + "/postgres",
            isolation_level="AUTOCOMMIT",
        )
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return f"{self.server}/{name}"


@pytest.fixture(params=DATABASES)
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Databases:
    """Empty databases, of each kind in turn."""
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    return Databases(request.param, tmp_path, server)


@pytest.fixture
def register(databases: Databases) -> Iterator[Register]:
    """A register with a policy in force, on each kind of database."""
    made = new_register(databases.new())
    yield made
    with suppress(Exception):
        made.engine.dispose()
