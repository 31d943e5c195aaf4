"""Small logs for tests: events a second apart, signed with a fixed key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from andante.register.checkpoint import Checkpoint, sign_checkpoint
from andante.register.leaf import Leaf, log_time
from andante.register.log_folder import export_log
from andante.register.merkle import Frontier, leaf_hash
from andante.register.signed_note import SigningKey

ORIGIN = "register.example/log"
KEY = SigningKey(ORIGIN, bytes(range(32)))
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def event(index: int, /, **changed: object) -> bytes:
    fields = {
        "index": index,
        "event": f"event-{index}",
        "kind": "filing.submitted",
        "time": log_time(START + timedelta(seconds=index)),
        "data": {"filing": f"F-{index // 3}", "share": 0.125, "title": "客服"},
        "commitments": {"filer": f"{index:064x}"},
    }
    return Leaf(**{**fields, **changed}).encode()  # type: ignore[arg-type]


def events(size: int) -> list[bytes]:
    return [event(index) for index in range(size)]


def root_of(entries: Iterable[bytes]) -> bytes:
    frontier = Frontier()
    for entry in entries:
        frontier, _ = frontier.append(leaf_hash(entry))
    return frontier.root()


def signed(entries: Sequence[bytes], key: SigningKey = KEY, origin: str = ORIGIN) -> bytes:
    return sign_checkpoint(Checkpoint(origin, len(entries), root_of(entries)), key)


def exported(folder: Path, entries: Sequence[bytes], key: SigningKey = KEY) -> Path:
    export_log(folder, entries, signed(entries, key))
    return folder
