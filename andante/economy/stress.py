"""Social stress: the unrest index of the ILO and a stock of national grievance (model.md 11).

Both are national figures and say nothing about places or persons; there is nothing to calibrate events on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from andante.economy.exchange import Array, Baseline, LabourIndicators
from andante.economy.technology import Technology, TechnologySetting


@dataclass(frozen=True, slots=True)
class Stress:
    """Both (B,); higher is worse."""

    unrest_index: Array
    """ILO scale, 0 to 1."""
    grievance: Array
    """Points of unemployment over target, cumulated and fading."""
    unrest_margin: Array
    """By how much a month must lie over no-further-adoption to count as high."""
    grievance_margin: Array
    """The same for grievance."""


def measure_stress(
    technology: Technology,
    setting: TechnologySetting,
    indicators: LabourIndicators,
    baseline: Baseline,
    log_output: Array,
    month: int,
) -> tuple[Technology, Stress]:
    """Unrest index (11 i) and grievance (11 ii) after the month; `log_output` (B,) over the base."""
    parameters = setting.parameters
    season = setting.calendar_month(month)
    excess = 100 * (indicators.unemployment_rate - baseline.unemployment_rate[season])
    young = 100 * (indicators.youth_unemployment_rate - baseline.youth_unemployment_rate[season])
    growth = 100 * (log_output - technology.log_output_year[-1])
    weight = parameters["unrest_weight"]
    index = (
        parameters["unrest_start"]
        + weight * parameters["unrest_unemployment"] * excess
        + (1 - weight) * parameters["unrest_youth"] * young
        - parameters["unrest_growth"] * growth
    )
    long_term = 100 * indicators.long_term_share * indicators.unemployment_rate
    layoffs = 100 * indicators.layoffs_ai.sum(axis=1) / indicators.labour_force
    trend = parameters["wage_growth"] * (month + 1) / 12
    wages = (technology.log_wage * setting.employment_share).sum(axis=1) - trend
    grievance = (
        (1 - parameters["grievance_decay"]) * technology.grievance
        + parameters["grievance_unemployment"] * np.maximum(excess, 0)
        + parameters["grievance_youth"] * np.maximum(young, 0)
        + parameters["grievance_long_term"] * long_term
        + parameters["grievance_wage"] * np.maximum(-100 * wages, 0)
        + parameters["grievance_layoffs"] * layoffs
    )
    state = replace(
        technology,
        grievance=grievance,
        log_output_year=np.concatenate([log_output[None], technology.log_output_year[:-1]]),
    )
    return state, Stress(
        np.clip(index, 0.0, 1.0),
        np.asarray(grievance),
        parameters["unrest_margin"],
        parameters["grievance_margin"],
    )
