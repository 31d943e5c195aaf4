"""Opens a roster in an Excel workbook (.xlsx): values as Excel stored them, never formulas."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np
import pyarrow as pa

from andante.assessment.archives import UNREADABLE
from andante.assessment.roster_headers import find_header
from andante.assessment.roster_source import (
    MAX_COLUMNS,
    SAMPLE_ROWS,
    Batch,
    Cells,
    Source,
    number_text,
    too_wide,
)
from andante.errors import AssessmentError, Problem, Where

MAX_UNPACKED = 1 << 30
MAX_TEXTS = 1 << 28
MAX_PARTS = 5_000
MAX_ROWS = 1 << 20  # as many as Excel has
_BATCH_ROWS = 50_000
_FORMULA = "#FORMULA"
_DAMAGE = (*UNREADABLE, ParseError, AssertionError, SyntaxError, ImportError)
"""What openpyxl raises on files that are not what they seem."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    header: int  # rows above the first row of cells
    headers: tuple[str, ...]
    sample: list[list[Any]]
    above: int  # rows above the names of the columns that say something


def open_excel(path: Path, file: str, explicit: Mapping[str, str]) -> Source:
    """The roster in the one sheet that has job titles or codes. AssessmentError for all else."""
    openpyxl = _library(file)
    _check_size(path, file)
    try:
        with _book(openpyxl, path, results=True) as book:
            epoch = book.epoch
            names = [sheet.title for sheet in book.worksheets]
            sheets = [found for name in names if (found := _sheet(book, name, explicit, file)) is not None]
    except _DAMAGE as error:
        raise _damaged(error, file) from None
    if len(sheets) > 1:
        raise AssessmentError(
            Problem(
                f"{len(sheets)} sheets have job titles or codes",
                Where(file),
                mend="keep one of them in the file, or put all rows on one",
            )
        )
    if not sheets:
        raise AssessmentError(
            Problem(
                f"no sheet of {len(names)} has a column of job titles or occupation codes in its first rows",
                Where(file),
                mend='name one "job title" or "occupation code" (职位, 职业代码), or say --column title=X',
            )
        )
    (sheet,) = sheets
    width = len(sheet.headers)

    def batches(wanted: Sequence[int]) -> Iterator[Batch]:
        try:
            yield from _batches(openpyxl, path, sheet, wanted, file)
        except _DAMAGE as error:
            raise _damaged(error, file) from None

    notes = (f"{sheet.above} rows above the names of the columns are not read",) if sheet.above else ()
    return Source(
        sheet.headers,
        tuple(
            tuple(_text(row[index]) if index < len(row) else "" for row in sheet.sample)
            for index in range(width)
        ),
        batches,
        "Excel" if len(names) == 1 else f"Excel, one sheet of {len(names)}",
        notes=notes,
        epoch=epoch,
        point=True,
    )


def _library(file: str) -> Any:
    try:
        import openpyxl
    except ImportError:
        raise AssessmentError(
            Problem(
                "reading Excel files needs an extra that is not installed",
                Where(file),
                mend="pip install 'andante[excel]', or save the table as CSV",
            )
        ) from None
    return openpyxl


@contextmanager
def _book(openpyxl: Any, path: Path, results: bool) -> Iterator[Any]:
    """The workbook, with the stored results of formulas or with the formulas."""
    with path.open("rb") as opened:  # openpyxl goes by the ending of a name, not by the content
        book = openpyxl.load_workbook(opened, read_only=True, data_only=results, keep_links=False)
        try:
            yield book
        finally:
            book.close()


