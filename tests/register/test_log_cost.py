"""What the log costs: its benchmark runs, and neither writing nor verifying holds the log in memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from sample_log import KEY, event, events, exported, signed, told

from andante.lab.benchmarks import benchmark_modules, figures_of
from andante.register import verify_entries
from andante.register.leaf import parse_leaf
from andante.register.log_folder import export_log
from andante.register.verify import verify_log
from benchmarks import log


@pytest.mark.slow
def test_the_benchmark_verifies_what_it_wrote() -> None:
    found = {each.id: each for each in figures_of([*log.measure(300), *log.measure_long(600, repeats=1)])}
    assert found["log.verify_a_million"].target == 15.0
    assert all(each.value >= 0.0 for each in found.values())
    assert found["log.appends"].value > 0.0
    assert "log" in benchmark_modules()


def test_the_entries_of_the_benchmark_are_those_that_a_register_writes() -> None:
    for index, entry in enumerate(log.entries(3)):
        leaf, event_of_it = parse_leaf(entry, index), log.event(index)
        assert leaf.encode() == entry
        assert (leaf.event, leaf.time, leaf.commitments) == (
            event_of_it.event,
            event_of_it.time,
            event_of_it.commitments,
        )


def peak(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_neither_writing_nor_verifying_holds_the_log(tmp_path: Path) -> None:
    """Sixteen times the entries, some bytes more for each: eight of the event's hash, twice while sorting."""
    whole = {count: log.signed(count) for count in (512, 8192)}
    written = {
        count: peak(lambda count=count: export_log(tmp_path / str(count), log.entries(count), whole[count]))
        for count in whole
    }
    verified = {
        count: peak(lambda count=count: verify_log(tmp_path / str(count), log.KEY.verifier()))
        for count in whole
    }
    assert verify_log(tmp_path / "8192", log.KEY.verifier()).checked == 8192
    held = 8192 * len(log.event(8191).encode())
    assert written[8192] < written[512] + 64 * 1024 < held / 2
    assert verified[8192] < verified[512] + 40 * 8192 < held


def test_two_ids_of_one_hash_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second look compares the ids themselves. Nobody can make such ids, so all get one hash here."""
    monkeypatch.setattr(verify_entries, "hash", lambda _: 1, raising=False)
    entries = events(300)
    exported(tmp_path / "log", entries)
    assert verify_log(tmp_path / "log", KEY.verifier(), [signed(entries[:9])]).ok
    exported(tmp_path / "twice", [*entries[:280], event(280, event="event-270"), *entries[281:]])
    words = told(verify_log(tmp_path / "twice", KEY.verifier()))
    assert "Entry 280 does not fit the log: its event 'event-270' is that of entry 270 already" in words
