"""The labour side of a month: separations, openings, matching, training, demography (model.md 5-8 of 1).

The same function runs a whole economy, the labour-flow network of the nests, method average and method
people; what a setting does without is skipped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from andante.economy.demography import Passage, age_and_enter, follow_graduates, recover_from_scars
from andante.economy.draws import draw
from andante.economy.exchange import Array, LabourDemand
from andante.economy.labour import Gap, Separations, closings, gap_of, openings, separate
from andante.economy.labour_tables import LabourTables
from andante.economy.matching import Matches, match
from andante.economy.ops import row_sum, tail_sum
from andante.economy.state import Workforce
from andante.economy.streams import MonthStreams, Purpose, stream_of
from andante.economy.training import (
    Admission,
    Displaced,
    admit,
    direct_displaced,
    one_month_nearer,
    wants_training,
    with_training,
)


@dataclass(frozen=True, slots=True)
class LabourFlows:
    """Everything that moved in a month."""

    gap: Gap
    separations: Separations
    matches: Matches
    displaced: Displaced | None
    passage: Passage | None
    opened: Array
    """(B,O,R)."""
    closed: Array
    """(B,O,R)."""


def labour_month(
    workforce: Workforce,
    demand: LabourDemand,
    tables: LabourTables,
    month: int,
    streams: MonthStreams | None = None,
) -> tuple[Workforce, LabourFlows]:
    """Move the workforce one month on. `streams` None is method average.

    Separations, openings and matching all read the stocks at the start of the month: a sequential order is
    wrong by .4 points of unemployment.
    """
    gap = gap_of(workforce, demand, tables.ops)
    separations = separate(workforce, gap, demand, tables, month, streams)
    opened = openings(gap, tables, streams)
    matches = match(workforce, demand, tables, streams)
    unfilled = workforce.vacancies + opened - matches.filled
    displaced = None
    if separations.layoffs_ai is not None:
        displaced = direct_displaced(separations.layoffs_ai, unfilled, demand, tables, streams)
        if displaced is not None:
            unfilled = unfilled - tail_sum(displaced.joined, 2)
    closed = closings(gap, unfilled, demand, tables, streams)
    vacancies = unfilled - closed

    admission = _admission(workforce, matches, displaced, vacancies, demand, tables, streams)
    after = _update(workforce, separations, matches, displaced, admission, vacancies, tables, streams)
    passage = None
    if tables.demography is not None:
        after, passage = age_and_enter(after, tables, month, streams)
    after = _finish_training(after, admission, demand)
    return after, LabourFlows(gap, separations, matches, displaced, passage, opened, closed)


def totals_of(flows: LabourFlows) -> dict[str, Array]:
    """(B,) sums over the economy: hires, separations, openings, closings; for the identities."""
    hires = row_sum(flows.matches.joined)
    if flows.displaced is not None:
        hires = hires + row_sum(flows.displaced.joined)
    if flows.passage is not None:
        hires = hires + row_sum(flows.passage.first_jobs)
    return {
        "hires": hires,
        "separations": row_sum(flows.separations.all),
        "openings": row_sum(flows.opened),
        "closings": row_sum(flows.closed),
    }


def _admission(
    workforce: Workforce,
    matches: Matches,
    displaced: Displaced | None,
    vacancies: Array,
    demand: LabourDemand,
    tables: LabourTables,
    streams: MonthStreams | None,
) -> Admission | None:
    if tables.training is None or not wants_training(demand):
        return None
    searching = workforce.unemployed - matches.left_unemployment
    retrained = None if displaced is None else displaced.retrained
    return admit(searching, retrained, vacancies, demand, tables, streams)


def _update(
    workforce: Workforce,
    separations: Separations,
    matches: Matches,
    displaced: Displaced | None,
    admission: Admission | None,
    vacancies: Array,
    tables: LabourTables,
    streams: MonthStreams | None,
) -> Workforce:
    """U' = shift(U - hires) + separations at duration 0; E' = E - separations + hires."""
    xp = tables.ops.xp
    employed = workforce.employed - separations.all + matches.joined
    arriving = separations.all
    if displaced is not None:
        employed = employed + displaced.joined
        arriving = arriving - displaced.retrained - displaced.reassigned
    searching = workforce.unemployed - matches.left_unemployment
    spells = tables.spells
    if spells is None:
        return replace(
            workforce,
            employed=employed,
            unemployed=searching + arriving[..., None, :],
            vacancies=vacancies,
        )
    if admission is not None:
        searching = searching - admission.taken
    employed = recover_from_scars(employed, spells.recovery, streams, tables.ops)
    if separations.layoffs_ai is not None:
        arriving = _with_scars(arriving, separations.layoffs_ai, displaced, tables, streams)
    last = searching[..., -2:, :]
    unemployed = xp.concat(
        [arriving[..., None, :], searching[..., :-2, :], last[..., :1, :] + last[..., 1:, :]], axis=4
    )
    graduates = workforce.graduates
    if graduates is not None:
        graduates = follow_graduates(graduates, workforce.unemployed, matches.left_unemployment, tables.ops)
    return replace(
        workforce, employed=employed, unemployed=unemployed, vacancies=vacancies, graduates=graduates
    )


def _with_scars(
    arriving: Array,
    layoffs_ai: Array,
    displaced: Displaced | None,
    tables: LabourTables,
    streams: MonthStreams | None,
) -> Array:
    """(B,O,R,A,K) those who become unemployed, a share p_scar of the displaced among them scarred."""
    xp = tables.ops.xp
    assert tables.spells is not None
    out_of_work = layoffs_ai
    if displaced is not None:
        out_of_work = layoffs_ai - displaced.retrained - displaced.reassigned
    marked = draw(out_of_work[..., 0], tables.spells.layoff_scar, stream_of(streams, Purpose.LAYOFF_SCAR))
    result: Array = xp.stack([arriving[..., 0] - marked, arriving[..., 1] + marked], axis=-1)
    return result


def _finish_training(workforce: Workforce, admission: Admission | None, demand: LabourDemand) -> Workforce:
    """A month nearer to the end; those who finish search at duration 0, with a bonus next month."""
    if workforce.training is None and admission is None:
        return workforce
    training, _ = with_training(workforce)
    admitted = 0 * training[..., 0] if admission is None else admission.by_target
    training, finished = one_month_nearer(training, admitted, demand.training_months)
    unemployed = workforce.unemployed.copy()
    unemployed[..., 0, 0] += finished
    return replace(workforce, unemployed=unemployed, training=training, just_trained=finished)
