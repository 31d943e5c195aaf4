"""The network that applications travel on: markets (occupation x region) and the edges between them.

`average` needs three matrix products a month; `people` splits counts along the edges of each market. With
regions the matrix is the product of occupational and regional mobility.
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
    """(G,G) weight from searcher's market (row) to vacancy's market (column)."""
    backward: Any
    """Its transpose, stored so that products stay row by row."""
    edges: Edges

    @classmethod
    def build(cls, weights: Any, classes: int, region_mobility: Any = None, ops: Ops = NUMPY_OPS) -> Network:
        """Build from (O,O) weights, dense or sparse; `classes` is the number of ages of an applicant pool."""
        matrix = sparse.csr_matrix(weights)
        if region_mobility is not None and len(region_mobility) > 1:
            matrix = sparse.kron(matrix, sparse.csr_matrix(region_mobility), format="csr")
        matrix.eliminate_zeros()
        matrix.sort_indices()
        markets = matrix.shape[0]
        dense = markets < 100 or matrix.nnz > DENSE_SHARE * markets**2
        forward = matrix.toarray() if dense else matrix
        backward = np.ascontiguousarray(forward.T) if dense else matrix.T.tocsr()
        return cls(ops, markets, forward, backward, _edges(matrix, classes))

    def seen_from(self, values: Array) -> Array:
        """(B,G,C) of destinations -> (B,G,C) of sources: sum over j of A_ij values_j."""
        return self.ops.matrix_product(self.forward, values)

    def arriving_at(self, values: Array) -> Array:
        """(B,G,C) of sources -> (B,G,C) of destinations: sum over i of values_i A_ij."""
        return self.ops.matrix_product(self.backward, values)


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
