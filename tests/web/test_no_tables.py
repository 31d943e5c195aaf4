"""Pages and API ask the register: nothing in the web room knows a table or writes a query."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import andante.web

ROOM = Path(andante.web.__file__).parent
OURS = ("andante.register.tables_", "andante.register.engine.reading", "andante.register.engine.writing")
OF_SQLALCHEMY = {"Engine"}
"""What a module may hand on without asking it anything."""


def imported(source: Path) -> Iterator[str]:
    """Every name that a module imports, wherever it does, as `module.name`."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{each.name}" for each in node.names)


def forbidden(name: str) -> bool:
    """Whether a name leads to tables or queries."""
    if name.startswith("sqlalchemy"):
        return name.removeprefix("sqlalchemy.") not in OF_SQLALCHEMY
    return name.startswith(OURS)


def test_no_module_of_the_web_room_reads_tables() -> None:
    sources = sorted(ROOM.rglob("*.py"))
    assert len(sources) > 40
    found = [
        f"{source.relative_to(ROOM)}: {name}"
        for source in sources
        for name in imported(source)
        if forbidden(name)
    ]
    assert found == []


def test_what_is_forbidden_is_found(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text(
        "from sqlalchemy import Engine, select\n"
        "def late():\n    from andante.register.tables_log import LOG_HEAD\n    import sqlalchemy.orm\n"
    )
    assert [name for name in imported(bad) if forbidden(name)] == [
        "sqlalchemy.select",
        "andante.register.tables_log.LOG_HEAD",
        "sqlalchemy.orm",
    ]
