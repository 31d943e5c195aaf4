"""Chip supply paths: how many AI chips each economy can have, quarter by quarter; docs/chips.md.

A path is an assumption from outside the model, the same for every policy of a comparison. The packaged ones
lie in `chips/`; `chip_path_file.py` reads a file and finds everything that is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from importlib import resources
from itertools import groupby
from pathlib import Path

import numpy as np

from andante.economy.chips import ChipPath
from andante.economy.exchange import Array
from andante.errors import Problem, ScenarioError
from andante.lab.chip_path_file import (
    FIRST_MONTH,
    MONTHS_A_QUARTER,
    ChipRow,
    content_hash,
    month_number,
    month_text,
    parse_chip_file,
    read_chip_file,
)
from andante.lab.comparison_economy import ChipSource, ChipSummary

LONGEST_RUN = 12 * 1000
"""Months; a bound on what is asked for, not on what is sensible."""


@dataclass(frozen=True)
class ChipPathFile:
    """A checked path: every series of every economy, without a gap, from 2022-01 on."""

    name: str
    title: str
    title_zh: str
    introduction: str
    introduction_zh: str
    hash: str
    file: str
    rows: tuple[ChipRow, ...]

    @property
    def economies(self) -> tuple[str, ...]:
        """The economies the file has rows for, in its order."""
        return tuple(dict.fromkeys(row.economy for row in self.rows))

    def path_for(self, economy: str, start_month: str, months: int) -> ChipPath:
        """The supply of one economy to a run of `months` months from `start_month` ("YYYY-MM") on.

        A quarter is spread evenly over its months; the last is held beyond the end of the file, except that
        (2.2) continues domestic output. The stock at the start is what came in from 2022-01 on, without
        wear and without the chips of before. Raises ScenarioError for an economy the file lacks, a month
        before 2022-01 and a length that is not between 1 and 12,000.
        """
        first = self._checked_start(economy, start_month, months)
        end = first + months
        series = partial(self._by_month, economy, end)
        offered, permitted = series("offered") / MONTHS_A_QUARTER, series("permitted_share")
        smuggled, domestic = (series(name) / MONTHS_A_QUARTER for name in ("smuggled", "domestic"))
        came_in = permitted * offered + smuggled + domestic
        observed_until = self._last_quarter(economy, "domestic") + MONTHS_A_QUARTER
        domestic[max(observed_until, first + 1) :] = np.nan
        limit = self._single(economy, "domestic_limit")
        return ChipPath(
            economy=economy,
            start_stock=float(came_in[:first].sum()),
            offered=offered[first:],
            permitted_share=permitted[first:],
            smuggled=smuggled[first:],
            domestic=domestic[first:],
            domestic_growth=self._single(economy, "domestic_growth"),
            domestic_limit=None if limit is None else limit / MONTHS_A_QUARTER,
        )

    def summary(self) -> ChipSummary:
        """What a report says of the path: its words, and each run of rows that share a source."""
        return ChipSummary(
            name=self.name,
            title=self.title,
            title_zh=self.title_zh,
            introduction=self.introduction,
            introduction_zh=self.introduction_zh,
            hash=self.hash,
            file=self.file,
            sources=tuple(_sources(self.rows)),
        )

    def _checked_start(self, economy: str, start_month: str, months: int) -> int:
        problems = []
        if economy not in self.economies:
            mend = f"It has: {', '.join(self.economies)}."
            problems.append(Problem(f"The chip path {self.name} has nothing on {economy!r}.", mend=mend))
        start = month_number(start_month)
        if start < month_number(FIRST_MONTH):
            problems.append(
                Problem(
                    f"A run cannot start in {start_month!r}.",
                    why="The history of chip supply begins in 2022-01.",
                    mend="Write a month from 2022-01 on, as YYYY-MM.",
                )
            )
        if not 1 <= months <= LONGEST_RUN:
            problems.append(Problem(f"A run of {months} months cannot be.", mend="Ask for 1 to 12,000."))
        if problems:
            raise ScenarioError(problems)
        return start - month_number(FIRST_MONTH)

    def _by_month(self, economy: str, months: int, series: str) -> Array:
        """(months,) from 2022-01 on, the quarter's value in each of its months, the last one held."""
        values = [row.value for row in self._of(economy, series)]
        return np.asarray(values)[np.minimum(np.arange(months) // MONTHS_A_QUARTER, len(values) - 1)]

    def _last_quarter(self, economy: str, series: str) -> int:
        return (len(self._of(economy, series)) - 1) * MONTHS_A_QUARTER

    def _single(self, economy: str, series: str) -> float | None:
        rows = self._of(economy, series)
        return rows[0].value if rows else None

    def _of(self, economy: str, series: str) -> list[ChipRow]:
        rows = [row for row in self.rows if row.economy == economy and row.series == series]
        return sorted(rows, key=lambda row: row.month)


def chip_path_names() -> tuple[str, ...]:
    """The names of the packaged paths, in alphabetical order."""
    files = (resources.files("andante.lab") / "chips").iterdir()
    return tuple(sorted(file.name[: -len(".csv")] for file in files if file.name.endswith(".csv")))


def load_chip_paths(source: str | Path) -> ChipPathFile:
    """The path of a packaged name or of a file. Raises ScenarioError with every problem found."""
    names = chip_path_names()
    text = str(source)
    if text in names:
        packaged = resources.files("andante.lab") / "chips" / f"{text}.csv"
        return _loaded(text, f"{text}.csv", packaged.read_text(encoding="utf-8"))
    if not (text.endswith(".csv") or "/" in text or "\\" in text):
        near = get_close_matches(text, names, 1)
        meant = f"Did you mean {near[0]}? " if near else ""
        mend = f"{meant}Packaged: {', '.join(names)}. A file of yours ends in .csv; docs/chips.md."
        raise ScenarioError(Problem(f"There is no chip path {text!r}.", mend=mend))
    return _loaded(Path(text).stem, text, read_chip_file(text))


def _loaded(name: str, file: str, text: str) -> ChipPathFile:
    header, rows = parse_chip_file(text, file)
    return ChipPathFile(
        name=name,
        title=header.get("title", name),
        title_zh=header.get("title_zh", header.get("title", name)),
        introduction=header.get("introduction", ""),
        introduction_zh=header.get("introduction_zh", header.get("introduction", "")),
        hash=content_hash(header, rows),
        file=file,
        rows=rows,
    )


def _sources(rows: tuple[ChipRow, ...]) -> Iterator[ChipSource]:
    ordered = sorted(rows, key=lambda row: (row.economy, row.series, row.month))
    for key, run in groupby(
        ordered, key=lambda row: (row.economy, row.series, row.unit, row.source, row.tag)
    ):
        economy, series, unit, source, tag = key
        same = list(run)
        values = [row.value for row in same]
        until = month_text(month_number(same[-1].month) + MONTHS_A_QUARTER - 1)
        yield ChipSource(economy, series, same[0].month, until, min(values), max(values), unit, source, tag)
