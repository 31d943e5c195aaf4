"""Reads the rows of a roster, a batch at a time: what each cell means, which rows count, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from andante.assessment.roster import AGES, GROUPINGS, TENURE_FIELDS
from andante.assessment.roster_cells import ENUMERATIONS, CellSums, Codes, Floats
from andante.assessment.roster_columns import DEFINITIONS, FACTORS, WORDS
from andante.assessment.roster_headers import Chosen
from andante.assessment.roster_identifiers import masked
from andante.assessment.roster_problems import ProblemLog
from andante.assessment.roster_readings import ERROR_VALUE, IDENTIFIER, TOTAL, ColumnReader, written
from andante.assessment.roster_source import Batch, Source
from andante.assessment.roster_values import age_band, band_of_age, is_blank, is_total, meaning_of, number_of

MAX_HEADCOUNT = 100_000_000.0
_LIMITS = {"weekly_hours": (0.0, 168.0), "annual_pay": (0.0, 1e10), "tenure_years": (-0.001, 70.0)}
_SAYS = {
    "weekly_hours": "a number of hours above 0 and at most 168 a week",
    "annual_pay": "an amount above 0",
    "tenure_years": "between 0 and 70 years, not after the day of the assessment",
}
_EMPTY_MEND = "; leave the cell empty where it is not known"
Bools = NDArray[np.bool_]


@dataclass(slots=True)
class RowReader:
    """Takes the batches of one file. `marks` are the decimal marks of its columns, by our names."""

    source: Source
    chosen: Mapping[str, Chosen]
    marks: Mapping[str, str | None]
    on: date
    log: ProblemLog
    sums: CellSums = field(init=False)
    rejected: float = 0.0
    rejected_rows: int = 0
    rows: int = 0
    not_counted_rows: int = 0
    read: ColumnReader = field(init=False)

    def __post_init__(self) -> None:
        self.read = ColumnReader(self.chosen, self.marks, self.source.epoch, self.on)
        self.sums = CellSums(self.log.file, self._summed_columns())

    def _summed_columns(self) -> tuple[str, ...]:
        fills = {DEFINITIONS[name].fills for name in self.chosen}
        names = ["headcount"]
        names += ["weekly_hours", "hours_known"] if "weekly_hours" in fills else []
        names += ["annual_pay", "pay_known"] if "annual_pay" in fills else []
        names += [each.name for each in TENURE_FIELDS] if "tenure_years" in fills else []
        return tuple(names)

    def take(self, batch: Batch) -> None:
        """Add the rows of a batch to the cells, and what is wrong with them to the log."""
        rows = batch.rows
        for row, wrong in batch.broken:
            self.log.add_rows(
                "row", wrong, "give every row as many cells as there are column names, in quotation marks"
                " where a cell holds the separator", np.array([row]), None,
            )  # fmt: skip
        self.rejected += len(batch.broken)
        self.rejected_rows += len(batch.broken)
        self.rows += len(batch.broken)
        title = self.read.text_numbers(batch, "title", self.sums.titles)
        code = self.read.text_numbers(batch, "code", self.sums.codes)
        nameless = (title == 0) & (code == 0)
        blank = self._blank(batch, nameless)
        total = ~blank & ((title == TOTAL) | (code == TOTAL) | self._total_elsewhere(batch, nameless))
        live = ~blank & ~total
        headcount, unreadable = self._headcount(batch, live)
        zero = live & ~unreadable & (headcount == 0)
        unnamed = live & ~zero & self._unnamed(batch, title, code, live & ~zero)
        rejected = unreadable | unnamed
        self._tell_not_counted(rows, total, zero)
        self._reject(headcount, rejected)
        self.rows += int((~blank).sum())
        self.not_counted_rows += int((total | zero).sum())
        self._add(batch, live & ~zero & ~rejected, live & ~zero, title, code, headcount)
        self.log.end_batch()

    # Which rows count

    def _blank(self, batch: Batch, nameless: Bools) -> Bools:
        """Rows in which no cell says anything; only a file whose every column is read can tell."""
        blank = nameless & self.source.whole_rows
        for index, cells in batch.cells.items():
            if not blank.any():
                break
            if cells.number is not None:
                blank = blank & np.isnan(cells.number)
            if cells.text is not None:
                said = self.read.looked_up(str(index), "blank", cells, lambda text: float(bool(text)))
                blank = blank & (np.nan_to_num(said) == 0)
        return blank

    def _total_elsewhere(self, batch: Batch, nameless: Bools) -> Bools:
        """Rows whose place, sex, ... is "total"; without title and code, rows where any cell is."""
        total = np.zeros(len(batch.rows), dtype=bool)
        groups = {each.index for name, each in self.chosen.items() if DEFINITIONS[name].fills in GROUPINGS}
        for index, cells in batch.cells.items():
            if cells.text is not None and (index in groups or nameless.any()):
                said = self.read.looked_up(str(index), "total", cells, lambda text: float(is_total(text)))
                total |= (nameless | (index in groups)) & (np.nan_to_num(said) == 1)
        return total

    def _headcount(self, batch: Batch, live: Bools) -> tuple[Floats, Bools]:
        """Persons of every row, and the rows where they cannot be read (each counted as one person)."""
        if "headcount" not in self.chosen:
            return np.ones(len(batch.rows)), np.zeros(len(batch.rows), dtype=bool)
        found = self.read.numbers(batch, "headcount")
        mend = "write the number of persons that the row stands for"
        missing = live & np.isnan(found)
        wrong = live & np.isinf(found)
        negative = live & np.isfinite(found) & (found < 0)
        huge = live & np.isfinite(found) & (found > MAX_HEADCOUNT)
        self._tell(
            batch, "headcount", "no number of persons; the row is rejected", missing, mend, shown=False
        )
        self._tell(batch, "headcount", "not understood; the row is rejected", wrong, mend)
        self._tell(batch, "headcount", "fewer than no persons; the row is rejected", negative, mend)
        self._tell(
            batch, "headcount", f"more than {MAX_HEADCOUNT:,.0f} persons; the row is rejected", huge, mend
        )
        unreadable = missing | wrong | negative | huge
        return np.where(unreadable | ~live, 1.0, found), unreadable

    def _unnamed(self, batch: Batch, title: Codes, code: Codes, live: Bools) -> Bools:
        """Rows that cannot be used for want of a title or code, or because of how it is written."""
        neither: Bools = live & (title <= 0) & (code <= 0) & (title > IDENTIFIER) & (code > IDENTIFIER)
        self.log.add_rows(
            "title", "neither a job title nor an occupation code; the row is rejected",
            "write what the person works as", batch.rows[neither], None,
        )  # fmt: skip
        unusable = np.zeros(len(batch.rows), dtype=bool)
        for name, numbers in (("title", title), ("code", code)):
            if name not in self.chosen:
                continue
            personal, error = live & (numbers == IDENTIFIER), live & (numbers == ERROR_VALUE)
            self._tell(
                batch, name, "holds what looks like a personal identifier (not shown); the row is rejected",
                personal, "remove it: a roster has titles and codes, no persons", shown=False,
            )  # fmt: skip
            self._tell(
                batch, name, "an error value, a formula without a result or too long; the row is rejected",
                error, "open the file in the program that made it, mend the cell and save",
            )  # fmt: skip
            unusable |= personal | error
        unusable |= neither
        return unusable

    def _tell_not_counted(self, rows: Codes, total: Bools, zero: Bools) -> None:
        self.log.add_rows(
            "row", "a total of other rows or a repeated line of names; it is not counted",
            "remove it, so that the file holds every person once", rows[total], None,
        )  # fmt: skip
        self.log.add_rows(
            "headcount", "0 persons; the row stands for nobody and is not counted",
            "remove the row, or write how many persons it stands for", rows[zero], None,
        )  # fmt: skip

    def _reject(self, headcount: Floats, rejected: Bools) -> None:
        self.rejected += float(headcount[rejected].sum())
        self.rejected_rows += int(rejected.sum())

    # What the other columns say

    def _add(
        self, batch: Batch, kept: Bools, told: Bools, title: Codes, code: Codes, headcount: Floats
    ) -> None:
        groups = {name: codes[kept] for name, codes in self._groups(batch, told).items()}
        place = self._place(batch, told)[kept]
        people = headcount[kept]
        values = [people]
        hours = self._measure(batch, "weekly_hours", told, None)
        for fills in ("weekly_hours", "annual_pay", "tenure_years"):
            found = hours if fills == "weekly_hours" else self._measure(batch, fills, told, hours)
            if found is not None:
                known = np.isfinite(found[kept])
                values += [np.where(known, found[kept], 0.0) * people, np.where(known, people, 0.0)]
        self.sums.add(np.maximum(title[kept], 0), np.maximum(code[kept], 0), place, groups, values)

    def _groups(self, batch: Batch, told: Bools) -> dict[str, Codes]:
        found = {}
        for name in WORDS:
            if name in self.chosen:
                found[name] = self._words(batch, name, told)
        if "age" in self.chosen or "birth_year" in self.chosen:
            found["age"] = self._ages(batch, told)
        return found

    def _words(self, batch: Batch, name: str, told: Bools) -> Codes:
        values = ENUMERATIONS[name]

        def meaning(text: str) -> float:
            if is_blank(text):
                return 0
            value = meaning_of(name, text)
            return -1 if value is None else values.index(value) + 1

        codes = self.read.by_text(batch, name, meaning)
        mend = f"write one of: {', '.join(values)} (or a word of the table in docs/rosters.md)" + _EMPTY_MEND
        self._tell(batch, name, "not understood; kept as not known", told & (codes < 0), mend)
        return _or_none(codes)

    def _ages(self, batch: Batch, told: Bools) -> Codes:
        name = "age" if "age" in self.chosen else "birth_year"

        def band(text: str) -> float:
            if is_blank(text):
                return 0
            if name == "birth_year":
                year = number_of(text.rstrip("年生 "), ".")
                found = None if year is None or year != int(year) else band_of_age(self.on.year - year)
            else:
                found = age_band(text)
            return -1 if found is None else AGES.index(found) + 1

        codes = self.read.by_text(batch, name, band)
        mend = "write an age from 16 to 100 or a band within 16-24, 25-29, 30-44, 45-59, 60+"
        if name == "birth_year":
            mend = "write the year with four digits, of an age from 16 to 100"
        what = "not understood or not an age of work; kept as not known"
        self._tell(batch, name, what, told & (codes < 0), mend + _EMPTY_MEND)
        return _or_none(codes)

    def _place(self, batch: Batch, told: Bools) -> Codes:
        if "place" not in self.chosen:
            return np.zeros(len(batch.rows), dtype=np.int64)
        found = self.read.text_numbers(batch, "place", self.sums.places)
        self._tell(
            batch, "place", "holds what looks like a personal identifier or an error; kept as not known",
            told & (found <= IDENTIFIER), "write the city or the region of work", shown=False,
        )  # fmt: skip
        return _or_none(found)

    def _measure(self, batch: Batch, fills: str, told: Bools, hours: Floats | None) -> Floats | None:
        """Weekly hours, annual pay or years in the firm of a person of each row; nan where not known."""
        names = [each for each in self.chosen if DEFINITIONS[each].fills == fills]
        if not names:
            return None
        (name,) = names
        found = (
            self.read.dates(batch) if name == "start_date" else self.read.numbers(batch, name) * FACTORS[name]
        )
        low, high = _LIMITS[fills]
        wrong = told & np.isinf(found)
        outside = told & np.isfinite(found) & ~((found > low) & (found <= high))
        self._tell(batch, name, "not understood; kept as not known", wrong, _mend_of(name) + _EMPTY_MEND)
        self._tell(
            batch, name, f"cannot be; kept as not known: it must be {_SAYS[fills]}", outside,
            "correct it" + _EMPTY_MEND,
        )  # fmt: skip
        found[wrong | outside] = np.nan
        if name == "hourly_pay":
            without = told & np.isfinite(found) & (np.isnan(hours) if hours is not None else True)
            self._tell(
                batch, name, "pay an hour without weekly hours; pay kept as not known", without,
                "give the weekly hours, or the pay a month or a year",
            )  # fmt: skip
            found = found * (np.full(len(found), np.nan) if hours is None else hours)
        return found

    # Telling

    def _tell(
        self, batch: Batch, name: str, kind: str, where: Bools, mend: str, *, shown: bool = True
    ) -> None:
        """A problem for each of the rows, with what stands in the cell where that can be shown."""
        if not where.any():
            return
        places = np.flatnonzero(where)
        cells = self.read.cells(batch, name)

        def value(index: int) -> str:
            return masked(written(cells, int(places[index])))

        header = self.chosen[name].header.strip() if name in self.chosen else None
        self.log.add_rows(name, kind, mend, batch.rows[where], value if shown else None, header)


def _or_none(codes: Codes) -> Codes:
    """The codes, with 0 (not known) for those that cannot be used."""
    usable: Codes = np.where(codes < 0, 0, codes)
    return usable


def _mend_of(name: str) -> str:
    if name == "start_date":
        return "write the day as 2021-03-31"
    return "write a plain number such as 1234.5 (in 1,234 and 1.234 the mark could be either)"
