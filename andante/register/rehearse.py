"""A rehearsal of a policy's procedures: queues, decision times, and the people that the clocks need.

Each procedure has its own reviewers and approvers, as policies name other offices for each. Where filings are
few they go through one by one, with chance; where they are many, as flows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from andante.errors import Problem, RegisterError, Where
from andante.filing.exported import ExportedFilings
from andante.filing.outcomes import ProcedureName
from andante.policies.schema import Policy
from andante.register.calendars import WorkingCalendar
from andante.register.queue_events import named_stream, simulate_events
from andante.register.queue_flows import simulate_flows
from andante.register.queue_plan import Arrivals, Hours, QueuePlan, QueueResult
from andante.register.rehearsal_arrivals import (
    NO_PROCEDURE,
    Rows,
    WorkingDays,
    arrivals_by_procedure,
    rows_of,
    working_days,
)

HOURS: Mapping[str, Hours] = {
    ProcedureName.SIMPLIFIED: Hours(0.25, 0.75, 0.1),
    ProcedureName.ORDINARY: Hours(1.0, 16.0, 2.0),
    ProcedureName.EXPERT_RE_REVIEW: Hours(1.0, 60.0, 4.0),
    ProcedureName.EMERGENCY: Hours(0.5, 4.0, 0.5),
    NO_PROCEDURE: Hours(0.25, 0.75, 0.1),
}
HOURS_LABEL = (
    "assumed [A]: no authority publishes hours per filing; simplified review is on the file alone, ordinary"
    " review two days of work, expert re-review five members for a day and a half each"
)
HOURS_A_DAY = 6.0
HOURS_A_DAY_LABEL = "assumed [A]: hours of a working day that go to filings"
KEPT = 0.05
KEPT_LABEL = "assumed [A]: clocks count as kept where at most 5 of 100 filings are late"
ONE_BY_ONE = 30_000
"""Filings up to which a rehearsal takes them one by one."""
MOST_PEOPLE = 10_000_000
Counting = Literal["one by one", "flows"]


@dataclass(frozen=True)
class RehearsalOptions:
    """What a rehearsal is told. People None: as many as keep the clocks."""

    reviewers: int | None = None
    approvers: int | None = None
    months: int = 24
    seed: int = 1
    hours: Mapping[str, Hours] | None = None
    hours_a_day: float = HOURS_A_DAY
    kept: float = KEPT
    counting: Counting | None = None


@dataclass(frozen=True)
class Staff:
    """People of one procedure."""

    reviewers: int
    approvers: int


@dataclass(frozen=True)
class ProcedureRehearsal:
    """One procedure: what arrived, who handled it, what came out, and who would keep its clocks."""

    name: str
    plan: QueuePlan
    arrivals: Arrivals
    result: QueueResult
    """Over the days of the rehearsal."""
    fate: QueueResult
    """The same run on, with nothing more filed, until the clocks of the last filing have run out."""
    needed: Staff | None
    """People who keep the clocks over the whole time; None where no number of people does."""
    needed_by_year: Mapping[str, Staff | None]
    """The same for the arrivals of each calendar year alone."""


@dataclass(frozen=True)
class Rehearsal:
    """What a rehearsal found."""

    policy: str
    options: RehearsalOptions
    days: WorkingDays
    counting: Counting
    rows: Rows
    procedures: tuple[ProcedureRehearsal, ...]


def rehearse(
    exported: ExportedFilings,
    policy: Policy,
    calendar: WorkingCalendar,
    options: RehearsalOptions,
    place: str = "",
) -> Rehearsal:
    """Put the filings of an export through the policy's procedures. RegisterError for what cannot be used."""
    months = _check(exported, policy, options, place)
    rows = rows_of(exported, policy, months)
    days = working_days(exported, months, calendar)
    total = float(rows.count.sum())
    if total <= 0:
        mend = f"rehearse more than {months} months"
        raise RegisterError(
            Problem(f"nothing is filed in the first {months} months", Where(place), mend=mend)
        )
    counting: Counting = options.counting or ("one by one" if total <= ONE_BY_ONE else "flows")
    whole = counting == "one by one" and exported.header.method == "people"
    spread = named_stream(options.seed, "days") if whole else None
    arrivals = arrivals_by_procedure(rows, days, spread)
    hours = {**HOURS, **(options.hours or {})}
    plans = {
        name: _plan(policy, name, hours.get(name, hours[ProcedureName.ORDINARY]), options)
        for name in arrivals
    }
    run = _runner(counting, options.seed, whole)
    needed = {name: staff_needed(plans[name], arrivals[name], options.kept, name, run) for name in arrivals}
    used = _staff_used(plans, arrivals, needed, options, place)
    found = []
    for name, coming in arrivals.items():
        plan = replace(plans[name], reviewers=used[name].reviewers, approvers=used[name].approvers)
        by_year = _by_year(plans[name], coming, days, options.kept, name, run)
        result, fate = run(plan, coming, name), run(plan, coming.run_off(plan), name)
        found.append(ProcedureRehearsal(name, plan, coming, result, fate, needed[name], by_year))
    return Rehearsal(policy.name, options, days, counting, rows, tuple(found))


