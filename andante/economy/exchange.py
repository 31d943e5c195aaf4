"""What the AI side of a month and the labour side tell each other; nothing else crosses between them.

Axes: B rows of the batch (policies x assumption sets), O occupations, R regions, A ages. Counts are
persons (float64 in method average, integer-valued in method people). `Array` is whatever the array
library gives; NumPy by default.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class LabourDemand:
    """What firms want this month (model.md 5), read by separations, openings and matching (model.md 6).

    Optional fields are None where a month is without AI or without the instrument; the labour side then
    skips the stage altogether.
    """

    target: Array
    """(B,O,R) jobs wanted, d* of (5.5), public jobs included."""
    attrition_share: Array
    """(B,) xi in force, 0..1: the share of a surplus that is met by not hiring."""
    displacement_hazard: Array | None = None
    """(B,O) dM_o / (1 - M_o) this month: automated work taken up, over the work still human."""
    entry_pressure: Array | None = None
    """(B,O) Z_o of (6.4): recent automation that keeps beginners out."""
    entry_floor_factor: Array | None = None
    """(B,O) factor 0..1 on psi from the entry_floor condition; None means 1."""
    retrain_first_share: Array | None = None
    """(B,O) share of those displaced by AI who go to training first."""
    reassign_share: Array | None = None
    """(B,O) share of those displaced by AI who move to a vacancy of a reachable occupation."""
    training_places: Array | None = None
    """(B,) persons admitted to training this month."""
    training_months: Array | None = None
    """(B,) integer months a training admitted now lasts, 1..T_max."""


@dataclass(frozen=True, slots=True)
class LabourIndicators:
    """What the month did to people; read by the government (lagged), wages, output, stress, record.

    Stocks are at the end of the month, flows those of the month. Rates are fractions of one. Trainees are
    outside the surveyed rates and inside `labour_force`.
    """

    employed: Array
    """(B,O,R) persons."""
    employed_by_age: Array
    """(B,A) persons."""
    employed_by_occupation_age: Array
    """(B,O,A) persons."""
    employed_scarred: Array
    """(B,O) employed persons who earn exp(-z_scar) less."""
    unemployed: Array
    """(B,O) persons, by last occupation or field."""
    unemployed_by_occupation_age: Array
    """(B,O,A) the same by age."""
    trainees_by_occupation_age: Array
    """(B,O,A) persons in training, by last occupation or field and age."""
    in_training: Array
    """(B,) persons."""
    labour_force: Array
    """(B,) persons, E + U + T."""
    vacancies: Array
    """(B,O,R)."""
    unemployment_rate: Array
    """(B,) U / (E + U)."""
    youth_unemployment_rate: Array
    """(B,) the same for the first age bin (16-24)."""
    unemployment_rate_by_age: Array
    """(B,A)."""
    unemployment_rate_by_occupation: Array
    """(B,O)."""
    unemployment_rate_with_trainees: Array
    """(B,) (U + T) / (E + U + T)."""
    youth_unemployment_rate_with_trainees: Array
    """(B,) the same for the first age bin."""
    long_term_share: Array
    """(B,) share of the unemployed out of work for twelve months or more."""
    idle: Array
    """(B,O) paid idle labour as a share of employment (model.md 4 g); 0 in the base."""
    hires: Array
    """(B,O) persons hired into the occupation this month (matching and entrants' first jobs)."""
    hires_by_age: Array
    """(B,A)."""
    separations: Array
    """(B,O) persons who left a job for unemployment, training or another firm."""
    separations_by_age: Array
    """(B,A)."""
    layoffs: Array
    """(B,O) separations from the surplus or from automation (the second term of 6.1)."""
    layoffs_ai: Array
    """(B,O) the part of `layoffs` that automation directed."""
    entrants: Array
    """(B,) persons who joined the labour force this month."""
    retirements: Array
    """(B,) persons who left it."""
    graduates_without_work_rate: Array
    """(B,) share of the entrants of six months ago who are still without work."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The twelve-month-periodic fixed point without AI, by calendar month (index 0 is January)."""

    unemployment_rate: Array
    """(12,B)."""
    youth_unemployment_rate: Array
    """(12,B)."""
    unemployment_rate_by_occupation: Array
    """(12,B,O)."""
    employment_ratio: Array
    """(12,B,O) E / d*, the ratio that idle labour is measured against."""
    employed_by_occupation: Array
    """(12,B,O)."""
    labour_force: Array
    """(12,B)."""
    scarred_by_occupation: Array
    """(12,B,O) employed persons whose pay is scarred."""
