"""Salts of what the log commits to: a case as it stands after its last step, and the answer to a notice.

Older steps committed to no standing, and the salts of older answers were not kept.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("cases", sa.Column("facts_salt", sa.LargeBinary(), nullable=True))
    op.add_column("notices", sa.Column("answer_salt", sa.LargeBinary(), nullable=True))
