"""Tables of the public register: entries as anyone may read them, their versions, and what search needs.

The index of terms, `search_terms`, is no table of SQLAlchemy: FTS5 on SQLite, where the `ascii` tokenizer
leaves other letters as they are and parts words at blanks, and tsvector with a GIN index on PostgreSQL. Terms
are cut by `search_terms.py`, so that both find the same.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from andante.register.facets import FACETS
from andante.register.metadata import METADATA
from andante.register.tables_filings import CASE_NUMBER
from andante.register.tables_log import DIGEST, NUMBER, TIME, Bytes

PUBLICATIONS = Table(
    "publications",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("entry", CASE_NUMBER, nullable=False, unique=True),
    Column("number", CASE_NUMBER, ForeignKey("cases.number"), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    *(Column(facet, String(64), nullable=False) for facet in FACETS),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("published", TIME, nullable=False),
    Column("changed", TIME, nullable=False),
    Column("change", NUMBER, nullable=False),
    Index("ix_publications_change", "change"),
)
"""Public entries as they stand. An empty facet does not apply. `words` is what search looks through; `change`
the number of the log's entry of the last change, which rises with every change.
"""

PUBLICATION_VERSIONS = Table(
    "publication_versions",
    METADATA,
    Column("entry", CASE_NUMBER, ForeignKey("publications.entry"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", Text),
    Column("salt", Bytes),
    Column("digest", DIGEST, nullable=False),
    Column("log_number", NUMBER, ForeignKey("log_entries.number"), nullable=False),
    Column("at", TIME, nullable=False),
    Column("erased", TIME),
)
"""Every version of a public entry as JSON. The entry of the log that published it commits to it; the salt is
public with the content, so that anyone can compare them.
"""
