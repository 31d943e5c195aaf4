"""The offline verifier: whatever is done to a log is found, and the first thing wrong is named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_log import (
    KEY,
    ORIGIN,
    doubled,
    edited,
    event,
    events,
    exported,
    files,
    forge,
    renumbered,
    signed,
    swapped,
    told,
    without_fifth,
)

from andante.register.checkpoint import Checkpoint, sign_checkpoint
from andante.register.commitment import commit, opens
from andante.register.leaf import parse_leaf
from andante.register.log_folder import export_log, folder_subtrees, read_entries
from andante.register.merkle import (
    Frontier,
    consistency_holds,
    consistency_proof,
    inclusion_holds,
    inclusion_proof,
    leaf_hash,
    root_at,
)
from andante.register.signed_note import SigningKey
from andante.register.tiles import ENTRIES, Tile, encode_bundle
from andante.register.verify import verify_log

PUBLIC = KEY.verifier()
THIEF = SigningKey(ORIGIN, b"\x07" * 32)


# What fits


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 600])
def test_an_untouched_log_fits_with_every_earlier_checkpoint(size: int, tmp_path: Path) -> None:
    entries = events(size)
    exported(tmp_path, entries)
    sizes = sorted({0, 1, 2, 100, 255, 256, 257, 511, 512, size} & set(range(size + 1)))
    earlier = [signed(entries[:old]) for old in reversed(sizes)]
    found = verify_log(tmp_path, PUBLIC, earlier)
    assert found.problem is None
    assert (found.ok, found.size, found.checked, found.earlier) == (True, size, size, tuple(sizes))


@pytest.mark.slow
def test_a_log_of_seventy_thousand_fits_and_one_entry_of_it_is_named(tmp_path: Path) -> None:
    """Three levels of tiles. Canonical JSON is written by hand here: the log is what is tested."""
    head, tail = event(0).split(b'"index":0,')
    entries = [
        b'%s"index":%d,%s' % (head.replace(b"event-0", b"event-%d" % i), i, tail) for i in range(70_000)
    ]
    exported(tmp_path, entries)
    assert verify_log(tmp_path, PUBLIC, [signed(entries[:65_536])]).ok
    path = tmp_path / Tile(ENTRIES, 260).path
    path.write_bytes(path.read_bytes().replace(b"event-66666", b"event-66667"))
    assert "Entry 66666 is not the one that was logged" in told(verify_log(tmp_path, PUBLIC))


def test_partial_tiles_of_shorter_logs_may_stay(tmp_path: Path) -> None:
    entries = events(300)
    exported(tmp_path / "short", entries[:7])
    exported(tmp_path / "log", entries)
    for name, data in files(tmp_path / "short").items():
        if name != "checkpoint":
            path = tmp_path / "log" / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
    assert verify_log(tmp_path / "log", PUBLIC).ok
    path = tmp_path / "log" / Tile(ENTRIES, 0, 7).path
    path.write_bytes(path.read_bytes().replace(b"event-6", b"event-5"))
    assert "not part of the signed log" in told(verify_log(tmp_path / "log", PUBLIC))


# What was changed by somebody who cannot sign


@pytest.mark.slow
def test_every_flipped_byte_of_a_log_is_found(tmp_path: Path) -> None:
    """All bytes of all files. One in a bundle names its entry, even where it is the entry's length."""
    entries = events(4)
    exported(tmp_path, entries)
    ends = [2 + sum(2 + len(entry) for entry in entries[: i + 1]) - 2 for i in range(len(entries))]
    for name, data in files(tmp_path).items():
        for at in range(len(data)):
            for flip in (0x01, 0x80):
                (tmp_path / name).write_bytes(data[:at] + bytes([data[at] ^ flip]) + data[at + 1 :])
                words = told(verify_log(tmp_path, PUBLIC))
                if name.startswith("tile/entries"):
                    number = next(i for i, end in enumerate(ends) if at < end)
                    assert f"Entry {number} " in words
                elif name.startswith("tile/0"):
                    assert f"Entry {at // 32} " in words
                else:
                    assert "checkpoint" in words
        (tmp_path / name).write_bytes(data)
    assert verify_log(tmp_path, PUBLIC).ok


def test_every_flipped_byte_of_upper_tiles_is_found(tmp_path: Path) -> None:
    exported(tmp_path, events(600))
    for name, data in files(tmp_path).items():
        if re.match("tile/[1-9]", name):
            for at in range(len(data)):
                (tmp_path / name).write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
                first = at // 32 * 256
                assert f"does not follow from entries {first} to {first + 255}" in told(
                    verify_log(tmp_path, PUBLIC)
                )
            (tmp_path / name).write_bytes(data)


