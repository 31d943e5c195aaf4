"""Scattered states of the AI side for the oracles of its equations."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
from ai_economy import Bench, small_inputs

from andante.economy.deployment import Deployment
from andante.economy.economy_policy import EconomyPolicy
from andante.economy.exchange import LabourIndicators
from andante.economy.instruments import Instruments

CALIBRATED = {"demand_constant": 1.044, "adoption_start": 0.008, "adoption_imitation": 0.11}
"""Values that a calibration moves; fixed here, so that the oracles can be typed."""
LEVERS = {
    "automation_tax.rate": 0.5,
    "automation_tax.leakage": 0.3,
    "assist_first.mandate": 0.7,
    "assist_first.leakage": 0.2,
    "assessment.cost": 0.05,
    "augmentation.subsidy": 0.1,
    "support.public_jobs": 0.004,
    "support.hiring_subsidy": 0.2,
    "protection.attrition_share": 0.9,
    "protection.leakage": 0.25,
    "protection.severance_months": 3,
    "disclosure.cost": 0.002,
}


def bench(levers: dict[str, float] | None = None, months: int = 60, **overrides: object) -> Bench:
    policy = EconomyPolicy("test", Instruments.from_paths(LEVERS if levers is None else levers, months))
    return Bench(small_inputs(), (policy,), overrides={**CALIBRATED, **overrides})


def scattered_state(it: Bench, seed: int):  # type: ignore[no-untyped-def]
    random = np.random.default_rng(seed)
    units, shape = it.setting.units, it.technology.automated.shape
    part = random.dirichlet(np.ones(6), shape) * it.setting.exposure[..., None] * units[:, None] * 0.5
    return replace(
        it.technology,
        automated=part[..., 0],
        assisted=part[..., 1] + part[..., 4],
        denied=part[..., 2],
        redirected=part[..., 4] * 0.5,
        kept=part[..., 0] * 0.3,
        reported=part[..., 0] * 0.004,
        absorption=random.normal(0, 0.01, 1),
        reinstatement=random.random(shape) * 0.02,
        tasks_changed=random.random((61, *shape)) * 1e-3,
        log_tfp=random.random(1) * 0.01,
        realised_gain=random.random(1) * 0.003,
        log_wage=random.normal(0, 0.01, shape),
        hired_share=np.array([0.02]),
        approved=np.array([2.0]),
        log_output_year=random.normal(0, 0.01, (12, 1)),
        grievance=np.array([3.0]),
    )


def made_deployment(it: Bench, seed: int) -> Deployment:
    random = np.random.default_rng(seed)
    shape = it.technology.automated.shape
    zeros = np.zeros(shape)
    return Deployment(
        automated_work=random.random(shape) * 100,
        automated_share=random.random(shape) * 1e-3,
        assisted_share=random.random(shape) * 1e-3,
        displacement_hazard=random.random(shape) * 1e-3,
        retrain_first_share=zeros,
        reassign_share=zeros,
        cap_binds=np.zeros(1, bool),
        capped=np.zeros(1),
    )


def made_indicators(it: Bench, seed: int) -> LabourIndicators:
    random = np.random.default_rng(seed)
    employment = it.inputs.employment[None] * (1 + random.normal(0, 0.01, (1, 4)))
    unemployed = employment * 0.05 * (1 + random.random((1, 4)))
    rate = unemployed.sum(axis=1) / (unemployed + employment).sum(axis=1)
    known = {
        "employed": employment[:, :, None],
        "employed_scarred": 0.1 * employment,
        "unemployed": unemployed,
        "in_training": np.array([500.0]),
        "labour_force": (employment + unemployed).sum(axis=1) + 500,
        "unemployment_rate": rate,
        "youth_unemployment_rate": 2 * rate,
        "unemployment_rate_by_occupation": unemployed / (employment + unemployed),
        "long_term_share": np.array([0.2]),
        "idle": random.random((1, 4)) * 0.01,
        "hires": 0.02 * employment,
        "layoffs": 0.003 * employment,
        "layoffs_ai": 0.001 * employment,
    }
    return LabourIndicators(
        **{each.name: known.get(each.name, np.zeros(1)) for each in fields(LabourIndicators)}
    )
