"""Summaries of social stress against loops over months and sets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.lab.compare import measures_of
from andante.lab.run import PolicyRun
from andante.lab.stress_summary import stress_summaries, worst_mean

FIRST, MONTHS = 3, 30


def made(seed: int, sets: int, shift: float = 0.0) -> PolicyRun:
    random = np.random.default_rng(seed)
    series = {
        "unrest_index": 0.3 + shift + 0.02 * random.standard_normal((sets, FIRST + MONTHS)),
        "grievance": 10 + 100 * shift + random.standard_normal((sets, FIRST + MONTHS)),
        "unrest_margin": np.full((sets, FIRST + MONTHS), 0.01),
        "grievance_margin": np.full((sets, FIRST + MONTHS), 2.0),
    }
    return PolicyRun("p", "average", ("",) * (FIRST + MONTHS), FIRST, series, (), 1, 0.0)


@given(st.integers(0, 10**6), st.integers(1, 45), st.floats(-0.05, 0.05))
def test_summaries_follow_their_definitions(seed: int, sets: int, shift: float) -> None:
    run, without = made(seed, sets, shift), made(seed + 1, sets)
    found = stress_summaries(run, without, run, True)
    assert [each.measure for each in found] == ["unrest_index", "grievance"]
    for each, margin in zip(found, (0.01, 2.0), strict=True):
        rows = run.series[each.measure][:, FIRST:].tolist()
        usual = without.series[each.measure][0, FIRST:].tolist()
        limit = sum(usual) / MONTHS + margin
        assert each.threshold == pytest.approx(limit, rel=1e-12)
        assert each.months_over == sum(value > limit for value in rows[0])
        assert each.mean == pytest.approx(sum(rows[0]) / MONTHS, rel=1e-12)
        peaks = [max(sum(row[t : t + 12]) / 12 for t in range(MONTHS - 11)) for row in rows]
        assert each.peak == pytest.approx(peaks[0], rel=1e-12)
        worst = sorted(peaks, reverse=True)[: max(1, sets // 20)]
        assert each.cvar95 is not None
        assert each.cvar95 == pytest.approx(sum(worst) / len(worst), rel=1e-12)
        assert each.sets == sets
        assert each.cvar95 >= each.peak or sets // 20 > 1


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=200))
def test_the_worst_lie_between_mean_and_highest(values: list[float]) -> None:
    found = worst_mean(np.array(values))
    assert found <= max(values) + 1e-9
    assert found >= sum(values) / len(values) - 1e-9


def test_measures_count_the_same_months_and_know_no_range_without_ranges() -> None:
    run, without = made(1, 3, 0.01), made(2, 3)
    found = measures_of(run, without)
    summary = stress_summaries(run, without, run, False)
    assert found["months_over_stress_threshold"][0] == summary[0].months_over > 0
    assert found["unrest_index_mean"][0] == pytest.approx(summary[0].mean)
    assert found["grievance_mean"][0] == pytest.approx(summary[1].mean)
    assert found["grievance_peak"][0] == pytest.approx(summary[1].peak)
    assert summary[0].cvar95 is None
    assert summary[0].sets == 1


def test_nothing_recorded_gives_nothing() -> None:
    empty = PolicyRun("p", "average", ("",), 0, {}, (), 1, 0.0)
    assert stress_summaries(empty, empty, empty, True) == ()
