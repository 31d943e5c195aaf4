"""What the verifier asks of entries: each is an event, in its place, once, and not before the last."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from andante.errors import Problem, RegisterError, Where
from andante.register.canonical_json import parse_canonical_objects
from andante.register.leaf import fault
from andante.register.tiles import Tile


class EventOrder:
    """Checks bundles of entries in order. It keeps eight bytes an entry: a hash of the event's id."""

    def __init__(self) -> None:
        self._time = ""
        self._event_hashes = array("q")

    def check(self, entries: Sequence[bytes], tile: Tile) -> None:
        """RegisterError names the first entry of this bundle that is no event or not in its place."""
        error: RegisterError | None = None
        try:
            events = parse_canonical_objects(entries)
        except RegisterError as found:
            error = found
            row = found.problems[0].where.row or 0
            events = parse_canonical_objects(entries[:row])
        for number, event in enumerate(events, tile.first):
            wrong = fault(event, number) or self._too_early(event)
            if wrong:
                raise _entry_error(number, tile, wrong)
            self._event_hashes.append(hash(event["event"]))
        if error is not None:
            problem = error.problems[0]
            raise _entry_error(tile.first + len(events), tile, f"{problem.what} {problem.why}".strip())

    def _too_early(self, event: dict[str, Any]) -> str:
        time: str = event["time"]
        if time < self._time:
            return f"its time {time} is before {self._time}, the time of the entry above"
        self._time = time
        return ""

    def check_unique(self, read: Callable[[], Iterable[tuple[Tile, Sequence[bytes]]]]) -> None:
        """RegisterError names the first entry whose event stands above already.

        `read` goes through the checked bundles again; it is called only where two ids have one hash.
        """
        hashes = np.frombuffer(self._event_hashes, dtype=np.int64) if self._event_hashes else np.zeros(0)
        ordered = np.sort(hashes)
        doubtful = set(ordered[1:][ordered[1:] == ordered[:-1]].tolist())
        if not doubtful:
            return
        first_of: dict[str, int] = {}
        for tile, entries in read():
            for number in range(tile.first, min(tile.first + len(entries), len(hashes))):
                if int(hashes[number]) in doubtful:
                    event = parse_canonical_objects([entries[number - tile.first]])[0]["event"]
                    if event in first_of:
                        raise _entry_error(
                            number, tile, f"its event {event!r} is that of entry {first_of[event]} already"
                        )
                    first_of[event] = number
            if tile.first + tile.width >= len(hashes):
                return


def _entry_error(number: int, tile: Tile, wrong: str) -> RegisterError:
    return RegisterError(
        Problem(
            f"Entry {number} does not fit the log: {wrong.rstrip('.')}.",
            Where(tile.path, field=f"entry {number}"),
            "The register writes each event once, in canonical JSON, in the order of their times.",
        )
    )
