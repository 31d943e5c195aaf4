"""Predicted against actual: what an assessment said would happen to the workforce, and what firms report.

Figures that add up over time are compared as sums since the start of use. One quarter without a figure leaves
the sum unknown: missing is never zero.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from types import MappingProxyType
from typing import Literal

from andante.assessment.deployment import Deployment
from andante.assessment.findings import Assessment, Impact, PlanRow, Span
from andante.assessment.turnover import counted_until
from andante.errors import Problem, RegisterError, Where
from andante.register.quarters import Quarter, quarter_of, quarters_between


@dataclass(frozen=True, slots=True)
class FigureDefinition:
    """A figure of the quarterly report: a level at the quarter's end, or a count during the quarter.

    `sum_of`: the reported figures that it is made of, itself if there are none. `predicted`: how the
    assessment arrives at it; empty where it predicts nothing.
    """

    name: str
    kind: Literal["level", "count"]
    unit: str
    title: str
    title_zh: str
    source: str
    predicted: str
    sum_of: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The reported figures that add up to it."""
        return self.sum_of or (self.name,)


_S3108 = "S.3108 (5 Nov 2025), quarterly disclosure"

_DEFINITIONS = (
    FigureDefinition(
        "automated_work",
        "level",
        "FTE",
        "work that the system has taken over",
        "被自动化的工作量（折合全时岗位）",
        "the filing's automated_work",
        "work taken over, as far as the rollout has come",
    ),
    FigureDefinition(
        "assisted_work",
        "level",
        "FTE",
        "work that people do with the system's help",
        "人工智能辅助的工作量（折合全时岗位）",
        "the filing's assisted_work",
        "work assisted, as far as the rollout has come",
    ),
    FigureDefinition(
        "displaced",
        "count",
        "persons",
        "people whose work was taken over, let go or moved",
        "失岗人员（解除合同或转岗）",
        f"{_S3108}, (A) and (E)",
        "FTE taken over for which no leaver makes room",
        ("released", "reassigned"),
    ),
    FigureDefinition(
        "released",
        "count",
        "persons",
        "people let go because of it",
        "因此解除合同人数",
        f"{_S3108}, (A)",
        "displaced, less the posts offered for reassignment",
    ),
    FigureDefinition(
        "reassigned",
        "count",
        "persons",
        "people moved to another post because of it",
        "转岗人数",
        f"{_S3108}, (E)",
        "the smaller of displaced and posts offered",
    ),
    FigureDefinition(
        "retrained",
        "count",
        "persons",
        "people retrained because of it",
        "转岗培训人数",
        f"{_S3108}, (D)",
        "the smaller of displaced and places offered",
    ),
    FigureDefinition(
        "hires_avoided",
        "count",
        "posts",
        "posts left unfilled because of it",
        "少招人数",
        f"{_S3108}, (C)",
        "FTE taken over for which leavers make room",
    ),
    FigureDefinition(
        "hired", "count", "persons", "people hired because of it", "因此新招人数", f"{_S3108}, (B)", ""
    ),
)

FIGURES: Mapping[str, FigureDefinition] = MappingProxyType({each.name: each for each in _DEFINITIONS})
"""What is compared for each entry. Counts are summed since the start of use."""

REPORTED: tuple[str, ...] = tuple(name for name, each in FIGURES.items() if not each.sum_of)
"""What firms report for each quarter."""


@dataclass(frozen=True, slots=True)
class PredictedStep:
    """What is predicted from a day on, by figure; counts are sums since the start, people as FTE."""

    day: date
    values: Mapping[str, Span]


@dataclass(frozen=True, slots=True)
class Prediction:
    """The steps of a prediction in order of time. With none, `final` holds on every day."""

    steps: tuple[PredictedStep, ...]
    final: Mapping[str, Span]

    def at(self, figure: str, day: date) -> Span | None:
        """The prediction of a figure for a day, None without one. Before the first step nothing happens."""
        if figure not in self.final:
            return None
        if not self.steps:
            return self.final[figure]
        reached = [step for step in self.steps if step.day <= day]
        return reached[-1].values[figure] if reached else Span(0.0, 0.0, 0.0, "assumed")


