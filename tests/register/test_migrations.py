"""Migrations lead to the tables that the code knows, on both databases, and refuse what is no register."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from empty_databases import Databases
from registers import AUDITOR, KEY, open_register, plain_url
from sqlalchemy import Engine, create_engine, inspect, text
from stored_versions import STORED, restore

import andante.register.migrations
from andante.errors import RegisterError
from andante.register import backup as _every_table  # noqa: F401 - hangs every table on METADATA
from andante.register.check import check_register
from andante.register.engine import open_engine, reading
from andante.register.metadata import METADATA
from andante.register.migrate import check_migrated, migrate, newest_version

VERSIONS = ("0002", "0003", "0004")
"""Those that registers were kept in. 0001 is half of the first version: no register was ever left in it."""
STEPS = sorted((Path(andante.register.migrations.__file__).parent / "versions").glob("v*.py"))


def described(engine: Engine) -> dict[str, Any]:
    """Every table as the database itself tells it: columns, keys, constraints, and indexes."""
    found: dict[str, Any] = {}
    looked = inspect(engine)
    for name in looked.get_table_names():
        if name.startswith("search_terms") or name == "alembic_version":
            continue
        columns = [
            (each["name"], str(each["type"]), each["nullable"], each["default"], each.get("autoincrement"))
            for each in looked.get_columns(name)
        ]
        found[name] = {
            "columns": sorted(columns),
            "key": (
                looked.get_pk_constraint(name)["name"],
                looked.get_pk_constraint(name)["constrained_columns"],
            ),
            "foreign": sorted(map(str, looked.get_foreign_keys(name))),
            "unique": sorted(map(str, looked.get_unique_constraints(name))),
            "checks": sorted(map(_checked, looked.get_check_constraints(name))),
            "indexes": sorted(map(_index, looked.get_indexes(name))),
        }
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            for row in connection.execute(text("PRAGMA table_list")):
                if row.name in found:
                    found[row.name]["without rowid"] = row.wr
    return found


def _checked(check: Any) -> str:
    """A check without the casts that PostgreSQL writes, which move when it reads its own dump."""
    plain = re.sub(r"::[a-z ]+(\[\])?|[()]", "", check["sqltext"])
    return f"{check['name']}: {plain}"


def _index(index: Any) -> str:
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return str({**index, "dialect_options": options})


def test_the_schema_is_that_of_the_tables_to_the_last_constraint(databases: Databases) -> None:
    """What autogenerate does not compare is compared here: keys, checks, partial indexes, rowids, names."""
    migrated, made = open_engine(databases.new()), open_engine(databases.new())
    migrate(migrated)
    METADATA.create_all(made)
    assert described(migrated) == described(made)
    assert set(described(made)) == set(METADATA.tables)
    for engine in (migrated, made):
        engine.dispose()


def test_every_way_leads_to_the_same_schema(databases: Databases) -> None:
    """A database of an earlier version becomes what a new one is."""
    new = open_engine(databases.new())
    migrate(new)
    expected = described(new)
    new.dispose()
    for version in VERSIONS:
        url = databases.new()
        restore(databases.kind, version, url)
        engine = open_engine(url)
        assert migrate(engine) == (version, newest_version())
        assert described(engine) == expected
        engine.dispose()


@pytest.mark.parametrize("step", STEPS, ids=lambda path: path.stem)
def test_a_migration_is_frozen(step: Path) -> None:
    """It says itself what it makes: what changes elsewhere in the package cannot change it."""
    for node in ast.walk(ast.parse(step.read_text(encoding="utf-8"))):
        names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not [name for name in names if name.split(".")[0] == "andante"]


def test_every_version_is_stored() -> None:
    """A new migration comes with a database of its version: see `stored_versions`."""
    assert {path.stem[1:5] for path in STEPS} == {"0001", *VERSIONS}
    stored = {path.name for path in STORED.iterdir()}
    endings = ("sqlite.gz", "sqlite.json", "sql.gz", "sql.json")
    assert stored == {f"{version}.{ending}" for version in VERSIONS for ending in endings}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_register_of_every_version_migrates_and_is_sound(databases: Databases, version: str) -> None:
    """Nothing of it is lost: the log goes on from the checkpoint that somebody kept, decisions replay."""
    url = databases.new()
    past = restore(databases.kind, version, url)
    engine = open_engine(url)
    with reading(engine) as connection:
        held = {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
            for name in inspect(connection).get_table_names()
        }
    migrate(engine)
    with reading(engine) as connection:
        for name in set(held) & set(inspect(connection).get_table_names()):
            assert connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() == held[name]
    engine.dispose()
    register = open_register(url)
    register.now = register.now.fromisoformat(past["now"])
    found = check_register(register.engine, KEY.verifier(), [past["kept"].encode()])
    assert found.problems == ()
    assert found.log.size == 18
    assert [each.same for each in register.store.replay()] == [True, True]
    assert register.store.public_search("客服").hits[0].entry == past["deployment"]
    assert register.store.case(past["last"], AUDITOR).case.state == "submitted"
    more = register.publish(register.submit_deployment(past["model"]))
    assert register.store.public_entry(more).content["state"] == "published"
    assert check_register(register.engine, KEY.verifier(), [past["kept"].encode()]).problems == ()
    register.engine.dispose()


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
