"""Small logs for tests: events a second apart, signed with a fixed key."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from andante.register.checkpoint import Checkpoint, sign_checkpoint
from andante.register.leaf import Leaf, log_time
from andante.register.log_folder import export_log
from andante.register.merkle import Frontier, leaf_hash
from andante.register.signed_note import SigningKey
from andante.register.tiles import ENTRIES, Tile, TileTree, encode_bundle
from andante.register.verify import Verification

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


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def forge(folder: Path, entries: list[bytes]) -> None:
    """Rehash everything below the checkpoint, as somebody without the key could."""
    shutil.rmtree(folder / "tile", ignore_errors=True)

    def write(tile: Tile, data: bytes) -> None:
        path = folder / tile.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    tree = TileTree(write)
    for first in range(0, len(entries), 256):
        part = entries[first : first + 256]
        write(Tile(ENTRIES, first // 256, len(part)), encode_bundle(part))
        tree.extend(b"".join(map(leaf_hash, part)))
    tree.finish()


def told(found: Verification) -> str:
    assert found.problem is not None
    assert not found.ok
    return str(found.problem)


# Changes to a list of entries


def without_fifth(entries: list[bytes]) -> list[bytes]:
    return [*entries[:5], *entries[6:]]


def swapped(entries: list[bytes]) -> list[bytes]:
    return [*entries[:5], entries[6], entries[5], *entries[7:]]


def doubled(entries: list[bytes]) -> list[bytes]:
    return [*entries[:6], entries[5], *entries[6:]]


def edited(entries: list[bytes]) -> list[bytes]:
    return [*entries[:5], entries[5].replace(b"0.125", b"0.875"), *entries[6:]]


def renumbered(entries: list[bytes]) -> list[bytes]:
    """Entry 5 deleted, and all that follow renumbered so that no gap shows."""
    rest = [entry.replace(b'"index":%d,' % i, b'"index":%d,' % (i - 1)) for i, entry in enumerate(entries)]
    return [*entries[:5], *rest[6:]]
