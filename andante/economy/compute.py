"""Compute, capability of AI and the part of it that is approved for use at work (model.md 2 and 4a).

Chips and algorithms come from outside the month (a chip supply path, parameters), so their paths are computed
once before a run; what happens inside it is approval, demand for inference and its price. In the history the
feasible share stands still at its start, because adoption was fitted with it still.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from andante.economy.chips import ChipPath
from andante.economy.exchange import Array
from andante.economy.instruments import Instruments
from andante.economy.parameters import Parameters
from andante.economy.technology import APPROVAL_STAGES, ComputePath, Technology, TechnologySetting

LOG_TEN = math.log(10)
LEAST_CHIPS = 1.0
"""H100-equivalents; keeps the logarithm finite where every chip has worn out."""


@dataclass(frozen=True)
class WorldChips:
    """The chips of the economy that is run and of the other one, which is its rival or its frontier."""

    own: ChipPath
    other: ChipPath


def exogenous_compute(parameters: Parameters, months: int, first_policy_month: int) -> ComputePath:
    """Training compute and algorithms at constant rates, for runs without a chip supply path.

    The economy trails the frontier of the first policy month by its capability lag throughout.
    """
    rates = parameters["training_compute_growth"] + parameters["algorithmic_growth"]
    since = np.arange(months)[:, None] - (first_policy_month - 1)
    unknown = np.full((months, parameters.batch), np.nan)
    start = -parameters["capability_lag"] * LOG_TEN
    efficiency = parameters["algorithmic_growth"] / 12 * (since - 1)
    capability = rates / 12 * since + start
    return ComputePath(unknown, unknown, unknown, efficiency, capability, start, None)


def compute_paths(
    chips: WorldChips,
    parameters: Parameters,
    other_parameters: Parameters,
    months: int,
    first_policy_month: int,
    rival: bool,
) -> ComputePath:
    """Chips (2.1), domestic output (2.2), algorithms (2.3) and capability (2.4), each (months, B).

    The economy with more chips at the start is the frontier. `rival`: whether the other economy is simulated
    too, so that there is a gap to speak of. Capability is the log over the frontier of the month before the
    first policy month.
    """
    own_stock, own_domestic = chip_stock(chips.own, parameters, months)
    other_stock, _ = chip_stock(chips.other, other_parameters, months)
    leads = chips.own.start_stock >= chips.other.start_stock
    own_efficiency = efficiency_path(chips.own, parameters, months, leads)
    other_efficiency = efficiency_path(chips.other, other_parameters, months, not leads)
    own = _capability(own_stock, own_efficiency, parameters)
    other = _capability(other_stock, other_efficiency, other_parameters)
    start = max(first_policy_month - 1, 0)
    frontier = np.maximum(own[start], other[start])
    inference = (1 - parameters["training_share"]) * own_stock * np.exp(own_efficiency)
    return ComputePath(
        chips=own_stock,
        domestic=own_domestic,
        inference=inference,
        log_efficiency=own_efficiency,
        log_capability=own - frontier,
        log_capability_start=own[start] - frontier,
        other_log_capability=other - frontier if rival else None,
    )


def chip_stock(path: ChipPath, parameters: Parameters, months: int) -> tuple[Array, Array]:
    """(months, B) chips at the end of each month (2.1) and what domestic makers added (2.2)."""
    batch = parameters.batch
    decay = 1 - parameters["compute_depreciation"] / 12
    growth = _or_default(path.domestic_growth, parameters["domestic_chip_growth"])
    limit = _or_default(path.domestic_limit, parameters["domestic_chip_limit"])
    response = parameters["domestic_scarcity_response"]
    stock = np.full(batch, path.start_stock)
    domestic = np.zeros(batch)
    stocks, outputs = np.empty((months, batch)), np.empty((months, batch))
    for month in range(months):
        observed, kappa = path.domestic[month], path.permitted_share[month]
        if np.isnan(observed):
            room = np.maximum(1 - domestic / limit, 0)
            domestic = domestic * np.exp(growth * (1 + response * (1 - kappa)) / 12 * room)
        else:
            domestic = np.full(batch, observed)
        stock = decay * stock + kappa * path.offered[month] + domestic + path.smuggled[month]
        stocks[month], outputs[month] = stock, domestic
    return stocks, outputs


def efficiency_path(path: ChipPath, parameters: Parameters, months: int, leads: bool) -> Array:
    """(months, B) log of algorithmic efficiency (2.3); the frontier's is zero at the start of the run.

    A follower starts where its distance to the frontier would stay the same with all chips permitted.
    """
    growth = parameters["algorithmic_growth"] / 12
    frontier = growth * np.arange(months)[:, None]
    if leads:
        return frontier
    own = parameters["own_efficiency_share"]
    speed, lag = parameters["efficiency_catch_up"], parameters["efficiency_catch_up_lag"]
    level = -(lag * growth + np.maximum(1 - own, 0) * growth / speed)
    response = parameters["efficiency_scarcity_response"]
    levels = np.empty_like(frontier)
    for month in range(months):
        levels[month] = level
        seen = growth * (month - lag)
        kappa = path.permitted_share[month]
        level = level + own * (1 + response * (1 - kappa)) * growth + speed * np.maximum(seen - level, 0)
    return levels


def _capability(stock: Array, efficiency: Array, parameters: Parameters) -> Array:
    """(months, B) ln E of (2.4): the best model so far."""
    compute = parameters["training_share"] * parameters["lead_model_share"]
    trained = np.log(np.maximum(stock, LEAST_CHIPS)) + efficiency + np.log(compute)
    return np.maximum.accumulate(trained, axis=0)


def _or_default(given: float | None, default: Array) -> Array:
    return default if given is None else np.full_like(default, given)


def advance_capability(
    technology: Technology, setting: TechnologySetting, instruments: Instruments, month: int
) -> Technology:
    """Move the frontier a month on, and what of it is approved: an Erlang delay with refusals.

    A refused generation waits for the next one, which is refused with the same probability.
    """
    if setting.is_history(month):
        return technology
    parameters, capability = setting.parameters, setting.compute.log_capability
    growth = capability[month] / LOG_TEN - technology.frontier
    refusal = instruments.model_approval_rejection_share
    leave = APPROVAL_STAGES / (APPROVAL_STAGES + instruments.model_approval_delay_months)
    flow, stages = growth, []
    for stage in range(APPROVAL_STAGES):
        stock = technology.approval[:, stage] + flow
        flow = stock * leave
        stages.append(stock - flow)
    again = technology.refused / parameters["generation_interval"]
    decided = flow + again
    start = technology.inference_start
    if month == setting.first_policy_month:
        start = inference_demand(technology, setting)
    return replace(
        technology,
        frontier=capability[month] / LOG_TEN,
        approval=np.stack(stages, axis=1),
        refused=technology.refused - again + refusal * decided,
        approved=technology.approved + (1 - refusal) * decided,
        inference_start=start,
    )


def feasible_share(technology: Technology, setting: TechnologySetting) -> Array:
    """(B,1) phi of (2.4): the share of exposed tasks that approved capability can do."""
    parameters = setting.parameters
    start = parameters["feasible_share_start"]
    share = start + parameters["feasible_share_slope"] * technology.approved
    return np.clip(share, start, np.maximum(parameters["feasible_share_limit"], start))[:, None]


def log_cost_change(technology: Technology, setting: TechnologySetting, month: int) -> Array:
    """(B,O) change since the start of the log of AI cost over labour cost, without taxes (3.1)."""
    efficiency = setting.compute.log_efficiency
    since = max(month, setting.first_policy_month)
    algorithms = efficiency[since] - efficiency[setting.first_policy_month]
    cheaper = algorithms - log_price_change(technology, setting, month)
    wages = technology.log_wage - technology.wage_reference
    return np.asarray(-setting.parameters.column("cost_decline") * cheaper[:, None] - wages)


def inference_demand(technology: Technology, setting: TechnologySetting) -> Array:
    """(B,) QD of (2.5) in full-time equivalents of automated work, before tasks grow in compute."""
    weight = setting.parameters["inference_assist_weight"]
    return np.asarray(technology.automated.sum(axis=1) + weight * technology.assisted.sum(axis=1))


def log_price_change(technology: Technology, setting: TechnologySetting, month: int) -> Array:
    """(B,) ln of the price multiple pi of (2.5) over its value when the policies began; 0 in the history.

    Where no compute is simulated, or nobody used AI when the policies began, inference is not rationed.
    """
    first = setting.first_policy_month
    supply, parameters = setting.compute.inference, setting.parameters
    known = technology.inference_start > 0
    if month < first or not known.any() or not np.isfinite(supply[first]).all():
        return np.zeros(setting.batch)
    elasticity = parameters["inference_price_elasticity"]
    log_start = np.log(parameters["inference_use_start"])
    demand = np.maximum(inference_demand(technology, setting), 1e-300)
    growth = np.log(demand / np.where(known, technology.inference_start, demand))
    per_task = parameters["task_compute_growth"] * (month - first) / 12
    log_use = log_start + growth + per_task - np.log(supply[month] / supply[first])
    return np.asarray(np.where(known, (np.maximum(log_use, 0) - np.maximum(log_start, 0)) / elasticity, 0.0))
