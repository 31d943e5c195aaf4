"""One step of a case, by a person or by the clock: pure functions that follow the table of `transitions`.

A store takes a step in one transaction: it reads the case, calls `step` or `advance`, writes the case that
comes out if `version` is still the one it read, and appends the events to the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from andante.errors import Problem, RegisterError, Where
from andante.filing.outcomes import Outcome, ProcedureName
from andante.policies.schema import Policy, Procedure
from andante.register.calendars import add_months
from andante.register.case import Actor, Case, Given, Handling, Proposal, Taken
from andante.register.checks import Attempt, unmet
from andante.register.clocks import (
    REGISTER_CLOCKS,
    Clock,
    ClockName,
    procedure_clock,
    register_clock,
)
from andante.register.due import Finding
from andante.register.permissions import allowed, refusal_error
from andante.register.sentences import NO_CLOCK, TOLD
from andante.register.states import Action, Name, State
from andante.register.transitions import (
    FINAL,
    OFF_THE_REGISTER,
    ON_THE_REGISTER,
    STATE_CLOCKS,
    Transition,
    transition,
)

CONSEQUENCES = frozenset({Action.FIND_BREACH, Action.SUPERSEDE})
"""What the register does because of something else than a clock of the case."""


@dataclass(frozen=True, slots=True)
class Event:
    """What is recorded of a step. `person` None: the clock. `public` is the part that anyone may read.

    `proposer` is the other of two persons who stand for it, where it takes two.
    """

    case: str
    version: int
    action: Action
    before: State
    after: State
    at: datetime
    person: str | None
    proposer: str | None
    given: dict[str, Any]
    public: dict[str, Any]

    @property
    def kind(self) -> str:
        """The kind of the log's entry."""
        return f"case.{self.action}"


@dataclass(frozen=True, slots=True)
class Told:
    """What the filer is told: in words, and the day by which something happens next (None: no clock runs)."""

    words: Name
    by: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """A step taken: the case after it, what is recorded, and what the filer is told (None: nothing new)."""

    case: Case
    event: Event
    told: Told | None


def step(case: Case, action: Action, person: Actor, given: Given, at: datetime, handling: Handling) -> Step:
    """A person's step at a moment. RegisterError: the refusal as they may know it, or all unmet needs."""
    permission = allowed(person, action, case)
    if not permission.allowed:
        words = permission.words_for(person, person, case)
        raise refusal_error(words, str(action))
    return _take(case, action, person.id, given, at, handling)


def by_clock(case: Case, action: Action, given: Given, at: datetime, handling: Handling) -> Step:
    """A step of the register itself: a breach found, or a newer version in the place of this entry.

    RegisterError if a person has to take it, or only a day that is over can.
    """
    row = transition(case.state, action)
    if row is None or action not in CONSEQUENCES:
        what = f"the register does not {action} by itself while the case is {case.state}"
        raise RegisterError(Problem(what, Where(field=str(action))))
    return _take(case, action, None, given, at, handling)


def advance(case: Case, at: datetime, handling: Handling) -> tuple[Step, ...]:
    """What clocks that have run out bring about by a moment, in order; nothing if none has.

    A clock that follows starts on the day the last one ended, so that the outcome is the same however long
    nobody looked.
    """
    steps: list[Step] = []
    while True:
        action = expiry(case, at, handling)
        if action is None:
            return tuple(steps)
        assert case.clock is not None
        steps.append(_take(case, action, None, Given(), at, handling, since=case.clock.due))
        case = steps[-1].case


def expiry(case: Case, at: datetime, handling: Handling) -> Action | None:
    """What the clock of a case does at a moment, or None while it runs. Silence never approves.

    The check for completeness ends as the procedure says: counted as accepted for review, or escalated. A
    decision is always escalated. An entry lapses where its filer is silent, and never where the register is.
    """
    clock = case.clock
    if clock is None or not clock.expired(handling.calendar.today(at)):
        return None
    if clock.name is ClockName.COMPLETENESS:
        procedure = _procedure(case, handling)
        accepted = procedure is not None and procedure.on_expiry == "accepted"
        return Action.COUNT_AS_ACCEPTED if accepted else Action.ESCALATE
    if clock.name is ClockName.CONFIRMATION:
        return Action.ESCALATE if case.facts_confirmed else Action.LAPSE
    return {
        ClockName.DECISION: Action.ESCALATE,
        ClockName.START: Action.LAPSE,
        ClockName.REVIEW: Action.OPEN_REVIEW,
        ClockName.SUSPENSION: Action.LAPSE,
    }[clock.name]


