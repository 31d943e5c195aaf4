"""A case: one filing on its way, as the facts that workflow and permissions ask about. All immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Protocol

from andante.filing.conditions import Condition
from andante.filing.fields import FilingKind
from andante.filing.outcomes import Outcome
from andante.policies.decision import Decision
from andante.policies.schema import Policy, Procedure
from andante.register.calendars import WorkingCalendar, calendar_for
from andante.register.clocks import Clock
from andante.register.evidence import Evidence
from andante.register.states import Measure, Phase, Role, State

APPROVALS = frozenset({Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS})


class Actor(Protocol):
    """Somebody who is signed in. `acts_for`: the units (firms, departments) whose filings are theirs."""

    @property
    def id(self) -> str:
        """Who it is, for good."""
        ...

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that they may use now."""
        ...

    @property
    def acts_for(self) -> frozenset[str]:
        """The units whose filings are their own."""
        ...


@dataclass(frozen=True, slots=True)
class PolicyProposal:
    """What the policy proposes: the part of a `Decision` that named people answer to."""

    outcome: Outcome
    conditions: tuple[str, ...]
    procedure: str | None
    missing: tuple[str, ...]
    policy_hash: str
    on: date


def policy_proposal(decision: Decision) -> PolicyProposal:
    """The proposal in a decision of `policies.decide`."""
    return PolicyProposal(
        decision.outcome,
        tuple(condition.id for condition in decision.conditions),
        decision.procedure,
        decision.missing,
        decision.policy_hash,
        decision.on,
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a reviewer proposes, before another person takes it: an outcome, or a measure on an entry."""

    person: str
    at: datetime
    outcome: Outcome | None = None
    conditions: tuple[str, ...] = ()
    measure: Measure | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision taken by two persons. `reason` is published where the policy proposed otherwise."""

    outcome: Outcome
    conditions: tuple[str, ...]
    proposer: str
    approver: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing missing from a filing: its field (or a word for an enclosure), and why it is asked."""

    field: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Case:
    """One filing. `version` counts its steps: a store refuses a step from a version that is no longer so.

    `gaps` are the fields found missing when it was last submitted. `excluded` took part in a decision that is
    now reviewed by others. `replaces` is the entry that a change filing would take the place of. `ended` is
    the last day on which the entry was on the register.
    """

    number: str
    kind: FilingKind
    unit: str
    filers: frozenset[str]
    state: State = State.DRAFT
    version: int = 0
    phase: Phase | None = None
    procedure: str | None = None
    clock: Clock | None = None
    escalations: int = 0
    gaps: tuple[str, ...] = ()
    returned_once: bool = False
    policy: PolicyProposal | None = None
    consulted: bool = False
    proposal: Proposal | None = None
    taken: Taken | None = None
    excluded: frozenset[str] = frozenset()
    re_reviewed: bool = False
    entry: str | None = None
    planned_start: date | None = None
    started: date | None = None
    ended: date | None = None
    review_due: date | None = None
    facts_confirmed: bool = False
    open_breaches: tuple[str, ...] = ()
    replaces: str | None = None

    @property
    def approved(self) -> bool:
        """Whether two different persons have approved it, with or without conditions."""
        taken = self.taken
        return taken is not None and taken.outcome in APPROVALS and taken.proposer != taken.approver

    def owned_by(self, person: Actor) -> bool:
        """Whether this is the person's own filing: they wrote it, or act for the unit that files."""
        return person.id in self.filers or self.unit in person.acts_for


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with an action. Which of it an action needs and records is in its transition.

    `gaps` comes from `completeness.find_gaps` with a submission, and from the reviewer with a return.
    """

    reason: str = ""
    gaps: tuple[Gap, ...] = ()
    procedure: str | None = None
    policy: PolicyProposal | None = None
    outcome: Outcome | None = None
    conditions: tuple[str, ...] = ()
    measure: Measure | None = None
    statement: str = ""
    phase: Phase | None = None
    start: date | None = None
    entry: str | None = None
    change: str | None = None
    model_state: State | None = None
    replaced_state: State | None = None
    breaches: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Handling:
    """How a policy handles filings: its procedures and conditions, and the working days where it holds."""

    calendar: WorkingCalendar
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    conditions: Mapping[str, Condition] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("procedures", "conditions"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))


def handling_of(policy: Policy, calendar: WorkingCalendar | None = None) -> Handling:
    """The handling under a policy, by default with the calendar of its jurisdiction."""
    found = calendar_for(policy.jurisdiction) if calendar is None else calendar
    return Handling(found, policy.procedures, policy.conditions)
