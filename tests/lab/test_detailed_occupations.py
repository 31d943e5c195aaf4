"""The United States at its finest occupations: the same nation, one step finer, in runs and comparisons."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from andante.cli.main import run
from andante.economy.economy_policy import EconomyPolicy
from andante.economy.inputs import EconomyInputs
from andante.economy.instruments import Instruments
from andante.economy.parameters import Parameters
from andante.economy.simulate import Trajectory, simulate
from andante.economy.simulated_filings import build_filing_table
from andante.economy.welfare import groups_of
from andante.errors import ScenarioError
from andante.lab.compare import compare
from andante.lab.comparison import Comparison
from andante.lab.introduce import economy_inputs
from andante.lab.scenario import Assumption, Scenario
from andante.lab.tables import comparison_from, comparison_header, comparison_tables
from andante.reference.detailed import load_detailed
from andante.reference.economies import load_economy

POLICY = "market-led"
MONTHS = 6


def inputs(detail: str) -> EconomyInputs:
    nation = load_economy("united-states")
    finest = load_detailed(nation, detail)
    if finest is None:
        return economy_inputs(nation, "ilo_share")
    return economy_inputs(finest.economy, "ilo_share", groups=finest.groups)


def history(detail: str) -> Trajectory:
    # Every month checks persons, posts and units of work, and raises IdentityError where they do not add up.
    parameters = Parameters.build("united-states")
    return simulate(
        inputs(detail), parameters, [EconomyPolicy("free", Instruments.neutral(6))], months=MONTHS
    )


@pytest.fixture(scope="module")
def levels() -> tuple[Trajectory, Trajectory]:
    return history("national"), history("detailed")


def test_the_finest_level_is_near_the_nation(levels: tuple[Trajectory, Trajectory]) -> None:
    nation, finest = (each.series for each in levels)
    np.testing.assert_allclose(finest["labour_force"], nation["labour_force"], rtol=0.002)
    apart = finest["unemployment_rate"] - nation["unemployment_rate"]
    assert (apart > 0).all()  # fewer posts are within reach along a finer network
    assert apart.max() < 0.005
    change = [each["unemployment_rate"][0, -1] - each["unemployment_rate"][0, 0] for each in (nation, finest)]
    assert change[0] == pytest.approx(change[1], abs=5e-4)
    np.testing.assert_allclose(finest["automated_task_share"], nation["automated_task_share"], rtol=0.03)


def test_persons_of_every_month_are_those_of_the_groups(levels: tuple[Trajectory, Trajectory]) -> None:
    finest = levels[1].series
    by_occupation = finest["employed_by_occupation"]
    assert by_occupation.shape[2] == 484
    assert (by_occupation > 0).all()
    np.testing.assert_allclose(by_occupation.sum(axis=2), finest["employed"], rtol=1e-12)
    np.testing.assert_allclose(finest["sector_employment"].sum(axis=2), finest["employed"], rtol=1e-9)
    everybody = finest["persons_by_group"].sum(axis=(2, 3))
    np.testing.assert_allclose(everybody, finest["labour_force"], rtol=1e-9)
    assert finest["persons_by_group"][..., 0].max() == 0  # all have a major group of ISCO-08


def test_every_worker_in_whole_counts() -> None:
    run = simulate(
        inputs("detailed"),
        Parameters.build("united-states"),
        [EconomyPolicy("free", Instruments.neutral(2))],
        start="2025-10",
        policy_from="2026-01",
        months=2,
        method="people",
    )
    employed = run.series["employed_by_occupation"][0]
    assert (employed == np.rint(employed)).all()
    whole = run.series["employed"] + run.series["unemployed"] + run.series["in_training"]
    np.testing.assert_array_equal(whole, run.series["labour_force"])


def test_filings_and_welfare_know_the_national_occupations() -> None:
    finest = inputs("detailed")
    declared = build_filing_table(finest).columns.columns["occupation"]
    assert set(declared.words) <= set(load_economy("united-states").occupations)
    table = build_filing_table(finest)
    for row in (0, 12345, len(table.filings) - 1):
        assert declared.at(row) == finest.groups[int(table.occupation[row])]
    writers = finest.occupations.index("27-3043")
    assert groups_of(finest.groups)[writers].argmax() == 2  # the code of SOC begins otherwise: 27
    with pytest.raises(ScenarioError, match="names 3 groups"):
        economy_inputs(load_economy("china"), "ilo_share", groups=("11", "12", "13"))


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return compare(
        Scenario(economy="united-states", policies=(POLICY,), months=3, detail="detailed", ranges=False),
        workers=1,
    )


def test_occupations_of_a_comparison_are_the_national_ones(compared: Comparison) -> None:
    rows, finest = compared.occupations[POLICY], compared.detailed_occupations[POLICY]
    nation = load_economy("united-states")
    assert tuple(row.id for row in rows) == nation.occupations
    assert len(finest) == 484
    start = np.array([row.employment_start for row in finest])
    assert sum(row.employment_start for row in rows) == pytest.approx(start.sum(), rel=1e-9)
    by_id = {row.id: row for row in rows}
    counted = dict(zip(nation.occupations, nation.employment, strict=True))
    for id_ in ("251", "264m", "4222"):
        assert by_id[id_].employment_start == pytest.approx(counted[id_], rel=0.03)
    automated = start @ np.array([row.automated_share for row in finest])
    assert sum(r.employment_start * r.automated_share for r in rows) == pytest.approx(automated, rel=1e-9)
    tables = comparison_tables(compared)
    assert tables["detailed_occupations"].num_rows == 484
    assert comparison_from(
        comparison_header(compared), tables, seconds=0.0, digest=""
    ).detailed_occupations == (compared.detailed_occupations)


def test_notes_and_command_name_the_level(compared: Comparison) -> None:
    assert compared.detail == "detailed"
    assert "--detail detailed" in compared.command
    kinds = {note.kind for note in compared.notes}
    assert "detailed" in kinds
    assert not kinds & {"regions", "regions_ranges"}


@pytest.mark.slow
def test_ranges_are_runs_of_the_finest_level(compared: Comparison) -> None:
    asked = Scenario(economy="united-states", policies=(POLICY,), months=3, detail="detailed")
    ranged = compare(asked, workers=1)
    high = next(each for each in ranged.assumption_sets if each.id == "automation_saving:high")
    assert high.value is not None
    given = Assumption("automation_saving", high.value, high.unit, "the high end of its range")
    alone = compare(replace(asked, ranges=False, assumptions=(given,)), workers=1)
    for name in ("final_unemployment_rate", "automated_work"):
        central, span = compared.measures[POLICY][name].value, ranged.measures[POLICY][name]
        found = alone.measures[POLICY][name].value
        assert span.value == pytest.approx(central, rel=1e-9)
        assert span.low is not None
        assert span.high is not None
        assert found is not None
        assert span.low * (1 - 1e-9) <= found <= span.high * (1 + 1e-9)
    effects = ranged.effects[POLICY]["final_unemployment_rate"]
    assert len(effects) == len(ranged.assumption_sets) == 11


@pytest.mark.slow
def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["compare", "--economy", "united-states", "--policies", POLICY, "--months", "2", "--no-ranges"]
    assert run([*words, "--detail", "detailed", "--out", str(tmp_path / "out")]) == 0
    file = tmp_path / "finest.yaml"
    file.write_text(
        f"economy: united-states\npolicies: [{POLICY}]\nmonths: 2\nranges: false\ndetail: detailed\n",
        encoding="utf-8",
    )
    assert run(["run", str(file), "--out", str(tmp_path / "again")]) == 0
    one, other = (
        (tmp_path / folder / "tables" / "detailed_occupations.parquet").read_bytes()
        for folder in ("out", "again")
    )
    assert one == other
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "finest occupations" in report
    assert "Customer Service Representatives" not in report  # shown summed to the national occupations
    for economy, detail, mend in (
        ("china", "detailed", "national, provinces"),
        ("united-states", "detail", "Did you mean detailed?"),
    ):
        capsys.readouterr()
        assert run(["compare", "--economy", economy, "--policies", POLICY, "--detail", detail]) == 2
        assert mend in " ".join(capsys.readouterr().err.split())
