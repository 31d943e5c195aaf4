"""Queues against M/M/c, M/D/1 and conservation; flows as the limit of many; clocks against the workflow."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.policies.schema import Procedure
from andante.register.calendars import calendar_for
from andante.register.case import Case, Handling
from andante.register.clocks import ClockName, procedure_clock
from andante.register.queue_events import named_stream, simulate_events
from andante.register.queue_flows import simulate_flows
from andante.register.queue_plan import Arrivals, Hours, QueuePlan, QueueResult, times_over
from andante.register.states import State
from andante.register.workflow import advance

MANY = 1_000_000


def steady(a_day: float, days: int, incomplete: float = 0.0) -> Arrivals:
    return Arrivals(np.full(days, a_day * (1 - incomplete)), np.full(days, a_day * incomplete))


def one_station(servers: int, days_each: float, service: str) -> QueuePlan:
    """Assessment alone: the other steps take no time and have people in plenty."""
    hours = Hours(0.0, days_each * 6.0, 0.0)
    return QueuePlan(hours, servers, MANY, service=service)  # type: ignore[arg-type]


def stationary_mmc(load: float, servers: int, most: int) -> np.ndarray:
    """P(N = n) of M/M/c by the textbook, n from 0 to most."""
    weights = [load**n / math.factorial(n) for n in range(servers)]
    tail = [
        load**servers / math.factorial(servers) * (load / servers) ** k for k in range(most + 1 - servers)
    ]
    whole = sum(weights) + load**servers / math.factorial(servers) / (1 - load / servers)
    return np.array(weights + tail) / whole


@pytest.mark.parametrize(("servers", "a_day", "each"), [(1, 1.4, 0.5), (3, 2.0, 1.2), (8, 3.0, 2.0)])
def test_one_by_one_has_the_distribution_of_mmc(servers: int, a_day: float, each: float) -> None:
    days = 30_000
    result = simulate_events(one_station(servers, each, "exponential"), steady(a_day, days), 7, "mmc", False)
    inside = result.queue[500:].sum(axis=1)
    expected = stationary_mmc(a_day * each, servers, 200)
    seen = np.bincount(inside.astype(int), minlength=201)[:201] / len(inside)
    assert np.abs(seen - expected).sum() / 2 < 0.035
    assert inside.mean() == pytest.approx(float(expected @ np.arange(201)), rel=0.06)
    # Who works, works: hours are those of the arrivals that were done.
    assert result.reviewer_hours / (days * 6 * servers) == pytest.approx(a_day * each / servers, rel=0.03)


def test_one_by_one_has_the_length_of_md1() -> None:
    load = 0.75
    result = simulate_events(one_station(1, load / 1.5, "fixed"), steady(1.5, 40_000), 3, "md1", False)
    expected = load + load**2 / (2 * (1 - load))  # Pollaczek and Khinchine
    assert result.queue[500:].sum(axis=1).mean() == pytest.approx(expected, rel=0.05)


def test_littles_law_holds_over_two_stations() -> None:
    hours = Hours(0.6, 3.0, 1.2)
    days = 20_000
    result = simulate_events(QueuePlan(hours, 2, 1), steady(2.0, days), 11, "little", False)
    inside = result.queue[500:].sum(axis=1).mean()
    mean_days = float(result.decision_days @ np.arange(days + 1)) / result.decided
    assert inside == pytest.approx(result.decided / days * mean_days, rel=0.05)


plans = st.builds(
    QueuePlan,
    st.builds(Hours, *(st.sampled_from([0.0, 0.3, 2.0, 15.0]) for _ in range(3))),
    st.integers(1, 4),
    st.integers(1, 3),
    st.sampled_from([None, 1, 3]),
    st.sampled_from([None, 2, 8]),
    st.booleans(),
    st.sampled_from([4.0, 6.0]),
    st.sampled_from(["exponential", "fixed"]),
)
whole_arrivals = st.integers(1, 40).flatmap(
    lambda days: st.builds(
        lambda on, back: Arrivals(np.array(on, float), np.array(back, float)),
        st.lists(st.integers(0, 6), min_size=days, max_size=days),
        st.lists(st.integers(0, 3), min_size=days, max_size=days),
    )
)


def adds_up(result: QueueResult, plan: QueuePlan, arrivals: Arrivals) -> None:
    waiting = sum(result.waiting)
    assert result.arrived == pytest.approx(arrivals.total())
    assert result.arrived == pytest.approx(result.returned + result.decided + waiting, abs=1e-6)
    assert result.decision_days.sum() == pytest.approx(result.decided, abs=1e-6)
    assert result.queue[-1] == pytest.approx(result.waiting, abs=1e-6)
    assert result.accepted == pytest.approx(result.decided + sum(result.waiting[1:]), abs=1e-6)
    assert -1e-9 <= result.accepted_by_expiry <= result.checks_late + 1e-9
    assert result.checks_late <= result.arrived + 1e-6
    assert result.decisions_late <= result.accepted + 1e-6
    days = arrivals.days
    assert result.reviewer_hours <= plan.reviewers * plan.hours_a_day * days * (1 + 1e-9) + 1e-9
    assert result.approver_hours <= plan.approvers * plan.hours_a_day * days * (1 + 1e-9) + 1e-9
    if plan.check_clock is None:
        assert result.checks_late == result.accepted_by_expiry == 0
    if not plan.accepts:
        assert result.accepted_by_expiry == 0


@settings(max_examples=120, deadline=None)
@given(plans, whole_arrivals, st.integers(0, 999))
def test_every_filing_one_by_one_is_somewhere(plan: QueuePlan, arrivals: Arrivals, seed: int) -> None:
    result = simulate_events(plan, arrivals, seed, "x", True)
    adds_up(result, plan, arrivals)
    again = simulate_events(plan, arrivals, seed, "x", True)
    assert np.array_equal(result.queue, again.queue)
    assert result.reviewer_hours == again.reviewer_hours


@settings(max_examples=120, deadline=None)
@given(plans, whole_arrivals)
def test_every_flow_is_somewhere(plan: QueuePlan, arrivals: Arrivals) -> None:
    adds_up(simulate_flows(plan, arrivals), plan, arrivals)


CLOCKED = QueuePlan(Hours(0.5, 3.0, 0.5), 350, 60, check_clock=2, decision_clock=6, accepts=True)


@pytest.mark.parametrize("plan", [CLOCKED, replace(CLOCKED, accepts=False), replace(CLOCKED, reviewers=275)])
def test_flows_are_the_limit_of_many(plan: QueuePlan) -> None:
    """Overloaded after a quiet start: queues, days and clocks of 60,000 filings one by one, and as flows."""
    a_day = np.concatenate([np.full(30, 300.0), np.full(60, 850.0)])
    arrivals = Arrivals(a_day * 0.8, a_day * 0.2)
    one, flow = simulate_events(plan, arrivals, 5, "limit", True), simulate_flows(plan, arrivals)
    assert flow.arrived == pytest.approx(one.arrived) == a_day.sum()
    longest = flow.queue.sum(axis=1).max()
    assert np.abs(one.queue.sum(axis=1) - flow.queue.sum(axis=1)).max() < 0.05 * longest
    assert one.decided == pytest.approx(flow.decided, rel=0.01)
    assert one.accepted_by_expiry == pytest.approx(flow.accepted_by_expiry, abs=0.02 * one.arrived)
    assert one.decisions_late / one.accepted == pytest.approx(flow.decisions_late / flow.accepted, abs=0.02)
    assert one.escalations == pytest.approx(flow.escalations, rel=0.12)
    for share in (0.5, 0.9):
        few, many = one.decision_quantile(share), flow.decision_quantile(share)
        assert few is not None
        assert many is not None
        assert abs(few - many) <= 1


def test_overload_grows_by_what_nobody_has_time_for() -> None:
    plan = QueuePlan(Hours(0.0, 6.0, 0.0), 10, MANY)
    result = simulate_flows(plan, steady(15.0, 100))
    assert result.queue.sum(axis=1) == pytest.approx(10.0 + 5.0 * np.arange(1, 101))  # ten are being handled
    assert result.decided == pytest.approx(990.0)


def test_idle_people_take_the_time_of_one_filing() -> None:
    plan = QueuePlan(Hours(1.0, 60.0, 4.0), MANY, MANY, service="fixed")
    for result in (
        simulate_flows(plan, steady(3.0, 60)),
        simulate_events(plan, steady(3.0, 60), 1, "t", True),
    ):
        assert result.decision_quantile(0.5) in (10.0, 11.0)  # 65 hours at six a day, begun during a day


def test_most_urgent_first() -> None:
    """A check with a close clock goes before an assessment with a far one."""
    plan = QueuePlan(Hours(6.0, 6.0, 0.0), 1, 1, check_clock=1, decision_clock=50, service="fixed")
    result = simulate_flows(plan, steady(1.0, 30))
    assert result.checks_late == 0.0
    assert result.queue[-1].tolist() == [1.0, 29.0, 0.0]


@pytest.mark.parametrize("accepts", [True, False])
@pytest.mark.parametrize("clock", [1, 3, 5])
def test_clocks_run_out_as_in_the_workflow(accepts: bool, clock: int) -> None:
    """An untouched filing, looked at on every one of many working days, by the register's own workflow."""
    procedure = Procedure("ordinary", "", "", 7, clock, "accepted" if accepts else "escalate", "test", "A")
    calendar = calendar_for("any")
    handling = Handling(calendar, {"ordinary": procedure})
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    day = calendar.today(noon)
    case = Case(
        "X-1", "deployment", "u", frozenset({"f"}), State.SUBMITTED, procedure="ordinary",
        clock=procedure_clock(ClockName.COMPLETENESS, procedure, day, calendar),
    )  # fmt: skip
    working = 0
    for _ in range(60):
        noon += timedelta(days=1)
        if not calendar.is_working(calendar.today(noon)):
            continue
        working += 1
        steps = advance(case, noon, handling)
        now = steps[-1].case if steps else case
        over = times_over(0, working, clock)
        if accepts:
            assert (now.state is State.ACCEPTED) == (over > 0)
            assert now.escalations == (times_over(clock, working, 7) if over else 0)
        else:
            assert now.state is State.SUBMITTED
            assert now.escalations == over


def test_nobody_checks_anything_in_time_alone() -> None:
    """Nobody at work: accepted by expiry on the day, and escalated as often as the clock runs out."""
    plan = replace(CLOCKED, reviewers=0)
    arrivals = Arrivals(np.array([10.0] + [0.0] * 20), np.zeros(21))
    for result in (simulate_flows(plan, arrivals), simulate_events(plan, arrivals, 1, "n", True)):
        assert result.accepted_by_expiry == result.accepted == 10
        assert result.waiting == (0, 10, 0)
        assert result.decisions_late == 10
        assert result.escalations == 10 * times_over(2, 20, 6) == 20
        assert result.queue[2].tolist() == [10, 0, 0]
        assert result.queue[3].tolist() == [0, 10, 0]


def test_streams_are_found_by_name() -> None:
    first = named_stream(1, "a", 2).random(3).tolist()
    assert named_stream(1, "a", 2).random(3).tolist() == first
    assert named_stream(2, "a", 2).random(3).tolist() != first
    assert named_stream(1, "b", 2).random(3).tolist() != first
