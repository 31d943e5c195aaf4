"""docs/security.md states each promise with tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
PROMISES = 8


def test_every_promise_names_tests_and_every_named_test_is_there() -> None:
    parts = re.split(r"^## (\d)\. ", PAGE, flags=re.MULTILINE)
    assert [int(number) for number in parts[1::2]] == list(range(1, PROMISES + 1))
    for number, body in zip(parts[1::2], parts[2::2], strict=True):
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", body)
        assert named, f"promise {number} has no test"
        for file, test in named:
            source = (ROOT / file).read_text(encoding="utf-8")
            assert re.search(rf"^(?:async )?def {test}\(", source, re.MULTILINE), f"{file}::{test}"


def test_promises_are_kept_on_both_databases() -> None:
    """The tests of crashes run on SQLite and on PostgreSQL."""
    source = (ROOT / "tests" / "register" / "conftest.py").read_text(encoding="utf-8")
    assert "sqlite" in source.lower()
    assert "postgres" in source.lower()
