"""Filings as flows through a procedure, day by day: for numbers at which single filings no longer matter.

The same order as one by one: the most urgent first, checks and assessments alike. What a person begins on a
day is taken out of that day's hours, and leaves after the days that the step takes on average.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from andante.register.queue_plan import Arrivals, QueuePlan, QueueResult, times_over


@dataclass(slots=True)
class _Cohort:
    """Filings sent on one day and accepted on one day (-1: not yet)."""

    sent: int
    accepted: int
    onward: float
    incomplete: float = 0.0

    @property
    def size(self) -> float:
        return self.onward + self.incomplete

    def split(self, share: float) -> _Cohort:
        """Takes a share out of this cohort."""
        taken = _Cohort(self.sent, self.accepted, self.onward * share, self.incomplete * share)
        self.onward -= taken.onward
        self.incomplete -= taken.incomplete
        return taken


def simulate_flows(plan: QueuePlan, arrivals: Arrivals) -> QueueResult:
    """Run the days of `arrivals`; without chance."""
    run = _Run(plan, arrivals.days)
    for day in range(arrivals.days):
        run.one_day(day, float(arrivals.onward[day]), float(arrivals.incomplete[day]))
    return run.result()


class _Run:
    """The state between two days."""

    def __init__(self, plan: QueuePlan, days: int) -> None:
        self.plan, self.days = plan, days
        self.checks: deque[_Cohort] = deque()
        self.assessments: deque[_Cohort] = deque()
        self.proposals: deque[_Cohort] = deque()
        self.under_way: tuple[dict[int, list[_Cohort]], ...] = ({}, {}, {})
        self.inside = [0.0, 0.0, 0.0]
        self.queue = np.zeros((days, 3))
        self.decision_days = np.zeros(days + 1)
        self.arrived = self.returned = self.decided = self.accepted = self.by_expiry = 0.0
        self.checks_late = self.decisions_late = self.escalations = 0.0
        self.hours = [0.0, 0.0]

    def one_day(self, day: int, onward: float, incomplete: float) -> None:
        self._expire(day)
        if onward + incomplete > 0:
            self.arrived += onward + incomplete
            self.inside[0] += onward + incomplete
            self.checks.append(_Cohort(day, -1, onward, incomplete))
        self._leave(day, 0)
        self._leave(day, 1)
        self._review(day, self.plan.reviewers * self.plan.hours_a_day)
        self._leave(day, 2)
        self._decide(day, self.plan.approvers * self.plan.hours_a_day)
        self.queue[day] = np.maximum(self.inside, 0.0)

    def _expire(self, day: int) -> None:
        clock = self.plan.check_clock
        if not self.plan.accepts or clock is None:
            return
        while self.checks and self.checks[0].sent + clock < day:
            cohort = self.checks.popleft()
            size = cohort.size
            self.by_expiry += size
            self.checks_late += size
            self._accept(_Cohort(cohort.sent, cohort.sent + clock, size), size)

    def _accept(self, cohort: _Cohort, left: float) -> None:
        self.inside[0] -= left
        self.inside[1] += cohort.onward
        self.accepted += cohort.onward
        if cohort.onward > 0:
            self.assessments.append(cohort)

    def _due(self, cohort: _Cohort) -> float:
        clock, since = (
            (self.plan.check_clock, cohort.sent)
            if cohort.accepted < 0
            else (self.plan.decision_clock, cohort.accepted)
        )
        return math.inf if clock is None else since + clock

    def _review(self, day: int, left: float) -> None:
        hours = (self.plan.hours.check, self.plan.hours.assessment)
        while self.checks or self.assessments:
            first = bool(self.checks) and (
                not self.assessments
                or (self._due(self.checks[0]), self.checks[0].sent)
                <= (self._due(self.assessments[0]), self.assessments[0].sent)
            )
            step = 0 if first else 1
            taken, left = self._take(self.checks if first else self.assessments, hours[step], left, 0)
            if taken is None:
                return
            self._begin(day, step, taken)

    def _decide(self, day: int, left: float) -> None:
        while self.proposals:
            taken, left = self._take(self.proposals, self.plan.hours.decision, left, 1)
            if taken is None:
                return
            self._begin(day, 2, taken)

    def _take(
        self, queue: deque[_Cohort], hours: float, left: float, people: int
    ) -> tuple[_Cohort | None, float]:
        """As much of the first cohort as the hours left allow; None when they are used up."""
        head = queue[0]
        needed = head.size * hours
        if needed <= left * (1 + 1e-12):
            self.hours[people] += needed
            return queue.popleft(), max(left - needed, 0.0)
        if left <= 0:
            return None, 0.0
        self.hours[people] += left
        return head.split(left / needed), 0.0

    def _begin(self, day: int, step: int, cohort: _Cohort) -> None:
        """Begun at any hour of the day: of what takes a day and a half, one half ends a day later."""
        whole, part = divmod(self.plan.days[step], 1.0)
        if part:
            self._end(day + int(whole) + 1, day, step, cohort.split(part))
        self._end(day + int(whole), day, step, cohort)

    def _end(self, end: int, day: int, step: int, cohort: _Cohort) -> None:
        if end > day:
            self.under_way[step].setdefault(end, []).append(cohort)
        else:
            self._done(day, step, cohort)

    def _leave(self, day: int, step: int) -> None:
        for cohort in self.under_way[step].pop(day, ()):
            self._done(day, step, cohort)

    def _done(self, day: int, step: int, cohort: _Cohort) -> None:
        if step == 0:
            over = times_over(cohort.sent, day, self.plan.check_clock)
            self.checks_late += cohort.size if over else 0.0
            self.escalations += 0.0 if self.plan.accepts else over * cohort.size
            self.returned += cohort.incomplete
            self._accept(_Cohort(cohort.sent, day, cohort.onward), cohort.size)
        elif step == 1:
            self.inside[1] -= cohort.onward
            self.inside[2] += cohort.onward
            self.proposals.append(cohort)
        else:
            over = times_over(cohort.accepted, day, self.plan.decision_clock)
            self.decisions_late += cohort.onward if over else 0.0
            self.escalations += over * cohort.onward
            self.decided += cohort.onward
            self.inside[2] -= cohort.onward
            self.decision_days[day - cohort.sent] += cohort.onward

    def result(self) -> QueueResult:
        last = self.days - 1
        open_checks = [*self.checks, *_flat(self.under_way[0])]
        for cohort in open_checks:
            over = times_over(cohort.sent, last, self.plan.check_clock)
            self.checks_late += cohort.size if over else 0.0
            self.escalations += 0.0 if self.plan.accepts else over * cohort.size
        others = [*self.assessments, *_flat(self.under_way[1]), *self.proposals, *_flat(self.under_way[2])]
        for cohort in others:
            over = times_over(cohort.accepted, last, self.plan.decision_clock)
            self.decisions_late += cohort.onward if over else 0.0
            self.escalations += over * cohort.onward
        checks, assessments, proposals = (max(each, 0.0) for each in self.inside)
        return QueueResult(
            self.arrived, self.returned, self.decided,
            (checks, assessments, proposals), self.queue,
            self.accepted, self.by_expiry, self.checks_late, self.decisions_late, self.escalations,
            self.decision_days, self.hours[0], self.hours[1],
        )  # fmt: skip


def _flat(under_way: dict[int, list[_Cohort]]) -> list[_Cohort]:
    return [cohort for cohorts in under_way.values() for cohort in cohorts]
