"""How many vacancies receive an applicant: occupied urns after S throws into V (model.md 6.5).

Average: V (1 - exp(-S/V)). People: a normal law bent by the skewness where the variance of the occupied
urns is large; elsewhere every throw while throws are few, else the Poisson law of the rare event -
collisions where urns abound, empty urns where throws abound. The textbook variance cancels in float64; the
one used here does not.
"""

from __future__ import annotations

import numpy as np

from andante.economy.exchange import Array
from andante.economy.ops import Ops
from andante.economy.streams import Stream

EXACT_THROWS = 20_000
"""Up to this many throws an urn of small variance is simulated throw by throw."""
NORMAL_VARIANCE = 100.0
"""From this variance on the number of occupied urns is drawn from a normal law."""


def expected_fill(throws: Array, urns: Array, ops: Ops) -> Array:
    """Matches per application, H/S = (1 - exp(-S/V)) / (S/V), in 0..1; 0 where there are no urns."""
    xp = ops.xp
    ratio = xp.maximum(throws / xp.maximum(urns, 1e-200), 1e-12)  # the limit at zero throws is 1
    fill: Array = -xp.expm1(-ratio) / ratio
    return fill


def occupied_moments(throws: Array, urns: Array) -> tuple[Array, Array, Array]:
    """Mean V (1 - (1-1/V)^S), variance V e^-c (1 - (1+c) e^-c) with c = S/V, and skewness (V >= 1).

    The third cumulant is the one of the saddle point that gives the variance: with q = e^-c it is
    V q [(1-q)(2q-1) - 2cq(2q-1) + cq - 3 c^2 q^2].
    """
    urns = np.asarray(urns, dtype=np.float64)
    load = throws / urns
    with np.errstate(divide="ignore"):
        log_empty = throws * np.log1p(-1.0 / urns)
    mean = np.where(urns > 1, -urns * np.expm1(log_empty), np.minimum(throws, 1.0))
    empty = np.exp(-load)
    # 1 - (1+c) e^-c by series for small c, where it is c^2/2 - c^3/3 + c^4/8 and would cancel.
    series = load**2 * (0.5 - load / 3 + load**2 / 8)
    variance = urns * empty * np.where(load < 1e-3, series, -np.expm1(-load) - load * empty)
    tilt = load * empty
    third = empty * ((1 - empty - 2 * tilt) * (2 * empty - 1) + tilt - 3 * tilt**2)
    # Below a load of 1e-3 collisions are Poisson: the third cumulant is minus the variance.
    third = np.where(load < 1e-3, -variance, urns * third)
    return mean, variance, third / np.maximum(variance, 1e-100) ** 1.5


def occupied(throws: Array, urns: Array, stream: Stream) -> Array:
    """Draw the number of occupied urns for integer arrays (B, ...); 0 without throws or urns."""
    result = np.zeros(throws.shape, dtype=np.int64)
    for rows, generator in stream.rows(throws.shape[0]):
        result[rows] = _occupied(throws[rows], urns[rows], generator)
    return result


def _occupied(throws: Array, urns: Array, generator: np.random.Generator) -> Array:
    result = np.zeros(throws.shape, dtype=np.int64)
    active = np.flatnonzero((throws > 0) & (urns > 0))
    if not active.size:
        return result
    balls, boxes = throws.ravel()[active], urns.ravel()[active]
    mean, variance, skewness = occupied_moments(balls, boxes)
    normal = variance >= NORMAL_VARIANCE
    exact = ~normal & (balls <= EXACT_THROWS)
    drawn = np.zeros(balls.shape)
    z = generator.standard_normal(balls.shape)
    bent = z + np.minimum(np.maximum(skewness, -0.2), 0.2) / 6 * (z**2 - 1)
    drawn[normal] = np.rint(mean + np.sqrt(variance) * bent)[normal]
    rest = ~normal & ~exact
    if rest.any():
        few = balls[rest] < boxes[rest]
        rare = np.maximum(np.where(few, balls[rest], boxes[rest]) - mean[rest], 0)
        drawn[rest] = np.where(few, balls[rest], boxes[rest]) - generator.poisson(rare)
    drawn = np.maximum(np.minimum(drawn, np.minimum(balls, boxes)), 1)
    drawn[exact] = _by_throws(balls[exact], boxes[exact], generator)
    result.ravel()[active] = drawn.astype(np.int64)
    return result


def _by_throws(throws: Array, urns: Array, generator: np.random.Generator) -> Array:
    """Throw every ball: the number of distinct urns hit, for each entry of two flat arrays."""
    if throws.size == 0:
        return np.zeros(0, dtype=np.int64)
    # Every urn of every entry has a number of its own; sorting leaves the entries in their order, so that
    # the first ball in an urn is where the number changes.
    first_urn = np.cumsum(urns) - urns
    number = (generator.random(int(throws.sum())) * np.repeat(urns, throws)).astype(np.int64)
    number += np.repeat(first_urn, throws)
    number.sort()
    first = np.ones(number.size, dtype=bool)
    np.not_equal(number[1:], number[:-1], out=first[1:])
    hit: Array = np.add.reduceat(first, np.cumsum(throws) - throws, dtype=np.int64)
    return hit
