"""Backups of a register that is in use, and restoring them into an empty database.

SQLite is copied by its own online backup, into a file that is a database. PostgreSQL is written table by
table, in one snapshot, into an archive. Either can be restored into either, so that a register can move. The
key that signs the log is in neither: keep it apart.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Connection, Engine, Integer, LargeBinary, Table, inspect, select, text

from andante.assessment.archives import UNREADABLE
from andante.errors import Problem, RegisterError, Where
from andante.register import tables_people as _people  # noqa: F401 - hangs its tables on METADATA
from andante.register.check import Check, check_register
from andante.register.checkpoint import unsigned_checkpoint
from andante.register.engine import open_engine, reading, writing
from andante.register.metadata import METADATA
from andante.register.migrate import check_migrated, migrate, newest_version
from andante.register.publishing import index_terms
from andante.register.signed_note import VerifierKey
from andante.register.store_log import latest_checkpoint
from andante.register.tables_log import Bytes
from andante.register.tables_public import PUBLICATIONS

MANIFEST = "manifest.json"
FORMAT = 1
BATCH = 500
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is whole: where it is, how many entries its log has, and the root of their tree."""

    path: Path
    size: int
    root: bytes


def back_up(engine: Engine, path: Path) -> Backup:
    """Write a backup while the register is in use. RegisterError where the file is there or cannot be made.

    It appears under its name when it is whole and on the disk.
    """
    check_migrated(engine)
    if path.exists():
        raise RegisterError(Problem("This file is there already.", Where(str(path)), mend="Name another."))
    hidden = path.with_name(f".{path.name}.new")
    try:
        hidden.unlink(missing_ok=True)
        note = _copy_sqlite(engine, hidden) if engine.dialect.name == "sqlite" else _archive(engine, hidden)
        _to_disk(hidden)
        os.replace(hidden, path)
        _to_disk(path.parent)
    except (OSError, sqlite3.Error) as error:
        hidden.unlink(missing_ok=True)
        raise RegisterError(Problem("The backup cannot be written.", Where(str(path)), str(error))) from None
    stated = unsigned_checkpoint(note)
    return Backup(path, stated.size, stated.root)


def restore(path: Path, url: str, key: VerifierKey) -> Check:
    """Restore a backup into an empty database, bring it to this version, and check it.

    RegisterError where the database is not empty, or the file is no backup or was changed.
    """
    engine = open_engine(url)
    try:
        with reading(engine) as connection:
            if inspect(connection).get_table_names():
                raise RegisterError(
                    Problem("The database is not empty.", mend="Restore into a new, empty database.")
                )
        if _is_sqlite(path):
            _restore_sqlite(path, engine)
        else:
            _restore_archive(path, engine)
        migrate(engine)
        return check_register(engine, key)
    finally:
        engine.dispose()


def _copy_sqlite(engine: Engine, path: Path) -> bytes:
    raw = engine.raw_connection()
    copy = sqlite3.connect(path)
    try:
        source: Any = raw.driver_connection
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        (note,) = copy.execute("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1").fetchone()
    finally:
        copy.close()
        raw.close()
    return bytes(note)


