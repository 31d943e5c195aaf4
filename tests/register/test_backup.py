"""Backups restore, on either database: the restored register is sound and has the same root."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

import pytest
from empty_databases import Databases
from registers import FILER, KEY, Past, Register, open_register

from andante.errors import RegisterError
from andante.register.backup import back_up, restore
from andante.register.check import check_register
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


def test_a_register_moves_to_the_other_database(
    filled: Register, past: Past, databases: Databases, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    other = "sqlite" if databases.kind == "postgresql" else "postgresql"
    server = request.getfixturevalue("postgresql") if other == "postgresql" else None
    places = Databases(other, tmp_path, server)
    made = back_up(filled.engine, tmp_path / "backup")
    url = places.new()
    check = restore(tmp_path / "backup", url, KEY.verifier())
    assert check.problems == ()
    assert check.log.root == made.root
    moved = open_register(url)
    assert moved.store.public_entry(past.deployment) == filled.store.public_entry(past.deployment)
    found, before = moved.store.public_search("智能客服"), filled.store.public_search("智能客服")
    assert (found.hits, found.total) == (before.hits, before.total)
    moved.now = filled.now
    moved.publish(past.last)
    assert check_register(moved.engine, KEY.verifier(), [past.kept]).problems == ()
    moved.engine.dispose()
    places.drop()


def test_a_damaged_backup_is_refused(filled: Register, databases: Databases, tmp_path: Path) -> None:
    """Cut off anywhere, or with a byte changed: refused with words, or found when it is checked."""
    back_up(filled.engine, tmp_path / "backup")
    whole = (tmp_path / "backup").read_bytes()
    for name, data in {
        "empty": b"",
        "half": whole[: len(whole) // 2],
        "short": whole[:-10],
        "other": b"not a backup at all" * 100,
        "flipped": whole.replace(b"approve_with_conditions", b"approve_with_conditionz"),
        "bytes": bytes(byte ^ (place % 997 == 500) for place, byte in enumerate(whole)),
    }.items():
        if data == whole:  # compressed: there is no such text
            continue
        (tmp_path / name).write_bytes(data)
        try:
            problems = restore(tmp_path / name, databases.new(), KEY.verifier()).problems
        except RegisterError as error:
            problems = error.problems
        assert problems, name
    with pytest.raises(RegisterError, match="cannot be read"):
        restore(tmp_path / "nowhere", databases.new(), KEY.verifier())
    with pytest.raises(RegisterError, match="cannot be written"):
        back_up(filled.engine, tmp_path / "no" / "such" / "folder" / "backup")


@pytest.mark.parametrize("seed", range(40))
def test_a_byte_changed_anywhere_never_ends_in_a_traceback(
    filled: Register, databases: Databases, tmp_path: Path, request: pytest.FixtureRequest, seed: int
) -> None:
    """Restored into either database: words, problems found, or a byte that says nothing of the register."""
    back_up(filled.engine, tmp_path / "backup")
    damaged = bytearray((tmp_path / "backup").read_bytes())
    chance = random.Random(seed)
    start, end = chance.choice([(0, len(damaged)), (0, 200), (len(damaged) - 2000, len(damaged))])
    damaged[chance.randrange(start, end)] ^= chance.randrange(1, 256)
    (tmp_path / "damaged").write_bytes(damaged)
    other = (
        Databases("postgresql", tmp_path, request.getfixturevalue("postgresql"))
        if seed % 4 == 0
        else databases
    )
    with suppress(RegisterError):  # anything else is a fault
        restore(tmp_path / "damaged", other.new(), KEY.verifier())
    other.drop()
