"""The offline verifier: an exported log, the verifier key, and checkpoints kept from earlier. Nothing else.

It reads the log once, a bundle of at most 256 entries in memory, and stops at the first thing that does not
fit: an entry that is no event or out of place, an entry or tile that does not hash to what stands above it,
a root that is not the one signed, now or earlier.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from andante.errors import Problem, RegisterError, Where
from andante.register.canonical_json import canonical_json
from andante.register.checkpoint import Checkpoint, open_checkpoint
from andante.register.log_folder import (
    CHECKPOINT,
    read_bundle,
    read_bundle_bytes,
    read_checkpoint,
    read_tile,
)
from andante.register.merkle import HASH_BYTES, leaf_hash
from andante.register.signed_note import VerifierKey
from andante.register.tiles import ENTRIES, TILE_WIDTH, Tile, TileTree, split_bundle, tile_at
from andante.register.verify_entries import EventOrder

KEEP = "Keep this folder as it is, and compare it with copies of the log that others hold."


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found. `problem` is the first thing that does not fit, or None.

    `size` and `root` are those of the signed checkpoint in the folder (0 and empty where none could be
    read), `checked` the entries gone through, `earlier` the sizes of the older checkpoints that the log
    must begin with.
    """

    size: int
    root: bytes
    checked: int
    earlier: tuple[int, ...]
    problem: Problem | None

    @property
    def ok(self) -> bool:
        """Whether everything fits."""
        return self.problem is None


def verify_log(folder: Path, key: VerifierKey, earlier: Sequence[bytes] = ()) -> Verification:
    """Check an exported log against its key and any number of checkpoints kept from earlier.

    Without an earlier checkpoint the log is only found to be whole and signed: that its history is the one
    shown before needs a checkpoint from before. Raises RegisterError only where the library `cryptography`
    or `rfc8785` is not installed; whatever the folder holds becomes a problem.
    """
    walk = _Walk(folder)
    stated = Checkpoint("", 0, b"")
    older: list[Checkpoint] = []
    problem: Problem | None = None
    key.signed(b"", b"")  # a library that is not installed is no fault of the log
    canonical_json(None)
    try:
        stated = _opened(read_checkpoint(folder), key, CHECKPOINT)
        older = [_opened(note, key, f"earlier checkpoint {i}") for i, note in enumerate(earlier, 1)]
        _check_heads(stated, older)
        walk.go(stated, older)
        _check_files(folder, stated.size)
    except RegisterError as error:
        problem = error.problems[0]
    except OSError as error:  # a folder that changes while it is read
        problem = Problem("The log cannot be read.", Where(str(folder)), error.strerror or str(error))
    sizes = tuple(sorted(each.size for each in older))
    return Verification(stated.size, stated.root, walk.checked, sizes, problem)


def _opened(note: bytes, key: VerifierKey, name: str) -> Checkpoint:
    try:
        return open_checkpoint(note, key)
    except RegisterError as error:
        found = error.problems[0]
        raise RegisterError(Problem(found.what, Where(name), found.why, found.mend)) from None


def _check_heads(stated: Checkpoint, older: Sequence[Checkpoint]) -> None:
    for number, each in enumerate(older, 1):
        where = Where(f"earlier checkpoint {number}")
        if each.origin != stated.origin:
            raise RegisterError(
                Problem(
                    f"The earlier checkpoint is of another log, {each.origin}.",
                    where,
                    f"The folder holds {stated.origin}.",
                )
            )
        if each.size > stated.size:
            raise RegisterError(
                Problem(
                    f"The log has {stated.size} entries; {each.size} were signed earlier.",
                    where,
                    f"Entry {stated.size} and those after it were cut off, or the folder is older.",
                    KEEP,
                )
            )


