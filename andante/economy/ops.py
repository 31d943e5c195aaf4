"""The few operations whose name differs between array libraries, passed in as one small object.

Equations are written once against the array API standard (`ops.xp`); what the standard lacks - the normal
distribution function and products with a (possibly sparse) matrix - comes through `Ops`. Draws come through
`streams.Stream`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from array_api_compat import numpy as numpy_namespace
from scipy import sparse
from scipy.special import ndtr

from andante.economy.exchange import Array


@dataclass(frozen=True, slots=True)
class Ops:
    """One array library: its namespace and the operations that the standard lacks."""

    xp: Any
    """Namespace of the array API standard."""
    normal_cdf: Callable[[Array], Array]
    """Phi(x), elementwise."""
    matrix_product: Callable[[Any, Array], Array]
    """(G,H) matrix, dense or sparse, times (B,H,C) -> (B,G,C)."""


def numpy_matrix_product(matrix: Any, values: Array) -> Array:
    """Multiply a dense or sparse (G,H) matrix with (B,H,C) along H.

    Shapes: result (B,G,C). A single row and column takes the matrix-vector product, which is what keeps a
    network of hundreds of occupations at a few microseconds a month.
    """
    batch, size, columns = values.shape
    if not sparse.issparse(matrix):
        product: Array = np.matmul(matrix, values)
        return product
    if batch == 1:
        single = matrix @ (values.reshape(size) if columns == 1 else values[0])
        return np.asarray(single).reshape(1, -1, columns)
    stacked = matrix @ np.ascontiguousarray(values.transpose(1, 0, 2)).reshape(size, batch * columns)
    return np.asarray(stacked).reshape(-1, batch, columns).transpose(1, 0, 2)


def tail_sum(values: Array, axes: int = 1) -> Array:
    """Sum over the last `axes` axes. A product with ones is many times quicker than a reduction of few."""
    flat = values.reshape((*values.shape[: values.ndim - axes], -1))
    if flat.dtype.kind == "i" or flat.shape[-1] > 64:
        total: Array = flat.sum(axis=-1)
        return total
    product: Array = flat @ np.ones(flat.shape[-1])
    return product


def row_sum(values: Array) -> Array:
    """(B,) sum over everything but the batch."""
    total: Array = values.reshape(values.shape[0], -1).sum(axis=1)
    return total


def sum_by_age(values: Array) -> Array:
    """(B,A) sum of (B,O,R,A,...) over everything but batch and age."""
    by_cell = tail_sum(values, values.ndim - 4) if values.ndim > 4 else values
    batch, ages = by_cell.shape[0], by_cell.shape[3]
    total: Array = by_cell.reshape(batch, -1, ages).sum(axis=1)
    return total


def sum_by_occupation(values: Array) -> Array:
    """(B,O) sum of (B,O,...) over everything else."""
    return tail_sum(values, values.ndim - 2)


def _normal_cdf(values: Array) -> Array:
    return np.asarray(ndtr(values))


NUMPY_OPS = Ops(xp=numpy_namespace, normal_cdf=_normal_cdf, matrix_product=numpy_matrix_product)
