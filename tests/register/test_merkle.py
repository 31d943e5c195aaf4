"""RFC 6962: the reference vectors, and every proof of every size up to 300 against the definitions."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.errors import RegisterError
from andante.register.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_holds,
    consistency_proof,
    full_root,
    inclusion_holds,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_at,
)
from andante.register.tiles import TileTree, subtree_roots

# The eight leaves of the Certificate Transparency reference tree and the roots of its first 1 to 8
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# The inner nodes of that tree, as the reference implementation publishes them
LEVELS = [
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
        "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
    ],
    [
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    ],
    [
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    ["5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"],
]
LARGEST = 300
DATA = [index.to_bytes(2, "big") for index in range(LARGEST)]


# The definitions of RFC 6962, 2.1, word by word; nothing is shared with the code under test


@cache
def mth(start: int, stop: int) -> bytes:
    n = stop - start
    if n == 0:
        return sha256(b"").digest()
    if n == 1:
        return sha256(b"\x00" + DATA[start]).digest()
    k = split(n)
    return sha256(b"\x01" + mth(start, start + k) + mth(start + k, stop)).digest()


def split(n: int) -> int:
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def path(m: int, start: int, stop: int) -> list[bytes]:
    n = stop - start
    if n == 1:
        return []
    k = split(n)
    if m < k:
        return [*path(m, start, start + k), mth(start + k, stop)]
    return [*path(m - k, start + k, stop), mth(start, start + k)]


def subproof(m: int, start: int, stop: int, whole: bool) -> list[bytes]:
    n = stop - start
    if m == n:
        return [] if whole else [mth(start, stop)]
    k = split(n)
    if m <= k:
        return [*subproof(m, start, start + k, whole), mth(start + k, stop)]
    return [*subproof(m - k, start + k, stop, False), mth(start, start + k)]


@cache
def subtree(height: int, index: int) -> bytes:
    """Roots of subtrees as they come from the hashes that tiles store."""
    return subtree_roots(stored)(height, index)


def stored(level: int, first: int, count: int) -> bytes:
    return b"".join(STORED[level, index] for index in range(first, first + count))


def appended(size: int) -> tuple[list[Frontier], dict[tuple[int, int], bytes]]:
    frontiers, hashes = [Frontier()], {}
    for entry in DATA[:size]:
        frontier, new = frontiers[-1].append(leaf_hash(entry))
        frontiers.append(frontier)
        hashes.update({(each.level, each.index): each.hash for each in new})
    return frontiers, hashes


FRONTIERS, STORED = appended(LARGEST)


def test_reference_roots() -> None:
    frontier = Frontier()
    assert frontier.root() == EMPTY_ROOT
    found = [frontier.root().hex()]
    for leaf in LEAVES:
        frontier, _ = frontier.append(leaf_hash(leaf))
        found.append(frontier.root().hex())
    assert found == ROOTS


def test_reference_nodes() -> None:
    level = [leaf_hash(leaf) for leaf in LEAVES]
    for expected in LEVELS:
        assert [each.hex() for each in level] == expected
        level = [node_hash(*pair) for pair in zip(level[::2], level[1::2], strict=True)] if level[1:] else []
    assert full_root(b"".join(map(leaf_hash, LEAVES))).hex() == ROOTS[8]


def test_reference_proofs() -> None:
    """Proofs of the reference tree, of nodes that the reference implementation publishes."""
    tree = {(h, i): bytes.fromhex(text) for h, level in enumerate(LEVELS) for i, text in enumerate(level)}
    of_level = lambda height, index: tree[height, index]  # noqa: E731
    named = lambda *places: tuple(tree[place] for place in places)  # noqa: E731
    assert inclusion_proof(of_level, 0, 1) == ()
    assert inclusion_proof(of_level, 0, 8) == named((0, 1), (1, 1), (2, 1))
    assert inclusion_proof(of_level, 5, 8) == named((0, 4), (1, 3), (2, 0))
    assert inclusion_proof(of_level, 2, 3) == named((1, 0))
    assert inclusion_proof(of_level, 1, 5) == named((0, 0), (1, 1), (0, 4))
    assert consistency_proof(of_level, 1, 1) == ()
    assert consistency_proof(of_level, 1, 8) == named((0, 1), (1, 1), (2, 1))
    assert consistency_proof(of_level, 2, 5) == named((1, 1), (0, 4))
    assert consistency_proof(of_level, 6, 8) == named((1, 2), (1, 3), (2, 0))
    roots = [bytes.fromhex(text) for text in ROOTS]
    assert consistency_holds(6, 8, roots[6], roots[8], named((1, 2), (1, 3), (2, 0)))


def test_every_root_up_to_300() -> None:
    for size in range(LARGEST + 1):
        assert FRONTIERS[size].root() == root_at(subtree, size) == mth(0, size)
    tree = TileTree(lambda *_: None)
    for size, entry in enumerate(DATA, 1):
        tree.extend(leaf_hash(entry))
        assert tree.frontier() == FRONTIERS[size]


def test_every_inclusion_proof_up_to_300() -> None:
    for size in range(1, LARGEST + 1):
        root = mth(0, size)
        for index in range(size):
            proof = inclusion_proof(subtree, index, size)
            assert list(proof) == path(index, 0, size)
            assert inclusion_holds(leaf_hash(DATA[index]), index, size, proof, root)


def test_every_consistency_proof_up_to_300() -> None:
    for size in range(LARGEST + 1):
        root = mth(0, size)
        assert consistency_proof(subtree, 0, size) == ()
        assert consistency_holds(0, size, EMPTY_ROOT, root, ())
        for old in range(1, size + 1):
            proof = consistency_proof(subtree, old, size)
            assert list(proof) == subproof(old, 0, size, True)
            assert consistency_holds(old, size, mth(0, old), root, proof)


def test_no_inclusion_proof_holds_for_anything_else_up_to_24() -> None:
    """Every other index, size, leaf and root, and every proof one hash longer, shorter or changed."""
    for size in range(1, 25):
        root = mth(0, size)
        for index in range(size):
            leaf, proof = leaf_hash(DATA[index]), inclusion_proof(subtree, index, size)
            for other in range(-1, 26):
                for claimed in range(26):
                    held = inclusion_holds(leaf, other, claimed, proof, root)
                    same_path = other == index and claimed == size
                    assert held == same_path or (held and mth_of(other, claimed, leaf, proof) == root)
            assert not inclusion_holds(leaf_hash(b"other"), index, size, proof, root)
            assert not inclusion_holds(leaf, index, size, proof, mth(0, size + 1))
            assert not inclusion_holds(leaf, index, size, (*proof, root), root)
            for at in range(len(proof)):
                assert not inclusion_holds(leaf, index, size, proof[:at] + proof[at + 1 :], root)
                changed = (*proof[:at], leaf_hash(proof[at]), *proof[at + 1 :])
                assert not inclusion_holds(leaf, index, size, changed, root)


def mth_of(index: int, size: int, leaf: bytes, proof: tuple[bytes, ...]) -> bytes | None:
    """The root that a path leads to by the recursive definition: a path does not say the size of its tree."""
    if size == 1:
        return leaf if not proof else None
    if not proof:
        return None
    k = split(size)
    if index < k:
        left = mth_of(index, k, leaf, proof[:-1])
        return None if left is None else node_hash(left, proof[-1])
    right = mth_of(index - k, size - k, leaf, proof[:-1])
    return None if right is None else node_hash(proof[-1], right)


def test_no_consistency_proof_holds_for_anything_else_up_to_40() -> None:
    for size in range(2, 41):
        whole = mth(0, size)
        assert consistency_holds(size, size, whole, whole, ())
        assert not consistency_holds(size, size, whole, whole, (whole,))
        assert not consistency_holds(size, size, whole, leaf_hash(whole), ())
        root = mth(0, size)
        for old in range(1, size):
            proof = consistency_proof(subtree, old, size)
            before = mth(0, old)
            assert not consistency_holds(old, size, leaf_hash(before), root, proof)
            assert not consistency_holds(old, size, before, leaf_hash(root), proof)
            assert not consistency_holds(old, size, before, root, (*proof, root))
            assert not consistency_holds(old, size, before, root, (root, *proof))
            assert not consistency_holds(size, old, before, root, proof)
            for claimed in range(old + 1, 70):  # a proof does not say how large its tree is, only how deep
                as_long = len(consistency_proof(subtree, old, claimed)) == len(proof)
                assert as_long or not consistency_holds(old, claimed, before, root, proof)
            for at in range(len(proof)):
                assert not consistency_holds(old, size, before, root, proof[:at] + proof[at + 1 :])
                changed = (*proof[:at], leaf_hash(proof[at]), *proof[at + 1 :])
                assert not consistency_holds(old, size, before, root, changed)


@given(
    st.integers(-2, 70),
    st.integers(-2, 70),
    st.lists(st.binary(max_size=40), max_size=9),
    st.binary(max_size=40),
)
def test_malformed_proofs_hold_for_nothing(old: int, new: int, proof: list[bytes], root: bytes) -> None:
    assert not inclusion_holds(leaf_hash(b""), old, new, proof, root) or (new == 1 and not proof)
    assert not consistency_holds(old, new, root, leaf_hash(root), proof)


def test_proofs_of_what_is_not_there_are_refused() -> None:
    for index, size in ((0, 0), (5, 5), (-1, 5)):
        with pytest.raises(RegisterError, match="has no entry"):
            inclusion_proof(subtree, index, size)
    for old, new in ((6, 5), (-1, 5)):
        with pytest.raises(RegisterError, match="never had"):
            consistency_proof(subtree, old, new)


@pytest.mark.parametrize(
    ("size", "hashes"), [(-1, ()), (1, ()), (0, (EMPTY_ROOT,)), (3, (EMPTY_ROOT,)), (1, (b"x",))]
)
def test_a_frontier_that_is_none_is_refused(size: int, hashes: tuple[bytes, ...]) -> None:
    with pytest.raises(RegisterError):
        Frontier(size, hashes)
