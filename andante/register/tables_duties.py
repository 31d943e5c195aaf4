"""Tables of duties: the conditions of an approval, when each is due, what was sent, and quarterly figures."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from andante.register.metadata import METADATA
from andante.register.tables_filings import CASE_NUMBER, DAY, PERSON
from andante.register.tables_log import DIGEST, NUMBER, TIME, Bytes

CONDITIONS = Table(
    "conditions",
    METADATA,
    Column("number", CASE_NUMBER, ForeignKey("cases.number"), primary_key=True),
    Column("condition", String(64), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("definition", Text, nullable=False),
    Column("attached", TIME, nullable=False),
)
"""The conditions of an approval, each as it stood in the policy that day."""

DUE_EVENTS = Table(
    "due_events",
    METADATA,
    Column("event", String(128), primary_key=True),
    Column("number", CASE_NUMBER, ForeignKey("cases.number"), nullable=False),
    Column("condition", String(64), nullable=False),
    Column("due", DAY, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("value", Text, nullable=False),
    Column("received", TIME),
    Column("fired", TIME, nullable=False),
    Column("log_number", NUMBER, nullable=False),
    ForeignKeyConstraint(["number", "condition"], ["conditions.number", "conditions.condition"]),
    Index("ix_due_events_number", "number"),
    Index("ix_due_events_due", "due"),
)
"""Due days that are over, each written once with what was found; those to come are worked out."""

EVIDENCE = Table(
    "evidence",
    METADATA,
    Column("id", String(128), primary_key=True),
    Column("number", CASE_NUMBER, ForeignKey("cases.number"), nullable=False),
    Column("event", String(128), nullable=False),
    Column("condition", String(64), nullable=False),
    Column("value", Text),
    Column("note", Text),
    Column("salt", Bytes),
    Column("digest", DIGEST, nullable=False),
    Column("person", PERSON),
    Column("received", TIME, nullable=False),
    Column("erased", TIME),
    Index("ix_evidence_event", "event"),
    Index("ix_evidence_number", "number"),
)
"""Figures sent to show that a condition is kept, and what was written with them."""

WORKFORCE_REPORTS = Table(
    "workforce_reports",
    METADATA,
    Column("number", CASE_NUMBER, ForeignKey("cases.number"), primary_key=True),
    Column("quarter", String(7), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("figures", Text, nullable=False),
    Column("received", TIME, nullable=False),
)
"""Quarterly workforce figures of a use; a correction is a further revision, the earlier ones stay."""
