"""Reads a roster: CSV, Excel or Parquet, told apart by what the file holds, into cells of people alike."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from andante.assessment.roster import Roster
from andante.assessment.roster_columns import DEFINITIONS
from andante.assessment.roster_headers import (
    Chosen,
    choose_columns,
    listed_headers,
    normalised,
    recognise,
)
from andante.assessment.roster_identifiers import identifier_of_column, masked
from andante.assessment.roster_problems import ProblemLog
from andante.assessment.roster_rows import RowReader
from andante.assessment.roster_source import Source
from andante.assessment.roster_values import decimal_mark, tidy
from andante.errors import AssessmentError, Problem, Where

__all__ = ["read_roster"]


def read_roster(
    path: str | Path,
    columns: Mapping[str, str] | None = None,
    allow_identifiers: bool = False,
    on: date | None = None,
) -> Roster:
    """The roster of a file: rows are persons, or groups where there is a column with the headcount.

    Columns are recognised by their names (docs/rosters.md); `columns` maps our names to the file's and wins.
    `on` is the day of the assessment (today), at which years of birth and first days in the firm are counted.
    Personal identifiers are refused; with `allow_identifiers` their columns are left unread.

    Raises AssessmentError for a file that cannot be used: not there, damaged, of another kind, without a
    title or code column, with personal identifiers, or without a row that can be used. What is wrong with
    single rows is in `problems`, and the persons of rows that cannot be used in `rejected`.
    """
    file = str(path)
    source = open_source(Path(path), file, dict(columns or {}))
    chosen, open_questions = _columns(source, dict(columns or {}), allow_identifiers, file)
    dropped = _identifiers(source, chosen)
    day = on or date.today()
    log = ProblemLog(file)
    for note in source.notes:
        log.add(Problem(note, Where(file), mend="nothing, if that is meant"), "file: not all of it is read")
    for problem in open_questions:
        log.add(problem, "column: not read because it is unclear")
    reader = RowReader(source, chosen, _marks(source, chosen), day, log)
    for batch in source.batches(_wanted(source, chosen, dropped)):
        reader.take(batch)
    cells = reader.sums.table()
    if cells.num_rows == 0:
        raise AssessmentError((_no_rows(reader, file), *log.problems))
    read = {each.index for each in chosen.values()}
    return Roster(
        cells=cells,
        headcount=reader.sums.persons() + reader.rejected,
        rejected=reader.rejected,
        rows=reader.rows,
        rejected_rows=reader.rejected_rows,
        problems=tuple(log.problems),
        problem_count=log.count,
        columns={name: each.header.strip() for name, each in chosen.items()},
        unused=tuple(
            header.strip()
            for index, header in enumerate(source.headers)
            if index not in read and index not in dropped and header.strip()
        ),
        file=file,
        digest=_digest(Path(path)),
        not_counted_rows=reader.not_counted_rows,
        dropped=tuple(source.headers[index].strip() for index in dropped),
        source=source.words,
        on=day,
        problem_counts=dict(log.counts),
    )


def _columns(
    source: Source, explicit: Mapping[str, str], allow_identifiers: bool, file: str
) -> tuple[dict[str, Chosen], list[Problem]]:
    """The columns to read; AssessmentError with all that makes the file unusable."""
    chosen, problems, fatal = choose_columns(source.headers, explicit, file)
    _titles_that_are_codes(source, chosen, explicit)
    if not fatal and "title" not in chosen and "code" not in chosen:
        fatal.append(
            Problem(
                "no column has job titles or occupation codes",
                Where(file),
                why=f"the columns are: {listed_headers(source.headers) or 'none'}",
                mend='name one "job title" or "occupation code" (职位, 职业代码), or say --column title=X',
            )
        )
    if not allow_identifiers:
        fatal += [
            Problem(
                f"the column {masked(source.headers[index]) if source.headers[index].strip() else index + 1}"
                f" holds {kind}, a personal identifier",
                Where(file, column=index + 1),
                why="an impact assessment is about work, not about single persons; no value of it is shown",
                mend="remove the column, or give --allow-identifiers: it is then left unread; if it is"
                " something else, say what: --column title=COLUMN",
            )
            for index, kind in _identifiers(source, chosen).items()
        ]
    if fatal:
        raise AssessmentError(fatal)
    for index in _identifiers(source, chosen):
        for name in [name for name, each in chosen.items() if each.index == index]:
            del chosen[name]
    if "title" not in chosen and "code" not in chosen:
        raise AssessmentError(
            Problem(
                "the only column of job titles or codes holds personal identifiers",
                Where(file),
                mend="give a column with job titles or occupation codes",
            )
        )
    return chosen, problems


def _identifiers(source: Source, chosen: Mapping[str, Chosen]) -> dict[int, str]:
    """The columns that hold personal identifiers, and which."""
    recognised = {each.index for each in chosen.values()}
    found = {}
    for index, header in enumerate(source.headers):
        values = [tidy(value) for value in source.sample[index]]
        known = index in recognised or recognise(header).name is not None
        kind = identifier_of_column(normalised(header), values, known)
        if kind is not None:
            found[index] = kind
    return found


def _titles_that_are_codes(source: Source, chosen: dict[str, Chosen], explicit: Mapping[str, str]) -> None:
    """A column named `occupation` whose cells are all codes is one of codes."""
    if "code" in chosen or "title" not in chosen or "title" in explicit:
        return
    title = chosen["title"]
    filled = [value.strip() for value in source.sample[title.index] if value.strip()]
    if filled and all(
        re.fullmatch(r"\d{4}(\.0)?|\d{2}-\d{4}(\.\d{2})?|\d-\d{2}(-\d{2}){1,2}", value) for value in filled
    ):
        chosen["code"] = Chosen("code", title.index, title.header)
        del chosen["title"]


def _marks(source: Source, chosen: Mapping[str, Chosen]) -> dict[str, str | None]:
    """The decimal mark of each column: as its sample proves, else another column's, else the file's."""
    marks = {
        name: decimal_mark(source.sample[each.index])
        for name, each in chosen.items()
        if DEFINITIONS[name].kind == "number"
    }
    proved = {mark for mark in marks.values() if mark is not None}
    other = proved.pop() if len(proved) == 1 else "." if source.point and not proved else None
    return {name: mark or other for name, mark in marks.items()}


def _wanted(source: Source, chosen: Mapping[str, Chosen], dropped: Mapping[int, str]) -> Sequence[int]:
    """The columns to read: all where that shows which rows are empty; the first one may name a total."""
    if source.whole_rows:
        return [index for index in range(len(source.headers)) if index not in dropped]
    used = {each.index for each in chosen.values()}
    return sorted(used | ({0} - set(dropped)))


def open_source(path: Path, file: str, explicit: Mapping[str, str]) -> Source:
    """The file opened by what it holds, whatever its name says."""
    start = _start_of(path, file)
    if start.startswith(b"PAR1") or path.suffix.lower() in (".parquet", ".pq"):
        from andante.assessment.roster_parquet import open_parquet

        return open_parquet(path, file)
    if start.startswith(b"PK\x03\x04"):
        from andante.assessment.roster_excel import open_excel

        return open_excel(path, file, explicit)
    for magic, what, mend in _OTHER_KINDS:
        if start.startswith(magic):
            raise AssessmentError(Problem(f"the file is {what}, not a roster", Where(file), mend=mend))
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        raise AssessmentError(
            Problem(
                "the file is named as Excel but is not an Excel file",
                Where(file),
                mend="save it as .xlsx again, or name it .csv if it is text",
            )
        )
    from andante.assessment.roster_csv import open_csv

    return open_csv(path, file, explicit)


_OTHER_KINDS = (
    (
        b"\xd0\xcf\x11\xe0",
        "an old (.xls) or a locked Excel file",
        "save it as .xlsx without a password, or as CSV",
    ),
    (b"\x1f\x8b", "a compressed file (gzip)", "unpack it first"),
    (b"BZh", "a compressed file (bzip2)", "unpack it first"),
    (b"\xfd7zXZ", "a compressed file (xz)", "unpack it first"),
    (b"7z\xbc\xaf", "a compressed file (7z)", "unpack it first"),
    (b"(\xb5/\xfd", "a compressed file (zstd)", "unpack it first"),
    (b"%PDF", "a PDF", "export the table as CSV, Excel or Parquet"),
    (b"\x89PNG", "a picture", "give a table as CSV, Excel or Parquet"),
    (b"ARROW1", "an Arrow file", "save the table as Parquet"),
    (b"SQLite format 3", "a database", "export the table as CSV, Excel or Parquet"),
)


def _start_of(path: Path, file: str) -> bytes:
    mend = "give the path of a CSV, Excel or Parquet file"
    try:
        if path.is_dir():
            raise AssessmentError(Problem("the roster is a folder, not a file", Where(file), mend=mend))
        if not path.is_file():
            raise AssessmentError(Problem("there is no such roster file", Where(file), mend=mend))
        with path.open("rb") as opened:
            start = opened.read(16)
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or "the path is not one"
        raise AssessmentError(
            Problem(f"the roster cannot be opened: {words}", Where(file), mend=mend)
        ) from None
    if not start:
        raise AssessmentError(Problem("the roster file is empty", Where(file), mend=mend))
    return start


def _digest(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _no_rows(reader: RowReader, file: str) -> Problem:
    if reader.rows == 0:
        return Problem("the roster has names of columns but no rows", Where(file), mend="add the rows")
    return Problem(
        f"none of the {reader.rows:,} rows can be used: {reader.rejected_rows:,} are rejected,"
        f" {reader.not_counted_rows:,} stand for nobody",
        Where(file),
        mend="mend the rows as told below",
    )
