"""What a figure of a comparison adds up from: terms by year, by flow or by group whose sum is the figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from andante.lab.comparison import NO_FURTHER_ADOPTION, Comparison
from andante.lab.contributions import (
    RATE_STOCKS,
    FloatArray,
    Terms,
    rate_contributions,
    window_of,
    yearly_contributions,
)
from andante.lab.flows import youth_terms
from andante.lab.measures import COUNTS, SUM, MeasureDefinition
from andante.lab.present_value import DISCOUNTED, yearly_terms

# Rates that are explained by their flows; everything else by the years.
RATES = ("unemployment_rate", "youth_unemployment_rate")


def measure_terms(result: Comparison, definition: MeasureDefinition, policy: str) -> Terms:
    """Contributions whose sum is the measure of one policy (for differences: against no-further-adoption)."""
    if definition.series == "welfare_equivalent":
        groups = result.groups.get(policy, ())
        return {f"{row.age}, {row.title}": row.contribution for row in groups} or {"no change": 0.0}
    if definition.series in DISCOUNTED:
        return yearly_terms(result, definition.series, policy)
    if definition.series == "unrest_over":
        return _months_over(result, policy)
    part, months, opening = _part(result, policy, definition.series)
    window = window_of(definition, part)
    if definition.series in RATES:
        return _rate_terms(result, definition.series, policy, [index + 1 for index in window])
    if definition.against == "":
        return yearly_contributions(part, opening, months, window, definition.statistic == SUM)
    base, _, base_opening = _part(result, NO_FURTHER_ADOPTION, definition.series)
    flow = definition.statistic == SUM
    sign = -1.0 if definition.against == "less than" else 1.0
    if definition.against in ("minus", "less than"):
        return yearly_contributions(
            sign * (part - base), sign * (opening - base_opening), months, window, flow
        )
    value = _relative(definition, part, base, window)
    gap, start = (part - base, opening - base_opening)
    if definition.against == "relative":
        gap, start = np.log(part / base), float(np.log(opening / base_opening))
    terms = yearly_contributions(gap, start, months, window, flow=False)
    # A gain in per cent is laid over the years in proportion to their log points.
    total = sum(terms.values())
    return {name: each * value / total if total else 0.0 for name, each in terms.items()}


def count_terms(result: Comparison, metric: str, policy: str) -> Terms:
    """Contributions by year whose sum is a count of filings of one policy."""
    if metric == "pending":
        return path_terms(result, metric, result.paths[policy][metric].months[-1], policy)
    years = result.decisions[policy].years if policy in result.decisions else ()
    outcomes = [name for name in COUNTS if name not in ("filings", "pending")]
    wanted = outcomes if metric == "filings" else [metric]
    terms = {str(year.year): sum(year.filings[name] for name in wanted) for year in years}
    return terms or {"no filing is required": 0.0}


def _months_over(result: Comparison, policy: str) -> Terms:
    """Months over the threshold of social stress, by year."""
    limit = next(
        row.threshold for rows in result.stress.values() for row in rows if row.measure == "unrest_index"
    )
    part, months, _ = _part(result, policy, "unrest_index")
    terms = dict.fromkeys((month[:4] for month in months), 0.0)
    for month, value in zip(months, part, strict=True):
        terms[month[:4]] += float(value > limit)
    return terms


def _relative(
    definition: MeasureDefinition, part: FloatArray, base: FloatArray, window: Sequence[int]
) -> float:
    chosen = list(window)
    if definition.against == "relative":
        return float(part[chosen].mean() / base[chosen].mean() - 1.0)
    return float(np.expm1((part - base)[chosen].mean()))


def path_terms(result: Comparison, metric: str, month: str, policy: str) -> Terms:
    """Contributions whose sum is a monthly series of one policy at one month."""
    path = result.paths[policy][metric]
    index = path.months.index(month)
    first = path.months.index(result.from_month)
    if index < first:
        return {"observed history": path.value[index]}
    if metric in RATES:
        return _rate_terms(result, metric, policy, [index - first + 1])
    part = np.array(path.value[first:])
    opening = path.value[first - 1] if first > 0 else 0.0
    if not np.isfinite([opening, *part[: index - first + 1]]).all():
        return {"in force in the month": path.value[index]}
    return yearly_contributions(part, opening, path.months[first:], [index - first], flow=False)


def _part(result: Comparison, policy: str, series: str) -> tuple[FloatArray, tuple[str, ...], float]:
    path = result.paths[policy][series]
    first = path.months.index(result.from_month)
    opening = path.value[first - 1] if first > 0 else path.value[0]
    return np.array(path.value[first:]), path.months[first:], float(opening)


def _rate_terms(result: Comparison, series: str, policy: str, months: Sequence[int]) -> Terms:
    """The contributions of flows to a rate; month index 0 is the month before the policies part."""
    paths = result.paths[policy]
    start = max(paths[series].months.index(result.from_month) - 1, 0)

    def path(name: str) -> FloatArray:
        return np.array(paths[name].value[start:])

    if series == "unemployment_rate":
        return rate_contributions({name: path(name) for name in RATE_STOCKS}, months)
    rate, employed = path(series), path("employed_16_24")
    stocks = {
        "unemployed": employed * rate / (1.0 - rate),
        "employed": employed,
        "hires": path("hires_16_24"),
        "separations": path("separations_16_24"),
    }
    return rate_contributions(stocks, months, youth_terms)


def difference(terms: Mapping[str, float], other: Mapping[str, float]) -> Terms:
    """The terms of one less those of the other, without what is the same."""
    names = dict.fromkeys([*terms, *other])
    gaps = {name: terms.get(name, 0.0) - other.get(name, 0.0) for name in names}
    return {name: value for name, value in gaps.items() if value != 0.0} or {"no difference": 0.0}
