"""Working days, deadlines and clocks: moved Chinese weekends, daylight time, leap days, month ends."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.errors import RegisterError
from andante.policies.load import load_policy
from andante.register import calendars
from andante.register.calendars import JURISDICTIONS, WorkingCalendar, add_months, calendar_for
from andante.register.clocks import REGISTER_CLOCKS, Clock, ClockName, procedure_clock, register_clock

CN, US, NONE = calendar_for("CN"), calendar_for("US"), calendar_for("any")
DAYS = st.dates(date(2001, 1, 1), date(2055, 1, 1))

# The State Council's notices for 2025 (12 Nov 2024) and 2026 (4 Nov 2025): weekend days that are worked, and
# the weekdays that are free.
CN_WORKED = ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
             "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]  # fmt: skip
CN_FREE = ["2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20",
           "2026-02-23", "2026-04-06", "2026-05-01", "2026-05-04", "2026-05-05", "2026-06-19", "2026-09-25",
           "2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"]  # fmt: skip
US_FREE = ["2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-07-03", "2026-09-07",
           "2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25"]  # fmt: skip


def weekdays(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        if day.weekday() < 5:
            yield day
        day += timedelta(days=1)


def test_chinese_days_are_those_of_the_published_notices() -> None:
    worked = {date.fromisoformat(day) for day in CN_WORKED}
    assert {day for day in CN.moved if day.year in (2025, 2026)} == worked
    assert [day.isoformat() for day in weekdays(2026) if not CN.is_working(day)] == CN_FREE
    assert CN.announced_to is not None
    assert CN.announced_to >= 2026
    assert not CN.provisional(date(2026, 12, 31))
    assert CN.provisional(date(CN.announced_to + 1, 1, 1))


def test_american_days_are_the_federal_holidays() -> None:
    assert [day.isoformat() for day in weekdays(2026) if not US.is_working(day)] == US_FREE
    # New Year 2028 falls on a Saturday and is kept the day before, in the year before.
    assert not US.is_working(date(2027, 12, 31))
    assert not US.provisional(date(2050, 1, 1))


def test_weekends_only_where_the_jurisdiction_is_any() -> None:
    assert all(NONE.is_working(day) for day in weekdays(2026))
    assert not NONE.is_working(date(2026, 2, 14))


@pytest.mark.parametrize(("calendar", "country"), [(CN, "CN"), (US, "US")])
def test_counting_agrees_with_the_library_counting_by_itself(calendar: WorkingCalendar, country: str) -> None:
    other = holidays.country_holidays(country)

    @settings(max_examples=60, deadline=None)
    @given(DAYS, st.integers(1, 120))
    def same(day: date, count: int) -> None:
        assert calendar.add_working_days(day, count) == other.get_nth_working_day(day, count)
        assert calendar.add_working_days(day, -count) == other.get_nth_working_day(day, -count)
        assert calendar.is_working(day) == other.is_working_day(day)

    same()


@given(st.sampled_from([CN, US, NONE]), DAYS, st.integers(0, 90))
def test_counting_forth_and_back(calendar: WorkingCalendar, day: date, count: int) -> None:
    due = calendar.add_working_days(day, count)
    assert calendar.working_days_between(day, due) == count
    assert calendar.working_days_between(due, day) == -count
    if count:
        assert calendar.is_working(due)
        # One by one, with nothing but is_working.
        found = [day + timedelta(days=n) for n in range(1, (due - day).days + 1)]
        assert sum(calendar.is_working(each) for each in found) == count
        assert calendar.add_working_days(due, -count) <= day or not calendar.is_working(day)
    assert calendar.add_working_days(day, count + 1) > due


def test_five_working_days_over_the_spring_festival() -> None:
    # Tuesday 10 Feb 2026: 11, 12, 13, Saturday 14 (worked), then the festival until 23, so the fifth is 24.
    assert CN.add_working_days(date(2026, 2, 10), 5) == date(2026, 2, 24)
    # Presidents' Day (16 Feb) is free; Tuesday 17 is the fifth.
    assert US.add_working_days(date(2026, 2, 9), 5) == date(2026, 2, 17)
    assert US.add_working_days(date(2026, 2, 9), 5) != NONE.add_working_days(date(2026, 2, 9), 5)


@pytest.mark.parametrize("code", JURISDICTIONS)
def test_a_day_begins_where_the_last_one_ended_all_year_round(code: str) -> None:
    """Over changes of daylight time too: the ends of two days are 23, 24 or 25 hours apart."""
    calendar = calendar_for(code)
    apart = set()
    for n in range(366):
        day = date(2028, 1, 1) + timedelta(days=n)
        end = calendar.end_of(day)
        assert calendar.today(end) == day + timedelta(days=1)
        assert calendar.today(end - timedelta(microseconds=1)) == day
        apart.add((calendar.end_of(day + timedelta(days=1)) - end).total_seconds() / 3600)
    assert apart == ({23.0, 24.0, 25.0} if code == "US" else {24.0})


def test_a_submission_at_midnight_belongs_to_the_day_of_the_jurisdiction() -> None:
    late = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    assert CN.today(late) == date(2026, 4, 1)
    assert US.today(late) == date(2026, 3, 31)
    # The hour that happens twice in New York on 1 November 2026 is one day.
    for hour in (5, 6):
        assert US.today(datetime(2026, 11, 1, hour, 30, tzinfo=UTC)) == date(2026, 11, 1)
    assert US.today(datetime(2026, 3, 8, 2, 30, tzinfo=ZoneInfo("America/New_York"))) == date(2026, 3, 8)
    with pytest.raises(RegisterError, match="no zone"):
        CN.today(datetime(2026, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-12-31", -1, "2026-11-30"),
        ("2026-03-31", -13, "2025-02-28"),
        ("2026-10-31", 4, "2027-02-28"),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


@given(DAYS, st.integers(-200, 200))
def test_months_never_run_over(day: date, months: int) -> None:
    then = add_months(day, months)
    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == months
    assert then.day == day.day or (then.day < day.day and (then + timedelta(days=1)).day == 1)


def test_clocks_of_a_procedure() -> None:
    procedure = load_policy("controlled-innovation").procedures["ordinary"]
    clock = procedure_clock(ClockName.COMPLETENESS, procedure, date(2026, 2, 10), CN)
    assert clock == Clock(ClockName.COMPLETENESS, date(2026, 2, 10), date(2026, 2, 24), 5)
    assert clock is not None
    assert not clock.expired(date(2026, 2, 24))
    assert clock.expired(date(2026, 2, 25))
    assert [clock.remaining(date(2026, 2, n), CN) for n in (10, 13, 20, 24, 25, 28)] == [5, 2, 1, 0, -1, -4]
    decision = procedure_clock(ClockName.DECISION, procedure, date(2026, 2, 10), CN)
    assert decision is not None
    assert decision.working_days == procedure.decision_working_days
    assert procedure_clock(ClockName.DECISION, None, date(2026, 2, 10), CN) is None
    # A part of a day is a day; a clock of no days would never stop running out.
    for days, whole in ((0.0, 1), (0.5, 1), (2.01, 3)):
        part = procedure_clock(
            ClockName.DECISION, replace(procedure, decision_working_days=days), date(2026, 3, 2), CN
        )
        assert part is not None
        assert part.working_days == whole


def test_clocks_of_the_register_have_a_source_and_a_tag() -> None:
    for name, length in REGISTER_CLOCKS.items():
        assert length.source
        assert length.tag in "PRAWD"
        assert register_clock(name, date(2028, 2, 29), CN).due > date(2028, 2, 29)
    assert register_clock(ClockName.REVIEW, date(2028, 2, 29), CN).due == date(2029, 2, 28)


def test_unknown_jurisdictions_and_years_are_refused() -> None:
    with pytest.raises(RegisterError, match="CN, US, any"):
        calendar_for("XX")
    with pytest.raises(RegisterError, match="2061"):
        NONE.add_working_days(date(2060, 12, 30), 10)


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: tuple[str, ...] = (),
        level: int = 0,
    ) -> ModuleType:
        if name == "holidays":
            raise ImportError(name)
        return real(name, globals, locals, fromlist, level)

    monkeypatch.setattr(builtins, "__import__", without)
    calendars._from_library.cache_clear()
    try:
        assert calendar_for("any").code == "any"
        with pytest.raises(RegisterError, match=r"andante\[serve\]"):
            calendar_for("CN")
    finally:
        calendars._from_library.cache_clear()
