"""History cannot be rewritten quietly: whatever is done to the tables by hand is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from registers import KEY, Past, Register, plain_url
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from andante.register.check import check_register
from andante.register.checkpoint import Checkpoint, sign_checkpoint
from andante.register.merkle import Frontier, leaf_hash
from andante.register.signed_note import SigningKey
from andante.register.tables_log import APPEND_ONLY
from andante.register.verify import verify_log


@contextmanager
def by_hand(register: Register) -> Iterator[Connection]:
    """A transaction of somebody with the password of the database, past all that a register does."""
    engine = create_engine(plain_url(register.url))
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))  # no references are checked
        yield connection
    engine.dispose()


def drop_triggers(connection: Connection) -> None:
    for table in APPEND_ONLY:
        if connection.dialect.name == "sqlite":
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER {table.name}_no_{verb}"))
        else:
            connection.execute(text(f"DROP TRIGGER {table.name}_append_only ON {table.name}"))


def first_problem(register: Register, folder: Path, kept: bytes) -> str:
    register.store.export_log(folder)
    found = verify_log(folder, KEY.verifier(), [kept])
    return "" if found.problem is None else str(found.problem)


@pytest.mark.parametrize("table", [table.name for table in APPEND_ONLY])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {}={}", "DELETE FROM {}"])
def test_the_database_refuses_while_its_triggers_stand(filled: Register, table: str, statement: str) -> None:
    column = {"log_entries": "entry", "log_hashes": "hash", "checkpoints": "note"}[table]
    with (
        pytest.raises(DBAPIError, match="append-only"),
        filled.engine.connect() as connection,
        connection.begin(),
    ):
        connection.execute(text(statement.format(table, column, column)))


def edit_entry(connection: Connection) -> None:
    connection.execute(
        text("UPDATE log_entries SET entry = :entry WHERE number = 5"),
        {"entry": _entry(connection, 5).replace(b"propose", b"approve")},
    )


def edit_entry_and_its_hash(connection: Connection) -> None:
    entry = _entry(connection, 5).replace(b"propose", b"approve")
    connection.execute(text("UPDATE log_entries SET entry = :entry WHERE number = 5"), {"entry": entry})
    connection.execute(
        text("UPDATE log_hashes SET hash = :hash WHERE level = 0 AND number = 5"), {"hash": leaf_hash(entry)}
    )


def delete_entry(connection: Connection) -> None:
    connection.execute(text("DELETE FROM log_entries WHERE number = 5"))


def delete_last_entry(connection: Connection) -> None:
    connection.execute(text("DELETE FROM log_entries WHERE number = (SELECT max(number) FROM log_entries)"))


def delete_hash(connection: Connection) -> None:
    connection.execute(text("DELETE FROM log_hashes WHERE level = 0 AND number = 5"))


def swap_entries(connection: Connection) -> None:
    for old, new in ((5, -1), (6, 5), (-1, 6)):
        connection.execute(
            text("UPDATE log_entries SET number = :new WHERE number = :old"), {"old": old, "new": new}
        )


def truncate(connection: Connection) -> None:
    """Cut the log back to a state before the kept checkpoint, checkpoint and head included."""
    connection.execute(text("DELETE FROM checkpoints WHERE size > 10"))
    connection.execute(text("DELETE FROM log_hashes WHERE number >= 10"))
    tree = Frontier()
    for number in range(10):
        tree, _ = tree.append(leaf_hash(_entry(connection, number)))
    connection.execute(
        text("UPDATE log_head SET size = 10, subtrees = :subtrees"), {"subtrees": b"".join(tree.subtrees)}
    )


def rewrite_with_the_key(connection: Connection) -> None:
    """Rewrite one entry, every hash above it, and sign it all anew: only an older checkpoint shows it."""
    _rewrite(connection, KEY)


def rewrite_with_another_key(connection: Connection) -> None:
    _rewrite(connection, SigningKey(KEY.name, b"x" * 32))


def _rewrite(connection: Connection, key: SigningKey) -> None:
    entry = _entry(connection, 5).replace(b"propose", b"approve")
    connection.execute(text("UPDATE log_entries SET entry = :entry WHERE number = 5"), {"entry": entry})
    size = connection.execute(text("SELECT size FROM log_head")).scalar_one()
    tree = Frontier()
    for number in range(size):
        tree, stored = tree.append(leaf_hash(_entry(connection, number)))
        for each in stored:
            connection.execute(
                text("UPDATE log_hashes SET hash = :hash WHERE level = :level AND number = :number"),
                {"hash": each.hash, "level": each.level, "number": each.index},
            )
    note = sign_checkpoint(Checkpoint(key.name, size, tree.root()), key)
    connection.execute(
        text("UPDATE checkpoints SET note = :note WHERE size = :size"), {"note": note, "size": size}
    )


def _entry(connection: Connection, number: int) -> bytes:
    found = connection.execute(text("SELECT entry FROM log_entries WHERE number = :n"), {"n": number})
    return bytes(found.scalar_one())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (edit_entry, "Entry 5 is not the one that was logged"),
        (edit_entry_and_its_hash, "Entries 0 to 16 are not those of an earlier checkpoint"),
        (delete_entry, "Entry 5 is not the one that was logged"),
        (delete_last_entry, "Entry 17 is cut off"),
        (delete_hash, "The tile has"),
        (swap_entries, "Entry 5 is not the one that was logged"),
        (truncate, "The log has 10 entries; 17 were signed earlier"),
        (rewrite_with_the_key, "Entries 0 to 16 are not those of an earlier checkpoint"),
        (rewrite_with_another_key, "does not fit the note|no signature by the key"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_the_verifier_names_what_was_changed(
    filled: Register, past: Past, change: Callable[[Connection], None], told: str, tmp_path: Path
) -> None:
    assert first_problem(filled, tmp_path / "before", past.kept) == ""
    with by_hand(filled) as connection:
        drop_triggers(connection)
        change(connection)
    assert re.search(told, first_problem(filled, tmp_path / "after", past.kept))
    assert check_register(filled.engine, KEY.verifier(), [past.kept]).problems


EDITS = {
    "cases": "UPDATE cases SET state = 'live' WHERE entry IS NOT NULL",
    "case facts": "UPDATE cases SET facts = replace(facts, 'published', 'live') WHERE entry IS NOT NULL",
    "filings": "UPDATE filings SET filing = replace(filing, '智能', '愚蠢')",
    "events": "UPDATE events SET action = 'accept' WHERE action = 'propose'",
    "persons": "UPDATE events SET person = 'somebody else' WHERE action = 'decide'",
    "payloads": "UPDATE events SET payload = replace(payload, 'union', 'onion') WHERE payload LIKE '%union%'",
    "removed payloads": "UPDATE events SET payload = NULL WHERE payload LIKE '%union%'",
    "decisions": "UPDATE decisions SET result = replace(result, 'approve_with_conditions', 'approve')",
    "decision inputs": "UPDATE decisions SET input = replace(input, '24.0', '2.0')",
    "versions": "UPDATE publication_versions SET content = replace(content, 'approve', 'APPROVE')",
    "lists": "UPDATE publications SET outcome = 'approve' WHERE outcome = 'approve_with_conditions'",
    "conditions": "UPDATE conditions SET definition = replace(definition, '0.8', '0.1')",
    "policies": "UPDATE policies SET document = replace(document, 'automated_work_12m', 'automated_work')",
}


@pytest.mark.parametrize("name", EDITS)
def test_the_checker_finds_what_was_changed_beside_the_log(filled: Register, past: Past, name: str) -> None:
    assert check_register(filled.engine, KEY.verifier(), [past.kept]).problems == ()
    with by_hand(filled) as connection:
        assert connection.execute(text(EDITS[name])).rowcount
    assert check_register(filled.engine, KEY.verifier(), [past.kept]).problems
