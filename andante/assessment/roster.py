"""A roster: the people whose work a deployment touches, as cells of people alike in all that is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from andante.errors import Problem

AGES = ("16-24", "25-29", "30-44", "45-59", "60+")
SEXES = ("women", "men", "other")
CONTRACTS = ("permanent", "fixed_term", "agency", "self_employed", "apprentice", "other")
SENIORITIES = ("entry", "experienced", "senior")
EDUCATIONS = ("primary", "secondary", "vocational", "bachelor", "master", "doctorate")
GROUPINGS = ("age", "sex", "contract", "place", "seniority", "education")
"""The columns by which the affected are shown; every one may be null: not known is never a value."""

_CELL_COLUMNS: list[tuple[str, pa.DataType]] = [
    ("title", pa.string()),  # as written; null where only a code is given
    ("code", pa.string()),  # as written: ISCO-08, SOC, O*NET-SOC or CSCO; null where only a title is given
    ("age", pa.string()),
    ("sex", pa.string()),
    ("contract", pa.string()),
    ("place", pa.string()),
    ("seniority", pa.string()),
    ("education", pa.string()),
    ("headcount", pa.float64()),  # persons
    ("weekly_hours", pa.float64()),  # summed over the persons whose hours are known
    ("hours_known", pa.float64()),  # persons whose weekly hours are known
    ("annual_pay", pa.float64()),  # summed over the persons whose pay is known, in the file's currency
    ("pay_known", pa.float64()),  # persons whose pay is known
]
CELL_SCHEMA = pa.schema(_CELL_COLUMNS)

TENURE_FIELDS = (
    pa.field("tenure_years", pa.float64()),  # summed over the persons whose tenure is known
    pa.field("tenure_known", pa.float64()),  # persons whose tenure is known
)
"""Further columns of the cells, there only where the file says since when people are in the firm."""

PROBLEM_LIMIT = 100
"""So many problems of a roster's rows are told one by one; all are counted."""


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """A roster as read: cells (CELL_SCHEMA), and what could not be used.

    `headcount` counts every person of the file, rejected ones included; a row whose headcount itself cannot
    be read counts as one person. `problems` holds the first ones, `problem_count` all.
    """

    cells: pa.Table
    headcount: float
    rejected: float
    rows: int  # rows that are not empty, below the names of the columns
    rejected_rows: int
    problems: tuple[Problem, ...]
    problem_count: int
    columns: Mapping[str, str]  # our name -> the file's column
    unused: tuple[str, ...]  # columns of the file that nothing is read from
    file: str
    digest: str  # sha256 of the file
    not_counted_rows: int = 0  # rows that stand for nobody: totals of other rows, and headcounts of zero
    dropped: tuple[str, ...] = ()  # columns of personal identifiers that were allowed, and never read further
    source: str = ""  # how the file was read: "CSV, GB18030, semicolons", "Excel, sheet ...", "Parquet"
    on: date | None = None  # the day that birth years and first days in the firm were turned into ages at
    problem_counts: Mapping[str, int] = field(default_factory=dict)  # "sex: not understood" -> rows

    def reading(self) -> tuple[str, ...]:
        """What was read as what, in words: the kind of file, its columns, those not read or dropped."""
        named = "; ".join(f"{name} from {column!r}" for name, column in self.columns.items())
        lines = [f"{self.source}; rows: {self.rows:,}; read: {named}"]
        if self.unused:
            lines.append(f"not read: {', '.join(map(repr, self.unused))}")
        if self.dropped:
            lines.append(f"personal identifiers, left unread: {', '.join(map(repr, self.dropped))}")
        return tuple(lines)
