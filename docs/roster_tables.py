"""Writes the tables of docs/rosters.md between their marks: `python docs/roster_tables.py`; tested."""

from __future__ import annotations

from pathlib import Path

from andante.assessment.roster_columns import (
    COLUMNS,
    HOURS_COLUMNS,
    HOURS_NOUNS,
    PAY_COLUMNS,
    PAY_NOUNS,
    PERIODS,
    WORDS,
    ColumnDefinition,
)
from andante.assessment.roster_identifiers import NAMES

PAGE = Path(__file__).with_name("rosters.md")


def columns() -> str:
    """One line for every thing that a column can say."""
    lines = ["| name | recognised column names | 中文列名 | what it says | fills |", "|---|---|---|---|---|"]
    lines += [
        f"| `{each.name}` | {_english(each)} | {_chinese(each)} | {each.meaning} | `{each.fills}` |"
        for each in COLUMNS
    ]
    return "\n".join(lines) + "\n"


def _english(each: ColumnDefinition) -> str:
    measured = _measured(each)
    if measured is not None:
        nouns, period = measured
        periods = " or ".join(_of(PERIODS[period], ascii_only=True))
        return f"{periods} with {' or '.join(_of(nouns, ascii_only=True))}"
    return ", ".join(each.english)


def _chinese(each: ColumnDefinition) -> str:
    measured = _measured(each)
    if measured is not None:
        nouns, period = measured
        return f"{'、'.join(_of(PERIODS[period]))} + {'、'.join(_of(nouns))}"
    return "、".join(each.chinese)


def _measured(each: ColumnDefinition) -> tuple[tuple[str, ...], str] | None:
    """Of pay and hours: the nouns, and the period that is named with one of them."""
    for nouns, found in ((PAY_NOUNS, PAY_COLUMNS), (HOURS_NOUNS, HOURS_COLUMNS)):
        for period, name in found.items():
            if name == each.name:
                return nouns, period
    return None


def _of(words: tuple[str, ...], *, ascii_only: bool = False) -> list[str]:
    return [word for word in words if word.isascii() == ascii_only]


def words() -> str:
    """One line for every value of the enumerations."""
    lines = ["| column | value | words for it |", "|---|---|---|"]
    lines += [
        f"| `{column}` | `{value}` | {', '.join(word for word in some if word != value)} |"
        for column, values in WORDS.items()
        for value, some in values.items()
    ]
    return "\n".join(lines) + "\n"


def identifiers() -> str:
    """One line for every kind of personal identifier."""
    lines = ["| a column that holds | is named |", "|---|---|"]
    lines += [f"| {kind} | {', '.join(names)} |" for kind, names in NAMES.items()]
    return "\n".join(lines) + "\n"


TABLES = {"columns": columns, "words": words, "identifiers": identifiers}


def with_tables(page: str) -> str:
    """The page with today's tables between the marks."""
    for name, table in TABLES.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        head, rest = page.split(begin, 1)
        page = head + begin + table() + end + rest.split(end, 1)[1]
    return page


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
