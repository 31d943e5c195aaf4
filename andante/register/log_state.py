"""How the log of a database stands: whether it was begun, how long it is, whether it is signed to its end."""

from __future__ import annotations

from sqlalchemy import Engine, select

from andante.errors import AndanteError, Problem, RegisterError
from andante.register.checkpoint import unsigned_checkpoint
from andante.register.engine import reading
from andante.register.store_log import latest_checkpoint, read_head
from andante.register.tables_log import LOG_HEAD


def log_begun(engine: Engine) -> bool:
    """Whether the database holds a log, which then has its key."""
    with reading(engine) as connection:
        return connection.execute(select(LOG_HEAD.c.id)).first() is not None


def log_size(engine: Engine) -> int:
    """How many entries the log has; 0 where that cannot be read now."""
    try:
        with reading(engine) as connection:
            return read_head(connection).tree.size
    except AndanteError:
        return 0


def check_log(engine: Engine) -> None:
    """RegisterError where the last signed checkpoint is not that of the end of the log."""
    with reading(engine) as connection:
        tree = read_head(connection).tree
        signed = unsigned_checkpoint(latest_checkpoint(connection))
    if (signed.size, signed.root) != (tree.size, tree.root()):
        raise RegisterError(
            Problem(
                "The log is not signed to its end.",
                why=f"It has {tree.size} entries; the last checkpoint is of {signed.size}.",
                mend="Export it and run `andante register verify`.",
            )
        )
