"""T3: what Acemoglu (2024) gets from productivity to output, as a setting of the packaged month.

The setting of T2 with one skill and one exposure, so that nobody has to move between occupations; demand
for labour comes back at once and capital has arrived. Output and the labour share are read from the
accounts of the month, against the same economy without AI.

The published interval of output, .93 to 1.56 %, is spanned by pairs: the lower end is the higher
productivity (.66 %) with the least capital (Lambda_K 1.4), the upper end the lower productivity (.53 %)
with the most, 2.9. Other pairs of the two ranges lie outside it, .74 % and 1.93 % at the extremes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from andante.economy.economy_policy import EconomyPolicy
from andante.economy.inputs import EconomyInputs
from andante.economy.instruments import Instruments
from andante.economy.parameters import Parameters
from andante.economy.simulate import simulate
from andante.lab.nests.acemoglu import (
    EXPOSED,
    HARD_SAVING,
    HARD_SHARE,
    MONTHS,
    PROFITABLE,
    SAVING,
    acemoglu_inputs,
)
from andante.lab.nests.result import NestResult

LEAST_CAPITAL, MOST_CAPITAL = 1.4, 2.9
"""Lambda_K: output over productivity, with the rise of capital."""
LOW_GAIN, HIGH_GAIN = 0.93, 1.56
SOURCE = "Acemoglu 2024, NBER 32487 (secondary)"


@dataclass(frozen=True, slots=True)
class OutputGain:
    """What ten years of AI do to output, per cent, and to the capital share, percentage points."""

    all_easy: float
    with_hard_tasks: float
    capital_share: float


def one_skill_inputs() -> EconomyInputs:
    """The economy of T2 with equal wages and exposure in every occupation."""
    published = acemoglu_inputs()
    size = len(published.occupations)
    return replace(published, log_wage=np.full(size, np.log(5e4)), exposure=np.full(size, EXPOSED)).check()


def output_gain(output_multiplier: float, automation_saving: float = SAVING) -> OutputGain:
    """Output over the same economy without AI, all tasks easy and with the hard ones by their share."""
    parameters = Parameters.build(
        "united-states",
        {
            "feasible_share_start": 1.0,
            "automation_share": 1.0,
            "cost_decline": 0.0,
            "adoption_imitation": 1e6,
            "profitable_automation": PROFITABLE,
            "automation_saving": np.array([automation_saving, HARD_SAVING]),
            "wage_growth": 0.0,
            "wage_adjustment": 0.0,
            "output_multiplier": output_multiplier,
            "capital_phase_in": 1.0,
            "absorption_months": 1.0,
            "reinstatement": 0.0,
            "entry_substitution": 0.0,
        },
        2,
    )
    neutral = Instruments.neutral(MONTHS)
    policies = [EconomyPolicy("ai", neutral), EconomyPolicy("without", neutral, frozen_adoption=True)]
    series = simulate(
        one_skill_inputs(), parameters, policies, start="2026-01", policy_from="2026-01", months=MONTHS
    ).series
    with_ai, without = series["log_output"][:, -1].reshape(2, 2)
    easy, hard = 100 * np.expm1(with_ai - without)
    shares, usual = 1 - series["labour_share"][:, -1].reshape(2, 2)
    return OutputGain(
        float(easy),
        float((1 - HARD_SHARE) * easy + HARD_SHARE * hard),
        float(100 * (shares[0] - usual[0])),
    )


def run() -> list[NestResult]:
    """Both ends of the published interval, and the capital share."""
    low, high = output_gain(LEAST_CAPITAL), output_gain(MOST_CAPITAL)
    # Lambda_K is published to one decimal.
    rounding = 0.05 * high.with_hard_tasks / MOST_CAPITAL
    return [
        NestResult.close(
            "T3-lower-end",
            f"output after ten years, all tasks easy, Lambda_K {LEAST_CAPITAL}",
            LOW_GAIN,
            low.all_easy,
            0.005,
            "per cent",
            SOURCE,
        ),
        NestResult.close(
            "T3-upper-end",
            f"output after ten years, 27 % hard tasks, Lambda_K {MOST_CAPITAL}; tolerance: its rounding",
            HIGH_GAIN,
            high.with_hard_tasks,
            rounding,
            "per cent",
            SOURCE,
        ),
        NestResult(
            "T3-capital-share",
            f"the capital share rises ({low.capital_share:+.2f} and {high.capital_share:+.2f} points)",
            1.0,
            float(np.sign(min(low.capital_share, high.capital_share))),
            0.0,
            "sign",
            SOURCE,
            min(low.capital_share, high.capital_share) > 0,
        ),
    ]
