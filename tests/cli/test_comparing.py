"""`andante compare` and `run` on real data: the JSON object, digests, workers, overwriting, interruptions."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from andante.cli.main import run
from andante.lab.save import read_comparison

SHORT = ["--months", "18", "--no-ranges"]
RANGED = [
    "peak_unemployment_rate", "peak_youth_unemployment_rate", "final_unemployment_rate",
    "final_youth_unemployment_rate", "unemployment_rate_with_trainees", "graduates_without_work_rate",
    "automated_work", "displaced_workers", "avoided_hires", "automated_task_share", "augmented_task_share",
    "tfp_gain", "output_gain", "output_present_value", "labour_income_present_value",
    "mean_wage_change", "labour_share_change", "unrest_index_peak",
    "welfare_change", "unrest_index_mean", "months_over_stress_threshold", "grievance_mean", "grievance_peak",
    "upgrading_index", "high_value_added_share", "technology_gap", "capability_in_use_gap",
    "productivity_gap", "export_share", "trade_jobs",
]  # fmt: skip
PLAIN = ["filings", "approve", "approve_with_conditions", "needs_information", "reject", "pending"]


def compare(capsys: pytest.CaptureFixture[str], out: Path, *options: str) -> dict[str, Any]:
    assert run(["compare", *options, "--out", str(out), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def figures(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key != "seconds"}


@pytest.fixture(scope="module")
def default_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """The whole default comparison, ranges included, run once."""
    out = tmp_path_factory.mktemp("default") / "results"
    command = [sys.executable, "-m", "andante", "compare", "--json", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout), out


def test_default_object_is_what_was_promised(default_run: tuple[dict[str, Any], Path]) -> None:
    found, _ = default_run
    assert (found["economy"], found["months"], found["method"]) == ("china", 120, "average")
    assert found["reference"] == "market-led"
    assert list(found["policies"]) == ["market-led", "controlled-innovation", "augmentation-first"]
    assert isinstance(found["population"], int)
    assert 480e6 < found["population"] < 510e6
    assert 0 < found["seconds"] < 600
    for measures in found["policies"].values():
        assert list(measures) == [*RANGED, *PLAIN]
        for name in RANGED:
            assert set(measures[name]) == {"value", "low", "high"}
            assert measures[name]["low"] <= measures[name]["value"] <= measures[name]["high"]
        for name in ("peak_unemployment_rate", "automated_task_share", "augmented_task_share"):
            assert 0 < measures[name]["value"] < 1
        decided = sum(measures[name] for name in PLAIN[1:5])
        assert measures["filings"] == pytest.approx(decided, rel=1e-9)
    market, controlled = found["policies"]["market-led"], found["policies"]["controlled-innovation"]
    assert market["reject"] == market["needs_information"] == 0 < market["filings"]
    assert controlled["reject"] > 0 < controlled["approve_with_conditions"]
    for name in ("automated_work", "displaced_workers", "automated_task_share"):
        assert controlled[name]["value"] < market[name]["value"]


def test_results_folder_holds_the_printed_figures(default_run: tuple[dict[str, Any], Path]) -> None:
    found, out = default_run
    result = read_comparison(out)
    assert result.digest == found["digest"]
    for policy, measures in found["policies"].items():
        for name in RANGED:
            assert result.measures[policy][name].value == measures[name]["value"]
    assert result.effects["market-led"]["output_gain"]["central"] == 0.0
    assert all(each.value == 0.0 for each in result.differences["market-led"].values())
    assert len(result.assumption_sets) == 11
    assert (out / "report.html").stat().st_size > 10_000
    manifest = json.loads((out / "manifest.json").read_text())
    assert set(manifest["policies"]) == set(found["policies"])
    assert manifest["data"]


def test_ranges_of_differences_come_from_differences(default_run: tuple[dict[str, Any], Path]) -> None:
    result = read_comparison(default_run[1])
    policy, name = "controlled-innovation", "peak_youth_unemployment_rate"
    effects = result.effects[policy][name]
    difference = result.differences[policy][name]
    assert (difference.low, difference.high) == (min(effects.values()), max(effects.values()))
    wide = result.measures[policy][name].high - result.measures["market-led"][name].low
    assert difference.high < wide


def test_order_turns_lie_between_tested_values(default_run: tuple[dict[str, Any], Path]) -> None:
    result = read_comparison(default_run[1])
    assert {turn.parameter for turn in result.order_turns} == {
        each.parameter for each in result.assumption_sets if each.parameter
    }
    for turn in result.order_turns:
        signs = {difference > 0 for difference in turn.differences if difference != 0}
        assert (turn.turns_at is None) == (len(signs) < 2)
        if turn.turns_at is not None:
            assert min(turn.tested) <= turn.turns_at <= max(turn.tested)


def test_flows_add_up_for_every_policy(default_run: tuple[dict[str, Any], Path]) -> None:
    result = read_comparison(default_run[1])
    assert set(result.flows) == {"no-further-adoption", *(policy.name for policy in result.policies)}
    for flows in result.flows.values():
        *moved, closing = flows
        assert sum(flow.value for flow in moved) == pytest.approx(closing.value, abs=1.0)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["average", "people"])
def test_same_figures_twice_and_with_other_workers(
    method: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--months", "6", "--no-ranges", "--method", method, "--seed", "7", "--workers"]
    one = compare(capsys, tmp_path / "one", *options, "1")
    again = compare(capsys, tmp_path / "again", *options, "1")
    three = compare(capsys, tmp_path / "three", *options, "3")
    assert figures(one) == figures(again) == figures(three)
    digests = {json.loads((tmp_path / n / "manifest.json").read_text())["digest"] for n in ("one", "three")}
    assert digests == {one["digest"]}


def test_threads_of_the_linear_algebra_change_nothing(tmp_path: Path) -> None:
    found = []
    for threads in ("1", "2"):
        command = [
            sys.executable,
            "-m",
            "andante",
            "compare",
            *SHORT,
            "--json",
            "--out",
            str(tmp_path / threads),
        ]
        environment = {**os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        found.append(figures(json.loads(done.stdout)))
    assert found[0] == found[1]


def test_seed_moves_people_and_not_the_average(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def peak(method: str, seed: str) -> float:
        options = [*SHORT, "--method", method, "--seed", seed, "--scale", "0.001", "--policies", "market-led"]
        found = compare(capsys, tmp_path / f"{method}{seed}", *options)
        assert isinstance(found["population"], int)
        value: float = found["policies"]["market-led"]["peak_unemployment_rate"]["value"]
        return value

    assert peak("average", "1") == peak("average", "2")
    assert peak("people", "1") != peak("people", "2")


def test_no_ranges_means_null(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = compare(capsys, tmp_path / "r", *SHORT)
    for measures in found["policies"].values():
        for name in RANGED:
            assert measures[name]["low"] is None
            assert measures[name]["high"] is None


def test_order_of_policies_changes_no_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = compare(capsys, tmp_path / "a", *SHORT, "--policies", "market-led,gradual-tax")
    two = compare(capsys, tmp_path / "b", *SHORT, "--policies", "gradual-tax,market-led")
    assert one["policies"] == two["policies"]
    assert (one["reference"], two["reference"]) == ("market-led", "gradual-tax")
    difference = read_comparison(tmp_path / "a").differences["gradual-tax"]["automated_work"].value
    swapped = read_comparison(tmp_path / "b").differences["market-led"]["automated_work"].value
    assert difference == -swapped != 0


def test_other_run_is_kept_and_force_replaces_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "r"
    first = compare(capsys, out, *SHORT)
    assert run(["compare", *SHORT, "--months", "12", "--out", str(out)]) == 2
    assert "--force" in capsys.readouterr().err
    assert read_comparison(out).digest == first["digest"]
    second = compare(capsys, out, *SHORT, "--months", "12", "--force")
    assert read_comparison(out).digest == second["digest"] != first["digest"]


def test_default_place_is_new_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        assert run(["compare", *SHORT, "--policies", "market-led"]) == 0
    assert sorted(path.name for path in (tmp_path / "andante-results").iterdir()) == [
        "china-market-led", "china-market-led-2",
    ]  # fmt: skip
    shown = capsys.readouterr()
    assert "Peak unemployment" in shown.out
    assert "andante-results/china-market-led-2" in shown.err


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_interrupted_runs_leave_nothing_and_no_process(how: signal.Signals, tmp_path: Path) -> None:
    out = tmp_path / "r"
    command = [
        sys.executable,
        "-m",
        "andante",
        "compare",
        "--months",
        "600",
        "--workers",
        "2",
        "--out",
        str(out),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    workers: list[int] = []
    deadline = time.monotonic() + 30
    while len(workers) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
        workers = children_of(process.pid)
    assert len(workers) == 2
    process.send_signal(how)
    try:
        _, errors = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == (130 if how is signal.SIGINT else -how)
    assert "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


def children_of(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def test_a_policy_that_changes_nothing_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    late = tmp_path / "late.yaml"
    late.write_text(
        "policy: late\ntitle: Too late\njurisdiction: CN\ninstruments:\n"
        "  automation_tax.rate:\n    unit: share\n    values:\n"
        '      2050-01-01: {value: 0.5, source: "a test", tag: A}\n'
    )
    compare(capsys, tmp_path / "r", *SHORT, "--policies", f"market-led,{late}")
    result = read_comparison(tmp_path / "r")
    kinds = {(note.policy, note.kind): note.text for note in result.notes}
    assert "2050-01-01" in kinds["late", "after_horizon"]
    never = next(note for note in result.notes if note.kind == "after_horizon")
    assert never.slots["instrument"] == "automation_tax.rate"


def test_a_variant_without_effect_is_called_that(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "no-effect.yaml"
    file.write_text(
        "variant: no-effect\nbase: market-led\ntitle: Market-led with a tax that comes too late\nadd:\n"
        "  instruments:\n    automation_tax.rate:\n      unit: share\n      values:\n"
        '        2050-01-01: {value: 0.5, source: "a test", tag: A}\n'
    )
    compare(capsys, tmp_path / "r", *SHORT, "--policies", f"market-led,{file}")
    result = read_comparison(tmp_path / "r")
    assert all(each.value == 0.0 for each in result.differences["no-effect"].values())
    unchanged = [note for note in result.notes if note.kind == "changed_nothing"]
    assert [note.policy for note in unchanged] == ["no-effect"]
    assert "between 2026-01 and 2027-06 it sets the same" in unchanged[0].text


def test_an_inert_assist_first_rule_is_called_that(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "weak.yaml"
    file.write_text(
        "variant: weak\nbase: market-led\ntitle: Market-led with a weak assist-first rule\nadd:\n"
        "  instruments:\n    assist_first.mandate:\n      unit: share\n      values:\n"
        '        2026-01-01: {value: 0.1, source: "a test", tag: A}\n'
    )
    compare(capsys, tmp_path / "r", *SHORT, "--policies", f"market-led,{file}")
    notes = {note.kind: note for note in read_comparison(tmp_path / "r").notes if note.policy == "weak"}
    assert "assist_first_inert" in notes
    assert "(assist_first.mandate) never bound" in notes["changed_nothing"].text


def test_scenario_file_runs_as_its_flags_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("economy: china\nmonths: 18\nranges: false\npolicies: [market-led, gradual-tax]\n")
    assert run(["run", str(file), "--out", str(tmp_path / "a"), "--json"]) == 0
    by_file = json.loads(capsys.readouterr().out)
    by_flags = compare(capsys, tmp_path / "b", *SHORT, "--policies", "market-led,gradual-tax")
    assert by_file["policies"] == by_flags["policies"]


def test_the_printed_command_gives_the_printed_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [
        *SHORT,
        "--policies",
        "market-led,gradual-tax",
        "--reference",
        "gradual-tax",
        "--from",
        "2027-03",
    ]
    first = compare(capsys, tmp_path / "a", *options)
    command = shlex.split(read_comparison(tmp_path / "a").command)
    assert command[0] == "andante"
    assert (
        command[1:]
        == shlex.split((json.loads((tmp_path / "a" / "provenance.json").read_text()))["command"])[1:]
    )
    # A fresh environment may choose other kernels of linear algebra: the same to 1e-9, as across machines.
    again = subprocess.run(
        [sys.executable, "-m", *command, "--json", "--out", str(tmp_path / "b")],
        capture_output=True, text=True, check=True, cwd=tmp_path, env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    found = json.loads(again.stdout)
    for policy, measures in first["policies"].items():
        for name in RANGED:
            value = measures[name]["value"]
            assert found["policies"][policy][name]["value"] == pytest.approx(value, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("months", ["1", "2", "6", "11"])
def test_short_horizons_have_a_report_too(
    months: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = compare(capsys, tmp_path / "r", "--months", months, "--no-ranges", "--policies", "market-led")
    assert found["months"] == int(months)
    assert (tmp_path / "r" / "report.html").is_file()
    assert "short_horizon" in {note.kind for note in read_comparison(tmp_path / "r").notes}


def test_an_assumption_moves_every_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(
        "months: 18\nranges: false\npolicies: [market-led, gradual-tax]\nassumptions:\n"
        '  automation_saving: {value: 0.6, unit: share of labour cost, source: "a test"}\n'
    )
    assert run(["run", str(file), "--out", str(tmp_path / "a"), "--json"]) == 0
    moved = json.loads(capsys.readouterr().out)["policies"]
    base = compare(capsys, tmp_path / "b", *SHORT, "--policies", "market-led,gradual-tax")["policies"]
    for policy in base:
        assert moved[policy]["tfp_gain"]["value"] > base[policy]["tfp_gain"]["value"]
    result = read_comparison(tmp_path / "a")
    row = next(p for p in result.parameters if p.name == "automation_saving")
    assert (row.value, row.basis) == (0.6, "scenario: a test")


def test_bad_scenario_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_text("months: 18\npolicy: [market-led]\n")
    assert run(["run", "s.yaml"]) == 2
    assert "s.yaml:2" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["s.yaml"]


def test_every_instrument_that_cannot_act_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "credit.yaml"
    file.write_text(
        "variant: credit\nbase: market-led\ntitle: Market-led with directed credit\nadd:\n"
        "  instruments:\n    support.directed_credit:\n      unit: share\n      values:\n"
        '        2026-01-01: {value: 0.1, source: "a test", tag: A}\n'
    )
    policies = f"market-led,{file},controlled-innovation"
    compare(capsys, tmp_path / "r", *SHORT, "--policies", policies, "--competitor", "none")
    notes = read_comparison(tmp_path / "r").notes
    found = {(note.policy, note.kind, note.slots.get("instrument")) for note in notes}
    assert [each for each in found if each[2] == "support.directed_credit"] == []
    assert ("controlled-innovation", "gap_without_competitor", "pace.gap_weight") in found
    report = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert "the technology gap acts only where a competitor is simulated" in report
