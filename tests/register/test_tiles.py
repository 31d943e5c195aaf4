"""The C2SP layout: paths, bundles, which tiles a log has, what an export writes and reads back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_log import KEY, ORIGIN, events, exported, root_of, signed

from andante.errors import RegisterError
from andante.register.log_folder import (
    export_log,
    folder_subtrees,
    read_bundle,
    read_checkpoint,
    read_entries,
)
from andante.register.merkle import Frontier, inclusion_holds, inclusion_proof, leaf_hash, root_at
from andante.register.tiles import ENTRIES, Tile, TileTree, decode_bundle, encode_bundle, tile_at, tiles_of
from andante.register.verify import verify_log

HASHES = [leaf_hash(index.to_bytes(3, "big")) for index in range(70_000)]


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


# Paths


def test_the_path_of_the_specification() -> None:
    assert Tile(0, 1234067).path == "tile/0/x001/x234/067"
    assert Tile(ENTRIES, 1234067, 8).path == "tile/entries/x001/x234/067.p/8"
    assert Tile(3, 0).path == "tile/3/000"


@given(st.integers(-1, 63), st.integers(0, 2**56), st.integers(1, 256))
def test_a_path_is_read_back(level: int, index: int, width: int) -> None:
    tile = Tile(level, index, width)
    assert tile_at(tile.path) == tile
    assert all(len(part) in (3, 4) for part in tile.path.split("/")[2:-1] if not part.endswith(".p"))


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile",
        "tile/0",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/1",
        "tile/0/0001",
        "tile/0/x000/001",
        "tile/0/001/001",
        "tile/0/x001",
        "tile/0/001.p/0",
        "tile/0/001.p/256",
        "tile/0/001.p/08",
        "tile/0/001.p",
        "tile/0/٠٠١",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/0/../0/000",
        "tile/entries/000.p/1/1",
        "tile/0/x1000/000",
    ],
)
def test_no_other_path_is_a_tile(path: str) -> None:
    with pytest.raises(RegisterError, match="No tile"):
        tile_at(path)


def test_the_tiles_of_the_specification() -> None:
    """A tree of 70,000: 273 full tiles of level 0, one of 112, one full of level 1, one of 17, one of 1."""
    found = list(tiles_of(70_000))
    hashes = [tile for tile in found if tile.level >= 0]
    assert [tile for tile in hashes if tile.width < 256] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert sum(tile.level == 0 for tile in hashes) == 274
    assert sum(tile.level == 1 for tile in hashes) == 2
    assert sum(tile.level == ENTRIES for tile in found) == 274
    assert [tile.path for tile in tiles_of(256)] == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]
    assert list(tiles_of(0)) == []


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 70_000])
def test_a_growing_tree_hands_out_the_tiles_of_its_size(size: int) -> None:
    """In uneven steps; each hash of a tile is the root of its subtree as the frontier computes it."""
    found: dict[Tile, bytes] = {}
    tree = TileTree(found.__setitem__)
    step, at = 1, 0
    while at < size:
        tree.extend(b"".join(HASHES[at : min(at + step, size)]))
        at, step = at + step, step % 331 + 7
    tree.finish()
    assert sorted(found) == sorted(tile for tile in tiles_of(size) if tile.level >= 0)
    frontier, stored = Frontier(), {}
    for hash_ in HASHES[:size]:
        frontier, new = frontier.append(hash_)
        stored.update({(each.level, each.index): each.hash for each in new})
    for tile, data in found.items():
        expected = [stored[tile.level, tile.first + i] for i in range(tile.width)]
        assert data == b"".join(expected)
    assert tree.frontier() == frontier
    assert len(stored) == sum(tile.width for tile in found)


# Bundles


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_a_bundle_is_read_back(entries: list[bytes]) -> None:
    tile = Tile(ENTRIES, 3, len(entries))
    data = encode_bundle(entries)
    assert decode_bundle(data, tile) == entries
    with pytest.raises(RegisterError, match=f"Entry {768 + len(entries) - 1} is cut off"):
        decode_bundle(data[:-1], tile)
    with pytest.raises(RegisterError, match=f"follows entry {768 + len(entries) - 1}"):
        decode_bundle(data + b"\x00", tile)


@given(st.binary(max_size=700), st.integers(1, 256))
def test_any_bytes_are_a_bundle_or_an_error(data: bytes, width: int) -> None:
    tile = Tile(ENTRIES, 0, width)
    try:
        entries = decode_bundle(data, tile)
    except RegisterError:
        return
    assert encode_bundle(entries) == data
    assert len(entries) == width


def test_an_entry_longer_than_its_length_can_say_is_refused() -> None:
    assert decode_bundle(encode_bundle([b"x" * 65_535]), Tile(ENTRIES, 0, 1)) == [b"x" * 65_535]
    with pytest.raises(RegisterError, match="65536 bytes"):
        encode_bundle([b"x" * 65_536])


# Folders


@pytest.mark.parametrize("size", [0, 1, 3, 256, 259, 600])
def test_an_export_has_the_files_of_its_size_and_reads_back(size: int, tmp_path: Path) -> None:
    entries = events(size)
    exported(tmp_path, entries)
    assert set(files(tmp_path)) == {"checkpoint", *(tile.path for tile in tiles_of(size))}
    assert read_checkpoint(tmp_path) == signed(entries)
    assert list(read_entries(tmp_path, size)) == entries
    subtree = folder_subtrees(tmp_path, size)
    assert root_at(subtree, size) == root_of(entries)
    for index in range(0, size, 37):
        proof = inclusion_proof(subtree, index, size)
        assert inclusion_holds(leaf_hash(entries[index]), index, size, proof, root_of(entries))


def test_an_export_grows_in_place_and_ends_as_if_written_at_once(tmp_path: Path) -> None:
    entries = events(600)
    for size in (0, 2, 255, 256, 300, 511, 600):
        exported(tmp_path / "grown", entries[:size])
        assert verify_log(tmp_path / "grown", KEY.verifier()).ok
    exported(tmp_path / "once", entries)
    assert files(tmp_path / "grown") == files(tmp_path / "once")


def test_an_export_never_shrinks_and_never_changes_what_is_full(tmp_path: Path) -> None:
    entries = events(300)
    exported(tmp_path, entries)
    before = files(tmp_path)
    with pytest.raises(RegisterError, match="more than the 299"):
        exported(tmp_path, entries[:-1])
    with pytest.raises(RegisterError, match="already there and holds something else"):
        exported(tmp_path, [b"{}", *entries[1:]])
    assert files(tmp_path) == before


def test_entries_that_are_not_those_of_the_checkpoint_are_not_published(tmp_path: Path) -> None:
    entries = events(5)
    for other in (entries[:4], [*entries[:4], b"{}"], [*entries, b"{}"]):
        with pytest.raises(RegisterError, match="not those of the checkpoint"):
            export_log(tmp_path / "log", other, signed(entries))
        assert not (tmp_path / "log" / "checkpoint").exists()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(RegisterError, match="cannot be written"):
        exported(tmp_path / "file", events(2))
    with pytest.raises(RegisterError, match="missing"):
        read_checkpoint(tmp_path / "nowhere")
    (tmp_path / "checkpoint").mkdir()
    with pytest.raises(RegisterError, match="cannot be read"):
        read_checkpoint(tmp_path)


def test_a_bundle_that_is_far_too_long_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / Tile(ENTRIES, 0, 1).path
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(2**40)  # sparse: no file system holds it, and no memory would
    with pytest.raises(RegisterError, match="too long"):
        read_bundle(tmp_path, Tile(ENTRIES, 0, 1))
    assert ORIGIN in signed([]).decode()
