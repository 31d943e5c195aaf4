"""Filings, duties, the public register and the log."""

from __future__ import annotations

from alembic import op

from andante.register.tables_duties import CONDITIONS, DUE_EVENTS, EVIDENCE, WORKFORCE_REPORTS
from andante.register.tables_filings import (
    CASES,
    DECISIONS,
    EVENTS,
    FILINGS,
    IDEMPOTENCY,
    NOTICES,
    NUMBERS,
    POLICIES,
)
from andante.register.tables_log import (
    APPEND_ONLY,
    CHECKPOINTS,
    LOG_ENTRIES,
    LOG_HASHES,
    LOG_HEAD,
    append_only_ddl,
)
from andante.register.tables_public import (
    PUBLICATION_VERSIONS,
    PUBLICATIONS,
    search_ddl,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    LOG_ENTRIES,
    LOG_HASHES,
    LOG_HEAD,
    CHECKPOINTS,
    POLICIES,
    NUMBERS,
    CASES,
    FILINGS,
    EVENTS,
    DECISIONS,
    NOTICES,
    IDEMPOTENCY,
    CONDITIONS,
    DUE_EVENTS,
    EVIDENCE,
    WORKFORCE_REPORTS,
    PUBLICATIONS,
    PUBLICATION_VERSIONS,
)


def upgrade() -> None:
    """Make every table, the triggers of the log, and the index of search terms."""
    connection = op.get_bind()
    for table in TABLES:
        table.create(connection)
    dialect = connection.dialect.name
    for table in APPEND_ONLY:
        for statement in append_only_ddl(table.name, dialect):
            op.execute(statement)
    for statement in search_ddl(dialect):
        op.execute(statement)
