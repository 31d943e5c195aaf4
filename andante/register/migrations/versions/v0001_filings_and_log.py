"""Filings, duties, the public register and the log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_APPEND_ONLY = ("log_entries", "log_hashes", "checkpoints")


def upgrade() -> None:
    """Make every table, the triggers of the log, and the index of search terms."""
    _tables()
    dialect = op.get_bind().dialect.name
    for table in _APPEND_ONLY:
        for statement in _append_only(table, dialect):
            op.execute(statement)
    if dialect == "sqlite":
        op.execute("CREATE VIRTUAL TABLE search_terms USING fts5(terms, content='', tokenize='ascii')")
    else:
        op.execute(
            "CREATE TABLE search_terms (id integer PRIMARY KEY REFERENCES publications (id), "
            "terms tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_search_terms_terms ON search_terms USING gin (terms)")


def _append_only(table: str, dialect: str) -> tuple[str, ...]:
    """The statements that make a table refuse UPDATE, DELETE and TRUNCATE."""
    if dialect == "sqlite":
        return tuple(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        )
    return (
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()",
    )


def _tables() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("size", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoints")),
    )
    op.create_table(
        "idempotency",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("person", "key", name=op.f("pk_idempotency")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_entries",
        sa.Column("number", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_log_entries")),
    )
    op.create_table(
        "log_hashes",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "number", name=op.f("pk_log_hashes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", _NUMBER, nullable=False),
        sa.Column("subtrees", sa.LargeBinary(), nullable=False),
        sa.Column("time", sa.String(length=27), nullable=False),
        sa.Column("origin", sa.String(length=255), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_head_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
    )
    op.create_table(
        "numbers",
        sa.Column("jurisdiction", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "year", name=op.f("pk_numbers")),
    )
    op.create_table(
        "policies",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("jurisdiction", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("adopted", sa.String(length=27), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_policies")),
    )
    op.create_table(
        "cases",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("jurisdiction", sa.String(length=16), nullable=False),
        sa.Column("policy_hash", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("filer", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("phase", sa.String(length=16), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("filed_version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=True),
        sa.Column("replaces", sa.String(length=40), nullable=True),
        sa.Column("model", sa.String(length=40), nullable=True),
        sa.Column("model_version", sa.Text(), nullable=True),
        sa.Column("clock", sa.String(length=32), nullable=True),
        sa.Column("due", sa.String(length=10), nullable=True),
        sa.Column("watch", sa.String(length=10), nullable=True),
        sa.Column("created", sa.String(length=27), nullable=False),
        sa.Column("updated", sa.String(length=27), nullable=False),
        sa.CheckConstraint("kind IN ('model', 'deployment')", name=op.f("ck_cases_kind")),
        sa.ForeignKeyConstraint(
            ["policy_hash"], ["policies.hash"], name=op.f("fk_cases_policy_hash_policies")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_cases")),
        sa.UniqueConstraint("entry", name=op.f("uq_cases_entry")),
        sa.UniqueConstraint("token", name=op.f("uq_cases_token")),
    )
    for name in ("model", "replaces"):
        given = sa.text(f"{name} IS NOT NULL")
        op.create_index(
            f"ix_cases_{name}", "cases", [name], unique=False, sqlite_where=given, postgresql_where=given
        )
    op.create_index("ix_cases_state_due", "cases", ["state", "due"], unique=False)
    op.create_index("ix_cases_unit", "cases", ["unit"], unique=False)
    op.create_index("ix_cases_watch", "cases", ["watch"], unique=False)
    op.create_table(
        "conditions",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("condition", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("attached", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["cases.number"], name=op.f("fk_conditions_number_cases")),
        sa.PrimaryKeyConstraint("number", "condition", name=op.f("pk_conditions")),
    )
    op.create_table(
        "events",
        sa.Column("event", sa.String(length=128), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("before", sa.String(length=32), nullable=True),
        sa.Column("after", sa.String(length=32), nullable=True),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("person_salt", sa.LargeBinary(), nullable=True),
        sa.Column("person_digest", sa.String(length=64), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("payload_salt", sa.LargeBinary(), nullable=True),
        sa.Column("payload_digest", sa.String(length=64), nullable=True),
        sa.Column("public", sa.Text(), nullable=True),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("entry", _NUMBER, nullable=False),
        sa.Column("erased", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(["entry"], ["log_entries.number"], name=op.f("fk_events_entry_log_entries")),
        sa.ForeignKeyConstraint(["number"], ["cases.number"], name=op.f("fk_events_number_cases")),
        sa.PrimaryKeyConstraint("event", name=op.f("pk_events")),
        sa.UniqueConstraint("entry", name=op.f("uq_events_entry")),
    )
    op.create_index("ix_events_number", "events", ["number", "step"], unique=True)
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("event", sa.String(length=128), nullable=False),
        sa.Column("condition", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("received", sa.String(length=27), nullable=False),
        sa.Column("erased", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(["number"], ["cases.number"], name=op.f("fk_evidence_number_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_event", "evidence", ["event"], unique=False)
    op.create_index("ix_evidence_number", "evidence", ["number"], unique=False)
    op.create_table(
        "filings",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("filing", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("assessment", sa.String(length=64), nullable=True),
        sa.Column("predicted", sa.Text(), nullable=True),
        sa.Column("received", sa.String(length=27), nullable=False),
        sa.Column("erased", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(["number"], ["cases.number"], name=op.f("fk_filings_number_cases")),
        sa.PrimaryKeyConstraint("number", "version", name=op.f("pk_filings")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("received", sa.String(length=27), nullable=False),
        sa.Column("log_number", _NUMBER, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered", sa.String(length=27), nullable=True),
        sa.Column("answered_by", sa.String(length=64), nullable=True),
        sa.Column("erased", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(["entry"], ["cases.entry"], name=op.f("fk_notices_entry_cases")),
        sa.ForeignKeyConstraint(
            ["log_number"], ["log_entries.number"], name=op.f("fk_notices_log_number_log_entries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_entry", "notices", ["entry"], unique=False)
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("sector", sa.String(length=64), nullable=False),
        sa.Column("occupation", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("jurisdiction", sa.String(length=64), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("year", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("published", sa.String(length=27), nullable=False),
        sa.Column("changed", sa.String(length=27), nullable=False),
        sa.Column("change", _NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["number"], ["cases.number"], name=op.f("fk_publications_number_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sa.UniqueConstraint("entry", name=op.f("uq_publications_entry")),
        sa.UniqueConstraint("number", name=op.f("uq_publications_number")),
    )
    op.create_index("ix_publications_change", "publications", ["change"], unique=False)
    op.create_table(
        "workforce_reports",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("received", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["cases.number"], name=op.f("fk_workforce_reports_number_cases")),
        sa.PrimaryKeyConstraint("number", "quarter", "revision", name=op.f("pk_workforce_reports")),
    )
    op.create_table(
        "decisions",
        sa.Column("event", sa.String(length=128), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("policy_hash", sa.String(length=64), nullable=False),
        sa.Column("engine", sa.String(length=80), nullable=False),
        sa.Column("on", sa.String(length=10), nullable=False),
        sa.Column("input", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("erased", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(["event"], ["events.event"], name=op.f("fk_decisions_event_events")),
        sa.ForeignKeyConstraint(
            ["number", "version"],
            ["filings.number", "filings.version"],
            name=op.f("fk_decisions_number_filings"),
        ),
        sa.ForeignKeyConstraint(
            ["policy_hash"], ["policies.hash"], name=op.f("fk_decisions_policy_hash_policies")
        ),
        sa.PrimaryKeyConstraint("event", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_number", "decisions", ["number"], unique=False)
    op.create_table(
        "due_events",
        sa.Column("event", sa.String(length=128), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("condition", sa.String(length=64), nullable=False),
        sa.Column("due", sa.String(length=10), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("received", sa.String(length=27), nullable=True),
        sa.Column("fired", sa.String(length=27), nullable=False),
        sa.Column("log_number", _NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["number", "condition"],
            ["conditions.number", "conditions.condition"],
            name=op.f("fk_due_events_number_conditions"),
        ),
        sa.ForeignKeyConstraint(["number"], ["cases.number"], name=op.f("fk_due_events_number_cases")),
        sa.PrimaryKeyConstraint("event", name=op.f("pk_due_events")),
    )
    op.create_index("ix_due_events_due", "due_events", ["due"], unique=False)
    op.create_index("ix_due_events_number", "due_events", ["number"], unique=False)
    op.create_table(
        "publication_versions",
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("log_number", _NUMBER, nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("erased", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry"], ["publications.entry"], name=op.f("fk_publication_versions_entry_publications")
        ),
        sa.ForeignKeyConstraint(
            ["log_number"],
            ["log_entries.number"],
            name=op.f("fk_publication_versions_log_number_log_entries"),
        ),
        sa.PrimaryKeyConstraint("entry", "version", name=op.f("pk_publication_versions")),
    )
