"""Applications, urns, winners: how the unemployed and the vacancies of a month meet (model.md 6.3-6.5).

The factorised order is exact and cheap: thin the unemployed cells by viability, pool them by (o,r,a), choose
destinations, thin by entry-level substitution, fill the urns, split the hires back over the cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from andante.economy.draws import draw
from andante.economy.exchange import Array, LabourDemand
from andante.economy.labour import TINY
from andante.economy.labour_tables import LabourTables
from andante.economy.network import segment_sums
from andante.economy.regional_search import look_elsewhere
from andante.economy.splitting import HalvingTree, binomial_halve, hypergeometric_halve
from andante.economy.state import Workforce
from andante.economy.streams import MonthStreams, Purpose
from andante.economy.urns import expected_fill, occupied


@dataclass(frozen=True, slots=True)
class Matches:
    """Who found work this month."""

    left_unemployment: Array
    """(B,O,R,A,D,K) hires by where they come from."""
    joined: Array
    """(B,O,R,A,K) hires by where they go; K is 1 for those who start scarred."""
    filled: Array
    """(B,O,R) vacancies filled."""


def match(
    workforce: Workforce, demand: LabourDemand, tables: LabourTables, streams: MonthStreams | None
) -> Matches:
    """Match start-of-month unemployed with start-of-month vacancies; one application each."""
    viable = _viable(workforce, tables, streams)
    entry = entry_chance(demand, tables)
    if streams is None:
        return _expected(viable, workforce.vacancies, entry, tables)
    return _sampled(viable, workforce.vacancies, entry, tables, streams)


def entry_chance(demand: LabourDemand, tables: LabourTables) -> Array | None:
    """(B,O,1,A) chance that a beginner's application still finds the task to begin with (6.4); None if 1."""
    if tables.entry is None or demand.entry_pressure is None or not demand.entry_pressure.any():
        return None
    xp = tables.ops.xp
    strength = tables.entry.strength
    if demand.entry_floor_factor is not None:
        strength = strength * demand.entry_floor_factor[:, :, None, None]
    load = strength * demand.entry_pressure[:, :, None, None] / tables.entry.limit
    chance: Array = 1.0 + tables.entry.limit * xp.expm1(-load)
    return chance


def _viable(workforce: Workforce, tables: LabourTables, streams: MonthStreams | None) -> Array:
    """(B,O,R,A,D,K) searchers whose application can succeed, thinned before the urn."""
    spells = tables.spells
    unemployed = workforce.unemployed
    if spells is None:
        return unemployed
    if streams is None:
        viable = unemployed * spells.viability
        if workforce.just_trained is not None:
            first = np.zeros(unemployed.shape[4:])
            first[0, 0] = 1.0
            chance = spells.viability[..., 0, 0]
            bonus = np.minimum(chance * spells.trained_factor, 1.0) - chance
            viable = viable + (workforce.just_trained * bonus)[..., None, None] * first
        return viable
    if workforce.just_trained is None:
        return draw(unemployed, spells.viability, streams[Purpose.VIABILITY])
    others = unemployed.copy()
    others[..., 0, 0] -= workforce.just_trained
    viable = draw(others, spells.viability, streams[Purpose.VIABILITY])
    chance = np.minimum(spells.viability[..., 0, 0] * spells.trained_factor, 1.0)
    viable[..., 0, 0] += draw(workforce.just_trained, chance, streams[Purpose.TRAINED_VIABILITY])
    return viable


def _expected(viable: Array, vacancies: Array, entry: Array | None, tables: LabourTables) -> Matches:
    xp, network, spells = tables.ops.xp, tables.network, tables.spells
    batch, occupations, regions, ages, _, scars = viable.shape
    markets = occupations * regions
    posts = xp.reshape(vacancies, (batch, markets, 1))
    if spells is None:
        pools = xp.reshape(viable, (batch, markets, ages))
    else:
        # Columns: those who would start unscarred by age, then those who would start scarred.
        cells = xp.reshape(viable, (batch, markets * ages, -1))
        marked = xp.reshape(spells.hired_scarred, (spells.hired_scarred.shape[0], -1, 1))
        by_scar = cells @ xp.concat([1.0 - marked, marked], axis=2)
        by_scar = xp.permute_dims(xp.reshape(by_scar, (batch, markets, ages, 2)), (0, 1, 3, 2))
        pools = xp.reshape(by_scar, (batch, markets, ages * scars))
    seen = xp.maximum(network.seen_from(posts), TINY)
    arriving = network.arriving_at(pools / seen) * posts
    accepted = None
    if entry is not None:
        accepted = xp.reshape(
            xp.broadcast_to(entry, (batch, occupations, regions, ages)), (batch, markets, ages)
        )
        arriving = arriving * (accepted if spells is None else xp.concat([accepted] * scars, axis=2))
    throws = arriving if arriving.shape[2] == 1 else xp.sum(arriving, axis=2, keepdims=True)
    fill = expected_fill(throws, posts, tables.ops)
    joined = arriving * fill
    success = posts * fill if accepted is None else posts * fill * accepted
    chance = network.seen_from(success) / seen
    chance = xp.reshape(chance, (batch, occupations, regions, chance.shape[2]))
    if spells is None:
        joined = xp.reshape(joined, (batch, occupations, regions, ages, 1))
    else:
        joined = xp.reshape(joined, (batch, occupations, regions, scars, ages))
        joined = xp.permute_dims(joined, (0, 1, 2, 4, 3))
    return Matches(
        left_unemployment=viable * chance[..., None, None],
        joined=joined,
        filled=xp.reshape(throws * fill, vacancies.shape),
    )


