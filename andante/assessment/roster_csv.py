"""Opens a roster in delimited text: encoding and separator are found, the rows are streamed by pyarrow."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from andante.assessment.roster_headers import find_header, normalised, recognise
from andante.assessment.roster_source import MAX_COLUMNS, SAMPLE_ROWS, Batch, Source, cells_of, too_wide
from andante.errors import AssessmentError, Problem, Where

_HEAD_BYTES = 1 << 20
_BLOCK_BYTES = 1 << 24
_PIECE = 1 << 22
_MAX_UTF16 = 1 << 28
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True, slots=True)
class _Text:
    """A text file: its encoding, and how to open it at a byte of the text (after any byte-order mark)."""

    encoding: str
    words: str
    open_at: Callable[[int], BinaryIO]


def open_csv(path: Path, file: str, explicit: Mapping[str, str]) -> Source:
    """The roster in a text file. AssessmentError where the encoding is not known or no row can be told."""
    text = _text_of(path, file)
    head = _head(text)
    separator, records, ends = _split(head, explicit, file)
    found = find_header(records, explicit)
    last, headers = found if found is not None else (0, records[0])
    width = len(headers)
    while (
        width > 1 and not headers[width - 1].strip() and all(len(row) < width for row in records[last + 1 :])
    ):
        width -= 1
    if width > MAX_COLUMNS:
        raise too_wide(file)
    headers = headers[:width]
    sample = records[last + 1 : last + 1 + SAMPLE_ROWS]
    lines = head.splitlines_kept()
    start = len("".join(lines[: ends[last]]).encode(text.encoding))
    above = sum(any(row) for row in records[: _first_of_names(records, last, headers)])
    notes = (f"{above} rows above the names of the columns are not read",) if above else ()

    def batches(wanted: Sequence[int]) -> Iterator[Batch]:
        yield from _batches(text, start, separator, width, wanted, last + 2, file)

    return Source(
        tuple(headers),
        tuple(tuple(row[index] if index < len(row) else "" for row in sample) for index in range(width)),
        batches,
        f"CSV, {text.words}, {_SEPARATORS[separator]}",
        notes=notes,
        # A program that writes decimal commas does not separate with commas.
        point=separator == ",",
    )


def _first_of_names(records: Sequence[Sequence[str]], last: int, headers: Sequence[str]) -> int:
    """The first of the one or two rows that hold the names."""
    return last if list(records[last][: len(headers)]) == list(headers) else max(last - 1, 0)


@dataclass(frozen=True, slots=True)
class _Head:
    """The beginning of the text, whole lines of it; `whole`: that is all of it."""

    text: str
    whole: bool

    def splitlines_kept(self) -> list[str]:
        """The lines with their ends, as the csv module counts them."""
        return list(io.StringIO(self.text, newline=""))


def _head(text: _Text) -> _Head:
    with text.open_at(0) as opened:
        data = opened.read(_HEAD_BYTES + 1)
    whole = len(data) <= _HEAD_BYTES
    if not whole:
        cut = max(data.rfind(b"\n"), data.rfind(b"\r"))
        data = data[: cut + 1] if cut > 0 else data
    return _Head(data.decode(text.encoding, errors="ignore" if not whole else "strict"), whole)


def _split(head: _Head, explicit: Mapping[str, str], file: str) -> tuple[str, list[list[str]], list[int]]:
    """The separator under which most columns are recognised, the first records, and the line each ends at."""
    best: tuple[tuple[int, int], str, list[list[str]], list[int]] | None = None
    for separator in _SEPARATORS:
        records, ends = _records(head, separator, file)
        if not records:
            continue
        found = find_header(records, explicit)
        names = found[1] if found is not None else records[0]
        score = (_recognised(names, explicit) if found is not None else 0, len(names) > 1)
        if best is None or score > best[0]:
            best = (score, separator, records, ends)
    if best is None:
        raise AssessmentError(
            Problem("the file has no rows", Where(file), mend="give a table with names of columns and rows")
        )
    return best[1:]


def _recognised(names: Sequence[str], explicit: Mapping[str, str]) -> int:
    mapped = {normalised(each) for each in explicit.values()}
    return sum(
        bool(name.strip()) and (recognise(name).name is not None or normalised(name) in mapped)
        for name in names
    )


def _records(head: _Head, separator: str, file: str) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(head.text, newline=""), delimiter=separator)
    records: list[list[str]] = []
    ends: list[int] = []
    try:
        for record in reader:
            records.append(record)
            ends.append(reader.line_num)
            if len(records) >= SAMPLE_ROWS + 40:
                break
    except csv.Error:
        if not records:
            raise AssessmentError(
                Problem(
                    "the first row cannot be taken apart",
                    Where(file, row=1),
                    mend="give a text file with one row a line and cells apart by commas, semicolons or tabs",
                )
            ) from None
    return records, ends


def _batches(
    text: _Text, start: int, separator: str, width: int, wanted: Sequence[int], first_row: int, file: str
) -> Iterator[Batch]:
    names = [f"c{index}" for index in range(width)]
    broken: list[tuple[int, int, str]] = []

    def on_broken(row: pacsv.InvalidRow) -> Literal["skip"]:
        broken.append((row.number or 0, row.actual_columns, row.text))
        return "skip"

    with text.open_at(start) as opened:
        if not opened.read(1):
            return
        opened.seek(-1, io.SEEK_CUR)
        try:
            # One thread: only then does pyarrow say which row a broken one is.
            reader = pacsv.open_csv(
                opened,
                pacsv.ReadOptions(
                    use_threads=False, block_size=_BLOCK_BYTES, column_names=names, encoding=text.encoding
                ),
                pacsv.ParseOptions(
                    delimiter=separator,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=on_broken,
                ),
                pacsv.ConvertOptions(
                    column_types={name: pa.dictionary(pa.int32(), pa.string()) for name in names},
                    include_columns=[names[index] for index in wanted],
                    strings_can_be_null=False,
                ),
            )
            seen = 0
            for batch in reader:
                here, kept = _row_numbers(broken, seen, batch.num_rows)
                cells = {index: cells_of(batch.column(names[index])) for index in wanted}
                mended, told = _looked_at(here, separator, width, first_row, file)
                yield Batch(cells, kept + first_row - 1, told)
                if mended:
                    yield _mended(mended, wanted)
                seen += batch.num_rows + len(here)
                del broken[: len(here)]
        except pa.ArrowException as error:
            if "Empty CSV" not in str(error):
                raise _damaged(error, file) from None
        mended, told = _looked_at(broken, separator, width, first_row, file)
        yield _mended(mended, wanted, told)


def _row_numbers(
    broken: Sequence[tuple[int, int, str]], seen: int, kept: int
) -> tuple[list[tuple[int, int, str]], np.ndarray]:
    """The broken rows among or before the batch's rows, and the numbers of the rows that are whole."""
    numbers = np.array([row for row, _, _ in broken], dtype=np.int64)
    # A broken row stands before the batch's last row if fewer whole rows than `kept` precede it.
    inside = numbers - 1 - seen - np.arange(len(numbers)) < kept
    count = int(inside.sum()) if len(numbers) else 0
    whole = np.ones(kept + count, dtype=bool)
    whole[numbers[:count] - 1 - seen] = False
    return list(broken[:count]), np.flatnonzero(whole) + seen + 1


