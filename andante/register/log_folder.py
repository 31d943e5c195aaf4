"""A log as a folder: `checkpoint`, `tile/entries/...`, `tile/<level>/...`, as C2SP tlog-tiles serves it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from andante.errors import Problem, RegisterError, Where
from andante.register.checkpoint import unsigned_checkpoint
from andante.register.merkle import HASH_BYTES, SubtreeRoots, leaf_hash
from andante.register.signed_note import LONGEST_NOTE
from andante.register.tiles import (
    ENTRIES,
    LONGEST_ENTRY,
    TILE_WIDTH,
    Tile,
    TileTree,
    decode_bundle,
    encode_bundle,
    subtree_roots,
    tiles_of,
)

CHECKPOINT = "checkpoint"


def export_log(folder: Path, entries: Iterable[bytes], checkpoint: bytes) -> None:
    """Write the log of a signed checkpoint, bundle by bundle; the checkpoint last, so that a cut is seen.

    An export can be repeated for a longer log: full tiles are kept, partial ones replaced. RegisterError
    where entries and checkpoint do not fit, where the folder holds a longer log or a full tile with
    something else, or where it cannot be written.
    """
    stated = unsigned_checkpoint(checkpoint)
    try:
        check_grows(folder, stated.size)
        tree = TileTree(lambda tile, data: write_tile(folder, tile, data))
        rest = iter(entries)
        while bundle := list(islice(rest, TILE_WIDTH)):
            tile = Tile(ENTRIES, tree.size // TILE_WIDTH, len(bundle))
            write_tile(folder, tile, encode_bundle(bundle))
            tree.extend(b"".join(map(leaf_hash, bundle)))
        tree.finish()
        if (tree.size, tree.frontier().root()) != (stated.size, stated.root):
            other = "entries" if tree.size != stated.size else "entries with another root"
            raise RegisterError(
                Problem(
                    f"These {tree.size} entries are not those of the checkpoint.",
                    Where(str(folder / CHECKPOINT)),
                    f"It is signed for {stated.size} {other}. The checkpoint was not written.",
                    "Find the change with the verifier; remove the folder before exporting again.",
                )
            )
        write_whole(folder / CHECKPOINT, checkpoint)
        remove_stale(folder, stated.size)
    except OSError as error:
        place = str(error.filename or folder)
        raise RegisterError(
            Problem("The log cannot be written.", Where(place), error.strerror or str(error))
        ) from None


def read_checkpoint(folder: Path) -> bytes:
    """The checkpoint of an exported log, as written. RegisterError where it is not there."""
    return read_at_most(folder / CHECKPOINT, LONGEST_NOTE, CHECKPOINT)


def read_bundle(folder: Path, tile: Tile) -> list[bytes]:
    """The entries of one bundle. RegisterError names the file, and the entry that is cut off."""
    return decode_bundle(read_bundle_bytes(folder, tile), tile)


def read_bundle_bytes(folder: Path, tile: Tile) -> bytes:
    """One bundle as written. RegisterError where it is missing or longer than any bundle of its width."""
    return read_at_most(folder / tile.path, tile.width * (LONGEST_ENTRY + 2), tile.path)


def read_tile(folder: Path, tile: Tile) -> bytes:
    """The hashes of one tile. RegisterError where it is missing or has another length."""
    data = read_at_most(folder / tile.path, tile.width * HASH_BYTES, tile.path)
    if len(data) != tile.width * HASH_BYTES:
        raise RegisterError(
            Problem(
                f"The tile has {len(data)} bytes, not {tile.width * HASH_BYTES}.",
                Where(tile.path),
                f"It holds {tile.width} hashes of {HASH_BYTES} bytes.",
            )
        )
    return data


def read_entries(folder: Path, size: int) -> Iterator[bytes]:
    """The entries of a log of so many, in order, one bundle in memory at a time."""
    for first in range(0, size, TILE_WIDTH):
        yield from read_bundle(folder, Tile(ENTRIES, first // TILE_WIDTH, min(TILE_WIDTH, size - first)))


def folder_subtrees(folder: Path, size: int) -> SubtreeRoots:
    """Roots of full subtrees from the tiles of an exported log of `size` entries, for proofs."""

    def read(level: int, first: int, count: int) -> bytes:
        index, at = divmod(first, TILE_WIDTH)
        total = size >> (8 * level)
        tile = Tile(level, index, min(TILE_WIDTH, total - index * TILE_WIDTH))
        return read_tile(folder, tile)[at * HASH_BYTES : (at + count) * HASH_BYTES]

    return subtree_roots(read)


def read_at_most(path: Path, limit: int, name: str) -> bytes:
    """The bytes of a file. RegisterError where it cannot be read or has more than `limit`."""
    try:
        with path.open("rb") as file:
            there = os.fstat(file.fileno()).st_size  # reading sets aside as much memory as it asks for
            data = file.read(min(there, limit) + 1)
    except FileNotFoundError:
        raise RegisterError(Problem("This file of the log is missing.", Where(name))) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise RegisterError(Problem("This file of the log cannot be read.", Where(name), reason)) from None
    if len(data) > limit:
        raise RegisterError(Problem("This file is too long.", Where(name), f"It has at most {limit} bytes."))
    return data


def check_grows(folder: Path, size: int) -> None:
    """RegisterError where the folder holds a longer log than of `size` entries."""
    if (folder / CHECKPOINT).exists():
        there = unsigned_checkpoint(read_checkpoint(folder)).size
        if there > size:
            raise RegisterError(
                Problem(
                    f"The folder holds a log of {there} entries, more than the {size} of this checkpoint.",
                    Where(str(folder)),
                    "A log only grows.",
                    "Export to another folder.",
                )
            )


def write_tile(folder: Path, tile: Tile, data: bytes) -> None:
    """Write a tile; a full one that is there is kept. RegisterError where that one holds something else."""
    path = folder / tile.path
    if tile.width == TILE_WIDTH and path.is_file():
        if path.read_bytes() != data:
            raise RegisterError(
                Problem(
                    "A full tile of this log is already there and holds something else.",
                    Where(str(path)),
                    "A log only grows: full tiles never change.",
                    "Export to another folder and compare the two with the verifier.",
                )
            )
        return
    write_whole(path, data)


def remove_stale(folder: Path, size: int) -> None:
    """Remove partial tiles of shorter logs."""
    for tile in tiles_of(size):
        path = folder / tile.path
        partial = path.parent if tile.width < TILE_WIDTH else path.with_name(f"{path.name}.p")
        if partial.is_dir():
            for stale in partial.iterdir():
                if stale != path:
                    stale.unlink()
            if tile.width == TILE_WIDTH:
                partial.rmdir()


def write_whole(path: Path, data: bytes) -> None:
    """Whole or not at all: written beside, then renamed."""
    hidden = path.with_name(f".{path.name}.new")
    path.parent.mkdir(parents=True, exist_ok=True)
    hidden.write_bytes(data)
    os.replace(hidden, path)
