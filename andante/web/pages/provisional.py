"""Dates that may still move: counted in working days over a year whose holidays are not known yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from andante.errors import RegisterError
from andante.register.calendars import JURISDICTIONS, WorkingCalendar, calendar_for
from andante.web.pages.words import Words


def calendar_or_none(jurisdiction: str) -> WorkingCalendar | None:
    """The calendar of a jurisdiction; None where there is none, so that nothing is counted in it."""
    try:
        return calendar_for(jurisdiction)
    except RegisterError:
        return None


def provisional_years(calendar: WorkingCalendar | None, one: date, other: date) -> frozenset[int]:
    """The years between two days, in any order, whose working days can still change."""
    if calendar is None:
        return frozenset()
    first, last = min(one, other), max(one, other)
    return frozenset(
        year for year in range(first.year, last.year + 1) if calendar.provisional(date(year, 1, 1))
    )


def provisional_words(say: Words, calendar: WorkingCalendar | None, one: date, other: date) -> str:
    """The sentence that what is counted in working days between two days may change; else empty."""
    if calendar is None:
        return ""
    return years_words(say, {calendar.code: provisional_years(calendar, one, other)})


def years_words(say: Words, years: Mapping[str, Iterable[int]]) -> str:
    """The same for several jurisdictions, a sentence for each that has such years; empty where none has."""
    sentences = []
    for code in sorted(years):
        found = say.listed(str(year) for year in sorted(set(years[code])))
        if found:
            place = JURISDICTIONS[code]
            sentences.append(
                say("calendar.provisional", years=found, place=say.pick(place.title, place.title_zh))
            )
    return say.joined(*sentences)
