"""Explain one figure of a results folder: definition, contributions that add up, inputs, rules, command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any

import numpy as np

from andante.errors import Problem, ScenarioError, Where
from andante.lab.comparison import NO_FURTHER_ADOPTION, Comparison, DataLabel, ParameterRow
from andante.lab.contributions import Terms, rounded_to_sum
from andante.lab.explain_terms import count_terms, difference, measure_terms, path_terms
from andante.lab.measures import COUNTS, DEFINITIONS, MeasureDefinition
from andante.lab.save import read_comparison
from andante.lab.scenario import MONTH

# The parameters and tables that each kind of figure rests on most; the rest stand in the results folder.
INPUTS_OF: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "unemployment": (("separation_rate", "viability", "demand_constant", "attrition_share"), ("employment",)),
    "work": (("automation_saving", "automation_share"), ("exposure",)),
    "income": (("automation_saving", "automation_share"), ("wage",)),
    "present value": (("discount_factor", "automation_saving", "automation_share"), ("wage",)),
}


@dataclass(frozen=True)
class Contribution:
    """One term of the sum, as printed."""

    term: str
    value: float


@dataclass(frozen=True)
class Explanation:
    """Everything that `andante explain` prints."""

    metric: str
    title: str
    policy: str
    against: str | None
    at: str | None
    value: float
    low: float | None
    high: float | None
    unit: str
    decimals: int
    definition: str
    formula: str
    contributions: tuple[Contribution, ...]
    parameters: tuple[ParameterRow, ...]
    data: tuple[DataLabel, ...]
    acted: tuple[str, ...]
    command: str

    def as_data(self) -> dict[str, Any]:
        """Plain data for `--json`."""
        return asdict(self)

    def as_text(self) -> str:
        """What a reader sees."""
        scale, sign = _shown_in(self.unit)
        places = max(self.decimals - (2 if sign == "%" else 0), 0)

        def show(value: float) -> str:
            text = f"{value * scale:,.{places}f}"
            text = text.removeprefix("-") if not text.strip("-0.") else text
            # What lies between two percentages is counted in percentage points.
            unit = "points" if sign == "%" and self.against else sign
            return f"{text} {unit}".rstrip()

        span = ""
        if self.low is not None and self.high is not None:
            span = f" ({show(self.low).split(' ')[0]} to {show(self.high)})"
        what = self.title + (f" in {self.at}" if self.at else "")
        whose = self.policy + (f" less {self.against}" if self.against else "")
        width = max(len(each.term) for each in self.contributions)
        lines = [f"{what}, {whose}: {show(self.value)}{span}", f"unit: {self.unit}", "", self.definition]
        lines += [f"formula: {self.formula}", "", "contributions"]
        lines += [f"  {each.term:<{width}}  {show(each.value):>16}" for each in self.contributions]
        lines += [f"  {'sum':<{width}}  {show(self.value):>16}", "", "inputs"]
        lines += [
            f"  {p.name} = {p.value:g} {p.unit} [{p.label}; range {p.low:g} to {p.high:g}] {p.basis}"
            for p in self.parameters
        ]
        lines += [f"  {d.item} [{d.label}] {d.source}, {d.vintage}" for d in self.data]
        lines += ["", "rules and instruments that acted"]
        lines += [f"  {each}" for each in self.acted] or ["  none"]
        return "\n".join([*lines, "", f"again: {self.command}"])


def explain(
    folder: FilePath,
    metric: str,
    at: str | None = None,
    policy: str | None = None,
    against: str | None = None,
) -> Explanation:
    """Explain a measure, or with `at` a monthly series, of a results folder.

    Raises ScenarioError for a folder, metric, month or policy that is not there.
    """
    return explain_comparison(read_comparison(folder), metric, at, policy, against)


def explain_comparison(
    result: Comparison,
    metric: str,
    at: str | None = None,
    policy: str | None = None,
    against: str | None = None,
) -> Explanation:
    """The same of a comparison in memory."""
    _check(result, metric, at, policy, against)
    chosen = policy or next(
        (p.name for p in result.policies if p.name not in (result.reference, against)), result.reference
    )
    definition = DEFINITIONS.get(metric)
    if at is None and metric in COUNTS:
        return _explain_count(result, metric, chosen, against)
    if at is not None or definition is None:
        month = at or result.paths[chosen][metric].months[-1]
        return _explain_path(result, metric, month, chosen, against)
    return _explain_measure(result, definition, chosen, against)


def _check(result: Comparison, metric: str, at: str | None, policy: str | None, against: str | None) -> None:
    problems = []
    paths = next(iter(result.paths.values()))
    known = sorted({*DEFINITIONS, *COUNTS, *paths}) if at is None else sorted(paths)
    if metric not in known:
        near = get_close_matches(metric, known, 3)
        hint = f"Did you mean {' or '.join(near)}?" if near else f"Known: {', '.join(known)}."
        only = "" if at is None else " with a month"
        if at is not None and metric in {*DEFINITIONS, *COUNTS}:
            hint = f"It is one figure of the whole horizon: leave out --at. Of the monthly series: {hint}"
        problems.append(Problem(f"There is no metric {metric!r}{only}.", Where(field="METRIC"), mend=hint))
    months = next(iter(paths.values())).months
    if at is not None and (MONTH.fullmatch(at) is None or at not in months):
        problems.append(
            Problem(
                f"{at!r} is not a month of these results.",
                Where(field="--at"),
                mend=f"Choose {months[0]} to {months[-1]}.",
            )
        )
    for option, name in (("--policy", policy), ("--against", against)):
        if name is not None and name not in result.paths:
            mend = f"Choose one of {', '.join(result.paths)}."
            problems.append(
                Problem(f"The policy {name!r} is not in these results.", Where(field=option), mend=mend)
            )
    if problems:
        raise ScenarioError(problems)


def _explain_measure(
    result: Comparison, definition: MeasureDefinition, policy: str, against: str | None
) -> Explanation:
    terms = measure_terms(result, definition, policy)
    if against is None:
        measure = result.measures[policy][definition.name] if policy in result.measures else None
    else:
        terms = difference(terms, measure_terms(result, definition, against))
        measure = (
            result.differences[policy][definition.name]
            if against == result.reference and (policy in result.differences)
            else None
        )
    low, high = (measure.low, measure.high) if measure is not None else (None, None)
    return _explanation(
        result, definition.name, definition.title, definition.unit, definition.definition, definition.formula,
        terms, policy, against, None, (low, high),
    )  # fmt: skip


def _explain_count(result: Comparison, metric: str, policy: str, against: str | None) -> Explanation:
    terms = count_terms(result, metric, policy)
    if against is not None:
        terms = difference(terms, count_terms(result, metric, against))
    words = f"Simulated filings in the central run: {metric.replace('_', ' ')}."
    formula = "sum over the years of first decisions" if metric != "pending" else "filings waiting at the end"
    title = metric.replace("_", " ").capitalize()
    return _explanation(
        result, metric, title, "filings", words, formula, terms, policy, against, None, (None, None)
    )


def _explain_path(
    result: Comparison, metric: str, month: str, policy: str, against: str | None
) -> Explanation:
    terms = path_terms(result, metric, month, policy)
    if against is not None:
        terms = difference(terms, path_terms(result, metric, month, against))
    path = result.paths[policy][metric]
    index = path.months.index(month)
    span = (
        (None, None)
        if against or path.low is None or path.high is None
        else (path.low[index], path.high[index])
    )
    definition = DEFINITIONS.get(metric)
    title = definition.title if definition else metric.replace("_", " ")
    words = definition.definition if definition else f"The monthly series {metric} of the central run."
    formula = "the month before the policies part and what each month since then added"
    return _explanation(result, metric, title, path.unit, words, formula, terms, policy, against, month, span)


def _explanation(
    result: Comparison,
    metric: str,
    title: str,
    unit: str,
    definition: str,
    formula: str,
    terms: Terms,
    policy: str,
    against: str | None,
    at: str | None,
    span: tuple[float | None, float | None],
) -> Explanation:
    if not np.isfinite(sum(terms.values())):
        what = f"{title} of {policy} has no figure{f' in {at}' if at else ''}."
        mend = "Choose another month or metric."
        raise ScenarioError(Problem(what, Where(field="METRIC"), "It is unlimited or not known there.", mend))
    decimals = _decimals(unit)
    shown, total = rounded_to_sum(terms, sum(terms.values()), decimals)
    names, tables = _inputs(metric)
    return Explanation(
        metric, title, policy, against, at, total, *span, unit, decimals, definition, formula,
        tuple(Contribution(name, value) for name, value in shown.items()),
        tuple(p for p in result.parameters if p.name in names or p.decisive),
        tuple(d for d in result.data_labels if _concerns(d, tables)),
        tuple(_acted(result, policy)),
        result.command,
    )  # fmt: skip


def _decimals(unit: str) -> int:
    if unit.startswith(("persons", "full-time", "filings")):
        return 0
    return 4 if unit.startswith(("fraction", "log")) else 6


def _shown_in(unit: str) -> tuple[float, str]:
    return (100.0, "%") if unit.startswith("fraction") else (1.0, "")


def _inputs(metric: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if "unemployment" in metric or metric in ("displaced_workers", "avoided_hires"):
        return INPUTS_OF["unemployment"]
    if "present_value" in metric:
        return INPUTS_OF["present value"]
    if "wage" in metric or "labour_share" in metric or "output" in metric:
        return INPUTS_OF["income"]
    return INPUTS_OF["work"]


def _concerns(label: DataLabel, tables: Sequence[str]) -> bool:
    table, column = label.item.rsplit(".", 1)
    return column not in ("low", "high", "age") and any(word in table for word in tables)


def _acted(result: Comparison, policy: str) -> list[str]:
    """The rules that decided simulated filings and the instruments in force, with file and line."""
    if policy == NO_FURTHER_ADOPTION:
        return []
    summary = result.policy(policy)
    lines = [
        f"{i.name} = {i.value:g} {i.unit} from {i.start} ({i.file}:{i.line}) [{i.tag}] {i.source}"
        + ("; never bound" if i.bound is False else "")
        for i in summary.instruments
    ]
    decided = result.decisions[policy].rules if policy in result.decisions else ()
    lines += [
        f"rule {r.rule}: {r.outcome}, {r.work:,.0f} full-time equivalents ({r.file}:{r.line}) {r.because}"
        for r in decided
        if r.work > 0
    ]
    return lines
