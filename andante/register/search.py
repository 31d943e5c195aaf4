"""Search over public entries: every part of the query is found, newest first, with counts for each facet.

The index of terms is the database's. Counting eight facets over ten thousands of matches is not: their values
are held in memory as small whole numbers, one array a facet, and brought up to date before each search from
the entries that changed since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, select, text

from andante.errors import Problem, RegisterError, Where
from andante.register.engine import reading
from andante.register.facets import FACETS
from andante.register.search_terms import Asked, asked_terms, fts5_query, tsquery
from andante.register.tables_public import PUBLICATIONS

PAGE_SIZE = 20
LAST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A public entry in a list."""

    entry: str
    title: str
    summary: str
    facets: Mapping[str, str]
    published: str
    changed: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of what was found. `facets`: facet -> (value, entries), the most first.

    The counts of a facet are those with every other facet as chosen, so that another value can be chosen.
    """

    query: str
    chosen: Mapping[str, tuple[str, ...]]
    total: int
    page: int
    pages: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True)
class _Columns:
    """The facets of all public entries: entry `ids[i]` has the value `words[f][codes[f, i]]` of facet f."""

    ids: NDArray[np.int64]
    codes: NDArray[np.int32]
    words: tuple[tuple[str, ...], ...]
    change: int = -1


class PublicSearch:
    """Searches one database; keeps the facets of its public entries in memory (40 bytes an entry)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._columns = _Columns(
            np.zeros(0, np.int64), np.zeros((len(FACETS), 0), np.int32), ((),) * len(FACETS)
        )
        self._lock = Lock()

    def search(self, query: str, chosen: Mapping[str, Sequence[str]], page: int) -> SearchPage:
        """One page, from 1. RegisterError for a facet that there is not. An empty query finds every entry."""
        wanted = _checked(chosen, page)
        asked = asked_terms(query)
        with reading(self._engine) as connection:
            columns = self._up_to_date(connection)
            found = _found(connection, columns, query, asked)
            masks = [_mask(columns, place, wanted.get(facet)) for place, facet in enumerate(FACETS)]
            counts = {
                facet: _counts(columns, place, _all(found, masks, place))
                for place, facet in enumerate(FACETS)
            }
            matches = columns.ids[_all(found, masks, None)]
            pages = max(-(-len(matches) // PAGE_SIZE), 1)
            page = min(page, pages)
            start = len(matches) - (page - 1) * PAGE_SIZE
            ids = matches[max(start - PAGE_SIZE, 0) : max(start, 0)][::-1].tolist()
            hits = _hits(connection, ids)
        return SearchPage(query, wanted, len(matches), page, pages, hits, counts)

    def _up_to_date(self, connection: Connection) -> _Columns:
        with self._lock:
            query = (
                select(PUBLICATIONS.c.id, PUBLICATIONS.c.change, *(PUBLICATIONS.c[name] for name in FACETS))
                .where(PUBLICATIONS.c.change > self._columns.change)
                .order_by(PUBLICATIONS.c.change)
            )
            rows = connection.execute(query).all()
            if rows:
                self._columns = _merged(self._columns, rows)
            return self._columns


def _checked(chosen: Mapping[str, Sequence[str]], page: int) -> dict[str, tuple[str, ...]]:
    unknown = [name for name in chosen if name not in FACETS]
    if unknown or not 1 <= page <= LAST_PAGE:
        what = f"There is no facet {unknown[0][:40]!r}." if unknown else f"There is no page {page}."
        raise RegisterError(
            Problem(what, Where(field="facets" if unknown else "page"), mend=f"Facets: {', '.join(FACETS)}.")
        )
    return {name: tuple(values) for name, values in chosen.items() if values}


def _merged(columns: _Columns, rows: Sequence[Any]) -> _Columns:
    """The columns with rows put in: those of known ids in their place."""
    words = [dict(zip(known, range(len(known)), strict=True)) for known in columns.words]
    latest = {row[0]: row for row in rows}
    ids = np.array(sorted(latest), np.int64)
    codes = np.empty((len(FACETS), len(ids)), np.int32)
    for place, known in enumerate(words):
        for row, each in enumerate(ids.tolist()):
            codes[place, row] = known.setdefault(latest[each][2 + place], len(known))
    at = np.searchsorted(columns.ids, ids)
    there = np.zeros(len(ids), bool)
    inside = at < len(columns.ids)
    there[inside] = columns.ids[at[inside]] == ids[inside]
    changed = columns.codes.copy()
    changed[:, at[there]] = codes[:, there]
    all_ids = np.concatenate([columns.ids, ids[~there]])
    all_codes = np.concatenate([changed, codes[:, ~there]], axis=1)
    order = np.argsort(all_ids, kind="stable")
    return _Columns(
        all_ids[order], all_codes[:, order], tuple(tuple(known) for known in words), int(rows[-1][1])
    )


def _found(
    connection: Connection, columns: _Columns, query: str, asked: tuple[Asked, ...]
) -> NDArray[np.bool_] | None:
    """Which entries have every term; None: all of them."""
    if not asked:
        return None if not query.strip() else np.zeros(len(columns.ids), bool)
    if connection.dialect.name == "sqlite":
        rows = connection.execute(_FTS, {"query": fts5_query(asked)})
    else:
        rows = connection.execute(_TS, {"query": tsquery(asked)})
    ids = np.fromiter(rows.scalars(), np.int64)
    return np.isin(columns.ids, ids, assume_unique=True)


_FTS = text("SELECT rowid FROM search_terms WHERE search_terms MATCH :query")
_TS = text("SELECT id FROM search_terms WHERE terms @@ CAST(:query AS tsquery)")


def _mask(columns: _Columns, place: int, values: tuple[str, ...] | None) -> NDArray[np.bool_] | None:
    if not values:
        return None
    codes = [code for code, word in enumerate(columns.words[place]) if word in values]
    return np.isin(columns.codes[place], codes)


def _all(
    found: NDArray[np.bool_] | None, masks: list[NDArray[np.bool_] | None], without: int | None
) -> NDArray[np.bool_] | slice:
    """Where everything holds but the choice of one facet."""
    kept = [mask for place, mask in enumerate(masks) if mask is not None and place != without]
    kept += [] if found is None else [found]
    if not kept:
        return slice(None)
    both: NDArray[np.bool_] = np.logical_and.reduce(kept)
    return both


def _counts(columns: _Columns, place: int, where: NDArray[np.bool_] | slice) -> tuple[tuple[str, int], ...]:
    words = columns.words[place]
    counts = np.bincount(columns.codes[place][where], minlength=len(words))
    found = [(word, int(count)) for word, count in zip(words, counts, strict=True) if count and word]
    return tuple(sorted(found, key=lambda each: (-each[1], each[0])))


def _hits(connection: Connection, ids: list[int]) -> tuple[Hit, ...]:
    query = select(PUBLICATIONS).where(PUBLICATIONS.c.id.in_(ids)).order_by(PUBLICATIONS.c.id.desc())
    return tuple(
        Hit(
            row.entry,
            row.title,
            row.summary,
            {name: getattr(row, name) for name in FACETS},
            row.published,
            row.changed,
        )
        for row in (connection.execute(query) if ids else ())
    )
