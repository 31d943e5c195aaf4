"""What Alembic runs for each command: migrations on the connection that `migrate.py` holds."""

from __future__ import annotations

from alembic import context

from andante.register.metadata import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=False,  # the caller's transaction holds every step
    transaction_per_migration=False,
)
context.run_migrations()
