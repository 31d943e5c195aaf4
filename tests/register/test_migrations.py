"""Migrations lead to the tables that the code knows, on both databases, and refuse what is no register."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from empty_databases import Databases
from registers import plain_url
from sqlalchemy import create_engine, inspect, text

from andante.errors import RegisterError
from andante.register import backup as _every_table  # noqa: F401 - hangs every table on METADATA
from andante.register.engine import open_engine, reading
from andante.register.metadata import METADATA
from andante.register.migrate import check_migrated, migrate, newest_version


def test_migrations_lead_to_the_tables_of_the_code(databases: Databases) -> None:
    engine = open_engine(databases.new())
    with pytest.raises(RegisterError, match="andante register migrate"):
        check_migrated(engine)
    assert migrate(engine) == (None, newest_version())
    assert migrate(engine) == (newest_version(), newest_version())
    check_migrated(engine)

    def ours(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return not (kind in ("table", "index") and (name or "").startswith(("search_terms", "ix_search")))

    with reading(engine) as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "compare_type": True, "target_metadata": METADATA}
        )
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_something_else_is_left_alone(databases: Databases) -> None:
    url = databases.new()
    plain = create_engine(plain_url(url))
    with plain.begin() as connection:
        connection.execute(text("CREATE TABLE letters (a integer)"))
    engine = open_engine(url)
    with pytest.raises(RegisterError, match="something other than a register"):
        migrate(engine)
    assert inspect(engine).get_table_names() == ["letters"]
    engine.dispose()
    plain.dispose()


def test_a_later_version_is_left_alone(databases: Databases) -> None:
    engine = open_engine(databases.new())
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for refuse in (migrate, check_migrated):
        with pytest.raises(RegisterError, match="does not know"):
            refuse(engine)
    engine.dispose()


def test_a_migration_that_fails_leaves_nothing_behind(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both databases make and unmake tables within a transaction."""
    engine = open_engine(databases.new())
    made, carry_out = 0, engine.dialect.do_execute

    def fail_later(cursor: object, statement: str, *rest: object) -> None:
        nonlocal made
        made += "CREATE TABLE" in statement
        if made == 9:
            raise OSError("the power went")
        carry_out(cursor, statement, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(engine.dialect, "do_execute", fail_later)
    with pytest.raises(OSError, match="power"):
        migrate(engine)
    monkeypatch.undo()
    assert inspect(engine).get_table_names() == []
    migrate(engine)
    engine.dispose()
