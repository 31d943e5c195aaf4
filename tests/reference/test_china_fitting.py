"""Iterative proportional fitting against a slow oracle that minimizes another way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from andante.errors import ReferenceDataError
from andante.reference.build.fitting import fit_to_margins

sizes = st.integers(2, 5)
weights = st.floats(0.05, 20.0)


def minimum_information_table(seed, rows, columns):
    """The oracle: the table nearest to the seed in information, found through its dual by a Newton method."""
    n, m = seed.shape

    def dual(x):
        table = seed * np.exp(x[:n, None] + x[None, n:])
        value = table.sum() - x[:n] @ rows - x[n:] @ columns
        slope = np.concatenate([table.sum(axis=1) - rows, table.sum(axis=0) - columns])
        return value, slope

    def curvature(x):
        table = seed * np.exp(x[:n, None] + x[None, n:])
        upper = np.hstack([np.diag(table.sum(axis=1)), table])
        lower = np.hstack([table.T, np.diag(table.sum(axis=0))])
        return np.vstack([upper, lower])

    found = minimize(
        dual, np.zeros(n + m), jac=True, hess=curvature, method="trust-exact", options={"gtol": 1e-11}
    )
    return seed * np.exp(found.x[:n, None] + found.x[None, n:])


@st.composite
def problems(draw):
    n, m = draw(sizes), draw(sizes)
    seed = np.array(draw(st.lists(weights, min_size=n * m, max_size=n * m))).reshape(n, m)
    truth = np.array(draw(st.lists(weights, min_size=n * m, max_size=n * m))).reshape(n, m)
    truth /= truth.sum()
    return seed, truth.sum(axis=1), truth.sum(axis=0)


@given(problems())
def test_agrees_with_the_minimum_information_table(problem):
    seed, rows, columns = problem
    fitted = fit_to_margins(seed, rows, columns, tolerance=1e-12)
    np.testing.assert_allclose(fitted, minimum_information_table(seed, rows, columns), rtol=1e-6)


@given(problems())
def test_has_both_margins_to_a_billionth_and_keeps_odds(problem):
    seed, rows, columns = problem
    fitted = fit_to_margins(seed, rows, columns)
    np.testing.assert_allclose(fitted.sum(axis=1), rows, rtol=1e-9)
    np.testing.assert_allclose(fitted.sum(axis=0), columns, rtol=1e-12)
    odds = fitted / seed
    np.testing.assert_allclose(odds[0, 0] * odds[1, 1], odds[0, 1] * odds[1, 0], rtol=1e-9)


def test_zeros_stay_zero_and_empty_margins_stay_empty():
    fitted = fit_to_margins(
        np.array([[1.0, 1.0, 1.0], [0.0, 1.0, 1.0], [1.0, 1.0, 1.0]]),
        np.array([3.0, 2.0, 0.0]),
        np.array([1.0, 4.0, 0.0]),
    )
    assert fitted[1, 0] == 0
    assert not fitted[2].any()
    assert not fitted[:, 2].any()
    np.testing.assert_allclose(fitted.sum(axis=1), [3, 2, 0], rtol=1e-9)


def test_margins_of_different_sums_are_refused():
    with pytest.raises(ReferenceDataError, match="row totals sum to"):
        fit_to_margins(np.ones((2, 2)), np.array([1.0, 1.0]), np.array([1.0, 1.1]))


def test_unreachable_margins_are_refused():
    seed = np.array([[1.0, 0.0], [1.0, 0.0]])
    with pytest.raises(ReferenceDataError, match="did not converge"):
        fit_to_margins(seed, np.array([1.0, 1.0]), np.array([1.0, 1.0]), rounds=50)
