"""Filings one by one through a procedure: a discrete-event simulation in continuous working time.

Reviewers take the filing whose clock runs out first, checks and assessments alike, and approvers do the same;
nobody is interrupted. Tested against the formulas for M/M/c and M/D/1.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from hashlib import sha256
from heapq import heappop, heappush

import numpy as np

from andante.register.queue_plan import Arrivals, QueuePlan, QueueResult, times_over

_CHECK, _ASSESS, _DECIDE = range(3)
_BLOCK = 4096


def named_stream(seed: int, *name: object) -> np.random.Generator:
    """The generator of a name: found by what it is for, never by what was drawn before it."""
    digest = sha256("\0".join(str(each) for each in (seed, *name)).encode()).digest()
    return np.random.Generator(np.random.Philox(key=np.frombuffer(digest[:16], dtype=np.uint64)))


def simulate_events(plan: QueuePlan, arrivals: Arrivals, seed: int, name: str, whole: bool) -> QueueResult:
    """Run the days of `arrivals`. With `whole` they are whole filings; otherwise means of Poisson numbers."""
    times, onward = _instants(arrivals, seed, name, whole)
    run = _Run(plan, arrivals.days, _Services(plan, seed, name))
    for at, goes_on in zip(times.tolist(), onward.tolist(), strict=True):
        run.until(at)
        run.arrive(at, goes_on)
    run.until(float(arrivals.days))
    return run.result()


def _instants(
    arrivals: Arrivals, seed: int, name: str, whole: bool
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    times, kinds = [], []
    for kind, counts in ((True, arrivals.onward), (False, arrivals.incomplete)):
        stream = named_stream(seed, name, "arrivals", kind)
        number = counts.astype(np.int64) if whole else stream.poisson(counts)
        days = np.repeat(np.arange(arrivals.days), number)
        times.append(days + stream.random(len(days)))
        kinds.append(np.full(len(days), kind))
    every, kind_of = np.concatenate(times), np.concatenate(kinds)
    order = np.argsort(every, kind="stable")
    return every[order], kind_of[order]


@dataclass
class _Services:
    """Service times of each step, drawn in blocks."""

    plan: QueuePlan
    seed: int
    name: str
    drawn: list[list[float]] = field(default_factory=lambda: [[], [], []])
    streams: list[np.random.Generator] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.streams = [named_stream(self.seed, self.name, "service", step) for step in range(3)]

    def next(self, step: int) -> float:
        mean = self.plan.days[step]
        if self.plan.service == "fixed":
            return mean
        if not self.drawn[step]:
            self.drawn[step] = self.streams[step].standard_exponential(_BLOCK).tolist()
        return mean * self.drawn[step].pop()


@dataclass(slots=True)
class _Filing:
    sent: float
    goes_on: bool
    accepted: int = -1
    """Working day of acceptance, -1 before."""


class _Run:
    """The state between two events."""

    def __init__(self, plan: QueuePlan, days: int, services: _Services) -> None:
        self.plan, self.days, self.services = plan, days, services
        self.checks: deque[_Filing] = deque()
        self.assessments: deque[_Filing] = deque()
        self.proposals: list[tuple[float, int, _Filing]] = []
        self.idle = [plan.reviewers, plan.approvers]
        self.ends: list[tuple[float, int, int, float, _Filing]] = []
        self.order = 0
        self.day = 0
        self.inside = [0, 0, 0]
        self.queue = np.zeros((days, 3))
        self.decision_days = np.zeros(days + 1)
        self.arrived = self.returned = self.decided = self.accepted = self.by_expiry = 0
        self.checks_late = self.decisions_late = self.escalations = 0
        self.hours = [0.0, 0.0]

    def until(self, at: float) -> None:
        """Everything that ends before `at`, and the ends of days."""
        while self.ends and self.ends[0][0] < at:
            end, _, step, begun, filing = heappop(self.ends)
            self._days_before(end)
            self._expire(math.floor(end))
            self._done(end, step, begun, filing)
            self._start(end)
        self._days_before(at)
        if at < self.days:
            self._expire(math.floor(at))

    def arrive(self, at: float, goes_on: bool) -> None:
        self.arrived += 1
        self.inside[_CHECK] += 1
        self.checks.append(_Filing(at, goes_on))
        self._start(at)

    def _days_before(self, at: float) -> None:
        while self.day + 1 <= at and self.day < self.days:
            self._expire(self.day)
            self.queue[self.day] = self.inside
            self.day += 1

    def _expire(self, today: int) -> None:
        """Filings not checked by the end of their clock count as accepted on the day it ended."""
        clock = self.plan.check_clock
        if not self.plan.accepts or clock is None:
            return
        while self.checks and math.floor(self.checks[0].sent) + clock < today:
            filing = self.checks.popleft()
            filing.accepted = math.floor(filing.sent) + clock
            self.by_expiry += 1
            self.checks_late += 1
            self.accepted += 1
            self._move(_CHECK, _ASSESS)
            self.assessments.append(filing)

    def _move(self, before: int, after: int) -> None:
        self.inside[before] -= 1
        self.inside[after] += 1

    def _due(self, filing: _Filing) -> float:
        clock, since = (
            (self.plan.check_clock, math.floor(filing.sent))
            if filing.accepted < 0
            else (self.plan.decision_clock, filing.accepted)
        )
        return math.inf if clock is None else since + clock

    def _start(self, at: float) -> None:
        """Give whoever is idle the most urgent filing."""
        while self.idle[0] >= 1 and (self.checks or self.assessments):
            check_first = bool(self.checks) and (
                not self.assessments
                or (self._due(self.checks[0]), self.checks[0].sent)
                <= (self._due(self.assessments[0]), self.assessments[0].sent)
            )
            self.idle[0] -= 1
            if check_first:
                self._begin(at, _CHECK, self.checks.popleft())
            else:
                self._begin(at, _ASSESS, self.assessments.popleft())
        while self.idle[1] >= 1 and self.proposals:
            self.idle[1] -= 1
            self._begin(at, _DECIDE, heappop(self.proposals)[2])

    def _begin(self, at: float, step: int, filing: _Filing) -> None:
        self.order += 1
        heappush(self.ends, (at + self.services.next(step), self.order, step, at, filing))

    def _done(self, end: float, step: int, begun: float, filing: _Filing) -> None:
        today = math.floor(end)
        people = int(step == _DECIDE)
        self.idle[people] += 1
        self.hours[people] += (end - begun) * self.plan.hours_a_day
        if step == _CHECK:
            over = times_over(math.floor(filing.sent), today, self.plan.check_clock)
            self.checks_late += over > 0
            # One already begun when its clock ended is still checked; it only is late.
            self.escalations += 0 if self.plan.accepts else over
            if not filing.goes_on:
                self.returned += 1
                self.inside[_CHECK] -= 1
                return
            filing.accepted = today
            self.accepted += 1
            self._move(_CHECK, _ASSESS)
            self.assessments.append(filing)
        elif step == _ASSESS:
            self._move(_ASSESS, _DECIDE)
            self.order += 1
            heappush(self.proposals, (self._due(filing), self.order, filing))
        else:
            over = times_over(filing.accepted, today, self.plan.decision_clock)
            self.decisions_late += over > 0
            self.escalations += over
            self.decided += 1
            self.inside[_DECIDE] -= 1
            self.decision_days[today - math.floor(filing.sent)] += 1

    def result(self) -> QueueResult:
        last = self.days - 1
        checking = [e[4] for e in self.ends if e[2] == _CHECK]
        deciding = [e[4] for e in self.ends if e[2] != _CHECK]
        for end, _, step, begun, _ in self.ends:
            self.hours[int(step == _DECIDE)] += (min(end, self.days) - begun) * self.plan.hours_a_day
        for filing in [*self.checks, *checking]:
            over = times_over(math.floor(filing.sent), last, self.plan.check_clock)
            self.checks_late += over > 0
            self.escalations += 0 if self.plan.accepts else over
        for filing in [*self.assessments, *deciding, *(each[2] for each in self.proposals)]:
            over = times_over(filing.accepted, last, self.plan.decision_clock)
            self.decisions_late += over > 0
            self.escalations += over
        return QueueResult(
            self.arrived, self.returned, self.decided,
            (self.inside[0], self.inside[1], self.inside[2]), self.queue,
            self.accepted, self.by_expiry, self.checks_late, self.decisions_late, self.escalations,
            self.decision_days, self.hours[0], self.hours[1],
        )  # fmt: skip