def breach(case: Case, found: Sequence[Finding], at: datetime, handling: Handling) -> Step | None:
    """The step that follows from findings on due events, or None where all were kept."""
    breaches = tuple(finding.event.id for finding in found if finding.breach)
    if not breaches or transition(case.state, Action.FIND_BREACH) is None:
        return None
    return by_clock(case, Action.FIND_BREACH, Given(breaches=breaches), at, handling)


def procedure_for(policy: Policy, named: str | None) -> Procedure | None:
    """The procedure that a filing is handled by; None where the policy has none, and so sets no clock.

    Where the rules name none it is the ordinary one, or else the strictest: who has no reason to be quick
    takes the time that the policy gives.
    """
    if named is not None:
        return policy.procedures[named]
    if ProcedureName.ORDINARY in policy.procedures:
        return policy.procedures[ProcedureName.ORDINARY]
    order = sorted(policy.procedures, key=lambda name: ProcedureName(name).strictness)
    return policy.procedures[order[-1]] if order else None


def final(case: Case) -> bool:
    """Whether nothing more can happen: an end state, or decided for good without an approval."""
    if case.state is not State.DECIDED:
        return case.state in FINAL
    outcome = None if case.taken is None else case.taken.outcome
    return outcome is Outcome.NOT_REQUIRED or (outcome is Outcome.REJECT and case.re_reviewed)


def _take(
    case: Case,
    action: Action,
    person: str | None,
    given: Given,
    at: datetime,
    handling: Handling,
    since: date | None = None,
) -> Step:
    row = transition(case.state, action)
    assert row is not None
    problems = unmet(Attempt(row, case, given, handling, at))
    if problems:
        raise RegisterError(problems)
    if row.takes_proposal:
        given = _with_proposal(case, given)
    if action is Action.DEREGISTER:
        # Who ends a use does not end what is known of it.
        given = replace(given, breaches=case.open_breaches)
    today = handling.calendar.today(at)
    unstarted = row.to_unless_started is not None and case.started is None
    after = row.to_unless_started if unstarted and row.to_unless_started is not None else row.to
    moved = replace(_with_facts(case, action, person, given, at, today, handling), state=after)
    if case.state in ON_THE_REGISTER and after in OFF_THE_REGISTER:
        # Where a clock ends it, its day was the last; where a person does, today is.
        moved = replace(moved, ended=since or today)
    clock = _clock(case, moved, action, since or today, handling)
    review = clock.due if clock is not None and clock.name is ClockName.REVIEW else moved.review_due
    moved = replace(moved, version=case.version + 1, clock=clock, review_due=review)
    return Step(moved, _event(row, case, moved, person, given, at), _told(action, moved))


def _with_facts(
    case: Case,
    action: Action,
    person: str | None,
    given: Given,
    at: datetime,
    today: date,
    handling: Handling,
) -> Case:
    """The case with what the action adds to it."""
    row = transition(case.state, action)
    assert row is not None
    leaves = row.to is not case.state
    drops = (leaves or action in (Action.SEND_BACK, Action.FIND_BREACH)) and not row.takes_proposal
    if drops and case.proposal is not None:
        case = replace(case, proposal=None)
    if person is not None and not row.decides and person not in case.filers:
        case = replace(case, filers=case.filers | {person})
    match action:
        case Action.SUBMIT | Action.RESUBMIT:
            return replace(
                case,
                gaps=tuple(gap.field for gap in given.gaps),
                procedure=given.procedure,
                policy=None,
                consulted=False,
            )
        case Action.RETURN_ONCE:
            return replace(case, returned_once=True, gaps=tuple(gap.field for gap in given.gaps))
        case Action.ASSESS:
            assert given.policy is not None
            procedure = case.procedure if given.policy.procedure is None else given.policy.procedure
            return replace(case, policy=given.policy, procedure=procedure)
        case Action.RECORD_CONSULTATION:
            return replace(case, consulted=True)
        case Action.PROPOSE | Action.PROPOSE_MEASURE:
            assert person is not None
            proposal = Proposal(person, at, given.outcome, given.conditions, given.measure, given.reason)
            return replace(case, proposal=proposal)
        case Action.DECIDE | Action.ASK_FOR_REVISION:
            return _decided(case, action, person, given, at)
        case Action.ASK_RE_REVIEW:
            return _to_others(case, handling)
        case Action.PUBLISH:
            return replace(case, entry=given.entry, planned_start=given.start or case.planned_start)
        case Action.ANNOUNCE_START:
            return replace(case, planned_start=given.start)
        case Action.GO_LIVE:
            return replace(case, phase=given.phase, started=given.start or today)
        case Action.NEXT_PHASE:
            return replace(case, phase=given.phase)
        case Action.CONFIRM_FACTS:
            return replace(case, facts_confirmed=True)
        case Action.OPEN_REVIEW:
            return replace(case, facts_confirmed=False)
        case Action.ESCALATE:
            return replace(case, escalations=case.escalations + 1)
        case Action.FIND_BREACH:
            return replace(case, open_breaches=tuple(dict.fromkeys((*case.open_breaches, *given.breaches))))
        case Action.RESTORE:
            return replace(case, proposal=None, open_breaches=())
        case Action.SUSPEND | Action.WITHDRAW_APPROVAL:
            return replace(case, proposal=None)
    return case


