"""Random people do random things to a filing: what must never happen does not; what must be possible is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from workflow_sample import (
    APPROVER,
    BOTH,
    FILER,
    MORNING,
    OTHER_APPROVER,
    OTHER_REVIEWER,
    REVIEWER,
    UNIT,
    Somebody,
    draft,
    gap,
    handling,
    proposed_by_policy,
    somebody,
)

from andante.errors import RegisterError
from andante.filing.outcomes import Outcome
from andante.register.case import APPROVALS, Case, Given
from andante.register.due_dates import Anchors, schedule
from andante.register.evidence import Evidence
from andante.register.states import Action, Measure, Phase, Role, State
from andante.register.transitions import FINAL, TABLE, TRANSITIONS
from andante.register.workflow import Step, advance, by_clock, final, step

SECOND_BOTH = somebody("second-both", Role.REVIEWER, Role.APPROVER, Role.FILER)
INSIDER = somebody("insider", Role.REVIEWER, Role.APPROVER, Role.FILER, acts_for=UNIT)
ADMINISTRATOR = somebody("admin", Role.ADMINISTRATOR, Role.APPROVER, Role.REVIEWER)
AUDITOR = somebody("auditor", Role.AUDITOR, Role.APPROVER)
PEOPLE = (
    FILER, INSIDER, REVIEWER, OTHER_REVIEWER, APPROVER, OTHER_APPROVER, BOTH, SECOND_BOTH, ADMINISTRATOR,
    AUDITOR,
)  # fmt: skip
CONDITIONS = ("notify_staff_30_days", "quarterly_report")
ON_REGISTER = {
    State.PUBLISHED, State.LIVE, State.IN_PERIODIC_REVIEW, State.CHANGED, State.SUSPENDED,
    State.CONDITION_BREACHED, State.LAPSED, State.DEREGISTERED,
}  # fmt: skip
SILENCE_MAY_LEAD_TO = {
    State.SUBMITTED, State.IN_COMPLETENESS_CHECK, State.ACCEPTED, State.ASSESSED, State.IN_CONSULTATION,
    State.CONDITION_BREACHED, State.IN_PERIODIC_REVIEW, State.LAPSED,
}  # fmt: skip
PEOPLES_ACTIONS = [action for action in Action if any(r.action is action and r.roles for r in TABLE)]


def conditions_of(outcome: Outcome | None) -> tuple[str, ...]:
    return CONDITIONS if outcome is Outcome.APPROVE_WITH_CONDITIONS else ()


def plausible(case: Case, action: Action, at: datetime, outcome: Outcome, measure: Measure) -> Given:
    """What somebody who knows the rules would bring along."""
    if action in (Action.DECIDE, Action.ASK_FOR_REVISION) and case.proposal and case.proposal.outcome:
        outcome = case.proposal.outcome
    start = handling().calendar.today(at)
    entry = case.entry or "CN-A-1"
    notice = handling().conditions["notify_staff_30_days"]
    event = schedule(entry, notice, Anchors(start, start), date(2059, 1, 1), handling().calendar)[0]
    sent, listed = action in (Action.SUBMIT, Action.RESUBMIT), tuple(gap(name) for name in case.gaps)
    return Given(
        reason="because",
        gaps=() if sent and measure is not Measure.SUSPEND else listed or (gap("purpose"),),
        procedure="ordinary",
        policy=proposed_by_policy(Outcome.APPROVE),
        outcome=outcome,
        conditions=conditions_of(outcome),
        measure=measure,
        statement="said",
        phase=Phase.FULL if case.phase else Phase.PILOT,
        start=start,
        entry=entry,
        change="CN-2026-000002-6",
        model_state=State.LIVE,
        replaced_state=State.LIVE,
        evidence=(Evidence(event.id, 45.0, at - timedelta(days=60)),),
    )


WAY = (
    Action.SUBMIT, Action.TAKE_UP, Action.ACCEPT, Action.ASSESS, Action.OPEN_CONSULTATION,
    Action.RECORD_CONSULTATION, Action.PROPOSE, Action.DECIDE, Action.PUBLISH, Action.GO_LIVE,
)  # fmt: skip
BY_FILER = (Action.SUBMIT, Action.GO_LIVE)
ENDING = (Action.WITHDRAW, Action.DEREGISTER, Action.WITHDRAW_APPROVAL)


class Workflow(RuleBasedStateMachine):
    """A store that takes a step only from the version it was made from; a witness notes who did what."""

    def __init__(self) -> None:
        super().__init__()
        self.case = draft()
        self.at = MORNING
        self.proposer: str | None = None
        self.proposed: Outcome | None = None
        self.decided: tuple[str, str, Outcome] | None = None
        self.returns = 0
        self.involved: set[str] = set()

    def commit(self, taken: Step) -> bool:
        """What a store does: refuse what was worked out from a version that is no longer so."""
        if taken.event.version != self.case.version + 1:
            return False
        before, self.case = self.case, taken.case
        action, person = taken.event.action, taken.event.person
        assert taken.event.before is before.state
        assert taken.event.after is self.case.state
        if action is Action.PROPOSE:
            assert person is not None
            self.proposer, self.proposed = person, taken.event.given["outcome"]
        if action is Action.DECIDE:
            assert person is not None
            assert self.proposer is not None
            assert self.proposed is taken.event.given["outcome"]
            self.decided = (self.proposer, person, taken.event.given["outcome"])
        if action is Action.ASK_RE_REVIEW:
            assert self.decided is not None
            self.involved |= set(self.decided[:2])
            self.decided = None
        if action in (Action.SUBMIT, Action.RESUBMIT):
            self.decided = None
        self.returns += action is Action.RETURN_ONCE
        return True

    @initialize(
        steps=st.sampled_from((0, 6, len(WAY), 7, len(WAY) - 2, 3, len(WAY))),
        kind=st.sampled_from(["model", "deployment"]),
        approvals=st.tuples(st.sampled_from((REVIEWER, BOTH)), st.sampled_from((APPROVER, SECOND_BOTH))),
    )
    def somewhere_on_the_way(self, steps: int, kind: str, approvals: tuple[Somebody, Somebody]) -> None:
        """So that random steps begin deep inside, too."""
        self.case = draft(kind=kind)
        for action in WAY[:steps]:
            person = FILER if action in BY_FILER else approvals[action in (Action.DECIDE, Action.PUBLISH)]
            given = plausible(self.case, action, self.at, Outcome.APPROVE, Measure.RESTORE)
            assert self.commit(step(self.case, action, person, given, self.at, handling()))

    @rule(
        person=st.sampled_from(PEOPLE),
        action=st.sampled_from(PEOPLES_ACTIONS),
        outcome=st.sampled_from(Outcome),
        measure=st.sampled_from(Measure),
    )
    def anyone_tries_anything(
        self, person: Somebody, action: Action, outcome: Outcome, measure: Measure
    ) -> None:
        given = plausible(self.case, action, self.at, outcome, measure)
        try:
            taken = step(self.case, action, person, given, self.at, handling())
        except RegisterError:
            return
        assert self.commit(taken)

    @rule(pick=st.integers(0, 10**6), outcome=st.sampled_from(Outcome), measure=st.sampled_from(Measure))
    def somebody_does_something_that_is_possible(self, pick: int, outcome: Outcome, measure: Measure) -> None:
        found = possible(self.case, self.at, outcome, measure)
        lasting = [taken for taken in found if taken.event.action not in ENDING]
        if lasting:
            assert self.commit(lasting[pick % len(lasting)])

    @rule(first=st.sampled_from(PEOPLE), second=st.sampled_from(PEOPLE), outcome=st.sampled_from(Outcome))
    def two_decide_at_once(self, first: Somebody, second: Somebody, outcome: Outcome) -> None:
        """Both saw the same version; whatever they decide, one of them is too late."""
        given = plausible(self.case, Action.DECIDE, self.at, outcome, Measure.SUSPEND)
        steps = []
        for person in (first, second):
            try:
                steps.append(step(self.case, Action.DECIDE, person, given, self.at, handling()))
            except RegisterError:
                continue
        assert [self.commit(taken) for taken in steps] == [True, False][: len(steps)]

    @rule(person=st.sampled_from(PEOPLE), junk=st.builds(Given, outcome=st.none() | st.sampled_from(Outcome)))
    def somebody_sends_too_little(self, person: Somebody, junk: Given) -> None:
        for action in (Action.PROPOSE, Action.DECIDE, Action.PUBLISH, Action.GO_LIVE, Action.RESTORE):
            try:
                taken = step(self.case, action, person, junk, self.at, handling())
            except RegisterError:
                continue
            assert self.commit(taken)
            return

    @rule(days=st.sampled_from((0, 1, 3, 10, 40, 400)))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)
        for taken in advance(self.case, self.at, handling()):
            # Silence never approves: no clock leads to a decision, a publication or a use.
            assert taken.case.state in SILENCE_MAY_LEAD_TO
            assert taken.case.taken == self.case.taken
            assert self.commit(taken)
        assert advance(self.case, self.at, handling()) == ()

    @rule(there_is_one=st.sampled_from((False, False, False, True)))
    def a_breach_is_found(self, there_is_one: bool) -> None:
        if not there_is_one:
            return
        try:
            taken = by_clock(self.case, Action.FIND_BREACH, Given(breaches=("e/c/1",)), self.at, handling())
        except RegisterError:
            assert self.case.state not in ON_REGISTER | FINAL
            return
        expected = {self.case.state} if self.case.state in FINAL | {State.SUSPENDED} else set()
        assert taken.case.state in (expected or {State.CONDITION_BREACHED})
        assert self.commit(taken)

    @invariant()
    def two_other_persons_stand_for_every_entry(self) -> None:
        if self.case.entry is None:
            assert self.case.state not in ON_REGISTER
            return
        assert self.decided is not None
        proposer, approver, outcome = self.decided
        assert proposer != approver
        assert outcome in APPROVALS
        for person in (proposer, approver):
            assert person not in {"filer", "insider", "admin", "auditor"}
            assert person not in self.case.filers
            assert person not in self.involved

    @invariant()
    def gaps_are_told_once(self) -> None:
        assert self.returns <= 1

    @invariant()
    def there_is_a_way_on_unless_it_is_over(self) -> None:
        if final(self.case):
            for taken in possible(self.case, self.at, Outcome.APPROVE, Measure.RESTORE):
                assert taken.event.action is Action.SEND_EVIDENCE  # for what ran until it ended
                assert taken.case == replace(
                    self.case, version=taken.case.version, filers=self.case.filers | {taken.event.person}
                )
        else:
            assert leaves(self.case, self.at)


def possible(case: Case, at: datetime, outcome: Outcome, measure: Measure) -> list[Step]:
    """Every step that somebody who knows the rules can take now."""
    found = []
    for action in PEOPLES_ACTIONS:
        if (case.state, action) not in TRANSITIONS:
            continue
        given = plausible(case, action, at, outcome, measure)
        for person in PEOPLE:
            try:
                found.append(step(case, action, person, given, at, handling()))
            except RegisterError:
                continue
    return found


def leaves(case: Case, at: datetime) -> bool:
    """Whether the case can come out of its state by one person's step, or after a proposal by two."""
    outcome, measure = Outcome.REJECT, Measure.WITHDRAW_APPROVAL
    found = possible(case, at, outcome, measure)
    return any(taken.case.state is not case.state for taken in found) or any(
        second.case.state is not case.state
        for taken in found
        if taken.event.action in (Action.PROPOSE, Action.PROPOSE_MEASURE)
        for second in possible(taken.case, at, outcome, measure)
    )


