"""The pace of automation: a cap that tightens when unemployment misses its target (4.1)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from andante.economy.adoption import (
    Proposals,
    desired_shares,
    direction_under_rule,
    intended_direction,
    tax_in_force,
)
from andante.economy.exchange import Array, Baseline, LabourIndicators
from andante.economy.instruments import Instruments
from andante.economy.streams import MonthStreams, Purpose, stream_of
from andante.economy.technology import INDICATOR_MONTHS, Technology, TechnologySetting

TARGET_OVER_BASELINE = (0.4, 1.0)
"""[A] Points over baseline of unemployment and youth unemployment where a policy names no ceiling."""
HIGHEST_SHADOW_TAX = 100.0


def set_pace(
    technology: Technology,
    setting: TechnologySetting,
    instruments: Instruments,
    baseline: Baseline,
    month: int,
) -> tuple[Technology, Array]:
    """Return the controller's new memory and the cap (B,), a share of the labour force; inf for none.

    Figures are as old as the indicator lag and compared with the baseline of their own month. The technology
    gap to the competitor loosens the cap where one is simulated.
    """
    batch = setting.batch
    if setting.is_history(month) or not np.isfinite(instruments.pace_cap).any():
        return technology, np.full(batch, np.inf)
    seen = _lagged(technology.deviations, instruments.pace_indicator_lag)
    miss = seen[:, 0] - _target(instruments.pace_unemployment_ceiling, baseline.unemployment_rate, 0)
    youth = seen[:, 1] - _target(instruments.pace_youth_ceiling, baseline.youth_unemployment_rate, 1)
    miss = miss + instruments.pace_youth_weight * youth
    gap = technology_gap(setting, month)
    if gap is not None:
        miss = miss - instruments.pace_gap_weight * np.maximum(gap - instruments.pace_gap_target, 0)
    # Without a first miss to compare with, the derivative is zero.
    before = technology.miss if month > setting.first_policy_month else miss
    cap = instruments.pace_cap * np.exp(
        -instruments.pace_proportional * miss
        - instruments.pace_integral * technology.miss_sum
        - instruments.pace_derivative * (miss - before)
    )
    cap = np.clip(
        cap, instruments.pace_cap_min, np.maximum(instruments.pace_cap_max, instruments.pace_cap_min)
    )
    # Anti-windup: while the cap does not bind, a miss below target is no reason to loosen it for later.
    counted = np.where(technology.cap_bound | (miss > 0), miss, 0.0)
    total = np.clip(instruments.pace_memory * technology.miss_sum + counted, 0, instruments.pace_integral_max)
    return replace(technology, miss=miss, miss_sum=total), np.asarray(cap)


def technology_gap(setting: TechnologySetting, month: int) -> Array | None:
    """(B,) log points by which the competitor's capability is ahead; None where none is simulated."""
    compute = setting.compute
    if compute.other_log_capability is None:
        return None
    return np.asarray(compute.other_log_capability[month] - compute.log_capability[month])


def _lagged(deviations: Array, lag: Array) -> Array:
    # Index 0 is last month's figure, published at the earliest one month later.
    index = np.clip(np.rint(lag).astype(np.int64) - 1, 0, INDICATOR_MONTHS - 1)
    return np.asarray(deviations[index, np.arange(deviations.shape[1])])


def _target(ceiling: Array, baseline: Array, which: int) -> Array:
    """(B,) points over baseline: the ceiling is a yearly mean, spread over the baseline's season."""
    offset = 100 * (ceiling - baseline.mean(axis=0))
    return np.where(np.isnan(ceiling), TARGET_OVER_BASELINE[which], offset)


def remember_indicators(
    technology: Technology,
    setting: TechnologySetting,
    indicators: LabourIndicators,
    baseline: Baseline,
    month: int,
    streams: MonthStreams | None = None,
) -> Technology:
    """Store this month's deviations from baseline, with the survey's sampling error in method people."""
    season = setting.calendar_month(month)
    measured = np.stack(
        [
            indicators.unemployment_rate - baseline.unemployment_rate[season],
            indicators.youth_unemployment_rate - baseline.youth_unemployment_rate[season],
        ],
        axis=1,
    )
    stream = stream_of(streams, Purpose.INDICATOR_NOISE)
    if stream is not None:
        noise = np.zeros_like(measured)
        for rows, generator in stream.rows(setting.batch):
            noise[rows] = generator.standard_normal(noise[rows].shape)
        measured = measured + noise * setting.parameters["indicator_noise"][:, None]
    deviations = np.concatenate([100 * measured[None], technology.deviations[:-1]])
    return replace(technology, deviations=deviations)


def shadow_tax(
    technology: Technology,
    setting: TechnologySetting,
    instruments: Instruments,
    month: int,
    proposals: Proposals,
    limit: Array,
) -> Array:
    """(B,) the tax rate at which proposals would equal the cap of `limit` units; 0 where they stay below.

    Bisection on ln(1+tau) with costs, direction and backlog as in adoption.py; at most `HIGHEST_SHADOW_TAX`.
    """
    expected = (proposals.backlog * proposals.hazard).sum(axis=1)
    result = np.zeros(setting.batch)
    rows = np.flatnonzero(expected > limit)
    if not rows.size:
        return result
    part = replace_rows(setting, rows)
    state, levers = technology.take(rows), _rows(instruments, rows)
    taken = state.automated + state.waiting + state.denied + state.redirected
    hazard, bound = proposals.hazard[rows], limit[rows]
    most = proposals.backlog[rows]

    def proposed(tax: Array) -> Array:
        intended = intended_direction(part, levers, tax[:, None])
        direction = direction_under_rule(intended, levers)
        automation, _ = desired_shares(state, part, month, tax[:, None], intended, direction)
        backlog = np.minimum(np.maximum(part.units * automation - taken, 0), most)
        return np.asarray((backlog * hazard).sum(axis=1))

    low = np.log1p(tax_in_force(levers)[:, 0])
    high = np.full(rows.size, np.log1p(HIGHEST_SHADOW_TAX))
    for _ in range(18):
        middle = (low + high) / 2
        above = proposed(np.expm1(middle)) > bound
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    result[rows] = np.expm1((low + high) / 2)
    return result


def replace_rows(setting: TechnologySetting, rows: Array) -> TechnologySetting:
    """The setting of some rows only."""
    automation_cost, assistance_cost, direction = setting.adoption_start
    return replace(
        setting,
        parameters=setting.parameters.take(rows),
        policy_of_row=setting.policy_of_row[rows],
        exposure=setting.exposure[rows],
        adoption_start=(automation_cost[rows], assistance_cost[rows], direction[rows]),
        frozen_adoption=setting.frozen_adoption[rows],
        procedure_exit=setting.procedure_exit[rows],
        compute=setting.compute.take(rows),
        trade_openness=setting.trade_openness[rows],
    )


def _rows(instruments: Instruments, rows: Array) -> Instruments:
    return Instruments(*(getattr(instruments, name)[rows] for name in instruments.__dataclass_fields__))
