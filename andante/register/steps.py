"""Steps written down: the case that comes out, its event, its public entry; and clocks brought up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from andante.policies.schema import Policy
from andante.register.case import Actor, Handling
from andante.register.case_rows import StoredCase, update_case
from andante.register.due import Finding
from andante.register.filing_desk import Desk
from andante.register.plain import to_plain
from andante.register.policy_shelf import Rulebook
from andante.register.public_content import PublicEvent
from andante.register.publishing import published_now, write_publication
from andante.register.states import Role
from andante.register.store_duties import due_findings, insert_findings, watch_day
from andante.register.transaction import Happening, Transaction
from andante.register.workflow import Event, Step, advance, breach


@dataclass(frozen=True, slots=True)
class Clockwork:
    """The register itself, when a day is over: nobody acts."""

    id: str = ""
    roles: frozenset[Role] = frozenset()
    acts_for: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, in which transaction, and under which policies."""

    transaction: Transaction
    rulebook: Rulebook
    actor: Actor

    @property
    def connection(self) -> Connection:
        """The connection that holds the transaction."""
        return self.transaction.connection

    @property
    def now(self) -> datetime:
        """The moment it happens."""
        return self.transaction.now

    def policy(self, stored: StoredCase) -> Policy:
        """The policy of a case."""
        return self.rulebook.policy(self.connection, stored.policy_hash)

    def handling(self, stored: StoredCase) -> Handling:
        """How that policy handles filings."""
        return self.rulebook.handling(self.connection, stored.policy_hash)

    def today(self, stored: StoredCase) -> date:
        """The day it is where that policy holds."""
        return self.handling(stored).calendar.today(self.now)

    def desk(self, stored: StoredCase) -> Desk:
        """That policy with its rules of today."""
        return Desk(self.policy(stored), self.rulebook, self.today(stored))


def save_step(
    acting: Acting,
    before: StoredCase,
    taken: Step,
    commitments: Mapping[str, str] | None = None,
    decision: Mapping[str, Any] | None = None,
    affected: tuple[str, ...] = (),
    new: bool = False,
    findings: Sequence[Finding] = (),
) -> tuple[StoredCase, int]:
    """Write a step of the workflow; returns the case as it stands and the number of the log's entry.

    A `new` case was written as the step leaves it, and is among the `commitments`. `findings` are those that
    led to the step.
    """
    event: Event = taken.event
    given = {name: value for name, value in event.given.items() if value not in (None, "", (), {})}
    public = {name: value for name, value in event.public.items() if value not in (None, "", (), {})}
    if affected:
        public["affected"] = len(affected)
        given["affected"] = affected
    saved = replace(before, case=taken.case)
    log_number = _write(
        acting,
        saved,
        Happening(
            f"{saved.token}/{taken.case.version}",
            saved.case.number,
            taken.case.version,
            event.action.value,
            event.before.value,
            event.after.value,
            event.person,
            given,
            public,
            _subject(saved, findings),
        ),
        commitments,
        decision,
        update=not new,
    )
    return saved, log_number


def register_step(
    acting: Acting,
    stored: StoredCase,
    action: str,
    given: Mapping[str, Any],
    public: Mapping[str, Any],
    commitments: Mapping[str, str] | None = None,
    publish: bool = True,
    findings: Sequence[Finding] = (),
) -> int:
    """Write an event that leaves the case in its state; returns the number of the log's entry.

    Without `publish` it makes no further version of the public entry.
    """
    state = stored.case.state.value
    person = acting.actor.id or None
    what = Happening(
        f"{stored.token}/{stored.case.version}",
        stored.case.number,
        stored.case.version,
        action,
        state,
        state,
        person,
        given,
        public,
        _subject(stored, findings),
    )
    return _write(acting, stored, what, commitments, None, publish)


def next_step(stored: StoredCase) -> StoredCase:
    """The case one step on, in the same state: for `register_step`."""
    return replace(stored, case=replace(stored.case, version=stored.case.version + 1))


def catch_up(acting: Acting, stored: StoredCase) -> StoredCase:
    """Everything that clocks and due days brought about until now, in the order of their days, each once.

    What happens depends on the days alone, not on when somebody looked: a register that was down for a year
    comes to the same end as one that was looked at daily.
    """
    handling = acting.handling(stored)
    calendar = handling.calendar
    while True:
        clock = stored.case.clock
        ended = clock.due if clock is not None and clock.expired(acting.today(stored)) else None
        found = due_findings(acting.connection, stored, calendar, acting.now)
        first = found[0].event.due if found else None
        if first is not None and (ended is None or first <= ended):
            stored = _record_findings(acting, stored, [each for each in found if each.event.due == first])
        elif ended is not None:
            for taken in advance(stored.case, calendar.end_of(ended), handling):
                stored, _ = save_step(acting, stored, taken)
        else:
            return stored


def _record_findings(acting: Acting, stored: StoredCase, found: list[Finding]) -> StoredCase:
    """Findings of one due day: a breach is a step of the workflow, conditions kept are an event."""
    handling = acting.handling(stored)
    at = handling.calendar.end_of(found[0].event.due)
    insert_findings(acting.transaction, stored.case.number, found)
    step = breach(stored.case, found, at, handling)
    if step is not None:
        saved, _ = save_step(acting, stored, step, findings=found)
        return saved
    stored = next_step(stored)
    verdicts = {each.event.id: each.verdict.value for each in found}
    clockwork = replace(acting, actor=Clockwork())
    register_step(clockwork, stored, "check_conditions", {}, {"verdicts": verdicts}, findings=found)
    return stored


def _write(
    acting: Acting,
    stored: StoredCase,
    what: Happening,
    commitments: Mapping[str, str] | None,
    decision: Mapping[str, Any] | None,
    publish: bool = True,
    update: bool = True,
) -> int:
    transaction, calendar = acting.transaction, acting.handling(stored).calendar
    publication = None
    if stored.case.entry is not None and publish:
        new = PublicEvent(
            transaction.time, what.action, what.after, transaction.next_number, _plain_public(what)
        )
        found = published_now(
            acting.connection, stored, acting.policy(stored), acting.handling(stored).calendar, new
        )
        publication = write_publication(transaction, found)
    if update:
        watch = watch_day(acting.connection, stored, calendar, acting.now)
        digest = update_case(acting.connection, replace(stored, watch=watch), transaction.time)
        commitments = {**(commitments or {}), "case": digest}
    return transaction.happened(what, commitments, decision, publication)


def _subject(stored: StoredCase, findings: Sequence[Finding] = ()) -> dict[str, Any]:
    """How the log names the case: by its token until it is public, then by its entry too; what was found."""
    subject: dict[str, Any] = {"case": stored.token}
    if findings:
        subject["findings"] = [_finding(each) for each in findings]
    if stored.case.entry is not None:
        subject["entry"] = stored.case.entry
    return subject


def _finding(found: Finding) -> dict[str, Any]:
    """What the log says of a due day, for good: a figure, but no word that somebody sent."""
    plain: dict[str, Any] = {
        "event": found.event.id,
        "due": found.event.due.isoformat(),
        "verdict": found.verdict.value,
    }
    return plain if isinstance(found.value, str) else plain | {"value": found.value}


def _plain_public(what: Happening) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(what.public)
    return plain
