"""Training (model.md 7) and the two conditions that send displaced workers on: retrain first, reassign."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from andante.economy.draws import choose, draw
from andante.economy.exchange import Array, LabourDemand
from andante.economy.labour import TINY
from andante.economy.labour_tables import TRAINING_MONTHS, LabourTables
from andante.economy.ops import row_sum, sum_by_age
from andante.economy.splitting import HalvingTree, hypergeometric_halve
from andante.economy.state import Workforce
from andante.economy.streams import MonthStreams, Purpose, stream_of


@dataclass(frozen=True, slots=True)
class Admission:
    """Who starts training this month."""

    taken: Array
    """(B,O,R,A,D,K) from the unemployed."""
    by_target: Array
    """(B,O,R,A) by the occupation trained for, retrained displaced workers included."""


@dataclass(frozen=True, slots=True)
class Displaced:
    """What becomes of those whom automation displaced, beyond unemployment. Shapes (B,O,R,A,K)."""

    retrained: Array
    reassigned: Array
    """By the occupation they leave."""
    joined: Array
    """By the occupation they join, against its vacancies."""


def wants_training(demand: LabourDemand) -> bool:
    """Whether this month admits anybody."""
    return _any(demand.training_places) or _any(demand.retrain_first_share)


def _any(values: Array | None) -> bool:
    return values is not None and bool(values.any())


def with_training(workforce: Workforce) -> tuple[Array, Array]:
    """The trainees (B,O,R,A,T) and the just trained (B,O,R,A), empty where nobody has trained yet."""
    shape = workforce.employed.shape[:4]
    dtype = workforce.employed.dtype
    training = workforce.training
    trained = workforce.just_trained
    return (
        np.zeros((*shape, TRAINING_MONTHS), dtype=dtype) if training is None else training,
        np.zeros(shape, dtype=dtype) if trained is None else trained,
    )


def direct_displaced(
    layoffs_ai: Array,
    free_posts: Array,
    demand: LabourDemand,
    tables: LabourTables,
    streams: MonthStreams | None,
) -> Displaced | None:
    """Send shares of the displaced to training or to another occupation; None if no condition asks."""
    if not _any(demand.retrain_first_share) and not _any(demand.reassign_share):
        return None
    nothing = 0 * layoffs_ai
    retrained, share = nothing, np.zeros(1)
    if demand.retrain_first_share is not None:
        share = demand.retrain_first_share[:, :, None, None, None]
        retrained = draw(layoffs_ai, share, stream_of(streams, Purpose.RETRAIN_FIRST))
    if demand.reassign_share is None or not demand.reassign_share.any():
        return Displaced(retrained, nothing, nothing)
    wanted = demand.reassign_share[:, :, None, None, None]
    chance = np.minimum(wanted / np.maximum(1.0 - share, TINY), 1.0)
    asked = draw(layoffs_ai - retrained, chance, stream_of(streams, Purpose.REASSIGN))
    reassigned, joined = _reassign(asked, free_posts, tables, streams)
    return Displaced(retrained, reassigned, joined)


def _reassign(
    asked: Array, free_posts: Array, tables: LabourTables, streams: MonthStreams | None
) -> tuple[Array, Array]:
    """Distribute over the region's occupations in reach by their free posts; who finds none comes back."""
    network = tables.network
    batch, occupations, regions, ages, scars = asked.shape
    if streams is None:
        askers = asked.reshape(batch, occupations * regions, ages * scars)
        posts = free_posts.reshape(batch, occupations * regions, 1)
        seen = np.maximum(network.seen_at_home(posts), TINY)
        arriving = network.arriving_at_home(askers / seen) * posts
        total = arriving.sum(axis=2, keepdims=True)
        accepted = np.minimum(1.0, posts / np.maximum(total, TINY))
        placed = askers * (network.seen_at_home(posts * accepted) / seen)
        return placed.reshape(asked.shape), (arriving * accepted).reshape(asked.shape)
    # Region by region: (B,R,...) in front.
    inside = asked.transpose(0, 2, 1, 3, 4).reshape(batch, regions, occupations, ages * scars)
    free_inside = free_posts.transpose(0, 2, 1)
    weights = _dense(network.forward) * free_inside[:, :, None, :]  # (B,R,O,O)
    reach = weights.sum(axis=3, keepdims=True)
    able = np.where(reach > 0, inside, 0)
    shares = np.divide(weights, reach, out=np.zeros_like(weights), where=reach > 0)
    tree = HalvingTree.over(np.full(occupations, occupations * ages * scars))
    left, joined = np.zeros_like(inside), np.zeros_like(inside)
    for rows, generator in streams[Purpose.REASSIGN_TARGET].rows(batch):
        picked = generator.multinomial(able[rows], shares[rows][:, :, :, None, :] * (1 - 1e-13))
        into = picked.transpose(0, 1, 4, 2, 3).reshape(*picked.shape[:2], -1)
        free = np.minimum(picked.sum(axis=(2, 3)), free_inside[rows])
        chosen = tree.split(free, into, hypergeometric_halve(generator))
        chosen = chosen.reshape(*picked.shape[:2], occupations, occupations, ages * scars)
        left[rows], joined[rows] = chosen.sum(axis=2), chosen.sum(axis=3)

    def by_market(persons: Array) -> Array:
        apart = persons.reshape(batch, regions, occupations, ages, scars)
        together: Array = apart.transpose(0, 2, 1, 3, 4)
        return together

    return by_market(left), by_market(joined)


