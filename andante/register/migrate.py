"""Bringing a database to the version of this package, in process, from the files of the package."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect

from andante.errors import Problem, RegisterError
from andante.register.canonical_json import missing_library
from andante.register.engine import reading, writing


def migrate(engine: Engine) -> tuple[str | None, str]:
    """Run every migration that is missing, in one transaction. Returns the version before and after.

    RegisterError for a database of a later version of Andante, and for one that holds something else.
    """
    with writing(engine) as connection:
        before = _version(connection)
        _check_known(connection, before)
        command, config = _alembic(connection)
        command.upgrade(config, "head")
        after = _version(connection)
    assert after is not None
    return before, after


def check_migrated(engine: Engine) -> None:
    """RegisterError where the database is not of the version of this package."""
    with reading(engine) as connection:
        found, wanted = _version(connection), newest_version()
        _check_known(connection, found)
        if found != wanted:
            raise RegisterError(
                Problem(
                    f"The database is of version {found or 'none'}; this register needs {wanted}.",
                    mend="Make a backup, then run `andante register migrate`.",
                )
            )


def is_empty(engine: Engine) -> bool:
    """Whether the database has no tables at all, of a register or of anything else."""
    with reading(engine) as connection:
        return not inspect(connection).get_table_names()


def newest_version() -> str:
    """The version that migrations lead to."""
    head = _scripts().get_current_head()
    assert isinstance(head, str)
    return head


def _version(connection: Connection) -> str | None:
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def _check_known(connection: Connection, found: str | None) -> None:
    if found is None:
        if tables := inspect(connection).get_table_names():
            raise RegisterError(
                Problem(
                    "This database holds something other than a register.",
                    why=f"It has the table {sorted(tables)[0]}, and no register.",
                    mend="Give an empty database.",
                )
            )
    elif found not in {script.revision for script in _scripts().walk_revisions()}:
        raise RegisterError(
            Problem(
                f"The database is of version {found}, which this version of Andante does not know.",
                mend="Install the version of Andante that wrote it, or a later one.",
            )
        )


def _scripts() -> Any:
    try:
        from alembic.script import ScriptDirectory
    except ImportError:
        raise missing_library("alembic", "Migrating a register") from None
    return ScriptDirectory(str(Path(__file__).parent / "migrations"))


def _alembic(connection: Connection) -> tuple[Any, Any]:
    try:
        from alembic import command
        from alembic.config import Config
    except ImportError:
        raise missing_library("alembic", "Migrating a register") from None
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return command, config
