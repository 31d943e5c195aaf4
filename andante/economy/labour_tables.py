"""Rates of the labour side in the shape the month reads them: parameters and inputs, broadcast once per run.

Parts that a setting does without are None (no ages, no spells, no demography): the month then skips the
stage. The labour-flow nest is such a setting of the same month.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from andante.economy.exchange import Array
from andante.economy.inputs import EconomyInputs, FloatArray
from andante.economy.network import Network, search_weights
from andante.economy.ops import NUMPY_OPS, Ops
from andante.economy.parameters import Parameters

DURATIONS = 13
"""Months unemployed 0..12, the last bin open."""
TRAINING_MONTHS = 12
"""Longest training."""
FITTING_STEPS, FITTED_TO = 1000, 1e-12
"""Iterative proportional fitting of entrants to regions: the most steps, and how near is near enough."""


@dataclass(frozen=True)
class SpellTables:
    """What duration and scars do to a searcher. Shapes (B,1,1,A,D,K) unless said otherwise."""

    viability: Array
    """eta_age max(eta_min, exp(-kap_d d)) eta_scar^k (6.4)."""
    trained_factor: Array
    """(B,1,1,1) 1 + eta_T for those whose training has just ended."""
    hired_scarred: Array
    """(B,1,1,1,D,K) 1 where a hire starts the job scarred: scarred already, or out of work for d_scar."""
    layoff_scar: Array
    """(B,1,1,1) p_scar, for layoffs that AI directs."""
    recovery: Array
    """(B,1,1,1) a month."""


@dataclass(frozen=True)
class EntryTables:
    """Entry-level substitution (6.4)."""

    strength: Array
    """(B,1,1,A) psi_a per unit of Z."""
    limit: Array
    """(B,1,1,1) psimax."""


@dataclass(frozen=True)
class DemographyTables:
    """Ageing, entry, retirement; hazards a month."""

    ageing: Array
    """(B,A) chance to move to the next age bin; 0 in the last."""
    net_entry: Array
    """(B,A) persons who join (positive) or leave (negative) per person of that age, beyond the entrants."""
    entrants: Array
    """(12,B) first-time entrants by calendar month, all in the youngest bin."""
    entrants_by_occupation: Array
    """(B,O) field, sum 1."""
    entrant_regions: Array
    """(O,R) where the entrants of a field enter, rows sum to 1."""
    first_job_share: Array
    """(B,) p_job."""


@dataclass(frozen=True)
class TrainingTables:
    """Who is offered a training place first, and where training leads."""

    least_duration: Array
    """(B,D) 1 where the months unemployed reach the offer."""
    exposure_weight: Array
    """(O) exposure over its mean, where the places go."""
    young_weight: Array
    """(B,) how many times the offer of others the young (under 30) get."""
    target_weight: Array
    """(O) how far an occupation is from AI, times its vacancies where training leads to."""


@dataclass(frozen=True)
class LabourTables:
    """All rates of separations, search, demography, for B rows."""

    ops: Ops
    network: Network
    separation_rate: Array
    """(12,B,1,1,A) delta_u[a] by calendar month."""
    opening_rate: Array
    """(B,1,1) delta_v a month."""
    separation_adjustment: Array
    """(B,1,1) gamma_u a month."""
    opening_adjustment: Array
    """(B,1,1) gamma_v a month."""
    layoff_order: Array | None
    """(B,1,1,A) om before it is brought to mean 1 in each occupation; None with one age."""
    spells: SpellTables | None
    entry: EntryTables | None
    demography: DemographyTables | None
    training: TrainingTables | None
    first_calendar_month: int
    """Calendar month (0 is January) of the month numbered 0."""

    def calendar(self, month: int) -> int:
        """Calendar month 0..11 of the month with this number."""
        return (self.first_calendar_month + month) % 12


def labour_tables(
    inputs: EconomyInputs,
    parameters: Parameters,
    first_calendar_month: int,
    scale: float = 1.0,
    ops: Ops = NUMPY_OPS,
) -> LabourTables:
    """Build the tables of a whole economy with five ages, spells, training and demography.

    `scale` is the fraction of the population simulated; persons a month shrink with it.
    """
    p = parameters

    def by_age(stem: str) -> Array:
        return p.by_age(stem)[:, None, None, :]

    base_rate = p.column("separation_rate", 4) * by_age("separation_multiplier")
    season = np.asarray(inputs.separation_month_weights).reshape(12, 1, 1, 1, 1)
    return LabourTables(
        ops=ops,
        network=Network.build(
            search_weights(inputs.mobility, inputs.employment), len(inputs.ages), _region_weights(inputs), ops
        ),
        separation_rate=np.minimum(season * base_rate[None], 1.0),
        opening_rate=np.minimum(p.column("opening_ratio", 3) * p.column("separation_rate", 3), 1.0),
        separation_adjustment=p.column("separation_adjustment", 3),
        opening_adjustment=p.column("opening_adjustment", 3),
        layoff_order=by_age("layoff_order"),
        spells=_spell_tables(p),
        entry=_entry_tables(p),
        demography=demography_tables(inputs, p, scale),
        training=_training_tables(inputs, p),
        first_calendar_month=first_calendar_month,
    )


def _region_weights(inputs: EconomyInputs) -> FloatArray | None:
    """(R,R) mobility over size, as for occupations in (6.3); None for one region."""
    if inputs.region_mobility is None or inputs.regions == 1:
        return None
    sizes = inputs.employment @ inputs.region_mix
    return np.asarray(search_weights(inputs.region_mobility, sizes).toarray(), dtype=np.float64)


def _spell_tables(p: Parameters) -> SpellTables:
    months = np.arange(DURATIONS, dtype=np.float64).reshape(1, 1, 1, 1, -1, 1)
    scarred = np.array([0.0, 1.0]).reshape(1, 1, 1, 1, 1, 2)
    fading = np.maximum(p.column("duration_floor", 6), np.exp(-p.column("duration_decay", 6) * months))
    level = p.column("viability", 6) * p.by_age("viability_factor")[:, None, None, :, None, None]
    viability = level * fading * p.column("scar_viability", 6) ** scarred
    starts_scarred = (months >= p.column("scar_months", 6)) | (scarred > 0)
    return SpellTables(
        viability=np.minimum(viability, 1.0),
        trained_factor=1.0 + p.column("trained_bonus", 4),
        hired_scarred=starts_scarred.astype(np.float64),
        layoff_scar=p.column("scar_probability", 4),
        recovery=p.column("scar_recovery", 4),
    )


def _entry_tables(p: Parameters) -> EntryTables:
    strength = np.zeros((p.batch, 1, 1, 5))
    strength[:, 0, 0, 0] = p["entry_substitution"]
    strength[:, 0, 0, 1] = p["entry_substitution"] * p["entry_substitution_ratio_25_29"]
    return EntryTables(strength=strength, limit=p.column("entry_substitution_limit", 4))


def _training_tables(inputs: EconomyInputs, p: Parameters) -> TrainingTables:
    months = np.arange(DURATIONS, dtype=np.float64)
    exposure = inputs.exposure
    safe = 1.0 - exposure / max(float(exposure.max()), 1e-12)
    return TrainingTables(
        least_duration=(months >= p.column("training_least_duration", 2)).astype(np.float64),
        exposure_weight=np.maximum(exposure, 1e-6) / max(float(exposure.mean()), 1e-6),
        young_weight=p["training_young_weight"],
        target_weight=np.maximum(safe, 0.01),
    )


def labour_force_by_age(inputs: EconomyInputs) -> FloatArray:
    """(A) labour force by age: employment raised by the unemployment of the age, scaled to the total."""
    rates = np.where(
        np.isfinite(inputs.unemployment_rate_by_age),
        inputs.unemployment_rate_by_age,
        1.0 - float(inputs.employment.sum()) / inputs.labour_force,
    )
    raised = inputs.employment_by_age.sum(axis=0) / (1.0 - np.minimum(rates, 0.9))
    return np.asarray(raised * (inputs.labour_force / raised.sum()), dtype=np.float64)


def entrant_regions(inputs: EconomyInputs) -> FloatArray:
    """(O,R) where the entrants of a field enter: where its jobs are, but no region gets more than its part.

    A region's entrants are to all entrants as its employed are to all employed. Without that, a capital full
    of graduate work would draw the graduates of the whole country and employ no more of them. Iterative
    proportional fitting; fields without entrants keep the places of their jobs. Rows sum to 1.
    """
    mix, fields = inputs.region_mix, np.asarray(inputs.entrants_by_occupation, dtype=np.float64)
    if mix.shape[1] == 1:
        return mix
    sizes = inputs.employment_share @ mix
    flow = np.maximum(mix, 0.0) * fields[:, None]
    for _ in range(FITTING_STEPS):
        arriving = flow.sum(axis=0)
        if np.max(np.abs(arriving - sizes * fields.sum())) < FITTED_TO * fields.sum():
            break
        flow = flow * np.divide(sizes * fields.sum(), arriving, out=np.zeros_like(sizes), where=arriving > 0)
        rows = flow.sum(axis=1)
        flow = flow * np.divide(fields, rows, out=np.zeros_like(fields), where=rows > 0)[:, None]
    rows = flow.sum(axis=1, keepdims=True)
    return np.where(rows > 0, flow / np.where(rows > 0, rows, 1.0), mix)


def demography_tables(inputs: EconomyInputs, p: Parameters, scale: float) -> DemographyTables:
    """Hazards under which the observed labour force by age is stationary.

    Each age gains those who age into it (the youngest: the entrants) and loses 1 / mean stay. What is left
    over leaves (students back to school, care, migration, retirement) or joins (returners, migrants) in
    proportion to everybody of that age, employed or not.
    """
    stocks = labour_force_by_age(inputs)[None, :] * scale
    leaving = 1.0 / p.by_age("mean_stay")
    entrants_year = inputs.entrants_per_year * p["entrants_scale"] * scale
    gained = np.concatenate([entrants_year[:, None] / 12.0, (stocks * leaving)[:, :-1]], axis=1)
    retiring = np.zeros_like(leaving)
    retiring[:, -1] = leaving[:, -1]
    ageing = leaving - retiring
    # After ageing the stock is N (1 - ageing) + gains; the hazard below acts on it, entrants come last.
    aged = stocks * (1.0 - ageing) + np.concatenate([np.zeros((p.batch, 1)), gained[:, 1:]], axis=1)
    entering = np.concatenate([gained[:, :1], np.zeros((p.batch, stocks.shape[1] - 1))], axis=1)
    net_entry = (stocks - entering) / aged - 1.0
    return DemographyTables(
        ageing=ageing,
        net_entry=net_entry,
        entrants=np.asarray(inputs.entrant_month_weights)[:, None] * entrants_year[None, :],
        entrants_by_occupation=np.broadcast_to(
            inputs.entrants_by_occupation, (p.batch, len(inputs.occupations))
        ),
        entrant_regions=entrant_regions(inputs),
        first_job_share=p["first_job_share"],
    )
