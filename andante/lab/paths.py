"""The monthly paths of a comparison: the central run, and the pointwise span of the assumption sets."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from andante.lab.comparison import Path
from andante.lab.run import PolicyRun

FloatArray = NDArray[np.float64]
RATE, PEOPLE, SHARE, FTE = "fraction of the labour force", "persons", "fraction", "full-time equivalents"

# Levels, name -> unit. Series with further axes are summed over them (counts).
LEVELS = {
    "unemployment_rate": RATE,
    "youth_unemployment_rate": RATE,
    "unemployment_rate_with_trainees": RATE,
    "graduates_without_work_rate": "fraction of the entrants",
    "labour_force": PEOPLE,
    "employed": PEOPLE,
    "unemployed": PEOPLE,
    "in_training": PEOPLE,
    "vacancies": PEOPLE,
    "hires": PEOPLE,
    "hires_open_to_others": PEOPLE,
    "separations": PEOPLE,
    "layoffs_ai": PEOPLE,
    "entrants": PEOPLE,
    "retirements": PEOPLE,
    "automated_work": FTE,
    "automated_task_share": "fraction of all tasks",
    "augmented_task_share": "fraction of all tasks",
    "firm_ai_use": "fraction of firms",
    "labour_share": "fraction of output",
    "labour_income": "fraction of output at the start",
    "log_tfp": "log points",
    "log_output": "log points",
    "mean_wage": "currency units a year",
    "unrest_index": "index 0 to 1 (ILO social unrest index)",
    "idle_labour": PEOPLE,
    "queue": "filings",
    "pending": "filings",
    "long_term_share": "fraction of the unemployed",
    "layoffs": PEOPLE,
    "assisted_work": FTE,
    "feasible_share": "fraction of exposed tasks",
    "profits": "fraction of output at the start",
    "budget_benefits": "fraction of output at the start",
    "budget_training": "fraction of output at the start",
    "budget_public_jobs": "fraction of output at the start",
    "budget_subsidies": "fraction of output at the start",
    "budget_tax": "fraction of output at the start",
    "filings_first_decisions": "filings",
    "proposals": "full-time equivalents a month",
    "cap": "fraction of the labour force a month",
    "cap_binds": "1: the cap limited the month",
    "shadow_tax": "fraction",
    "grievance": "index",
    "technology_gap": "log points",
    "capability_in_use_gap": "log points",
    "productivity_gap": "log points",
    "export_share": "fraction of the contested trade",
    "trade_jobs": "jobs",
    "inference_price": "log points over the start",
    "upgrading_index": "index, start = 1",
    "high_value_added_share": "fraction of value added",
    "public_revenue": "fraction of output at the start",
    "public_spending": "fraction of output at the start",
    "budget_balance": "fraction of output at the start",
}
# Differences to no-further-adoption in the same assumption set: name -> (series, unit, how).
GAINS: dict[str, tuple[str, str, Callable[[FloatArray, FloatArray], FloatArray]]] = {
    "tfp_gain": ("log_tfp", SHARE, lambda a, b: np.expm1(a - b)),
    "output_gain": ("log_output", SHARE, lambda a, b: np.expm1(a - b)),
    "mean_wage_change": ("mean_wage", SHARE, lambda a, b: a / b - 1.0),
    "labour_share_change": ("labour_share", "fraction of output", lambda a, b: a - b),
    "unemployment_rate_change": ("unemployment_rate", RATE, lambda a, b: a - b),
    "youth_unemployment_rate_change": ("youth_unemployment_rate", RATE, lambda a, b: a - b),
    "employed_change": ("employed", PEOPLE, lambda a, b: a - b),
    "displaced_workers": ("layoffs_ai", PEOPLE, lambda a, b: np.cumsum(a - b, axis=1)),
    "avoided_hires": ("hires_open_to_others", PEOPLE, lambda a, b: np.cumsum(b - a, axis=1)),
}
# Counts of the first age bin, 16-24: name -> recorded series by age.
YOUTH = {
    "employed_16_24": "employed_by_age",
    "hires_16_24": "hires_by_age",
    "separations_16_24": "separations_by_age",
}
AGE_SERIES = "unemployment_rate_by_age"


def policy_paths(
    run: PolicyRun, without: PolicyRun, around: PolicyRun, around_without: PolicyRun, ranges: bool
) -> dict[str, Path]:
    """Every path of one policy; `around` are the runs that the ranges come from."""
    paths: dict[str, Path] = {}
    for name, unit in LEVELS.items():
        if name in run.series:
            paths[name] = monthly_path(run, whole(run, name), whole(around, name), unit, ranges)
    for name, (series, unit, how) in GAINS.items():
        if series in run.series:
            central = how(whole(run, series), whole(without, series))
            spread = how(whole(around, series), whole(around_without, series))
            paths[name] = monthly_path(run, central, spread, unit, ranges)
    for name, series in YOUTH.items():
        if series in run.series:
            central, spread = run.series[series][..., 0], around.series[series][..., 0]
            paths[name] = monthly_path(run, central, spread, PEOPLE, ranges)
    if AGE_SERIES in run.series:
        for index, age in ((1, "25_29"), (2, "30_44"), (3, "45_59"), (4, "60_plus")):
            central, spread = run.series[AGE_SERIES][..., index], around.series[AGE_SERIES][..., index]
            paths[f"unemployment_rate_{age}"] = monthly_path(run, central, spread, RATE, ranges)
    return paths


def whole(run: PolicyRun, name: str) -> FloatArray:
    """(sets, months) a series, history included, summed over any further axes."""
    values = np.asarray(run.series[name], dtype=np.float64)
    if values.ndim > 2:
        values = values.reshape(*values.shape[:2], -1).sum(axis=2)
    return values


def monthly_path(run: PolicyRun, central: FloatArray, spread: FloatArray, unit: str, ranges: bool) -> Path:
    """The central run with the pointwise span of the runs around it."""
    value = central[0]
    low = high = None
    if ranges:
        # In method people the runs around the central one are of method average: their distances count.
        both_known = np.isfinite(value) & np.isfinite(spread[0])
        shift = np.where(both_known, value, 0.0) - np.where(both_known, spread[0], 0.0)
        low = tuple(float(x) for x in spread.min(axis=0) + shift)
        high = tuple(float(x) for x in spread.max(axis=0) + shift)
    return Path(run.months, tuple(float(x) for x in value), low, high, unit)
