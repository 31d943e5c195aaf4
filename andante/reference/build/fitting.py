"""Iterative proportional fitting: a table that keeps a seed's odds ratios and has the margins asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from andante.errors import Problem, ReferenceDataError

Table = NDArray[np.float64]


def fit_to_margins(
    seed: Table, row_totals: Table, column_totals: Table, tolerance: float = 1e-9, rounds: int = 20_000
) -> Table:
    """Scale rows and columns of `seed` (n, m) by turns until both margins hold.

    `tolerance` is the largest allowed error of a row total relative to that total (column totals are
    exact to rounding, since columns are scaled last). Zeros of the seed stay zero. Raises
    `ReferenceDataError` if the two margins have different sums, or if the zeros make the margins
    unreachable. Source: Deming and Stephan 1940.
    """
    rows, columns = np.asarray(row_totals, dtype=float), np.asarray(column_totals, dtype=float)
    if abs(rows.sum() - columns.sum()) > 1e-9 * rows.sum():
        raise ReferenceDataError(
            Problem(
                f"row totals sum to {rows.sum():,.3f}, column totals to {columns.sum():,.3f}",
                why="No table can have both margins.",
                mend="Bring both margins to the same universe first.",
            )
        )
    table = np.where(rows[:, None] > 0, seed, 0.0) * (columns > 0)
    for _ in range(rounds):
        table = table * _ratio(rows, table.sum(axis=1))[:, None]
        table = table * _ratio(columns, table.sum(axis=0))
        error = np.abs(table.sum(axis=1) - rows)
        if np.all(error <= tolerance * rows) and np.all(
            np.abs(table.sum(axis=0) - columns) <= tolerance * columns
        ):
            return table
    worst = int(np.argmax(error / np.where(rows > 0, rows, 1)))
    raise ReferenceDataError(
        Problem(
            f"fitting did not converge in {rounds} rounds: row {worst} is off by {error[worst]:,.3g}",
            why="Zeros in the seed may make the margins unreachable.",
            mend="Give the seed a small positive value where people may be.",
        )
    )


def _ratio(wanted: Table, found: Table) -> Table:
    return np.divide(wanted, found, out=np.zeros_like(wanted), where=found > 0)
