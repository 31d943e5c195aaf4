"""Backups restore, on either database: the restored register is sound and has the same root."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Databases
from registers import FILER, KEY, Register

from andante.errors import RegisterError
from andante.register.backup import back_up, restore
from andante.register.engine import open_engine
from andante.register.store import Store


def test_a_backup_restores_to_the_same_root(register: Register, databases: Databases, tmp_path: Path) -> None:
    _, number = register.published_pair()
    before = register.store.checkpoint()
    made = back_up(register.engine, tmp_path / "backup")
    register.submit_model(version="2.0")
    url = databases.new()
    check = restore(tmp_path / "backup", url, KEY.verifier())
    assert check.problems == ()
    assert (check.log.size, check.log.root) == (made.size, made.root)
    engine = open_engine(url)
    restored = Store(engine, KEY, lambda: register.now)
    assert restored.checkpoint() == before
    assert restored.public_search("客服").hits[0].entry == number
    assert restored.act(FILER, "draft", None, {"filing": {"kind": "model"}}).log_number == made.size
    engine.dispose()
    with pytest.raises(RegisterError, match="not empty"):
        restore(tmp_path / "backup", url, KEY.verifier())
    with pytest.raises(RegisterError, match="there already"):
        back_up(register.engine, tmp_path / "backup")
