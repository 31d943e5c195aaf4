"""What the statistics office would publish about a month: rates, flows and stocks from counts of people."""

from __future__ import annotations

from andante.economy.exchange import Array, Baseline, LabourDemand, LabourIndicators
from andante.economy.labour import TINY
from andante.economy.labour_month import LabourFlows
from andante.economy.ops import (
    NUMPY_OPS,
    Ops,
    row_sum,
    sum_by_age,
    sum_by_occupation,
    tail_sum,
)
from andante.economy.state import Graduates, Workforce


def labour_indicators(
    workforce: Workforce,
    flows: LabourFlows,
    demand: LabourDemand,
    baseline: Baseline,
    calendar_month: int,
    ops: Ops = NUMPY_OPS,
) -> LabourIndicators:
    """Measure the month from the workforce at its end and what moved in it."""
    xp = ops.xp
    by_cell = _over_regions(workforce.employed)  # (B,O,A,K)
    employed = tail_sum(workforce.employed, 2)
    employed_by_occupation = xp.sum(employed, axis=2)
    employed_by_age = sum_by_age(workforce.employed)
    searching = tail_sum(workforce.unemployed, 2)  # (B,O,R,A)
    unemployed = sum_by_occupation(searching)
    unemployed_by_age = sum_by_age(searching)
    all_employed, all_unemployed = xp.sum(employed_by_age, axis=1), xp.sum(unemployed_by_age, axis=1)
    trainees, young_trainees = 0 * all_employed, 0 * all_employed
    if workforce.training is not None:
        trainees = row_sum(workforce.training)
        young_trainees = row_sum(workforce.training[:, :, :, 0])
    young = unemployed_by_age[:, 0] + young_trainees
    force = all_employed + all_unemployed + trainees
    rate_by_age = unemployed_by_age / xp.maximum(employed_by_age + unemployed_by_age, 1e-9)
    ratio = employed_by_occupation / xp.maximum(xp.sum(demand.target, axis=2), TINY)
    usual = baseline.employment_ratio[calendar_month]
    hires, hires_by_age = _hires(flows, ops)
    layoffs, layoffs_ai = flows.separations.layoffs, flows.separations.layoffs_ai
    nothing = 0 * unemployed
    passage = flows.passage
    return LabourIndicators(
        employed=employed,
        employed_by_age=employed_by_age,
        employed_by_occupation_age=tail_sum(by_cell),
        employed_scarred=xp.sum(by_cell[..., -1], axis=2) if by_cell.shape[3] > 1 else nothing,
        unemployed=unemployed,
        unemployed_by_occupation_age=_over_regions(searching),
        trainees_by_occupation_age=0 * _over_regions(searching)
        if workforce.training is None
        else _over_regions(tail_sum(workforce.training)),
        in_training=trainees,
        labour_force=force,
        vacancies=workforce.vacancies,
        unemployment_rate=all_unemployed / xp.maximum(all_employed + all_unemployed, 1e-9),
        youth_unemployment_rate=rate_by_age[:, 0],
        unemployment_rate_by_age=rate_by_age,
        unemployment_rate_by_occupation=unemployed / xp.maximum(employed_by_occupation + unemployed, 1e-9),
        unemployment_rate_with_trainees=(all_unemployed + trainees) / xp.maximum(force, 1e-9),
        youth_unemployment_rate_with_trainees=young / xp.maximum(employed_by_age[:, 0] + young, 1e-9),
        long_term_share=row_sum(workforce.unemployed[..., -1, :]) / xp.maximum(all_unemployed, 1e-9),
        idle=xp.maximum(ratio / xp.maximum(usual, TINY) - 1.0, 0.0),
        hires=hires,
        hires_by_age=hires_by_age,
        separations=sum_by_occupation(flows.separations.all),
        separations_by_age=sum_by_age(flows.separations.all),
        layoffs=nothing if layoffs is None else sum_by_occupation(layoffs),
        layoffs_ai=nothing if layoffs_ai is None else sum_by_occupation(layoffs_ai),
        entrants=0 * trainees if passage is None else passage.entrants + passage.returned,
        retirements=0 * trainees if passage is None else passage.left,
        graduates_without_work_rate=_graduates_rate(workforce.graduates, force, ops),
    )


def _over_regions(stock: Array) -> Array:
    """(B,O,R,...) -> (B,O,...)."""
    total: Array = stock[:, :, 0] if stock.shape[2] == 1 else stock.sum(axis=2)
    return total


def _hires(flows: LabourFlows, ops: Ops) -> tuple[Array, Array]:
    """Hires by occupation (B,O) and by age (B,A): matches, reassignments, first jobs of entrants."""
    xp = ops.xp
    joined = flows.matches.joined
    if flows.displaced is not None:
        joined = joined + flows.displaced.joined
    hires, by_age = sum_by_occupation(joined), sum_by_age(joined)
    if flows.passage is not None:
        first = flows.passage.first_jobs
        hires = hires + xp.sum(first, axis=2)
        youngest = by_age[:, :1] + xp.sum(first, axis=(1, 2))[:, None]
        by_age = xp.concat([youngest, by_age[:, 1:]], axis=1)
    return hires, by_age


def _graduates_rate(graduates: Graduates | None, like: Array, ops: Ops) -> Array:
    """(B,) entrants of the last year's cohorts that had no work six months after entry, over all of them."""
    xp = ops.xp
    if graduates is None:
        return 0.0 * like
    months = graduates.waiting.shape[2] - 1
    cohorts = xp.sum(graduates.cohorts[:, months:], axis=1)
    result: Array = xp.sum(graduates.outcomes, axis=1) / xp.maximum(cohorts, 1e-9)
    return result