Workflow.TestCase.settings = settings(
    max_examples=100, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestWorkflow = Workflow.TestCase


def explored() -> dict[State, Case]:
    """Every state that can be reached, breadth first, with one case in it; time jumps where clocks run."""
    seen: set[tuple[object, ...]] = set()
    found: dict[State, Case] = {}
    waiting = [(draft(), MORNING), (draft(kind="model"), MORNING)]
    while waiting:
        case, at = waiting.pop(0)
        key = (case.kind, case.state, case.returned_once, case.re_reviewed,
               case.proposal and (case.proposal.outcome, case.proposal.measure),
               case.taken and case.taken.outcome, case.phase, case.facts_confirmed)  # fmt: skip
        if key in seen:
            continue
        seen.add(key)
        found.setdefault(case.state, case)
        outcomes = (Outcome.APPROVE, Outcome.REJECT, Outcome.NEEDS_INFORMATION)
        for outcome, measure in zip(outcomes, Measure, strict=True):
            waiting += [(taken.case, at) for taken in possible(case, at, outcome, measure)]
        if case.clock is not None:
            later = handling().calendar.end_of(case.clock.due)
            waiting += [(taken.case, later) for taken in advance(case, later, handling())]
        for action, given in (
            (Action.FIND_BREACH, Given(breaches=("e/c/1",))),
            (Action.SUPERSEDE, Given(entry="CN-A-2")),
        ):
            try:
                waiting.append((by_clock(case, action, given, at, handling()).case, at))
            except RegisterError:
                continue
    return found


def test_every_state_can_be_reached_and_only_ends_are_ends() -> None:
    found = explored()
    assert set(found) == set(State)
    assert {State.CHANGED, State.LAPSED, State.WITHDRAWN, State.DEREGISTERED} == FINAL
    assert [state for state, case in found.items() if final(case)] == [s for s in found if s in FINAL]
