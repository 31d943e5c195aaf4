"""`--set` and `--assume`: what they change, what they record, and what they refuse."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from andante.cli.main import run
from andante.errors import ScenarioError
from andante.lab.changes import read_changes, with_settings
from andante.lab.save import read_comparison
from andante.lab.scenario import InstrumentSetting, Scenario
from andante.lab.scenario_file import load_scenario
from andante.policies.instruments import INSTRUMENTS
from andante.policies.load import library_names, load_policy

SHORT = ["--months", "6", "--no-ranges", "--policies", "market-led,gradual-tax"]


def compare(capsys: pytest.CaptureFixture[str], out: Path, *options: str) -> dict[str, Any]:
    assert run(["compare", *SHORT, *options, "--out", str(out), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_setting_is_in_hash_manifest_and_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = compare(capsys, tmp_path / "plain")
    changed = compare(
        capsys, tmp_path / "set", "--set", "assist_first.mandate=1", "--assume", "absorption_months=60"
    )
    manifest = json.loads((tmp_path / "set" / "manifest.json").read_text())
    assert manifest["scenario"]["set"] == {"assist_first.mandate": {"source": "command line", "value": 1.0}}
    assumed = manifest["scenario"]["assumptions"]["absorption_months"]
    assert assumed == {"source": "command line", "unit": "months", "value": 60.0}
    before = json.loads((tmp_path / "plain" / "manifest.json").read_text())
    assert "set" not in before["scenario"]
    assert changed["digest"] != plain["digest"]
    for policy in ("market-led", "gradual-tax"):
        assert manifest["policies"][policy] != before["policies"][policy]
        assert changed["policies"][policy]["automated_work"]["value"] == pytest.approx(0.0, abs=1.0)
        assert plain["policies"][policy]["automated_work"]["value"] > 1000.0
    command = shlex.split(read_comparison(tmp_path / "set").command)
    assert command[command.index("--set") + 1] == "assist_first.mandate=1"
    assert command[command.index("--assume") + 1] == "absorption_months=60"
    assert run([*command[1:], "--out", str(tmp_path / "again"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["digest"] == changed["digest"]
    titles = [policy.title for policy in read_comparison(tmp_path / "set").policies]
    assert all(title.endswith("; Assist-first rule 1") for title in titles)


def test_a_setting_equals_the_variant_file_that_says_the_same(tmp_path: Path) -> None:
    file = tmp_path / "v.yaml"
    file.write_text(
        "variant: gradual-tax\nbase: gradual-tax\ntitle: T\nset:\n  instruments:\n    automation_tax.rate:\n"
        '      values:\n        2026-01-01: {value: 0.4, source: "s", tag: A}\n'
    )
    setting = InstrumentSetting("automation_tax.rate", 0.4, "s")
    changed = with_settings(load_policy("gradual-tax"), [setting], "2026-01")
    days = [value.start for value in load_policy("gradual-tax").instruments["automation_tax.rate"].values]
    expected = load_policy(file)
    assert changed.name == "gradual-tax"
    assert changed.instrument_path("automation_tax.rate", days)[-1] == 0.4
    others = set(expected.instruments) - {"automation_tax.rate"}
    assert others == set(changed.instruments) - {"automation_tax.rate"}
    assert all(changed.instruments[name] == expected.instruments[name] for name in others)


@pytest.mark.parametrize("name", library_names())
def test_every_instrument_can_be_set_in_every_packaged_policy(name: str) -> None:
    policy = load_policy(name)
    for about in INSTRUMENTS.values():
        values: list[float | str] = [about.low, about.high, *about.words]
        for value in values:
            changed = with_settings(policy, [InstrumentSetting(about.name, value, "a test")], "2027-03")
            (dated,) = changed.instruments[about.name].values
            assert (str(dated.start), dated.source) == ("2027-03-01", "a test")
            assert changed.hash != policy.hash


def test_every_problem_at_once_with_the_nearest_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    wrong = [
        ("--set", "assist_frst.mandate=0.5", "assist_first.mandate"),
        ("--set", "pace.cap=lots", "or the word unlimited"),
        ("--set", "automation_tax.rate=11", "from 0 to 10"),
        ("--set", "support.public_jobs=nan", "support.public_jobs = nan"),
        ("--set", "pace.leakage", "is not NAME=VALUE"),
        ("--assume", "absorption_month=3", "absorption_months"),
        ("--assume", "reinstatement=-1", "outside 0"),
        ("--assume", "automation_saving=x", "'x' is not a number"),
        ("--assume", "exposure=guess", "no exposure measure 'guess'"),
        ("--assume", "=3", "is not NAME=VALUE"),
    ]
    options = [word for option, value, _ in wrong for word in (option, value)]
    assert run(["compare", *options]) == 2
    said = capsys.readouterr().err
    for _, _, words in wrong:
        assert words in said
    assert f"{len(wrong)} problems found." in said
    assert list(tmp_path.iterdir()) == []


def test_a_name_given_twice_is_refused() -> None:
    with pytest.raises(ScenarioError, match="given twice"):
        read_changes(["pace.cap=0.01", "pace.cap=0.02"], [], "china")
    with pytest.raises(ScenarioError, match="given twice"):
        read_changes([], ["reinstatement=0.1", "reinstatement=0.2"], "china")


def test_a_scenario_file_sets_instruments_too(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("policies: [market-led]\nset:\n  pace.cap: {value: unlimited, source: a test}\n")
    scenario = load_scenario(file)
    assert [(s.name, s.value, s.source) for s in scenario.settings] == [("pace.cap", "unlimited", "a test")]
    file.write_text("policies: [market-led]\nset:\n  pace.cap: {value: 0.1}\n  pace.leakage: 3\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    said = [str(problem) for problem in caught.value.problems]
    assert any("s.yaml:3" in each and "has no source" in each for each in said)
    for source in ('""', "null"):
        file.write_text(f"policies: [market-led]\nset:\n  pace.cap: {{value: 0.1, source: {source}}}\n")
        with pytest.raises(ScenarioError) as caught:
            load_scenario(file)
        empty = [each for each in caught.value.problems if "source of instrument" in each.what]
        assert [each.where.line for each in empty] == [3]
        assert len(caught.value.problems) == 1 + (source == "null")
    assert any("s.yaml:4" in each and "not a mapping" in each for each in said)


def test_numbers_in_commands_read_back_as_themselves() -> None:
    for value in (0.1, 1 / 3, 5e-05, 1.0, 60.0, 0.1 + 0.2):
        settings = (InstrumentSetting("automation_tax.rate", value, "a test"),)
        words = shlex.split(Scenario(settings=settings).command())
        assert float(words[words.index("--set") + 1].partition("=")[2]) == value


@pytest.mark.slow
def test_explore_writes_its_page_beside_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--competitor", "none", "--assume", "reinstatement=0.7", "--reference", "gradual-tax"]
    plain = compare(capsys, tmp_path / "plain", *options)
    explored = compare(capsys, tmp_path / "explored", *options, "--explore")
    assert explored["digest"] == plain["digest"]
    assert not (tmp_path / "plain" / "explore.html").exists()
    page = (tmp_path / "explored" / "explore.html").read_text(encoding="utf-8")
    (data,) = [line for line in page.splitlines() if 'id="data"' in line]
    content = json.loads(data.partition(">")[2].rpartition("</script>")[0])
    assert (content["policyName"], content["runs"]) == ("gradual-tax", 625)
    assert "--policies gradual-tax" in content["head"]
    assert [each["assume"] for each in content["sets"]].count(" --assume reinstatement=0.7") == 1
    # The reference row is the policy as compared, to the digits shown.
    peak = next(each for each in content["measures"] if each["name"] == "peak_unemployment_rate")
    value = plain["policies"]["gradual-tax"]["peak_unemployment_rate"]["value"]
    assert peak["values"][625] == round(10_000 * value)


@pytest.mark.slow
def test_a_scenario_file_is_explored_as_a_whole_country(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "provinces.yaml"
    file.write_text(
        "policies: [gradual-tax]\nmonths: 1\ndetail: provinces\nranges: false\ncompetitor: none\n"
        "set:\n  support.public_jobs: {value: 0.01, source: a test}\n",
        encoding="utf-8",
    )
    assert run(["run", str(file), "--out", str(tmp_path / "r"), "--explore", "--json"]) == 0
    assert "whole country" in capsys.readouterr().err
    page = (tmp_path / "r" / "explore.html").read_text(encoding="utf-8")
    (data,) = [line for line in page.splitlines() if 'id="data"' in line]
    content = json.loads(data.partition(">")[2].rpartition("</script>")[0])
    assert content["head"].startswith("andante compare --economy china --policies gradual-tax")
    assert "--set support.public_jobs=0.01" in content["head"]
    assert "--detail" not in content["head"]
    assert content["around"] is None
