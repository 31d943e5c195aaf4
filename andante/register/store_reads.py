"""What can be read: cases by those whom they concern, public entries by anyone, queues, due days, proofs."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, case, false, null, or_, select, true

from andante.errors import MissingError, Problem, Where
from andante.register.canonical_json import canonical_json
from andante.register.case import Actor, Case
from andante.register.case_rows import (
    FiledVersion,
    case_of_facts,
    filed_versions,
    find_case,
    stored_case,
)
from andante.register.checkpoint import unsigned_checkpoint
from andante.register.permissions import View, may_see
from andante.register.predicted import PolicySum, compare_entry, sum_policy
from andante.register.publishing import workforce_reports
from andante.register.quarters import Quarter
from andante.register.sentences import NEUTRAL
from andante.register.states import Role, State
from andante.register.store_log import latest_checkpoint, prove_inclusion, read_entry
from andante.register.tables_filings import CASES, DECISIONS, EVENTS, POLICIES
from andante.register.tables_public import PUBLICATION_VERSIONS


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """Something that happened to a case. `given` and `person` are None where the reader may not see them."""

    step: int
    action: str
    before: str | None
    after: str | None
    at: str
    log_number: int
    person: str | None
    given: Mapping[str, Any] | None
    public: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """What a policy proposed for a version of a filing. `input` and `result` are None once erased."""

    event: str
    number: str
    version: int
    policy_hash: str
    engine: str
    on: str
    input: str | None
    result: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as a reader may see it. `proposal` of `case` is hidden from those who do not deliberate."""

    case: Case
    jurisdiction: str
    policy: str
    policy_hash: str
    model: str | None
    model_version: str | None
    filed: tuple[FiledVersion, ...]
    events: tuple[CaseEvent, ...]
    decisions: tuple[DecisionRecord, ...]
    created: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A case in a list. `due` is the day by which the clock asks for something, None where none runs."""

    number: str
    kind: str
    state: str
    unit: str
    policy: str
    entry: str | None
    clock: str | None
    due: date | None
    updated: str


@dataclass(frozen=True, slots=True)
class EntryVersion:
    """A public entry as it stood: `content` with `salt` gives `digest`, which the log's entry holds."""

    version: int
    at: str
    log_number: int
    content: Mapping[str, Any] | None
    salt: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """A public entry: as it stands, and every version before, the last first. `others` are its lineage:
    entries that it replaced or that replaced it."""

    entry: str
    content: Mapping[str, Any]
    versions: tuple[EntryVersion, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry is in the log: its text, the path to the root in base64, the signed checkpoint."""

    log_number: int
    entry: str
    path: tuple[str, ...]
    checkpoint: str


def read_case(connection: Connection, reader: Actor, number: str) -> CaseFile:
    """A case. RegisterError, in the same words as for none, for those who may not see it."""
    stored = find_case(connection, number)
    if stored is None or not may_see(reader, View.FILE, stored.case):
        raise MissingError(Problem(NEUTRAL.en, Where(field="case")))
    deliberates = may_see(reader, View.DELIBERATION, stored.case)
    people = may_see(reader, View.PEOPLE)
    case = stored.case if deliberates else _without_deliberation(stored.case)
    names = connection.execute(select(POLICIES.c.name).where(POLICIES.c.hash == stored.policy_hash))
    return CaseFile(
        case,
        stored.jurisdiction,
        names.scalar_one(),
        stored.policy_hash,
        stored.model,
        stored.model_version,
        filed_versions(connection, number),
        _events(connection, number, deliberates, people or deliberates),
        read_decisions(connection, number),
        stored.created,
    )


def _without_deliberation(case: Case) -> Case:
    return replace(case, proposal=None, excluded=frozenset())


_DELIBERATION = ("propose", "propose_measure", "send_back")


def _events(connection: Connection, number: str, deliberates: bool, people: bool) -> tuple[CaseEvent, ...]:
    query = select(EVENTS).where(EVENTS.c.number == number).order_by(EVENTS.c.step)
    found = []
    for row in connection.execute(query):
        if row.action in _DELIBERATION and not deliberates:
            continue
        found.append(
            CaseEvent(
                row.step,
                row.action,
                row.before,
                row.after,
                row.at,
                row.entry,
                row.person if people else None,
                None if row.payload is None else json.loads(row.payload),
                {} if row.public is None else json.loads(row.public),
            )
        )
    return tuple(found)


def read_decisions(connection: Connection, number: str) -> tuple[DecisionRecord, ...]:
    """Every decision that a policy proposed for a case, the first first."""
    query = (
        select(DECISIONS, EVENTS.c.step)
        .join(EVENTS, EVENTS.c.event == DECISIONS.c.event)
        .where(DECISIONS.c.number == number)
        .order_by(EVENTS.c.step)
    )
    return tuple(decision_record(row) for row in connection.execute(query))


def decision_record(row: Any) -> DecisionRecord:
    """A decision out of its row."""
    return DecisionRecord(
        row.event,
        row.number,
        row.version,
        row.policy_hash,
        row.engine,
        row.on,
        row.input,
        None if row.result is None else json.loads(row.result),
    )


def read_queue(connection: Connection, reader: Actor) -> tuple[QueueRow, ...]:
    """The cases that a person works on: their own for filers, all that are filed for reviewers and others.

    Those with the nearest due day first, then the oldest.
    """
    own = or_(CASES.c.unit.in_([*reader.acts_for, reader.id]), CASES.c.filer == reader.id)
    officials = {Role.REVIEWER, Role.APPROVER, Role.AUDITOR}
    official = bool(reader.roles & officials) and Role.ADMINISTRATOR not in reader.roles
    others = and_(CASES.c.state != State.DRAFT.value, true() if official else false())
    # The facts of a case are read where they decide who may see it: a register has many cases of others.
    facts = case(((own & ~others), CASES.c.facts), else_=null()).label("facts")
    columns = [CASES.c[name] for name in ("number", "kind", "state", "unit", "entry")]
    columns += [CASES.c[name] for name in ("clock", "due", "updated")]
    query = (
        select(*columns, POLICIES.c.name.label("policy"), facts)
        .join(POLICIES, POLICIES.c.hash == CASES.c.policy_hash)
        .where(or_(own, others))
        .order_by(CASES.c.due.is_(None), CASES.c.due, CASES.c.number)
    )
    rows = []
    for row in connection.execute(query):
        if row.facts is not None and not may_see(reader, View.FILE, case_of_facts(row.number, row.facts)):
            continue
        due = None if row.due is None else date.fromisoformat(row.due)
        found = (row.number, row.kind, row.state, row.unit, row.policy, row.entry, row.clock, due)
        rows.append(QueueRow(*found, row.updated))
    return tuple(rows)


def read_entry_of_register(connection: Connection, entry: str) -> PublicEntry:
    """A public entry with every version. RegisterError where there is none."""
    query = (
        select(PUBLICATION_VERSIONS)
        .where(PUBLICATION_VERSIONS.c.entry == entry)
        .order_by(PUBLICATION_VERSIONS.c.version.desc())
    )
    versions = tuple(
        EntryVersion(
            row.version,
            row.at,
            row.log_number,
            None if row.content is None else json.loads(row.content),
            None if row.salt is None else bytes(row.salt).hex(),
            row.digest,
        )
        for row in connection.execute(query)
    )
    if not versions:
        raise MissingError(Problem(f"The public register has no entry {entry[:40]}.", Where(field="entry")))
    return PublicEntry(entry, versions[0].content or {}, versions, _lineage(connection, entry))


def public_lines(connection: Connection) -> Iterator[bytes]:
    """Every version of every public entry as one line of JSON, by entry and version."""
    query = select(PUBLICATION_VERSIONS).order_by(
        PUBLICATION_VERSIONS.c.entry, PUBLICATION_VERSIONS.c.version
    )
    with connection.execute(query.execution_options(yield_per=500)) as rows:
        for row in rows:
            line = {
                "entry": row.entry,
                "version": row.version,
                "at": row.at,
                "log_number": row.log_number,
                "content": None if row.content is None else json.loads(row.content),
                "salt": None if row.salt is None else bytes(row.salt).hex(),
                "digest": row.digest,
            }
            yield canonical_json(line) + b"\n"


def _lineage(connection: Connection, entry: str) -> tuple[str, ...]:
    """Entries before and after, the oldest first, the entry itself left out."""
    before, after = [], []
    at: str | None = entry
    while at is not None:
        at = connection.execute(select(CASES.c.replaces).where(CASES.c.entry == at)).scalar()
        if at is not None:
            before.append(at)
    at = entry
    while at is not None:
        query = select(CASES.c.entry).where(CASES.c.replaces == at, CASES.c.entry.is_not(None))
        at = connection.execute(query).scalar()
        if at is not None:
            after.append(at)
    return (*reversed(before), *after)


def read_proof(connection: Connection, log_number: int) -> Proof:
    """The proof that an entry is in the log as it stands. RegisterError where there is no such entry."""
    note = latest_checkpoint(connection)
    size = unsigned_checkpoint(note).size
    entry = read_entry(connection, log_number)
    path = prove_inclusion(connection, log_number, size)
    return Proof(
        log_number,
        entry.decode("utf-8"),
        tuple(base64.b64encode(each).decode() for each in path),
        note.decode("utf-8"),
    )


def read_policy_sums(connection: Connection, policy: str, through: Quarter) -> tuple[PolicySum, ...]:
    """Predicted against actual over all entries of a policy whose use had started by the end of a quarter."""
    query = (
        select(CASES)
        .join(POLICIES, POLICIES.c.hash == CASES.c.policy_hash)
        .where(POLICIES.c.name == policy, CASES.c.entry.is_not(None), CASES.c.kind == "deployment")
    )
    rows = []
    for row in connection.execute(query):
        stored = stored_case(row)
        case = stored.case
        last = filed_versions(connection, case.number)[-1]
        if case.started is None or case.started > through.end or last.predicted is None:
            continue
        reports = workforce_reports(connection, case.number, case.entry or case.number)
        rows.append(compare_entry(last.predicted, reports, case.started, through))
    return sum_policy(rows, through)
