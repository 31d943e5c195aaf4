"""Tables of filings: the case as it stands, every version of what was filed, every event, every decision.

What can hold personal data is a text with its salt and digest: text and salt can be erased, and the digest,
which is in the log, stays.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from andante.register.metadata import METADATA
from andante.register.tables_log import DIGEST, NUMBER, TIME, Bytes

CASE_NUMBER = String(40)
DAY = String(10)
PERSON = String(64)
UNIT = String(64)

POLICIES = Table(
    "policies",
    METADATA,
    Column("hash", DIGEST, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("jurisdiction", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("title_zh", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("adopted", TIME, nullable=False),
)
"""Policies this register has decided under, whole, so that every decision can be made again."""

NUMBERS = Table(
    "numbers",
    METADATA,
    Column("jurisdiction", String(16), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)
"""The last running number given in a jurisdiction and year."""

CASES = Table(
    "cases",
    METADATA,
    Column("number", CASE_NUMBER, primary_key=True),
    Column("token", String(32), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("jurisdiction", String(16), nullable=False),
    Column("policy_hash", DIGEST, ForeignKey("policies.hash"), nullable=False),
    Column("unit", UNIT, nullable=False),
    Column("filer", PERSON, nullable=False),
    Column("state", String(32), nullable=False),
    Column("phase", String(16)),
    Column("step", Integer, nullable=False),
    Column("filed_version", Integer, nullable=False),
    Column("facts", Text, nullable=False),
    Column("facts_salt", Bytes),
    Column("entry", CASE_NUMBER, unique=True),
    Column("replaces", CASE_NUMBER),
    Column("model", CASE_NUMBER),
    Column("model_version", Text),
    Column("clock", String(32)),
    Column("due", DAY),
    Column("watch", DAY),
    Column("created", TIME, nullable=False),
    Column("updated", TIME, nullable=False),
    Index("ix_cases_state_due", "state", "due"),
    Index("ix_cases_watch", "watch"),
    Index("ix_cases_unit", "unit"),
    *(
        Index(f"ix_cases_{name}", name, sqlite_where=given, postgresql_where=given)
        for name, given in (
            ("model", text("model IS NOT NULL")),
            ("replaces", text("replaces IS NOT NULL")),
        )
    ),
    CheckConstraint("kind IN ('model', 'deployment')", name="kind"),
)
"""Where each case is. `token` stands for it in the log until it is public; `watch` is the day after which a
clock or a condition has something to say; `facts` is `case.Case` whole, the rest is what is looked for. The
entry of the log of the last step commits to all of it (`case_rows.standing`) with the salt `facts_salt`.
"""

FILINGS = Table(
    "filings",
    METADATA,
    Column("number", CASE_NUMBER, ForeignKey("cases.number"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("filing", Text),
    Column("salt", Bytes),
    Column("digest", DIGEST, nullable=False),
    Column("assessment", DIGEST),
    Column("predicted", Text),
    Column("received", TIME, nullable=False),
    Column("erased", TIME),
)
"""What was filed, version by version: the canonical text of a `filing.schema.Filing`."""

EVENTS = Table(
    "events",
    METADATA,
    Column("event", String(128), primary_key=True),
    Column("number", CASE_NUMBER, ForeignKey("cases.number")),
    Column("step", Integer, nullable=False),
    Column("action", String(32), nullable=False),
    Column("before", String(32)),
    Column("after", String(32)),
    Column("person", PERSON),
    Column("person_salt", Bytes),
    Column("person_digest", DIGEST),
    Column("payload", Text),
    Column("payload_salt", Bytes),
    Column("payload_digest", DIGEST),
    Column("public", Text),
    Column("at", TIME, nullable=False),
    Column("entry", NUMBER, ForeignKey("log_entries.number"), nullable=False, unique=True),
    Column("erased", TIME),
    Index("ix_events_number", "number", "step", unique=True),
)
"""What happened, each with the entry of the log that says so. `person` is empty for what the clock did;
`public` is the part of the payload that anyone may read once the case is on the public register.
"""

DECISIONS = Table(
    "decisions",
    METADATA,
    Column("event", String(128), ForeignKey("events.event"), primary_key=True),
    Column("number", CASE_NUMBER, nullable=False),
    Column("version", Integer, nullable=False),
    Column("policy_hash", DIGEST, ForeignKey("policies.hash"), nullable=False),
    Column("engine", String(80), nullable=False),
    Column("on", DAY, nullable=False),
    Column("input", Text),
    Column("result", Text),
    Column("salt", Bytes),
    Column("digest", DIGEST, nullable=False),
    Column("erased", TIME),
    ForeignKeyConstraint(["number", "version"], ["filings.number", "filings.version"]),
    Index("ix_decisions_number", "number"),
)
"""What the policy proposed: input, result, and all that is needed to work the result out again."""

NOTICES = Table(
    "notices",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("entry", CASE_NUMBER, ForeignKey("cases.entry"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("content", Text),
    Column("salt", Bytes),
    Column("digest", DIGEST, nullable=False),
    Column("received", TIME, nullable=False),
    Column("log_number", NUMBER, ForeignKey("log_entries.number"), nullable=False),
    Column("answer", Text),
    Column("answer_salt", Bytes),
    Column("answered", TIME),
    Column("answered_by", PERSON),
    Column("erased", TIME),
    Index("ix_notices_entry", "entry"),
)
"""What anyone wrote about a public entry: an error in it, or an objection by those whom it concerns."""

IDEMPOTENCY = Table(
    "idempotency",
    METADATA,
    Column("person", PERSON, primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("request", DIGEST, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("at", TIME, nullable=False),
    sqlite_with_rowid=False,
)
"""Person and key -> what was answered, so that a request sent twice acts once."""
