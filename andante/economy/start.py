"""Where a run starts: the twelve-month-periodic fixed point of the economy without AI (model.md 0).

Found in method average by Anderson acceleration of the twelve-month map, then rounded to whole persons for
method people. Assumptions that do not act without AI do not move it, so rows that differ only by those
share one fixed point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from andante.economy.accounts import check_month
from andante.economy.draws import round_keeping_total
from andante.economy.exchange import Array, Baseline, LabourDemand
from andante.economy.inputs import EconomyInputs
from andante.economy.labour import TINY
from andante.economy.labour_month import labour_month
from andante.economy.labour_tables import DURATIONS, LabourTables, labour_force_by_age
from andante.economy.ops import sum_by_age, sum_by_occupation
from andante.economy.state import Graduates, Workforce, vector_of, with_vector
from andante.economy.streams import MonthStreams, Purpose
from andante.errors import Problem, ScenarioError

DemandWithoutAI = Callable[[Workforce], LabourDemand]


@dataclass(frozen=True, slots=True)
class PeriodicStart:
    """The fixed point: people at the end of the month before the first, and the baseline of a year."""

    workforce: Workforce
    baseline: Baseline
    residual: float
    """Largest change of a cell over twelve months, as a share of the labour force."""
    years: int
    """How many years of the twelve-month map it took."""


def observed_workforce(inputs: EconomyInputs, batch: int, scale: float = 1.0) -> Workforce:
    """Spread the observed stocks over the cells: a guess that the fixed point starts from."""
    force = labour_force_by_age(inputs) * scale
    ages, regions = len(inputs.ages), inputs.regions
    employed_by_age = inputs.employment_by_age * scale
    searching = np.maximum(force - employed_by_age.sum(axis=0), 0.001 * force)
    employed_by_age = employed_by_age * ((force - searching) / employed_by_age.sum(axis=0))
    mix = inputs.region_mix
    months = np.exp(-0.2 * np.arange(DURATIONS))
    occupation_shares = employed_by_age / employed_by_age.sum(axis=0)
    employed = np.zeros((batch, len(inputs.occupations), regions, ages, 2))
    unemployed = np.zeros((batch, len(inputs.occupations), regions, ages, DURATIONS, 2))
    employed[..., 0] = employed_by_age[None, :, None, :] * mix[None, :, :, None]
    unemployed[..., 0] = (occupation_shares * searching)[None, :, None, :, None] * (
        mix[None, :, :, None, None] * (months / months.sum())
    )
    vacancies = 0.02 * employed.sum(axis=(3, 4))
    return Workforce(employed, unemployed, None, None, vacancies)


def over_regions(workforce: Workforce, mix: Array) -> Workforce:
    """A national workforce spread over regions by where the jobs of each occupation are, `mix` (O,R)."""

    def spread(stock: Array | None) -> Array | None:
        if stock is None:
            return None
        wide: Array = stock * mix[(None, ..., *(None,) * (stock.ndim - 3))]
        return wide

    employed, unemployed = spread(workforce.employed), spread(workforce.unemployed)
    vacancies = spread(workforce.vacancies)
    assert employed is not None
    assert unemployed is not None
    assert vacancies is not None
    return replace(
        workforce,
        employed=employed,
        unemployed=unemployed,
        training=spread(workforce.training),
        just_trained=spread(workforce.just_trained),
        vacancies=vacancies,
    )


def neutral_demand(inputs: EconomyInputs, demand_constant: Array, attrition_share: Array) -> DemandWithoutAI:
    """d* = kappa_D LF share0 (5.5) without AI, in the regions where the occupation's jobs are."""
    share, mix = inputs.employment_share[None, :, None], inputs.region_mix[None]

    def demand(workforce: Workforce) -> LabourDemand:
        force = workforce.persons_by_region().sum(axis=1)
        return LabourDemand(
            target=demand_constant[:, None, None] * force[:, None, None] * share * mix,
            attrition_share=attrition_share,
        )

    return demand


def periodic_start(
    guess: Workforce,
    demand_of: DemandWithoutAI,
    tables: LabourTables,
    tolerance: float = 1e-11,
    most_years: int = 400,
) -> PeriodicStart:
    """Find the workforce that twelve months without AI bring back to itself.

    `tolerance` is on the change of a cell over a year as a share of the labour force. Raises ScenarioError
    when `most_years` years do not reach it.
    """
    force = guess.persons()

    def year(vector: Array) -> Array:
        people = with_vector(guess, vector)
        for month in range(12):
            after, flows = labour_month(people, demand_of(people), tables, month)
            check_month(people, after, flows.passage, lambda: "the search for the start")
            people = after
        return vector_of(people)

    vector, residual, years = _accelerate(year, vector_of(guess), force, tolerance, most_years)
    if residual > tolerance:
        raise ScenarioError(
            Problem(
                f"no yearly equilibrium without AI: a cell still moves by {residual:.2g} of the labour force "
                f"after {years} years",
                why="With these assumptions separations, openings and demand do not balance.",
                mend="Bring the assumptions of labour flows back into their ranges.",
            )
        )
    workforce, baseline = _baseline_year(with_vector(guess, vector), demand_of, tables)
    return PeriodicStart(workforce, baseline, residual, years)


