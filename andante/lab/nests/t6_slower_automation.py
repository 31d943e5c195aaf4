"""T6: slowing automation raises welfare with no equity motive, where the displaced cannot borrow.

A companion after Beraja and Zorzi on the island of gradualism.py, without insurance. The exposed are one
group that pools its income, c_t = [p_t l_t + (l_0 - l_t)] / l_0, which is lowest when machines arrive and
recovers as they leave the island. They cannot borrow against the recovery. Everybody else lends and borrows
at the rate 1/beta - 1 and so values resources at beta^t.

No equity motive: the group's weight eta is such that, with machines at market speed, moving one unit of
income from everybody else to the group at every date is worth nothing,
    eta = sum beta^t / sum beta^t u'(c_t).
Machines come at market speed (p = q at once) or slower, k_t = k_market,t (1 - exp(-t/T)). Welfare is
    W(T) = sum beta^t (N_t - l_0 c_t) + eta l_0 sum beta^t u(c_t).
The market loses nothing by haste at its own prices; but the group's loss comes while its marginal utility
is above its average. With borrowing c is the same at every date, and haste costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from andante.economy.exchange import Array
from andante.economy.parameters import Parameters
from andante.economy.welfare import utility
from andante.lab.nests.gradualism import Island, packaged_island
from andante.lab.nests.result import NestResult

YEARS, LONGEST_DELAY = 100, 20.0
"""Horizon, and the slowest mean arrival of machines that is tried, in years."""
A_FEW_PER_CENT = 5.0
SOURCE = "Beraja and Zorzi, Inefficient Automation, NBER 30154"


@dataclass(frozen=True, slots=True)
class Slowing:
    """The best pace of machines."""

    delay: float
    """T, years; 0: market speed is best."""
    gain: float
    """Welfare over market speed, per cent of the present value of all consumption."""


def best_pace(island: Island, can_borrow: bool = False) -> Slowing:
    """Search T between market speed and `LONGEST_DELAY`."""
    years = (np.arange(12 * YEARS) + 0.5) / 12
    discount = float(Parameters.build("united-states")["discount_factor"][0]) ** years
    staying = island.staying(years)
    market_use = island.exposed * island.machine_cost**-island.demand_elasticity
    averse = np.asarray(island.risk_aversion)

    def paths(delay: float) -> tuple[Array, Array]:
        """Resources to consume, and consumption of one of the exposed."""
        arrived = 1.0 if delay <= 0 else -np.expm1(-years / delay)
        machines = (market_use - staying) * arrived
        price = ((staying + machines) / island.exposed) ** (-1 / island.demand_elasticity)
        resources = 1 - staying + island.value_of_use(price) - island.machine_cost * machines
        income = (price * staying + island.exposed - staying) / island.exposed
        if can_borrow:
            income = np.full_like(income, (discount * income).sum() / discount.sum())
        return resources, income

    market_resources, market_income = paths(0.0)
    weight = discount.sum() / (discount * market_income**-averse).sum()

    def welfare(delay: float) -> float:
        resources, income = paths(delay)
        valued = resources - island.exposed * income + weight * island.exposed * utility(income, averse)
        return float((discount * valued).sum())

    at_market = welfare(0.0)
    tried = np.linspace(0.05, LONGEST_DELAY, 100)
    start = tried[int(np.argmax([welfare(delay) for delay in tried]))]
    found = minimize_scalar(
        lambda delay: -welfare(delay),
        bounds=(max(start - 0.3, 1e-3), start + 0.3),
        method="bounded",
        options={"xatol": 1e-4},
    )
    gain = 100 * (-float(found.fun) - at_market) / float((discount * market_resources).sum())
    # Near market speed the difference is rounding.
    return Slowing(float(found.x), gain) if gain > 1e-9 else Slowing(0.0, 0.0)


def run() -> list[NestResult]:
    """The gain where the displaced cannot borrow, and where they can."""
    island = packaged_island()
    constrained, free = best_pace(island), best_pace(island, can_borrow=True)
    return [
        NestResult(
            "T6-gain",
            "welfare with machines at the best pace over market speed, the displaced unable to borrow; "
            f"more than 0, at most {A_FEW_PER_CENT:g} % (mean arrival {constrained.delay:.1f} years)",
            A_FEW_PER_CENT / 2,
            constrained.gain,
            A_FEW_PER_CENT / 2,
            "per cent",
            SOURCE,
            0 < constrained.gain <= A_FEW_PER_CENT,
        ),
        NestResult.close(
            "T6-borrowing",
            "the same where the displaced can borrow: market speed is best",
            0.0,
            free.gain,
            1e-6,
            "per cent",
            SOURCE,
        ),
    ]
