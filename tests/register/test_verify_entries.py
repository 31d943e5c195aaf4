"""Entries that no register writes are named by the verifier, even where the log is whole and signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sample_log import KEY, START, doubled, event, events, exported, swapped, told, without_fifth

from andante.register.leaf import log_time
from andante.register.verify import verify_log

PUBLIC = KEY.verifier()

SIGNED_FAULTS: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str]] = {
    "a gap": (without_fifth, "Entry 5 does not fit the log: it says that it is entry 6, and stands at 5"),
    "an order": (swapped, "Entry 5 does not fit the log: it says that it is entry 6, and stands at 5"),
    "twice at once": (doubled, "Entry 6 does not fit the log: it says that it is entry 5, and stands at 6"),
    "an event again": (
        lambda entries: [*entries[:400], event(400, event="event-3"), *entries[401:]],
        "Entry 400 does not fit the log: its event 'event-3' is that of entry 3 already",
    ),
    "an event again, then worse": (
        lambda entries: [
            *entries[:260],
            event(260, event="event-3"),
            *entries[261:300],
            b"{}",
            *entries[301:],
        ],
        "Entry 260 does not fit the log: its event 'event-3' is that of entry 3 already",
    ),
    "worse, then an event again": (
        lambda entries: [
            *entries[:260],
            b"{}",
            *entries[261:300],
            event(300, event="event-3"),
            *entries[301:],
        ],
        "Entry 260 does not fit the log: it lacks",
    ),
    "a time": (
        lambda entries: [
            *entries[:400],
            event(400, time=log_time(START + timedelta(seconds=398))),
            *entries[401:],
        ],
        "Entry 400 does not fit the log: its time 2026-01-05T09:06:38.000000Z is before 2026-01-05T09:06:39",
    ),
    "other JSON": (
        lambda entries: [*entries[:257], entries[257].replace(b":", b": ", 1), *entries[258:]],
        "Entry 257 does not fit the log: This JSON is not canonical. It differs from byte",
    ),
    "no JSON": (
        lambda entries: [*entries[:257], b"\x00\xff", *entries[258:]],
        "Entry 257 does not fit the log: This is not strict JSON",
    ),
    "a name twice": (
        lambda entries: [*entries[:2], entries[2].replace(b'"data":', b'"data":{},"data":', 1), *entries[3:]],
        "Entry 2 does not fit the log: This is not strict JSON. the name 'data' stands twice",
    ),
    "no object": (
        lambda entries: [*entries[:1], b"[]", *entries[2:]],
        "Entry 1 does not fit the log: This is not a JSON object",
    ),
    "nothing": (
        lambda entries: [b"", *entries[1:]],
        "Entry 0 does not fit the log: This is not strict JSON",
    ),
    "nesting": (
        lambda entries: [*entries[:3], b"[" * 60_000, *entries[4:]],
        "Entry 3 does not fit the log: This is not strict JSON. It is nested too deeply",
    ),
    "another form": (
        lambda entries: [*entries[:599], entries[599].replace(b'"format":1', b'"format":2')],
        "Entry 599 does not fit the log: its format is 2, not 1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SIGNED_FAULTS)
def test_what_no_register_writes_is_named_even_if_signed(name: str, tmp_path: Path) -> None:
    change, words = SIGNED_FAULTS[name]
    exported(tmp_path, change(events(600)))
    assert words in told(verify_log(tmp_path, PUBLIC))
