"""Conditions cannot lapse silently: each due event fires once, whoever looks when; silence is a breach."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.errors import RegisterError
from andante.filing.conditions import Condition, Effect, EffectKind
from andante.policies.load import library_names, load_policy
from andante.register.calendars import WorkingCalendar, add_months, calendar_for
from andante.register.due import (
    Finding,
    Verdict,
    comparison_problems,
    findings,
    judge,
    meets,
    publication_problems,
    unkept_before_start,
)
from andante.register.due_dates import (
    REPORT_DAYS,
    Anchors,
    DueEvent,
    condition_of,
    due_rule,
    schedule,
)
from andante.register.evidence import Evidence

CN, US = calendar_for("CN"), calendar_for("US")
FAR = date(2059, 12, 31)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


def duty(
    cadence: str | None = None,
    due: str | None = None,
    *,
    metric: str = "automated_share",
    comparator: str = "<=",
    threshold: float | bool | str = 0.7,
    name: str = "keep",
) -> Condition:
    return Condition(
        id=name,
        title=name,
        metric=metric,
        comparator=comparator,
        threshold=threshold,
        unit="share",
        evidence="a list",
        owner="employer",
        consequence="it is assessed again",
        effect=Effect(EffectKind.REPORT_QUARTERLY, 0.0, "share"),
        source="test",
        tag="A",
        cadence=cadence,
        due=due,
    )


def noon(day: date, zone_hours: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(hours=zone_hours)


# Phrases


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("30 days before start", "2026-05-02"),
        ("60 days before start", "2026-04-02"),
        ("before start", "2026-05-31"),
        ("3 months after start", "2026-09-01"),
        ("0 days after start", "2026-06-01"),
        ("12 months after approval", "2027-02-28"),
        ("5 working days after approval", "2026-03-06"),
        ("5 working days before start", "2026-05-25"),
    ],
)
def test_due_phrases_are_dates(phrase: str, expected: str) -> None:
    anchors = Anchors(approved=date(2026, 2, 28), planned=date(2026, 6, 1), started=date(2026, 6, 1))
    (event,) = schedule("E", duty(due=phrase), anchors, FAR, CN)
    assert event.due.isoformat() == expected
    assert event.end is None


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "soon",
        "30 day before start",
        "30 days  before start",
        " before start",
        "before start ",
        "before starts",
        "Before start",
        "after start",
        "before approval",
        "before quarter end",
        "-3 days after start",
        "1e3 days after start",
        "٣ days after start",
        "30 days before the start",
        "30 days before start or so",
        "30 weeks after start",
        "3 months after Start",
        "10000 days after start",
        "30 days before start\n",
    ],
)
def test_phrases_that_are_not_understood_are_problems_at_publication(phrase: str) -> None:
    condition = duty(due=phrase)
    with pytest.raises(RegisterError, match="not understood"):
        due_rule(condition)
    day = date(2026, 3, 2)
    anchors = Anchors(day, planned=date(2026, 9, 1))
    problems = publication_problems("E", [condition], anchors, (), day, CN)
    assert [problem.where.field for problem in problems] == ["keep"]
    assert problems[0].mend


@pytest.mark.parametrize("cadence", ["weekly", "Monthly", "quarterly ", "", "each decision"])
def test_cadences_that_are_not_understood_are_problems_too(cadence: str) -> None:
    problems = publication_problems("E", [duty(cadence)], Anchors(date(2026, 3, 2)), (), date(2026, 3, 2), CN)
    assert len(problems) == 1


WORDS = ["0", "3", "30", "9999", "days", "working", "months", "before", "after", "start", "approval",
         "quarter", "end", ""]  # fmt: skip


@given(st.text(max_size=40) | st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join))
def test_no_text_is_silently_dropped(text: str) -> None:
    """It is either a date that some day comes, or a problem."""
    day = date(2026, 3, 2)
    anchors = Anchors(day, planned=day, started=day)
    try:
        events = schedule("E", duty(due=text), anchors, FAR, CN)
    except RegisterError:
        return
    assert events


def test_both_or_neither_of_cadence_and_due_date() -> None:
    for condition in (duty(), duty("monthly", "before start")):
        with pytest.raises(RegisterError):
            due_rule(condition)


@pytest.mark.parametrize("phrase", ["9999 months after start", "9999 working days after start"])
def test_dates_out_of_reach_are_problems(phrase: str) -> None:
    day = date(2026, 3, 2)
    anchors = Anchors(day, planned=day, started=day)
    try:
        events = schedule("E", duty(due=phrase), anchors, date(9999, 1, 1), CN)
    except RegisterError:
        return
    assert events[0].due.year > 2800


def test_every_condition_of_every_packaged_policy_can_be_dated_and_compared() -> None:
    seen = set()
    for name in library_names():
        for condition in load_policy(name).conditions.values():
            rule = due_rule(condition)
            seen.add(condition.cadence or condition.due)
            assert rule.amount >= 0
            assert comparison_problems(condition) == []
    assert {"monthly", "quarterly", "yearly", "each_decision", "before start", "30 days before start"} <= seen


# Schedules


def test_quarters_of_the_calendar_from_the_start_on() -> None:
    anchors = Anchors(date(2026, 5, 4), started=date(2026, 8, 20))
    events = schedule("E", duty("quarterly"), anchors, date(2027, 6, 1), CN)
    assert [(e.id, e.start, e.end, e.due) for e in events] == [
        ("E/keep/2026-Q3", date(2026, 8, 20), date(2026, 9, 30), date(2026, 10, 30)),
        ("E/keep/2026-Q4", date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 30)),
        ("E/keep/2027-Q1", date(2027, 1, 1), date(2027, 3, 31), date(2027, 4, 30)),
    ]
    assert [e.id for e in schedule("E", duty("each_decision"), anchors, date(2026, 11, 1), CN)] == [
        "E/keep/2026-Q3"
    ]


def test_months_over_a_leap_february() -> None:
    anchors = Anchors(date(2028, 1, 3), started=date(2028, 1, 31))
    events = schedule("E", duty("monthly"), anchors, date(2028, 5, 1), CN)
    assert [(e.id, e.start, e.end) for e in events] == [
        ("E/keep/2028-01", date(2028, 1, 31), date(2028, 1, 31)),
        ("E/keep/2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("E/keep/2028-03", date(2028, 3, 1), date(2028, 3, 31)),
    ]


def test_years_from_a_start_on_29_february_come_back_to_it() -> None:
    anchors = Anchors(date(2028, 1, 3), started=date(2028, 2, 29))
    events = schedule("E", duty("yearly"), anchors, date(2033, 1, 1), CN)
    assert [e.end for e in events] == [
        date(2029, 2, 27),
        date(2030, 2, 27),
        date(2031, 2, 27),
        date(2032, 2, 28),
    ]
    assert [e.start for e in events][1:] == [e.end + timedelta(days=1) for e in events if e.end][:-1]


def test_after_the_quarter_end_comes_again_each_quarter() -> None:
    anchors = Anchors(date(2026, 1, 5), started=date(2026, 1, 5))
    events = schedule("E", duty(due="20 working days after quarter end"), anchors, date(2026, 12, 31), US)
    assert [e.due for e in events] == [
        US.add_working_days(date(2026, m, d), 20) for m, d in ((3, 31), (6, 30), (9, 30))
    ]


def test_the_days_of_a_report_set_its_due_day() -> None:
    anchors = Anchors(date(2026, 1, 5), started=date(2026, 1, 5))
    for comparator, days, after in (("<=", 45.0, 45), ("<", 45.0, 44), (">=", 1.0, REPORT_DAYS)):
        condition = duty("quarterly", metric="report_days", comparator=comparator, threshold=days)
        assert schedule("E", condition, anchors, date(2026, 6, 1), CN)[0].due == date(
            2026, 3, 31
        ) + timedelta(after)


def test_nothing_hangs_on_a_start_that_has_not_come() -> None:
    planned = Anchors(date(2026, 1, 5), planned=date(2026, 6, 1))
    assert schedule("E", duty("monthly"), planned, FAR, CN) == ()
    assert schedule("E", duty(due="3 months after start"), planned, FAR, CN) == ()
    assert len(schedule("E", duty(due="before start"), planned, FAR, CN)) == 1
    assert schedule("E", duty(due="before start"), Anchors(date(2026, 1, 5)), FAR, CN) == ()


def test_no_period_begins_after_the_end_of_use() -> None:
    anchors = Anchors(date(2026, 1, 5), started=date(2026, 1, 5), ended=date(2026, 7, 1))
    events = schedule("E", duty("quarterly"), anchors, FAR, CN)
    assert [e.id.rsplit("/")[-1] for e in events] == ["2026-Q1", "2026-Q2", "2026-Q3"]


@given(st.sampled_from(["monthly", "quarterly", "yearly"]), DAYS, st.integers(0, 2000), st.integers(0, 2000))
def test_periods_leave_no_day_out_and_ids_do_not_depend_on_the_day(
    cadence: str, started: date, near: int, far: int
) -> None:
    anchors = Anchors(started, started=started)
    near, far = min(near, far), max(near, far)
    events = schedule("E", duty(cadence), anchors, started + timedelta(days=far), CN)
    earlier = schedule("E", duty(cadence), anchors, started + timedelta(days=near), CN)
    assert events[: len(earlier)] == earlier
    assert len({event.id for event in events}) == len(events)
    expected = started
    for event in events:
        assert event.start == expected
        assert event.end is not None
        assert event.end >= event.start
        assert event.due == event.end + timedelta(days=REPORT_DAYS)
        assert condition_of(event.id) == "keep"
        expected = event.end + timedelta(days=1)
    # The next one would be due later than asked for.
    assert add_months(expected, 12) + timedelta(days=REPORT_DAYS) > started + timedelta(days=far)


# Exactly once


polls = st.lists(st.integers(0, 900 * 24 * 60), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([CN, US]),
    st.sampled_from([date(2028, 2, 29), date(2026, 11, 1), date(2027, 12, 31), date(2027, 3, 14)]),
    polls,
    st.booleans(),
)
def test_each_due_event_fires_exactly_once_whatever_the_polling_times(
    calendar: WorkingCalendar, started: date, minutes: list[int], backwards: bool
) -> None:
    """Over daylight time, leap days, downtime of any length, and a clock that is set back in between."""
    conditions = {
        name: duty(cadence, due, name=name)
        for name, cadence, due in (
            ("m", "monthly", None),
            ("q", "quarterly", None),
            ("y", "yearly", None),
            ("once", None, "10 working days after start"),
            ("before", None, "30 days before start"),
        )
    }
    anchors = Anchors(started - timedelta(days=90), started=started)
    begin = calendar.end_of(started)
    moments = [begin + timedelta(minutes=m) for m in (minutes if backwards else sorted(minutes))]
    evidence = (Evidence("E/m/2028-03", 0.5, noon(date(2028, 4, 2))), Evidence("E/q/2027-Q1", 0.9, begin))
    fired: list[str] = []
    found: dict[str, Finding] = {}
    for now in moments:
        until = calendar.today(now)
        events = [e for c in conditions.values() for e in schedule("E", c, anchors, until, calendar)]
        for each in findings(events, set(fired), conditions, evidence, now, calendar):
            fired.append(each.event.id)
            found[each.event.id] = each
            assert calendar.end_of(each.event.due) <= now
    last = max(moments)
    everything = [
        e
        for c in conditions.values()
        for e in schedule("E", c, anchors, FAR, calendar)
        if calendar.end_of(e.due) <= last
    ]
    assert sorted(fired) == sorted(e.id for e in everything)
    # And what was found is what one look at the end finds.
    at_once = findings(everything, (), conditions, evidence, last, calendar)
    assert {each.event.id: each for each in at_once} == found


def test_a_due_day_ends_at_midnight_there_and_evidence_until_then_is_in_time() -> None:
    condition = duty("quarterly")
    anchors = Anchors(date(2026, 1, 5), started=date(2026, 1, 5))
    (event,) = schedule("E", condition, anchors, date(2026, 5, 1), CN)
    end = datetime(2026, 4, 30, 16, 0, tzinfo=UTC)
    assert CN.end_of(event.due) == end
    tick = timedelta(microseconds=1)
    for received, verdict in ((end - tick, Verdict.KEPT), (end, Verdict.MISSING)):
        assert judge(condition, event, [Evidence(event.id, 0.5, received)], CN).verdict is verdict
    conditions = {"keep": condition}
    assert findings([event], (), conditions, (), end - tick, CN) == ()
    (found,) = findings([event], (), conditions, (), end, CN)
    assert found.breach
    assert found.verdict is Verdict.MISSING
    assert found.consequence == "it is assessed again"
    assert findings([event, event], (), conditions, (), end, CN) == (found,)
    assert findings([event], {event.id}, conditions, (), end, CN) == ()


# Verdicts


@pytest.mark.parametrize(
    ("comparator", "threshold", "values"),
    [
        (">=", 0.8, {0.8: True, 0.7999: False, 1.0: True}),
        ("<=", 0.7, {0.7: True, 0.7001: False, 0.0: True}),
        (">", 0, {0.0: False, 1e-9: True}),
        ("<", 5, {5.0: False, 4.99: True}),
        ("==", True, {True: True, False: False}),
        ("!=", "autonomous", {"advice": True, "autonomous": False}),
    ],
)
def test_comparing(comparator: str, threshold: float, values: dict[float, bool]) -> None:
    condition = duty("quarterly", comparator=comparator, threshold=threshold)
    assert comparison_problems(condition) == []
    assert {value: meets(condition, value) for value in values} == values


def test_a_figure_of_another_kind_is_refused_and_never_compared() -> None:
    for threshold, value in ((0.7, True), (True, 1.0), (True, "yes"), ("advice", 1.0), (0.7, "0.5")):
        with pytest.raises(RegisterError):
            meets(duty("quarterly", comparator="==", threshold=threshold), value)
    for value in (float("nan"), float("inf")):
        with pytest.raises(RegisterError):
            Evidence("E/keep/2026-Q1", value, noon(date(2026, 4, 1)))
    with pytest.raises(RegisterError):
        Evidence("E/keep/2026-Q1", 1.0, datetime(2026, 4, 1))


def test_impossible_comparisons_are_problems() -> None:
    for comparator, threshold in ((">=", True), ("<", "advice"), ("=", 1.0), ("", 1.0)):
        condition = duty("quarterly", comparator=comparator, threshold=threshold)
        assert len(comparison_problems(condition)) == 1
        assert publication_problems("E", [condition], Anchors(date(2026, 1, 5)), (), date(2026, 1, 5), CN)


def event_of(condition: Condition) -> DueEvent:
    day = date(2026, 1, 5)
    return schedule("E", condition, Anchors(day, started=day), date(2026, 6, 1), CN)[0]


def test_the_last_figure_in_time_counts_and_papers_without_one_are_missing() -> None:
    condition = duty("quarterly")
    event = event_of(condition)
    first = Evidence(event.id, 0.9, noon(date(2026, 4, 10)))
    better = Evidence(event.id, 0.6, noon(date(2026, 4, 12)))
    late = Evidence(event.id, 0.1, noon(date(2026, 5, 12)))
    other = Evidence("E/keep/2026-Q2", 0.1, noon(date(2026, 4, 20)))
    assert judge(condition, event, [late, other], CN).verdict is Verdict.MISSING
    assert judge(condition, event, [first, late, other], CN).verdict is Verdict.NOT_MET
    assert judge(condition, event, [better, first], CN) == Finding(event, Verdict.KEPT, 0.6, better.received)
    papers = Evidence(event.id, None, noon(date(2026, 4, 20)))
    assert judge(condition, event, [first, papers], CN).verdict is Verdict.MISSING


def test_days_to_a_report_are_counted_not_believed() -> None:
    condition = duty("quarterly", metric="report_days", threshold=30.0)
    event = event_of(condition)
    claimed = Evidence(event.id, 1.0, noon(date(2026, 4, 29)))
    assert judge(condition, event, [claimed], CN).value == 29.0
    quick = duty("quarterly", metric="report_days", comparator=">=", threshold=10.0)
    early = Evidence(event.id, 10.0, noon(date(2026, 4, 2)))
    assert judge(quick, event_of(quick), [early], CN).verdict is Verdict.NOT_MET


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(-100, 100)), max_size=6))
def test_without_evidence_in_time_nothing_is_ever_kept(received: list[tuple[float, int]]) -> None:
    condition = duty("quarterly")
    event = event_of(condition)
    end = CN.end_of(event.due)
    evidence = [Evidence(event.id, value, end + timedelta(hours=hours)) for value, hours in received]
    found = judge(condition, event, evidence, CN)
    timely = [(hours, value) for value, hours in received if hours < 0]
    if not timely:
        assert found.verdict is Verdict.MISSING
    else:
        newest = max(hours for hours, _ in timely)
        assert found.value in {value for hours, value in timely if hours == newest}
        assert found.breach is (found.value > 0.7)  # type: ignore[operator]


# Before the start


def test_a_notice_has_to_be_shown_before_the_start() -> None:
    notice = replace(
        load_policy("controlled-innovation").conditions["notify_staff_30_days"], consequence="wait"
    )
    approved, start = date(2026, 3, 2), date(2026, 6, 1)
    unkept = unkept_before_start("E", [notice], start, approved, (), CN)
    assert [each.verdict for each in unkept] == [Verdict.MISSING]
    sent = Evidence(f"E/{notice.id}/start-2026-06-01", 30.0, noon(date(2026, 5, 1)))
    assert unkept_before_start("E", [notice], start, approved, [sent], CN) == ()
    # A later start is covered by it; an earlier one is not.
    assert unkept_before_start("E", [notice], date(2026, 6, 20), approved, [sent], CN) == ()
    assert unkept_before_start("E", [notice], date(2026, 5, 20), approved, [sent], CN) != ()
    short = replace(sent, value=29.0)
    assert [e.verdict for e in unkept_before_start("E", [notice], start, approved, [short], CN)] == [
        Verdict.NOT_MET
    ]


def test_a_start_waits_only_for_what_is_due_before_it() -> None:
    start = date(2026, 6, 1)
    others = (
        "3 months after start",
        "0 days after start",
        "3 days before approval",
        "3 days before quarter end",
    )
    later = [duty(due=phrase) for phrase in others] + [duty("monthly")]
    assert unkept_before_start("E", later, start, date(2026, 3, 2), (), CN) == ()


def test_what_would_be_breached_on_the_day_it_is_published_is_a_problem() -> None:
    notice = duty(due="30 days before start", comparator=">=", threshold=30.0)
    today = date(2026, 5, 20)
    anchors = Anchors(today, planned=date(2026, 6, 1))
    (problem,) = publication_problems("E", [notice], anchors, (), today, CN)
    assert "2026-05-02" in problem.what
    sent = Evidence("E/keep/start-2026-06-01", 30.0, noon(date(2026, 5, 1)))
    assert publication_problems("E", [notice], anchors, [sent], today, CN) == []
    assert publication_problems("E", [notice], Anchors(today, planned=date(2026, 7, 1)), (), today, CN) == []
    (no_start,) = publication_problems("E", [notice], Anchors(today), (), today, CN)
    assert no_start.where.field == "start"


def test_only_what_is_due_before_a_start_needs_one_announced() -> None:
    day = date(2026, 3, 2)
    for condition in (duty("monthly"), duty(due="3 months after start"), duty(due="1 months after approval")):
        assert publication_problems("E", [condition], Anchors(day), (), day, CN) == []


def test_ids_say_what_a_date_hangs_on() -> None:
    anchors = Anchors(date(2026, 2, 28), started=date(2026, 6, 1))
    for phrase, name in (
        ("5 days after approval", "approval-2026-02-28"),
        ("before start", "start-2026-06-01"),
    ):
        assert [e.id for e in schedule("E", duty(due=phrase), anchors, FAR, CN)] == [f"E/keep/{name}"]


def test_every_problem_of_a_publication_is_told_at_once() -> None:
    conditions = [duty(due="soon", name="a"), duty("hourly", name="b"), duty(due="before start", name="c")]
    day = date(2026, 3, 2)
    assert len(publication_problems("E", conditions, Anchors(day), (), day, CN)) == 3


def test_evidence_shows_nothing_of_a_period_that_is_not_over() -> None:
    condition = duty("quarterly")
    anchors = Anchors(date(2026, 1, 5), started=date(2026, 1, 5))
    (event,) = schedule("E", condition, anchors, date(2026, 5, 1), CN)
    over = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)
    for received, verdict in ((over - timedelta(microseconds=1), Verdict.MISSING), (over, Verdict.KEPT)):
        assert judge(condition, event, [Evidence(event.id, 0.5, received)], CN).verdict is verdict
