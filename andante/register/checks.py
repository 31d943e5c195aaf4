"""Whether what a step needs is there: one small function for each `Need`, which says what is wrong."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from andante.errors import Problem, Where
from andante.filing.conditions import Condition
from andante.filing.fields import FIELDS
from andante.filing.outcomes import Outcome, ProcedureName
from andante.register.case import APPROVALS, Case, Given, Handling
from andante.register.due import REPORT_DAYS, period_problems, publication_problems, unkept_before_start
from andante.register.due_dates import Anchors, condition_of
from andante.register.evidence import evidence_problems, share_problems
from andante.register.needs import Need
from andante.register.states import Action, Measure, Phase
from andante.register.transitions import IN_GOOD_ORDER, Transition, transition


@dataclass(frozen=True, slots=True)
class Attempt:
    """A step that somebody wants to take."""

    row: Transition
    case: Case
    given: Given
    handling: Handling
    at: datetime

    @property
    def today(self) -> date:
        """The day it is where the policy holds."""
        return self.handling.calendar.today(self.at)


Found = Iterable[Problem]
_LIKE_A_FIELD = re.compile("[a-z][a-z0-9_]*")
BESIDE_THE_FIELDS = ("model", "model_version", "planned_start", "assessment", "predicted")
"""What comes with a filing besides its fields, and can be missing too."""


def unmet(attempt: Attempt) -> list[Problem]:
    """Everything that the step needs and that is not there."""
    return [problem for need in attempt.row.needs for problem in CHECKS[need](attempt)]


def _unless(held: bool, what: str, why: str = "", mend: str = "", field: str | None = None) -> list[Problem]:
    return [] if held else [Problem(what, Where(field=field), why, mend)]


def _never_returned(a: Attempt) -> Found:
    why = "what is missing is told once, and all of it; after that the filing is taken as it is"
    return _unless(not a.case.returned_once, "this filing was returned before", why, "accept it for review")


def _every_gap(a: Attempt) -> Found:
    listed = {gap.field for gap in a.given.gaps}
    left_out = [name for name in a.case.gaps if name not in listed]
    found = _unless(bool(listed), "no gap is listed", mend="list what is missing, or accept the filing")
    found += [
        Problem(f"{name} is missing too, and is not listed", Where(field=name), "no second list may follow")
        for name in left_out
    ]
    known = (*FIELDS[a.case.kind], *BESIDE_THE_FIELDS, *a.case.gaps)
    found += [
        Problem(
            f"{name} is no field of a filing of a {a.case.kind}",
            Where(field=name),
            "a filing is returned once, so that what is asked for must be something that can be sent",
            f"write {', '.join(difflib.get_close_matches(name, known, n=1)) or 'the field that it concerns'},"
            " or name a paper in words",
        )
        for name in sorted(listed.difference(known))
        if _LIKE_A_FIELD.fullmatch(name)
    ]
    found += [
        Problem(f"no reason is given for asking for {gap.field}", Where(field=gap.field))
        for gap in a.given.gaps
        if not gap.why.strip()
    ]
    return found


def _complete_or_returned(a: Attempt) -> Found:
    what = f"still missing: {', '.join(a.case.gaps)}"
    mend = "return the filing once, with every gap"
    return _unless(a.case.returned_once or not a.case.gaps, what, mend=mend)


def _policy_has_proposed(a: Attempt) -> Found:
    return _unless(a.given.policy is not None, "what the policy proposes is not there", field="policy")


def _statement(a: Attempt) -> Found:
    return _unless(bool(a.given.statement.strip()), "there is no statement", field="statement")


def _consulted(a: Attempt) -> Found:
    mend = "record what was said, or that nobody answered"
    return _unless(a.case.consulted, "nothing is recorded of the consultation", mend=mend)


def _no_consultation_owed(a: Attempt) -> Found:
    simplified = a.case.procedure == ProcedureName.SIMPLIFIED
    held = a.case.kind == "model" or simplified or a.case.consulted
    return _unless(held, "those whom it concerns have not been heard", mend="open the consultation")


def _outcome_fits(a: Attempt) -> Found:
    given = a.given
    found = _unless(given.outcome is not None, "no outcome is given", field="outcome")
    conditional = given.outcome is Outcome.APPROVE_WITH_CONDITIONS
    if conditional != bool(given.conditions):
        what = "an approval with conditions names none" if conditional else "conditions without an approval"
        found += [Problem(what, Where(field="conditions"))]
    unknown = [name for name in given.conditions if name not in a.handling.conditions]
    found += [
        Problem(
            f"{name} is no condition of the policy",
            Where(field="conditions"),
            "only a duty that a machine can check is a condition",
            f"write some of {', '.join(a.handling.conditions) or 'none: the policy has no conditions'}",
        )
        for name in unknown
    ]
    found += _unless(
        len(set(given.conditions)) == len(given.conditions), "a condition is named twice", field="conditions"
    )
    return found


def _deviation_explained(a: Attempt) -> Found:
    policy, given = a.case.policy, a.given
    if policy is None:
        return [Problem("the policy has not proposed anything")]
    same = given.outcome is policy.outcome and set(given.conditions) == set(policy.conditions)
    return _unless(
        same or bool(given.reason.strip()),
        f"this is not what the policy proposes ({policy.outcome.word})",
        "a deviation is explained in writing, and the reason is published",
        "give the reason",
        "reason",
    )


def _nothing_missing(a: Attempt) -> Found:
    missing = () if a.case.policy is None else a.case.policy.missing
    return _unless(
        a.given.outcome not in APPROVALS or not missing,
        f"this cannot be approved while information is missing: {', '.join(missing)}",
        "missing data never approves",
        "propose needs_information",
    )


def _proposal(a: Attempt) -> Found:
    return _unless(a.case.proposal is not None, "there is no proposal", mend="a reviewer proposes first")


def _as_proposed(a: Attempt) -> Found:
    proposal, given = a.case.proposal, a.given
    if proposal is None:
        return []
    same = proposal.outcome is given.outcome and set(proposal.conditions) == set(given.conditions)
    return _unless(
        same and proposal.outcome is not None,
        "this is not what was proposed",
        "two persons have to stand for the same outcome and conditions",
        "send the proposal back with a reason",
    )


def _outcome_decides(a: Attempt) -> Found:
    return _unless(
        a.given.outcome is not Outcome.NEEDS_INFORMATION, "needs_information decides nothing", field="outcome"
    )


def _outcome_asks(a: Attempt) -> Found:
    return _unless(
        a.given.outcome is Outcome.NEEDS_INFORMATION, "a revision answers needs_information", field="outcome"
    )


def _reason(a: Attempt) -> Found:
    return _unless(bool(a.given.reason.strip()), "there is no written reason", field="reason")


def _approved(a: Attempt) -> Found:
    return _unless(a.case.approved, "this filing is not approved by two persons")


def _rejected(a: Attempt) -> Found:
    taken = a.case.taken
    return _unless(taken is not None and taken.outcome is Outcome.REJECT, "this filing is not rejected")


def _first_re_review(a: Attempt) -> Found:
    return _unless(not a.case.re_reviewed, "others have reviewed this filing already")


def _numbered(a: Attempt) -> Found:
    return _unless(bool(a.given.entry), "there is no number of the public register", field="entry")


def _model_in_force(a: Attempt) -> Found:
    state = a.given.model_state
    held = a.case.kind == "model" or state in IN_GOOD_ORDER
    words = "not on the register" if state is None else state.value
    return _unless(held, f"the model behind this deployment is not in force: {words}", field="model")


def _taken_conditions(a: Attempt) -> list[Condition]:
    names = () if a.case.taken is None else a.case.taken.conditions
    return [a.handling.conditions[name] for name in names if name in a.handling.conditions]


def _lost_conditions(a: Attempt) -> list[Problem]:
    names = () if a.case.taken is None else a.case.taken.conditions
    lost = [name for name in names if name not in a.handling.conditions]
    return [Problem(f"{name} is no condition of the policy", Where(field=name)) for name in lost]


def _conditions_dated(a: Attempt) -> Found:
    start = a.given.start or a.case.planned_start
    anchors = Anchors(_approved_on(a), planned=start)
    conditions, calendar = _taken_conditions(a), a.handling.calendar
    entry = a.given.entry or a.case.entry or ""
    return _lost_conditions(a) + publication_problems(
        entry, conditions, anchors, a.given.evidence, a.today, calendar
    )


def _approved_on(a: Attempt) -> date:
    return a.today if a.case.taken is None else a.handling.calendar.today(a.case.taken.at)


def _replaced_in_order(a: Attempt) -> Found:
    state = a.given.replaced_state
    held = a.case.replaces is None or state in IN_GOOD_ORDER
    words = "not on the register" if state is None else state.value
    return _unless(held, f"the entry {a.case.replaces} cannot be replaced: {words}", field="replaces")


def _start_ahead(a: Attempt) -> Found:
    start = a.given.start
    found = _unless(a.case.started is None, "the use has begun", field="start")
    return found + _unless(
        start is not None and start > a.today, "the start is not still to come", field="start"
    )


def _phase(a: Attempt) -> Found:
    return _unless(a.given.phase is not None, "no phase is given", field="phase")


def _later_phase(a: Attempt) -> Found:
    order = list(Phase)
    now, then = a.case.phase, a.given.phase
    held = then is not None and (now is None or order.index(then) > order.index(now))
    return _unless(held, "this is no later phase", field="phase")


def _kept_before_start(a: Attempt) -> Found:
    start = a.given.start or a.today
    if start > a.today:
        return [Problem("the start is still to come", Where(field="start"), mend="report it on the day")]
    found = unkept_before_start(
        a.case.entry or "",
        _taken_conditions(a),
        start,
        _approved_on(a),
        a.given.evidence,
        a.handling.calendar,
    )
    return _lost_conditions(a) + [
        Problem(
            f"{each.event.condition} was due on {each.event.due.isoformat()} and is not shown kept",
            Where(field=each.event.condition),
            each.consequence,
            "send the evidence, or put the start off",
        )
        for each in found
    ]


def _evidence(a: Attempt) -> Found:
    found = _unless(bool(a.given.evidence), "there is no evidence", field="evidence")
    conditions = {condition.id: condition for condition in _taken_conditions(a)}
    for each in a.given.evidence:
        condition = conditions.get(condition_of(each.event))
        if condition is None or not each.event.startswith(f"{a.case.entry}/"):
            found += [Problem(f"{each.event} is no due event of this entry", Where(field="evidence"))]
        elif condition.metric == REPORT_DAYS:
            found += [
                Problem(
                    f"{each.event} is no paper: the figures of the quarter are its report",
                    Where(field="evidence"),
                    "who reports in time keeps it, who does not breaches it",
                    "report the workforce figures of that quarter",
                )
            ]
        else:
            found += evidence_problems(condition, each.value) or share_problems(condition, each.value)
            anchors = Anchors(_approved_on(a), a.case.planned_start, a.case.started, a.case.ended)
            entry, calendar = a.case.entry or "", a.handling.calendar
            found += period_problems(entry, condition, each.event, anchors, a.today, calendar)
        found += _unless(each.received <= a.at, "evidence cannot come from the future", field="evidence")
    return found


def _change_filing(a: Attempt) -> Found:
    return _unless(bool(a.given.change), "the number of the change filing is not given", field="change")


_MEASURE_ACTIONS = {
    Measure.RESTORE: Action.RESTORE,
    Measure.SUSPEND: Action.SUSPEND,
    Measure.WITHDRAW_APPROVAL: Action.WITHDRAW_APPROVAL,
}


def _measure_fits(a: Attempt) -> Found:
    measure = a.given.measure
    held = measure is not None and transition(a.case.state, _MEASURE_ACTIONS[measure]) is not None
    return _unless(held, f"there is no such measure while the case is {a.case.state}", field="measure")


def _measure_as_proposed(a: Attempt) -> Found:
    proposal = a.case.proposal
    if proposal is None:
        return []
    held = proposal.measure is not None and _MEASURE_ACTIONS[proposal.measure] is a.row.action
    what = "this measure is not the one that was proposed"
    return _unless(held, what, "two persons have to stand for a measure")


def lacks_proposal(case: Case, action: Action) -> bool:
    """Whether a step takes what another person has proposed, and no such proposal waits."""
    row, proposal = transition(case.state, action), case.proposal
    if row is None or Need.PROPOSAL not in row.needs:
        return False
    if proposal is None:
        return True
    measure = proposal.measure
    return Need.MEASURE_AS_PROPOSED in row.needs and (
        measure is None or _MEASURE_ACTIONS[measure] is not action
    )


def _breaches(a: Attempt) -> Found:
    return _unless(bool(a.given.breaches), "no breach is named", field="breaches")


def _facts_confirmed(a: Attempt) -> Found:
    return _unless(a.case.facts_confirmed, "the facts are not confirmed")


def _facts_not_confirmed(a: Attempt) -> Found:
    return _unless(not a.case.facts_confirmed, "the facts are confirmed")


CHECKS: Mapping[Need, Callable[[Attempt], Found]] = {
    Need.NEVER_RETURNED: _never_returned,
    Need.EVERY_GAP: _every_gap,
    Need.COMPLETE_OR_RETURNED: _complete_or_returned,
    Need.POLICY_HAS_PROPOSED: _policy_has_proposed,
    Need.STATEMENT: _statement,
    Need.CONSULTED: _consulted,
    Need.NO_CONSULTATION_OWED: _no_consultation_owed,
    Need.OUTCOME_FITS: _outcome_fits,
    Need.DEVIATION_EXPLAINED: _deviation_explained,
    Need.NOTHING_MISSING: _nothing_missing,
    Need.PROPOSAL: _proposal,
    Need.AS_PROPOSED: _as_proposed,
    Need.OUTCOME_DECIDES: _outcome_decides,
    Need.OUTCOME_ASKS: _outcome_asks,
    Need.REASON: _reason,
    Need.APPROVED: _approved,
    Need.REJECTED: _rejected,
    Need.FIRST_RE_REVIEW: _first_re_review,
    Need.NUMBERED: _numbered,
    Need.MODEL_IN_FORCE: _model_in_force,
    Need.CONDITIONS_DATED: _conditions_dated,
    Need.REPLACED_IN_ORDER: _replaced_in_order,
    Need.START_AHEAD: _start_ahead,
    Need.PHASE: _phase,
    Need.LATER_PHASE: _later_phase,
    Need.KEPT_BEFORE_START: _kept_before_start,
    Need.EVIDENCE: _evidence,
    Need.CHANGE_FILING: _change_filing,
    Need.MEASURE_FITS: _measure_fits,
    Need.MEASURE_AS_PROPOSED: _measure_as_proposed,
    Need.BREACHES: _breaches,
    Need.FACTS_CONFIRMED: _facts_confirmed,
    Need.FACTS_NOT_CONFIRMED: _facts_not_confirmed,
}
