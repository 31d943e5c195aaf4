"""Search finds the same on SQLite and PostgreSQL, with right counts, and what changed a moment ago too."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter

import numpy as np
import pytest
from empty_databases import Databases
from hypothesis import given, settings
from hypothesis import strategies as st
from registers import REVIEWER, Past, Register, open_register

from andante.errors import RegisterError
from andante.register.engine import open_engine
from andante.register.facets import FACETS
from andante.register.migrate import migrate
from andante.register.search import PAGE_SIZE, PublicSearch
from andante.register.search_terms import (
    MOST_TERMS,
    asked_terms,
    fts5_query,
    stored_terms,
    tidied,
    tsquery,
    tsvector,
)
from benchmarks.register import entry, fill

QUERIES = (
    "",
    "客服",
    "智能客服",
    "客",
    "服",
    "服系",
    "客服 平台",
    "客服平台",
    "translation",
    "trans",
    "TRANS lation",
    "quality plan",
    "ＣＬＡＩＭＳ",
    "Firm 17",
    "cn-2026-000012-0",
    "no such thing",
    "！？",
    "'\" OR 1=1 --",
    "x' & !y | (",
    "AND NOT *",
)


def test_every_query_finds_what_a_plain_look_finds(databases: Databases) -> None:
    """An independent oracle reads every entry's words and counts by hand."""
    url = databases.new()
    engine = open_engine(url)
    migrate(engine)
    fill(url, 700, seed=3)
    draws = np.random.default_rng(3)
    rows = [entry(number, draws) for number in range(1, 701)]
    search = PublicSearch(engine)
    chances = random.Random(1)
    for query in QUERIES:
        for _ in range(3):
            names = chances.sample(FACETS, chances.randint(0, 2))
            chosen = {name: [chances.choice(rows)[name], chances.choice(rows)[name]] for name in names}
            matching = [row for row in rows if _says(row["words"], query)]
            wanted = [row for row in matching if all(row[name] in chosen[name] for name in names)]
            found = search.search(query, chosen, 1)
            assert found.total == len(wanted), query
            newest = [row["entry"] for row in reversed(wanted)][:PAGE_SIZE]
            assert [hit.entry for hit in found.hits] == newest
            for facet in FACETS:
                others = [name for name in names if name != facet]
                counted = Counter(
                    row[facet] for row in matching if all(row[name] in chosen[name] for name in others)
                )
                assert dict(found.facets[facet]) == {word: n for word, n in counted.items() if word}
    assert search.search("", {}, 35).hits[-1].entry == "CN-2026-000001-0"
    assert search.search("", {}, 99).page == 35
    for facets, page in (({"color": ["red"]}, 1), ({}, 0), ({}, 10**9)):
        with pytest.raises(RegisterError):
            search.search("", facets, page)
    engine.dispose()


def _says(words: str, query: str) -> bool:
    """Whether a text has every part of a query: runs of Chinese anywhere, words from their beginning."""
    parts = [part for part in "".join(c if c.isalnum() else " " for c in tidied(query)).split() if part]
    if not parts:
        return not query.strip()
    text = "".join(c if c.isalnum() else " " for c in tidied(words))
    return all(
        part in text if "\u4e00" <= part[0] <= "\u9fff" else f" {part}" in f" {text}" for part in parts
    )


def test_what_changed_is_found_at_once_by_every_process(past: Past, filled: Register) -> None:
    other = open_register(filled.url)
    assert dict(other.store.public_search("").facets["state"]) == {"published": 2}
    filled.act(REVIEWER, "suspend_at_once", past.model, {"reason": "It leaks."})
    assert dict(other.store.public_search("").facets["state"]) == {"published": 1, "suspended": 1}
    assert other.store.public_search("客服", {"state": ["suspended"]}).hits[0].entry == past.model
    other.engine.dispose()


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_any_text_is_found_by_itself_and_no_text_breaks_the_index(words: str) -> None:
    terms, asked = stored_terms(words), asked_terms(words)
    assert len(terms) <= MOST_TERMS
    assert not any(
        sign.isspace() or (sign.isascii() and not sign.isalnum()) for term in terms for sign in term
    )
    if not asked:
        return
    index = sqlite3.connect(":memory:")
    index.execute("CREATE VIRTUAL TABLE t USING fts5(terms, content='', tokenize='ascii')")
    index.execute("INSERT INTO t (rowid, terms) VALUES (1, ?)", (" ".join(terms),))
    assert index.execute("SELECT count(*) FROM t WHERE t MATCH ?", (fts5_query(asked),)).fetchone() == (1,)
    index.close()
    assert tsquery(asked)
    assert tsvector(terms)
