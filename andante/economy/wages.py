"""Real wages by occupation: relative demand, the wage curve, and the pull back to trend (8.1)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from andante.economy.demand import Demand
from andante.economy.exchange import Array, Baseline, LabourIndicators
from andante.economy.technology import Technology, TechnologySetting

LEAST_RATE = 1e-4
"""Rates of unemployment below this tell nothing in a small occupation."""


def update_wages(
    technology: Technology,
    setting: TechnologySetting,
    demand: Demand,
    indicators: LabourIndicators,
    baseline: Baseline,
    month: int,
) -> Technology:
    """Move log real wages a month on, after the month's unemployment is known."""
    parameters = setting.parameters
    growth = parameters.column("wage_growth") / 12
    trend = growth * (month + 1)
    usual = np.maximum(baseline.unemployment_rate_by_occupation[setting.calendar_month(month)], LEAST_RATE)
    slack = np.log(np.maximum(indicators.unemployment_rate_by_occupation, LEAST_RATE) / usual)
    wanted = np.log(demand.work_share / setting.employment_share)
    pull = (
        parameters.column("wage_demand_response") * wanted
        + parameters.column("wage_curve") * slack
        - (technology.log_wage + growth - trend)
    )
    log_wage: Array = technology.log_wage + growth + parameters.column("wage_adjustment") * pull
    reference = log_wage if setting.is_history(month) else technology.wage_reference
    return replace(technology, log_wage=log_wage, wage_reference=reference)
