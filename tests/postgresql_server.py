"""PostgreSQL for the tests of register and web: a cluster of their own, from the system's programs."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
