"""Predicted against actual: the real assessment of an example, quarterly reports, and sums over a policy."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.assessment.assess import assess
from andante.assessment.deployment_file import load_deployment
from andante.assessment.findings import Assessment, Span
from andante.assessment.roster_file import read_roster
from andante.errors import RegisterError
from andante.policies.load import load_policy
from andante.register.predicted import (
    FIGURES,
    REPORTED,
    Comparison,
    PredictedStep,
    Prediction,
    WorkforceReport,
    compare_entry,
    first_day,
    prediction_of,
    sum_policy,
)
from andante.register.quarters import Quarter, parse_quarter, quarter_of, quarters_between

CASE = Path(__file__).resolve().parents[2] / "examples" / "customer-service"
NOW = datetime(2027, 7, 1, tzinfo=UTC)
Q2, Q3 = Quarter(2027, 2), Quarter(2027, 3)


@cache
def assessed() -> Assessment:
    deployment, roster = load_deployment(CASE / "deployment.yaml"), read_roster(CASE / "roster.csv")
    return assess(deployment, roster, [load_policy("controlled-innovation")], date(2026, 11, 24))


def report(quarter: Quarter, received: datetime = NOW, **figures: float | None) -> WorkforceReport:
    return WorkforceReport("CN-A-1", quarter, figures, received)


def flat(value: float, spread: float = 1.0) -> Prediction:
    span = Span(value - spread, value, value + spread)
    return Prediction((), {name: span for name in FIGURES if FIGURES[name].predicted})


def by_figure(rows: tuple[Comparison, ...]) -> dict[str, Comparison]:
    return {row.figure: row for row in rows}


# What an assessment predicts


def test_the_prediction_ends_with_the_figures_of_the_assessment() -> None:
    found, impact = prediction_of(assessed()), assessed().impact
    assert found.final["automated_work"] == impact.taken_over
    assert found.final["assisted_work"] == impact.assisted
    assert found.final["displaced"] == impact.released
    assert found.final["hires_avoided"] == impact.hires_avoided
    posts = next(row.offered for row in assessed().plan if row.what == "reassignment")
    assert posts is not None
    assert found.final["reassigned"].central == min(impact.released.central, posts)
    moved, gone = found.final["reassigned"].central, found.final["released"].central
    assert moved + gone == pytest.approx(found.final["displaced"].central)
    assert "hired" not in found.final
    assert found.at("hired", date(2030, 1, 1)) is None


def test_the_prediction_follows_the_rollout_and_never_goes_back() -> None:
    found = prediction_of(assessed())
    start = assessed().deployment.start
    assert start is not None
    before = found.at("automated_work", start - timedelta(days=1))
    assert before is not None
    assert (before.low, before.high) == (0.0, 0.0)
    assert [step.day for step in found.steps[:-1]] == [row.day for row in assessed().impact.timing]
    for row in assessed().impact.timing:
        at = found.at("automated_work", row.day)
        assert at is not None
        assert at.central == row.taken_over.central
    for name in found.final:
        centres = [step.values[name].central for step in found.steps]
        assert centres == sorted(centres)
        for step in found.steps:
            span = step.values[name]
            assert 0 <= span.low <= span.central <= span.high
    assert found.at("displaced", date(2040, 1, 1)) == found.final["displaced"]


def test_without_a_start_the_final_figures_hold_and_without_known_work_nothing_is_predicted() -> None:
    no_day = replace(assessed(), impact=replace(assessed().impact, timing=()))
    assert prediction_of(no_day).at("displaced", date(2020, 1, 1)) == assessed().impact.released
    unknown = replace(assessed(), impact=replace(assessed().impact, work_known=False))
    assert prediction_of(unknown) == Prediction((), {})
    rows = compare_entry(prediction_of(unknown), [report(Q2, released=1.0)], date(2027, 4, 1), Q2)
    assert all(row.predicted is None and row.difference is None for row in rows)


# Reports


def test_reports_name_every_problem_at_once() -> None:
    with pytest.raises(RegisterError) as caught:
        WorkforceReport(
            "E",
            Q2,
            {"fired": 1.0, "displaced": 1.0, "released": -1.0, "hired": math.nan, "retrained": True},  # type: ignore[dict-item]
            datetime(2027, 7, 1),
        )
    assert len(caught.value.problems) == 6
    assert "displaced" not in REPORTED
    assert set(REPORTED) | {"displaced"} == set(FIGURES)
    for each in FIGURES.values():
        assert each.title
        assert each.title_zh
        assert each.source
        assert set(each.parts) <= set(REPORTED)


def test_counts_are_summed_since_the_start_and_levels_are_the_last() -> None:
    prediction = flat(10.0)
    reports = [
        report(Q2, automated_work=6.0, released=2.0, reassigned=1.0),
        report(Q3, automated_work=12.0, released=3.0, reassigned=4.0),
    ]
    rows = by_figure(compare_entry(prediction, reports, date(2027, 4, 15), Q3))
    assert rows["automated_work"].actual == 12.0
    assert rows["automated_work"].difference == 2.0
    assert rows["automated_work"].within is False
    assert rows["released"].actual == 5.0
    assert rows["displaced"].actual == 10.0
    assert rows["displaced"].within is True
    assert rows["retrained"].actual is None
    assert rows["retrained"].missing == (Q2, Q3)
    assert rows["hired"].predicted is None


def test_a_prediction_runs_from_the_day_that_the_use_really_began() -> None:
    def steps(first: date) -> Prediction:
        one, two = ({"released": Span(n, n, n, "mapped")} for n in (1.0, 5.0))
        return Prediction((PredictedStep(first, one), PredictedStep(first + timedelta(days=100), two)), two)

    for begun in (date(2027, 1, 4), date(2027, 4, 4), date(2027, 9, 30)):
        early, on_time, late = (steps(begun + timedelta(days=days)) for days in (-60, 0, 60))
        for quarter in (quarter_of(begun), quarter_of(begun).after(), quarter_of(begun).after().after()):
            reached = 5.0 if quarter.end >= begun + timedelta(days=100) else 1.0
            for prediction in (early, on_time, late):
                predicted = by_figure(compare_entry(prediction, [], begun, quarter))["released"].predicted
                assert predicted == Span(reached, reached, reached, "mapped")
    assert first_day(flat(1.0)) is None
    assert first_day(None) is None
    assert first_day(steps(date(2027, 1, 4))) == date(2027, 1, 4)


def test_the_sum_of_a_policy_is_labelled_like_its_weakest_part() -> None:
    def row(label: str) -> Comparison:
        return Comparison("released", Q2, 1.0, Span(1.0, 1.0, 1.0, label))

    for labels, weakest in ((["mapped"], "mapped"), (["official", "declared", "imputed"], "declared")):
        found = sum_policy([[row(label)] for label in labels], Q2)
        predicted = next(each.predicted for each in found if each.figure == "released")
        assert predicted is not None
        assert predicted.label == weakest


def test_a_missing_quarter_leaves_the_sum_unknown_and_is_named() -> None:
    rows = by_figure(compare_entry(flat(1.0), [report(Q3, released=0.0)], date(2027, 4, 15), Q3))
    assert rows["released"].actual is None
    assert rows["released"].difference is None
    assert rows["released"].missing == (Q2,)
    # Half of a sum is no sum.
    assert rows["displaced"].missing == (Q2, Q3)
    zero = [report(Q2, released=0.0), report(Q3, released=0.0)]
    assert by_figure(compare_entry(flat(1.0), zero, date(2027, 4, 15), Q3))["released"].actual == 0.0


def test_a_correction_takes_the_place_of_a_report() -> None:
    first = report(Q2, released=9.0)
    corrected = report(Q2, NOW + timedelta(days=3), released=4.0)
    for order in ([first, corrected], [corrected, first]):
        rows = by_figure(compare_entry(flat(4.0), order, date(2027, 4, 1), Q2))
        assert rows["released"].actual == 4.0


def test_before_the_start_nothing_is_compared() -> None:
    rows = compare_entry(flat(4.0), [], date(2027, 10, 1), Q2)
    assert all(row.actual is None for row in rows)


# A policy


@given(
    st.lists(
        st.tuples(st.none() | st.integers(0, 1000), st.none() | st.integers(0, 1000)), min_size=0, max_size=8
    )
)
def test_sums_are_over_entries_with_both_figures_and_say_how_many(
    entries: list[tuple[int | None, int | None]],
) -> None:
    compared = [
        [
            Comparison(
                "released",
                Q2,
                None if actual is None else float(actual),
                None if predicted is None else Span(predicted - 1.0, float(predicted), predicted + 1.0),
            )
        ]
        for actual, predicted in entries
    ]
    (found,) = [row for row in sum_policy(compared, Q2) if row.figure == "released"]
    both = [(a, p) for a, p in entries if a is not None and p is not None]
    assert (found.entries, found.of) == (len(both), len(entries))
    if not both:
        assert found.actual is None
        assert found.predicted is None
        assert found.difference is None
        return
    assert found.actual == sum(a for a, _ in both)
    assert found.predicted is not None
    assert found.predicted.central == sum(p for _, p in both)
    assert found.predicted.high - found.predicted.low == 2 * len(both)
    assert found.difference == sum(a - p for a, p in both)


def test_comparisons_of_another_quarter_are_not_summed() -> None:
    rows = [[Comparison("released", Q3, 1.0, Span(1.0, 1.0, 1.0))]]
    (found,) = [row for row in sum_policy(rows, Q2) if row.figure == "released"]
    assert found.entries == 0


# Quarters


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_every_day_is_in_its_quarter_and_quarters_follow_on(day: date) -> None:
    quarter = quarter_of(day)
    assert quarter.start <= day <= quarter.end
    assert parse_quarter(str(quarter)) == quarter
    assert quarter.after().start == quarter.end + timedelta(days=1)
    assert quarters_between(quarter, quarter.after()) == (quarter, quarter.after())
    assert quarters_between(quarter.after(), quarter) == ()


@pytest.mark.parametrize(
    "text", ["", "2026-Q5", "2026-Q0", "2026Q1", "26-Q1", "0000-Q1", "2026-Q1 ", "２０２６-Q1"]
)
def test_what_is_no_quarter(text: str) -> None:
    with pytest.raises(RegisterError, match="2026-Q3"):
        parse_quarter(text)


def test_steps_of_a_prediction_hold_from_their_day_on() -> None:
    day = date(2027, 4, 1)
    steps = tuple(
        PredictedStep(day + timedelta(days=n), {"released": Span(0.0, float(n), float(n))}) for n in (0, 10)
    )
    prediction = Prediction(steps, steps[-1].values)
    for ahead, value in ((-1, 0.0), (0, 0.0), (9, 0.0), (10, 10.0), (500, 10.0)):
        span = prediction.at("released", day + timedelta(days=ahead))
        assert span is not None
        assert span.central == value
