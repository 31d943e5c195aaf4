"""What lists and the page of the log show: what filings are called, a stretch of the log."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from andante.register.public_content import title_of
from andante.register.store_log import read_head
from andante.register.tables_filings import CASES, FILINGS
from andante.register.tables_log import LOG_ENTRIES

AT_ONCE = 400
"""Filings of one query."""


@dataclass(frozen=True, slots=True)
class FiledTitle:
    """What a filing is called: the system, or the provider with the version of the model."""

    number: str
    title: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """An entry of the log. `data` is what is public about it, for good."""

    number: int
    kind: str
    time: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LogPage:
    """A stretch of the log, the last entry first, of a log of `size` entries that ends at `time`."""

    size: int
    time: str
    origin: str
    first: int
    lines: tuple[LogLine, ...]


def read_titles(connection: Connection, numbers: Sequence[str]) -> tuple[FiledTitle, ...]:
    """What these filings are called, as they were filed last; those erased are left out."""
    found = []
    for first in range(0, len(numbers), AT_ONCE):
        query = (
            select(FILINGS.c.number, FILINGS.c.filing)
            .join(CASES, CASES.c.number == FILINGS.c.number)
            .where(FILINGS.c.version == CASES.c.filed_version, FILINGS.c.filing.is_not(None))
            .where(FILINGS.c.number.in_(numbers[first : first + AT_ONCE]))
        )
        for number, filed in connection.execute(query):
            content = json.loads(filed)
            found.append(FiledTitle(number, title_of(content["kind"], content["values"], "")))
    return tuple(found)


def read_log_page(connection: Connection, before: int | None, most: int) -> LogPage:
    """At most so many entries before a number, or before the end of the log."""
    head = read_head(connection)
    size = head.tree.size
    last = size if before is None else min(max(before, 0), size)
    first = max(last - most, 0)
    rows = connection.execute(
        select(LOG_ENTRIES)
        .where(LOG_ENTRIES.c.number >= first, LOG_ENTRIES.c.number < last)
        .order_by(LOG_ENTRIES.c.number.desc())
    )
    lines = []
    for row in rows:
        entry = json.loads(bytes(row.entry))
        lines.append(
            LogLine(row.number, str(entry.get("kind", "")), str(entry.get("time", "")), entry.get("data", {}))
        )
    return LogPage(size, head.time, head.origin, first, tuple(lines))
