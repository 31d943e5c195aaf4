"""Policies are adopted from a day on, and each adoption has its entry of the log."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from andante.register import tables_policies as tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, fill it from the events of adoption, and drop the mark that it takes the place of."""
    connection = op.get_bind()
    tables.POLICY_ADOPTIONS.create(connection)
    events = connection.execute(
        sa.text("SELECT entry, at, public FROM events WHERE action = 'adopt_policy' ORDER BY entry")
    ).all()
    for event in events:
        said = json.loads(event.public)
        connection.execute(
            sa.insert(tables.POLICY_ADOPTIONS),
            {
                "log_number": event.entry,
                "name": said["policy"],
                "policy_hash": said["policy_hash"],
                "starts": event.at[:10],
                "at": event.at,
            },
        )
    op.drop_column("policies", "in_force")
