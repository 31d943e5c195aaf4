"""Many filings as columns of values and validity: what the compiled rules read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from andante.errors import FilingError, Problem, Where
from andante.filing.fields import FIELDS, FieldDefinition, FilingKind, Value
from andante.filing.schema import Filing

MISSING_CODE = -1


@dataclass(frozen=True, slots=True)
class Column:
    """One field of n filings: `values` (n,) and `valid` (n,) bool, False where the value is missing.

    Values are float64, bool, or int32 codes into `words`. Made canonical on construction: a missing or
    non-finite number is NaN and not valid, a missing bool is False, a missing word has the code -1.
    """

    values: NDArray[Any]
    valid: NDArray[np.bool_]
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        values = np.asarray(self.values)
        valid = np.asarray(self.valid, dtype=np.bool_)
        if values.ndim != 1 or values.shape != valid.shape:
            raise FilingError(
                Problem(
                    f"a column has values of shape {values.shape} and validity of shape {valid.shape}",
                    why="both are one-dimensional and of one length",
                    mend="give one value and one validity for each filing",
                )
            )
        if values.dtype == np.bool_:
            values = values & valid
        elif self.words or values.dtype == np.int32:
            codes = values.astype(np.int32, copy=False)
            valid = valid & (codes >= 0) & (codes < len(self.words))
            values = np.where(valid, codes, np.int32(MISSING_CODE))
        else:
            numbers = values.astype(np.float64, copy=False)
            valid = valid & np.isfinite(numbers)
            values = numbers if valid.all() else np.where(valid, numbers, np.nan)
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "valid", valid)

    @classmethod
    def known(cls, values: NDArray[Any], words: tuple[str, ...] = ()) -> Column:
        """A column without missing values."""
        return cls(values, np.ones(len(values), dtype=np.bool_), words)

    @classmethod
    def of_words(cls, texts: Sequence[str | None], choices: tuple[str, ...] = ()) -> Column:
        """A dictionary-coded column of texts; None is missing. `choices` take the first codes."""
        codes = {word: code for code, word in enumerate(choices)}
        values = [MISSING_CODE if t is None else codes.setdefault(t, len(codes)) for t in texts]
        coded = np.array(values, dtype=np.int32)
        return cls(coded, coded != MISSING_CODE, tuple(codes))

    def at(self, row: int) -> Value | None:
        """The value of one row as a plain Python value, None where it is missing."""
        if not self.valid[row]:
            return None
        value = self.values[row]
        if self.values.dtype == np.bool_:
            return bool(value)
        return self.words[int(value)] if self.values.dtype == np.int32 else float(value)

    def take(self, rows: NDArray[Any] | slice) -> Column:
        """The rows chosen by an index array, a boolean array or a slice, as a column."""
        return Column(self.values[rows], self.valid[rows], self.words)


def missing_column(definition: FieldDefinition, n: int) -> Column:
    """A column of n missing values of the field's type."""
    dtype = {"number": np.float64, "bool": np.bool_, "string": np.int32}[definition.type]
    return Column(np.zeros(n, dtype=dtype), np.zeros(n, dtype=np.bool_), definition.choices)


@dataclass(frozen=True, slots=True)
class FilingColumns:
    """n filings of one kind as columns. A field without a column is missing in every filing."""

    kind: FilingKind
    n: int
    columns: Mapping[str, Column]

    def __post_init__(self) -> None:
        known: Mapping[str, FieldDefinition] = FIELDS.get(self.kind, {})
        problems = [
            problem
            for name, column in self.columns.items()
            if (problem := _column_problem(known.get(name), name, column, self.n)) is not None
        ]
        if problems:
            raise FilingError(problems)
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))

    def __reduce__(self) -> tuple[object, ...]:
        return FilingColumns, (self.kind, self.n, dict(self.columns))

    @classmethod
    def from_filings(
        cls, filings: Sequence[Filing], fields: Iterable[str] | None = None, kind: FilingKind | None = None
    ) -> FilingColumns:
        """Columns of filings of one kind, by default of every field that any of them has.

        Raises FilingError for filings of different kinds, or for no filing where `kind` is not given.
        """
        kinds = {filing.kind for filing in filings} | ({kind} if kind else set())
        if len(kinds) != 1:
            found = ", ".join(sorted(kinds)) or "none"
            mend = "put filings of one kind together"
            raise FilingError(Problem(f"columns need filings of one kind, found {found}", mend=mend))
        (only,) = kinds
        known = FIELDS[only]
        if fields is None:
            names = [name for name in known if any(name in filing.values for filing in filings)]
        else:
            names = list(fields)
        columns = {
            name: _gather(known[name], [filing.values.get(name) for filing in filings]) for name in names
        }
        return cls(only, len(filings), columns)

    def column(self, name: str) -> Column:
        """The column of a field, all missing where there is none. Raises FilingError for an unknown field."""
        definition = FIELDS[self.kind].get(name)
        if definition is None:
            raise FilingError(Problem(f"{name} is not a field of a {self.kind} filing", Where(field=name)))
        found = self.columns.get(name)
        return missing_column(definition, self.n) if found is None else found

    def take(self, rows: NDArray[Any] | slice) -> FilingColumns:
        """The rows chosen by an index array, a boolean array or a slice, in that order."""
        chosen = np.arange(self.n)[rows]
        columns = {name: column.take(rows) for name, column in self.columns.items()}
        return FilingColumns(self.kind, len(chosen), columns)

    def mask(self, field: str, rows: NDArray[Any] | slice = slice(None)) -> FilingColumns:
        """The same filings with one field missing in the chosen rows."""
        column = self.column(field)
        valid = column.valid.copy()
        valid[rows] = False
        return FilingColumns(
            self.kind, self.n, {**self.columns, field: Column(column.values, valid, column.words)}
        )

    def with_column(self, name: str, column: Column) -> FilingColumns:
        """The same filings with one column set or replaced."""
        return FilingColumns(self.kind, self.n, {**self.columns, name: column})

    def row(self, index: int) -> dict[str, Value | None]:
        """The values of one filing by field name; missing ones are None."""
        return {name: column.at(index) for name, column in self.columns.items()}


def _gather(definition: FieldDefinition, values: list[Value | None]) -> Column:
    if definition.type == "string":
        return Column.of_words([None if v is None else str(v) for v in values], definition.choices)
    valid = np.array([v is not None for v in values], dtype=np.bool_)
    if definition.type == "bool":
        return Column(np.array([v is True for v in values], dtype=np.bool_), valid)
    numbers = [np.nan if v is None else v for v in values]
    return Column(np.array(numbers, dtype=np.float64), valid)


def _column_problem(definition: FieldDefinition | None, name: str, column: Column, n: int) -> Problem | None:
    where = Where(field=name)
    if definition is None:
        return Problem(f"{name} is not a field of this kind of filing", where, mend="remove the column")
    if len(column.values) != n:
        return Problem(f"the column has {len(column.values)} rows, the filings are {n}", where)
    dtype = {"number": np.float64, "bool": np.bool_, "string": np.int32}[definition.type]
    if column.values.dtype != dtype:
        mend = f"give the column as {np.dtype(dtype).name}"
        return Problem(f"the column holds {column.values.dtype}, not {definition.type}", where, mend=mend)
    return None
