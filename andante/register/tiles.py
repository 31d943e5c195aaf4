"""The C2SP tlog-tiles layout: a tree as files of up to 256 hashes, its entries as bundles of up to 256.

Paths are tile/<level>/<index> and tile/entries/<index>, the index in groups of three digits, all but the last
with an x; a tile that is not full ends in .p/<width>. Source: https://c2sp.org/tlog-tiles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from andante.errors import Problem, RegisterError, Where
from andante.register.merkle import HASH_BYTES, TILE_HEIGHT, Frontier, SubtreeRoots, full_root

TILE_WIDTH = 1 << TILE_HEIGHT
ENTRIES = -1
"""The level that stands for bundles of entries."""
LONGEST_ENTRY = 2**16 - 1
"""Bytes of an entry: its length is written in 16 bits."""
_PATH = re.compile(r"tile/(entries|0|[1-9]\d?)/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)

ReadHashes = Callable[[int, int, int], bytes]
"""(tile level, first hash, number of hashes) -> those hashes of that level, 32 bytes each."""


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """A tile of hashes, or a bundle of entries (level ENTRIES): `width` of them, 256 if it is full."""

    level: int
    index: int
    width: int = TILE_WIDTH

    @property
    def first(self) -> int:
        """The place of its first hash or entry within the level."""
        return self.index * TILE_WIDTH

    @property
    def path(self) -> str:
        """Where it lies, relative to the log's folder or address."""
        digits, parts = self.index, [f"{self.index % 1000:03d}"]
        while digits := digits // 1000:
            parts.append(f"x{digits % 1000:03d}")
        level = "entries" if self.level == ENTRIES else str(self.level)
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(reversed(parts))}{partial}"


def tile_at(path: str) -> Tile:
    """The tile of a path. RegisterError for one that no tile has."""
    found = _PATH.fullmatch(path)
    if found:
        level = ENTRIES if found[1] == "entries" else int(found[1])
        index = int(found[2].replace("/", "").replace("x", ""))
        tile = Tile(level, index, int(found[3] or TILE_WIDTH))
        if tile.path == path and level < 64:  # no leading zeroes, no width of 256 or more
            return tile
    raise RegisterError(Problem("No tile of a log has this path.", Where(file=path)))


def tiles_of(size: int) -> Iterator[Tile]:
    """Every bundle and tile of a log of `size` entries, full ones and the last, partial ones."""
    level = ENTRIES
    while size:
        yield from (Tile(level, index) for index in range(size // TILE_WIDTH))
        if size % TILE_WIDTH:
            yield Tile(level, size // TILE_WIDTH, size % TILE_WIDTH)
        size //= TILE_WIDTH if level != ENTRIES else 1
        level += 1


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Entries as a bundle: the length of each in two bytes, the larger first, then the entry."""
    parts = []
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise RegisterError(
                Problem(
                    f"An entry of {len(entry)} bytes does not fit the log.",
                    why=f"An entry has at most {LONGEST_ENTRY} bytes.",
                    mend="Let the entry hold a commitment to the long part.",
                )
            )
        parts += [len(entry).to_bytes(2, "big"), entry]
    return b"".join(parts)


def decode_bundle(data: bytes, tile: Tile) -> list[bytes]:
    """The `tile.width` entries of a bundle. RegisterError names one cut off, or what follows."""
    entries, problem = split_bundle(data, tile)
    if problem is not None:
        raise RegisterError(problem)
    return entries


def split_bundle(data: bytes, tile: Tile) -> tuple[list[bytes], Problem | None]:
    """The entries of a bundle as far as they are whole, and what is wrong after them, or None."""
    entries: list[bytes] = []
    at = 0
    for number in range(tile.first, tile.first + tile.width):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        if at > len(data):
            why = f"The bundle has {len(data)} bytes."
            return entries, Problem(f"Entry {number} is cut off.", Where(tile.path), why)
        entries.append(data[start:at])
    if at != len(data):
        last = tile.first + tile.width - 1
        return entries, Problem(f"Something follows entry {last}.", Where(tile.path, field=f"byte {at}"))
    return entries, None


class TileTree:
    """A growing tree that hands out its tiles as they fill, and holds at most one tile a level."""

    def __init__(self, on_tile: Callable[[Tile, bytes], None]) -> None:
        self._on_tile = on_tile
        self._levels: list[bytearray] = [bytearray()]
        self.size = 0

    def extend(self, leaf_hashes: bytes) -> None:
        """Append leaf hashes, 32 bytes each."""
        at = 0
        while at < len(leaf_hashes):
            room = TILE_WIDTH * HASH_BYTES - len(self._levels[0])
            part = leaf_hashes[at : at + room]
            self._levels[0] += part
            self.size += len(part) // HASH_BYTES
            at += room
            if len(part) == room:
                self._close(0)

    def frontier(self) -> Frontier:
        """The tree so far, by the roots of its full subtrees."""
        roots = []
        for hashes in reversed(self._levels):
            count, at = len(hashes) // HASH_BYTES, 0
            for height in reversed(range(count.bit_length())):
                if count >> height & 1:
                    stop = at + (HASH_BYTES << height)
                    roots.append(full_root(bytes(hashes[at:stop])))
                    at = stop
        return Frontier(self.size, tuple(roots))

    def finish(self) -> None:
        """Hand out the tiles that are not full."""
        for level, hashes in enumerate(self._levels):
            if hashes:
                count = len(hashes) // HASH_BYTES
                self._on_tile(Tile(level, self.size >> (TILE_HEIGHT * (level + 1)), count), bytes(hashes))

    def _close(self, level: int) -> None:
        hashes = bytes(self._levels[level])
        self._on_tile(Tile(level, (self.size >> (TILE_HEIGHT * (level + 1))) - 1), hashes)
        self._levels[level].clear()
        if level + 1 == len(self._levels):
            self._levels.append(bytearray())
        self._levels[level + 1] += full_root(hashes)
        if len(self._levels[level + 1]) == TILE_WIDTH * HASH_BYTES:
            self._close(level + 1)


def subtree_roots(read: ReadHashes) -> SubtreeRoots:
    """Roots of full subtrees from stored hashes of tiles, for `merkle.inclusion_proof` and its like."""

    def subtree(height: int, index: int) -> bytes:
        level, above = divmod(height, TILE_HEIGHT)
        return full_root(read(level, index << above, 1 << above))

    return subtree
