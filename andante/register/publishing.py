"""Writing public entries: the entry as it stands, one version for every change, and the index of terms."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update

from andante.policies.schema import Policy
from andante.register.calendars import WorkingCalendar
from andante.register.case_rows import StoredCase, filed_version, moment_of
from andante.register.predicted import Comparison, Prediction, WorkforceReport, compare_entry
from andante.register.public_content import (
    Checked,
    PublicEvent,
    Published,
    listed_as,
    public_content,
)
from andante.register.quarters import parse_quarter
from andante.register.search_terms import stored_terms, tsvector
from andante.register.store_duties import conditions_of
from andante.register.tables_duties import DUE_EVENTS, WORKFORCE_REPORTS
from andante.register.tables_filings import CASES, EVENTS
from andante.register.tables_people import ORGANISATIONS
from andante.register.tables_public import PUBLICATIONS
from andante.register.transaction import Transaction

NOT_IN_HISTORY = ("draft", "edit", "propose", "propose_measure", "send_back")
"""Steps that the public entry does not tell: those before anything was filed, and deliberation."""


def published_now(
    connection: Connection, stored: StoredCase, policy: Policy, calendar: WorkingCalendar, new: PublicEvent
) -> Published:
    """All that the public entry of a case is made of, with the event that changes it now."""
    case = stored.case
    assert case.taken is not None
    filed = filed_version(connection, case.number, stored.filed_version)
    events = (*_public_events(connection, case.number), new)
    published = next((each.at for each in events if each.action == "publish"), new.at)
    return Published(
        case,
        filed.filing,
        stored.filed_version,
        policy,
        stored.jurisdiction,
        unit_title(connection, case.unit),
        stored.model,
        stored.model_version,
        _replaced_by(connection, stored, new),
        conditions_of(connection, case.number),
        checked_conditions(connection, case.number),
        filed.predicted,
        compare_case(connection, stored, filed.predicted),
        filed.assessment,
        events,
        calendar.today(case.taken.at).isoformat(),
        published,
    )


def write_publication(transaction: Transaction, found: Published) -> dict[str, Any]:
    """Write the entry as it stands now; returns the version that goes with the event (`happened`)."""
    connection, entry = transaction.connection, found.case.entry
    assert entry is not None
    content = public_content(found)
    row = connection.execute(
        select(PUBLICATIONS.c.id, PUBLICATIONS.c.version, PUBLICATIONS.c.words).where(
            PUBLICATIONS.c.entry == entry
        )
    ).one_or_none()
    listed = listed_as(content)
    values = {
        **listed,
        "version": 1 if row is None else row.version + 1,
        "changed": transaction.time,
        "change": transaction.next_number,
    }
    if row is None:
        place = connection.execute(select(func.max(PUBLICATIONS.c.id))).scalar() or 0
        fixed = {"id": place + 1, "entry": entry, "number": found.case.number, "published": found.published}
        connection.execute(insert(PUBLICATIONS), {**fixed, **values})
        index_terms(connection, place + 1, listed["words"], None)
    else:
        connection.execute(update(PUBLICATIONS).where(PUBLICATIONS.c.entry == entry).values(values))
        if listed["words"] != row.words:
            index_terms(connection, row.id, listed["words"], row.words)
    return {"entry": entry, "version": values["version"], "content": content}


def index_terms(connection: Connection, place: int, words: str, before: str | None) -> None:
    """Put the terms of an entry into the index, in the place of those of `before`."""
    terms = stored_terms(words)
    if connection.dialect.name == "sqlite":
        if before is not None:
            connection.execute(_FTS_DELETE, {"id": place, "terms": " ".join(stored_terms(before))})
        connection.execute(_FTS_INSERT, {"id": place, "terms": " ".join(terms)})
    else:
        connection.execute(_TS_UPSERT, {"id": place, "terms": tsvector(terms)})


_FTS_DELETE = text("INSERT INTO search_terms (search_terms, rowid, terms) VALUES ('delete', :id, :terms)")
_FTS_INSERT = text("INSERT INTO search_terms (rowid, terms) VALUES (:id, :terms)")
_TS_UPSERT = text(
    "INSERT INTO search_terms (id, terms) VALUES (:id, CAST(:terms AS tsvector)) "
    "ON CONFLICT (id) DO UPDATE SET terms = excluded.terms"
)


def checked_conditions(connection: Connection, number: str) -> tuple[Checked, ...]:
    """The due days that are over, each with what was found."""
    query = (
        select(DUE_EVENTS).where(DUE_EVENTS.c.number == number).order_by(DUE_EVENTS.c.due, DUE_EVENTS.c.event)
    )
    return tuple(
        Checked(row.event, row.condition, row.due, row.verdict, json.loads(row.value))
        for row in connection.execute(query)
    )


def workforce_reports(connection: Connection, number: str, entry: str) -> tuple[WorkforceReport, ...]:
    """The quarterly figures of an entry, corrections included, in the order in which they came."""
    query = (
        select(WORKFORCE_REPORTS)
        .where(WORKFORCE_REPORTS.c.number == number)
        .order_by(WORKFORCE_REPORTS.c.quarter, WORKFORCE_REPORTS.c.revision)
    )
    return tuple(
        WorkforceReport(entry, parse_quarter(row.quarter), json.loads(row.figures), moment_of(row.received))
        for row in connection.execute(query)
    )


def compare_case(
    connection: Connection, stored: StoredCase, predicted: Prediction | None
) -> tuple[Comparison, ...]:
    """Predicted against actual by the end of the last quarter reported; none before the first report."""
    case = stored.case
    if case.started is None or predicted is None:
        return ()
    reports = workforce_reports(connection, case.number, case.entry or case.number)
    if not reports:
        return ()
    last = max(report.quarter for report in reports)
    return compare_entry(predicted, reports, case.started, last)


def unit_title(connection: Connection, unit: str) -> str:
    """The name of the organisation that files; its id where the register has no name for it."""
    query = select(ORGANISATIONS.c.name).where(ORGANISATIONS.c.id == unit)
    return connection.execute(query).scalar() or unit


def _public_events(connection: Connection, number: str) -> tuple[PublicEvent, ...]:
    query = (
        select(EVENTS)
        .where(EVENTS.c.number == number, EVENTS.c.action.not_in(NOT_IN_HISTORY))
        .order_by(EVENTS.c.step)
    )
    return tuple(
        PublicEvent(
            row.at,
            row.action,
            row.after,
            row.entry,
            {} if row.public is None else json.loads(row.public),
        )
        for row in connection.execute(query)
    )


def _replaced_by(connection: Connection, stored: StoredCase, new: PublicEvent) -> str | None:
    if new.action == "supersede":
        return str(new.public.get("entry"))
    query = select(CASES.c.entry).where(
        CASES.c.replaces == stored.case.entry, CASES.c.entry.is_not(None), CASES.c.state != "withdrawn"
    )
    return connection.execute(query).scalar()
