"""Reads a chip supply path from a CSV file: every problem at once, with file, line, field, why and mend.

# title: My path
# title_zh: 我的路径
# introduction: What it assumes, in a sentence or two.
month,economy,series,value,unit,source,tag
2022-01,china,offered,9414,H100-equivalents a quarter,"Epoch AI",M
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path

from andante.errors import Problem, ScenarioError, Where
from andante.policies.parameters import TAGS

COLUMNS = ("month", "economy", "series", "value", "unit", "source", "tag")
HEADER_KEYS = ("title", "title_zh", "introduction", "introduction_zh")
ECONOMIES = ("china", "united-states")
MONTHS_A_QUARTER = 3
FIRST_MONTH, LAST_YEAR = "2022-01", 2200
LARGEST_FILE = 2_000_000
MOST_CHIPS = 1e13
MOST_PROBLEMS = 40
READ_ON_UNTIL = 1000
"""Problems; beyond them the rest of a file is not read."""

CHIPS = "H100-equivalents a quarter"
SHARE = "share"
GROWTH = "log points a year"


@dataclass(frozen=True)
class Series:
    """A series of a path file: its unit, its largest value, and whether a row is due for every quarter."""

    unit: str
    most: float
    dated: bool
    above: float | None = None
    """A value must be larger than this, where given; 0 is allowed otherwise."""


SERIES = {
    "offered": Series(CHIPS, MOST_CHIPS, True),
    "permitted_share": Series(SHARE, 1, True),
    "smuggled": Series(CHIPS, MOST_CHIPS, True),
    "domestic": Series(CHIPS, MOST_CHIPS, True),
    "domestic_growth": Series(GROWTH, 3, False),
    "domestic_limit": Series(CHIPS, MOST_CHIPS, False, above=0),
}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class ChipRow:
    """One row of a path file: a quarter, named by its first month."""

    month: str
    economy: str
    series: str
    value: float
    unit: str
    source: str
    tag: str
    line: int = field(compare=False, default=0)


def month_number(text: str) -> int:
    """Months since year 0 of "YYYY-MM"; -1 where it is no month."""
    match = _MONTH.fullmatch(text) if text.isascii() else None
    return -1 if match is None else 12 * int(match[1]) + int(match[2]) - 1


def month_text(number: int) -> str:
    """The inverse of `month_number`."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def content_hash(header: dict[str, str], rows: tuple[ChipRow, ...]) -> str:
    """SHA-256 of words and rows in a fixed order: blank lines and the order of rows do not count."""
    plain = [list(astuple(row)[:-1]) for row in sorted(rows, key=lambda r: (r.economy, r.series, r.month))]
    text = json.dumps([header, plain], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def write_chip_file(header: dict[str, str], rows: Iterable[ChipRow]) -> str:
    """The text of a path file: the words of `header` (HEADER_KEYS), the columns, the rows in their order."""
    out = io.StringIO()
    out.writelines(f"# {key}: {header[key]}\n" for key in HEADER_KEYS if key in header)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        value = repr(row.value).removesuffix(".0")
        writer.writerow((row.month, row.economy, row.series, value, row.unit, row.source, row.tag))
    return out.getvalue()


def read_chip_file(path: str) -> str:
    """The text of a file. Raises ScenarioError where it cannot be read, is too large or is not UTF-8."""
    mend = "Give the path of a CSV file in UTF-8, or the name of a packaged path."
    try:
        file = Path(path)
        if not file.is_file():
            raise OSError("there is no such file" if not file.exists() else "it is not a file")
        if file.stat().st_size > LARGEST_FILE:
            raise OSError("it is larger than 2 MB")
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        why, mend = f"byte {error.start + 1} is not UTF-8", "Save the file as UTF-8."
        raise ScenarioError(Problem("The chip path is not UTF-8.", Where(path, line), why, mend)) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ScenarioError(Problem("The chip path cannot be read.", Where(path), reason, mend)) from None


def parse_chip_file(text: str, file: str) -> tuple[dict[str, str], tuple[ChipRow, ...]]:
    """The words at the head of a path file, and its rows. Raises ScenarioError with every problem."""
    reader = _Reader(file)
    header, rows = reader.read(text)
    if not rows and not reader.problems:
        reader.say(
            "The chip path is empty.", 1, mend=f"Begin with the line {','.join(COLUMNS)}; docs/chips.md."
        )
    if not reader.broken:
        reader.check_whole(rows)
    if reader.problems:
        kept = reader.problems[:MOST_PROBLEMS]
        if len(reader.problems) > len(kept):
            rest = len(reader.problems) - len(kept)
            kept.append(
                Problem(f"At least {rest} more problems.", Where(file), mend="Mend those above first.")
            )
        raise ScenarioError(kept)
    return header, tuple(rows)


@dataclass
class _Reader:
    """Collects rows and problems. `broken`: a row was left out, so that gaps would be false alarms."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    broken: bool = False

    def say(
        self, what: str, line: int | None, name: str | None = None, why: str = "", mend: str = ""
    ) -> None:
        self.problems.append(Problem(what, Where(self.file, line, field=name), why, mend))

    def read(self, text: str) -> tuple[dict[str, str], list[ChipRow]]:
        header: dict[str, str] = {}
        rows: list[ChipRow] = []
        lines = text.split("\n")
        start = 0
        while start < len(lines) and (not lines[start].strip() or lines[start].startswith("#")):
            self._header_line(header, lines[start], start + 1)
            start += 1
        records = self._records(lines, start)
        columns = next(records, None)
        if columns is not None and self._columns_fit(*columns):
            names = [name.strip() for name in columns[1]]
            for line, record in records:
                row = self._row(line, names, record)
                if row is not None:
                    rows.append(row)
                if len(self.problems) > READ_ON_UNTIL:
                    break  # it is some other file; naming each of a million lines helps nobody
        return header, rows

    def _header_line(self, header: dict[str, str], text: str, line: int) -> None:
        key, separator, words = text.lstrip("#").partition(":")
        key = key.strip()
        if not separator or key not in HEADER_KEYS:
            return  # a remark
        if key in header:
            self.say(f"Two lines give the {key}.", line, key, mend="Keep one of them.")
        header[key] = words.strip()

    def _records(self, lines: list[str], start: int) -> Iterator[tuple[int, list[str]]]:
        """Line and cells of every record; blank lines and remarks are passed over."""
        reader = csv.reader((line + "\n" for line in lines[start:]), strict=True)
        while True:
            line = start + reader.line_num + 1
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self.broken = True
                mend = (
                    'Put a cell with a comma or a quotation mark in it into "..."; write " inside it as "".'
                )
                self.say("The line is not valid CSV.", line, why=str(error), mend=mend)
                return
            if any(cell.strip() for cell in record) and not record[0].startswith("#"):
                yield line, record

    def _columns_fit(self, line: int, columns: list[str]) -> bool:
        names = [name.strip() for name in columns]
        before = len(self.problems)
        for name in dict.fromkeys(names):
            if name not in COLUMNS:
                near = get_close_matches(name, COLUMNS, 1)
                meant = f"Did you mean {near[0]}? " if near else ""
                mend = f"{meant}Columns: {', '.join(COLUMNS)}."
                self.say(f"Unknown column {name[:60]!r}.", line, mend=mend)
            elif names.count(name) > 1:
                self.say(f"The column {name} is there twice.", line, name, mend="Keep one of them.")
        for name in COLUMNS:
            if name not in names:
                why = "A figure without unit, source and tag cannot be weighed by a reader."
                self.say(f"The column {name} is missing.", line, name, why, f"Write {','.join(COLUMNS)}.")
        self.broken |= len(self.problems) > before
        return not self.broken

    def _row(self, line: int, names: list[str], record: list[str]) -> ChipRow | None:
        if len(record) != len(names):
            self.broken = True
            why = f"{len(record)} cells, {len(names)} columns"
            self.say(
                "The row does not fit the columns.", line, why=why, mend='Put cells with commas into "...".'
            )
            return None
        cells = {name: cell.strip() for name, cell in zip(names, record, strict=True)}
        before = len(self.problems)
        self._check_month(line, cells["month"])
        self._known(line, "economy", cells["economy"], ECONOMIES)
        self._known(line, "series", cells["series"], tuple(SERIES))
        self._known(line, "tag", cells["tag"], tuple(TAGS))
        series = SERIES.get(cells["series"])
        value = self._value(line, cells["value"], cells["series"], series)
        if series is not None and cells["unit"] != series.unit:
            what = f"The unit of {cells['series']} is not {cells['unit'][:60]!r}."
            what = what if cells["unit"] else "The unit is missing."
            self.say(what, line, "unit", mend=f"Write {series.unit!r}.")
        if not cells["source"]:
            self.say("The source is missing.", line, "source", mend="Say where the figure is from.")
        if value is None or len(self.problems) > before:
            self.broken = True
            return None
        return ChipRow(
            cells["month"],
            cells["economy"],
            cells["series"],
            value,
            cells["unit"],
            cells["source"],
            cells["tag"],
            line,
        )

    def _check_month(self, line: int, text: str) -> None:
        number = month_number(text)
        if number < 0:
            self.say(f"{text[:40]!r} is not a month.", line, "month", mend="Write YYYY-MM.")
        elif number < month_number(FIRST_MONTH):
            why = f"The history of chip supply begins in {FIRST_MONTH}."
            self.say(f"{text} is before the economy's history.", line, "month", why, "Take the row out.")
        elif number % MONTHS_A_QUARTER:
            mend = f"Write {month_text(number - number % MONTHS_A_QUARTER)}."
            self.say(f"{text} is not the first month of a quarter.", line, "month", mend=mend)
        elif number >= 12 * LAST_YEAR:
            self.say(f"{text} is after {LAST_YEAR}.", line, "month", mend="The last quarter is held anyway.")

    def _known(self, line: int, column: str, text: str, known: tuple[str, ...]) -> None:
        if text not in known:
            near = get_close_matches(text, known, 1)
            meant = f"Did you mean {near[0]}? " if near else ""
            what = f"Unknown {column} {text[:60]!r}." if text else f"The {column} is missing."
            self.say(what, line, column, mend=f"{meant}Known: {', '.join(known)}.")

    def _value(self, line: int, text: str, name: str, series: Series | None) -> float | None:
        value = float(text) if _NUMBER.fullmatch(text) and text.isascii() else math.nan
        if not math.isfinite(value):
            mend = "Write a number such as 9414 or 0.14, without spaces or separators."
            self.say(f"{text[:40]!r} is not a number.", line, "value", "Missing is not zero.", mend)
            return None
        if series is None:
            return None
        if value < 0 or value > series.most or (series.above is not None and value <= series.above):
            counted = "chip count" if series.unit == CHIPS else series.unit
            bound = "more than 0" if series.above is not None else "0"
            what = f"The {counted} {text[:40]} of {name} cannot be."
            self.say(what, line, "value", mend=f"Write a value from {bound} to {series.most:g}.")
        return value

    def check_whole(self, rows: list[ChipRow]) -> None:
        """Every economy has every dated series for every quarter from 2022-01 on, each row once."""
        by_series: dict[tuple[str, str], dict[str, ChipRow]] = {}
        for row in rows:
            known = by_series.setdefault((row.economy, row.series), {})
            if row.month in known:
                what = f"A second row for {row.economy}, {row.series}, {row.month}."
                self.say(
                    what, row.line, why=f"The first is on line {known[row.month].line}.", mend="Keep one."
                )
            elif known and not SERIES[row.series].dated:
                what = f"A second value of {row.series} for {row.economy}."
                self.say(what, row.line, "series", mend="One value holds for the whole run; keep one row.")
            known.setdefault(row.month, row)
        for economy in dict.fromkeys(row.economy for row in rows):
            for name, series in SERIES.items():
                if series.dated:
                    self._check_quarters(economy, name, by_series.get((economy, name), {}))

    def _check_quarters(self, economy: str, name: str, rows: dict[str, ChipRow]) -> None:
        if not rows:
            why = "Missing is not zero."
            self.say(
                f"{economy} has no rows for {name}.",
                None,
                "series",
                why,
                "Write them; 0 where there is none.",
            )
            return
        months = sorted(rows)
        if months[0] != FIRST_MONTH:
            what = f"{name} of {economy} begins in {months[0]}."
            mend = f"Begin in {FIRST_MONTH}; copy the history from a packaged path."
            self.say(what, rows[months[0]].line, "month", "The stock at the start is summed from it.", mend)
        for earlier, later in pairwise(months):
            due = month_text(month_number(earlier) + MONTHS_A_QUARTER)
            if due != later:
                what = f"A gap in {name} of {economy}: {due} is missing."
                self.say(what, rows[later].line, "month", f"The row before is {earlier}.", f"Add {due}.")
