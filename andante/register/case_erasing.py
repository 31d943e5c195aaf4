"""Erasing what somebody may have erased: texts and salts go, digests and proofs stay.

After that nothing of the payload is left in the database: without the salt, not even a guess at it can be
confirmed against the log. Backups made before still hold it, and expire as the administrator has set.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Table, func, select, update

from andante.errors import AccessError, Problem, RegisterError, Where
from andante.register.case_rows import load_case
from andante.register.given import Reader
from andante.register.leaf import parse_leaf
from andante.register.plain import to_text
from andante.register.publishing import index_terms
from andante.register.states import Role, State
from andante.register.steps import Acting, next_step, register_step
from andante.register.store_act import Done
from andante.register.store_duties import watch_day
from andante.register.store_log import read_entry
from andante.register.tables_duties import DUE_EVENTS, EVIDENCE
from andante.register.tables_filings import CASES, DECISIONS, EVENTS, FILINGS, IDEMPOTENCY, NOTICES
from andante.register.tables_public import PUBLICATION_VERSIONS, PUBLICATIONS
from andante.register.transaction import FREE_TEXT
from andante.register.workflow import final

_TABLES = (
    CASES,
    FILINGS,
    DECISIONS,
    EVENTS,
    EVIDENCE,
    DUE_EVENTS,
    NOTICES,
    IDEMPOTENCY,
    PUBLICATION_VERSIONS,
    PUBLICATIONS,
)
ERASED_FROM = (*(table.name for table in _TABLES), "search_terms")
"""Tables that held what is erased, by name; their old rows are cleared after the transaction."""


def erase_case(acting: Acting, number: str, payload: Mapping[str, Any]) -> Done:
    """Erase everything that was written about a case that has ended, its public versions included.

    For administrators, with a `reason`, which is kept for auditors. What stays: number, states, days,
    outcome, conditions, figures, ids of persons, digests. Once more it erases what came since, such as a
    notice. Clocks and due days are brought up to date before, in a transaction of their own: a version that
    is published in this one would not be erased.
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
    day = watch_day(acting.connection, stored, acting.handling(stored).calendar, acting.now)
    if final(stored.case) and day is not None:
        raise RegisterError(
            Problem(
                "Something is still due of this case.",
                Where(field="case"),
                "Its conditions are judged for the part that ran before it left the register.",
                f"Erase it after {day.isoformat()}.",
            )
        )
    taken = stored.case.taken
    case = replace(stored.case, proposal=None, taken=None if taken is None else replace(taken, reason=""))
    stored = replace(stored, case=case)
    connection, time = acting.connection, acting.transaction.time
    for table, columns in (
        (FILINGS, {"filing": None, "assessment": None, "predicted": None, "salt": None}),
        (DECISIONS, {"input": None, "result": None, "salt": None}),
        (EVIDENCE, {"value": None, "note": None, "salt": None}),
        (EVENTS, {"payload": None, "payload_salt": None}),
    ):
        values = {**columns, "erased": _first(table, time)}
        connection.execute(update(table).where(table.c.number == number).values(values))
    _erase_public_text(acting, number)
    _erase_words_found(acting, number)
    _erase_requests(acting, number, case.entry)
    if case.entry is not None:
        _erase_entry(acting, case.entry, time)
    stored = next_step(stored)
    number_in_log = register_step(acting, stored, "erase", {"reason": reason}, {}, publish=False)
    return Done(stored, "erase", number_in_log)


def _first(table: Table, time: str) -> Any:
    """The moment of the first erasure of a row."""
    return func.coalesce(table.c.erased, time)


def _erase_words_found(acting: Acting, number: str) -> None:
    """A figure that was compared stays; where it was a word that somebody sent, it goes."""
    query = select(DUE_EVENTS.c.event, DUE_EVENTS.c.value).where(DUE_EVENTS.c.number == number)
    for event, value in acting.connection.execute(query).all():
        if isinstance(json.loads(value), str):
            acting.connection.execute(
                update(DUE_EVENTS).where(DUE_EVENTS.c.event == event).values(value="null")
            )


def _erase_requests(acting: Acting, number: str, entry: str | None) -> None:
    """Digests of requests about the case: they have no salt, so that a guess at one could be confirmed.

    The receipts stay; the same request under the same key is refused from then on, and not done again.
    """
    for person, key in _requests(acting, number, entry):
        where = (IDEMPOTENCY.c.person == person) & (IDEMPOTENCY.c.key == key)
        acting.connection.execute(update(IDEMPOTENCY).where(where).values(request=""))


def _requests(acting: Acting, number: str, entry: str | None) -> Iterator[tuple[str, str]]:
    connection = acting.connection
    notices = set(connection.execute(select(NOTICES.c.id).where(NOTICES.c.entry == entry)).scalars())
    named = IDEMPOTENCY.c.receipt.contains(number, autoescape=True)
    if notices:
        named |= IDEMPOTENCY.c.receipt.contains("_notice", autoescape=True)
    for row in connection.execute(select(IDEMPOTENCY).where(named)).all():
        receipt = json.loads(row.receipt)
        if receipt["number"] == number:
            yield row.person, row.key
        elif receipt["action"].endswith("_notice"):
            # Notices, and answers to them, are about an entry: only the log says which one.
            place = receipt["log_number"]
            event = parse_leaf(read_entry(connection, place), place).event
            if event.split("/")[1] in notices:
                yield row.person, row.key


def _erase_public_text(acting: Acting, number: str) -> None:
    """Take what people wrote out of the public part of events; what the log holds in plain sight stays."""
    query = select(EVENTS.c.event, EVENTS.c.public).where(EVENTS.c.number == number)
    for event, public in acting.connection.execute(query.where(EVENTS.c.public.is_not(None))).all():
        kept = {name: value for name, value in json.loads(public).items() if name not in FREE_TEXT}
        acting.connection.execute(
            update(EVENTS).where(EVENTS.c.event == event).values(public=to_text(kept) if kept else None)
        )


def _erase_entry(acting: Acting, entry: str, time: str) -> None:
    connection = acting.connection
    for table in (PUBLICATION_VERSIONS, NOTICES):
        values = {"content": None, "salt": None, "erased": _first(table, time)}
        connection.execute(update(table).where(table.c.entry == entry).values(values))
    connection.execute(update(NOTICES).where(NOTICES.c.entry == entry).values(answer=None, answer_salt=None))
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
