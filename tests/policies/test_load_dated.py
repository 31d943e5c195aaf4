"""Dated values: each holds from its start until the next; ends are explicit; gaps and overlaps are errors."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_policy import SMALL, line_of, spoiled

from andante.errors import PolicyError
from andante.policies.instruments import INSTRUMENTS, instrument_definition
from andante.policies.load import check_policy, load_policy
from andante.policies.schema import Policy

CAP = '      2026-01-01: {value: 0.0005, source: "chosen for a test", tag: A}\n'


def _value(day: str, value: float, until: str | None = None) -> str:
    end = f", until: {until}" if until else ""
    return f'      {day}: {{value: {value}{end}, source: "chosen for a test", tag: A}}\n'


def _load(text: str, folder: Path) -> Policy:
    file = folder / "dated.yaml"
    file.write_text(text, encoding="utf-8")
    return load_policy(file)


def test_a_value_holds_from_its_start_to_the_next(tmp_path: Path) -> None:
    text = spoiled(CAP, _value("2026-01-01", 0.0005) + _value("2028-07-01", 0.001))
    policy = _load(text, tmp_path)
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2028, 6, 30), date(2028, 7, 1), date(2199, 1, 1)]
    path = policy.instrument_path("pace.cap", days)
    assert path.tolist() == [np.inf, 0.0005, 0.0005, 0.001, 0.001]
    assert path.dtype == np.float64
    found = policy.instrument_at("pace.cap", date(2028, 7, 1))
    assert found is not None
    assert (found.line, found.source, found.tag) == (line_of("2028-07-01", text), "chosen for a test", "A")


def test_the_order_of_lines_does_not_matter(tmp_path: Path) -> None:
    forward = spoiled(CAP, _value("2026-01-01", 0.0005) + _value("2028-07-01", 0.001))
    backward = spoiled(CAP, _value("2028-07-01", 0.001) + _value("2026-01-01", 0.0005))
    assert _load(forward, tmp_path).hash == _load(backward, tmp_path).hash


def test_after_its_end_the_neutral_value_returns(tmp_path: Path) -> None:
    policy = _load(spoiled(CAP, _value("2026-01-01", 0.0005, "2027-01-01")), tmp_path)
    days = [date(2026, 12, 31), date(2027, 1, 1)]
    assert policy.instrument_path("pace.cap", days).tolist() == [0.0005, np.inf]
    assert policy.instrument_at("pace.cap", days[1]) is None


@pytest.mark.parametrize(
    ("until", "what", "mend"),
    [
        ("2028-07-02", "two values hold from 2028-07-01 to 2028-07-02", "until: 2028-07-01"),
        ("2028-06-30", "no value holds from 2028-06-30 to 2028-07-01", "starts on 2028-06-30"),
    ],
)
def test_overlap_and_gap(until: str, what: str, mend: str, tmp_path: Path) -> None:
    text = spoiled(CAP, _value("2026-01-01", 0.0005, until) + _value("2028-07-01", 0.001))
    file = tmp_path / "dated.yaml"
    file.write_text(text, encoding="utf-8")
    (problem,) = check_policy(file)
    assert problem.what == what
    assert mend in problem.mend
    assert problem.where.line == line_of("2028-07-01: ", text)


def test_end_before_start(tmp_path: Path) -> None:
    file = tmp_path / "dated.yaml"
    file.write_text(spoiled(CAP, _value("2026-01-01", 0.0005, "2026-01-01")), encoding="utf-8")
    (problem,) = check_policy(file)
    assert "not after its start" in problem.what
    assert "later day" in problem.mend


def test_the_same_day_twice(tmp_path: Path) -> None:
    file = tmp_path / "dated.yaml"
    text = spoiled(CAP, CAP + _value("2026-01-01", 0.001))
    file.write_text(text, encoding="utf-8")
    (problem,) = check_policy(file)
    assert "stands twice" in problem.what
    assert problem.where.line == line_of("value: 0.001,", text)


def test_a_parameter_outside_its_dates_is_an_error_with_its_place(tmp_path: Path) -> None:
    policy = _load(SMALL, tmp_path)
    parameter = policy.parameters["collective_dismissal"]
    assert parameter.at(date(2008, 1, 1)).value == 20
    with pytest.raises(PolicyError) as caught:
        parameter.at(date(2007, 12, 31))
    (problem,) = caught.value.problems
    assert "has no value on 2007-12-31" in problem.what
    assert problem.where.line == line_of("2008-01-01", SMALL)
    assert "from 2008-01-01" in problem.mend


def test_words_for_no_limit_and_the_economys_own(tmp_path: Path) -> None:
    policy = _load(SMALL.replace("value: 0.0005", "value: unlimited"), tmp_path)
    assert np.isinf(policy.instrument_path("pace.cap", [date(2026, 1, 1)])[0])
    text = SMALL.replace("pace.cap:", "pace.unemployment_ceiling:").replace("value: 0.0005", "value: economy")
    text = text.replace("unit: share of the labour force a month", "unit: fraction of one")
    assert np.isnan(_load(text, tmp_path).instrument_path("pace.unemployment_ceiling", [date(2026, 1, 1)])[0])
    file = tmp_path / "word.yaml"
    file.write_text(SMALL.replace("value: 0.0005", "value: economy"), encoding="utf-8")
    (problem,) = check_policy(file)
    assert "or the word unlimited" in problem.mend


def test_no_instrument_of_that_name(tmp_path: Path) -> None:
    policy = _load(SMALL, tmp_path)
    with pytest.raises(PolicyError, match=r'write "pace\.cap"'):
        policy.instrument_path("pace.capp", [date(2026, 1, 1)])
    with pytest.raises(PolicyError, match="no instrument"):
        instrument_definition("nothing like it")


def test_vocabulary_is_consistent() -> None:
    for name, definition in INSTRUMENTS.items():
        assert name == definition.name
        assert definition.low < definition.high
        assert definition.contains(definition.neutral), name
        assert definition.title
        assert definition.title_zh
        assert definition.meaning.endswith(".")
        assert bool(definition.words) == (not np.isfinite(definition.neutral))


def test_frozen(tmp_path: Path) -> None:
    policy = _load(SMALL, tmp_path)
    with pytest.raises(FrozenInstanceError):
        policy.name = "other"  # type: ignore[misc]
    assert hash(policy) == hash(_load(SMALL, tmp_path))
    assert policy == _load(SMALL, tmp_path)


DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2028, 1, 1))


@given(
    starts=st.lists(DAYS, min_size=1, max_size=6, unique=True),
    ends_at_next=st.lists(st.booleans(), min_size=6, max_size=6),
    last_length=st.none() | st.integers(min_value=1, max_value=900),
    asked=st.lists(DAYS, min_size=1, max_size=20),
)
def test_path_agrees_with_a_walk_over_the_calendar(
    starts: list[date], ends_at_next: list[bool], last_length: int | None, asked: list[date]
) -> None:
    """An oracle that goes day by day from every start, and never looks for the latest start before a day."""
    ordered = sorted(starts)
    values: dict[str, Any] = {}
    for index, start in enumerate(starts):
        values[start.isoformat()] = {"value": index / 1000, "source": "s", "tag": "A"}
    for index, start in enumerate(ordered):
        following = ordered[index + 1] if index + 1 < len(ordered) else None
        if following and ends_at_next[index]:
            values[start.isoformat()]["until"] = following.isoformat()
        if following is None and last_length is not None:
            values[start.isoformat()]["until"] = (start + timedelta(days=last_length)).isoformat()
    policy = load_policy(
        {
            "policy": "walk",
            "title": "Walk",
            "jurisdiction": "any",
            "instruments": {"pace.leakage": {"unit": "share", "values": values}},
        }
    )
    expected = {}
    for start in ordered:
        day = start
        while day <= date(2031, 1, 1) and (day == start or day not in ordered):
            if str(values[start.isoformat()].get("until")) == day.isoformat():
                break
            expected[day] = values[start.isoformat()]["value"]
            day += timedelta(days=1)
    path = policy.instrument_path("pace.leakage", asked)
    assert path.tolist() == [expected.get(day, 0.0) for day in asked]