def _accelerate(
    year: Callable[[Array], Array], start: Array, force: Array, tolerance: float, most_years: int
) -> tuple[Array, float, int]:
    """Anderson acceleration, row by row of the batch, memory of twelve years; plain steps where it fails."""
    memory = 12
    inputs: list[Array] = []
    moves: list[Array] = []
    x, best = start, np.inf
    for step in range(1, most_years + 1):
        move = year(x) - x
        best = float(np.max(np.abs(move) / force[:, None]))
        if best <= tolerance:
            return x + move, best, step
        inputs, moves = [*inputs, x][-memory:], [*moves, move][-memory:]
        proposed = x + move
        if len(moves) > 2:
            mixed = _mix(inputs, moves)
            usable = np.all(mixed >= 0, axis=1, keepdims=True)
            proposed = np.where(usable, mixed, proposed)
        x = proposed
    return x, best, most_years


def _mix(inputs: list[Array], moves: list[Array]) -> Array:
    result = inputs[-1] + moves[-1]
    for row in range(result.shape[0]):
        residuals = np.stack([move[row] for move in moves], axis=1)
        steps = np.diff(residuals, axis=1)
        points = np.diff(np.stack([each[row] for each in inputs], axis=1), axis=1)
        weights = np.linalg.lstsq(steps, residuals[:, -1], rcond=1e-12)[0]
        result[row] -= (points + steps) @ weights
    return result


def _baseline_year(
    workforce: Workforce, demand_of: DemandWithoutAI, tables: LabourTables
) -> tuple[Workforce, Baseline]:
    """Two years at the fixed point: the first fills the cohorts of entrants, the second is recorded."""
    batch, occupations = workforce.employed.shape[:2]
    people = workforce
    if tables.demography is not None:
        people = replace(
            people,
            graduates=Graduates(
                np.zeros((batch, occupations, 7)), np.zeros((batch, 18)), np.zeros((batch, 12))
            ),
        )
    rows: list[tuple[Array, ...]] = []
    for month in range(24):
        demand = demand_of(people)
        people, _ = labour_month(people, demand, tables, month)
        rows.append(_baseline_row(people, demand))
    order = [12 + (calendar - tables.first_calendar_month) % 12 for calendar in range(12)]
    columns = [np.stack([rows[month][field] for month in order]) for field in range(7)]
    return people, Baseline(*columns)


def _baseline_row(people: Workforce, demand: LabourDemand) -> tuple[Array, ...]:
    employed = sum_by_occupation(people.employed)
    unemployed = sum_by_occupation(people.unemployed)
    young_in, young_out = sum_by_age(people.employed)[:, 0], sum_by_age(people.unemployed)[:, 0]
    wanted = demand.target.sum(axis=2)
    return (
        unemployed.sum(axis=1) / (employed.sum(axis=1) + unemployed.sum(axis=1)),
        young_out / np.maximum(young_in + young_out, TINY),
        unemployed / np.maximum(employed + unemployed, TINY),
        employed / np.maximum(wanted, TINY),
        employed,
        people.persons(),
        _scarred(people),
    )


def _scarred(people: Workforce) -> Array:
    """(B,O) employed with a scar; none where scars are not followed."""
    by_scar = people.employed.sum(axis=(2, 3))
    return np.asarray(by_scar[..., -1] if by_scar.shape[2] > 1 else 0 * by_scar[..., 0])


def whole_persons(workforce: Workforce, streams: MonthStreams) -> Workforce:
    """Round every stock to whole persons (and posts), the labour force kept to the nearest person."""
    batch = workforce.employed.shape[0]
    stocks = [workforce.employed, workforce.unemployed]
    flat = np.concatenate([stock.reshape(batch, -1) for stock in stocks], axis=1)
    rounded = round_keeping_total(flat, streams[Purpose.START])
    size = stocks[0][0].size
    return replace(
        workforce,
        employed=rounded[:, :size].reshape(stocks[0].shape),
        unemployed=rounded[:, size:].reshape(stocks[1].shape),
        vacancies=round_keeping_total(workforce.vacancies, streams[Purpose.START_VACANCIES]),
    )


def scaled(workforce: Workforce, scale: float) -> Workforce:
    """A share of the population: every stock times `scale`."""
    graduates = workforce.graduates
    if graduates is not None:
        graduates = Graduates(
            graduates.waiting * scale, graduates.cohorts * scale, graduates.outcomes * scale
        )
    smaller = with_vector(workforce, vector_of(workforce) * scale)
    return replace(smaller, graduates=graduates)
