"""Empty databases for tests: SQLite in files, PostgreSQL on a server that is running."""

from __future__ import annotations

import shutil
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from registers import plain_url
from sqlalchemy import create_engine, text


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
            self.made.clear()
