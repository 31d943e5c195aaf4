"""Numbers of filings: jurisdiction-year-running number-check digit, such as CN-2026-000123-3.

The check digit is Luhn's over year and running number: it finds every single wrong digit, and nearly every
swap of neighbours, before a number is looked up.
"""

from __future__ import annotations

import re

from sqlalchemy import Connection, bindparam, insert, update

from andante.errors import Problem, RegisterError, Where
from andante.register.tables_filings import NUMBERS

_NUMBER = re.compile(r"([A-Z]{2,10})-(\d{4})-(\d{6,9})-(\d)", re.ASCII)


def filing_number(jurisdiction: str, year: int, running: int) -> str:
    """The number of a filing; the jurisdiction as policies write it, in capitals."""
    digits = f"{year:04d}{running:06d}"
    return f"{jurisdiction.upper()}-{year:04d}-{running:06d}-{check_digit(digits)}"


def check_digit(digits: str) -> int:
    """Luhn's digit for these (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return -total % 10


def number_problem(text: str) -> Problem | None:
    """What is wrong with a number as somebody typed it, or None."""
    found = _NUMBER.fullmatch(text.strip().upper())
    where = Where(field="number")
    if found is None:
        return Problem(
            f"{text[:40]!r} is no number of a filing.", where, mend="It has the form CN-2026-000123-3."
        )
    if check_digit(found[2] + found[3]) != int(found[4]):
        return Problem(
            f"{text.strip()} is not a number that was given: its check digit does not fit.",
            where,
            mend="Compare it with the receipt, digit by digit.",
        )
    return None


def tidy_number(text: str) -> str:
    """A number as the register writes it. RegisterError for what is none."""
    problem = number_problem(text)
    if problem is not None:
        raise RegisterError(problem)
    return text.strip().upper()


def next_number(connection: Connection, jurisdiction: str, year: int) -> str:
    """Give the next number of a jurisdiction and year, within the caller's transaction."""
    place = {"wanted": jurisdiction, "wanted_year": year}
    running = connection.execute(_NEXT, place).scalar()
    if running is None:
        running = 1
        connection.execute(insert(NUMBERS), {"jurisdiction": jurisdiction, "year": year, "last": running})
    return filing_number(jurisdiction, year, running)


_NEXT = (
    update(NUMBERS)
    .where(NUMBERS.c.jurisdiction == bindparam("wanted"), NUMBERS.c.year == bindparam("wanted_year"))
    .values(last=NUMBERS.c.last + 1)
    .returning(NUMBERS.c.last)
)