@pytest.fixture(scope="module")
def log_of_600(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(tmp_path_factory.mktemp("600"), events(600))


@settings(max_examples=150)
@given(st.data())
def test_whatever_is_done_to_a_file_is_found(log_of_600: Path, data: st.DataObject) -> None:
    """Bytes put in, taken out, replaced, cut, doubled; files removed or emptied."""
    whole = files(log_of_600)
    name = data.draw(st.sampled_from(sorted(whole)))
    old, path = whole[name], log_of_600 / name
    start, stop = sorted((data.draw(st.integers(0, len(old))), data.draw(st.integers(0, len(old)))))
    new = data.draw(
        st.sampled_from([None, b"", old + old, old[:start], old[start:], old[:start] + old[stop:]])
        | st.binary(max_size=40).map(lambda put: old[:start] + put + old[start:])
        | st.binary(max_size=40).map(lambda put: old[:start] + put + old[start + len(put) :])
    )
    try:
        path.unlink() if new is None else path.write_bytes(new)
        found = verify_log(log_of_600, PUBLIC)
        assert found.ok == (new == old)
        assert found.checked <= 600
    finally:
        path.write_bytes(old)


@given(
    st.dictionaries(
        st.sampled_from(["checkpoint", "tile/0/000.p/7", "tile/entries/000.p/7", "tile/1/000", "tile/x"]),
        st.binary(max_size=60),
    )
)
@settings(max_examples=60)
def test_folders_of_any_bytes_never_give_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, content: dict[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name, data in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    told(verify_log(folder, PUBLIC))
    told(verify_log(folder, PUBLIC, [b"", *content.values()]))


@pytest.mark.parametrize("change", [without_fifth, swapped, doubled, edited, renumbered])
@pytest.mark.parametrize("size", [9, 600])
def test_rewritten_entries_are_found_before_and_after_rehashing(
    change: Callable[[list[bytes]], list[bytes]], size: int, tmp_path: Path
) -> None:
    entries = events(size)
    exported(tmp_path, entries)
    new = change(entries)
    part = new[:256]
    (tmp_path / Tile(ENTRIES, 0, min(size, 256)).path).write_bytes(encode_bundle(part))
    number = 6 if change is doubled else 5
    assert f"Entry {number} is not the one that was logged" in told(verify_log(tmp_path, PUBLIC))
    forge(tmp_path, new)
    words = told(verify_log(tmp_path, PUBLIC, [signed(entries[:7])]))
    if size < 256 and len(new) != size:
        assert "tile/entries/000.p/9: This file of the log is missing" in words
    elif change in (edited, renumbered):
        assert "Entries 0 to 6 are not those of an earlier checkpoint" in words
    else:
        assert f"Entry {number} does not fit the log: it says that it is entry" in words


def test_a_rehashed_log_without_the_key_is_found_by_its_own_checkpoint(tmp_path: Path) -> None:
    entries = events(300)
    exported(tmp_path, entries)
    forge(tmp_path, edited(entries))
    words = told(verify_log(tmp_path, PUBLIC))
    assert "Entries 0 to 299 are not those of the signed checkpoint" in words
    (tmp_path / "checkpoint").write_bytes(signed(edited(entries), THIEF))
    assert "no signature by the key" in told(verify_log(tmp_path, PUBLIC))
    (tmp_path / "checkpoint").write_bytes(signed(entries[:-1]) + b"\n")
    assert "not a signed note" in told(verify_log(tmp_path, PUBLIC))


def test_entries_of_a_changed_range_are_told_by_the_checkpoints_around_it(tmp_path: Path) -> None:
    entries = events(300)
    changed = [*entries[:150], entries[150].replace(b"0.125", b"0.875"), *entries[151:]]
    exported(tmp_path, changed)  # the register itself rewrote, and signed
    earlier = [signed(entries[:size]) for size in (200, 100, 280)]
    words = told(verify_log(tmp_path, PUBLIC, earlier))
    assert "Entries 100 to 199 are not those of an earlier checkpoint" in words
    assert "the first 100 are as signed earlier" in words
    assert verify_log(tmp_path, PUBLIC, earlier[1:2]).ok


# What was changed by the register itself, which can sign


@pytest.mark.parametrize("change", [edited, renumbered])
def test_history_rewritten_and_signed_again_is_found_by_an_old_checkpoint_alone(
    change: Callable[[list[bytes]], list[bytes]], tmp_path: Path
) -> None:
    entries = events(40)
    exported(tmp_path, change(entries))
    assert verify_log(tmp_path, PUBLIC).ok  # nothing in the folder shows it
    assert verify_log(tmp_path, PUBLIC, [signed(entries[:5])]).ok  # it was signed before the change
    for size in range(6, len(change(entries)) + 1):
        assert "earlier checkpoint" in told(verify_log(tmp_path, PUBLIC, [signed(entries[:size])]))


def test_a_log_cut_short_and_signed_again_is_found(tmp_path: Path) -> None:
    exported(tmp_path, events(8))
    words = told(verify_log(tmp_path, PUBLIC, [signed(events(5)), signed(events(9))]))
    assert "The log has 8 entries; 9 were signed earlier" in words
    assert "earlier checkpoint 2" in words
    assert "Entry 8 and those after it were cut off" in words


@pytest.mark.parametrize("size", [0, 3])
def test_a_false_checkpoint_of_the_empty_log_is_found(size: int, tmp_path: Path) -> None:
    exported(tmp_path, events(size))
    assert verify_log(tmp_path, PUBLIC, [signed([])]).ok
    false = sign_checkpoint(Checkpoint(ORIGIN, 0, leaf_hash(b"")), KEY)
    assert "not those of an earlier checkpoint" in told(verify_log(tmp_path, PUBLIC, [false]))


def test_a_checkpoint_of_another_log_or_key_is_no_proof(tmp_path: Path) -> None:
    entries = events(8)
    exported(tmp_path, entries)
    other = signed(entries[:4], KEY, origin="register.example/other")
    assert "of another log, register.example/other" in told(verify_log(tmp_path, PUBLIC, [other]))
    assert "no signature by the key" in told(verify_log(tmp_path, PUBLIC, [signed(entries[:4], THIEF)]))
    assert "no signature by the key" in told(verify_log(tmp_path, THIEF.verifier(), []))


# Folders that are not as they should be


def test_missing_and_added_files_are_named(tmp_path: Path) -> None:
    entries = events(300)
    exported(tmp_path, entries)
    for name, data in files(tmp_path).items():
        (tmp_path / name).unlink()
        words = told(verify_log(tmp_path, PUBLIC))
        assert words.startswith(f"{name}: This file of the log is missing")
        (tmp_path / name).write_bytes(data)
    for name in ("tile/entries/002", "tile/0/001.p/45", "tile/2/000.p/1", "tile/note.txt", "tile/0/001"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        assert told(verify_log(tmp_path, PUBLIC)).startswith(
            f"{name}: This file is not part of the signed log"
        )
        path.unlink()
    assert verify_log(tmp_path, PUBLIC).ok


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "nowhere", tmp_path / "file", tmp_path):
        found = verify_log(place, PUBLIC)
        assert "checkpoint" in told(found)
        assert (found.size, found.root, found.checked) == (0, b"", 0)
    exported(tmp_path, events(3))
    bundle = tmp_path / Tile(ENTRIES, 0, 3).path
    bundle.unlink()
    bundle.mkdir()
    assert "cannot be read" in told(verify_log(tmp_path, PUBLIC))


# What erasing does


def test_erasing_a_payload_leaves_every_proof_valid(tmp_path: Path) -> None:
    """The log never held it: nothing that is exported, proved or verified changes."""
    private = [{"name": f"Person {i}", "mail": f"p{i}@example.org"} for i in range(20)]
    kept = {i: commit(person) for i, person in enumerate(private)}
    entries = [event(i, commitments={"filer": kept[i].digest}) for i in range(20)]
    exported(tmp_path, entries)
    before = files(tmp_path)
    subtree, root = folder_subtrees(tmp_path, 20), root_at(folder_subtrees(tmp_path, 20), 20)
    assert opens(parse_leaf(entries[7], 7).commitments["filer"], kept[7].salt, private[7])

    del kept[7]
    private[7] = {}

    assert files(tmp_path) == before
    assert verify_log(tmp_path, PUBLIC, [signed(entries[:8])]).ok
    for index, entry in enumerate(read_entries(tmp_path, 20)):
        assert inclusion_holds(leaf_hash(entry), index, 20, inclusion_proof(subtree, index, 20), root)
        assert consistency_holds(
            index, 20, root_at(subtree, index), root, consistency_proof(subtree, index, 20)
        )
        if index != 7:
            assert opens(json.loads(entry)["commitments"]["filer"], kept[index].salt, private[index])
    assert all(f"Person {i}".encode() not in data for data in before.values() for i in range(20))


def test_two_readers_shown_different_logs_find_it_by_comparing_checkpoints(tmp_path: Path) -> None:
    """Each log is whole and signed; only the other reader's checkpoint shows the fork."""
    one, two = events(30), [*events(20), *(event(i, kind="filing.withdrawn") for i in range(20, 30))]
    exported(tmp_path / "one", one)
    exported(tmp_path / "two", two)
    for name, own, other in (("one", one, two), ("two", two, one)):
        assert verify_log(tmp_path / name, PUBLIC, [signed(own[:25])]).ok
        assert "Entries 20 to 24" in told(
            verify_log(tmp_path / name, PUBLIC, [signed(other[:25]), signed(other[:20])])
        )


def test_appending_needs_the_frontier_alone(tmp_path: Path) -> None:
    entries = events(300)
    frontier = Frontier()
    for entry in entries:
        frontier, _ = frontier.append(leaf_hash(entry))
        assert len(frontier.subtrees) == frontier.size.bit_count()
    export_log(tmp_path, iter(entries), signed(entries))
    assert verify_log(tmp_path, PUBLIC).root == frontier.root()