class _Walk:
    """One pass through a log."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tree = TileTree(self._compare_tile)
        self._order = EventOrder()
        self.checked = 0
        self._confirmed = 0  # entries that an earlier checkpoint was signed for

    def go(self, stated: Checkpoint, older: Sequence[Checkpoint]) -> None:
        """RegisterError with the first thing that does not fit."""
        heads = sorted(older, key=lambda each: each.size)
        self._compare_heads(heads)
        try:
            for tile in _bundles(stated.size):
                entries, cut = split_bundle(read_bundle_bytes(self._folder, tile), tile)
                hashes = [leaf_hash(entry) for entry in entries]
                self._compare_leaves(tile, hashes)
                self._order.check(entries, tile)
                if cut is not None:
                    raise RegisterError(cut)
                self._extend(hashes, heads)
                self.checked = self._tree.size
            self._tree.finish()
        except RegisterError:  # an event that stands twice comes before what was found after it
            self._check_unique(stated.size)
            raise
        self._check_unique(stated.size)
        root = self._tree.frontier().root()
        if root != stated.root:
            raise self._other_root(root, stated, Where(CHECKPOINT), "the signed checkpoint")

    def _extend(self, hashes: Sequence[bytes], heads: list[Checkpoint]) -> None:
        """Append, stopping at every size that was signed earlier."""
        done, start = 0, self._tree.size
        while heads and heads[0].size <= start + len(hashes):
            stop = heads[0].size - start
            self._tree.extend(b"".join(hashes[done:stop]))
            done = stop
            self._compare_heads(heads)
        self._tree.extend(b"".join(hashes[done:]))

    def _compare_heads(self, heads: list[Checkpoint]) -> None:
        """Compare the tree so far with the earlier checkpoints of this size, and take them off the list."""
        while heads and heads[0].size == self._tree.size:
            head = heads.pop(0)
            root = self._tree.frontier().root()
            if root != head.root:
                where = Where("earlier checkpoint", field=f"of {head.size} entries")
                raise self._other_root(root, head, where, "an earlier checkpoint")
            self._confirmed = head.size

    def _compare_leaves(self, tile: Tile, hashes: Sequence[bytes]) -> None:
        hashed = Tile(0, tile.index, tile.width)
        stored = read_tile(self._folder, hashed)
        if stored[: len(hashes) * HASH_BYTES] == b"".join(hashes):
            return
        at = next(i for i, each in enumerate(hashes) if each != stored[i * HASH_BYTES : (i + 1) * HASH_BYTES])
        raise RegisterError(
            Problem(
                f"Entry {tile.first + at} is not the one that was logged.",
                Where(tile.path, field=f"entry {tile.first + at}"),
                f"It hashes to {hashes[at].hex()}; {hashed.path} holds"
                f" {stored[at * HASH_BYTES : (at + 1) * HASH_BYTES].hex()}.",
                KEEP,
            )
        )

    def _compare_tile(self, tile: Tile, hashes: bytes) -> None:
        if tile.level == 0:
            return  # compared entry by entry already
        stored = read_tile(self._folder, tile)
        if stored != hashes:
            at = next(i for i in range(0, len(hashes), HASH_BYTES) if stored[i:][:32] != hashes[i:][:32])
            number = tile.first + at // HASH_BYTES
            span = TILE_WIDTH**tile.level
            raise RegisterError(
                Problem(
                    f"A tile does not follow from entries {number * span} to {(number + 1) * span - 1}.",
                    Where(tile.path, field=f"hash {at // HASH_BYTES}"),
                    "Those entries were changed together with their hashes, or the tile was.",
                    KEEP,
                )
            )

    def _other_root(self, root: bytes, signed: Checkpoint, where: Where, what: str) -> RegisterError:
        size, start = self._tree.size, self._confirmed
        told = f"; the first {start} are as signed earlier" if start else ""
        return RegisterError(
            Problem(
                f"Entries {start} to {size - 1} are not those of {what}.",
                where,
                f"All {size} lead to the root {_base64(root)}; signed is {_base64(signed.root)}{told}."
                " Entries were changed together with their hashes.",
                KEEP,
            )
        )

    def _check_unique(self, size: int) -> None:
        self._order.check_unique(lambda: ((tile, read_bundle(self._folder, tile)) for tile in _bundles(size)))


def _bundles(size: int) -> Iterator[Tile]:
    for first in range(0, size, TILE_WIDTH):
        yield Tile(ENTRIES, first // TILE_WIDTH, min(TILE_WIDTH, size - first))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _check_files(folder: Path, size: int) -> None:
    """Nothing lies among the tiles that the checkpoint does not cover. Partial tiles of shorter logs may."""
    tiles = folder / "tile"
    if not tiles.is_dir():
        return
    for path in sorted(tiles.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or _covered(folder, name, size):
            continue
        raise RegisterError(
            Problem("This file is not part of the signed log.", Where(name), f"The log has {size} entries.")
        )


def _covered(folder: Path, name: str, size: int) -> bool:
    """Whether a file is a tile of the log, or the beginning of one."""
    try:
        tile = tile_at(name)
        total = size >> (8 * max(tile.level, 0))
        width = min(TILE_WIDTH, total - tile.first)
        if tile.width >= width:
            return tile.width == width
        whole = Tile(tile.level, tile.index, width)
        if tile.level == ENTRIES:
            return read_bundle(folder, tile) == read_bundle(folder, whole)[: tile.width]
        return read_tile(folder, whole).startswith(read_tile(folder, tile))
    except RegisterError:
        return False
