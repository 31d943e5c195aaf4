"""People, organisations, and how they get in."""

from __future__ import annotations

from alembic import op

from andante.register import tables_people as tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    tables.ORGANISATIONS,
    tables.PERSONS,
    tables.PERSON_ROLES,
    tables.ROLE_REQUESTS,
    tables.PEOPLE_EVENTS,
    tables.CREDENTIALS,
    tables.PROVIDER_IDENTITIES,
    tables.PROVIDER_SIGN_INS,
    tables.SESSIONS,
    tables.TOKENS,
    tables.ONE_TIME_LINKS,
    tables.SIGN_IN_ATTEMPTS,
    tables.SIGN_IN_KEYS,
)


def upgrade() -> None:
    """Make the tables of people."""
    for table in TABLES:
        table.create(op.get_bind())
