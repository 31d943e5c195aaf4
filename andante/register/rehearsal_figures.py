"""What a rehearsal reports: the figures of each procedure, month by month, and what was assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from andante.filing.exported import ExportHeader
from andante.register.queue_plan import STEPS
from andante.register.rehearse import (
    HOURS_A_DAY_LABEL,
    HOURS_LABEL,
    KEPT_LABEL,
    ProcedureRehearsal,
    Rehearsal,
    Staff,
)


@dataclass(frozen=True)
class ProcedureFigures:
    """The figures of one procedure. Counts are filings, times working days, shares fractions of one.

    Counts and queues are those of the days rehearsed. Days to a decision and what is late follow every
    filing sent in them until the last clock has run out, with nothing more filed. None: no clock, or nothing
    decided.
    """

    name: str
    staff: Staff
    hours: tuple[float, float, float]
    check_clock: int | None
    decision_clock: int | None
    on_expiry: str | None
    arrived: float
    returned: float
    decided: float
    waiting: float
    queue: Mapping[str, tuple[float, float, float]]
    """By month, at its last working day: in the check, in assessment, before the decision."""
    median_days: float | None
    p90_days: float | None
    checks_late: float | None
    decisions_late: float | None
    accepted_by_expiry: float
    escalations: float
    reviewers_busy: float
    approvers_busy: float
    needed: Staff | None
    needed_by_year: Mapping[str, Staff | None]


@dataclass(frozen=True)
class RehearsalFigures:
    """Everything that a rehearsal reports."""

    policy: str
    economy: str
    first_day: str
    last_day: str
    working_days: int
    months: tuple[str, ...]
    counted: str
    seed: int
    late_share_allowed: float
    hours_a_day: float
    procedures: tuple[ProcedureFigures, ...]
    assumptions: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain data, as `--json` prints it."""
        return {**asdict(self), "queue_steps": list(STEPS)}


def figures_of(found: Rehearsal, header: ExportHeader) -> RehearsalFigures:
    """The figures of a rehearsal of the filings of a run."""
    days = found.days
    return RehearsalFigures(
        policy=found.policy,
        economy=header.economy,
        first_day=days.days[0].isoformat(),
        last_day=days.days[-1].isoformat(),
        working_days=len(days.days),
        months=days.months,
        counted=found.counting,
        seed=found.options.seed,
        late_share_allowed=found.options.kept,
        hours_a_day=found.options.hours_a_day,
        procedures=tuple(_procedure(found, each) for each in found.procedures),
        assumptions=(*_assumptions(found), *_about_run(header)),
    )


def _procedure(found: Rehearsal, each: ProcedureRehearsal) -> ProcedureFigures:
    plan, result, fate, days = each.plan, each.result, each.fate, found.days
    ends = [int(np.flatnonzero(days.month == month)[-1]) for month in range(len(days.months))]
    a_person = plan.hours_a_day * len(days.days)
    clocked = plan.check_clock is not None
    return ProcedureFigures(
        name=each.name,
        staff=Staff(int(plan.reviewers), int(plan.approvers)),
        hours=(plan.hours.check, plan.hours.assessment, plan.hours.decision),
        check_clock=plan.check_clock,
        decision_clock=plan.decision_clock,
        on_expiry=None if not clocked else "accepted" if plan.accepts else "escalate",
        arrived=result.arrived,
        returned=result.returned,
        decided=result.decided,
        waiting=sum(result.waiting),
        queue={
            name: (float(q[0]), float(q[1]), float(q[2]))
            for name, q in zip(days.months, result.queue[ends], strict=True)
        },
        median_days=fate.decision_quantile(0.5),
        p90_days=fate.decision_quantile(0.9),
        checks_late=_share(fate.checks_late, fate.arrived) if clocked else None,
        decisions_late=_share(fate.decisions_late, fate.accepted) if clocked else None,
        accepted_by_expiry=fate.accepted_by_expiry,
        escalations=fate.escalations,
        reviewers_busy=result.reviewer_hours / (plan.reviewers * a_person),
        approvers_busy=result.approver_hours / (plan.approvers * a_person),
        needed=each.needed,
        needed_by_year=each.needed_by_year,
    )


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _assumptions(found: Rehearsal) -> tuple[str, ...]:
    hours = "; ".join(
        f"{p.name} {p.plan.hours.check:g} h check, {p.plan.hours.assessment:g} h assessment,"
        f" {p.plan.hours.decision:g} h decision"
        for p in found.procedures
    )
    label = "given" if found.options.hours else HOURS_LABEL
    allowed = f"at most {100 * found.options.kept:g} of 100 filings late"
    counting = (
        "Filings went through one by one, with chance in arrivals and service times"
        if found.counting == "one by one"
        else "Filings are so many that they were counted as flows, without chance"
    )
    return (
        f"Hours of one person a filing: {hours} ({label}).",
        f"{found.options.hours_a_day:g} hours of a working day go to filings ({_tag(HOURS_A_DAY_LABEL)}).",
        f"People who keep the clocks: the fewest with whom {allowed} ({_tag(KEPT_LABEL)}).",
        f"{counting}; each procedure has its own people, who take what is due first.",
        "Desks are empty on the first day; filers withdraw nothing; consultation takes no time of its own.",
    )


def _about_run(header: ExportHeader) -> tuple[str, ...]:
    if header.scale == 1.0:
        return ()
    return (
        f"The run simulated {100 * header.scale:g} % of the population: filings and people are of that part.",
    )


def _tag(label: str) -> str:
    return label.split(":")[0]
