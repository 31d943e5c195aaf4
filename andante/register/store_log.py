"""The log in the database: appending to it within a transaction, and reading entries, tiles and proofs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from andante.errors import MissingError, Problem, RegisterError
from andante.register.checkpoint import Checkpoint, sign_checkpoint
from andante.register.leaf import Leaf, log_time
from andante.register.merkle import (
    HASH_BYTES,
    Frontier,
    SubtreeRoots,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_at,
)
from andante.register.signed_note import SigningKey
from andante.register.tables_log import CHECKPOINTS, LOG_ENTRIES, LOG_HASHES, LOG_HEAD
from andante.register.tiles import subtree_roots


@dataclass(frozen=True, slots=True)
class NewLeaf:
    """An event that will be an entry; its number and time are given when it is appended."""

    event: str
    kind: str
    data: Mapping[str, Any]
    commitments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Appended:
    """What appending gave: the number of each entry, the time of the last, and the signed checkpoint."""

    numbers: tuple[int, ...]
    time: str
    checkpoint: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log ends: its tree, the time of its last entry (empty where there is none), its origin."""

    tree: Frontier
    time: str
    origin: str


def start_log(connection: Connection, key: SigningKey) -> bytes:
    """Begin an empty log, named like the key; returns its first checkpoint. A log that is there is kept.

    RegisterError where the log that is there has another name: it could not be continued under this key.
    """
    head = connection.execute(select(LOG_HEAD)).one_or_none()
    if head is None:
        connection.execute(
            insert(LOG_HEAD), {"id": 1, "size": 0, "subtrees": b"", "time": "", "origin": key.name}
        )
        note = sign_checkpoint(Checkpoint(key.name, 0, Frontier().root()), key)
        connection.execute(insert(CHECKPOINTS), {"size": 0, "note": note})
        return note
    if head.origin != key.name:
        raise RegisterError(
            Problem(
                f"The log is {head.origin}; the signing key is of {key.name}.",
                why="A log is continued under the name it began with.",
                mend="Start the register with the key that it was made with.",
            )
        )
    return checkpoint_at(connection, head.size)


def read_head(connection: Connection) -> Head:
    """Where the log ends. RegisterError where none was begun."""
    row = connection.execute(_READ_HEAD).one_or_none()
    if row is None:
        raise RegisterError(Problem("This database holds no log.", mend="Run `andante register migrate`."))
    hashes = bytes(row.subtrees)
    subtrees = tuple(hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES))
    return Head(Frontier(row.size, subtrees), row.time, row.origin)


def append(
    connection: Connection, key: SigningKey, head: Head, now: datetime, leaves: Sequence[NewLeaf]
) -> Appended:
    """Append events and sign the checkpoint, within the caller's transaction: both happen or neither.

    `head` was read in this transaction. Their time is `now`, or that of the entry above where a clock was
    set back.
    """
    time = log_time(now, head.time)
    tree, entries, hashes = head.tree, [], []
    for leaf in leaves:
        entry = Leaf(tree.size, leaf.event, leaf.kind, time, leaf.data, leaf.commitments).encode()
        entries.append({"number": tree.size, "entry": entry})
        tree, stored = tree.append(leaf_hash(entry))
        hashes += [{"level": each.level, "number": each.index, "hash": each.hash} for each in stored]
    note = sign_checkpoint(Checkpoint(head.origin, tree.size, tree.root()), key)
    connection.execute(_ADD_ENTRIES, entries)
    connection.execute(_ADD_HASHES, hashes)
    connection.execute(_SET_HEAD, {"size": tree.size, "subtrees": b"".join(tree.subtrees), "time": time})
    connection.execute(_ADD_CHECKPOINT, {"size": tree.size, "note": note})
    return Appended(tuple(range(head.tree.size, tree.size)), time, note)


# Made once: making a statement costs as much as carrying it out.
_READ_HEAD, _SET_HEAD = select(LOG_HEAD), update(LOG_HEAD)
_ADD_ENTRIES, _ADD_HASHES, _ADD_CHECKPOINT = insert(LOG_ENTRIES), insert(LOG_HASHES), insert(CHECKPOINTS)


def checkpoint_at(connection: Connection, size: int) -> bytes:
    """The signed checkpoint of a size. RegisterError where none was signed."""
    note = connection.execute(select(CHECKPOINTS.c.note).where(CHECKPOINTS.c.size == size)).scalar()
    if note is None:
        raise MissingError(Problem(f"No checkpoint was signed for {size} entries."))
    return bytes(note)


def latest_checkpoint(connection: Connection) -> bytes:
    """The checkpoint of the whole log."""
    found = connection.execute(select(CHECKPOINTS.c.note).order_by(CHECKPOINTS.c.size.desc()).limit(1))
    note = found.scalar()
    if note is None:
        raise RegisterError(Problem("This database holds no log.", mend="Run `andante register migrate`."))
    return bytes(note)


def read_entry(connection: Connection, number: int) -> bytes:
    """The bytes of an entry. RegisterError where there is none."""
    found = connection.execute(select(LOG_ENTRIES.c.entry).where(LOG_ENTRIES.c.number == number)).scalar()
    if found is None:
        raise MissingError(Problem(f"The log has no entry {number}."))
    return bytes(found)


def subtrees_of(connection: Connection) -> SubtreeRoots:
    """Roots of full subtrees from the stored hashes, for proofs. RegisterError where one is missing."""

    def read(level: int, first: int, count: int) -> bytes:
        rows = connection.execute(
            select(LOG_HASHES.c.hash)
            .where(LOG_HASHES.c.level == level)
            .where(LOG_HASHES.c.number >= first)
            .where(LOG_HASHES.c.number < first + count)
            .order_by(LOG_HASHES.c.number)
        )
        hashes = b"".join(bytes(row.hash) for row in rows)
        if len(hashes) != count * HASH_BYTES:
            raise RegisterError(
                Problem(
                    f"Hashes of the log are missing from number {first} on.",
                    why=f"Of level {level} there are {len(hashes) // HASH_BYTES} of {count}.",
                    mend="Export the log and let the verifier name the entry.",
                )
            )
        return hashes

    return subtree_roots(read)


def prove_inclusion(connection: Connection, number: int, size: int) -> tuple[bytes, ...]:
    """That an entry is in the log of that size."""
    return inclusion_proof(subtrees_of(connection), number, size)


def prove_consistency(connection: Connection, old: int, new: int) -> tuple[bytes, ...]:
    """That the log of the new size begins with the one of the old."""
    return consistency_proof(subtrees_of(connection), old, new)


def root_of(connection: Connection, size: int) -> bytes:
    """The root over the first entries, from the stored hashes."""
    return root_at(subtrees_of(connection), size)
