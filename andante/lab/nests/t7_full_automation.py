"""T7: wages collapse when machines can do every task, and do not where some tasks stay out of their reach.

What machines can do comes from the packaged month: its feasible share (2.4) with capability at its packaged
growth, up to the limit phi_max. What wages do then is a companion after Korinek
and Suh, because the month lets demand absorb any displacement and is no theory of an economy without human
tasks:
    Y = [phi (K'/phi)^r + (1-phi) (L'/(1-phi))^r]^(1/r),  r = 1 - 1/sigma,
tasks are complements (sigma of the packaged month, .5), a machine does a person's work in any feasible
task, and people work in feasible tasks too once that pays (K' and L' are capital and labour as allocated).
Wages are marginal products. Machines accumulate, K' = (1 - depreciation) K + saving Y.

With bounded complexity (phi_max = 1) phi overtakes K/(K+L) in finite time: people and machines are the same
input, and the wage is what a machine earns. With phi_max < 1 labour is the scarce factor again as machines
accumulate, and its wage stays above.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from andante.economy.economy_policy import EconomyPolicy
from andante.economy.exchange import Array
from andante.economy.instruments import Instruments
from andante.economy.parameters import Parameters
from andante.economy.simulate import simulate
from andante.lab.nests.acemoglu import acemoglu_inputs
from andante.lab.nests.result import NestResult

MONTHS = 240
SAVING, DEPRECIATION = 0.3, 0.08
"""[A] a year, of output and of machines."""
MACHINES_START = 1.0
"""[A] machines a person: each does one person's work, most of them in tasks people have left long ago."""
OUT_OF_REACH = 0.1
"""Share of tasks that machines never do, where complexity is not bounded."""
SOURCE = "Korinek and Suh, Scenarios for the Transition to AGI, CEPR DP18928"


@dataclass(frozen=True, slots=True)
class WagePath:
    """Monthly, (months,)."""

    feasible: Array
    wage: Array
    labour_share: Array


def feasible_path(limit: float, slope: float | None = None) -> Array:
    """(months,) phi of the packaged month for a limit phi_max and a slope b_phi (None: packaged)."""
    given = {"feasible_share_limit": limit}
    if slope is not None:
        given["feasible_share_slope"] = slope
    parameters = Parameters.build("united-states", given)
    policy = EconomyPolicy("instruments-off", Instruments.neutral(MONTHS))
    series = simulate(
        acemoglu_inputs(), parameters, [policy], start="2026-01", policy_from="2026-01", months=MONTHS
    ).series
    return np.asarray(series["feasible_share"][0])


def wages(feasible: Array) -> WagePath:
    """Marginal product of labour (a person) and its share along a path of phi."""
    elasticity = float(Parameters.build("united-states")["substitution_elasticity"][0])
    power, machines = 1 - 1 / elasticity, MACHINES_START
    wage, share = np.empty_like(feasible), np.empty_like(feasible)
    for month, phi in enumerate(feasible):
        if machines / (machines + 1) <= phi:  # people work beside machines: one input, one wage
            output, wage[month] = machines + 1, 1.0
        else:
            output = (phi * (machines / phi) ** power + (1 - phi) ** (1 - power)) ** (1 / power)
            wage[month] = (output * (1 - phi)) ** (1 - power)
        share[month] = wage[month] / output
        machines += (SAVING * output - DEPRECIATION * machines) / 12
    return WagePath(feasible, wage, share)


def run() -> list[NestResult]:
    """Wages at the end over their start, per cent, for both limits."""
    bounded, unbounded = wages(feasible_path(1.0)), wages(feasible_path(1 - OUT_OF_REACH))
    ends = [100 * float(path.wage[-1] / path.wage[0] - 1) for path in (bounded, unbounded)]
    peak = 100 * float(bounded.wage.max() / bounded.wage[0] - 1)
    return [
        NestResult(
            "T7-collapse",
            f"sign of the change of wages in {MONTHS // 12} years with every task in reach ({ends[0]:.0f} %, "
            f"after {peak:+.0f} % on the way; labour share {bounded.labour_share[-1]:.2f} for "
            f"{bounded.labour_share[0]:.2f})",
            -1.0,
            float(np.sign(ends[0])),
            0.0,
            "sign",
            SOURCE,
            bool(ends[0] < 0 and bounded.labour_share[-1] < bounded.labour_share[0] / 2),
        ),
        NestResult(
            "T7-no-collapse",
            f"the same with {100 * OUT_OF_REACH:.0f} % of tasks out of reach ({ends[1]:+.0f} %, labour share "
            f"{unbounded.labour_share[-1]:.2f})",
            1.0,
            float(np.sign(ends[1])),
            0.0,
            "sign",
            SOURCE,
            ends[1] > 0,
        ),
    ]
