"""Erasing for good: what is taken away is not left in free pages of the file, nor in its write-ahead log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from andante.register.engine import saying, writing


@contextmanager
def erasing(engine: Engine) -> Iterator[Connection]:
    """One transaction that takes data away, like `engine.writing`, and then clears what still held them.

    SQLite overwrites what is deleted and empties its write-ahead log; readers that are still at work can keep
    the log from being emptied until the next time. PostgreSQL keeps old rows until its next vacuum.
    """
    with writing(engine) as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
        yield connection
    clear_write_ahead_log(engine)


def clear_write_ahead_log(engine: Engine) -> None:
    """Move what SQLite still holds in its write-ahead log into the file, and empty the log."""
    if engine.dialect.name == "sqlite":
        with saying():
            raw = engine.raw_connection()
            try:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                raw.close()