def _sampled(
    viable: Array,
    vacancies: Array,
    entry: Array | None,
    tables: LabourTables,
    streams: MonthStreams,
) -> Matches:
    batch, occupations, regions, ages, durations, scars = viable.shape
    markets = occupations * regions
    edges = tables.network.edges
    cells = viable.reshape(batch, markets, ages, durations * scars)
    at_home = cells.sum(axis=3).transpose(0, 2, 1)  # (B,A,G)
    posts = vacancies.reshape(batch, markets)
    journeys = look_elsewhere(at_home, posts, tables.network, streams)
    pools = at_home if journeys is None else journeys.looking()
    applications = _apply(pools, posts, entry, tables, streams)  # (B,A,edges)

    arriving = applications[..., edges.destination_order]
    throws = segment_sums(arriving.sum(axis=1), edges.destination_starts)
    filled = occupied(throws, posts, streams[Purpose.URN])

    # Winners, edges in order of destination with the ages of an edge side by side.
    contenders = np.ascontiguousarray(arriving.transpose(0, 2, 1)).reshape(batch, -1)
    winners = np.empty_like(contenders)
    for rows, generator in streams[Purpose.WINNER].rows(batch):
        winners[rows] = edges.by_destination.split(
            filled[rows], contenders[rows], hypergeometric_halve(generator)
        )
    winners = winners.reshape(batch, -1, ages).transpose(0, 2, 1)
    joined = segment_sums(winners, edges.destination_starts)  # (B,A,G)
    by_source = np.empty_like(winners)
    by_source[..., edges.destination_order] = winners
    found = segment_sums(by_source, edges.source_starts)  # (B,A,G)
    won = None
    if journeys is not None:
        won = journeys.of_the_hired(found, streams)
        found = won.at_home()

    if tables.spells is None:
        left = found.transpose(0, 2, 1).reshape(viable.shape)
        joined_by_scar = joined[..., None]
    else:
        left, scarred = _split_back(found, cells, tables, streams)
        if won is not None:
            scarred = won.of_the_scarred(scarred, streams)
        joined_by_scar = _scars_along(scarred, by_source, joined, tables, streams)
    return Matches(
        left_unemployment=left.reshape(viable.shape),
        joined=joined_by_scar.transpose(0, 2, 1, 3).reshape(batch, occupations, regions, ages, -1),
        filled=filled.reshape(vacancies.shape),
    )


def _apply(
    pools: Array, posts: Array, entry: Array | None, tables: LabourTables, streams: MonthStreams
) -> Array:
    """(B,A,edges) applications that count: destinations chosen in proportion to V A, thinned by eta_entry.

    Thinning first by the mean acceptance of a pool and choosing among accepting destinations afterwards is
    the same law with fewer draws.
    """
    edges = tables.network.edges
    batch, ages, markets = pools.shape
    weight = (edges.weight * posts[:, edges.destination])[:, None, :]
    if entry is not None:
        regions = markets // entry.shape[1]
        accepted = np.repeat(entry[:, :, 0, :].transpose(0, 2, 1), regions, axis=2)  # (B,A,G)
        thinned = weight * accepted[..., edges.destination]
    else:
        thinned = weight
    seen = segment_sums(weight, edges.source_starts)
    chance = np.minimum(segment_sums(thinned, edges.source_starts) / np.maximum(seen, TINY), 1.0)
    applications = np.empty((batch, ages, edges.weight.size), dtype=np.int64)
    for rows, generator in streams[Purpose.APPLICATION].rows(batch):
        counts = pools[rows]
        if entry is not None:
            counts = generator.binomial(counts, np.broadcast_to(chance[rows], counts.shape))
        else:
            counts = np.where(seen[rows] > 0, counts, 0)
        applications[rows] = edges.by_source.split(counts, thinned[rows], binomial_halve(generator))
    return applications


def _split_back(
    found: Array, cells: Array, tables: LabourTables, streams: MonthStreams
) -> tuple[Array, Array]:
    """Which duration and scar the hired had: (B,G,A,D*K) and the scarred among them (B,A,G)."""
    spells = tables.spells
    assert spells is not None
    batch, size = cells.shape[0], cells.shape[3]
    tree = HalvingTree.over(np.array([size]))
    left = np.empty_like(cells)
    counts = found.transpose(0, 2, 1)[..., None]
    for rows, generator in streams[Purpose.HIRED_CELL].rows(batch):
        left[rows] = tree.split(counts[rows], cells[rows], hypergeometric_halve(generator))
    marked = spells.hired_scarred.reshape(spells.hired_scarred.shape[0], 1, 1, size).astype(np.int64)
    return left, (left * marked).sum(axis=3).transpose(0, 2, 1)


def _scars_along(
    scarred: Array, by_source: Array, joined: Array, tables: LabourTables, streams: MonthStreams
) -> Array:
    """(B,A,G,K) hires by scar at their destination: the scarred of a pool are spread over its winners."""
    edges = tables.network.edges
    batch = joined.shape[0]
    along = np.empty_like(by_source)
    for rows, generator in streams[Purpose.HIRED_SCAR].rows(batch):
        along[rows] = edges.by_source.split(scarred[rows], by_source[rows], hypergeometric_halve(generator))
    arrived = segment_sums(along[..., edges.destination_order], edges.destination_starts)
    return np.stack([joined - arrived, arrived], axis=-1)
