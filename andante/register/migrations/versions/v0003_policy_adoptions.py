"""Policies are adopted from a day on, and each adoption has its entry of the log."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table, fill it from the events of adoption, and drop the mark that it takes the place of."""
    connection = op.get_bind()
    adoptions = op.create_table(
        "policy_adoptions",
        sa.Column("log_number", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("policy_hash", sa.String(length=64), nullable=False),
        sa.Column("starts", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["log_number"],
            ["log_entries.number"],
            name=op.f("fk_policy_adoptions_log_number_log_entries"),
        ),
        sa.ForeignKeyConstraint(
            ["policy_hash"], ["policies.hash"], name=op.f("fk_policy_adoptions_policy_hash_policies")
        ),
        sa.PrimaryKeyConstraint("log_number", name=op.f("pk_policy_adoptions")),
    )
    op.create_index("ix_policy_adoptions_starts", "policy_adoptions", ["starts"], unique=False)
    events = connection.execute(
        sa.text("SELECT entry, at, public FROM events WHERE action = 'adopt_policy' ORDER BY entry")
    ).all()
    for event in events:
        said = json.loads(event.public)
        connection.execute(
            sa.insert(adoptions),
            {
                "log_number": event.entry,
                "name": said["policy"],
                "policy_hash": said["policy_hash"],
                "starts": event.at[:10],
                "at": event.at,
            },
        )
    op.drop_column("policies", "in_force")
