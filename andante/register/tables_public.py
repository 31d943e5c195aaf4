"""Tables of the public register: entries as anyone may read them, their versions, and what search needs."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from andante.register.metadata import METADATA
from andante.register.tables_filings import CASE_NUMBER
from andante.register.tables_log import DIGEST, NUMBER, TIME

FACETS = ("kind", "sector", "occupation", "outcome", "state", "jurisdiction", "policy", "year")
"""What public entries can be narrowed down by, in the order in which pages show them."""

FACET_CELLS = Table(
    "facet_cells",
    METADATA,
    Column("id", Integer, primary_key=True),
    *(Column(facet, String(64), nullable=False) for facet in FACETS),
    Column("entries", Integer, nullable=False),
    UniqueConstraint(*FACETS, name="uq_facet_cells_values"),
)
"""How many public entries have each combination of facets; an empty text is a facet that does not apply."""

PUBLICATIONS = Table(
    "publications",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("entry", CASE_NUMBER, nullable=False, unique=True),
    Column("number", CASE_NUMBER, ForeignKey("cases.number"), nullable=False, unique=True),
    Column("cell", Integer, ForeignKey("facet_cells.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("published", TIME, nullable=False),
    Column("changed", TIME, nullable=False),
    Index("ix_publications_cell", "cell", "id"),
)
"""Public entries as they stand. `words` is what search looks through, `content` the entry as JSON."""

PUBLICATION_VERSIONS = Table(
    "publication_versions",
    METADATA,
    Column("entry", CASE_NUMBER, ForeignKey("publications.entry"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
    Column("digest", DIGEST, nullable=False),
    Column("log_number", NUMBER, ForeignKey("log_entries.number"), nullable=False),
    Column("at", TIME, nullable=False),
)
"""Every version of a public entry; its digest stands in the entry of the log that published it."""


def search_ddl(dialect: str) -> tuple[str, ...]:
    """The statements that make the index of terms: FTS5 on SQLite, a GIN index on PostgreSQL.

    Terms are cut by `search_terms`, so that both find the same. The `ascii` tokenizer leaves every other
    letter as it is and parts words at blanks.
    """
    if dialect == "sqlite":
        return (
            "CREATE VIRTUAL TABLE search_terms USING fts5(terms, content='', detail=none, tokenize='ascii')",
        )
    return (
        "CREATE TABLE search_terms (id integer PRIMARY KEY REFERENCES publications (id), "
        "terms tsvector NOT NULL)",
        "CREATE INDEX ix_search_terms_terms ON search_terms USING gin (terms)",
    )
