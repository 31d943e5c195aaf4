"""The benchmarks of the checkout, on settings so small that only their working is seen, and the page."""

from __future__ import annotations

import pytest

from andante.lab.benchmarks import benchmark_modules, figures_of
from andante.reference.regions import LEVELS
from benchmarks import comparing, levels, page


@pytest.mark.slow
def test_a_comparison_is_timed_with_the_memory_of_its_own_process() -> None:
    much = bytearray(b"x" * 2**30)  # what starts the process may be large itself
    small = comparing.compare("--months", "1", "--no-ranges", "--workers", "1", "--competitor", "none")
    assert 0.0 < small.simulated < small.wall
    assert 20.0 < small.peak < 1024.0 == len(much) / 2**20
    with pytest.raises(RuntimeError, match="no-such-policy"):
        comparing.compare("--policies", "no-such-policy")


@pytest.mark.slow
def test_every_figure_of_the_levels_has_its_target() -> None:
    found = figures_of(levels.measure(months=1))
    targets = {each.id: each.target for each in found}
    assert targets["provinces.average_one_policy"] == 8.0
    assert all(each.value > 0.0 for each in found)
    assert all(each.passed == (each.value <= each.target) for each in found if each.target is not None)
    if "detailed" in LEVELS["united-states"]:
        assert targets["detailed.average_one_policy"] == 15.0
        assert targets["detailed.average_peak_memory"] == 4096.0


@pytest.mark.slow
def test_every_worker_by_province_is_measured_too() -> None:
    found = figures_of(levels.everybody(months=1, scale=0.0001))
    assert {each.id: each.target for each in found} == {
        "provinces.people_one_policy": 300.0,
        "provinces.people_peak_memory": 4096.0,
    }
    assert all(each.value > 0.0 for each in found)


def test_the_levels_are_among_the_benchmarks() -> None:
    assert {"comparing", "decisions", "levels"} <= set(benchmark_modules())


def test_the_page_says_what_was_not_measured() -> None:
    text = page.page([comparing.figure("compare.cold_with_report", 13.0, "seconds", 12.0)])
    assert "**1 of 1 figures with a\ntarget miss it**" in text
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert "**missed**" in rows[0]
    assert sum("not measured" in row for row in rows) == len(rows) - 1
    assert any(row.startswith("| `explore.all_runs` |") for row in rows)
