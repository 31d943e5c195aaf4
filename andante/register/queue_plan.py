"""What a rehearsal of queues needs and gives: a procedure with people and clocks, arrivals, what came out.

Time is counted in working days from the first one of the rehearsal. Work is counted in hours: a person who
works `hours_a_day` on filings handles one at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS = ("check", "assessment", "decision")
"""What people do with a filing: reviewers the first two, approvers the third."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Mean hours of one person for each step."""

    check: float
    assessment: float
    decision: float


@dataclass(frozen=True, slots=True)
class QueuePlan:
    """One procedure: its clocks in working days (None: no clock), its people, and the time that they take.

    `accepts`: a filing whose completeness was not checked in time counts as accepted for review; otherwise
    it is escalated and goes on waiting. A decision that is late is always escalated.
    """

    hours: Hours
    reviewers: float
    approvers: float
    check_clock: int | None = None
    decision_clock: int | None = None
    accepts: bool = False
    hours_a_day: float = 6.0
    service: Literal["exponential", "fixed"] = "exponential"
    """How the time for one filing spreads around its mean; of no effect on flows."""

    @property
    def days(self) -> tuple[float, float, float]:
        """Mean working days that one person takes for each step."""
        hours, day = self.hours, self.hours_a_day
        return hours.check / day, hours.assessment / day, hours.decision / day


@dataclass(frozen=True)
class Arrivals:
    """(D,) filings that arrive on each working day: those that pass the check, and those it sends back."""

    onward: Floats
    incomplete: Floats

    @property
    def days(self) -> int:
        """D."""
        return len(self.onward)

    def total(self) -> float:
        """Filings of all days."""
        return float(self.onward.sum() + self.incomplete.sum())

    def part(self, start: int, end: int) -> Arrivals:
        """Those of some of the days."""
        return Arrivals(self.onward[start:end], self.incomplete[start:end])

    def run_off(self, plan: QueuePlan) -> Arrivals:
        """The same, and then as many days without arrivals as the clocks of the last filing run."""
        more = np.zeros((plan.check_clock or 0) + (plan.decision_clock or 0) + 2)
        return Arrivals(np.concatenate([self.onward, more]), np.concatenate([self.incomplete, more]))

    def work(self, hours: Hours) -> tuple[float, float]:
        """Hours of reviewers and of approvers that they ask for, each handled in time."""
        onward, total = float(self.onward.sum()), self.total()
        return total * hours.check + onward * hours.assessment, onward * hours.decision


@dataclass(frozen=True)
class QueueResult:
    """What came out. Counts are filings; every filing that arrived is returned, decided or waiting."""

    arrived: float
    returned: float
    decided: float
    waiting: tuple[float, float, float]
    """At the end, by step; those being handled are among them."""
    queue: Floats
    """(D,3) waiting or being handled at the end of each day, by step."""
    accepted: float
    """Accepted for review by anybody or by expiry."""
    accepted_by_expiry: float
    checks_late: float
    """Not checked within the clock: accepted by expiry, checked late, or still waiting past it."""
    decisions_late: float
    """Not decided within the clock of the decision, those still waiting past it included."""
    escalations: float
    """Clocks that ran out and were escalated; one filing can be escalated again and again."""
    decision_days: Floats
    """(D+1,) decided filings by working days from being sent to the decision."""
    reviewer_hours: float
    approver_hours: float
    """Worked within the time."""

    @property
    def late_share(self) -> float:
        """The larger of two shares: checks late of all that arrived, decisions late of all accepted."""
        checks = self.checks_late / self.arrived if self.arrived else 0.0
        decisions = self.decisions_late / self.accepted if self.accepted else 0.0
        return max(checks, decisions)

    def decision_quantile(self, share: float) -> float | None:
        """Working days within which this share of the decided filings was decided; None without any."""
        running = np.cumsum(self.decision_days)
        if not len(running) or running[-1] <= 0:
            return None
        return float(np.searchsorted(running, share * running[-1] * (1 - 1e-12)))


def times_over(started: int, now: int, clock: int | None) -> int:
    """How often a clock that starts anew each time has run out by the day `now`, which is not yet over."""
    if clock is None or now <= started + clock:
        return 0
    return -(-(now - started) // max(clock, 1)) - 1