def _decided(case: Case, action: Action, person: str | None, given: Given, at: datetime) -> Case:
    """The case with the decision of two persons, or with none where they ask for a revision."""
    proposal = case.proposal
    assert proposal is not None
    assert person is not None
    assert given.outcome is not None
    case = replace(case, proposal=None)
    if action is Action.ASK_FOR_REVISION:
        return case
    taken = Taken(given.outcome, given.conditions, proposal.person, person, at, given.reason)
    return replace(case, taken=taken)


def _with_proposal(case: Case, given: Given) -> Given:
    """What is recorded of a step by two: the measure proposed, and both reasons, the proposer's first."""
    proposal = case.proposal
    assert proposal is not None
    reason = "\n".join(dict.fromkeys(text for text in (proposal.reason, given.reason) if text.strip()))
    return replace(given, reason=reason, measure=proposal.measure)


def _to_others(case: Case, handling: Handling) -> Case:
    """The case handed to others than those who decided, under the procedure for that if there is one."""
    taken = case.taken
    assert taken is not None
    again = ProcedureName.EXPERT_RE_REVIEW
    return replace(
        case,
        excluded=case.excluded | {taken.proposer, taken.approver},
        procedure=again.value if again in handling.procedures else case.procedure,
        re_reviewed=True,
        taken=None,
        policy=None,
    )


def _clock(before: Case, after: Case, action: Action, started: date, handling: Handling) -> Clock | None:
    """The clock after a step: the one of the new state, or the one that runs where it is the same."""
    name = STATE_CLOCKS.get(after.state)
    if name is None:
        return None
    running = before.clock
    if action is not Action.ESCALATE and (
        before.state is after.state or (running is not None and running.name is name)
    ):
        return running
    if name is ClockName.REVIEW:
        kept = before.review_due if before.state is not State.IN_PERIODIC_REVIEW else None
        due = kept or add_months(started, REGISTER_CLOCKS[name].months)
        return Clock(name, started, due)
    if name in REGISTER_CLOCKS:
        return register_clock(name, started, handling.calendar)
    return procedure_clock(name, _procedure(after, handling), started, handling.calendar)


def _procedure(case: Case, handling: Handling) -> Procedure | None:
    return None if case.procedure is None else handling.procedures.get(case.procedure)


def _event(
    row: Transition, before: Case, after: Case, person: str | None, given: Given, at: datetime
) -> Event:
    recorded = {name: getattr(given, name) for name in row.records}
    public = {name: recorded[name] for name in row.publishes}
    proposer = before.proposal.person if row.takes_proposal and before.proposal is not None else None
    return Event(
        before.number,
        after.version,
        row.action,
        before.state,
        after.state,
        at,
        person,
        proposer,
        recorded,
        public,
    )


def _told(action: Action, case: Case) -> Told | None:
    words = TOLD.get(action)
    if words is None:
        return None
    due = None if case.clock is None else case.clock.due
    english = NO_CLOCK.en if due is None else due.isoformat()
    chinese = NO_CLOCK.zh if due is None else f"{due.year}年{due.month}月{due.day}日"
    slots = {"number": case.number, "entry": case.entry or case.number}
    return Told(
        Name(words.en.format(**slots, due=english), words.zh.format(**slots, due=chinese)),
        due,
    )
