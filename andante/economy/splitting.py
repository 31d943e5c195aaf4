"""Splitting counts over the cells of many segments at once by halving: exact multinomial and hypergeometric.

A segment (the destinations one occupation can reach, the applicants of one vacancy pool) is halved until
single cells remain; each halving is one vectorised binomial or hypergeometric draw over all segments. The
law is that of the textbook draw, the cost a few array calls instead of one per segment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from andante.economy.exchange import Array

IndexArray = npt.NDArray[np.intp]
Halve = Callable[[Array, Array, Array], Array]


@dataclass(frozen=True, slots=True)
class _Level:
    """Nodes of one depth. Cells start <= cell < stop; `split` nodes are halved, `leaf` nodes are cells."""

    split: IndexArray
    start: IndexArray
    middle: IndexArray
    stop: IndexArray
    leaf: IndexArray
    leaf_cell: IndexArray


@dataclass(frozen=True, slots=True)
class HalvingTree:
    """How segments of a row of cells are halved; built once per network."""

    cells: int
    segments: int
    levels: tuple[_Level, ...]

    @classmethod
    def over(cls, lengths: Array) -> HalvingTree:
        """Build the tree of consecutive segments with these numbers of cells (zero allowed)."""
        edges = np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp)
        start, stop = edges[:-1], edges[1:]
        levels = []
        while start.size:
            size = stop - start
            split = np.flatnonzero(size > 1)
            leaf = np.flatnonzero(size == 1)
            middle = (start[split] + stop[split] + 1) // 2
            levels.append(_Level(split, start[split], middle, stop[split], leaf, start[leaf]))
            start, stop = (
                np.stack([start[split], middle], axis=1).ravel(),
                np.stack([middle, stop[split]], axis=1).ravel(),
            )
        return cls(int(edges[-1]), len(edges) - 1, tuple(levels))

    def split(self, counts: Array, weights: Array, halve: Halve) -> Array:
        """Distribute counts (..., segments) over cells (..., cells) by weights (..., cells).

        `halve(count, left weight, total weight)` draws how many of a node go left.
        """
        nothing = np.zeros((*weights.shape[:-1], 1), dtype=weights.dtype)
        summed = np.concatenate([nothing, np.cumsum(weights, axis=-1)], axis=-1)
        lead = np.broadcast_shapes(counts.shape[:-1], weights.shape[:-1])
        summed = np.broadcast_to(summed, (*lead, self.cells + 1))
        nodes = np.broadcast_to(counts, (*lead, self.segments))
        result = np.zeros((*lead, self.cells), dtype=np.int64)
        for level in self.levels:
            result[..., level.leaf_cell] = nodes[..., level.leaf]
            if not level.split.size:
                break
            count = nodes[..., level.split]
            before = summed[..., level.start]
            left = halve(count, summed[..., level.middle] - before, summed[..., level.stop] - before)
            nodes = np.stack([left, count - left], axis=-1).reshape(*lead, -1)
        return result


def binomial_halve(generator: np.random.Generator) -> Halve:
    """Halve by real weights: the result is multinomial."""

    def halve(count: Array, left: Array, total: Array) -> Array:
        share = np.divide(left, total, out=np.zeros_like(total), where=total > 0)
        return generator.binomial(count, np.minimum(share, 1.0))

    return halve


def hypergeometric_halve(generator: np.random.Generator) -> Halve:
    """Halve by integer numbers of members: the result is multivariate hypergeometric."""

    def halve(count: Array, left: Array, total: Array) -> Array:
        return generator.hypergeometric(left, total - left, count)

    return halve


def segment_lengths(pointers: Array) -> IndexArray:
    """Lengths of the rows of a compressed sparse matrix from its row pointers."""
    return np.array([stop - start for start, stop in pairwise(pointers.tolist())], dtype=np.intp)
