"""A comparison by provinces or states: rows of each region, ranges of the nation around, levels refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from andante.errors import ReferenceDataError
from andante.lab.compare import compare
from andante.lab.comparison import Comparison
from andante.lab.scenario import Scenario
from andante.lab.scenario_file import load_scenario
from andante.reference.economies import load_economy
from andante.reference.regions import load_regions

POLICY = "market-led"


def scenario(economy: str = "china", **changes: object) -> Scenario:
    fields = {"economy": economy, "policies": (POLICY,), "months": 14, "detail": "provinces", **changes}
    return Scenario(**fields)  # type: ignore[arg-type]  # every field has its own type


@pytest.fixture(scope="module")
def provinces() -> Comparison:
    return compare(scenario(), workers=1)


def test_every_province_has_a_row_and_they_are_the_nation(provinces: Comparison) -> None:
    rows = provinces.regions[POLICY]
    detail = load_regions(load_economy("china"), "provinces")
    assert detail is not None
    assert tuple(row.id for row in rows) == detail.regions
    force = np.array([row.labour_force for row in rows])
    rates = np.array([row.unemployment_rate for row in rows])
    assert force.sum() == pytest.approx(498e6, rel=0.02)
    final = provinces.measures[POLICY]["final_unemployment_rate"].value
    assert (force * rates).sum() / force.sum() == pytest.approx(final, abs=5e-4)
    assert rates.min() < final < rates.max()
    # Tasks of an occupation are automated alike: the regions' shares average to the nation's.
    jobs = detail.employment.sum(axis=0)
    automated = np.array([row.automated_share for row in rows])
    nation = provinces.measures[POLICY]["automated_task_share"].value
    assert (automated * jobs).sum() / jobs.sum() == pytest.approx(nation, rel=1e-6)
    by_title = {row.title: row.automated_share for row in rows}
    assert by_title["Beijing"] > by_title["Henan"] > 0
    assert all(row.peak_change >= row.unemployment_rate_change - 1e-12 for row in rows)


def test_ranges_are_those_of_the_nation_laid_around_the_regional_run(provinces: Comparison) -> None:
    nation = compare(scenario(detail="national"), workers=1)
    assert nation.regions == {}
    for name in ("final_unemployment_rate", "output_gain"):
        regional, national = provinces.measures[POLICY][name], nation.measures[POLICY][name]
        assert regional.low is not None
        assert national.low is not None
        assert regional.value - regional.low == pytest.approx(national.value - national.low, abs=1e-12)
        assert regional.value == pytest.approx(national.value, abs=0.004)
    assert {"regions", "regions_ranges"} <= {note.kind for note in provinces.notes}
    assert provinces.detail == "provinces"
    assert "--detail provinces" in provinces.command
    assert "--detail" not in nation.command


def test_states_in_a_scenario_file(tmp_path: Path) -> None:
    file = tmp_path / "states.yaml"
    file.write_text(
        "economy: united-states\npolicies: [market-led]\nmonths: 3\nranges: false\ndetail: provinces\n",
        encoding="utf-8",
    )
    asked = load_scenario(file)
    assert asked.canonical()["detail"] == "provinces"
    assert "detail" not in scenario(detail="national").canonical()
    rows = compare(asked, workers=1).regions[POLICY]
    assert len(rows) == 51
    assert sum(row.labour_force for row in rows) == pytest.approx(171e6, rel=0.02)


def test_a_level_without_data_is_refused_before_anything_runs() -> None:
    with pytest.raises(ReferenceDataError) as caught:
        compare(scenario("china", detail="detailed"))
    assert caught.value.problems[0].mend == "Levels it has: national, provinces."
