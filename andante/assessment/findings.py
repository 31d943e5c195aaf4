"""What an assessment finds, as plain frozen data: the document, the filing and `--json` are made from it.

Work is in full-time equivalents (FTE) of 40 hours a week unless the roster says otherwise; money is in the
deployment's currency a year. A Span holds the low, central and high figure; None is not known, never zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from andante.assessment.deployment import Deployment
from andante.filing.schema import Filing
from andante.policies.decision import Decision

SMALLEST_GROUP = 5
"""Groups of fewer people are shown in no output (see `suppression`)."""


@dataclass(frozen=True, slots=True)
class Span:
    """A figure with its range, and where it comes from: official, mapped, imputed, declared or assumed."""

    low: float
    central: float
    high: float
    label: str = "imputed"

    def each(self, change: Callable[[float], float], label: str | None = None) -> Span:
        """The span with every figure changed by one rising function."""
        return Span(change(self.low), change(self.central), change(self.high), label or self.label)


@dataclass(frozen=True, slots=True)
class Match:
    """A job title or code and the occupation that it was brought to.

    `confidence` from 0 to 1 is the share of held-out titles of equal evidence that were coded right;
    `status`: coded, review (too uncertain, counted for review) or rejected (no occupation at all).
    """

    title: str
    isco: str | None  # ISCO-08, four digits where known, else fewer
    isco_title: str
    isco_title_zh: str
    onet: str | None  # O*NET-SOC 2019
    confidence: float
    reason: str
    reason_zh: str
    status: str
    headcount: float
    alternatives: tuple[tuple[str, str, float], ...] = ()  # (isco, title, confidence)


@dataclass(frozen=True, slots=True)
class Accounted:
    """Where the persons of the roster are: the four add up to `roster`.

    `suppressed` persons are coded and counted in the totals, but their occupation is too small to be shown.
    """

    roster: float
    coded: float
    review: float
    suppressed: float
    rejected: float


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A declared task: its words (the statement, if of O*NET), whose it is, how much of their time."""

    words: str
    isco: str
    mode: str | None
    share: Span | None  # of the working time; None where not known
    listed_isco: str | None = None  # the occupation that a published list has the task under


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """Hours (FTE) taken over, assisted and unchanged by one measure of exposure, or as declared."""

    id: str  # declared | ilo_share | ilo_mean | eloundou_beta | microsoft
    title: str
    title_zh: str
    taken_over: float
    assisted: float
    unchanged: float
    source: str
    label: str


@dataclass(frozen=True, slots=True)
class GradientRow:
    """Persons of the roster, touched or not, whose occupation is in one of the ILO's gradients."""

    gradient: str  # not_exposed | minimal | gradient_1 .. gradient_4 | not_scored
    headcount: float
    share: float


@dataclass(frozen=True, slots=True)
class OccupationRow:
    """One occupation of the roster, large enough to be shown."""

    isco: str
    title: str
    title_zh: str
    headcount: float
    work: float  # FTE
    taken_over: Span
    assisted: Span
    exposure: Span | None
    entry_level_share: float | None


@dataclass(frozen=True, slots=True)
class GroupShare:
    """One group (age, sex, contract, place, seniority, education): who is affected."""

    grouping: str
    group: str  # "" where the roster does not say
    headcount: float
    taken_over: Span  # FTE
    share_of_work: Span  # of the group's own work


@dataclass(frozen=True, slots=True)
class TimingRow:
    """Work taken over by a day of the rollout, cumulated, and how much of it leavers make room for."""

    day: date
    step: str
    taken_over: Span
    hires_avoided: Span


@dataclass(frozen=True, slots=True)
class Deadline:
    """A duty with a date: notice, consultation, first report."""

    day: date | None
    what: str
    what_zh: str
    source: str


@dataclass(frozen=True, slots=True)
class Destination:
    """An occupation that those of `origin` can reach."""

    origin: str
    isco: str
    title: str
    title_zh: str
    odds: float  # share of those who leave the origin for another occupation
    pay_change: float | None  # share of the pay
    skill_distance: float | None  # 0 same, 1 as far apart as two occupations are
    exposure: Span | None
    exposed: bool  # the destination is itself among the most exposed
    months_to_job: Span | None
    local_employment: float | None  # persons in the place or country
    source: str
    label: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """Retraining and reassignment in numbers and money; `gap` is what the plan lacks."""

    what: str  # retraining | reassignment | pay_of_work | pay_lost
    people: Span
    offered: float | None
    gap: Span | None
    money: Span | None
    formula: str


@dataclass(frozen=True, slots=True)
class Impact:
    """What the deployment does to the people of the roster."""

    headcount: float
    work: float  # FTE of the roster
    people_affected: Span
    taken_over: Span
    assisted: Span
    unchanged: Span
    hires_avoided: Span
    released: Span  # FTE of work taken over beyond what leavers make room for
    entry_level_posts: Span | None  # entry-level posts not filled
    entry_level_share: float | None  # of the affected posts
    measures: tuple[MeasureRow, ...]
    occupations: tuple[OccupationRow, ...]
    groups: tuple[GroupShare, ...]
    timing: tuple[TimingRow, ...]
    gradients: tuple[GradientRow, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    work_known: bool = True  # whether the shares of time behind `taken_over` are known, not only bounded
    occupations_hidden: float = 0.0  # coded persons whose occupation is too small to be shown
    unknown: tuple[tuple[str, str], ...] = ()  # (what is not known, in English; in Chinese)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a reader must see before trusting a figure: rubber-stamping, thin evidence, ..."""

    kind: str
    words: str
    words_zh: str


@dataclass(frozen=True, slots=True)
class PolicyDecision:
    """What one policy decides on the filing, and at the two ends of the range of the work taken over."""

    decision: Decision
    title_zh: str
    at_low: str  # outcome word
    at_high: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """One assessment: everything that the document prints, and the filing that a register accepts."""

    deployment: Deployment
    accounted: Accounted
    matches: tuple[Match, ...]  # of groups large enough to be shown
    impact: Impact
    destinations: tuple[Destination, ...]
    plan: tuple[PlanRow, ...]
    filing: Filing
    decisions: tuple[PolicyDecision, ...]
    flags: tuple[Flag, ...]
    roster_file: str
    roster_digest: str
    command: str
    version: str
    on: date
    problems: tuple[str, ...] = ()
    problem_count: int = 0
    tasks: tuple[TaskRow, ...] = ()
    for_review: tuple[Match, ...] = ()  # every title that is not sure; only the review file shows them