def _looked_at(
    broken: Sequence[tuple[int, int, str]], separator: str, width: int, first_row: int, file: str
) -> tuple[list[tuple[int, list[str]]], tuple[tuple[int, str], ...]]:
    """Rows of the wrong length: those with nothing in the cells too many, cut; what is wrong with others."""
    mended, told = [], []
    for number, _, text in broken:
        row = number + first_row - 1
        try:
            (cells,) = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        except (csv.Error, ValueError):
            raise AssessmentError(
                Problem(
                    "a quotation mark is opened and never closed: the rows after it cannot be told apart",
                    Where(file, row=row),
                    mend='close it, or write it twice ("") where it is part of the text',
                )
            ) from None
        if not any(cell.strip() for cell in cells[width:]) and (len(cells) > width or not any(cells)):
            mended.append((row, (cells + [""] * width)[:width]))
        else:
            told.append((row, f"{len(cells)} cells under {width} names of columns; the row is rejected"))
    return mended, tuple(told)


def _mended(
    rows: Sequence[tuple[int, list[str]]], wanted: Sequence[int], told: tuple[tuple[int, str], ...] = ()
) -> Batch:
    columns = {
        index: cells_of(pa.array([cells[index] for _, cells in rows], pa.string())) for index in wanted
    }
    return Batch(columns, np.array([row for row, _ in rows], dtype=np.int64), told)


