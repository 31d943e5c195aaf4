"""How many vacancies receive an applicant: occupied urns after S throws into V (model.md 6.5).

Average: V (1 - exp(-S/V)). People: exact throws while S is small; the normal law of the occupied urns where
their variance is large; else the Poisson law of the rare event - collisions where urns abound, empty urns
where throws abound. The textbook variance cancels in float64; the one used here does not.
"""

from __future__ import annotations

import numpy as np

from andante.economy.exchange import Array
from andante.economy.ops import Ops
from andante.economy.streams import Stream

EXACT_THROWS = 20_000
"""Up to this many throws an urn is simulated throw by throw."""
NORMAL_VARIANCE = 100.0
"""From this variance on the number of occupied urns is drawn from a normal law."""


def expected_fill(throws: Array, urns: Array, ops: Ops) -> Array:
    """Matches per application, H/S = (1 - exp(-S/V)) / (S/V), in 0..1; 0 where there are no urns."""
    xp = ops.xp
    ratio = throws / xp.maximum(urns, 1e-300)
    ratio = xp.maximum(xp.minimum(ratio, 1e300), 1e-12)  # the limit at zero throws is 1
    return -xp.expm1(-ratio) / ratio


def occupied_mean_variance(throws: Array, urns: Array) -> tuple[Array, Array]:
    """Mean V (1 - (1-1/V)^S) and variance V e^-c (1 - (1+c) e^-c), c = S/V, of occupied urns (V >= 1)."""
    urns = np.asarray(urns, dtype=np.float64)
    load = throws / urns
    with np.errstate(divide="ignore"):
        log_empty = throws * np.log1p(-1.0 / urns)
    mean = np.where(urns > 1, -urns * np.expm1(log_empty), np.minimum(throws, 1.0))
    # 1 - (1+c) e^-c by series for small c, where it is c^2/2 - c^3/3 + c^4/8 and would cancel.
    small = load < 1e-3
    series = load**2 * (0.5 - load / 3 + load**2 / 8)
    factor = np.where(small, series, -np.expm1(-load) - load * np.exp(-load))
    return mean, urns * np.exp(-load) * factor


def occupied(throws: Array, urns: Array, stream: Stream) -> Array:
    """Draw the number of occupied urns for integer arrays (B, ...); 0 without throws or urns."""
    result = np.zeros(throws.shape, dtype=np.int64)
    for rows, generator in stream.rows(throws.shape[0]):
        result[rows] = _occupied(throws[rows], urns[rows], generator)
    return result


def _occupied(throws: Array, urns: Array, generator: np.random.Generator) -> Array:
    result = np.zeros(throws.shape, dtype=np.int64)
    active = (throws > 0) & (urns > 0)
    exact = active & (throws <= EXACT_THROWS)
    result[exact] = _by_throws(throws[exact], urns[exact], generator)
    large = active & ~exact
    if not large.any():
        return result
    balls, boxes = throws[large], urns[large]
    mean, variance = occupied_mean_variance(balls, boxes)
    normal = np.rint(mean + np.sqrt(variance) * generator.standard_normal(mean.shape))
    few_balls = balls < boxes
    rare_mean = np.where(few_balls, balls - mean, boxes - mean)
    rare = generator.poisson(np.minimum(np.maximum(rare_mean, 0), 1e9))
    poisson = np.where(few_balls, balls - rare, boxes - rare)
    drawn = np.where(variance >= NORMAL_VARIANCE, normal, poisson)
    result[large] = np.maximum(np.minimum(drawn, np.minimum(balls, boxes)), 1).astype(np.int64)
    return result


def _by_throws(throws: Array, urns: Array, generator: np.random.Generator) -> Array:
    """Throw every ball: the number of distinct urns hit, for each entry of two flat arrays."""
    if throws.size == 0:
        return np.zeros(0, dtype=np.int64)
    owner = np.repeat(np.arange(throws.size), throws)
    # Urns beyond 2^53 do not occur; a product with a uniform number names the urn.
    urn = (generator.random(owner.size) * np.repeat(urns, throws)).astype(np.int64)
    order = np.lexsort((urn, owner))
    owner, urn = owner[order], urn[order]
    first = np.ones(owner.size, dtype=bool)
    first[1:] = (owner[1:] != owner[:-1]) | (urn[1:] != urn[:-1])
    return np.bincount(owner[first], minlength=throws.size)
