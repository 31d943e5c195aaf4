"""Social stress of a policy over its part of the run: mean, peak, months over a threshold, worst sets.

National figures and nothing else (model.md 11). The threshold is the mean of the index under
no-further-adoption in the same run plus a margin, an assumption of its own.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from andante.economy.record import SERIES
from andante.lab.comparison_economy import StressSummary
from andante.lab.measures import twelve_month_means
from andante.lab.run import PolicyRun

FloatArray = NDArray[np.float64]
MARGINS = {"unrest_index": "unrest_margin", "grievance": "grievance_margin"}
WORST = 0.05


def stress_summaries(
    run: PolicyRun, without: PolicyRun, around: PolicyRun, ranges: bool
) -> tuple[StressSummary, ...]:
    """One summary per index; `around` holds the tested assumption sets. Empty where nothing was recorded."""
    return tuple(
        _summary(name, run, without, around, ranges)
        for name, margin in MARGINS.items()
        if name in run.series and margin in run.series
    )


def _summary(name: str, run: PolicyRun, without: PolicyRun, around: PolicyRun, ranges: bool) -> StressSummary:
    path, usual = run.part(name), without.part(name)
    peaks = _peaks(around.part(name))
    # In method people the sets around the central run are of method average: their distances count.
    peaks = peaks + (_peaks(path)[0] - peaks[0])
    margin = float(run.part(MARGINS[name])[0, 0])
    return StressSummary(
        measure=name,
        unit=SERIES[name].unit,
        mean=float(path[0].mean()),
        peak=float(_peaks(path)[0]),
        months_over=int(over_threshold(run, without, name)[0].sum()),
        threshold=float(threshold(run, without, name)[0]),
        threshold_meaning=f"mean under no-further-adoption plus {margin:g} ({MARGINS[name]}, assumed)",
        cvar95=worst_mean(peaks) if ranges else None,
        sets=len(peaks) if ranges else 1,
        no_further_mean=float(usual[0].mean()),
        no_further_peak=float(_peaks(usual)[0]),
    )


def threshold(run: PolicyRun, without: PolicyRun, name: str) -> FloatArray:
    """(sets,) what counts as high: the mean under no-further-adoption plus the margin of the set."""
    return np.asarray(without.part(name).mean(axis=1) + run.part(MARGINS[name])[:, 0], dtype=np.float64)


def over_threshold(run: PolicyRun, without: PolicyRun, name: str) -> FloatArray:
    """(sets, months of the policies part) one where the month lies over the threshold, else zero."""
    return np.asarray(run.part(name) > threshold(run, without, name)[:, None], dtype=np.float64)


def worst_mean(values: FloatArray) -> float:
    """Mean of the highest 5 % of the values, of one value at least (CVaR 95)."""
    return float(np.sort(values)[-worst_count(len(values)) :].mean())


def worst_count(sets: int) -> int:
    """How many of the tested sets are the worst 5 %: one at least."""
    return max(1, math.floor(WORST * sets + 1e-9))


def _peaks(path: FloatArray) -> FloatArray:
    return np.asarray(twelve_month_means(path).max(axis=1), dtype=np.float64)
