"""Models and what runs on them: every live deployment on a model that is out of force is found and listed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from andante.register.tables_filings import CASES
from andante.register.transitions import IN_GOOD_ORDER, ON_THE_REGISTER

_ON = tuple(state.value for state in ON_THE_REGISTER)
_GOOD = tuple(state.value for state in IN_GOOD_ORDER)


@dataclass(frozen=True, slots=True)
class OutOfForce:
    """A deployment on the register whose model is not in force."""

    entry: str
    state: str
    model: str
    model_version: str | None
    model_state: str


def affected_deployments(connection: Connection, model: str | None) -> tuple[str, ...]:
    """The public entries of deployments on a model, of those on the register."""
    query = (
        select(CASES.c.entry)
        .where(CASES.c.model == model, CASES.c.entry.is_not(None), CASES.c.state.in_(_ON))
        .order_by(CASES.c.entry)
    )
    return tuple(connection.execute(query).scalars())


def deployments_out_of_force(connection: Connection) -> tuple[OutOfForce, ...]:
    """Every deployment on the register whose model was suspended, withdrawn, replaced, or has lapsed."""
    model = CASES.alias("model")
    query = (
        select(
            CASES.c.entry,
            CASES.c.state,
            CASES.c.model,
            CASES.c.model_version,
            model.c.state.label("model_state"),
        )
        .join(model, model.c.entry == CASES.c.model)
        .where(CASES.c.entry.is_not(None), CASES.c.state.in_(_ON), model.c.state.not_in(_GOOD))
        .order_by(CASES.c.entry)
    )
    return tuple(OutOfForce(*row) for row in connection.execute(query))
