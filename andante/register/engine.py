"""The database of a register: an embedded SQLite file, or PostgreSQL. What is acknowledged is on the disk.

Both have one writer at a time, because the log has one end: SQLite by `BEGIN IMMEDIATE`, PostgreSQL by an
advisory lock that a transaction holds to its end. Readers never wait for it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, NoSuchModuleError

from andante.errors import Problem, RegisterError, UnavailableError, Where

OLDEST_POSTGRESQL = 150_000
"""PostgreSQL 15, as the server counts its versions."""
WRITER_LOCK = 0x416E64616E7465
"""The key of the advisory lock: "Andante" in ASCII."""
WAIT_SECONDS = 30
"""How long a writer waits for the one before it."""


def open_engine(url: str | Path) -> Engine:
    """The engine of a database URL, or of the path of a SQLite file, which is made where there is none.

    RegisterError for other databases, for SQLite in memory, and where the server cannot be reached, is
    older than PostgreSQL 15 or does not write to the disk.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, pool_size=16, max_overflow=16, hide_parameters=True)
        _prepare_sqlite(engine)
    else:
        options = {"options": "-c synchronous_commit=on -c timezone=UTC -c lock_timeout=30s"}
        engine = create_engine(
            address, pool_size=16, max_overflow=16, connect_args=options, hide_parameters=True
        )
    with saying(), engine.connect() as connection:
        _check_durable(connection)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that changes something: the only one at its time, whole or not at all."""
    with saying(), engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(_TAKE_LOCK, {"key": WRITER_LOCK})
        else:
            _begin(connection, "BEGIN IMMEDIATE")
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that reads one state of the database and changes nothing."""
    with saying(), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        with connection.begin():
            if connection.dialect.name == "sqlite":
                _begin(connection, "BEGIN")
            yield connection


@contextmanager
def saying() -> Iterator[None]:
    """What the database complains of, as a RegisterError in words and without any of the data."""
    try:
        yield
    except DBAPIError as error:
        # PostgreSQL tells the row that it refused: a log of faults must not repeat it
        detail = getattr(getattr(error.orig, "diag", None), "message_detail", None)
        raise _in_words(error) from (None if detail else error)


def _begin(connection: Connection, words: str) -> None:
    try:
        connection.connection.cursor().execute(words)
    except sqlite3.Error as error:
        raise DBAPIError(words, None, error) from error


_TAKE_LOCK = text("SELECT pg_advisory_xact_lock(:key)")


def _address(url: str | Path) -> URL:
    if isinstance(url, Path) or "://" not in url:
        return URL.create("sqlite", database=str(url))
    try:
        address = make_url(url)
        if address.get_backend_name() == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        address.get_dialect()
    except (ArgumentError, NoSuchModuleError) as error:
        raise RegisterError(
            Problem(
                "This is no address of a database.",
                why=str(error).splitlines()[0],
                mend="Write sqlite:///FILE or postgresql://USER@HOST/NAME.",
            )
        ) from None
    except ImportError:
        raise RegisterError(
            Problem(
                "PostgreSQL needs the library psycopg, which is not installed.",
                mend="Install the extra: pip install 'andante[serve]'.",
            )
        ) from None
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        raise RegisterError(
            Problem(
                f"A register cannot be kept in {address.get_backend_name()}.",
                mend="Use sqlite:///FILE or postgresql://USER@HOST/NAME.",
            )
        )
    if address.get_backend_name() == "sqlite" and address.database in (None, "", ":memory:"):
        raise RegisterError(
            Problem(
                "A register cannot be kept in memory.",
                why="What is acknowledged must outlive the process.",
                mend="Give a file: sqlite:///FILE.",
            )
        )
    return address


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # `writing` and `reading` begin transactions, not the driver
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={WAIT_SECONDS * 1000}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "secure_delete=ON",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def _check_durable(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        if mode != "wal":
            raise RegisterError(
                Problem(
                    f"The database keeps its journal as {mode}, not as a write-ahead log.",
                    why="Its file system may not allow it.",
                    mend="Keep the register on a local disk.",
                )
            )
        return
    version, fsync = (
        connection.execute(text(f"SELECT current_setting('{name}')")).scalar_one()
        for name in ("server_version_num", "fsync")
    )
    if int(version) < OLDEST_POSTGRESQL:
        raise RegisterError(
            Problem(f"The server is PostgreSQL {int(version) // 10_000}.", mend="Use PostgreSQL 15 or newer.")
        )
    if fsync != "on":
        raise RegisterError(
            Problem(
                "The server runs with fsync off.",
                why="What it acknowledges may not be on the disk.",
                mend="Set fsync = on.",
            )
        )


def _in_words(error: DBAPIError) -> RegisterError:
    """The reason as the driver gives it; never the statement or its values."""
    reason = str(error.orig).strip().splitlines()[0] if error.orig and str(error.orig).strip() else ""
    lowered = reason.lower()
    if "locked" in lowered or "lock timeout" in lowered:
        what, mend = "The register is busy.", "Send the same request again, with the same key."
    elif "full" in lowered or "no space" in lowered or "disk i/o" in lowered:
        what, mend = "The register cannot write: its disk is full or fails.", "Make room, then send it again."
    elif "connection" in lowered or "connect" in lowered:
        what, mend = "The database cannot be reached.", "Start it, or check its address."
    elif "no such table" in lowered or "does not exist" in lowered:
        what, mend = "This database holds no register of this version.", "Run `andante register migrate`."
    elif "append-only" in lowered:
        what, mend = "The log only grows.", "Nothing was changed."
    else:
        what, mend = "The database refused.", "Nothing was changed."
    kind = type(error.orig).__name__ if error.orig else type(error).__name__
    safe = "" if isinstance(error, (IntegrityError, DataError)) else reason
    return UnavailableError(Problem(what, Where(field=kind), safe, mend))
