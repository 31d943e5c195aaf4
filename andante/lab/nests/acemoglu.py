"""Acemoglu (2024): productivity over ten years, as a setting of the packaged month (model.md 14 ii).

Every exposed task is feasible, all use automates, costs and wages stand still, instruments are off, and the
diffusion of what is profitable is at once. What is left of the month is Hulten's theorem with a labour share.
"""

from __future__ import annotations

import numpy as np

from andante.economy.economy_policy import EconomyPolicy
from andante.economy.inputs import EconomyInputs
from andante.economy.instruments import Instruments
from andante.economy.parameters import Parameters
from andante.economy.simulate import simulate
from andante.lab.nests.result import NestResult

EXPOSED, PROFITABLE, SAVING, LABOUR_SHARE = 0.199, 0.23, 0.27, 0.535
HARD_SHARE, HARD_SAVING = 0.27, 0.07
"""Share of the exposed tasks that are hard to learn, and what automation saves in them."""
MONTHS = 120
SOURCE = "Acemoglu, The Simple Macroeconomics of AI, Economic Policy 40(121), 2024"


def acemoglu_inputs() -> EconomyInputs:
    """Three occupations of unequal size and exposure whose exposure is `EXPOSED` of output."""
    employment = np.array([5e6, 3e6, 2e6])
    value = np.array([0.4, 0.35, 0.25])
    exposure = np.array([0.05, 0.25, 0.37])
    ages = np.array([0.12, 0.12, 0.34, 0.32, 0.10])
    return EconomyInputs(
        name="acemoglu",
        jurisdiction="US",
        occupations=("a", "b", "c"),
        sectors=("M",),
        ages=("16-24", "25-29", "30-44", "45-59", "60+"),
        employment_by_sector=employment[None, :],
        employment_by_age=employment[:, None] * ages,
        labour_force=float(employment.sum()) / 0.95,
        unemployment_rate_by_age=np.full(5, np.nan),
        mobility=0.5 * np.eye(3) + 0.5 / 3,
        exposure=exposure * EXPOSED / float(value @ exposure),
        log_wage=np.log(np.array([3e4, 5e4, 9e4])),
        gdp_share=value,
        labour_share=np.full(3, LABOUR_SHARE),
        entrants_per_year=2.5e5,
        entrant_month_weights=np.full(12, 1 / 12),
        separation_month_weights=np.ones(12),
        entrants_by_occupation=employment / employment.sum(),
        firm_size_shares=np.array([0.105, 0.175, 0.165, 0.555]),
    ).check()


def acemoglu_parameters(wages_move: bool = False) -> Parameters:
    """Two rows: tasks that are easy to learn, and hard ones; with `wages_move` wages keep their defaults."""
    still = {} if wages_move else {"wage_growth": 0.0, "wage_adjustment": 0.0}
    overrides = {
        "feasible_share_start": 1.0,
        "automation_share": 1.0,
        "cost_decline": 0.0,
        "adoption_imitation": 1e6,
        "profitable_automation": PROFITABLE,
        "automation_saving": np.array([SAVING, HARD_SAVING]),
        **still,
    }
    return Parameters.build("united-states", overrides, 2)


def productivity_gains(wages_move: bool = False) -> tuple[float, float]:
    """Per cent of TFP after ten years: all tasks easy, and with the hard ones (weighted by their share)."""
    policy = EconomyPolicy("instruments-off", Instruments.neutral(MONTHS))
    trajectory = simulate(
        acemoglu_inputs(),
        acemoglu_parameters(wages_move),
        [policy],
        start="2026-01",
        policy_from="2026-01",
        months=MONTHS,
    )
    easy, hard = 100 * trajectory.series["log_tfp"][:, -1]
    return float(easy), float((1 - HARD_SHARE) * easy + HARD_SHARE * hard)


def run() -> list[NestResult]:
    """Both published figures, within .005 percentage points."""
    easy, mixed = productivity_gains()
    return [
        NestResult.close(
            "T2-all-easy",
            "TFP after ten years, every task easy to learn",
            0.661,
            easy,
            0.005,
            "per cent",
            SOURCE,
        ),
        NestResult.close(
            "T2-hard-tasks",
            "TFP after ten years, 27 % of the tasks hard to learn and saving 7 %",
            0.529,
            mixed,
            0.005,
            "per cent",
            SOURCE,
        ),
    ]
