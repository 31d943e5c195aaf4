"""Welfare over a run: present value of output and constant-relative-risk-aversion utility (model.md 12)."""

from __future__ import annotations

import numpy as np

from andante.economy.exchange import Array


def present_value(monthly: Array, discount_factor: Array) -> Array:
    """(B,) discounted sum of a (B, months) path; `discount_factor` (B,) is per year."""
    months = np.arange(monthly.shape[1])
    return np.asarray((monthly * discount_factor[:, None] ** (months / 12)).sum(axis=1))


def utility(consumption: Array, risk_aversion: Array) -> Array:
    """CRRA utility; the logarithm where risk aversion is one. Broadcasts; consumption > 0."""
    rho = np.broadcast_to(risk_aversion, np.broadcast_shapes(consumption.shape, risk_aversion.shape))
    logarithmic = np.abs(rho - 1) < 1e-9
    power = np.where(logarithmic, 0.5, 1 - rho)
    return np.where(logarithmic, np.log(consumption), (consumption**power - 1) / power)


def consumption_welfare(
    employed: Array,
    unemployed: Array,
    wage: Array,
    benefit: Array,
    pass_through: Array,
    risk_aversion: Array,
) -> Array:
    """(B,) mean utility of a month: everybody by occupation, at work or not.

    `employed`, `unemployed`, `wage` (B,O); the rest (B,). An income loss reaches the consumption of the
    unemployed only in the share `pass_through`.
    """
    loss = (1 - benefit) * pass_through
    at_work = utility(wage, risk_aversion[:, None])
    without = utility(wage * (1 - loss)[:, None], risk_aversion[:, None])
    persons = (employed + unemployed).sum(axis=1)
    return np.asarray(((employed * at_work + unemployed * without).sum(axis=1)) / persons)


def certainty_equivalent(mean_utility: Array, risk_aversion: Array) -> Array:
    """The certain consumption with this utility: the inverse of `utility`."""
    rho = np.broadcast_to(risk_aversion, mean_utility.shape)
    logarithmic = np.abs(rho - 1) < 1e-9
    power = np.where(logarithmic, 0.5, 1 - rho)
    return np.where(
        logarithmic, np.exp(mean_utility), np.maximum(1 + power * mean_utility, 0.0) ** (1 / power)
    )
