"""Decisions made again: from the stored input, under the stored policy, on the stored day, bit for bit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from andante.errors import AndanteError
from andante.policies.decide import decide_one
from andante.policies.decision import ENGINE
from andante.register.canonical_json import canonical_json
from andante.register.case_rows import stored_filing
from andante.register.policy_shelf import Rulebook
from andante.register.tables_filings import DECISIONS


@dataclass(frozen=True, slots=True)
class Replay:
    """A decision made again. `same`: whether the result is the stored one, byte for byte; None once erased.

    `engine` is what decided then; where it is not the one of today, a difference may be its.
    """

    event: str
    number: str
    same: bool | None
    engine: str
    why: str = ""


def replay_decisions(connection: Connection, rulebook: Rulebook) -> Iterator[Replay]:
    """Every decision of the register made again, in the order of their events."""
    rows = connection.execute(select(DECISIONS).order_by(DECISIONS.c.event)).all()
    for row in rows:
        yield replay_decision(connection, rulebook, row)


def replay_decision(connection: Connection, rulebook: Rulebook, row: Any) -> Replay:
    """One decision made again, from its row."""
    if row.input is None or row.result is None:
        return Replay(row.event, row.number, None, row.engine, "its input was erased")
    try:
        policy = rulebook.policy(connection, row.policy_hash)
        filing, on = stored_filing(row.input), date.fromisoformat(row.on)
        decision = decide_one(policy, filing, on, rulebook.compiled(policy, filing.kind, on))
        result = {**decision.as_dict(), "engine": row.engine}
    except (AndanteError, ValueError, KeyError, TypeError) as error:
        return Replay(row.event, row.number, False, row.engine, str(error))
    if filing.canonical() != row.input:
        return Replay(row.event, row.number, False, row.engine, "its input is not in canonical form")
    if canonical_json(result).decode() != row.result:
        why = "the result is another one" + (
            "" if row.engine == ENGINE else f"; {row.engine} decided, this is {ENGINE}"
        )
        return Replay(row.event, row.number, False, row.engine, why)
    return Replay(row.event, row.number, True, row.engine)
