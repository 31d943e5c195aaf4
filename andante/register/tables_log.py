"""Tables of the log: entries and hashes are only ever added; triggers of the database refuse anything else.

A trigger stops a mistake, not an administrator: who can drop it can rewrite the tables. That is what signed
checkpoints and the offline verifier are for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, LargeBinary, String, Table
from sqlalchemy.types import TypeDecorator

from andante.register.metadata import METADATA


class Bytes(TypeDecorator[bytes]):
    """A column of bytes. What was put there by hand as text or a number is read as bytes, to be judged."""

    impl = LargeBinary
    cache_ok = True

    def result_processor(self, dialect: Any, coltype: Any) -> Callable[[Any], bytes | None]:  # noqa: ARG002
        """Bytes out of whatever the database holds."""
        return _as_bytes


def _as_bytes(value: Any) -> bytes | None:
    if value is None or type(value) is bytes:
        return value
    return (
        bytes(value) if isinstance(value, (bytearray, memoryview)) else str(value).encode("utf-8", "replace")
    )


TIME = String(27)
"""A moment in UTC to the microsecond, as the log writes it: sorted by text is sorted by time."""
DIGEST = String(64)
NUMBER = BigInteger().with_variant(Integer, "sqlite")

LOG_ENTRIES = Table(
    "log_entries",
    METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("entry", Bytes, nullable=False),
)
"""Entry number -> its bytes (`leaf.Leaf.encode`)."""

LOG_HASHES = Table(
    "log_hashes",
    METADATA,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("hash", Bytes, nullable=False),
    sqlite_with_rowid=False,
)
"""What tiles hold: level 0 the hashes of entries, level 1 the roots of 256 of those, and so on."""

LOG_HEAD = Table(
    "log_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", NUMBER, nullable=False),
    Column("subtrees", Bytes, nullable=False),
    Column("time", TIME, nullable=False),
    Column("origin", String(255), nullable=False),
    CheckConstraint("id = 1", name="one"),
)
"""One row: where the log ends, and the roots of its full subtrees, which appending needs."""

CHECKPOINTS = Table(
    "checkpoints",
    METADATA,
    Column("size", NUMBER, primary_key=True, autoincrement=False),
    Column("note", Bytes, nullable=False),
)
"""Size -> the signed checkpoint of that size; one for each transaction."""

APPEND_ONLY = (LOG_ENTRIES, LOG_HASHES, CHECKPOINTS)
"""Tables that triggers keep from being changed or shortened."""
