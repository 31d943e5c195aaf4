"""The one table of the workflow: in which state who may do what, what it needs, and what follows.

A row is data. `workflow` follows it, `permissions` reads who may, docs/workflow.md is printed from it. There
is one row for a state and an action; where no row is, the action is refused. Every row holds for filings of
models and of deployments alike; needs say where the two differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from andante.register.clocks import ClockName
from andante.register.needs import Need
from andante.register.states import Action, Role, State

FILER = frozenset({Role.FILER})
REVIEWER = frozenset({Role.REVIEWER})
APPROVER = frozenset({Role.APPROVER})
STAFF = REVIEWER | APPROVER
THE_CLOCK: frozenset[Role] = frozenset()
"""No role: what the register does itself when a day is over, or as a consequence of another step."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One row. With no `roles` it is the clock's.

    `to_unless_started` replaces `to` where no start of use was ever reported. `records` names what of
    `case.Given` enters the log, `publishes` what of that anyone may read.
    """

    state: State
    action: Action
    roles: frozenset[Role]
    to: State
    needs: tuple[Need, ...] = ()
    records: tuple[str, ...] = ()
    publishes: tuple[str, ...] = ()
    to_unless_started: State | None = None

    @property
    def by_clock(self) -> bool:
        """Whether no person does this."""
        return not self.roles

    @property
    def takes_proposal(self) -> bool:
        """Whether it takes what another person has proposed: two persons decide."""
        return Need.AS_PROPOSED in self.needs or Need.MEASURE_AS_PROPOSED in self.needs

    @property
    def decides(self) -> bool:
        """Whether it is part of deciding: never for an own filing, nor for an administrator."""
        return bool(self.roles & STAFF)


def _rows(
    states: Iterable[State],
    action: Action,
    roles: frozenset[Role],
    to: State | None,
    needs: tuple[Need, ...] = (),
    records: tuple[str, ...] = (),
    publishes: tuple[str, ...] = (),
    to_unless_started: State | None = None,
) -> list[Transition]:
    """The same row for several states. With `to` None the case stays where it is."""
    return [
        Transition(
            state, action, roles, state if to is None else to, needs, records, publishes, to_unless_started
        )
        for state in states
    ]


S, A, N = State, Action, Need

WITH_THE_FILER = (S.DRAFT, S.RETURNED, S.REVISE_AND_RESUBMIT)
DELIBERATION = (S.ASSESSED, S.IN_CONSULTATION)
CHECKING = (S.SUBMITTED, S.IN_COMPLETENESS_CHECK)
BEFORE_DECISION = (*CHECKING, S.ACCEPTED, *DELIBERATION)
IN_GOOD_ORDER = (S.PUBLISHED, S.LIVE, S.IN_PERIODIC_REVIEW)
NOT_SUSPENDED = (*IN_GOOD_ORDER, S.CONDITION_BREACHED)
ON_THE_REGISTER = (*NOT_SUSPENDED, S.SUSPENDED)
OFF_THE_REGISTER = (S.CHANGED, S.LAPSED, S.WITHDRAWN, S.DEREGISTERED)
"""Where an entry has left the register. What ran of its conditions until then is still shown and judged."""

_PROPOSED = ("outcome", "conditions", "reason")
_MEASURED = ("measure", "reason")
_ENDED = ("reason", "breaches")
_OUTCOME = (N.OUTCOME_FITS, N.DEVIATION_EXPLAINED, N.NOTHING_MISSING)
_SUBMITTED = ("gaps", "procedure")
_BY_TWO = (N.PROPOSAL, N.MEASURE_AS_PROPOSED)
_RESTORED = (*_BY_TWO, N.MODEL_IN_FORCE)
_TO_PUBLISH = (N.APPROVED, N.NUMBERED, N.MODEL_IN_FORCE, N.CONDITIONS_DATED, N.REPLACED_IN_ORDER)

TABLE: tuple[Transition, ...] = (
    # The filer writes and sends, and can take it back until there is an entry.
    *_rows(WITH_THE_FILER, A.EDIT, FILER, None),
    *_rows((S.DRAFT,), A.SUBMIT, FILER, S.SUBMITTED, records=_SUBMITTED),
    *_rows((S.RETURNED, S.REVISE_AND_RESUBMIT), A.RESUBMIT, FILER, S.SUBMITTED, records=_SUBMITTED),
    *_rows((*WITH_THE_FILER, *BEFORE_DECISION), A.WITHDRAW, FILER, S.WITHDRAWN),
    *_rows((S.DECIDED,), A.WITHDRAW, FILER, S.WITHDRAWN, (N.APPROVED,)),
    # Completeness: told once, with every gap.
    *_rows((S.SUBMITTED,), A.TAKE_UP, REVIEWER, S.IN_COMPLETENESS_CHECK),
    *_rows(
        (S.IN_COMPLETENESS_CHECK,),
        A.RETURN_ONCE,
        REVIEWER,
        S.RETURNED,
        (N.NEVER_RETURNED, N.EVERY_GAP),
        ("gaps",),
    ),
    *_rows((S.IN_COMPLETENESS_CHECK,), A.ACCEPT, REVIEWER, S.ACCEPTED, (N.COMPLETE_OR_RETURNED,)),
    # The policy proposes, people are heard, a reviewer proposes, an approver decides.
    *_rows((S.ACCEPTED,), A.ASSESS, REVIEWER, S.ASSESSED, (N.POLICY_HAS_PROPOSED,), ("policy",)),
    *_rows((S.ASSESSED,), A.OPEN_CONSULTATION, REVIEWER, S.IN_CONSULTATION),
    *_rows((S.IN_CONSULTATION,), A.RECORD_CONSULTATION, REVIEWER, None, (N.STATEMENT,), ("statement",)),
    *_rows((S.ASSESSED,), A.PROPOSE, REVIEWER, None, (N.NO_CONSULTATION_OWED, *_OUTCOME), _PROPOSED),
    *_rows((S.IN_CONSULTATION,), A.PROPOSE, REVIEWER, None, (N.CONSULTED, *_OUTCOME), _PROPOSED),
    *_rows(DELIBERATION, A.SEND_BACK, APPROVER, None, (N.PROPOSAL, N.REASON), ("reason",)),
    *_rows(
        DELIBERATION,
        A.DECIDE,
        APPROVER,
        S.DECIDED,
        (N.PROPOSAL, N.AS_PROPOSED, N.OUTCOME_DECIDES),
        _PROPOSED,
        _PROPOSED,
    ),
    *_rows(
        DELIBERATION,
        A.ASK_FOR_REVISION,
        APPROVER,
        S.REVISE_AND_RESUBMIT,
        (N.PROPOSAL, N.AS_PROPOSED, N.OUTCOME_ASKS),
        _PROPOSED,
    ),
    *_rows(
        (S.DECIDED,),
        A.ASK_RE_REVIEW,
        FILER,
        S.ACCEPTED,
        (N.REJECTED, N.FIRST_RE_REVIEW, N.REASON),
        ("reason",),
    ),
    *_rows((S.DECIDED,), A.PUBLISH, STAFF, S.PUBLISHED, _TO_PUBLISH, ("entry", "start"), ("entry", "start")),
    # In use, in phases, watched.
    *_rows(
        (S.PUBLISHED, S.CONDITION_BREACHED),
        A.ANNOUNCE_START,
        FILER,
        None,
        (N.START_AHEAD, N.CONDITIONS_DATED),
        ("start",),
        ("start",),
    ),
    *_rows(
        (S.PUBLISHED,),
        A.GO_LIVE,
        FILER,
        S.LIVE,
        (N.PHASE, N.MODEL_IN_FORCE, N.KEPT_BEFORE_START),
        ("phase", "start"),
        ("phase", "start"),
    ),
    *_rows((S.LIVE,), A.NEXT_PHASE, FILER, None, (N.LATER_PHASE, N.MODEL_IN_FORCE), ("phase",), ("phase",)),
    *_rows((*ON_THE_REGISTER, *OFF_THE_REGISTER), A.SEND_EVIDENCE, FILER, None, (N.EVIDENCE,), ("evidence",)),
    *_rows(IN_GOOD_ORDER, A.FILE_CHANGE, FILER, None, (N.CHANGE_FILING,), ("change",), ("change",)),
    *_rows((S.IN_PERIODIC_REVIEW,), A.CONFIRM_FACTS, FILER, None, (N.STATEMENT,), ("statement",)),
    *_rows(ON_THE_REGISTER, A.DEREGISTER, FILER, S.DEREGISTERED, (N.REASON,), _ENDED, _ENDED),
    # Measures: one person can stop a use at once; everything else takes two.
    *_rows(ON_THE_REGISTER, A.PROPOSE_MEASURE, REVIEWER, None, (N.MEASURE_FITS, N.REASON), _MEASURED),
    *_rows(ON_THE_REGISTER, A.SEND_BACK, APPROVER, None, (N.PROPOSAL, N.REASON), ("reason",)),
    *_rows((S.IN_PERIODIC_REVIEW,), A.RESTORE, APPROVER, S.LIVE, _RESTORED, _MEASURED, _MEASURED),
    *_rows(
        (S.CONDITION_BREACHED, S.SUSPENDED),
        A.RESTORE,
        APPROVER,
        S.LIVE,
        _RESTORED,
        _MEASURED,
        _MEASURED,
        S.PUBLISHED,
    ),
    *_rows(NOT_SUSPENDED, A.SUSPEND, APPROVER, S.SUSPENDED, _BY_TWO, _MEASURED, _MEASURED),
    *_rows(NOT_SUSPENDED, A.SUSPEND_AT_ONCE, STAFF, S.SUSPENDED, (N.REASON,), ("reason",), ("reason",)),
    *_rows(ON_THE_REGISTER, A.WITHDRAW_APPROVAL, APPROVER, S.WITHDRAWN, _BY_TWO, _MEASURED, _MEASURED),
    # What a day that is over brings about: never an approval.
    *_rows(CHECKING, A.COUNT_AS_ACCEPTED, THE_CLOCK, S.ACCEPTED),
    *_rows((*BEFORE_DECISION, S.CONDITION_BREACHED), A.ESCALATE, THE_CLOCK, None),
    *_rows((S.IN_PERIODIC_REVIEW,), A.ESCALATE, THE_CLOCK, None, (N.FACTS_CONFIRMED,)),
    *_rows(
        IN_GOOD_ORDER,
        A.FIND_BREACH,
        THE_CLOCK,
        S.CONDITION_BREACHED,
        (N.BREACHES,),
        ("breaches",),
        ("breaches",),
    ),
    *_rows(
        (S.CONDITION_BREACHED, S.SUSPENDED, *OFF_THE_REGISTER),
        A.FIND_BREACH,
        THE_CLOCK,
        None,
        (N.BREACHES,),
        ("breaches",),
        ("breaches",),
    ),
    *_rows((S.LIVE,), A.OPEN_REVIEW, THE_CLOCK, S.IN_PERIODIC_REVIEW),
    *_rows(IN_GOOD_ORDER, A.SUPERSEDE, THE_CLOCK, S.CHANGED, (N.NUMBERED,), ("entry",), ("entry",)),
    *_rows((S.PUBLISHED, S.SUSPENDED), A.LAPSE, THE_CLOCK, S.LAPSED),
    *_rows((S.IN_PERIODIC_REVIEW,), A.LAPSE, THE_CLOCK, S.LAPSED, (N.FACTS_NOT_CONFIRMED,)),
)

TRANSITIONS: Mapping[tuple[State, Action], Transition] = MappingProxyType(
    {(row.state, row.action): row for row in TABLE}
)
"""The table, by state and action."""

FINAL: frozenset[State] = frozenset(State) - {row.state for row in TABLE if row.to is not row.state}
"""States that nothing leaves. What is decided and not approved ends too (`workflow.final`)."""

STATE_CLOCKS: Mapping[State, ClockName] = MappingProxyType(
    {
        **dict.fromkeys(CHECKING, ClockName.COMPLETENESS),
        **dict.fromkeys((S.ACCEPTED, *DELIBERATION, S.CONDITION_BREACHED), ClockName.DECISION),
        S.PUBLISHED: ClockName.START,
        S.LIVE: ClockName.REVIEW,
        S.IN_PERIODIC_REVIEW: ClockName.CONFIRMATION,
        S.SUSPENDED: ClockName.SUSPENSION,
    }
)
"""The clock of a state. Entering the state starts it, unless it runs already; escalating restarts it."""


def transition(state: State, action: Action) -> Transition | None:
    """The row for an action in a state, or None where the action is not for that state."""
    return TRANSITIONS.get((state, action))


def actions_of(state: State) -> tuple[Action, ...]:
    """What can be done in a state, by persons or by the clock, in the order of the actions."""
    return tuple(action for action in Action if (state, action) in TRANSITIONS)
