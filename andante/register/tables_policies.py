"""The table of adoptions: which policy new filings are decided under, from which day on."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table

from andante.register.metadata import METADATA
from andante.register.tables_filings import DAY
from andante.register.tables_log import DIGEST, NUMBER, TIME

POLICY_ADOPTIONS = Table(
    "policy_adoptions",
    METADATA,
    Column("log_number", NUMBER, ForeignKey("log_entries.number"), primary_key=True, autoincrement=False),
    Column("name", String(64), nullable=False),
    Column("policy_hash", DIGEST, ForeignKey("policies.hash"), nullable=False),
    Column("starts", DAY, nullable=False),
    Column("at", TIME, nullable=False),
    Index("ix_policy_adoptions_starts", "starts"),
)
"""What administrators adopted, each with its entry of the log. Of those of one name that have started, the
last is in force; of two from the same day, the one adopted last.
"""
