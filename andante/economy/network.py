"""The network that applications travel on: markets (occupation x region) and the edges between them.

`average` needs three matrix products a month; `people` splits counts along the edges of each market. With
regions the weights are occupational times regional ones, and the two factors are applied one after the other:
the (G,G) matrix is never built.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from andante.economy.exchange import Array
from andante.economy.ops import NUMPY_OPS, Ops
from andante.economy.splitting import HalvingTree, IndexArray, segment_lengths

DENSE_SHARE = 0.25
"""Above this share of edges, or below a hundred markets, a dense product is quicker."""


@dataclass(frozen=True)
class Edges:
    """Edges in the order of their source; `to_source` reorders into the order of their destination."""

    source: IndexArray
    destination: IndexArray
    weight: Array
    by_source: HalvingTree
    by_destination: HalvingTree
    """Segments of edges x classes, the classes of one edge side by side."""
    destination_order: IndexArray
    source_starts: IndexArray
    destination_starts: IndexArray


@dataclass(frozen=True)
class Network:
    """Markets G = O x R and the weight with which a searcher of one looks at a vacancy of another."""

    ops: Ops
    markets: int
    forward: Any
    """(O,O) weight from searcher's occupation (row) to vacancy's occupation (column)."""
    backward: Any
    """Its transpose, stored so that products stay row by row."""
    edges: Edges
    """Between markets of the same region."""
    regional: Array | None = None
    """(R,R) weight from searcher's region (row) to vacancy's region; None for one region."""
    regional_tree: HalvingTree | None = None
    """Segments: markets; cells: regions."""

    @classmethod
    def build(
        cls, weights: Any, classes: int, region_weights: Array | None = None, ops: Ops = NUMPY_OPS
    ) -> Network:
        """Build from (O,O) weights, dense or sparse, and (R,R) weights, dense; None for one region.

        `classes` is the number of ages of an applicant pool.
        """
        matrix = sparse.csr_matrix(weights)
        matrix.eliminate_zeros()
        matrix.sort_indices()
        occupations = matrix.shape[0]
        dense = occupations < 100 or matrix.nnz > DENSE_SHARE * occupations**2
        forward = matrix.toarray() if dense else matrix
        backward = np.ascontiguousarray(forward.T) if dense else matrix.T.tocsr()
        if region_weights is None or len(region_weights) == 1:
            return cls(ops, occupations, forward, backward, _edges(matrix, classes))
        regions = len(region_weights)
        markets = occupations * regions
        inside = sparse.kron(matrix, sparse.identity(regions), format="csr")
        inside.sort_indices()
        tree = HalvingTree.over(np.full(markets, regions))
        regional = np.asarray(region_weights, dtype=np.float64)
        return cls(ops, markets, forward, backward, _edges(inside, classes), regional, tree)

    def seen_from(self, values: Array) -> Array:
        """(B,G,C) of destinations -> (B,G,C) of sources: sum over j of A_ij values_j."""
        near = self._by_occupation(self.forward, values)
        return near if self.regional is None else self._by_region(self.regional, near)

    def arriving_at(self, values: Array) -> Array:
        """(B,G,C) of sources -> (B,G,C) of destinations: sum over i of values_i A_ij."""
        near = self._by_occupation(self.backward, values)
        return near if self.regional is None else self._by_region(self.regional.T, near)

    def seen_at_home(self, values: Array) -> Array:
        """As `seen_from`, by those who look in their own region only."""
        return self._by_occupation(self.forward, values)

    def arriving_at_home(self, values: Array) -> Array:
        """As `arriving_at`, from those who look in their own region only."""
        return self._by_occupation(self.backward, values)

    def _by_occupation(self, matrix: Any, values: Array) -> Array:
        if self.regional is None:
            return self.ops.matrix_product(matrix, values)
        batch, markets, columns = values.shape
        beside = values.reshape(batch, markets // len(self.regional), len(self.regional) * columns)
        return self.ops.matrix_product(matrix, beside).reshape(values.shape)

    def _by_region(self, matrix: Array, values: Array) -> Array:
        batch, markets, columns = values.shape
        split = values.reshape(batch, markets // len(matrix), len(matrix), columns)
        product: Array = np.matmul(matrix, split)
        return product.reshape(values.shape)


def _edges(matrix: Any, classes: int) -> Edges:
    markets = matrix.shape[0]
    out = segment_lengths(matrix.indptr)
    source = np.repeat(np.arange(markets, dtype=np.intp), out)
    destination = matrix.indices.astype(np.intp)
    order = np.lexsort((source, destination)).astype(np.intp)
    into = np.bincount(destination, minlength=markets).astype(np.intp)
    return Edges(
        source=source,
        destination=destination,
        weight=np.asarray(matrix.data, dtype=np.float64),
        by_source=HalvingTree.over(out),
        by_destination=HalvingTree.over(into * classes),
        destination_order=order,
        source_starts=_starts(out),
        destination_starts=_starts(into),
    )


def _starts(lengths: IndexArray) -> IndexArray:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp)


def segment_sums(values: Array, starts: IndexArray) -> Array:
    """Sums of consecutive segments along the last axis; exact for integers, empty segments give 0."""
    nothing = np.zeros((*values.shape[:-1], 1), dtype=values.dtype)
    summed = np.concatenate([nothing, np.cumsum(values, axis=-1)], axis=-1)
    result: Array = summed[..., starts[1:]] - summed[..., starts[:-1]]
    return result


def search_weights(mobility: Any, employment: Array) -> Any:
    """A_ij / share_j (model.md 6.3): V A would count the size of an occupation twice.

    Rows are divided by their mean weight so that numbers stay near one; only ratios within a row matter.
    """
    share = employment / employment.sum()
    matrix = sparse.csr_matrix(mobility)
    scaled = matrix @ sparse.diags(1.0 / share)
    scaled = sparse.csr_matrix(scaled)
    rows = np.asarray(scaled.sum(axis=1)).ravel()
    return sparse.csr_matrix(sparse.diags(1.0 / np.maximum(rows, 1e-300)) @ scaled)