@dataclass(frozen=True, slots=True)
class WorkforceReport:
    """The figures of one entry for one quarter; a figure that is absent or None was not reported."""

    entry: str
    quarter: Quarter
    figures: Mapping[str, float | None]
    received: datetime

    def __post_init__(self) -> None:
        problems = figure_problems(self.figures)
        if self.received.tzinfo is None:
            problems.append(Problem("the report has a time without its zone", Where(field="received")))
        if problems:
            raise RegisterError(problems)
        object.__setattr__(self, "figures", MappingProxyType(dict(self.figures)))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure of one entry by the end of a quarter: actual less predicted is `difference`.

    `within`: whether the actual figure lies in the predicted range. `missing` are quarters that no figure
    came for; then `actual` is None.
    """

    figure: str
    quarter: Quarter
    actual: float | None
    predicted: Span | None
    missing: tuple[Quarter, ...] = ()

    @property
    def difference(self) -> float | None:
        """Actual less the central prediction, or None where one of the two is not known."""
        if self.actual is None or self.predicted is None:
            return None
        return self.actual - self.predicted.central

    @property
    def within(self) -> bool | None:
        """Whether the actual figure lies in the predicted range, or None where that is not known."""
        if self.actual is None or self.predicted is None:
            return None
        return self.predicted.low <= self.actual <= self.predicted.high


@dataclass(frozen=True, slots=True)
class PolicySum:
    """One figure over the entries of a policy that have both an actual and a predicted figure.

    `entries` of `of`: how many these are. Ranges are added end to end, as if all erred the same way.
    """

    figure: str
    quarter: Quarter
    entries: int
    of: int
    actual: float | None
    predicted: Span | None

    @property
    def difference(self) -> float | None:
        """Actual less predicted, over the same entries; None where there are none."""
        if self.actual is None or self.predicted is None:
            return None
        return self.actual - self.predicted.central


def first_day(prediction: Prediction | None) -> date | None:
    """The day on which the assessment lets the use begin; None where it names no day."""
    return prediction.steps[0].day if prediction is not None and prediction.steps else None


def figure_problems(figures: Mapping[str, object]) -> list[Problem]:
    """What is wrong with reported figures: unknown names, and values that are no number of people or work."""
    problems = []
    for name, value in figures.items():
        where = Where(field=str(name))
        if name not in REPORTED:
            mend = f"write some of {', '.join(REPORTED)}"
            problems.append(Problem(f"{name!r} is no figure of the report", where, mend=mend))
        elif value is not None and (
            isinstance(value, bool)
            or not isinstance(value, (int, float))
            or not math.isfinite(value)
            or value < 0
        ):
            mend = "write a number, or leave it out where it is not known"
            problems.append(Problem(f"{value!r} is no number from 0", where, mend=mend))
    return problems


def prediction_of(assessment: Assessment) -> Prediction:
    """What an assessment predicts. Without known shares of time it predicts no work, and so no people.

    People are counted as FTE. For whom leavers make room before the end of the count, nobody is displaced, so
    that no step has more people displaced than the last.
    """
    return predict(assessment.deployment, assessment.impact, assessment.plan)


def predict(deployment: Deployment, impact: Impact, plan: Iterable[PlanRow]) -> Prediction:
    """The same out of the parts of an assessment that say it."""
    if not impact.work_known or not deployment.tasks:
        return Prediction((), MappingProxyType({}))
    offered = {row.what: row.offered for row in plan}
    total = impact.taken_over.central
    final = _values(impact.taken_over, impact.hires_avoided, impact.released, impact.assisted, offered)
    steps = []
    for row in impact.timing:
        share = row.taken_over.central / total if total > 0 else 1.0
        displaced = _levels(_beyond, row.taken_over, row.hires_avoided)
        capped = _levels(min, displaced, impact.released)
        helped = impact.assisted.each(partial(operator.mul, share))
        steps.append(
            PredictedStep(row.day, _values(row.taken_over, row.hires_avoided, capped, helped, offered))
        )
    last = counted_until(deployment)
    if last is not None and steps:
        # Leavers go on making room after the last step, up to the day that the assessment counts to.
        steps = [step for step in steps if step.day < last] + [PredictedStep(last, final)]
    return Prediction(tuple(sorted(steps, key=lambda step: step.day)), final)


def _values(
    taken: Span, avoided: Span, displaced: Span, assisted: Span, offered: Mapping[str, float | None]
) -> Mapping[str, Span]:
    values = {
        "automated_work": taken,
        "assisted_work": assisted,
        "displaced": displaced,
        "hires_avoided": avoided,
    }
    places, posts = offered.get("retraining"), offered.get("reassignment")
    if places is not None:
        values["retrained"] = displaced.each(partial(min, places))
    if posts is not None:
        moved = displaced.each(partial(min, posts))
        values["reassigned"] = moved
        values["released"] = _levels(_beyond, displaced, moved)
    return MappingProxyType(values)


def _levels(change: Callable[[float, float], float], one: Span, other: Span) -> Span:
    """Low with low, high with high, put in order: as the assessment pairs work and leavers."""
    low, central, high = sorted(
        change(a, b) for a, b in ((one.low, other.low), (one.central, other.central), (one.high, other.high))
    )
    return Span(low, central, high, one.label)


def _beyond(work: float, room: float) -> float:
    return max(work - room, 0.0)


def compare_entry(
    prediction: Prediction, reports: Iterable[WorkforceReport], started: date, through: Quarter
) -> tuple[Comparison, ...]:
    """Every figure by the end of a quarter. Of several reports for a quarter the last received counts.

    The prediction runs from the day that the use really began: a use that begins three months later than
    planned is compared with what was predicted for three months earlier.
    """
    planned = first_day(prediction)
    predicted_for = through.end if planned is None else through.end - (started - planned)
    by_quarter = {report.quarter: report for report in sorted(reports, key=lambda report: report.received)}
    quarters = quarters_between(quarter_of(started), through)
    rows = []
    for name, definition in FIGURES.items():
        wanted = quarters if definition.kind == "count" else quarters[-1:]
        found = {q: _reported(by_quarter.get(q), definition) for q in wanted}
        missing = tuple(quarter for quarter, value in found.items() if value is None)
        known = [value for value in found.values() if value is not None]
        actual = math.fsum(known) if wanted and not missing else None
        rows.append(Comparison(name, through, actual, prediction.at(name, predicted_for), missing))
    return tuple(rows)


def _reported(report: WorkforceReport | None, definition: FigureDefinition) -> float | None:
    """A figure out of a report, or None where it or a part of it is missing."""
    found = [None if report is None else report.figures.get(part) for part in definition.parts]
    known = [float(value) for value in found if value is not None]
    return math.fsum(known) if len(known) == len(found) else None


_LABELS = ("official", "mapped", "imputed", "declared", "assumed")


def _weakest(labels: Iterable[str]) -> str:
    """The label of a sum: no better than that of its weakest part."""
    return max(labels, key=_LABELS.index, default="assumed")


def sum_policy(entries: Sequence[Sequence[Comparison]], through: Quarter) -> tuple[PolicySum, ...]:
    """Every figure summed over the entries of a policy, each given by its comparisons for that quarter."""
    sums = []
    for name in FIGURES:
        rows = [row for entry in entries for row in entry if row.figure == name and row.quarter == through]
        both = [(row.actual, row.predicted) for row in rows if row.difference is not None]
        spans = [span for _, span in both if span is not None]
        actuals = [actual for actual, _ in both if actual is not None]
        predicted = Span(
            math.fsum(span.low for span in spans),
            math.fsum(span.central for span in spans),
            math.fsum(span.high for span in spans),
            _weakest(span.label for span in spans),
        )
        sums.append(
            PolicySum(
                name,
                through,
                len(both),
                len(entries),
                math.fsum(actuals) if both else None,
                predicted if both else None,
            )
        )
    return tuple(sums)
