"""Databases of every version that there was, stored in `versions/`: each has to be brought to this one.

`python tests/register/stored_versions.py POSTGRESQL_URL` adds those of the version of the package that it
imports: a register with a published model, a published deployment, and one more model submitted after. Do it
once with every migration, before a later one is written; what is there is never written again.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from registers import make_past, plain_url
from sqlalchemy import create_engine

from andante.register.migrate import newest_version

STORED = Path(__file__).parent / "versions"


def store_sqlite(place: Path) -> None:
    """The file of a new register on SQLite, and beside it what is in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.sqlite"
        past = make_past(f"sqlite:///{path}")
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        place.with_suffix(".sqlite.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        _tell(place.with_suffix(".sqlite.json"), past)


def store_postgresql(place: Path, url: str) -> None:
    """The statements that make a new register on PostgreSQL, and beside it what is in it."""
    past = make_past(url)
    words = ["pg_dump", "--inserts", "--no-owner", "--no-privileges", url]
    dumped = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    # What begins with a backslash is for psql alone; the other setting is none before PostgreSQL 17.
    lines = [line for line in dumped.splitlines() if not line.startswith(("\\", "SET transaction_timeout"))]
    text = "\n".join(lines) + "\n"
    place.with_suffix(".sql.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    _tell(place.with_suffix(".sql.json"), past)


def _tell(place: Path, past: object) -> None:
    told = asdict(past) | {"url": ""}  # type: ignore[call-overload]
    told |= {"kept": told["kept"].decode(), "now": told["now"].isoformat()}
    place.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def restore(kind: str, version: str, url: str) -> dict[str, str]:
    """Put a stored database of a version where an empty one is; returns what is in it."""
    ending = "sqlite" if kind == "sqlite" else "sql"
    content = gzip.decompress((STORED / f"{version}.{ending}.gz").read_bytes())
    if kind == "sqlite":
        Path(url.removeprefix("sqlite:///")).write_bytes(content)
    else:
        engine = create_engine(plain_url(url))
        with engine.begin() as connection:
            connection.connection.driver_connection.execute(content)  # type: ignore[union-attr]
        engine.dispose()
    told: dict[str, str] = json.loads((STORED / f"{version}.{ending}.json").read_text(encoding="utf-8"))
    return told


def main() -> int:
    """Store both."""
    STORED.mkdir(exist_ok=True)
    place = STORED / newest_version()
    if list(STORED.glob(f"{place.name}.*")):
        print(f"There is {place} already.")
        return 1
    store_sqlite(place)
    store_postgresql(place, sys.argv[1])
    return 0


if __name__ == "__main__":
    sys.exit(main())