def _dense(matrix: object) -> Array:
    return np.asarray(matrix.toarray() if hasattr(matrix, "toarray") else matrix)


def admit(
    unemployed: Array,
    retrained: Array | None,
    vacancies: Array,
    demand: LabourDemand,
    tables: LabourTables,
    streams: MonthStreams | None,
) -> Admission:
    """Fill this month's places: first those who search for long, then anybody.

    Within a tier places go in proportion to exposure, and to the young at a multiple of it. `unemployed` is
    net of this month's hires.
    """
    assert tables.training is not None
    taken = 0 * unemployed
    if demand.training_places is not None and demand.training_places.any():
        chance = _admission_chance(unemployed, demand.training_places, tables)
        taken = draw(unemployed, chance, stream_of(streams, Purpose.TRAINING_ADMISSION))
    batch, occupations, regions = vacancies.shape
    pull = vacancies * tables.training.target_weight[None, :, None] + 1e-12
    if regions > 1:
        return Admission(taken, _placed_at_home(taken, retrained, pull, streams))
    starting = sum_by_age(taken)
    if retrained is not None:
        starting = starting + sum_by_age(retrained)
    shares = (pull / pull.sum(axis=(1, 2), keepdims=True)).reshape(batch, 1, -1)
    placed = choose(starting, shares, stream_of(streams, Purpose.TRAINING_TARGET))
    by_target = placed.reshape(batch, -1, occupations, regions).transpose(0, 2, 3, 1)
    return Admission(taken, by_target)


def _placed_at_home(
    taken: Array, retrained: Array | None, pull: Array, streams: MonthStreams | None
) -> Array:
    """(B,O,R,A) by the occupation trained for, in the region that the trainees come from."""
    starting = taken.sum(axis=(1, 4, 5))  # (B,R,A)
    if retrained is not None:
        starting = starting + retrained.sum(axis=(1, 4))
    shares = (pull / pull.sum(axis=1, keepdims=True)).transpose(0, 2, 1)[:, :, None, :]
    placed = choose(starting, shares, stream_of(streams, Purpose.TRAINING_TARGET))  # (B,R,A,O)
    at_home: Array = placed.transpose(0, 3, 1, 2)
    return at_home


def _admission_chance(unemployed: Array, places: Array, tables: LabourTables) -> Array:
    """(B,O,R,A,D,K) chance of an offer."""
    training = tables.training
    assert training is not None
    batch, occupations, regions, ages, durations, scars = unemployed.shape
    long = np.repeat(training.least_duration[:, :, None], scars, axis=2).reshape(-1, durations * scars, 1)
    kinds = np.concatenate([long, 1.0 - long], axis=2)
    # Searchers (B,O,R,A,2): long, then others; offers are decided on these and spread over the cells.
    searching = unemployed.reshape(batch, -1, durations * scars) @ kinds
    searching = searching.reshape(batch, occupations, regions, ages, 2)
    exposure = training.exposure_weight[None, :, None, None, None]
    young = np.ones((batch, 1, 1, ages, 1))
    young[:, 0, 0, :2, 0] = training.young_weight[:, None]
    chance = np.zeros(searching.shape)
    left = np.asarray(places, dtype=np.float64)
    for tier in (np.array([1.0, 0.0]), np.array([0.0, 1.0])):
        weight = tier * exposure * young
        pool = row_sum(searching * weight)
        intensity = np.divide(left, pool, out=np.zeros_like(left), where=pool > 0)
        offered = np.minimum(weight * intensity[:, None, None, None, None], 1.0)
        chance = chance + offered
        left = np.maximum(left - row_sum(searching * offered), 0.0)
        if not np.any(left > 1e-9 * np.maximum(places, TINY)):
            break
    by_cell: Array = np.minimum(chance, 1.0).reshape(batch, -1, 2) @ kinds.transpose(0, 2, 1)
    return by_cell.reshape(unemployed.shape)


def one_month_nearer(training: Array, by_target: Array, months: Array | None) -> tuple[Array, Array]:
    """Shift the trainees a month and add those admitted; returns (training, finished (B,O,R,A))."""
    finished = training[..., 0]
    shifted = np.concatenate([training[..., 1:], np.zeros_like(training[..., :1])], axis=-1)
    length = np.full(training.shape[0], 6) if months is None else np.asarray(months)
    slot = np.minimum(np.maximum(np.rint(length).astype(np.int64), 1), training.shape[-1]) - 1
    starts = (np.arange(training.shape[-1])[None, :] == slot[:, None]).astype(training.dtype)
    return shifted + by_target[..., None] * starts[:, None, None, None, :], finished
