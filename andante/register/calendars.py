"""Working days where a policy holds: weekends, public holidays, and weekends that were made working days.

Public holidays come from the `holidays` library; for China it has the days moved by the yearly notice of the
State Council, which are known only up to the last notice (`announced_to`).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from andante.errors import Problem, RegisterError, Where

FIRST_YEAR, LAST_YEAR = 2000, 2060
SATURDAY = 5
_DAY = timedelta(days=1)
_FIRST_ZONE = timedelta(hours=14)
"""How far the earliest zone is before UTC."""


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """Where a policy holds: its code in policy files, its zone, and the country of its public holidays."""

    code: str
    zone: str
    country: str | None
    title: str
    title_zh: str


JURISDICTIONS: dict[str, Jurisdiction] = {
    "CN": Jurisdiction("CN", "Asia/Shanghai", "CN", "China", "中国"),
    "US": Jurisdiction("US", "America/New_York", "US", "United States, federal", "美国（联邦）"),
    "any": Jurisdiction("any", "UTC", None, "weekends only", "仅周末"),
}


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Which days are worked. `off` are holidays, `moved` are weekend days that are worked.

    A day after the year `announced_to` may still be moved: `provisional` says so.
    """

    code: str
    zone: str
    off: frozenset[date] = frozenset()
    moved: frozenset[date] = frozenset()
    announced_to: int | None = None
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_zone", ZoneInfo(self.zone))

    def today(self, now: datetime) -> date:
        """The day it is where the policy holds. RegisterError for a time without its zone."""
        if now.tzinfo is None:
            raise RegisterError(Problem("this time has no zone", why="a day depends on where it is"))
        return now.astimezone(self._zone).date()

    def end_of(self, day: date) -> datetime:
        """The first moment, in UTC, when the day is over there; right across changes of daylight time."""
        return datetime.combine(day + _DAY, time(), self._zone).astimezone(UTC)

    def is_working(self, day: date) -> bool:
        """Whether the day is worked."""
        return day in self.moved or (day.weekday() < SATURDAY and day not in self.off)

    def provisional(self, day: date) -> bool:
        """Whether holidays of that year can still be moved, so that a due day counted over it may be too."""
        return self.announced_to is not None and day.year > self.announced_to

    def add_working_days(self, day: date, count: int) -> date:
        """The day on which `count` working days after `day` are over; `count` below zero goes back.

        The day itself is not counted. With a count of 0 it is the day itself, worked or not.
        """
        ahead = _DAY if count >= 0 else -_DAY
        left = abs(count)
        while left:
            day = self._inside(day + ahead)
            left -= self.is_working(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative, the same count, if `end` is before."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working(day) for day in _days(start, end))

    def _inside(self, day: date) -> date:
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise RegisterError(
                Problem(
                    f"no working days are known for {day.year}",
                    Where(field=self.code),
                    f"calendars cover {FIRST_YEAR} to {LAST_YEAR}",
                )
            )
        return day


def latest_day(now: datetime) -> date:
    """The day it is where it began first: what is not over there is over nowhere, nor has it begun."""
    return (now.astimezone(UTC) + _FIRST_ZONE).date()


def calendar_for(jurisdiction: str) -> WorkingCalendar:
    """The calendar of a jurisdiction as policy files write it: CN, US or any (weekends only, UTC).

    Raises RegisterError for another one, or where the `holidays` library is needed and absent.
    """
    known = JURISDICTIONS.get(jurisdiction)
    if known is None:
        raise RegisterError(
            Problem(
                f"there is no calendar of working days for {jurisdiction!r}",
                Where(field="jurisdiction"),
                "clocks are counted in working days of the jurisdiction",
                f"write one of {', '.join(JURISDICTIONS)}",
            )
        )
    if known.country is None:
        return WorkingCalendar(known.code, known.zone)
    return _from_library(known)


@lru_cache(maxsize=len(JURISDICTIONS))
def _from_library(known: Jurisdiction) -> WorkingCalendar:
    # Reading sixty years takes a noticeable moment, and gives the same days every time.
    found: Any = _library().country_holidays(known.country, years=range(FIRST_YEAR, LAST_YEAR + 1))
    # The library lists New Year's Day of the year after, where it is observed in the year before.
    off = frozenset(day for day in found if FIRST_YEAR <= day.year <= LAST_YEAR)
    moved = frozenset(found.weekend_workdays)
    announced = max((day.year for day in moved), default=None)
    return WorkingCalendar(known.code, known.zone, off, moved, announced)


def _library() -> Any:
    try:
        import holidays
    except ImportError:
        raise RegisterError(
            Problem(
                "the calendars of public holidays are not installed",
                why="clocks are counted in working days",
                mend="pip install 'andante[serve]'",
            )
        ) from None
    return holidays


def add_months(day: date, count: int) -> date:
    """The same day `count` months later (or before), or the last of that month where it is shorter."""
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _days(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=ahead) for ahead in range(1, (end - start).days + 1))
