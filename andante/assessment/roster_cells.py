"""Adds the rows of a roster up to cells of people alike, batch by batch, in bounded memory.

A cell is one integer: the number of its title and code, of its place, and of its values of the enumerations,
side by side. Rows are sorted by it and summed; no Python runs for a row, only for each distinct text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from andante.assessment.roster import (
    AGES,
    CELL_SCHEMA,
    CONTRACTS,
    EDUCATIONS,
    SENIORITIES,
    SEXES,
    TENURE_FIELDS,
)
from andante.errors import AssessmentError, Problem, Where

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

MAX_TITLES = 4_000_000
MAX_PLACES = (1 << 18) - 1
ENUMERATIONS = {
    "age": AGES, "sex": SEXES, "contract": CONTRACTS, "seniority": SENIORITIES, "education": EDUCATIONS,
}  # fmt: skip
_BITS = {"age": 3, "sex": 2, "contract": 3, "seniority": 2, "education": 3}
_PLACE_BITS = 18
SUMS = ("headcount", "weekly_hours", "hours_known", "annual_pay", "pay_known", "tenure_years", "tenure_known")
_COMPACT_AT = 2_000_000
_CHUNK = 500_000


@dataclass(slots=True)
class Codebook:
    """Numbers distinct texts from 1 in the order in which they come; 0 is no text."""

    most: int
    what: str
    file: str
    texts: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        """The number of a text. AssessmentError where a file has more distinct texts than can be kept."""
        found = self.numbers.get(text)
        if found is None:
            if len(self.texts) >= self.most:
                raise AssessmentError(
                    Problem(
                        f"the column of the {self.what} has more than {self.most:,} different values",
                        Where(self.file, field=self.what),
                        mend="use fewer, broader values, or leave the column out",
                    )
                )
            self.texts.append(text)
            found = self.numbers[text] = len(self.texts)
        return found


@dataclass(slots=True)
class CellSums:
    """The cells so far. `sums` names the columns that are summed, headcount first."""

    file: str
    sums: tuple[str, ...]
    titles: Codebook = field(init=False)
    codes: Codebook = field(init=False)
    places: Codebook = field(init=False)
    _pairs: dict[int, int] = field(default_factory=dict)
    _keys: list[Codes] = field(default_factory=list)
    _values: list[list[Floats]] = field(default_factory=list)
    _pending: int = 0
    _compacted: int = 0

    def __post_init__(self) -> None:
        self.titles = Codebook(MAX_TITLES, "title", self.file)
        self.codes = Codebook(MAX_TITLES, "code", self.file)
        self.places = Codebook(MAX_PLACES, "place", self.file)

    def add(
        self, title: Codes, code: Codes, place: Codes, groups: dict[str, Codes], values: list[Floats]
    ) -> None:
        """Add rows: numbers of the code books, 0 or 1 + the place in the enumeration, and what is summed."""
        if not len(title):
            return
        key = self._pair_of(title, code) << _PLACE_BITS | place
        for name, bits in _BITS.items():
            key = key << bits | groups.get(name, 0)
        keys, summed = _summed([key], [values])
        self._keys.append(keys)
        self._values.append(summed)
        self._pending += len(keys)
        if self._pending > max(_COMPACT_AT, self._compacted):
            self._compact()

    def _pair_of(self, title: Codes, code: Codes) -> Codes:
        distinct, inverse = np.unique(title << 32 | code, return_inverse=True)
        pairs = self._pairs
        numbers = np.array([pairs.setdefault(each, len(pairs)) for each in distinct.tolist()], dtype=np.int64)
        return numbers[inverse]

    def _compact(self) -> None:
        keys, values = _summed(self._keys, self._values)
        self._keys, self._values = [keys], [values]
        self._pending, self._compacted = 0, len(keys)

    def persons(self) -> float:
        """Persons in the cells."""
        self._compact_if_any()
        return float(self._values[0][0].sum()) if self._keys else 0.0

    def _compact_if_any(self) -> None:
        if len(self._keys) > 1:
            self._compact()

    def table(self) -> pa.Table:
        """The cells as a table (CELL_SCHEMA, then TENURE_FIELDS where tenure is summed)."""
        schema = CELL_SCHEMA
        if "tenure_years" in self.sums:
            schema = pa.schema([*CELL_SCHEMA, *TENURE_FIELDS])
        self._compact_if_any()
        if not self._keys:
            return schema.empty_table()
        keys, values = self._keys[0], self._values[0]
        pairs = np.array(list(self._pairs), dtype=np.int64)
        batches = [
            self._batch(schema, keys[at : at + _CHUNK], [each[at : at + _CHUNK] for each in values], pairs)
            for at in range(0, len(keys), _CHUNK)
        ]
        return pa.Table.from_batches(batches, schema)

    def _batch(self, schema: pa.Schema, keys: Codes, values: list[Floats], pairs: Codes) -> pa.RecordBatch:
        columns: dict[str, Any] = {}
        for name, bits in reversed(_BITS.items()):
            columns[name] = _texts(keys & ((1 << bits) - 1), ENUMERATIONS[name])
            keys = keys >> bits
        columns["place"] = _texts(keys & MAX_PLACES, self.places.texts)
        pair = pairs[keys >> _PLACE_BITS]
        columns["title"] = _texts(pair >> 32, self.titles.texts)
        columns["code"] = _texts(pair & 0xFFFFFFFF, self.codes.texts)
        for name in SUMS:
            if name in schema.names:
                has = name in self.sums
                found = values[self.sums.index(name)] if has else np.zeros(len(keys))
                columns[name] = pa.array(found, pa.float64())
        return pa.record_batch([columns[name] for name in schema.names], schema=schema)


def _texts(numbers: Codes, texts: tuple[str, ...] | list[str]) -> Any:
    """The texts of numbers from 1; 0 is null."""
    used, inverse = np.unique(numbers, return_inverse=True)
    words = pa.array([None if number == 0 else texts[number - 1] for number in used.tolist()], pa.string())
    return words.take(pa.array(inverse, pa.int64()))


def _summed(keys: list[Codes], values: list[list[Floats]]) -> tuple[Codes, list[Floats]]:
    """Keys in order, once each, and the sums of the values that go with them."""
    together = np.concatenate(keys)
    order = np.argsort(together, kind="stable")
    together = together[order]
    first = np.flatnonzero(np.concatenate(([True], together[1:] != together[:-1])))
    summed = [
        np.add.reduceat(np.concatenate([part[column] for part in values])[order], first)
        for column in range(len(values[0]))
    ]
    return together[first], summed
