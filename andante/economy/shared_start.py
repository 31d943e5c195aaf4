"""The start of a run for many assumption sets: found once for those that agree without AI, taken for all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from andante.economy.definitions_labour import LABOUR_DEFINITIONS
from andante.economy.exchange import Array, Baseline
from andante.economy.inputs import EconomyInputs
from andante.economy.labour_tables import labour_tables
from andante.economy.ops import NUMPY_OPS, Ops
from andante.economy.parameters import Parameters
from andante.economy.start import (
    PeriodicStart,
    neutral_demand,
    observed_workforce,
    over_regions,
    periodic_start,
)
from andante.economy.state import Workforce

# Assumptions that cannot act before AI does: rows that differ by them alone share the start.
_WITHOUT_EFFECT_AT_START = frozenset(
    {"entry_substitution", "entry_substitution_ratio_25_29", "entry_substitution_limit", "entry_fading",
     "entry_assist_weight", "scar_probability", "trained_bonus", "training_least_duration",
     "training_young_weight", "scar_wage_loss",
     "wage_demand_response", "wage_growth", "wage_adjustment", "wage_curve", "benefit_replacement",
     "insurance_pass_through", "indicator_noise"}
)  # fmt: skip


def find_start(
    inputs: EconomyInputs, parameters: Parameters, first_calendar_month: int, ops: Ops = NUMPY_OPS
) -> PeriodicStart:
    """The periodic start of every assumption set, found once for sets that agree without AI."""
    names = [each.name for each in LABOUR_DEFINITIONS if each.name not in _WITHOUT_EFFECT_AT_START]
    values = np.stack([parameters[name] for name in names], axis=1)
    _, first, which = np.unique(values, axis=0, return_index=True, return_inverse=True)
    unique = parameters.take(first)
    found = periodic_start(
        _guess(inputs, unique, first_calendar_month, ops),
        neutral_demand(inputs, unique["demand_constant"], unique["attrition_share"]),
        labour_tables(inputs, unique, first_calendar_month, ops=ops),
    )
    rows = np.asarray(which).ravel()
    return PeriodicStart(
        found.workforce.take(rows), _baseline_rows(found.baseline, rows), found.residual, found.years
    )


def _guess(inputs: EconomyInputs, parameters: Parameters, first_calendar_month: int, ops: Ops) -> Workforce:
    """Where the search for the start begins: the observed stocks; for regions, the start of the nation."""
    if inputs.regions == 1:
        return observed_workforce(inputs, parameters.batch)
    nation = replace(inputs, region_mobility=None, region_shares=None, employment_by_region=None)
    start = find_start(nation, parameters, first_calendar_month, ops).workforce
    return over_regions(replace(start, graduates=None), inputs.region_mix)


def _baseline_rows(baseline: Baseline, rows: Array) -> Baseline:
    return Baseline(*(getattr(baseline, name)[:, rows] for name in Baseline.__dataclass_fields__))


def scaled_baseline(baseline: Baseline, rows: Array, scale: float) -> Baseline:
    """The rows of a baseline asked for, with people in the share of the population that is simulated."""
    picked = _baseline_rows(baseline, rows)
    return Baseline(
        unemployment_rate=picked.unemployment_rate,
        youth_unemployment_rate=picked.youth_unemployment_rate,
        unemployment_rate_by_occupation=picked.unemployment_rate_by_occupation,
        employment_ratio=picked.employment_ratio,
        employed_by_occupation=picked.employed_by_occupation * scale,
        labour_force=picked.labour_force * scale,
        scarred_by_occupation=picked.scarred_by_occupation * scale,
    )
