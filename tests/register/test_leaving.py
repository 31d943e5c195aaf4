"""An entry that leaves the register: what ran of its conditions is judged, nothing after is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from empty_databases import Databases
from hypothesis import given, settings
from hypothesis import strategies as st
from registers import (
    ADMINISTRATOR,
    APPROVER,
    DEPLOYMENT,
    FILER,
    KEY,
    REVIEWER,
    Past,
    Register,
    evidence,
    open_register,
)
from sqlalchemy import select
from test_due_events import duty
from test_duties import at, live, outcome

from andante.errors import RegisterError
from andante.register.calendars import WorkingCalendar, calendar_for
from andante.register.check import check_register
from andante.register.due import findings
from andante.register.due_dates import Anchors, schedule
from andante.register.engine import reading
from andante.register.states import State
from andante.register.tables_duties import DUE_EVENTS

DAY = timedelta(days=1)
CALENDARS = (calendar_for("CN"), calendar_for("US"))
CADENCES = ("monthly", "quarterly", "yearly", "each_decision")


def slow_periods(cadence: str, started: date, ended: date) -> dict[str, date]:
    """Name and last day of every period that a day of use lies in: looked up day by day, without steps."""
    found: dict[str, date] = {}
    day, years = started, 1
    while day <= ended:
        if cadence == "yearly":
            # The first day of the next year of use; of one that began on 29 February, 28 where there is none.
            try:
                following = started.replace(year=started.year + years)
            except ValueError:
                following = date(started.year + years, 2, 28)
            if day == following:
                years += 1
                continue
            name, last = f"year-{years}-from-{started.isoformat()}", following - DAY
        elif cadence == "monthly":
            name, last = f"{day.year}-{day.month:02d}", day
            while (last + DAY).month == day.month:
                last += DAY
        else:
            quarter = {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 3, 8: 3, 9: 3}.get(day.month, 4)
            name = f"{day.year}-Q{quarter}"
            last = date(day.year, 3 * quarter, {1: 31, 2: 30, 3: 30, 4: 31}[quarter])
        found[name] = last
        day += DAY
    return found


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(CADENCES),
    st.dates(date(2024, 1, 1), date(2028, 12, 31)) | st.just(date(2028, 2, 29)),
    st.integers(0, 900),
    st.sampled_from(CALENDARS),
)
def test_what_began_by_the_last_day_is_due_and_nothing_else(
    cadence: str, started: date, days: int, calendar: WorkingCalendar
) -> None:
    ended = started + timedelta(days=days)
    anchors = Anchors(started, None, started, ended)
    events = schedule("E", duty(cadence), anchors, date(2040, 1, 1), calendar)
    expected = slow_periods(cadence, started, ended)
    assert {event.id: event.due for event in events} == {
        f"E/keep/{name}": last + timedelta(days=30) for name, last in expected.items()
    }
    # The due day that was told stays: leaving the register moves none.
    still_on = schedule("E", duty(cadence), Anchors(started, None, started), date(2040, 1, 1), calendar)
    assert set(events) <= set(still_on)


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from(["3 months after start", "30 days before start", "90 days after approval"]),
    st.integers(0, 200),
)
def test_what_is_due_once_is_due_if_its_day_came_before_the_end(phrase: str, days: int) -> None:
    started = date(2028, 2, 29)
    ended = started + timedelta(days=days)
    due = {"3": date(2028, 5, 29), "30": date(2028, 1, 30), "90": date(2028, 5, 29)}[phrase.split()[0]]
    anchors = Anchors(started, started, started, ended)
    events = schedule("E", duty(due=phrase), anchors, date(2040, 1, 1), CALENDARS[0])
    assert [event.due for event in events] == ([due] if due <= ended else [])


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from(CADENCES),
    st.datetimes(datetime(2027, 1, 1), datetime(2028, 4, 1)),
    st.lists(st.integers(1, 24 * 90), min_size=3, max_size=25),
    st.integers(0, 400),
)
def test_each_fires_once_however_it_is_polled(
    cadence: str, begin: datetime, hours: list[int], days: int
) -> None:
    """Polled by the hour or not for months, over changes of daylight time in New York and a leap day."""
    calendar = calendar_for("US")
    started = begin.date()
    ended = started + timedelta(days=days)
    condition, now, fired = duty(cadence), begin.replace(tzinfo=UTC), Counter[str]()
    last = started + timedelta(days=days + 500)
    polls = [now := now + timedelta(hours=each) for each in hours]
    polls.append(max(polls[-1], datetime(last.year, last.month, last.day, tzinfo=UTC)))
    for poll in polls:
        for back in (poll, poll - timedelta(hours=1)):  # a clock set back fires nothing again
            events = schedule(
                "E", condition, Anchors(started, None, started, ended), calendar.today(back), calendar
            )
            for each in findings(events, fired, {"keep": condition}, (), back, calendar):
                assert calendar.today(back) > each.event.due
                fired[each.event.id] += 1
    assert fired == Counter(f"E/keep/{name}" for name in slow_periods(cadence, started, ended))


def deregister(register: Register, number: str) -> None:
    register.act(FILER, "deregister", number, {"reason": "The contract ended."})


def withdraw(register: Register, number: str) -> None:
    measure = {"measure": "withdraw_approval", "reason": "It was used on other work."}
    register.act(REVIEWER, "propose_measure", number, measure)
    register.act(APPROVER, "withdraw_approval", number, {"reason": "It was used on other work."})


def supersede(register: Register, number: str) -> None:
    changed = {"filing": {**DEPLOYMENT, "workers_affected": 61}, "planned_start": "2026-12-01"}
    new = register.act(FILER, "file_change", number, changed).created
    assert new is not None
    register.publish(new)


LEFT = {
    State.DEREGISTERED: deregister,
    State.WITHDRAWN: withdraw,
    State.CHANGED: supersede,
}


@pytest.mark.parametrize("state", LEFT)
def test_the_part_that_ran_is_judged_on_the_day_it_was_told(
    filled: Register, past: Past, state: State
) -> None:
    """In use from 1 September, gone on 20 September: the third quarter is due on 30 October, no other."""
    number = live(filled, past)
    at(filled, 2026, 9, 20, 9)
    LEFT[state](filled, number)
    quarter, later = (f"{number}/quarterly_report/2026-Q{each}" for each in (3, 4))
    due = {day.event: day.due for day in filled.store.calendar(date(2026, 9, 21), date(2028, 1, 1))}
    assert due[quarter] == date(2026, 10, 30)
    assert later not in due
    ahead = f"{number}/phased_rollout/2026-11"
    with pytest.raises(RegisterError, match="left the register"):
        filled.act(FILER, "send_evidence", number, evidence(ahead, 0.1))
    with pytest.raises(RegisterError, match="no paper"):
        filled.act(FILER, "send_evidence", number, evidence(quarter, 10.0))
    at(filled, 2026, 10, 30, 15, 59)  # one minute before midnight in China
    report = {"quarter": "2026-Q3", "figures": {"released": 1.0}}
    filled.act(FILER, "report_workforce", number, report)
    assert number not in filled.store.due()
    at(filled, 2026, 10, 30, 16, 1)
    assert number in filled.store.due()
    assert filled.store.due() == ()
    case = filled.store.case(number, FILER).case
    assert (case.state, case.ended, case.clock) == (state, date(2026, 9, 20), None)
    found = {each["event"]: each["verdict"] for each in filled.store.public_entry(number).content["checked"]}
    assert quarter in found
    assert later not in found
    at(filled, 2028, 3, 1)
    filled.store.due()
    found_later = filled.store.public_entry(number).content["checked"]
    assert later not in {each["event"] for each in found_later}
    assert check_register(filled.engine, KEY.verifier(), [past.kept]).problems == ()
    with pytest.raises(RegisterError, match="left the register"):
        filled.act(FILER, "send_evidence", number, evidence(ahead, 0.1))


def test_what_was_owed_and_not_shown_stands_on_the_entry(filled: Register, past: Past) -> None:
    number = live(filled, past)
    at(filled, 2026, 9, 20, 9)
    deregister(filled, number)
    at(filled, 2026, 11, 2)
    assert number in filled.store.due()
    content = filled.store.public_entry(number).content
    quarter = f"{number}/quarterly_report/2026-Q3"
    assert content["state"] == "deregistered"
    assert quarter in content["open_breaches"]
    assert content["history"][-1]["action"] == "find_breach"
    assert check_register(filled.engine, KEY.verifier(), [past.kept]).problems == ()


def test_nothing_written_about_it_is_erased_before_the_last_day(filled: Register, past: Past) -> None:
    number = live(filled, past)
    at(filled, 2026, 9, 20, 9)
    deregister(filled, number)
    at(filled, 2026, 10, 1)
    with pytest.raises(RegisterError, match="still due"):
        filled.act(ADMINISTRATOR, "erase", number, {"reason": "asked for"})
    days = filled.store.calendar(date(2026, 9, 20), date(2030, 1, 1))
    last = max(day.due for day in days if day.entry == number)
    at(filled, last.year, last.month, last.day)
    filled.now += 2 * DAY
    filled.act(ADMINISTRATOR, "erase", number, {"reason": "asked for"})  # judges first what is over
    assert check_register(filled.engine, KEY.verifier(), [past.kept]).problems == ()
    assert number not in filled.store.due()


def test_a_filing_taken_back_before_it_was_public_owes_nothing(filled: Register, past: Past) -> None:
    number = filled.decide(filled.submit_deployment(past.model))
    filled.act(FILER, "withdraw", number)
    for event in ("None/quarterly_report/2026-Q3", f"{number}/quarterly_report/2026-Q3"):
        with pytest.raises(RegisterError):
            filled.act(FILER, "send_evidence", number, evidence(event, 10.0))
    assert filled.store.due() == ()


def polled(url: str, number: str, days: int, leave: Callable[[Register], None]) -> dict[str, Any]:
    register = open_register(url)
    live(register, Past(url, "", number, "", b"", register.now))
    at(register, 2027, 1, 15, 9)
    register.store.due()
    leave(register)
    end = datetime(2029, 3, 2, 12, tzinfo=UTC)  # over two leap days' worth of years and every due day
    while register.now < end:
        register.now = min(register.now + timedelta(days=days), end)
        if days == 61:
            register.engine.dispose()
            register = Register(register.url, register.engine, now=register.now)
        register.store.due()
    assert register.store.due() == ()
    register.now -= timedelta(days=400)
    assert register.store.due() == ()
    with reading(register.engine) as connection:
        events = connection.execute(select(DUE_EVENTS.c.event)).scalars().all()
    assert max(Counter(events).values()) == 1
    assert check_register(register.engine, KEY.verifier()).problems == ()
    found = outcome(register, number)
    register.engine.dispose()
    return found


@pytest.mark.parametrize("how", ["deregistered", "lapsed"])
def test_downtime_changes_nothing_after_it_left(databases: Databases, past: Past, how: str) -> None:
    """Weekly, every second month with a new process, or once after two years: the same on the same days.

    It lapses by a clock that itself is only looked at later: the last day is that of the clock.
    """

    def leave(register: Register) -> None:
        if how == "deregistered":
            deregister(register, past.deployment)
        else:
            register.act(APPROVER, "suspend_at_once", past.deployment, {"reason": "Complaints."})

    results = [polled(databases.copy_of(past.url), past.deployment, days, leave) for days in (7, 61, 10_000)]
    assert results[0] == results[1] == results[2]
    case, verdicts = results[0]["case"], dict(results[0]["verdicts"])
    assert case["state"] == how
    assert case["ended"] == {"deregistered": "2027-01-15", "lapsed": "2028-01-15"}[how]
    last = {"deregistered": "2027-Q1", "lapsed": "2028-Q1"}[how]
    quarters = [name.rpartition("/")[2] for name in verdicts if "/quarterly_report/" in name]
    assert max(quarters) == last
    ran = slow_periods("quarterly", date(2026, 9, 1), date.fromisoformat(case["ended"]))
    assert sorted(quarters) == sorted(ran)


def test_quarterly_figures_come_in_for_what_ran(filled: Register, past: Past) -> None:
    number = live(filled, past)
    at(filled, 2026, 9, 20, 9)
    deregister(filled, number)
    at(filled, 2026, 10, 5)
    filled.act(FILER, "report_workforce", number, {"quarter": "2026-Q3", "figures": {"released": 1}})
    at(filled, 2027, 1, 5)
    with pytest.raises(RegisterError, match="not a quarter of use"):
        filled.act(FILER, "report_workforce", number, {"quarter": "2026-Q4", "figures": {"released": 1}})
    assert check_register(filled.engine, KEY.verifier(), [past.kept]).problems == ()
