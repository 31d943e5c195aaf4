"""Separations, openings, closings: what firms do about a gap between posts and demand (model.md 6.1, 6.2)."""

from __future__ import annotations

from dataclasses import dataclass

from andante.economy.draws import draw, round_up_or_down
from andante.economy.exchange import Array, LabourDemand
from andante.economy.labour_tables import LabourTables
from andante.economy.ops import Ops, tail_sum
from andante.economy.state import Workforce
from andante.economy.streams import MonthStreams, Purpose, stream_of

TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Gap:
    """Posts against demand at the start of the month, per occupation and region (B,O,R)."""

    employed: Array
    surplus: Array
    shortage: Array


@dataclass(frozen=True, slots=True)
class Separations:
    """Who left a job this month. Shapes (B,O,R,A,K)."""

    all: Array
    layoffs: Array | None
    """Those let go for a surplus or for automation; None where nobody asks."""
    layoffs_ai: Array | None
    """Those whom automation displaced; None in a month without AI."""


def gap_of(workforce: Workforce, demand: LabourDemand, ops: Ops) -> Gap:
    """Compare employed + vacant posts with the jobs wanted, d*."""
    xp = ops.xp
    shape = workforce.vacancies.shape
    if workforce.employed.shape[3] * workforce.employed.shape[4] == 1:
        employed = xp.reshape(workforce.employed, shape)
    else:
        employed = tail_sum(workforce.employed, 2)
    gap = employed + workforce.vacancies - demand.target
    surplus = xp.maximum(gap, 0.0)
    return Gap(employed, surplus, surplus - gap)


def separate(
    workforce: Workforce,
    gap: Gap,
    demand: LabourDemand,
    tables: LabourTables,
    month: int,
    streams: MonthStreams | None,
) -> Separations:
    """Draw separations: the usual ones, then layoffs for the surplus and for automation (6.1).

    The second term of l matters: the base gap is negative, without it automation would dismiss nobody.
    """
    xp = tables.ops.xp
    employed = xp.maximum(gap.employed, TINY)
    kept = 1.0 - demand.attrition_share[:, None, None]
    pressure = kept * xp.minimum(tables.separation_adjustment * gap.surplus / employed, 1.0)
    directed = None
    if demand.displacement_hazard is not None and demand.displacement_hazard.any():
        directed = kept * demand.displacement_hazard[:, :, None]
        pressure = pressure + directed
    layoff = pressure[..., None]
    if tables.layoff_order is not None:
        layoff = layoff * _order(workforce, gap, tables)
    layoff = xp.minimum(layoff, 1.0)
    usual = tables.separation_rate[tables.calendar(month)]
    if directed is None and tables.layoff_order is None:
        # The bare labour-flow network: (1-delta_u) l + delta_u, nobody asks who was let go.
        chance = usual + (1.0 - usual) * layoff
        return Separations(
            draw(workforce.employed, chance[..., None], stream_of(streams, Purpose.SEPARATION)), None, None
        )
    let_go = (1.0 - usual) * layoff
    chance = usual + let_go
    left = draw(workforce.employed, chance[..., None], stream_of(streams, Purpose.SEPARATION))
    share = let_go / xp.maximum(chance, TINY)
    layoffs = draw(left, share[..., None], stream_of(streams, Purpose.LAYOFF))
    if directed is None:
        return Separations(left, layoffs, None)
    ai_share = xp.minimum(directed / xp.maximum(pressure, TINY), 1.0)
    return Separations(
        left,
        layoffs,
        draw(layoffs, ai_share[..., None, None], stream_of(streams, Purpose.AI_LAYOFF)),
    )


def _order(workforce: Workforce, gap: Gap, tables: LabourTables) -> Array:
    """Who goes first, (B,O,R,A): om with employment-weighted mean 1 in every occupation."""
    xp = tables.ops.xp
    order = tables.layoff_order
    assert order is not None
    by_age = tail_sum(workforce.employed)
    weighted = tail_sum(by_age * order)
    mean = xp.where(gap.employed > 0, weighted / xp.maximum(gap.employed, TINY), 1.0)
    result: Array = order / mean[..., None]
    return result


def openings(gap: Gap, tables: LabourTables, streams: MonthStreams | None) -> Array:
    """(B,O,R) new vacancies: replacement of leavers and the answer to a shortage (6.2)."""
    xp = tables.ops.xp
    answer = xp.minimum(tables.opening_adjustment * gap.shortage / xp.maximum(gap.employed, TINY), 1.0)
    chance = tables.opening_rate + (1.0 - tables.opening_rate) * answer
    return draw(gap.employed, chance, stream_of(streams, Purpose.OPENING))


def closings(
    gap: Gap,
    unfilled: Array,
    demand: LabourDemand,
    tables: LabourTables,
    streams: MonthStreams | None,
) -> Array:
    """(B,O,R) vacancies withdrawn: the part xi of a surplus that is met by not hiring, at most `unfilled`."""
    xp = tables.ops.xp
    wanted = demand.attrition_share[:, None, None] * tables.separation_adjustment * gap.surplus
    return round_up_or_down(xp.minimum(unfilled, wanted), stream_of(streams, Purpose.CLOSING))
