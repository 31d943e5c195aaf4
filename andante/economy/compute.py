"""Capability of AI and the part of it that is approved for use at work (model.md 2 and 4a).

Compute is an exogenous path here: training compute and algorithms grow at the rates of parameters.py. The
history before the policies stands still at the start, because adoption was fitted with it still.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from andante.economy.exchange import Array
from andante.economy.instruments import Instruments
from andante.economy.technology import APPROVAL_STAGES, Technology, TechnologySetting


def advance_capability(
    technology: Technology, setting: TechnologySetting, instruments: Instruments, month: int
) -> Technology:
    """Move the frontier a month on, and what of it is approved: an Erlang delay with refusals.

    A refused generation waits for the next one, which is refused with the same probability.
    """
    if setting.is_history(month):
        return technology
    parameters = setting.parameters
    growth = (parameters["training_compute_growth"] + parameters["algorithmic_growth"]) / (12 * math.log(10))
    refusal = instruments.model_approval_rejection_share
    leave = APPROVAL_STAGES / (APPROVAL_STAGES + instruments.model_approval_delay_months)
    flow, stages = growth, []
    for stage in range(APPROVAL_STAGES):
        stock = technology.approval[:, stage] + flow
        flow = stock * leave
        stages.append(stock - flow)
    again = technology.refused / parameters["generation_interval"]
    decided = flow + again
    return replace(
        technology,
        frontier=technology.frontier + growth,
        approval=np.stack(stages, axis=1),
        refused=technology.refused - again + refusal * decided,
        approved=technology.approved + (1 - refusal) * decided,
    )


def feasible_share(technology: Technology, setting: TechnologySetting) -> Array:
    """(B,1) phi of (2.4): the share of exposed tasks that approved capability can do."""
    parameters = setting.parameters
    start = parameters["feasible_share_start"]
    share = start + parameters["feasible_share_slope"] * technology.approved
    return np.clip(share, start, np.maximum(parameters["feasible_share_limit"], start))[:, None]


def log_cost_change(technology: Technology, setting: TechnologySetting, month: int) -> Array:
    """(B,O) change since the start of the log of AI cost over labour cost, without taxes (3.1).

    The price multiple of inference is one until compute is part of the economy.
    """
    parameters = setting.parameters
    years = max(month - setting.first_policy_month, 0) / 12
    algorithms = parameters.column("algorithmic_growth") * years
    wages = technology.log_wage - technology.wage_reference
    return np.asarray(-parameters.column("cost_decline") * algorithms - wages)
