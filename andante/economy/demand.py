"""From tasks to jobs: costs, reinstatement, absorption and the jobs that firms want (model.md 5.1 to 5.5)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from andante.economy.deployment import Deployment
from andante.economy.exchange import Array, LabourDemand
from andante.economy.instruments import Instruments
from andante.economy.sectors import reallocation
from andante.economy.technology import Technology, TechnologySetting

LEAST_LABOUR = 1e-6
"""Share of an occupation's labour that is left even where every task is automated; keeps logs finite."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What the costs of the month come to, before it is split over regions."""

    work_share: Array
    """(B,O) h_o over the sum of h: relative demand for the occupation's work."""
    log_shift: Array
    """(B,) raw + B + X: demand for all work against the base."""
    absorbed: Array
    """(B,) B."""
    private_jobs: Array
    """(B,) jobs wanted a head of the labour force, public jobs apart."""


def target_demand(
    technology: Technology,
    setting: TechnologySetting,
    deployment: Deployment,
    labour_force: Array,
    idle: Array,
    instruments: Instruments,
    trade: Array | None = None,
) -> tuple[Technology, LabourDemand, Demand]:
    """Jobs wanted d* (5.5) for the `labour_force` (B,R) of the start of the month.

    Regions keep their part of an occupation's jobs: d* of an occupation moves alike in all of them.
    `idle` (B,O) is last month's idle labour as a share of employment; `trade` (B,) the effect X of (10.1).
    """
    parameters = setting.parameters
    automated, assisted = task_shares(technology, setting)
    reinstatement = _reinstate(technology, setting)
    labour = np.maximum(
        1 - automated - parameters.column("assistance_labour_saving") * assisted, LEAST_LABOUR
    )
    saving = (
        parameters.column("automation_saving") * automated + parameters.column("assistance_saving") * assisted
    )
    cost = 1 - setting.labour_share * (saving - idle)
    sigma = parameters.column("substitution_elasticity")
    wanted = setting.employment_share * labour * cost**-sigma * (1 + reinstatement)
    cheaper = (setting.value_share * setting.labour_share * saving).sum(axis=1)
    raw = np.log(wanted.sum(axis=1)) + (1 - sigma[:, 0]) * cheaper
    log_shift = raw + technology.absorption + hiring_subsidy_effect(technology, setting, instruments)
    if trade is not None:
        log_shift = log_shift + trade
    # Sections that grow or shrink shift jobs between occupations; `raw` is what happens to all of them.
    wanted = wanted * reallocation(technology, setting)
    share = wanted / wanted.sum(axis=1, keepdims=True)
    jobs = parameters["demand_constant"] * np.exp(log_shift)
    public = instruments.support_public_jobs[:, None] * setting.employment_share
    per_head = jobs[:, None] * share + public
    state = replace(
        technology,
        reinstatement=reinstatement,
        absorption=technology.absorption + (-raw - technology.absorption) / parameters["absorption_months"],
    )
    demand = LabourDemand(
        target=per_head[:, :, None] * labour_force.sum(axis=1)[:, None, None] * setting.region_mix,
        attrition_share=attrition_in_force(setting, instruments),
        displacement_hazard=deployment.displacement_hazard,
        entry_pressure=technology.entry_pressure,
        entry_floor_factor=_floor_factor(technology),
        retrain_first_share=deployment.retrain_first_share,
        reassign_share=deployment.reassign_share,
        training_places=instruments.support_training_places * labour_force.sum(axis=1),
        training_months=np.rint(instruments.support_training_months).astype(np.int64),
    )
    return state, demand, Demand(share, log_shift, technology.absorption, jobs)


def task_shares(technology: Technology, setting: TechnologySetting) -> tuple[Array, Array]:
    """(B,O) shares of all tasks automated (without the labour kept to decide) and assisted."""
    return (technology.automated - technology.kept) / setting.units, technology.assisted / setting.units


def _reinstate(technology: Technology, setting: TechnologySetting) -> Array:
    """(B,O) Rn of (5.4): new tasks follow what was automated or assisted a lag ago."""
    lag = np.clip(np.rint(setting.parameters["reinstatement_lag"]).astype(int), 1, 60)
    changed = technology.tasks_changed[lag, np.arange(setting.batch)]
    return np.asarray(technology.reinstatement + setting.parameters.column("reinstatement") * changed)


def attrition_in_force(setting: TechnologySetting, instruments: Instruments) -> Array:
    """(B,) xi: the policy's where it sets one and it holds, else the economy's own."""
    own, leakage = setting.parameters["attrition_share"], instruments.protection_leakage
    legal = instruments.protection_attrition_share
    return np.where(np.isnan(legal), own, (1 - leakage) * np.nan_to_num(legal) + leakage * own)


def hiring_subsidy_effect(
    technology: Technology, setting: TechnologySetting, instruments: Instruments
) -> Array:
    """(B,) log jobs that a subsidy on the first year of every hire adds."""
    subsidised = np.minimum(12 * technology.hired_share, 1.0)
    response = setting.parameters["hiring_subsidy_response"]
    return np.asarray(response * instruments.support_hiring_subsidy * subsidised)


def _floor_factor(technology: Technology) -> Array:
    """(B,O) what entry floors leave of the substitution of beginners."""
    pressure = technology.entry_pressure
    factor = np.divide(
        technology.entry_pressure_floored, pressure, out=np.ones_like(pressure), where=pressure > 0
    )
    return np.clip(factor, 0.0, 1.0)
