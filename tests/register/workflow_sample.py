"""People, a policy's handling and a filing's way, for the tests of the workflow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

from andante.filing.outcomes import Outcome
from andante.policies.load import load_policy
from andante.register.case import Case, Gap, Given, Handling, PolicyProposal, handling_of
from andante.register.states import Action, Measure, Phase, Role, State
from andante.register.workflow import Step, advance, step

UNIT = "bureau-7"
MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, 9 o'clock in Shanghai


@dataclass(frozen=True, slots=True)
class Somebody:
    id: str
    roles: frozenset[Role]
    acts_for: frozenset[str] = frozenset()


def somebody(name: str, *roles: Role, acts_for: str | None = None) -> Somebody:
    return Somebody(name, frozenset(roles), frozenset() if acts_for is None else frozenset({acts_for}))


FILER = somebody("filer", Role.FILER, acts_for=UNIT)
REVIEWER = somebody("reviewer", Role.REVIEWER)
OTHER_REVIEWER = somebody("other-reviewer", Role.REVIEWER)
APPROVER = somebody("approver", Role.APPROVER)
OTHER_APPROVER = somebody("other-approver", Role.APPROVER)
BOTH = somebody("both", Role.REVIEWER, Role.APPROVER)


@cache
def handling() -> Handling:
    return handling_of(load_policy("controlled-innovation"))


def draft(**changes: object) -> Case:
    facts: dict[str, object] = {
        "number": "CN-2026-000001-8",
        "kind": "deployment",
        "unit": UNIT,
        "filers": frozenset({"filer"}),
        **changes,
    }
    return Case(**facts)  # type: ignore[arg-type]


def proposed_by_policy(
    outcome: Outcome = Outcome.APPROVE, conditions: tuple[str, ...] = (), missing: tuple[str, ...] = ()
) -> PolicyProposal:
    return PolicyProposal(outcome, conditions, "ordinary", missing, "0" * 64, date(2026, 3, 2))


def gap(name: str) -> Gap:
    return Gap(name, name, "a rule asks for it")


MODEL = Given(model_state=State.LIVE)


def walk(case: Case, *moves: tuple[Action, Somebody, Given], at: datetime = MORNING) -> Case:
    """The case after these steps, all at one moment."""
    for action, person, given in moves:
        case = step(case, action, person, given, at, handling()).case
    return case


def to_decided(
    outcome: Outcome = Outcome.APPROVE, conditions: tuple[str, ...] = (), case: Case | None = None
) -> Case:
    """A case decided as the policy proposes, on one morning."""
    given = Given(outcome=outcome, conditions=conditions)
    return walk(
        draft() if case is None else case,
        (Action.SUBMIT, FILER, Given(procedure="ordinary")),
        (Action.TAKE_UP, REVIEWER, Given()),
        (Action.ACCEPT, REVIEWER, Given()),
        (Action.ASSESS, REVIEWER, Given(policy=proposed_by_policy(outcome, conditions))),
        (Action.OPEN_CONSULTATION, REVIEWER, Given()),
        (Action.RECORD_CONSULTATION, REVIEWER, Given(statement="The union agreed.")),
        (Action.PROPOSE, REVIEWER, given),
        (Action.DECIDE, APPROVER, given),
    )


def to_live(conditions: tuple[str, ...] = ()) -> Case:
    outcome = Outcome.APPROVE_WITH_CONDITIONS if conditions else Outcome.APPROVE
    published = Given(entry="CN-A-1", model_state=State.LIVE, start=date(2026, 6, 1))
    return walk(
        to_decided(outcome, conditions),
        (Action.PUBLISH, APPROVER, published),
        (Action.GO_LIVE, FILER, Given(phase=Phase.PILOT, model_state=State.LIVE)),
    )


def measure(case: Case, action: Action, what: Measure) -> Case:
    return walk(
        case,
        (Action.PROPOSE_MEASURE, REVIEWER, Given(measure=what, reason="as found")),
        (action, APPROVER, Given(model_state=State.LIVE)),
    )


def after_clocks(case: Case, at: datetime) -> tuple[Case, tuple[Step, ...]]:
    steps = advance(case, at, handling())
    return (steps[-1].case if steps else case), steps