def _damaged(error: Exception, file: str) -> AssessmentError:
    if "straddling" in str(error):
        what = f"a row is longer than {_BLOCK_BYTES >> 20} MiB"
        mend = "look for a quotation mark that is opened and never closed"
    else:
        what, mend = "the text cannot be taken apart into rows", "save the table as CSV (UTF-8) again"
    return AssessmentError(Problem(what, Where(file), mend=mend))


# Encoding


def _text_of(path: Path, file: str) -> _Text:
    """The encoding: as a byte-order mark says, else UTF-8 if all is, else GB18030 if it reads so."""
    with path.open("rb") as opened:
        start = opened.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(path, file)

    def from_byte(mark: int) -> Callable[[int], BinaryIO]:
        def open_at(offset: int) -> BinaryIO:
            opened = path.open("rb")
            opened.seek(mark + offset)
            return opened

        return open_at

    if start.startswith(codecs.BOM_UTF8):
        if not _decodes(path, "utf-8"):
            raise _unknown_encoding(file, "It begins with the mark of UTF-8, but is not all UTF-8.")
        return _Text("utf-8", "UTF-8", from_byte(3))
    if _decodes(path, "utf-8"):
        return _Text("utf-8", "UTF-8", from_byte(0))
    if _decodes(path, "gb18030") and _reads_as_chinese(path):
        return _Text("gb18030", "GB18030", from_byte(0))
    raise _unknown_encoding(file, "It is neither UTF-8 nor Chinese text in GBK or GB18030.")


def _utf16(path: Path, file: str) -> _Text:
    if path.stat().st_size > _MAX_UTF16:
        raise _unknown_encoding(file, "UTF-16 is read up to 256 MiB only.")
    try:
        data = path.read_bytes().decode("utf-16").encode()
    except UnicodeError:
        raise _unknown_encoding(file, "It begins with the mark of UTF-16, but is not all UTF-16.") from None

    def open_at(offset: int) -> BinaryIO:
        opened = io.BytesIO(data)
        opened.seek(offset)
        return opened

    return _Text("utf-8", "UTF-16", open_at)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as opened:
            while piece := opened.read(_PIECE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _reads_as_chinese(path: Path) -> bool:
    """Whether the text beyond ASCII is mostly common characters, as no other encoding read as GB18030 is."""
    with path.open("rb") as opened:
        text = opened.read(_HEAD_BYTES).decode("gb18030", errors="ignore")
        foreign = [char for char in text if ord(char) > 127]
        while not foreign and (piece := opened.read(_PIECE)):
            foreign = [char for char in piece.decode("gb18030", errors="ignore") if ord(char) > 127]
    rows = [row for char in foreign if (row := _row_of(char)) is not None]
    words = [row for row in rows if row >= _FIRST_WORDS]
    korean = len(words) >= 20 and max(words) <= _LAST_HANGUL
    return bool(foreign) and len(rows) >= 0.8 * len(foreign) and not korean


_FIRST_WORDS, _LAST_WORDS = 0xB0, 0xD7  # the 3 755 characters in daily use
_LAST_SIGNS = 0xA3  # punctuation, numbers, full-width letters
_LAST_HANGUL = 0xC8  # Korean text, read as GB 2312, stays within the first rows of characters


def _row_of(char: str) -> int | None:
    """The row of GB 2312 that has the character, where it is among the signs and common characters."""
    try:
        data = char.encode("gb2312")
    except UnicodeEncodeError:
        return None
    common = len(data) == 2 and (0xA1 <= data[0] <= _LAST_SIGNS or _FIRST_WORDS <= data[0] <= _LAST_WORDS)
    return data[0] if common else None


def _unknown_encoding(file: str, why: str) -> AssessmentError:
    return AssessmentError(
        Problem(
            "the encoding of the text is not known",
            Where(file),
            why=why,
            mend="save the table as CSV in UTF-8",
        )
    )
