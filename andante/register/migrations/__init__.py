"""Migrations of the register's database: one file a step in `versions/`, run in process by `migrate.py`."""
