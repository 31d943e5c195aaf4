"""Where the job seekers of a region look, person by person: the first half of a search over regions.

Weights are occupational times regional ones, so that a seeker of market (i,r) may first choose the region r',
with weight mob_rr' sum_j A_ij V_jr', and then among the vacancies there: the same law, and each count is
split over R + O cells instead of R x O.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from andante.economy.exchange import Array
from andante.economy.network import Network
from andante.economy.splitting import HalvingTree, binomial_halve, hypergeometric_halve
from andante.economy.streams import MonthStreams, Purpose


@dataclass(frozen=True, slots=True)
class Journeys:
    """Counts (B,A,O,R,R) by age, occupation, home region and the region looked at."""

    counts: Array
    tree: HalvingTree

    def looking(self) -> Array:
        """(B,A,G) by the market of last occupation and region looked at."""
        return self._flat(self.counts.sum(axis=3))

    def at_home(self) -> Array:
        """(B,A,G) by the home market."""
        return self._flat(self.counts.sum(axis=4))

    def of_the_hired(self, found: Array, streams: MonthStreams) -> Journeys:
        """The journeys of those hired; `found` (B,A,G) by occupation and region looked at."""
        looked = np.ascontiguousarray(self.counts.swapaxes(3, 4))
        won = self._split(found, looked, Purpose.HIRED_REGION, streams)
        return Journeys(np.ascontiguousarray(won.swapaxes(3, 4)), self.tree)

    def of_the_scarred(self, scarred: Array, streams: MonthStreams) -> Array:
        """(B,A,G) the scarred by region looked at, from their number (B,A,G) by home market."""
        journeys = self._split(scarred, self.counts, Purpose.SCAR_REGION, streams)
        return self._flat(journeys.sum(axis=3))

    def _split(self, persons: Array, members: Array, purpose: Purpose, streams: MonthStreams) -> Array:
        flat = members.reshape(*members.shape[:2], -1)
        result = np.empty_like(flat)
        for rows, generator in streams[purpose].rows(len(persons)):
            result[rows] = self.tree.split(persons[rows], flat[rows], hypergeometric_halve(generator))
        return result.reshape(members.shape)

    @staticmethod
    def _flat(by_market: Array) -> Array:
        flat: Array = by_market.reshape(*by_market.shape[:2], -1)
        return flat


def look_elsewhere(pools: Array, posts: Array, network: Network, streams: MonthStreams) -> Journeys | None:
    """Choose regions for the seekers (B,A,G) by the posts (B,G); None with one region."""
    regional, tree = network.regional, network.regional_tree
    if regional is None or tree is None:
        return None
    batch, ages, markets = pools.shape
    regions = len(regional)
    near = network.seen_at_home(posts[..., None].astype(np.float64))
    near = near.reshape(batch, 1, markets // regions, 1, regions)
    weights = np.broadcast_to(near * regional, (batch, 1, markets // regions, regions, regions))
    flat = weights.reshape(batch, 1, -1)
    counts = np.empty((batch, ages, flat.shape[2]), dtype=np.int64)
    for rows, generator in streams[Purpose.LOOK_REGION].rows(batch):
        counts[rows] = tree.split(pools[rows], flat[rows], binomial_halve(generator))
    return Journeys(counts.reshape(batch, ages, -1, regions, regions), tree)
