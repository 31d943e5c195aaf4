"""The Merkle tree of RFC 6962 and RFC 9162: hashes, the frontier of a growing tree, proofs and their check.

Nothing here knows where hashes are kept. A growing tree needs its `Frontier` alone; a proof asks a function
for the roots of full subtrees (`tiles.subtree_roots` gives one over stored tiles).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from andante.errors import Problem, RegisterError

HASH_BYTES = 32
TILE_HEIGHT = 8
"""Levels of the tree from one level of tiles to the next: a tile holds 2^8 = 256 hashes (C2SP tlog-tiles)."""
EMPTY_ROOT = sha256(b"").digest()
"""The root of the tree without entries (RFC 6962, 2.1)."""

SubtreeRoots = Callable[[int, int], bytes]
"""(height, index) -> root of the full subtree over entries index * 2^height up to (index + 1) * 2^height."""


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 || entry), 32 bytes (RFC 6962, 2.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right), 32 bytes (RFC 6962, 2.1)."""
    return sha256(b"\x01" + left + right).digest()


def full_root(hashes: bytes) -> bytes:
    """The root over 2^k hashes of 32 bytes, one after the other."""
    while len(hashes) > HASH_BYTES:
        hashes = b"".join(
            [sha256(b"\x01" + hashes[at : at + 64]).digest() for at in range(0, len(hashes), 64)]
        )
    return hashes


@dataclass(frozen=True, slots=True)
class TileHash:
    """A hash that a tile holds: the root over 256^level entries from index * 256^level on."""

    level: int
    index: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree by its size and the roots of its full subtrees, the largest first: all that appending needs."""

    size: int = 0
    subtrees: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        right = self.size >= 0 and len(self.subtrees) == self.size.bit_count()
        if not right or any(len(each) != HASH_BYTES for each in self.subtrees):
            raise RegisterError(
                Problem(
                    f"A tree of {self.size} entries has no frontier of {len(self.subtrees)} hashes.",
                    why="One hash of 32 bytes stands for each 1 in the binary form of the size.",
                )
            )

    def append(self, leaf: bytes) -> tuple[Frontier, tuple[TileHash, ...]]:
        """The tree with one more leaf hash, and the hashes to store for its tiles, the leaf's first."""
        stored = [TileHash(0, self.size, leaf)]
        left, root, height, size = list(self.subtrees), leaf, 0, self.size
        while size & 1:
            root = node_hash(left.pop(), root)
            size >>= 1
            height += 1
            if height % TILE_HEIGHT == 0:
                stored.append(TileHash(height // TILE_HEIGHT, size, root))
        return Frontier(self.size + 1, (*left, root)), tuple(stored)

    def root(self) -> bytes:
        """The root of the whole tree, 32 bytes."""
        return folded(self.subtrees) if self.subtrees else EMPTY_ROOT


def folded(roots: Sequence[bytes]) -> bytes:
    """The root over neighbouring full subtrees, the largest first."""
    root = roots[-1]
    for left in reversed(roots[:-1]):
        root = node_hash(left, root)
    return root


def root_at(subtree: SubtreeRoots, size: int) -> bytes:
    """The root of the tree of the first `size` entries."""
    return _range_root(subtree, 0, size) if size else EMPTY_ROOT


def inclusion_proof(subtree: SubtreeRoots, index: int, size: int) -> tuple[bytes, ...]:
    """That entry `index` is in the tree of `size` entries (RFC 6962, 2.1.1). RegisterError if it is not."""
    if not 0 <= index < size:
        raise RegisterError(Problem(f"A log of {size} entries has no entry {index}."))
    proof: list[bytes] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            proof.append(_range_root(subtree, middle, stop))
            stop = middle
        else:
            proof.append(_range_root(subtree, start, middle))
            start = middle
    return tuple(reversed(proof))


def consistency_proof(subtree: SubtreeRoots, old: int, new: int) -> tuple[bytes, ...]:
    """That the tree of `new` entries begins with the tree of `old` (RFC 6962, 2.1.2). Empty for old 0."""
    if not 0 <= old <= new:
        raise RegisterError(Problem(f"A log of {new} entries never had {old}."))
    proof: list[bytes] = []
    start, stop = 0, new
    while old and old != stop:
        middle = start + _split(stop - start)
        if old <= middle:
            proof.append(_range_root(subtree, middle, stop))
            stop = middle
        else:
            proof.append(_range_root(subtree, start, middle))
            start = middle
    if start:  # the old tree is not a subtree of the new one
        proof.append(_range_root(subtree, start, stop))
    return tuple(reversed(proof))


def inclusion_holds(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof leads from a leaf hash to the root (RFC 9162, 2.1.3.2). False if malformed."""
    if not 0 <= index < size or not _hashes(leaf, root, *proof):
        return False
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            found = node_hash(found, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and found == root


def consistency_holds(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof leads from the old root to the new one (RFC 9162, 2.1.4.2). False if malformed."""
    if not 0 <= old <= new or not _hashes(old_root, new_root, *proof):
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT and (new > 0 or new_root == EMPTY_ROOT)
    if old == new:
        return not proof and old_root == new_root
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node >>= 1
        last >>= 1
    found_old = found_new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            found_old = node_hash(sibling, found_old)
            found_new = node_hash(sibling, found_new)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            found_new = node_hash(found_new, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and found_old == old_root and found_new == new_root


def _hashes(*values: bytes) -> bool:
    return all(isinstance(value, bytes) and len(value) == HASH_BYTES for value in values)


def _split(size: int) -> int:
    """The largest power of two below `size`, which is at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def _full_subtrees(start: int, stop: int) -> Iterator[tuple[int, int]]:
    """(height, index) of the full subtrees over a range that starts where its largest one may."""
    while start < stop:
        height = (stop - start).bit_length() - 1
        yield height, start >> height
        start += 1 << height


def _range_root(subtree: SubtreeRoots, start: int, stop: int) -> bytes:
    return folded([subtree(height, index) for height, index in _full_subtrees(start, stop)])
