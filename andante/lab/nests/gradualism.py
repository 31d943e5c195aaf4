"""Companion for T4 to T6: an island whose work machines can do, and the rest of the economy (model.md 14.1).

The economy. Of a population of one, l_0 work on the exposed island; l_t = l_0 exp(-alpha t) of them are left
at t, the others have moved to the rest, where everybody's work is worth 1. Output of the island is used with
constant elasticity: y = l_0 p^-sigma, so its wage is 1 before machines. A machine does the work of one person
and costs q < 1 a unit of time. With a tax tau on machines, price and wage on the island are p = (1+tau) q and
machines do k = y - l_t. Use of y is worth F(y) with F'(y) = p and F(l_0) = l_0; resources to consume are
    N_t = (1 - l_t) + F(y_t) - q k_t;  the tax goes back as a lump sum and costs nothing.
Insurance: only the share `pass` of an income loss reaches consumption, the rest of the population pays the
remainder: an exposed worker consumes c_x = 1 - pass (1 - p), everybody else c = (N - l c_x) / (1 - l).

The planner chooses tau_t to maximise sum_t beta^t [l_t u(c_x) + (1 - l_t) u(c)]. l_t does not depend on the
tax, so each date is a problem of its own. From N' = p - q per unit of y, dp = -p/(sigma y) dy and
dc_x = pass dp:
    chi_bar (p - q) dy = pass l (chi_x - chi_bar) p / (sigma y) dy,   chi_x = u'(c_x), chi_bar = u'(c)
and with p - q = p tau/(1+tau) that is (14.1):
    tau/(1+tau) = pass (l_t / (sigma y_t)) (chi_x / chi_bar - 1).
So chi_bar is the marginal utility of those who bear what the exposed do not: here, the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq

from andante.economy.exchange import Array
from andante.economy.parameters import Parameters
from andante.economy.welfare import utility


@dataclass(frozen=True, slots=True)
class Island:
    """Two islands; yearly."""

    exposed: float = 0.2
    """l_0, share of the population."""
    exit_rate: float = 0.1
    """alpha, a year."""
    machine_cost: float = 0.73
    """q over the wage before machines: one less what automation saves."""
    demand_elasticity: float = 0.5
    """sigma_x."""
    risk_aversion: float = 2.0
    pass_through: float = 0.5
    """Share of an income loss that reaches consumption."""

    @property
    def highest_tax(self) -> float:
        """The tax at which machines cost what labour did, so that none is used at the start."""
        return 1 / self.machine_cost - 1

    def staying(self, year: Array | float) -> Array:
        """l_t."""
        return np.asarray(self.exposed * np.exp(-self.exit_rate * np.asarray(year)))

    def value_of_use(self, price: Array) -> Array:
        """F(y) at the price that clears y, with F(l_0) = l_0."""
        power = 1 - self.demand_elasticity
        surplus = -np.log(price) if abs(power) < 1e-12 else (1 - price**power) / power
        # Revenue p y plus what users gain below the old price of 1.
        return np.asarray(self.exposed * (price**power + surplus))

    def consumption(self, tax: Array, staying: Array | float) -> tuple[Array, Array]:
        """c_x and c of the rest. `tax` and `staying` broadcast."""
        price = (1 + np.asarray(tax)) * self.machine_cost
        used = self.exposed * price**-self.demand_elasticity
        resources = 1 - staying + self.value_of_use(price) - self.machine_cost * (used - staying)
        exposed = 1 - self.pass_through * (1 - price)
        return exposed, (resources - staying * exposed) / (1 - staying)

    def welfare(self, tax: Array, staying: Array | float) -> Array:
        """Mean utility at one date."""
        exposed, rest = self.consumption(tax, staying)
        averse = np.asarray(self.risk_aversion)
        return np.asarray(staying * utility(exposed, averse) + (1 - staying) * utility(rest, averse))


def packaged_island(**changed: float) -> Island:
    """An island with the saving, elasticity, risk aversion and pass-through of the packaged month."""
    chosen = Parameters.build("united-states")
    island = Island(
        machine_cost=1 - float(chosen["automation_saving"][0]),
        demand_elasticity=float(chosen["substitution_elasticity"][0]),
        risk_aversion=float(chosen["risk_aversion"][0]),
        pass_through=float(chosen["insurance_pass_through"][0]),
    )
    return replace(island, **changed)


def wedge(island: Island, tax: float, staying: float) -> float:
    """Right side of (14.1) less its left side."""
    exposed, rest = island.consumption(np.asarray(tax), staying)
    ratio = (exposed / rest) ** -island.risk_aversion
    used = island.exposed * ((1 + tax) * island.machine_cost) ** -island.demand_elasticity
    right = island.pass_through * staying / (island.demand_elasticity * used) * (ratio - 1)
    return float(right - tax / (1 + tax))


def formula_tax(island: Island, year: float) -> float:
    """tau_t that solves (14.1); marginal utilities depend on it, so it is a root, not a value."""
    staying = float(island.staying(year))
    if wedge(island, 0.0, staying) <= 0:
        return 0.0
    return float(brentq(lambda tax: wedge(island, tax, staying), 0.0, island.highest_tax, xtol=1e-12))


def searched_tax(island: Island, staying: float) -> float:
    """The tax of the greatest welfare, found by trying: grids of 401, each around the best of the last.

    To six places: closer to its top welfare is flat within the precision of numbers.
    """
    low, high = -0.5 * island.highest_tax, island.highest_tax
    best = 0.0
    for _ in range(4):
        tried = np.linspace(low, high, 401)
        best = float(tried[np.argmax(island.welfare(tried, staying))])
        step = 2 * (tried[1] - tried[0])
        low, high = max(best - step, -0.5 * island.highest_tax), min(best + step, island.highest_tax)
    return round(best, 6) + 0.0