def _check(exported: ExportedFilings, policy: Policy, options: RehearsalOptions, place: str) -> int:
    problems = []
    most = len(exported.header.months)
    if not 1 <= options.months <= 1200:
        problems.append(Problem(f"{options.months} months cannot be rehearsed", Where(field="months")))
    for name, value in (("reviewers", options.reviewers), ("approvers", options.approvers)):
        if value is not None and not 1 <= value <= MOST_PEOPLE:
            problems.append(
                Problem(f"{value} {name}", Where(field=name), mend=f"give 1 to {MOST_PEOPLE:,} people")
            )
    for name, hours in (options.hours or {}).items():
        where = Where(field=f"hours {name}")
        if name not in policy.procedures and name != NO_PROCEDURE:
            known = ", ".join([*policy.procedures]) or NO_PROCEDURE
            problems.append(
                Problem(f"{policy.name} has no procedure {name!r}", where, mend=f"write one of {known}")
            )
        each = (hours.check, hours.assessment, hours.decision)
        if any(not (math.isfinite(h) and 0 <= h <= 10_000) for h in each):
            problems.append(Problem("hours are from 0 to 10,000", where))
    if not (math.isfinite(options.hours_a_day) and 0 < options.hours_a_day <= 24):
        problems.append(Problem("a day has up to 24 hours", Where(field="hours a day")))
    if not 0 <= options.kept < 1:
        problems.append(Problem("the share that may be late lies from 0 to below 1", Where(field="late")))
    if exported.filings.kind != "deployment":
        problems.append(Problem("only filings of deployments are rehearsed", Where(place)))
    if problems:
        raise RegisterError(problems)
    return min(options.months, most)


def _plan(policy: Policy, name: str, hours: Hours, options: RehearsalOptions) -> QueuePlan:
    procedure = policy.procedures.get(name)
    if procedure is None:
        return QueuePlan(hours, 1, 1, hours_a_day=options.hours_a_day)
    return QueuePlan(
        hours,
        reviewers=1,
        approvers=1,
        check_clock=math.ceil(procedure.completeness_working_days),
        decision_clock=math.ceil(procedure.decision_working_days),
        accepts=procedure.on_expiry == "accepted",
        hours_a_day=options.hours_a_day,
    )


Run = Callable[[QueuePlan, Arrivals, str], QueueResult]


def _flows(plan: QueuePlan, arrivals: Arrivals, name: str) -> QueueResult:  # noqa: ARG001 - one signature
    return simulate_flows(plan, arrivals)


def _runner(counting: Counting, seed: int, whole: bool) -> Run:
    if counting == "flows":
        return _flows
    return lambda plan, arrivals, name: simulate_events(plan, arrivals, seed, name, whole)


