"""Erasing what somebody may have erased: texts and salts go, digests and proofs stay.

After that nothing of the payload is left in the database: without the salt, not even a guess at it can be
confirmed against the log. Backups made before still hold it, and expire as the administrator has set.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update

from andante.errors import AccessError, Problem, RegisterError, Where
from andante.register.case_rows import load_case
from andante.register.given import Reader
from andante.register.plain import to_text
from andante.register.publishing import index_terms
from andante.register.states import Role, State
from andante.register.steps import Acting, next_step, register_step
from andante.register.store_act import Done
from andante.register.tables_duties import EVIDENCE
from andante.register.tables_filings import DECISIONS, EVENTS, FILINGS, NOTICES
from andante.register.tables_public import PUBLICATION_VERSIONS, PUBLICATIONS
from andante.register.transaction import FREE_TEXT
from andante.register.workflow import final


def erase_case(acting: Acting, number: str, payload: Mapping[str, Any]) -> Done:
    """Erase everything that was written about a case that has ended, its public versions included.

    For administrators, with a `reason`. What stays: number, states, days, outcome, conditions, digests.
    """
    if Role.ADMINISTRATOR not in acting.actor.roles:
        raise AccessError(Problem("This is for administrators.", Where(field="erase")))
    reader = Reader(payload, frozenset({"reason"}))
    reason = reader.text("reason", 500)
    reader.done()
    stored = load_case(acting.connection, number)
    if not reason:
        raise RegisterError(Problem("There is no written reason.", Where(field="reason")))
    if not final(stored.case) and stored.case.state is not State.DRAFT:
        raise RegisterError(
            Problem(
                "This case has not ended.",
                Where(field="case"),
                f"It is {stored.case.state.value}; what is decided on must be there to read.",
                "Let it be withdrawn or deregistered first.",
            )
        )
    taken = stored.case.taken
    case = replace(stored.case, proposal=None, taken=None if taken is None else replace(taken, reason=""))
    stored = replace(stored, case=case)
    connection, time = acting.connection, acting.transaction.time
    gone = {"salt": None, "erased": time}
    for table, columns in (
        (FILINGS, {"filing": None, "predicted": None, **gone}),
        (DECISIONS, {"input": None, "result": None, **gone}),
        (EVIDENCE, {"note": None, **gone}),
        (EVENTS, {"payload": None, "payload_salt": None, "erased": time}),
    ):
        connection.execute(update(table).where(table.c.number == number).values(columns))
    _erase_public_text(acting, number)
    if case.entry is not None:
        _erase_entry(acting, case.entry, gone)
    stored = next_step(stored)
    return Done(stored, "erase", register_step(acting, stored, "erase", {}, {}, publish=False))


def _erase_public_text(acting: Acting, number: str) -> None:
    """Take what people wrote out of the public part of events; what the log holds in plain sight stays."""
    query = select(EVENTS.c.event, EVENTS.c.public).where(EVENTS.c.number == number)
    for event, public in acting.connection.execute(query.where(EVENTS.c.public.is_not(None))).all():
        kept = {name: value for name, value in json.loads(public).items() if name not in FREE_TEXT}
        acting.connection.execute(
            update(EVENTS).where(EVENTS.c.event == event).values(public=to_text(kept) if kept else None)
        )


def _erase_entry(acting: Acting, entry: str, gone: Mapping[str, Any]) -> None:
    connection = acting.connection
    for table in (PUBLICATION_VERSIONS, NOTICES):
        connection.execute(update(table).where(table.c.entry == entry).values({"content": None, **gone}))
    connection.execute(update(NOTICES).where(NOTICES.c.entry == entry).values(answer=None))
    row = connection.execute(
        select(PUBLICATIONS.c.id, PUBLICATIONS.c.words).where(PUBLICATIONS.c.entry == entry)
    ).one()
    index_terms(connection, row.id, entry, row.words)
    if connection.dialect.name == "sqlite":  # segments of the index keep terms until they are merged
        connection.exec_driver_sql("INSERT INTO search_terms (search_terms) VALUES ('optimize')")
    connection.execute(
        update(PUBLICATIONS)
        .where(PUBLICATIONS.c.entry == entry)
        .values(title=entry, summary="", words=entry, change=acting.transaction.next_number)
    )
