"""Draws: with a stream the individuals decide, without one their mean happens. The same equations call both.

Counts are (B, ...) arrays. Every function returns new arrays and keeps totals exactly in method people.
"""

from __future__ import annotations

import numpy as np

from andante.economy.exchange import Array
from andante.economy.streams import Stream

HYPERGEOMETRIC_LIMIT = 1_000_000_000
"""NumPy's hypergeometric sampler refuses populations at or above this; lab keeps populations below."""


def draw(count: Array, probability: Array, stream: Stream | None) -> Array:
    """How many of `count` do what each does with `probability`: binomial, or n p without a stream.

    Shapes broadcast; the leading axis is the batch. Probabilities must lie in 0..1 up to rounding.
    """
    if stream is None:
        return count * probability
    shape = np.broadcast_shapes(count.shape, probability.shape)
    counts = np.broadcast_to(count, shape)
    chances = np.broadcast_to(np.minimum(probability, 1.0), shape)
    result = np.empty(shape, dtype=np.int64)
    for rows, generator in stream.rows(shape[0]):
        result[rows] = generator.binomial(counts[rows], chances[rows])
    return result


def choose(count: Array, shares: Array, stream: Stream | None) -> Array:
    """Distribute `count` (B,...) over the last axis of `shares` (B,...,J), which sums to 1 there."""
    if stream is None:
        return count[..., None] * shares
    shape = np.broadcast_shapes(count.shape, shares.shape[:-1])
    counts = np.broadcast_to(count, shape)
    chances = np.broadcast_to(shares, (*shape, shares.shape[-1]))
    result = np.empty(chances.shape, dtype=np.int64)
    for rows, generator in stream.rows(shape[0]):
        result[rows] = generator.multinomial(counts[rows], _safe_shares(chances[rows]))
    return result


def _safe_shares(shares: Array) -> Array:
    # NumPy refuses probabilities that sum to more than 1 by rounding.
    total = shares.sum(axis=-1, keepdims=True)
    scaled: Array = shares / np.maximum(total, 1.0)
    return scaled * (1 - 1e-13)


def round_keeping_total(values: Array, stream: Stream | None) -> Array:
    """Round (B, ...) to integers so that each row keeps its total to the nearest integer.

    Systematic rounding: every cell becomes its floor or its ceiling, with the value as mean where the total
    is whole; one uniform number per row (one half without a stream).
    """
    batch = values.shape[0]
    flat = values.reshape(batch, -1)
    uniform = np.full((batch, 1), 0.5)
    if stream is not None:
        for rows, generator in stream.rows(batch):
            uniform[rows] = generator.random((rows.stop - rows.start, 1))
    whole = np.floor(flat)
    summed = np.cumsum(flat - whole, axis=1)
    # The start is drawn among those with which the last step ends at the nearest integer.
    total = np.rint(summed[:, -1:])
    spare = summed[:, -1:] - np.floor(summed[:, -1:])
    start = np.where(spare < 0.5, uniform * (1 - spare), 1 - spare + uniform * spare)
    steps = np.minimum(np.floor(summed + start), total)
    steps[:, -1:] = total
    ups = np.diff(steps, axis=1, prepend=0.0)
    result: Array = (whole + ups).astype(np.int64).reshape(values.shape)
    return result


def round_up_or_down(values: Array, stream: Stream | None) -> Array:
    """Round each number of (B, ...) up with its fraction as probability; unchanged without a stream."""
    if stream is None:
        return values
    result = np.empty(values.shape, dtype=np.int64)
    for rows, generator in stream.rows(values.shape[0]):
        result[rows] = np.floor(values[rows] + generator.random(values[rows].shape)).astype(np.int64)
    return result


def round_keeping_weighted_total(values: Array, weights: Array, stream: Stream) -> Array:
    """Round (B, ...) to integers so that each row keeps the sum of weights x values to one cell's weight.

    Pivotal sampling: two unfinished cells at a time pass weight between them until one of them is whole, with
    the value as mean of both; the last is rounded by chance. Every cell becomes its floor or its ceiling with
    its value as mean. `weights` (B, ...) are not negative; cells without weight are rounded alone.
    """
    batch = values.shape[0]
    flat, heavy = values.reshape(batch, -1), weights.reshape(batch, -1)
    whole = np.floor(flat)
    fraction = flat - whole
    for rows, generator in stream.rows(batch):
        uniform = generator.random(flat[rows].shape)
        for offset, row in enumerate(range(rows.start, rows.stop)):
            alone = heavy[row] <= 0
            whole[row, alone] += uniform[offset, alone] < fraction[row, alone]
            cells = np.flatnonzero((fraction[row] > 0) & ~alone)
            ups = _pivotal(
                fraction[row, cells].tolist(), heavy[row, cells].tolist(), uniform[offset, cells].tolist()
            )
            whole[row, cells] += ups
    result: Array = whole.astype(np.int64).reshape(values.shape)
    return result


def _pivotal(fractions: list[float], weights: list[float], uniforms: list[float]) -> list[int]:
    """Which cells round up, 0 or 1 each; `uniforms` decide."""
    ups = [0] * len(fractions)
    open_cell = 0
    for other in range(1, len(fractions)):
        held, offered = fractions[open_cell] * weights[open_cell], fractions[other] * weights[other]
        free, lacking = weights[open_cell] - held, weights[other] - offered
        rise, fall = min(free, offered), min(held, lacking)
        gains = uniforms[other] * (rise + fall) < fall
        moved = rise if gains else -fall
        # The cell that becomes whole first is done; the other stays open with what is left.
        if (free <= offered) if gains else (held <= lacking):
            ups[open_cell] = int(gains)
            open_cell, left = other, offered - moved
        else:
            ups[other] = int(not gains)
            left = held + moved
        fractions[open_cell] = left / weights[open_cell]
    if fractions:
        ups[open_cell] = int(uniforms[0] < fractions[open_cell])
    return ups