def _is_sqlite(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\x00"
    except OSError as error:
        raise RegisterError(
            Problem("The backup cannot be read.", Where(str(path)), error.strerror or str(error))
        ) from None


def _restore_sqlite(path: Path, engine: Engine) -> None:
    """Into SQLite as a whole, into PostgreSQL table by table."""
    copy = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        _check_sound(copy, path)
        if engine.dialect.name == "sqlite":
            _copy_whole(copy, engine)
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the complaint itself may not be UTF-8
        raise RegisterError(Problem("This is no backup.", Where(str(path)), str(error))) from None
    finally:
        copy.close()
    if engine.dialect.name != "sqlite":
        with tempfile.TemporaryDirectory(prefix="andante-backup-") as folder:
            _copy_rows(Path(shutil.copy(path, folder)), engine)  # opening a database writes to it


def _check_sound(copy: sqlite3.Connection, path: Path) -> None:
    copy.text_factory = _readable
    (pages,), (size,) = (copy.execute(f"PRAGMA {of}").fetchone() for of in ("page_count", "page_size"))
    (found,) = copy.execute("PRAGMA integrity_check").fetchone()
    if found == "ok" and path.stat().st_size != pages * size:
        found = "It was cut off."
    if found != "ok":
        raise RegisterError(Problem("The backup is damaged.", Where(str(path)), str(found)))


def _copy_whole(copy: sqlite3.Connection, engine: Engine) -> None:
    raw = engine.raw_connection()
    try:
        target: Any = raw.driver_connection
        copy.backup(target)
    finally:
        raw.close()
    engine.dispose()  # connections that saw the empty file must not be used again


def _copy_rows(path: Path, engine: Engine) -> None:
    source = open_engine(path)
    try:
        check_migrated(source)
        with reading(source) as connection:
            _fill(engine, {table.name: _plain_rows(connection, table) for table in METADATA.sorted_tables})
    finally:
        source.dispose()


def _readable(text: bytes) -> str:
    """What SQLite finds wrong can quote damaged names."""
    return text.decode("utf-8", "replace")


def _archive(engine: Engine, path: Path) -> bytes:
    digests: dict[str, str] = {}
    with reading(engine) as connection, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        note = latest_checkpoint(connection)
        for table in METADATA.sorted_tables:
            digest = sha256()
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as file:
                for row in _plain_rows(connection, table):
                    line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                    digest.update(line)
                    file.write(line)
            digests[table.name] = digest.hexdigest()
        content = {"format": FORMAT, "version": newest_version(), "tables": digests}
        archive.writestr(MANIFEST, json.dumps(content, indent=1, sort_keys=True))
    return note


def _plain_rows(connection: Connection, table: Table) -> Iterator[list[Any]]:
    order = list(table.primary_key.columns)
    columns = [text(f'"{column.name}"') for column in table.columns]
    query = select(*columns).select_from(table).order_by(*order).execution_options(yield_per=BATCH)
    with connection.execute(query) as rows:
        for row in rows:
            yield [
                base64.b64encode(bytes(value)).decode() if isinstance(value, (bytes, memoryview)) else value
                for value in row
            ]


def _restore_archive(path: Path, engine: Engine) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            if (manifest["format"], manifest["version"]) != (FORMAT, newest_version()):
                raise RegisterError(
                    Problem(
                        f"The backup is of version {manifest['version']}, this is {newest_version()}.",
                        Where(str(path)),
                        mend="Restore it with the version of Andante that wrote it, then migrate.",
                    )
                )
            for table in METADATA.sorted_tables:
                if _digest(archive, f"{table.name}.jsonl") != manifest["tables"].get(table.name):
                    raise RegisterError(
                        Problem(f"The table {table.name} of the backup was changed.", Where(str(path)))
                    )
            tables = {table.name: _lines(archive, table.name) for table in METADATA.sorted_tables}
            _fill(engine, tables)
    except UNREADABLE as error:
        raise RegisterError(
            Problem("This is no backup, or it is damaged.", Where(str(path)), str(error))
        ) from None


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = sha256()
    with archive.open(name) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[list[Any]]:
    with archive.open(f"{name}.jsonl") as file:
        for line in file:
            yield json.loads(line)


def _fill(engine: Engine, tables: Mapping[str, Iterator[list[Any]]]) -> None:
    """Make the tables of this version and put the rows into them, all in one transaction."""
    migrate(engine)
    with writing(engine) as connection:
        for table in METADATA.sorted_tables:
            batch: list[dict[str, Any]] = []
            for row in tables[table.name]:
                batch.append(_values(table, row))
                if len(batch) == BATCH:
                    _insert(connection, table, batch)
                    batch = []
            if batch:
                _insert(connection, table, batch)
            if connection.dialect.name == "postgresql":
                _set_sequence(connection, table)
        words = connection.execute(select(PUBLICATIONS.c.id, PUBLICATIONS.c.words)).all()
        for place, written in words:
            index_terms(connection, place, written, None)


def _values(table: Table, row: Sequence[Any]) -> dict[str, Any]:
    values = {}
    for column, value in zip(table.columns, row, strict=True):
        held = value
        if value is not None and isinstance(column.type, (LargeBinary, Bytes)):
            held = base64.b64decode(value)
        elif value is not None and isinstance(column.type, Boolean):
            held = bool(value)  # SQLite keeps 0 and 1
        values[column.name] = held
    return values


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Rows as they are stored: types that translate, such as moments, are not asked."""
    names = [column.name for column in table.columns]
    quoted = ", ".join(f'"{name}"' for name in names)
    slots = ", ".join(f":v{place}" for place in range(len(names)))
    statement = text(f'INSERT INTO "{table.name}" ({quoted}) VALUES ({slots})')
    connection.execute(
        statement, [{f"v{place}": row[name] for place, name in enumerate(names)} for row in rows]
    )


def _set_sequence(connection: Connection, table: Table) -> None:
    """Let a counted key go on after the last one that was restored."""
    for column in table.primary_key.columns:
        if isinstance(column.type, Integer) and column is table.autoincrement_column:
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), "
                    f'(SELECT coalesce(max("{column.name}"), 0) + 1 FROM "{table.name}"), false)'
                )
            )


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
