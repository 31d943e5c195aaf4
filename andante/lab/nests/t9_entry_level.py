"""T9: AI keeps beginners out, jobs wanted stay the same: the young fall and the whole hardly moves.

The packaged economy of the United States (model.md 14 vi) in which all use assists, saves nothing and frees
no labour, so that jobs wanted d* do not move; what is left of AI is entry-level substitution (6.4), psi.
The same row with psi = 0 is what it is compared with.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from andante.economy.economy_policy import EconomyPolicy
from andante.economy.instruments import Instruments
from andante.economy.parameters import Parameters
from andante.economy.simulate import simulate
from andante.lab.introduce import economy_inputs
from andante.lab.nests.result import NestResult
from andante.lab.scenario import EXPOSURE_MEASURES
from andante.reference.economies import load_economy

MONTHS = 34
"""From November 2022 to August 2025, the months of the published comparison."""
AGGREGATE = 0.3
"""Percentage points of unemployment within which the aggregate hardly moves."""
SOURCE = "Brynjolfsson, Chandar and Chen 2025; aggregate: BFI 2025-56, Yale Budget Lab"


@dataclass(frozen=True, slots=True)
class EntryEffect:
    """What psi does against psi = 0."""

    young: float
    """Employment at 16-24, per cent."""
    older: float
    """Employment at 30 and older, per cent."""
    unemployment: float
    """Percentage points."""
    jobs_wanted: float
    """What AI does to labour freed from tasks, log points: the assumption of the nest, near zero."""


def entry_effect(substitution: float | None = None, labour_saving: float = 0.0) -> EntryEffect:
    """Run the economy with psi (None: packaged) and with psi = 0; `labour_saving` is gamma_G."""
    still = {
        "automation_share": 0.01,
        "profitable_automation": 0.001,
        "assistance_saving": 0.001,
        "assistance_labour_saving": labour_saving,
        "reinstatement": 0.0,
        "wage_adjustment": 0.0,
        # The upper end of its range: with assistance alone pressure on beginners builds slowly.
        "adoption_start": 0.02,
    }
    psi = float(Parameters.build("united-states")["entry_substitution"][0])
    chosen = psi if substitution is None else substitution
    parameters = Parameters.build(
        "united-states", {**still, "entry_substitution": np.array([chosen, 0.0])}, 2
    )
    inputs = economy_inputs(load_economy("united-states"), EXPOSURE_MEASURES[0])
    policy = EconomyPolicy("instruments-off", Instruments.neutral(MONTHS))
    series = simulate(
        inputs, parameters, [policy], start="2022-11", policy_from="2022-11", months=MONTHS
    ).series
    by_age = series["employed_by_age"][:, -1]
    change = 100 * (by_age[0] / by_age[1] - 1)
    older = 100 * (by_age[0, 2:].sum() / by_age[1, 2:].sum() - 1)
    rates = series["unemployment_rate"][:, -1]
    freed = (
        series["automated_share"][1, -1] + labour_saving * series["assisted_share"][1, -1]
    ) @ inputs.employment_share
    return EntryEffect(float(change[0]), float(older), float(100 * (rates[0] - rates[1])), float(freed))


def run() -> list[NestResult]:
    """The young, the aggregate, and that jobs wanted stood still."""
    effect = entry_effect()
    young = "employment at 16-24 falls, and by more than at 30 and older"
    return [
        NestResult(
            "T9-young",
            f"{young} ({effect.young:.2f} % against {effect.older:+.2f} %)",
            -1.0,
            float(np.sign(effect.young)),
            0.0,
            "sign",
            SOURCE,
            effect.young < -0.1 and effect.young < effect.older,
        ),
        NestResult.close(
            "T9-aggregate",
            "unemployment, against the same economy without entry-level substitution",
            0.0,
            effect.unemployment,
            AGGREGATE,
            "percentage points",
            SOURCE,
        ),
        NestResult.close(
            "T9-jobs-wanted",
            "share of all labour that AI frees from its tasks: jobs wanted stand still",
            0.0,
            effect.jobs_wanted,
            1e-4,
            "fraction of one",
            "model.md 14 (vi)",
        ),
    ]
