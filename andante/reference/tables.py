"""Reading the packaged tables, each checked against the catalogue before a figure is taken from it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from andante.errors import Problem, ReferenceDataError, Where
from andante.reference.catalog import DATA_FOLDER, REBUILD, table_info


def read_table(name: str, folder: Path = DATA_FOLDER) -> pa.Table:
    """Return a packaged table.

    Raises `ReferenceDataError` if there is no such table, or its file is missing, is not the one that the
    catalogue describes (SHA-256), or has other columns or another number of rows.
    """
    info = table_info(name, folder)
    path = folder / f"{name}.parquet"
    try:
        content = path.read_bytes()
    except OSError as error:
        problem = Problem(f"table {name} is missing", Where(file=str(path)), str(error), REBUILD)
        raise ReferenceDataError(problem) from error
    found = hashlib.sha256(content).hexdigest()
    if found != info.sha256:
        why = f"its SHA-256 is {found[:12]}..., the catalogue says {info.sha256[:12]}..."
        problem = Problem(f"table {name} is damaged or was changed", Where(file=str(path)), why, REBUILD)
        raise ReferenceDataError(problem)
    try:
        # Without reading ahead no thread of Arrow's pool is started: one just starting while Python ends
        # aborts the process.
        table = pq.ParquetFile(pa.BufferReader(content), pre_buffer=False).read(use_threads=False)
    except pa.ArrowException as error:
        problem = Problem(f"table {name} cannot be read", Where(file=str(path)), str(error), REBUILD)
        raise ReferenceDataError(problem) from error
    declared = [column.name for column in info.spec.columns]
    if table.column_names != declared or table.num_rows != info.rows:
        why = f"found {table.num_rows} rows of {table.column_names}, declared {info.rows} of {declared}"
        problem = Problem(f"table {name} does not fit its declaration", Where(file=str(path)), why, REBUILD)
        raise ReferenceDataError(problem)
    return table


def numbers(table: pa.Table, column: str) -> NDArray[np.float64]:
    """Return a column as float64; a null becomes nan."""
    values: NDArray[np.float64] = (
        table.column(column).cast(pa.float64()).to_numpy(zero_copy_only=False).astype(np.float64)
    )
    return values


def words(table: pa.Table, column: str) -> tuple[str, ...]:
    """Return a column of words."""
    return tuple(str(word) for word in table.column(column).to_pylist())


def grid(
    table: pa.Table,
    rows: tuple[str, Sequence[str]],
    columns: tuple[str, Sequence[str]],
    value: str,
) -> NDArray[np.float64]:
    """Return a tidy table as a matrix; `rows` and `columns` are (column name, keys). Absent cells are 0.

    Raises `ReferenceDataError` for a key that is not expected, or a cell that stands twice.
    """
    row_index = {key: i for i, key in enumerate(rows[1])}
    column_index = {key: i for i, key in enumerate(columns[1])}
    matrix = np.zeros((len(row_index), len(column_index)))
    filled = np.zeros(matrix.shape, dtype=bool)
    problems = []
    cells = zip(words(table, rows[0]), words(table, columns[0]), numbers(table, value), strict=True)
    for number, (row, column, amount) in enumerate(cells):
        if row not in row_index or column not in column_index:
            problems.append(Problem(f"unexpected key {row!r}, {column!r}", Where(row=number)))
        elif filled[row_index[row], column_index[column]]:
            problems.append(Problem(f"the cell {row!r}, {column!r} stands twice", Where(row=number)))
        else:
            matrix[row_index[row], column_index[column]] = amount
            filled[row_index[row], column_index[column]] = True
    if problems:
        raise ReferenceDataError(problems)
    return matrix