def _check_size(path: Path, file: str) -> None:
    """A small file may unpack to more than memory holds: what it says of itself is looked at first."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except UNREADABLE as error:
        raise _damaged(error, file) from None
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise AssessmentError(
            Problem(
                "the file is a packed (zip) file but not an Excel workbook",
                Where(file),
                mend="unpack it, or save the table as .xlsx or CSV",
            )
        )
    unpacked = sum(part.file_size for part in parts)
    texts = sum(part.file_size for part in parts if part.filename == "xl/sharedStrings.xml")  # all in memory
    if unpacked > MAX_UNPACKED or texts > MAX_TEXTS or len(parts) > MAX_PARTS:
        raise AssessmentError(
            Problem(
                f"the workbook unpacks to {unpacked / 1e9:.1f} GB in {len(parts)} parts, more than is read",
                Where(file),
                mend="save the one sheet with the roster as CSV or Parquet",
            )
        )


def _rows(book: Any, name: str, file: str) -> Iterator[tuple[Any, ...]]:
    sheet = book[name]
    sheet.reset_dimensions()  # what a file says of its size may be wrong
    # Rows that a file leaves out come as empty ones: a last row numbered in billions must not be waited for.
    for number, row in enumerate(sheet.iter_rows(values_only=True)):
        if any(value is not None for value in row[MAX_COLUMNS:]):
            raise too_wide(file)
        if number == MAX_ROWS:
            what = f"a sheet has more than {MAX_ROWS:,} rows"
            raise AssessmentError(Problem(what, Where(file), mend="save the table as CSV or Parquet"))
        yield row[:MAX_COLUMNS]


def _sheet(book: Any, name: str, explicit: Mapping[str, str], file: str) -> _Sheet | None:
    rows = list(islice(_rows(book, name, file), SAMPLE_ROWS + 40))
    found = find_header([[_text(value) for value in row] for row in rows[:31]], explicit)
    if found is None:
        return None
    last, headers = found
    while headers and not headers[-1].strip():
        headers.pop()
    above = sum(any(value is not None for value in row) for row in rows[: max(last - 1, 0)])
    if last > 0 and any(value is not None for value in rows[last - 1]):
        above += [_text(value) for value in rows[last]][: len(headers)] == headers
    return _Sheet(name, last + 1, tuple(headers), [list(row) for row in rows[last + 1 :]], above)


def _batches(openpyxl: Any, path: Path, sheet: _Sheet, wanted: Sequence[int], file: str) -> Iterator[Batch]:
    with ExitStack() as stack:
        rows = _rows(stack.enter_context(_book(openpyxl, path, results=True)), sheet.name, file)
        written = None
        if _has_formulas(path):
            written = _rows(stack.enter_context(_book(openpyxl, path, results=False)), sheet.name, file)
        seen = sheet.header
        for _ in range(seen):
            next(rows, None)
            if written is not None:
                next(written, None)
        while taken := list(islice(rows, _BATCH_ROWS)):
            if written is not None:
                others = islice(written, len(taken))
                taken = [_marked(row, other) for row, other in zip(taken, others, strict=True)]
            cells = {
                index: _cells([row[index] if index < len(row) else None for row in taken]) for index in wanted
            }
            yield Batch(cells, np.arange(seen + 1, seen + 1 + len(taken), dtype=np.int64))
            seen += len(taken)


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as packed:
        for part in packed.infolist():
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                with packed.open(part) as opened:
                    kept = b""
                    while piece := opened.read(1 << 20):
                        if b"<f>" in kept + piece or b"<f " in kept + piece:
                            return True
                        kept = piece[-4:]
    return False


def _marked(values: tuple[Any, ...], written: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values, but a mark for a formula without a stored result: it must not pass for empty."""
    return tuple(
        _FORMULA if value is None and index < len(written) and written[index] is not None else value
        for index, value in enumerate(values)
    )


def _cells(values: Sequence[Any]) -> Cells:
    """A column: its numbers as numbers, all else as text."""
    number = np.full(len(values), np.nan)
    text: list[str | None] = [None] * len(values)
    for index, value in enumerate(values):
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            number[index] = value
        elif value is not None:
            text[index] = _text(value)
    return Cells(pa.array(text, pa.string()).dictionary_encode(), number)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    return str(value).encode("utf-8", errors="replace").decode()


def _damaged(error: Exception, file: str) -> AssessmentError:
    return AssessmentError(
        Problem(
            "the Excel file cannot be read: it is damaged, locked or of a form that is not known",
            Where(file),
            why=f"{type(error).__name__} while reading it",
            mend="open it in Excel and save it as .xlsx again, or as CSV",
        )
    )
