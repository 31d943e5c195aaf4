"""What every kind of roster file is brought to: names of columns, a sample, and batches of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from andante.errors import AssessmentError, Problem, Where

MAX_COLUMNS = 1000
_UNREADABLE = "#UNREADABLE"
SAMPLE_ROWS = 2000
"""So many rows are looked at to tell identifiers and decimal marks before the file is read."""


@dataclass(frozen=True, slots=True)
class Cells:
    """One column of a batch: text where the file has text, numbers where it has numbers, both where mixed."""

    text: Any = None  # a dictionary array of strings, null where there is none
    number: NDArray[np.float64] | None = None  # nan where there is none


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of the file: the cells of the columns asked for, by place of the column, and the rows' numbers."""

    cells: dict[int, Cells]
    rows: NDArray[np.int64]  # as a spreadsheet numbers them: the first row of the file is 1
    broken: tuple[tuple[int, str], ...] = ()  # rows that could not be taken apart: number, what is wrong


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is open for reading. `batches` takes the places of the columns that are wanted.

    `whole_rows`: the batches hold every column of the file, so that an empty row can be told.
    """

    headers: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]  # the first rows as text, one tuple a column
    batches: Callable[[Sequence[int]], Iterator[Batch]]
    words: str
    whole_rows: bool = True
    notes: tuple[str, ...] = ()
    epoch: datetime | None = None  # of the days that a spreadsheet counts
    point: bool = False  # the file's kind leaves no doubt that the decimal mark is a point


def cells_of(array: Any) -> Cells:
    """Cells of an Arrow array; what is neither text, number, day nor truth value is a cell in error."""
    kind = array.type
    if pa.types.is_nested(kind) or _is_bytes(kind):
        array = pc.if_else(pc.is_valid(array), _UNREADABLE, pa.scalar(None, pa.string()))
        kind = array.type
    if pa.types.is_dictionary(kind) and not _is_text(kind.value_type):
        array = array.dictionary_decode()
        kind = array.type
    if pa.types.is_dictionary(kind):
        return Cells(text=array)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return Cells(number=array.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False))
    if pa.types.is_null(kind):
        return Cells(number=np.full(len(array), np.nan))
    if pa.types.is_timestamp(kind):
        array = array.cast(pa.timestamp("s", kind.tz), safe=False).cast(pa.date32())
    return Cells(text=array.cast(pa.string()).dictionary_encode())


def too_wide(file: str) -> AssessmentError:
    """The error of a file with more columns than are read."""
    what = f"there are more than {MAX_COLUMNS:,} columns"
    return AssessmentError(Problem(what, Where(file), mend="leave out the columns that are not needed"))


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind)
    )


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def number_text(value: float) -> str:
    """A number as a person would have typed it: 4222 rather than 4222.0."""
    return str(int(value)) if value == int(value) and abs(value) < 1e19 else repr(float(value))
