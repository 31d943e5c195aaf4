"""Reads the columns of a batch: what each distinct text stands for, looked up for every row at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from andante.assessment.roster_cells import Codebook, Codes, Floats
from andante.assessment.roster_headers import Chosen
from andante.assessment.roster_identifiers import LOOKED_AT, QUICK, kind_of
from andante.assessment.roster_source import Batch, Cells, number_text
from andante.assessment.roster_values import (
    PLAIN,
    date_of,
    date_of_serial,
    is_blank,
    is_total,
    number_of,
    tidy,
    years_between,
)

BAD = np.inf
"""A cell that is not understood, among numbers in which nan is a cell that says nothing."""

TOTAL, IDENTIFIER, ERROR_VALUE = -1, -2, -3
"""Texts that no code book takes: of a row of totals, of a person, of a cell in error or too long."""


@dataclass(slots=True)
class ColumnReader:
    """Reads the chosen columns of one file. `marks` are their decimal marks, by our names."""

    chosen: Mapping[str, Chosen]
    marks: Mapping[str, str | None]
    epoch: datetime | None
    on: date
    _tables: dict[tuple[str, str], tuple[Any, Floats]] = field(default_factory=dict)

    def cells(self, batch: Batch, name: str) -> Cells | None:
        """The cells of one of our columns; None where the file has none."""
        return batch.cells[self.chosen[name].index] if name in self.chosen else None

    # What a text stands for, once for each distinct text

    def _table(self, name: str, kind: str, texts: Any, meaning: Callable[[str], float]) -> Floats:
        """`meaning` of each text of a dictionary; that of the batch before is used where it is the same."""
        kept = self._tables.get((name, kind))
        if kept is not None and kept[0].equals(texts):
            return kept[1]
        found = np.array([meaning(text) for text in map(_tidy, texts.to_pylist())], dtype=np.float64)
        self._tables[name, kind] = (texts, found)
        return found

    def looked_up(self, name: str, kind: str, cells: Cells, meaning: Callable[[str], float]) -> Floats:
        """`meaning` of the text of every row; nan where a row has no text."""
        assert cells.text is not None
        table = self._table(name, kind, cells.text.dictionary, meaning)
        indices = cells.text.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        found: Floats = np.append(table, np.nan)[indices]
        return found

    def text_numbers(self, batch: Batch, name: str, book: Codebook) -> Codes:
        """Numbers of the code book; 0 no text, negative where the text cannot be used."""
        cells = self.cells(batch, name)
        if cells is None:
            return np.zeros(len(batch.rows), dtype=np.int64)
        header = self.chosen[name].header.strip()
        suspects = _suspects(cells)

        def meaning(text: str) -> float:
            if text in book.numbers:
                return book.numbers[text]
            if is_blank(text):
                return 0
            if is_total(text) or text == header:
                return TOTAL
            if text in suspects and kind_of(text):
                return IDENTIFIER
            if len(text) > LOOKED_AT or (text.startswith("#") and text[1:2].isupper()):
                return ERROR_VALUE
            return book.number(text)

        found = np.full(len(batch.rows), np.nan)
        if cells.text is not None:
            found = self.looked_up(name, "text", cells, meaning)
        if cells.number is not None:
            distinct, inverse = np.unique(cells.number, return_inverse=True)
            numbers = [
                0.0 if np.isnan(v) else meaning(number_text(v)) if np.isfinite(v) else ERROR_VALUE
                for v in distinct
            ]
            found = np.where(np.isnan(found), np.array(numbers, dtype=np.float64)[inverse], found)
        return as_codes(found)

    def numbers(self, batch: Batch, name: str) -> Floats:
        """The numbers of a column; nan where there is none, infinite where it is not understood."""
        cells = self.cells(batch, name)
        assert cells is not None
        found: Floats = np.full(len(batch.rows), np.nan)
        if cells.text is not None:
            found = self._parsed(name, cells)
        if cells.number is not None:
            found = np.where(np.isnan(cells.number), found, cells.number)
        scaled: Floats = found * self.chosen[name].factor
        return scaled

    def _parsed(self, name: str, cells: Cells) -> Floats:
        assert cells.text is not None
        mark = self.marks.get(name)
        texts = cells.text.dictionary.cast(pa.string())
        if mark == ".":
            plain = pc.match_substring_regex(texts, PLAIN)
        else:
            plain = pc.match_substring_regex(texts, r"^\d+$")
        table = pc.if_else(plain, texts, None).cast(pa.float64()).to_numpy(zero_copy_only=False).copy()
        rest = pc.if_else(plain, None, texts).to_pylist()
        for index, text in enumerate(rest):
            if text is not None and not is_blank(text := _tidy(text)):
                number = number_of(text, mark)
                table[index] = BAD if number is None else number
        indices = cells.text.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        found: Floats = np.append(table, np.nan)[indices]
        return found

    def by_text(self, batch: Batch, name: str, meaning: Callable[[str], float]) -> Codes:
        """What each cell means, by `meaning` of its text; 0 where it says nothing."""
        cells = self.cells(batch, name)
        assert cells is not None
        found = np.full(len(batch.rows), np.nan)
        if cells.text is not None:
            found = self.looked_up(name, "words", cells, meaning)
        if cells.number is not None:
            distinct, inverse = np.unique(cells.number, return_inverse=True)
            each = [
                0.0 if np.isnan(v) else meaning(number_text(v)) if np.isfinite(v) else -1.0 for v in distinct
            ]
            found = np.where(np.isnan(found), np.array(each)[inverse], found)
        return as_codes(found)

    def dates(self, batch: Batch) -> Floats:
        """Years in the firm from a column of first days; a text without a day counts from the first."""
        cells = self.cells(batch, "start_date")
        assert cells is not None
        epoch = self.epoch

        def years(day: date | None) -> float:
            return BAD if day is None else years_between(day, self.on)

        found = np.full(len(batch.rows), np.nan)
        if cells.text is not None:
            found = self.looked_up(
                "start_date", "date", cells, lambda text: np.nan if is_blank(text) else years(date_of(text))
            )
        if cells.number is not None:
            distinct, inverse = np.unique(cells.number, return_inverse=True)
            each = [
                np.nan if np.isnan(v)
                else years(date_of(number_text(v)) if epoch is None or v > 1e7 else date_of_serial(v, epoch))
                for v in distinct
            ]  # fmt: skip
            found = np.where(np.isnan(found), np.array(each, dtype=np.float64)[inverse], found)
        return found


def as_codes(found: Floats) -> Codes:
    """Whole numbers, with 0 for nan."""
    codes: Codes = np.nan_to_num(found).astype(np.int64)
    return codes


def written(cells: Cells | None, index: int) -> str:
    """What stands in a cell."""
    if cells is not None and cells.text is not None and cells.text[index].is_valid:
        return str(cells.text[index].as_py())
    if cells is not None and cells.number is not None:
        return (
            number_text(cells.number[index]) if np.isfinite(cells.number[index]) else str(cells.number[index])
        )
    return ""


def _tidy(text: str | None) -> str:
    return "" if text is None else tidy(text)


def _suspects(cells: Cells) -> frozenset[str]:
    """The texts that may hold an identifier, tidied; what a pattern of digits and @ sifts out is few."""
    found: set[str] = set()
    if cells.text is not None:
        texts = cells.text.dictionary.cast(pa.string())
        found = {_tidy(text) for text in texts.filter(pc.match_substring_regex(texts, QUICK)).to_pylist()}
    if cells.number is not None:
        large = cells.number[np.isfinite(cells.number) & (cells.number >= 1e6)]
        found |= {number_text(value) for value in np.unique(large)}
    return frozenset(found)
