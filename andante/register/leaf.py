"""What an entry of the log holds: one public event, as canonical JSON.

| name | holds |
|---|---|
| `commitments` | name -> digest of what stays private (`commitment.py`) |
| `data` | what is public about the event |
| `event` | the event's id, used once in a log |
| `format` | 1 |
| `index` | the entry's number, from 0 |
| `kind` | what happened, such as filing.decided |
| `time` | when, in UTC to the microsecond: 2026-06-01T09:30:00.000000Z; never before the entry above |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from andante.errors import Problem, RegisterError
from andante.register.canonical_json import canonical_json, parse_canonical
from andante.register.tiles import LONGEST_ENTRY

FORMAT = 1
NAMES = frozenset({"commitments", "data", "event", "format", "index", "kind", "time"})
DEEPEST = 32
"""Levels of objects and lists, `data` itself the first: what any reader of JSON can follow."""
_EVENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@-]{0,127}", re.ASCII)
_KIND = re.compile(r"[a-z][a-z0-9_.-]{0,63}", re.ASCII)
_DIGEST = re.compile("[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One event. `commitments`: name -> 64 hexadecimal digits."""

    index: int
    event: str
    kind: str
    time: str
    data: Mapping[str, Any]
    commitments: Mapping[str, str]

    def encode(self) -> bytes:
        """The entry of the log. RegisterError for a field not as described, or more than 65,535 bytes."""
        fields = {
            "commitments": dict(self.commitments),
            "data": dict(self.data),
            "event": self.event,
            "format": FORMAT,
            "index": self.index,
            "kind": self.kind,
            "time": self.time,
        }
        wrong = fault(fields, self.index) or ("" if self.index >= 0 else "its index is below zero")
        wrong = wrong or ("its data are nested too deeply" if _deeper(fields["data"], DEEPEST) else "")
        if wrong:
            raise RegisterError(Problem(f"This event cannot enter the log: {wrong}."))
        entry = canonical_json(fields)
        if len(entry) > LONGEST_ENTRY:
            raise RegisterError(
                Problem(
                    f"An event of {len(entry)} bytes does not fit the log.",
                    why=f"An entry has at most {LONGEST_ENTRY} bytes.",
                    mend="Commit to the long part instead of including it.",
                )
            )
        return entry


def log_time(moment: datetime, not_before: str = "") -> str:
    """A moment as entries write it, never before `not_before`, even where a clock was set back."""
    if moment.tzinfo is None:
        raise RegisterError(Problem("A time without its zone cannot enter the log."))
    text = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")
    return max(text, not_before)


def parse_leaf(entry: bytes, index: int) -> Leaf:
    """The event of entry `index`. RegisterError for bytes that `Leaf.encode` would not have written there."""
    fields = parse_canonical(entry)
    wrong = fault(fields, index) if isinstance(fields, dict) else "it is not a JSON object"
    if wrong:
        raise RegisterError(Problem(f"Entry {index} is not an event: {wrong}."))
    return Leaf(
        fields["index"],
        fields["event"],
        fields["kind"],
        fields["time"],
        fields["data"],
        fields["commitments"],
    )


def fault(fields: Mapping[str, Any], index: int) -> str:
    """What keeps these fields from being the event of entry `index`; empty if nothing does."""
    if fields.keys() != NAMES:
        wrong = sorted(NAMES ^ fields.keys())
        return f"it lacks, or should not have, {', '.join(map(repr, wrong[:5]))}"
    found = fields["index"]
    if type(found) is not int or found != index:
        return f"it says that it is entry {found!r}, and stands at {index}"
    if fields["format"] != FORMAT or type(fields["format"]) is not int:
        return f"its format is {fields['format']!r}, not {FORMAT}"
    if not _matches(_EVENT, fields["event"]):
        return f"{fields['event']!r} is no event id"
    if not _matches(_KIND, fields["kind"]):
        return f"{fields['kind']!r} is no kind of event"
    if not is_time(fields["time"]):
        return f"{fields['time']!r} is no time in UTC to the microsecond"
    if type(fields["data"]) is not dict:
        return "its data are not an object"
    commitments = fields["commitments"]
    if type(commitments) is not dict or not all(_matches(_DIGEST, each) for each in commitments.values()):
        return "a commitment is not 64 hexadecimal digits"
    return ""


def is_time(text: Any) -> bool:
    """Whether this is a time of the log, on a day that exists."""
    if not _matches(_TIME, text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _deeper(value: Any, levels: int) -> bool:
    """Whether objects and lists are nested more than `levels` deep."""
    if not isinstance(value, (dict, list, tuple)):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_deeper(each, levels - 1) for each in inner)


def _matches(pattern: re.Pattern[str], text: Any) -> bool:
    return type(text) is str and pattern.fullmatch(text) is not None
