"""Welfare over a run: present value of output and constant-relative-risk-aversion utility (model.md 12)."""

from __future__ import annotations

import numpy as np

from andante.economy.exchange import Array, LabourIndicators
from andante.economy.instruments import Instruments
from andante.economy.output import benefit_replacement
from andante.economy.parameters import Parameters
from andante.economy.technology import Technology, TechnologySetting

GROUPS = 10
"""Major groups of ISCO-08, 0 for what has none."""


def present_value(monthly: Array, parameters: Parameters) -> Array:
    """(B,) discounted sum of a (B, months) path, today's value first."""
    months = np.arange(monthly.shape[1])
    return np.asarray((monthly * parameters.column("discount_factor") ** (months / 12)).sum(axis=1))


def utility(consumption: Array, risk_aversion: Array) -> Array:
    """CRRA utility; the logarithm where risk aversion is one. Broadcasts; consumption > 0."""
    logarithmic = np.abs(risk_aversion - 1) < 1e-9
    power = np.where(logarithmic, 0.5, 1 - risk_aversion)
    return np.where(logarithmic, np.log(consumption), (consumption**power - 1) / power)


def consumption_welfare(
    employed: Array, unemployed: Array, wage: Array, benefit: Array, parameters: Parameters
) -> Array:
    """(B,) mean utility of everybody by occupation, at work or not.

    `employed`, `unemployed`, `wage` are (B,O), `benefit` (B,) the share of the wage that the unemployed
    receive. An income loss reaches their consumption only in the share of the pass-through.
    """
    averse = parameters.column("risk_aversion")
    loss = parameters.column("insurance_pass_through") * (1 - benefit[:, None])
    total = employed * utility(wage, averse) + unemployed * utility(wage * (1 - loss), averse)
    return np.asarray(total.sum(axis=1) / (employed + unemployed).sum(axis=1))


def welfare_of_month(
    technology: Technology,
    setting: TechnologySetting,
    indicators: LabourIndicators,
    instruments: Instruments,
) -> Array:
    """(B,) the month's mean utility as its certainty equivalent, share of the mean wage of the start."""
    wage = setting.relative_wage * np.exp(technology.log_wage)
    utility_now = consumption_welfare(
        indicators.employed.sum(axis=2),
        indicators.unemployed + indicators.trainees_by_occupation_age.sum(axis=2),
        wage,
        benefit_replacement(setting, instruments),
        setting.parameters,
    )
    return certainty_equivalent(utility_now, setting.parameters)


def groups_of(occupations: tuple[str, ...]) -> Array:
    """(O,10) one where an occupation belongs to a major group of ISCO-08: the first digit of its id.

    Column 0 takes whatever has no such digit.
    """
    digits = [int(each[0]) if each[:1] in tuple("123456789") else 0 for each in occupations]
    return np.eye(GROUPS)[digits]


def utility_by_group(
    technology: Technology,
    setting: TechnologySetting,
    indicators: LabourIndicators,
    instruments: Instruments,
    groups: tuple[str, ...],
) -> tuple[Array, Array]:
    """(B,A,10) each: the month's utility summed over the people of an age and group, and how many they are.

    Trainees live on what the unemployed do, which they are paid; wages are by occupation, the same at every
    age.
    """
    parameters = setting.parameters
    averse = parameters.column("risk_aversion")
    wage = setting.relative_wage * np.exp(technology.log_wage)
    benefit = benefit_replacement(setting, instruments)[:, None]
    loss = parameters.column("insurance_pass_through") * (1 - benefit)
    at_work = indicators.employed_by_occupation_age
    without = indicators.unemployed_by_occupation_age + indicators.trainees_by_occupation_age
    total = at_work * utility(wage, averse)[:, :, None]
    total = total + without * utility(wage * (1 - loss), averse)[:, :, None]
    member = groups_of(groups)
    return np.swapaxes(total, 1, 2) @ member, np.swapaxes(at_work + without, 1, 2) @ member


def certainty_equivalent(mean_utility: Array, parameters: Parameters) -> Array:
    """The certain consumption that gives this utility (B, ...): the inverse of `utility`."""
    return certainty_equivalent_of(mean_utility, parameters.column("risk_aversion", mean_utility.ndim))


def certainty_equivalent_of(mean_utility: Array, averse: Array) -> Array:
    """The same for a risk aversion that broadcasts."""
    logarithmic = np.abs(averse - 1) < 1e-9
    power = np.where(logarithmic, 0.5, 1 - averse)
    return np.where(
        logarithmic, np.exp(mean_utility), np.maximum(1 + power * mean_utility, 0.0) ** (1 / power)
    )
