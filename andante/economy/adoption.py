"""Proposals: what firms want AI to take over or to assist with this month (model.md 3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtr

from andante.economy.compute import feasible_share, log_cost_change
from andante.economy.draws import draw, round_up_or_down
from andante.economy.exchange import Array
from andante.economy.instruments import Instruments
from andante.economy.streams import MonthStreams, Purpose, stream_of
from andante.economy.technology import Technology, TechnologySetting


@dataclass(frozen=True, slots=True)
class Proposals:
    """What firms propose this month, in task units, and why."""

    automated: Array
    """(B,O) J_M."""
    assisted: Array
    """(B,O) J_G."""
    backlog: Array
    """(B,O) units that could be proposed for automation, BL_M N."""
    hazard: Array
    """(B,O) 1 - exp(-lambda dt)."""
    direction: Array
    """(B,1) m: share of intended uses that automate, under the rules."""
    intended_direction: Array
    """(B,1) m0: the same without the assist-first rule."""


def propose(
    technology: Technology,
    setting: TechnologySetting,
    instruments: Instruments,
    month: int,
    streams: MonthStreams | None = None,
) -> Proposals:
    """Draw this month's proposals from the backlogs (3.3) at the hazard of diffusion (3.4)."""
    hazard = diffusion_hazard(technology, setting)
    tax = tax_in_force(instruments)
    intended = intended_direction(setting, instruments, tax)
    direction = direction_under_rule(intended, instruments)
    human = np.maximum(
        setting.units - technology.automated - technology.assisted - technology.denied - technology.waiting, 0
    )
    automation, assistance = desired_shares(technology, setting, month, tax, intended, direction)
    taken = technology.automated + technology.waiting + technology.denied + technology.redirected
    backlog = np.minimum(np.maximum(setting.units * automation - taken, 0), human)
    helped = technology.assisted - technology.redirected
    assist_backlog = np.minimum(np.maximum(setting.units * assistance - helped, 0), human - backlog)
    if not setting.is_history(month) and setting.frozen_adoption.any():
        hazard = np.where(setting.frozen_adoption[:, None], 0.0, hazard)
    whole = np.minimum(round_up_or_down(backlog, stream_of(streams, Purpose.BACKLOG_AUTOMATE)), human)
    assist_whole = np.minimum(
        round_up_or_down(assist_backlog, stream_of(streams, Purpose.BACKLOG_ASSIST)), human - whole
    )
    if streams is not None:
        whole, assist_whole = whole.astype(np.int64), assist_whole.astype(np.int64)
    return Proposals(
        automated=draw(whole, hazard, stream_of(streams, Purpose.PROPOSAL_AUTOMATE)),
        assisted=draw(assist_whole, hazard, stream_of(streams, Purpose.PROPOSAL_ASSIST)),
        backlog=backlog,
        hazard=hazard,
        direction=direction,
        intended_direction=intended,
    )


def tax_in_force(instruments: Instruments) -> Array:
    """(B,1) tau less what escapes it."""
    return np.asarray(instruments.automation_tax_rate * (1 - instruments.automation_tax_leakage))[:, None]


def diffusion_hazard(technology: Technology, setting: TechnologySetting) -> Array:
    """(B,O) 1 - exp(-(p_B + q_B F_o)), F_o the adoption reached of what was feasible at the start."""
    parameters = setting.parameters
    rate = parameters.column("adoption_start") + parameters.column("adoption_imitation") * adoption(
        technology, setting
    )
    return -np.expm1(-rate)


def adoption(technology: Technology, setting: TechnologySetting) -> Array:
    """(B,O) F_o = (M+G)/(x_o phi_0); passes one as feasibility grows."""
    reach = setting.units * setting.exposure * setting.parameters.column("feasible_share_start")
    return np.asarray((technology.automated + technology.assisted) / reach)


def intended_direction(setting: TechnologySetting, instruments: Instruments, tax: Array) -> Array:
    """(B,1) m0: logistic in the advantage of automating over assisting."""
    parameters = setting.parameters
    advantage = (
        np.log(parameters.column("automation_saving") / parameters.column("assistance_saving"))
        - tax
        - instruments.assessment_cost[:, None]
        - instruments.augmentation_subsidy[:, None]
    )
    constant = setting.adoption_start[2]
    return np.asarray(expit(constant + advantage / parameters.column("direction_spread")))


def direction_under_rule(intended: Array, instruments: Instruments) -> Array:
    """(B,1) m of (3.2): an assist-first rule lets at most 1 - mandate automate, where it holds."""
    leakage = instruments.assist_first_leakage[:, None]
    allowed = np.minimum(intended, 1 - instruments.assist_first_mandate[:, None])
    return np.asarray((1 - leakage) * allowed + leakage * intended)


def desired_shares(
    technology: Technology,
    setting: TechnologySetting,
    month: int,
    tax: Array,
    intended: Array,
    direction: Array,
) -> tuple[Array, Array]:
    """(B,O) shares of all tasks that firms would automate, assist in the long run at today's costs (3.3)."""
    parameters = setting.parameters
    reach = setting.exposure * feasible_share(technology, setting)
    automation_cost, assistance_cost, _ = setting.adoption_start
    change = log_cost_change(technology, setting, month)
    spread = parameters.column("cost_spread")
    automation = direction * reach * ndtr(-(automation_cost + change + np.log1p(tax)) / spread)
    redirected = parameters.column("redirection") * (intended - direction)
    assistance = (1 - intended + redirected) * reach * ndtr(-(assistance_cost + change) / spread)
    return automation, assistance


FIRM_MEAN_SIZES = (
    ((2, 4, 7), (0.25, 0.35, 0.40)),
    ((13, 22, 38), (0.30, 0.35, 0.35)),
    ((65, 110, 190), (0.30, 0.35, 0.35)),
    ((350, 900, 3000, 12000), (0.20, 0.20, 0.25, 0.35)),
)
"""[A] Representative sizes of each class and the share of the class's employment in each."""


def firm_use(technology: Technology, setting: TechnologySetting) -> tuple[Array, Array]:
    """Share of firms that use AI: (B,) of all firms and (B,4) by size class, 1-(1-min(1,F))^K."""
    reach = setting.units * setting.exposure * setting.parameters.column("feasible_share_start")
    used = (technology.automated + technology.assisted).sum(axis=1) / reach.sum(axis=1)
    exponents = np.stack(
        [setting.parameters[f"firm_use_exponent_{size}"] for size in ("1_9", "10_49", "50_249", "250_plus")],
        axis=1,
    )
    by_size = 1 - (1 - np.minimum(used, 1))[:, None] ** exponents
    per_worker = np.array([sum(w / size for size, w in zip(*each, strict=True)) for each in FIRM_MEAN_SIZES])
    firms = setting.firm_size_shares * per_worker
    return by_size @ (firms / firms.sum()), by_size
