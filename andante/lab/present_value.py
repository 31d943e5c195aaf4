"""Present values of growth: output and labour income a head over the whole policies part (model.md 12)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from andante.lab.comparison import NO_FURTHER_ADOPTION, Comparison
from andante.lab.run import PolicyRun

FloatArray = NDArray[np.float64]

OF_LOG, OF_LEVEL = "log_output", "labour_income"
DISCOUNTED: Mapping[str, str] = {
    "discounted_output_a_head": OF_LOG,
    "discounted_labour_income_a_head": OF_LEVEL,
}
"""Derived series -> the recorded one it is made of. Neither holds the trend that all policies share."""


def a_head(series: str, values: FloatArray, labour_force: FloatArray) -> FloatArray:
    """Output or labour income over the members of the labour force, trainees among them; same shape."""
    level = np.exp(values) if series == OF_LOG else values
    return np.asarray(level / labour_force)


def discounts(factor: FloatArray, months: int) -> FloatArray:
    """(sets, months) weights of the months of the policies part; `factor` (sets,) a year."""
    return np.asarray(factor[:, None] ** (np.arange(months) / 12))


def discounted_series(run: PolicyRun) -> dict[str, FloatArray]:
    """(sets, months of the policies part) each; what a run did not record is left out."""
    if not {"labour_force", "discount_factor"} <= set(run.series):
        return {}
    people = run.part("labour_force")
    weight = discounts(run.part("discount_factor")[:, 0], people.shape[1])
    return {
        name: weight * a_head(series, run.part(series), people)
        for name, series in DISCOUNTED.items()
        if series in run.series
    }


def yearly_terms(result: Comparison, series: str, policy: str) -> dict[str, float]:
    """What each calendar year adds to a present value over no-further-adoption; sums to the measure."""
    source = DISCOUNTED[series]
    factor = next(row.value for row in result.parameters if row.name == "discount_factor")

    def discounted(name: str) -> tuple[FloatArray, tuple[str, ...]]:
        paths = result.paths[name]
        first = paths[source].months.index(result.from_month)
        values, people = (np.array(paths[each].value[first:]) for each in (source, "labour_force"))
        weight = discounts(np.array([factor]), len(values))[0]
        return weight * a_head(source, values, people), paths[source].months[first:]

    own, months = discounted(policy)
    without, _ = discounted(NO_FURTHER_ADOPTION)
    terms = dict.fromkeys((month[:4] for month in months), 0.0)
    for month, value in zip(months, (own - without) / without.sum(), strict=True):
        terms[month[:4]] += float(value)
    return terms