def staff_needed(plan: QueuePlan, arrivals: Arrivals, kept: float, name: str, run: Run) -> Staff | None:
    """The fewest reviewers, and then the fewest approvers, with whom at most the share `kept` is late.

    Every filing is followed until it is decided or late. Without clocks: who does the work as it comes, so
    that at most a month's filings wait at the end. None where even everybody at once is late.
    """
    most = MOST_PEOPLE

    def keeps(reviewers: int, approvers: int) -> bool:
        staffed = replace(plan, reviewers=reviewers, approvers=approvers)
        clockless = plan.check_clock is None and plan.decision_clock is None
        result = run(staffed, arrivals if clockless else arrivals.run_off(plan), name)
        if clockless:
            return sum(result.waiting) <= max(arrivals.total() * 21 / arrivals.days, 1.0)
        return result.late_share <= kept

    reviewers = _fewest(
        lambda people: keeps(people, most), _start(arrivals.work(plan.hours)[0], plan, arrivals)
    )
    if reviewers is None:
        return None
    approvers = _fewest(
        lambda people: keeps(reviewers, people), _start(arrivals.work(plan.hours)[1], plan, arrivals)
    )
    return None if approvers is None else Staff(reviewers, approvers)


def _start(hours: float, plan: QueuePlan, arrivals: Arrivals) -> int:
    return max(1, math.ceil(hours / (plan.hours_a_day * arrivals.days)))


def _fewest(keeps: Callable[[int], bool], start: int) -> int | None:
    """The fewest people that keep, looked for from `start` in both directions."""
    low, high = 0, start
    while not keeps(high):
        low, high = high, high * 2
        if high > MOST_PEOPLE:
            return None
    if low == 0:
        low = high // 2
        while low > 0 and keeps(low):
            low, high = low // 2, low
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if keeps(middle) else (middle, high)
    return high


def _by_year(
    plan: QueuePlan, arrivals: Arrivals, days: WorkingDays, kept: float, name: str, run: Run
) -> dict[str, Staff | None]:
    """People for each calendar year alone, from an empty desk."""
    years = [day.year for day in days.days]
    found: dict[str, Staff | None] = {}
    for year in sorted(set(years)):
        start = years.index(year)
        part = arrivals.part(start, start + years.count(year))
        found[str(year)] = (
            staff_needed(plan, part, kept, f"{name} {year}", run) if part.total() > 0 else Staff(0, 0)
        )
    return found


def _staff_used(
    plans: Mapping[str, QueuePlan],
    arrivals: Mapping[str, Arrivals],
    needed: Mapping[str, Staff | None],
    options: RehearsalOptions,
    place: str,
) -> dict[str, Staff]:
    """The people of each procedure: those given, shared out by work, or else those needed."""
    work = {name: arrivals[name].work(plans[name].hours) for name in arrivals}
    kinds = []
    for index, given in enumerate((options.reviewers, options.approvers)):
        if given is not None:
            kinds.append(_shared_out(given, {name: hours[index] for name, hours in work.items()}, place))
        else:
            kinds.append({name: _people(needed[name], index, work[name][index], plans[name], arrivals[name])
                          for name in arrivals})  # fmt: skip
    return {name: Staff(kinds[0][name], kinds[1][name]) for name in arrivals}


def _people(needed: Staff | None, index: int, hours: float, plan: QueuePlan, arrivals: Arrivals) -> int:
    if needed is None:
        return _start(hours, plan, arrivals)
    return (needed.reviewers, needed.approvers)[index]


def _shared_out(people: int, work: Mapping[str, float], place: str) -> dict[str, int]:
    """People by procedure in proportion to the work, at least one where there is any."""
    if people < len(work):
        raise RegisterError(
            Problem(
                f"{people} people for {len(work)} procedures",
                Where(place, field="people"),
                "each procedure has its own reviewers and approvers",
                f"give at least {len(work)}",
            )
        )
    total = sum(work.values())
    spare = people - len(work)
    exact = {name: spare * hours / total if total else spare / len(work) for name, hours in work.items()}
    found = {name: 1 + math.floor(each) for name, each in exact.items()}
    rest = sorted(exact, key=lambda name: (-(exact[name] % 1.0), name))
    for name in rest[: people - sum(found.values())]:
        found[name] += 1
    return found
