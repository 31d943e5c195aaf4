"""A slow account of what a CSV roster says, row by row with the csv module; it shares no module with andante.

It understands the columns and words that the tests write, no others: job title, occupation code, headcount,
age, sex, contract, place, weekly hours, monthly pay.
"""

from __future__ import annotations

import csv
import io
import math
from collections import defaultdict
from dataclasses import dataclass, field

SEX = {"female": "women", "女": "women", "male": "men", "男": "men", "other": "other"}
CONTRACT = {"permanent": "permanent", "固定期限": "fixed_term", "fixed-term": "fixed_term", "派遣": "agency"}
SPACE = " \t\r\n　\xa0"
KEYS = ("title", "code", "age", "sex", "contract", "place")

Key = tuple[str | None, ...]


@dataclass
class Account:
    """The sums of each cell (headcount, hours, hours known, pay, pay known), and what was left out."""

    cells: dict[Key, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0.0] * 5))
    rejected: float = 0.0
    rejected_rows: int = 0
    not_counted: int = 0
    problems: int = 0
    rows: int = 0

    @property
    def headcount(self) -> float:
        return math.fsum(each[0] for each in self.cells.values()) + self.rejected


def account(text: str, delimiter: str = ",") -> Account:
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    names, found = rows[0], Account()
    for cells in rows[1:]:
        if all(not cell.strip(SPACE) for cell in cells):
            continue
        found.rows += 1
        if not any(cells[len(names) :]):
            cells = cells[: len(names)]
        if len(cells) != len(names):
            found.problems += 1
            found.rejected += 1
            found.rejected_rows += 1
            continue
        _take(found, dict(zip(names, (cell.strip(SPACE) for cell in cells), strict=True)))
    return found


def _take(found: Account, row: dict[str, str]) -> None:
    title, code = row.get("job title", ""), row.get("occupation code", "")
    if title in ("Total", "合计") or row.get("place") == "合计":
        found.problems += 1
        found.not_counted += 1
        return
    headcount = _number(row["headcount"]) if "headcount" in row else 1.0
    if headcount is None or headcount < 0 or headcount > 1e8:
        found.problems += 1 + (0 if title or code else 1)
        found.rejected += 1
        found.rejected_rows += 1
        _tell_of_the_rest(found, row)
        return
    if headcount == 0:
        found.problems += 1
        found.not_counted += 1
        return
    if not title and not code:
        found.problems += 1
        found.rejected += headcount
        found.rejected_rows += 1
        _tell_of_the_rest(found, row)
        return
    age, sex, contract, hours, pay = _tell_of_the_rest(found, row)
    cell = found.cells[title or None, code or None, age, sex, contract, row.get("place") or None]
    cell[0] += headcount
    if hours is not None:
        cell[1] += hours * headcount
        cell[2] += headcount
    if pay is not None:
        cell[3] += pay * 12 * headcount
        cell[4] += headcount


def _tell_of_the_rest(
    found: Account, row: dict[str, str]
) -> tuple[str | None, str | None, str | None, float | None, float | None]:
    age = _age(row.get("age", ""))
    sex = SEX.get(row.get("sex", ""))
    contract = CONTRACT.get(row.get("contract", ""))
    for name, value in (("age", age), ("sex", sex), ("contract", contract)):
        found.problems += bool(row.get(name)) and value is None
    numbers: list[float | None] = []
    for name, high in (("weekly hours", 168.0), ("monthly pay", 1e10 / 12)):
        value = _number(row.get(name, ""))
        good = value is not None and 0 < value <= high
        found.problems += bool(row.get(name)) and not good
        numbers.append(value if good else None)
    return age, sex, contract, numbers[0], numbers[1]


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def _age(text: str) -> str | None:
    if not text.isdigit():
        return None
    age = int(text)
    for low, high, band in ((16, 24, "16-24"), (25, 29, "25-29"), (30, 44, "30-44"), (45, 59, "45-59")):
        if low <= age <= high:
            return band
    return "60+" if 60 <= age <= 100 else None
