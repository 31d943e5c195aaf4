"""Single steps of the workflow: what each needs, what is recorded, what the filer hears, and by when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workflow_sample import (
    APPROVER,
    BOTH,
    FILER,
    MORNING,
    OTHER_APPROVER,
    OTHER_REVIEWER,
    REVIEWER,
    after_clocks,
    draft,
    gap,
    handling,
    measure,
    proposed_by_policy,
    to_decided,
    to_live,
    walk,
)

from andante.errors import RegisterError
from andante.filing.outcomes import Outcome
from andante.filing.schema import Filing
from andante.policies.decide import decide_one
from andante.policies.load import load_policy
from andante.register.case import Case, Gap, Given, Handling, handling_of, policy_proposal
from andante.register.checks import Attempt, unmet
from andante.register.clocks import ClockName
from andante.register.completeness import find_gaps
from andante.register.due import Finding, Verdict
from andante.register.due_dates import DueEvent
from andante.register.evidence import Evidence
from andante.register.states import Action, Measure, Phase, State
from andante.register.transitions import TABLE, transition
from andante.register.workflow import (
    advance,
    breach,
    by_clock,
    expiry,
    final,
    procedure_for,
    step,
)

CHECKED = (
    (Action.SUBMIT, FILER, Given(procedure="ordinary", gaps=(gap("purpose"), gap("sector")))),
    (Action.TAKE_UP, REVIEWER, Given()),
)


def refused(case: Case, action: Action, person: object, given: Given, at: datetime = MORNING) -> str:
    with pytest.raises(RegisterError) as caught:
        step(case, action, person, given, at, handling())  # type: ignore[arg-type]
    return str(caught.value)


# Completeness


def test_whoever_files_leaves_with_a_number_what_happens_next_and_when() -> None:
    taken = step(draft(), Action.SUBMIT, FILER, Given(procedure="ordinary"), MORNING, handling())
    assert taken.told is not None
    assert taken.told.by == date(2026, 3, 9)
    for text in (taken.told.words.en, taken.told.words.zh):
        assert "CN-2026-000001-8" in text
    assert "2026-03-09" in taken.told.words.en
    assert "2026年3月9日" in taken.told.words.zh
    assert "copy" in taken.told.words.en
    unset = step(draft(), Action.SUBMIT, FILER, Given(), MORNING, handling())
    assert unset.case.clock is None
    assert unset.told is not None
    assert unset.told.by is None
    assert "leaves open" in unset.told.words.en


def test_gaps_are_told_once_and_all_of_them() -> None:
    case = walk(draft(), *CHECKED)
    assert case.gaps == ("purpose", "sector")
    assert "still missing: purpose, sector" in refused(case, Action.ACCEPT, REVIEWER, Given())
    assert "sector is missing too" in refused(
        case, Action.RETURN_ONCE, REVIEWER, Given(gaps=(gap("purpose"),))
    )
    assert "no gap is listed" in refused(case, Action.RETURN_ONCE, REVIEWER, Given())
    bare = Given(gaps=(gap("purpose"), Gap("sector", "Sector", " ")))
    assert "no reason" in refused(case, Action.RETURN_ONCE, REVIEWER, bare)
    misspelt = Given(gaps=(gap("purpose"), gap("sector"), gap("ocupation")))
    assert "write occupation" in refused(case, Action.RETURN_ONCE, REVIEWER, misspelt)
    listed = Given(gaps=(gap("purpose"), gap("sector"), gap("the power of attorney"), gap("occupation")))
    returned = walk(case, (Action.RETURN_ONCE, REVIEWER, listed))
    assert returned.state is State.RETURNED
    assert returned.clock is None
    again = walk(
        returned,
        (Action.EDIT, FILER, Given()),
        (Action.RESUBMIT, FILER, Given(procedure="ordinary", gaps=(gap("sector"),))),
        (Action.TAKE_UP, REVIEWER, Given()),
    )
    assert "told once" in refused(again, Action.RETURN_ONCE, REVIEWER, listed)
    # What is still missing does not stop the review; the policy will ask for it, and not approve.
    assert walk(again, (Action.ACCEPT, REVIEWER, Given())).state is State.ACCEPTED


def test_every_gap_of_an_empty_filing_is_found_and_none_of_a_whole_one() -> None:
    policy, day = load_policy("controlled-innovation"), date(2026, 11, 24)
    for kind in ("model", "deployment"):
        filing = Filing(kind)  # type: ignore[arg-type]
        gaps = find_gaps(policy, filing, day)
        asked = set(decide_one(policy, filing, day, change=False).missing)
        assert asked <= {each.field for each in gaps}
        assert all(each.title and each.why for each in gaps)
    named = Filing("model", {"provider": None, "purpose": "advice", "version": "1"})
    fields = [each.field for each in find_gaps(policy, named, day)]
    assert "provider" in fields
    assert "purpose" not in fields
    assert len(fields) == len(set(fields))
    # A policy without rules for models asks for nothing but what identifies one.
    for name in ("market-led", "gradual-tax"):
        other = load_policy(name)
        if not other.rules["model"]:
            assert [g.field for g in find_gaps(other, Filing("model"), day)] == [
                "provider",
                "purpose",
                "version",
            ]
            return
    pytest.fail("no packaged policy is without rules for models")


# Silence


def test_silence_counts_as_accepted_or_goes_up_as_the_procedure_says_and_never_approves() -> None:
    soon = MORNING + timedelta(days=9)
    for procedure, action, state in (
        ("simplified", Action.COUNT_AS_ACCEPTED, State.ACCEPTED),
        ("ordinary", Action.ESCALATE, State.SUBMITTED),
    ):
        case = walk(draft(), (Action.SUBMIT, FILER, Given(procedure=procedure)))
        assert expiry(case, MORNING, handling()) is None
        after, steps = after_clocks(case, soon)
        assert [taken.event.action for taken in steps] == [action]
        assert after.state is state
        assert steps[0].event.person is None
        assert steps[0].told is not None
        assert "no approval" in steps[0].told.words.en
    # An accepted filing that nobody decides is escalated, again and again, and stays undecided.
    case = walk(draft(), (Action.SUBMIT, FILER, Given(procedure="simplified")))
    after, steps = after_clocks(case, MORNING + timedelta(days=365))
    assert after.state is State.ACCEPTED
    assert after.taken is None
    assert {taken.event.action for taken in steps[1:]} == {Action.ESCALATE}
    assert after.escalations == len(steps) - 1 > 5


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["simplified", "ordinary", "expert_re_review", None]),
    st.lists(st.integers(0, 800 * 24), max_size=8),
    st.sampled_from(["submitted", "accepted", "published", "live"]),
)
def test_however_long_nobody_looked_the_outcome_is_the_same(
    procedure: str | None, hours: list[int], state: str
) -> None:
    """Looking at any times in between, or once at the end after a long downtime."""
    if state in ("submitted", "accepted"):
        case = walk(draft(), (Action.SUBMIT, FILER, Given(procedure=procedure)))
        if state == "accepted":
            case = walk(case, (Action.TAKE_UP, REVIEWER, Given()), (Action.ACCEPT, REVIEWER, Given()))
    else:
        case = to_live()
        if state == "published":
            case = walk(
                to_decided(), (Action.PUBLISH, APPROVER, Given(entry="CN-A-1", model_state=State.LIVE))
            )
    end = MORNING + timedelta(hours=max(hours, default=0))
    often, seen = case, []
    for hour in sorted(hours):
        often, steps = after_clocks(often, MORNING + timedelta(hours=hour))
        seen += [(taken.event.action, taken.event.version) for taken in steps]
    once, steps = after_clocks(case, end)
    assert once == often
    assert [(taken.event.action, taken.event.version) for taken in steps] == seen
    assert once.taken == case.taken


# Deciding


def test_a_deviation_from_the_policy_needs_a_reason_that_is_published() -> None:
    case = walk(
        draft(kind="model"),
        (Action.SUBMIT, FILER, Given(procedure="ordinary")),
        (Action.TAKE_UP, REVIEWER, Given()),
        (Action.ACCEPT, REVIEWER, Given()),
        (Action.ASSESS, REVIEWER, Given(policy=proposed_by_policy(Outcome.REJECT))),
    )
    otherwise = Given(outcome=Outcome.APPROVE)
    assert "a deviation is explained" in refused(case, Action.PROPOSE, REVIEWER, otherwise)
    explained = replace(otherwise, reason="The bank of questions was read by hand.")
    case = walk(case, (Action.PROPOSE, REVIEWER, explained))
    taken = step(case, Action.DECIDE, APPROVER, replace(otherwise, reason="So it was."), MORNING, handling())
    assert taken.case.taken is not None
    assert taken.case.taken.reason == "The bank of questions was read by hand.\nSo it was."
    assert taken.event.public["outcome"] is Outcome.APPROVE
    # What was decided with which reason is in the case and in what is published, the proposer's words too.
    assert taken.event.public["reason"] == taken.case.taken.reason
    assert (taken.event.proposer, taken.event.person) == ("reviewer", "approver")


def test_the_assessment_sets_the_procedure_where_the_policy_names_one() -> None:
    accepted = replace(draft(), state=State.ACCEPTED, procedure="ordinary")
    for named, expected in (("expert_re_review", "expert_re_review"), (None, "ordinary")):
        given = Given(policy=replace(proposed_by_policy(), procedure=named))
        assert walk(accepted, (Action.ASSESS, REVIEWER, given)).procedure == expected


def test_another_set_of_conditions_is_a_deviation_too() -> None:
    policy = proposed_by_policy(Outcome.APPROVE_WITH_CONDITIONS, ("quarterly_report", "human_decides"))
    case = replace(draft(kind="model"), state=State.ASSESSED, policy=policy, procedure="ordinary")
    fewer = Given(outcome=Outcome.APPROVE_WITH_CONDITIONS, conditions=("quarterly_report",))
    assert "a deviation is explained" in refused(case, Action.PROPOSE, REVIEWER, fewer)
    same = replace(fewer, conditions=("human_decides", "quarterly_report"))
    assert walk(case, (Action.PROPOSE, REVIEWER, same)).proposal is not None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (Given(), "no outcome"),
        (Given(outcome=Outcome.APPROVE_WITH_CONDITIONS), "names none"),
        (Given(outcome=Outcome.APPROVE, conditions=("human_decides",)), "conditions without"),
        (Given(outcome=Outcome.REJECT, conditions=("human_decides",)), "conditions without"),
        (Given(outcome=Outcome.APPROVE_WITH_CONDITIONS, conditions=("be_nice",)), "be_nice is no condition"),
        (
            Given(outcome=Outcome.APPROVE_WITH_CONDITIONS, conditions=("human_decides", "human_decides")),
            "named twice",
        ),
    ],
)
def test_outcomes_that_do_not_fit(given: Given, words: str) -> None:
    case = replace(draft(kind="model"), state=State.ASSESSED, policy=proposed_by_policy())
    assert words in refused(case, Action.PROPOSE, REVIEWER, replace(given, reason="r"))


def test_missing_data_never_approves_whatever_the_reason() -> None:
    policy = proposed_by_policy(Outcome.NEEDS_INFORMATION, missing=("notice_days",))
    case = replace(draft(kind="model"), state=State.ASSESSED, policy=policy)
    for outcome, conditions in (
        (Outcome.APPROVE, ()),
        (Outcome.APPROVE_WITH_CONDITIONS, ("human_decides",)),
    ):
        given = Given(outcome=outcome, conditions=conditions, reason="we trust them")
        assert "missing data never approves" in refused(case, Action.PROPOSE, REVIEWER, given)
    asked = Given(outcome=Outcome.NEEDS_INFORMATION)
    case = walk(case, (Action.PROPOSE, REVIEWER, asked), (Action.ASK_FOR_REVISION, APPROVER, asked))
    assert case.state is State.REVISE_AND_RESUBMIT
    assert case.taken is None


def test_two_persons_stand_for_the_same_outcome() -> None:
    case = walk(to_decided_until_proposal(), (Action.PROPOSE, BOTH, Given(outcome=Outcome.APPROVE)))
    assert "another person" in refused(case, Action.DECIDE, BOTH, Given(outcome=Outcome.APPROVE))
    other = Given(outcome=Outcome.REJECT, reason="no")
    assert "not what was proposed" in refused(case, Action.DECIDE, APPROVER, other)
    assert "needs_information" in refused(
        case, Action.ASK_FOR_REVISION, APPROVER, Given(outcome=Outcome.APPROVE)
    )
    back = walk(case, (Action.SEND_BACK, APPROVER, Given(reason="look again")))
    assert "no proposal" in refused(back, Action.DECIDE, APPROVER, Given(outcome=Outcome.APPROVE))
    # Proposed anew by another, it is taken by the one who proposed first.
    again = walk(back, (Action.PROPOSE, REVIEWER, Given(outcome=Outcome.APPROVE)))
    done = walk(again, (Action.DECIDE, BOTH, Given(outcome=Outcome.APPROVE)))
    assert done.taken is not None
    assert (done.taken.proposer, done.taken.approver) == ("reviewer", "both")


def to_decided_until_proposal() -> Case:
    return walk(
        draft(kind="model"),
        (Action.SUBMIT, FILER, Given(procedure="ordinary")),
        (Action.TAKE_UP, REVIEWER, Given()),
        (Action.ACCEPT, REVIEWER, Given()),
        (Action.ASSESS, REVIEWER, Given(policy=proposed_by_policy())),
    )


def test_a_proposal_does_not_outlive_the_state_it_was_made_in() -> None:
    case = walk(to_decided_until_proposal(), (Action.PROPOSE, REVIEWER, Given(outcome=Outcome.APPROVE)))
    opened = walk(case, (Action.OPEN_CONSULTATION, REVIEWER, Given()))
    assert opened.proposal is None


def test_those_whom_a_deployment_concerns_are_heard_before_it_is_proposed() -> None:
    given = Given(outcome=Outcome.APPROVE)
    assessed = replace(to_decided_until_proposal(), kind="deployment")
    assert "not been heard" in refused(assessed, Action.PROPOSE, REVIEWER, given)
    assert walk(replace(assessed, procedure="simplified"), (Action.PROPOSE, REVIEWER, given)).proposal
    opened = walk(assessed, (Action.OPEN_CONSULTATION, REVIEWER, Given()))
    assert "nothing is recorded" in refused(opened, Action.PROPOSE, REVIEWER, given)
    assert "no statement" in refused(opened, Action.RECORD_CONSULTATION, REVIEWER, Given(statement="  "))


def test_a_rejection_is_reviewed_once_and_by_others() -> None:
    policy = handling()
    rejected = to_decided(Outcome.REJECT)
    assert not final(rejected)
    assert "not approved" in refused(rejected, Action.PUBLISH, APPROVER, Given(entry="CN-A-1"))
    again = walk(rejected, (Action.ASK_RE_REVIEW, FILER, Given(reason="we were not heard")))
    assert again.state is State.ACCEPTED
    assert again.procedure == "expert_re_review"
    assert again.clock is not None
    assert again.clock.working_days == policy.procedures["expert_re_review"].decision_working_days
    given = Given(outcome=Outcome.REJECT)
    assess = Given(policy=proposed_by_policy(Outcome.REJECT))
    for person in (REVIEWER, APPROVER):
        action = Action.ASSESS if person is REVIEWER else Action.DECIDE
        assert "took part" in refused(again, action, person, assess)
    done = walk(
        again,
        (Action.ASSESS, OTHER_REVIEWER, assess),
        (Action.PROPOSE, OTHER_REVIEWER, given),
        (Action.DECIDE, OTHER_APPROVER, given),
    )
    assert final(done)
    assert "already" in refused(done, Action.ASK_RE_REVIEW, FILER, Given(reason="again"))
    assert final(to_decided(Outcome.NOT_REQUIRED))


# On the register


def test_a_deployment_needs_a_model_in_force() -> None:
    decided = to_decided()
    for state in (None, State.SUSPENDED, State.WITHDRAWN, State.DECIDED, State.CONDITION_BREACHED):
        given = Given(entry="CN-A-1", model_state=state)
        assert "not in force" in refused(decided, Action.PUBLISH, APPROVER, given)
    published = walk(decided, (Action.PUBLISH, APPROVER, Given(entry="CN-A-1", model_state=State.LIVE)))
    pilot = Given(phase=Phase.PILOT, model_state=State.SUSPENDED)
    assert "not in force" in refused(published, Action.GO_LIVE, FILER, pilot)
    model = to_decided(case=draft(kind="model"))
    assert walk(model, (Action.PUBLISH, REVIEWER, Given(entry="CN-M-1"))).state is State.PUBLISHED


def test_conditions_without_a_date_stop_the_publication() -> None:
    given = Given(entry="CN-A-1", model_state=State.LIVE)
    decided = to_decided(Outcome.APPROVE_WITH_CONDITIONS, ("notify_staff_30_days", "quarterly_report"))
    assert "no start is announced" in refused(decided, Action.PUBLISH, APPROVER, given)
    soon = replace(given, start=date(2026, 3, 20))
    assert "due on 2026-02-18" in refused(decided, Action.PUBLISH, APPROVER, soon)
    conditions = dict(handling().conditions)
    conditions["quarterly_report"] = replace(conditions["quarterly_report"], cadence="now and then")
    other = Handling(handling().calendar, handling().procedures, conditions)
    with pytest.raises(RegisterError, match="not understood"):
        step(decided, Action.PUBLISH, APPROVER, replace(given, start=date(2026, 6, 1)), MORNING, other)
    gone = Handling(handling().calendar, handling().procedures, {})
    with pytest.raises(RegisterError, match="no condition of the policy"):
        step(decided, Action.PUBLISH, APPROVER, replace(given, start=date(2026, 6, 1)), MORNING, gone)


def test_the_start_waits_for_what_is_due_before_it() -> None:
    published = walk(
        to_decided(Outcome.APPROVE_WITH_CONDITIONS, ("notify_staff_30_days",)),
        (Action.PUBLISH, APPROVER, Given(entry="CN-A-1", model_state=State.LIVE, start=date(2026, 6, 1))),
    )
    june = MORNING.replace(month=6)
    pilot = Given(phase=Phase.PILOT, model_state=State.LIVE)
    assert "not shown kept" in refused(published, Action.GO_LIVE, FILER, pilot, june)
    sent = Evidence("CN-A-1/notify_staff_30_days/start-2026-06-01", 30.0, MORNING)
    told = replace(pilot, evidence=(sent,))
    live = walk(published, (Action.GO_LIVE, FILER, told), at=june)
    assert (live.state, live.phase, live.started) == (State.LIVE, Phase.PILOT, date(2026, 6, 2))
    early = replace(told, start=date(2026, 7, 1))
    assert "still to come" in refused(published, Action.GO_LIVE, FILER, early, june)
    assert "no phase" in refused(published, Action.GO_LIVE, FILER, replace(told, phase=None), june)


def test_a_start_that_is_put_off_moves_what_is_due_before_it() -> None:
    published = walk(
        to_decided(Outcome.APPROVE_WITH_CONDITIONS, ("notify_staff_30_days",)),
        (Action.PUBLISH, APPROVER, Given(entry="CN-A-1", model_state=State.LIVE, start=date(2026, 6, 1))),
    )
    later = walk(published, (Action.ANNOUNCE_START, FILER, Given(start=date(2026, 9, 1))))
    assert later.planned_start == date(2026, 9, 1)
    assert later.clock == published.clock
    for start, words in (
        (None, "not still to come"),
        (date(2026, 3, 2), "not still to come"),
        (date(2026, 3, 20), "due on 2026-02-18"),
    ):
        assert words in refused(published, Action.ANNOUNCE_START, FILER, Given(start=start))
    found = breach(to_live(), [finding(Verdict.MISSING)], MORNING, handling())
    assert found is not None
    assert "has begun" in refused(found.case, Action.ANNOUNCE_START, FILER, Given(start=date(2026, 9, 1)))


def test_phases_go_forward_only() -> None:
    live = to_live()
    further = Given(phase=Phase.LIMITED, model_state=State.LIVE)
    limited = walk(live, (Action.NEXT_PHASE, FILER, further))
    assert limited.phase is Phase.LIMITED
    assert limited.clock == live.clock
    for phase in (Phase.PILOT, Phase.LIMITED, None):
        later = replace(further, phase=phase)
        assert "no later phase" in refused(limited, Action.NEXT_PHASE, FILER, later)
    for state in (None, State.SUSPENDED, State.CONDITION_BREACHED, State.LAPSED):
        full = Given(phase=Phase.FULL, model_state=state)
        assert "not in force" in refused(limited, Action.NEXT_PHASE, FILER, full)


def test_evidence_is_for_a_due_event_of_the_entry_and_of_the_right_kind() -> None:
    live = replace(to_live(), taken=replace_conditions(to_live(), ("keep_people_on_part",)))
    good = Evidence("CN-A-1/keep_people_on_part/2026-Q1", 0.5, MORNING)
    with pytest.raises(RegisterError, match="2026-Q1 is not over"):  # nothing is shown of what is to come
        walk(live, (Action.SEND_EVIDENCE, FILER, Given(evidence=(good,))))
    over = datetime(2026, 4, 1, 1, tzinfo=UTC)
    given = Given(evidence=(replace(good, received=over),))
    assert step(live, Action.SEND_EVIDENCE, FILER, given, over, handling()).case.version == live.version + 1
    for bad, words in (
        (replace(good, value=1.9), "a share lies from 0 to 1"),
        (replace(good, value=-0.1), "a share lies from 0 to 1"),
        (replace(good, event="CN-A-2/keep_people_on_part/2026-Q1"), "no due event"),
        (replace(good, event="CN-A-1/quarterly_report/2026-Q1"), "no due event"),
        (replace(good, event="nonsense"), "no due event"),
        (replace(good, event="CN-A-1/keep_people_on_part/2025-Q4"), "no due event"),
        (replace(good, value=True), "compares it"),
        (replace(good, received=MORNING + timedelta(seconds=1)), "future"),
    ):
        assert words in refused(live, Action.SEND_EVIDENCE, FILER, Given(evidence=(bad,)))
    assert "no evidence" in refused(live, Action.SEND_EVIDENCE, FILER, Given())


def replace_conditions(case: Case, conditions: tuple[str, ...]) -> object:
    assert case.taken is not None
    return replace(case.taken, conditions=conditions)


def finding(verdict: Verdict, name: str = "2026-Q2") -> Finding:
    event = DueEvent(f"CN-A-1/quarterly_report/{name}", "CN-A-1", "quarterly_report", date(2026, 7, 30))
    return Finding(event, verdict, None, None)


def test_a_breach_is_found_told_and_settled_by_two() -> None:
    live = to_live()
    assert breach(live, [finding(Verdict.KEPT)], MORNING, handling()) is None
    found = breach(live, [finding(Verdict.KEPT, "2026-Q1"), finding(Verdict.MISSING)], MORNING, handling())
    assert found is not None
    case = found.case
    assert case.state is State.CONDITION_BREACHED
    assert case.open_breaches == ("CN-A-1/quarterly_report/2026-Q2",)
    assert found.told is not None
    assert found.told.by is not None
    assert case.clock is not None
    assert case.clock.name is ClockName.DECISION
    # Silence does not settle it.
    late, steps = after_clocks(case, MORNING + timedelta(days=300))
    assert late.state is State.CONDITION_BREACHED
    assert steps
    assert "no proposal" in refused(case, Action.RESTORE, APPROVER, Given(model_state=State.LIVE))
    restored = measure(case, Action.RESTORE, Measure.RESTORE)
    assert restored.state is State.LIVE
    assert restored.open_breaches == ()
    # The review comes when it would have come.
    assert restored.clock is not None
    assert live.clock is not None
    assert restored.clock.due == live.clock.due
    waiting = walk(
        case, (Action.PROPOSE_MEASURE, REVIEWER, Given(measure=Measure.SUSPEND, reason="as found"))
    )
    stopped = step(waiting, Action.SUSPEND, APPROVER, Given(reason="agreed"), MORNING, handling())
    assert stopped.event.public == {"measure": Measure.SUSPEND, "reason": "as found\nagreed"}
    assert stopped.event.proposer == "reviewer"
    left = step(case, Action.DEREGISTER, FILER, Given(reason="no longer used"), MORNING, handling())
    assert left.event.public == {"reason": "no longer used", "breaches": case.open_breaches}
    ended = measure(case, Action.WITHDRAW_APPROVAL, Measure.WITHDRAW_APPROVAL)
    assert ended.state is State.WITHDRAWN
    assert final(ended)


def test_a_new_breach_outdates_a_proposal_to_restore() -> None:
    suspended = walk(to_live(), (Action.SUSPEND_AT_ONCE, REVIEWER, Given(reason="complaints")))
    waiting = walk(
        suspended, (Action.PROPOSE_MEASURE, REVIEWER, Given(measure=Measure.RESTORE, reason="mended"))
    )
    found = breach(waiting, [finding(Verdict.NOT_MET)], MORNING, handling())
    assert found is not None
    assert found.case.state is State.SUSPENDED
    assert found.case.proposal is None
    assert found.case.clock == suspended.clock


def test_one_person_stops_a_use_at_once_and_two_let_it_go_on() -> None:
    live = to_live()
    assert "no written reason" in refused(live, Action.SUSPEND_AT_ONCE, REVIEWER, Given(reason=" "))
    stopped = walk(live, (Action.SUSPEND_AT_ONCE, BOTH, Given(reason="complaints")))
    proposal = Given(measure=Measure.RESTORE, reason="mended")
    waiting = walk(stopped, (Action.PROPOSE_MEASURE, BOTH, proposal))
    force = Given(model_state=State.LIVE)
    assert "another person" in refused(waiting, Action.RESTORE, BOTH, force)
    assert "not the one" in refused(waiting, Action.WITHDRAW_APPROVAL, APPROVER, force)
    assert walk(waiting, (Action.RESTORE, APPROVER, force)).state is State.LIVE
    assert "no such measure" in refused(
        live, Action.PROPOSE_MEASURE, REVIEWER, Given(measure=Measure.RESTORE, reason="why not")
    )
    lapsed, _ = after_clocks(stopped, MORNING + timedelta(days=366))
    assert lapsed.state is State.LAPSED


def test_a_breach_before_the_start_is_restored_to_published() -> None:
    published = walk(to_decided(), (Action.PUBLISH, APPROVER, Given(entry="CN-A-1", model_state=State.LIVE)))
    found = breach(published, [finding(Verdict.MISSING)], MORNING, handling())
    assert found is not None
    restored = measure(found.case, Action.RESTORE, Measure.RESTORE)
    assert restored.state is State.PUBLISHED
    assert restored.clock is not None
    assert restored.clock.name is ClockName.START


def test_the_periodic_review_lapses_for_the_filers_silence_and_never_for_ours() -> None:
    live = to_live()
    assert live.clock is not None
    assert live.clock.due == date(2027, 3, 2)
    review, steps = after_clocks(live, datetime.fromisoformat("2027-03-03T01:00:00+00:00"))
    assert review.state is State.IN_PERIODIC_REVIEW
    assert steps[0].told is not None
    assert "or the entry lapses" in steps[0].told.words.en
    silent, _ = after_clocks(review, MORNING + timedelta(days=500))
    assert silent.state is State.LAPSED
    at = MORNING + timedelta(days=370)
    answered = walk(review, (Action.CONFIRM_FACTS, FILER, Given(statement="unchanged")), at=at)
    ours, steps = after_clocks(answered, MORNING + timedelta(days=500))
    assert ours.state is State.IN_PERIODIC_REVIEW
    assert {taken.event.action for taken in steps} == {Action.ESCALATE}
    kept = walk(
        answered,
        (Action.PROPOSE_MEASURE, REVIEWER, Given(measure=Measure.RESTORE, reason="all kept")),
        (Action.RESTORE, APPROVER, Given(model_state=State.LIVE)),
        at=at,
    )
    assert kept.state is State.LIVE
    assert kept.clock is not None
    assert kept.clock.due == date(2028, 3, 7)
    # The next year's review asks anew.
    next_review, _ = after_clocks(kept, at + timedelta(days=370))
    assert not next_review.facts_confirmed


def test_a_change_takes_the_place_of_an_entry_in_good_order_only() -> None:
    live = walk(to_live(), (Action.FILE_CHANGE, FILER, Given(change="CN-2026-000002-6")))
    assert live.state is State.LIVE
    change = to_decided(case=draft(number="CN-2026-000002-6", replaces="CN-A-1"))
    for state in (State.SUSPENDED, State.CONDITION_BREACHED, State.LAPSED, None):
        given = Given(entry="CN-A-2", model_state=State.LIVE, replaced_state=state)
        assert "cannot be replaced" in refused(change, Action.PUBLISH, APPROVER, given)
    walk(
        change,
        (Action.PUBLISH, APPROVER, Given(entry="CN-A-2", model_state=State.LIVE, replaced_state=State.LIVE)),
    )
    old = by_clock(live, Action.SUPERSEDE, Given(entry="CN-A-2"), MORNING, handling()).case
    assert old.state is State.CHANGED
    assert final(old)
    with pytest.raises(RegisterError, match="by itself"):
        by_clock(live, Action.DECIDE, Given(outcome=Outcome.APPROVE), MORNING, handling())


def test_what_a_step_needs_is_asked_for() -> None:
    accepted = replace(draft(), state=State.ACCEPTED)
    assert "policy proposes is not there" in refused(accepted, Action.ASSESS, REVIEWER, Given())
    asked = Given(outcome=Outcome.NEEDS_INFORMATION, reason="unclear")
    waiting = walk(to_decided_until_proposal(), (Action.PROPOSE, REVIEWER, asked))
    assert "decides nothing" in refused(waiting, Action.DECIDE, APPROVER, asked)
    approved = to_decided()
    assert "not rejected" in refused(approved, Action.ASK_RE_REVIEW, FILER, Given(reason="more"))
    assert "no number" in refused(approved, Action.PUBLISH, APPROVER, Given(model_state=State.LIVE))
    assert "not approved" in refused(to_decided(Outcome.REJECT), Action.WITHDRAW, FILER, Given())
    assert "not given" in refused(to_live(), Action.FILE_CHANGE, FILER, Given())
    with pytest.raises(RegisterError, match="no breach is named"):
        by_clock(to_live(), Action.FIND_BREACH, Given(), MORNING, handling())
    with pytest.raises(RegisterError, match="no number"):
        by_clock(to_live(), Action.SUPERSEDE, Given(), MORNING, handling())


def test_no_clock_can_be_hurried() -> None:
    """What only a day that is over brings about cannot be asked for."""
    for row in TABLE:
        if row.by_clock and row.action not in (Action.FIND_BREACH, Action.SUPERSEDE):
            with pytest.raises(RegisterError, match="by itself"):
                by_clock(replace(to_live(), state=row.state), row.action, Given(), MORNING, handling())


def test_a_review_lapses_without_a_confirmation_and_is_escalated_with_one() -> None:
    for confirmed, action in ((True, Action.LAPSE), (False, Action.ESCALATE)):
        row = transition(State.IN_PERIODIC_REVIEW, action)
        assert row is not None
        case = replace(to_live(), state=State.IN_PERIODIC_REVIEW, facts_confirmed=confirmed)
        assert len(unmet(Attempt(row, case, Given(), handling(), MORNING))) == 1
        assert not unmet(
            Attempt(row, replace(case, facts_confirmed=not confirmed), Given(), handling(), MORNING)
        )


def test_the_filer_hears_of_the_entry_by_its_number() -> None:
    given = Given(entry="CN-A-1", model_state=State.LIVE)
    published = step(to_decided(), Action.PUBLISH, APPROVER, given, MORNING, handling())
    assert published.told is not None
    for words in (published.told.words.en, published.told.words.zh):
        assert "CN-A-1" in words
        assert "CN-2026-000001-8" in words


# What is recorded


def test_an_event_says_who_did_what_when_from_where_to_where() -> None:
    case = draft()
    taken = step(case, Action.SUBMIT, FILER, Given(procedure="ordinary", reason="x"), MORNING, handling())
    event = taken.event
    assert (event.case, event.version, event.kind) == (case.number, 1, "case.submit")
    assert (event.before, event.after) == (State.DRAFT, State.SUBMITTED)
    assert (event.person, event.at) == ("filer", MORNING)
    assert event.given == {"gaps": (), "procedure": "ordinary"}
    assert event.public == {}


def test_people_who_took_part_for_the_filer_own_the_filing_from_then_on() -> None:
    case = walk(draft(filers=frozenset()), (Action.EDIT, FILER, Given()))
    assert case.filers == {"filer"}
    decided = to_decided()
    assert decided.filers == {"filer"}


def test_refusals_of_a_step_do_not_tell_of_what_is_not_theirs() -> None:
    stranger = replace(FILER, id="stranger", acts_for=frozenset({"elsewhere"}))
    assert "no such thing" in refused(draft(), Action.SUBMIT, stranger, Given())


# Procedures of a policy


def test_the_procedure_of_a_decision_and_what_holds_without_one() -> None:
    policy, day = load_policy("controlled-innovation"), date(2026, 11, 24)
    decision = decide_one(policy, Filing("deployment"), day, change=False)
    proposal = policy_proposal(decision)
    assert proposal.outcome is decision.outcome
    assert proposal.missing == decision.missing
    found = procedure_for(policy, decision.procedure)
    assert found is not None
    assert found.id == (decision.procedure or "ordinary")
    led = load_policy("market-led")
    other = decide_one(led, Filing("deployment"), day, change=False)
    if not led.procedures:
        assert procedure_for(led, other.procedure) is None
    assert handling_of(led).calendar.code == "US"
    assert advance(draft(), MORNING, handling_of(led)) == ()
