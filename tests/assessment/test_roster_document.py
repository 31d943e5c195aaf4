"""docs/rosters.md has the columns, words and identifiers of the code."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from andante.assessment.roster_columns import COLUMNS, WORDS

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "rosters.md"


def tables() -> ModuleType:
    spec = importlib.util.spec_from_file_location("roster_tables", ROOT / "docs" / "roster_tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tables_are_those_of_the_code() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert tables().with_tables(page) == page


def test_every_column_and_value_is_described() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [each.name for each in COLUMNS if f"\n| `{each.name}` | " not in page] == []
    assert [
        value
        for column, values in WORDS.items()
        for value in values
        if f"| `{column}` | `{value}` |" not in page
    ] == []
