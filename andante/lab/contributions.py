"""Contributions that add up to a figure, from the identities of each month.

A rate u = U / N changes in a month by (flow into U) / N' - u (flow into N) / N'. Summed over months this is
exact, so a mean over twelve months is the opening rate plus what each flow added on average by those months.
Counts and stocks are sums over the years of the policies part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from andante.lab.flows import unemployment_terms
from andante.lab.measures import FINAL, MEAN, PEAK, SUM, WINDOW, MeasureDefinition, twelve_month_means

FloatArray = NDArray[np.float64]
Terms = dict[str, float]
TermsOf = Callable[[Mapping[str, FloatArray]], dict[str, FloatArray]]
RATE_STOCKS = ("unemployed", "employed", "in_training", "hires", "separations", "entrants", "retirements")


def rate_contributions(
    series: Mapping[str, FloatArray], months: Sequence[int], terms_of: TermsOf = unemployment_terms
) -> Terms:
    """The unemployment rate, a mean over the month indices `months` (1 on): opening and what each flow added.

    `series` holds (n,) of one run; index 0 is the month before the policies part.
    """
    stock = series["unemployed"] + series["employed"]
    rate = series["unemployed"] / stock
    growth = np.diff(stock)
    flows = terms_of(series)
    into_labour = {"labour force surveyed grows": -rate[:-1] * growth / stock[1:]}
    monthly = {**{name: flow / stock[1:] for name, flow in flows.items()}, **into_labour}
    terms = {"opening": float(rate[0])}
    for name, values in monthly.items():
        added = np.concatenate([[0.0], np.cumsum(values)])
        terms[name] = float(added[list(months)].mean())
    return terms


def window_of(definition: MeasureDefinition, path: FloatArray) -> tuple[int, ...]:
    """The month indices (0 is the first of the policies part) that a measure is taken over."""
    n = len(path)
    width = min(WINDOW, n)
    if definition.statistic == PEAK:
        first = int(twelve_month_means(path[None, :])[0].argmax())
        return tuple(range(first, first + width))
    if definition.statistic == FINAL:
        return tuple(range(n - width, n))
    if definition.statistic in (SUM, MEAN):
        return tuple(range(n))
    return (n - 1,)


def yearly_contributions(
    path: FloatArray, opening: float, months: Sequence[str], window: Sequence[int], flow: bool
) -> Terms:
    """By calendar year: what its months added to a sum (`flow`), or to the mean level over `window`."""
    years = [month[:4] for month in months]
    terms: Terms = {} if flow else {"opening": opening}
    steps = path if flow else np.diff(np.concatenate([[opening], path]))
    for year in dict.fromkeys(years):
        inside = np.array([each == year for each in years])
        if flow:
            terms[year] = float(steps[inside].sum())
        else:
            reached = np.cumsum(np.where(inside, steps, 0.0))
            terms[year] = float(reached[list(window)].mean())
    return {name: value for name, value in terms.items() if value != 0.0 or name == "opening"}


def rounded_to_sum(terms: Mapping[str, float], total: float, decimals: int) -> tuple[Terms, float]:
    """The terms rounded so that they add up to the rounded total, each moved by less than one last digit.

    Largest-remainder rounding: round every term down, then hand the missing digits to the largest remainders.
    """
    unit = 10.0**-decimals
    target = round(total / unit)
    floors = {name: int(np.floor(value / unit)) for name, value in terms.items()}
    missing = target - sum(floors.values())
    order = sorted(terms, key=lambda name: floors[name] - terms[name] / unit)
    for name in order[: max(missing, 0)]:
        floors[name] += 1
    for name in reversed(order[missing:] if missing < 0 else []):
        floors[name] -= 1
    return {name: value * unit for name, value in floors.items()}, target * unit
