"""Ageing, retirement, entry (model.md 7): who joins and leaves the labour force, and who grows older."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from andante.economy.draws import choose, draw, round_up_or_down
from andante.economy.exchange import Array
from andante.economy.labour_tables import DemographyTables, LabourTables
from andante.economy.ops import Ops, row_sum, sum_by_age
from andante.economy.state import Graduates, Workforce
from andante.economy.streams import MonthStreams, Purpose, stream_of


@dataclass(frozen=True, slots=True)
class Passage:
    """Persons who joined and left the labour force this month, for the identities and the record."""

    entrants: Array
    """(B,) first-time entrants."""
    first_jobs: Array
    """(B,O,R) entrants who start in a job; each takes a vacancy."""
    joined_employed: Array
    """(B,) net entry beyond the entrants into E; negative for those who left."""
    joined_unemployed: Array
    """(B,) the same for U."""
    joined_training: Array
    """(B,) the same for T."""
    left: Array
    """(B,) persons who left the labour force."""

    @property
    def returned(self) -> Array:
        """(B,) persons who joined beyond the first-time entrants."""
        net: Array = self.joined_employed + self.joined_unemployed + self.joined_training
        return net + self.left


def age_and_enter(
    workforce: Workforce, tables: LabourTables, month: int, streams: MonthStreams | None
) -> tuple[Workforce, Passage]:
    """One month older: ageing, those who leave or return, and the entrants of the season."""
    demography = tables.demography
    assert demography is not None
    ops = tables.ops
    employed, employed_net, left_e = _pass_on(
        workforce.employed, demography, streams, Purpose.AGEING_EMPLOYED, Purpose.NET_ENTRY_EMPLOYED, ops
    )
    unemployed, unemployed_net, left_u = _pass_on(
        workforce.unemployed,
        demography,
        streams,
        Purpose.AGEING_UNEMPLOYED,
        Purpose.NET_ENTRY_UNEMPLOYED,
        ops,
    )
    training, training_net, left_t = workforce.training, 0 * left_e, 0 * left_e
    if training is not None:
        training, training_net, left_t = _pass_on(
            training, demography, streams, Purpose.AGEING_TRAINING, Purpose.NET_ENTRY_TRAINING, ops
        )
    aged = replace(workforce, employed=employed, unemployed=unemployed, training=training)
    entered, entrants, first_jobs = _enter(aged, tables, month, streams)
    return entered, Passage(
        entrants, first_jobs, employed_net, unemployed_net, training_net, left_e + left_u + left_t
    )


def _pass_on(
    stock: Array,
    demography: DemographyTables,
    streams: MonthStreams | None,
    ageing: Purpose,
    net_entry: Purpose,
    ops: Ops,
) -> tuple[Array, Array, Array]:
    """Age a stock (B,O,R,A,...) and apply net entry; returns it with the persons gained and lost (B,)."""
    xp = ops.xp
    tail = (1,) * (stock.ndim - 4)
    batch, ages = demography.ageing.shape
    hazard = xp.reshape(demography.ageing, (batch, 1, 1, ages, *tail))
    net = xp.reshape(demography.net_entry, (batch, 1, 1, ages, *tail))
    if streams is None:
        # In the mean the two steps are one factor on the stock and one on those who arrive from below.
        factor = (1.0 - hazard) * (1.0 + net)
        arriving = stock[:, :, :, :-1, ...] * (hazard[:, :, :, :-1] * (1.0 + net[:, :, :, 1:]))
        older = stock * factor
        older = xp.concat([older[:, :, :, :1, ...], older[:, :, :, 1:, ...] + arriving], axis=3)
        flows = sum_by_age(stock)
        aged = flows * (1.0 - demography.ageing)
        aged = aged + xp.concat([0 * flows[:, :1], flows[:, :-1] * demography.ageing[:, :-1]], axis=1)
        gained = aged * demography.net_entry
        return older, xp.sum(gained, axis=1), xp.sum(xp.maximum(-gained, 0.0), axis=1)
    moved = draw(stock, hazard, streams[ageing])
    aged_stock = stock - moved
    aged_stock[:, :, :, 1:, ...] += moved[:, :, :, :-1, ...]
    changed = draw(aged_stock, abs(net), streams[net_entry])
    signed = xp.where(net < 0, -changed, changed)
    left = row_sum(xp.where(net < 0, changed, 0))
    return aged_stock + signed, row_sum(signed), left


def _enter(
    workforce: Workforce, tables: LabourTables, month: int, streams: MonthStreams | None
) -> tuple[Workforce, Array, Array]:
    """Entrants by field: a share p_job starts in a job against its vacancies, the others search."""
    xp = tables.ops.xp
    demography = tables.demography
    assert demography is not None
    total = round_up_or_down(
        demography.entrants[tables.calendar(month)], stream_of(streams, Purpose.ENTRANTS)
    )
    by_field = choose(total, demography.entrants_by_occupation, stream_of(streams, Purpose.ENTRANT_FIELD))
    regions = workforce.vacancies.shape[2]
    if regions == 1:
        by_market = by_field[:, :, None]
    else:
        shares = np.broadcast_to(demography.entrant_regions, workforce.vacancies.shape)
        by_market = choose(by_field, shares, stream_of(streams, Purpose.ENTRANT_REGION))
    wanted = draw(by_market, demography.first_job_share[:, None, None], stream_of(streams, Purpose.FIRST_JOB))
    placed = xp.minimum(wanted, workforce.vacancies)
    employed = _youngest_plus(workforce.employed, placed, xp)
    unemployed = _youngest_plus(workforce.unemployed, by_market - placed, xp)
    entered = replace(
        workforce, employed=employed, unemployed=unemployed, vacancies=workforce.vacancies - placed
    )
    if entered.graduates is not None:
        waiting = xp.sum(by_market - placed, axis=2)
        entered = replace(entered, graduates=_with_cohort(entered.graduates, waiting, total, xp))
    return entered, total, placed


def _youngest_plus(stock: Array, persons: Array, xp: Any) -> Array:
    """Add persons (B,O,R) to the youngest, unscarred, newly arrived of a stock (B,O,R,A,...)."""
    tail = stock.shape[4:]
    first = np.zeros(tail, dtype=stock.dtype)
    first[(0,) * len(tail)] = 1
    youngest = stock[:, :, :, :1, ...] + xp.reshape(persons, (*persons.shape, 1, *(1,) * len(tail))) * first
    result: Array = xp.concat([youngest, stock[:, :, :, 1:, ...]], axis=3)
    return result


def follow_graduates(graduates: Graduates, unemployed: Array, hired: Array, ops: Ops) -> Graduates:
    """Carry the waiting entrants through a month of hiring: they are hired like others of their cell.

    `unemployed` and `hired` are (B,O,R,A,D,K) at the start of the month. Those who age or train are counted
    as still waiting.
    """
    xp = ops.xp
    months = graduates.waiting.shape[2]
    stock = xp.sum(unemployed[:, :, :, 0, :months, 0], axis=2)
    gone = xp.sum(hired[:, :, :, 0, :months, 0], axis=2)
    staying = 1.0 - gone / xp.maximum(stock, 1e-300)
    waiting = graduates.waiting * staying
    shifted = xp.concat([0 * waiting[:, :, :1], waiting[:, :, :-1]], axis=2)
    over = xp.sum(shifted[:, :, months - 1], axis=1)
    outcomes = xp.concat([over[:, None], graduates.outcomes[:, :-1]], axis=1)
    return Graduates(shifted, graduates.cohorts, outcomes)


def _with_cohort(graduates: Graduates, waiting: Array, total: Array, xp: Any) -> Graduates:
    current = xp.concat([waiting[:, :, None] + 0.0, graduates.waiting[:, :, 1:]], axis=2)
    cohorts = xp.concat([total[:, None] + 0.0, graduates.cohorts[:, :-1]], axis=1)
    return Graduates(current, cohorts, graduates.outcomes)


def recover_from_scars(employed: Array, rate: Array, streams: MonthStreams | None, ops: Ops) -> Array:
    """(B,O,R,A,2) with scarred workers who recovered this month moved to the unscarred."""
    xp = ops.xp
    scarred = employed[..., 1]
    recovered = draw(scarred, rate, stream_of(streams, Purpose.SCAR_RECOVERY))
    result: Array = xp.stack([employed[..., 0] + recovered, scarred - recovered], axis=-1)
    return result
