"""What the statistics office would publish about a month: rates, flows and stocks from counts of people."""

from __future__ import annotations

from andante.economy.exchange import Array, Baseline, LabourDemand, LabourIndicators
from andante.economy.labour import TINY
from andante.economy.labour_month import LabourFlows
from andante.economy.ops import NUMPY_OPS, Ops
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
    by_cell = xp.sum(workforce.employed, axis=2)  # (B,O,A,K)
    employed = xp.sum(workforce.employed, axis=(3, 4))
    employed_by_occupation = xp.sum(employed, axis=2)
    employed_by_age = xp.sum(by_cell, axis=(1, 3))
    searching = xp.sum(workforce.unemployed, axis=(2, 5))  # (B,O,A,D)
    unemployed = xp.sum(searching, axis=(2, 3))
    unemployed_by_age = xp.sum(searching, axis=(1, 3))
    all_employed, all_unemployed = xp.sum(employed_by_age, axis=1), xp.sum(unemployed_by_age, axis=1)
    trainees = 0 * all_employed
    if workforce.training is not None:
        trainees = xp.sum(workforce.training, axis=(1, 2, 3, 4))
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
        employed_by_occupation_age=xp.sum(by_cell, axis=3),
        employed_scarred=xp.sum(by_cell[..., -1], axis=2) if by_cell.shape[3] > 1 else nothing,
        unemployed=unemployed,
        in_training=trainees,
        labour_force=force,
        vacancies=workforce.vacancies,
        unemployment_rate=all_unemployed / xp.maximum(all_employed + all_unemployed, 1e-9),
        youth_unemployment_rate=rate_by_age[:, 0],
        unemployment_rate_by_age=rate_by_age,
        unemployment_rate_by_occupation=unemployed / xp.maximum(employed_by_occupation + unemployed, 1e-9),
        unemployment_rate_with_trainees=(all_unemployed + trainees) / xp.maximum(force, 1e-9),
        long_term_share=xp.sum(searching[..., -1], axis=(1, 2)) / xp.maximum(all_unemployed, 1e-9),
        idle=xp.maximum(ratio / xp.maximum(usual, TINY) - 1.0, 0.0),
        hires=hires,
        hires_by_age=hires_by_age,
        separations=xp.sum(flows.separations.all, axis=(2, 3, 4)),
        separations_by_age=xp.sum(flows.separations.all, axis=(1, 2, 4)),
        layoffs=nothing if layoffs is None else xp.sum(layoffs, axis=(2, 3, 4)),
        layoffs_ai=nothing if layoffs_ai is None else xp.sum(layoffs_ai, axis=(2, 3, 4)),
        entrants=0 * trainees if passage is None else passage.entrants + passage.returned,
        retirements=0 * trainees if passage is None else passage.left,
        graduates_without_work_rate=_graduates_rate(workforce.graduates, force, ops),
    )


def _hires(flows: LabourFlows, ops: Ops) -> tuple[Array, Array]:
    """Hires by occupation (B,O) and by age (B,A): matches, reassignments, first jobs of entrants."""
    xp = ops.xp
    joined = flows.matches.joined
    if flows.displaced is not None:
        joined = joined + flows.displaced.joined
    hires, by_age = xp.sum(joined, axis=(2, 3, 4)), xp.sum(joined, axis=(1, 2, 4))
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
