"""Erasing for good: what is taken away is not left in free pages of files, nor in SQLite's write-ahead log.

The change itself is one transaction. Clearing comes after it; where it was cut off, or others were still
reading, erasing again does it again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine

from andante.errors import RegisterError
from andante.register.engine import saying

_STATISTICS = "pg_statistic"
"""Where PostgreSQL keeps frequent values of every column for its planner."""
LOG = logging.getLogger("andante.register")


def clear_erased(engine: Engine, tables: Sequence[str]) -> bool:
    """Clear what still holds rows that are gone; False where that has to be done again, which is logged.

    SQLite overwrites what is deleted (`secure_delete`) and here empties its write-ahead log. PostgreSQL keeps
    the bytes of old rows in their pages even after a plain VACUUM, so that the tables are written anew
    (VACUUM FULL, with their indexes and the planner's statistics), which keeps others waiting. Whoever
    still reads an older state of the database keeps it from being cleared.
    """
    if engine.dialect.name == "sqlite":
        left = [] if _clear_write_ahead_log(engine) else ["its write-ahead log"]
    else:
        left = [table for table in (*tables, _STATISTICS) if not _write_anew(engine, table)]
    for what in left:
        LOG.warning("erased rows are still held", extra={"held": what})
    return not left


def _clear_write_ahead_log(engine: Engine) -> bool:
    """Move what SQLite still holds in its write-ahead log into the file, and empty the log."""
    with saying():
        raw = engine.raw_connection()
        try:
            row = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            raw.close()
    return bool(row[0] == 0)


def _write_anew(engine: Engine, table: str) -> bool:
    """Whether a table of PostgreSQL could be written anew. Without the right the server only warns."""
    refused: list[str] = []
    analyze = "" if table == _STATISTICS else ", ANALYZE"

    def told(diagnostic: Any) -> None:
        refused.append(str(diagnostic.severity_nonlocalized))

    try:
        with saying(), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            driver: Any = connection.connection.driver_connection
            driver.add_notice_handler(told)
            try:
                connection.exec_driver_sql(f'VACUUM (FULL{analyze}) "{table}"')
            finally:
                driver.remove_notice_handler(told)
    except RegisterError:
        return False
    return "WARNING" not in refused
