"""Scenario files: every mistake is named with line and mend, all of them at once."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.errors import ScenarioError
from andante.lab.changes import check_changes
from andante.lab.scenario import Scenario
from andante.lab.scenario_file import KEYS, load_scenario

GOOD = """\
scenario: slow-absorption
title: When laid-off people wait longer
economy: china
from: 2026-03
months: 24
method: average
seed: 3
reference: market-led
policies: [market-led, augmentation-first]
assumptions:
  absorption_months: {value: 60, unit: months, source: "state enterprises 1998-2002"}
  exposure: {value: ilo_mean, unit: measure, source: "ILO 2025"}
set:
  automation_tax.rate: {value: 0.1, source: "a test"}
chips: full-embargo
competitor: united-states
competitor_policy: gradual-tax
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def problems_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        check_changes(load_scenario(write(folder, text)))
    return [str(problem) for problem in caught.value.problems]


def test_good_file_says_what_it_says(tmp_path: Path) -> None:
    scenario = load_scenario(write(tmp_path, GOOD))
    check_changes(scenario)
    assert scenario.policies == ("market-led", "augmentation-first")
    assert (scenario.from_month, scenario.months, scenario.seed) == ("2026-03", 24, 3)
    assert scenario.overrides == {"absorption_months": 60.0}
    assert scenario.exposure == "ilo_mean"
    assert (scenario.chips, scenario.competitor) == ("full-embargo", "united-states")
    assert scenario.competitor_policy == "gradual-tax"
    assert scenario.command() == f"andante run {tmp_path / 'scenario.yaml'}"


@pytest.mark.parametrize("key", KEYS)
def test_any_key_renamed_is_refused_with_its_line(tmp_path: Path, key: str) -> None:
    lines = [*GOOD.splitlines(), "scale: 1.0", "detail: national", "ranges: true"]
    number = next(i for i, line in enumerate(lines) if line.startswith(f"{key}:"))
    lines[number] = lines[number].replace(key, f"{key}x", 1)
    found = problems_of(tmp_path, "\n".join(lines) + "\n")
    assert any(f"scenario.yaml:{number + 1}" in problem and f"{key}x" in problem for problem in found)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("months: 24", "months: 24\nmonths: 36", 6, "Duplicate key 'months' (first on line 5)"),
        ("months: 24", "months: two", 5, "not a whole number"),
        ("months: 24", "months: 0", 5, "out of range"),
        ("months: 24", "months: [24]", 5, "is expected"),
        ("from: 2026-03", "from: 2026-13", 4, "not a month"),
        ("from: 2026-03", "from: 2022-11", 4, "not after 2022-11"),
        ("method: average", "method: agents", 6, "no method 'agents'"),
        ("seed: 3", "seed: -1", 7, "out of range"),
        ("[market-led, augmentation-first]", "market-led", 9, "not a list"),
        ("[market-led, augmentation-first]", "[market-led, market-led]", 9, "named twice"),
        ("[market-led, augmentation-first]", "[]", 9, "No policy"),
        ("[market-led, augmentation-first]", "[no-further-adoption]", 9, "part of every comparison"),
        ("unit: months, ", "", 11, "has no unit"),
        (', source: "state enterprises 1998-2002"', "", 11, "has no source"),
        ("unit: months", "unit: years", 11, "is in 'months'"),
        ("value: 60", "value: many", 11, "not a number"),
        ("value: 60", "value: .nan", 11, "not a number"),
        ("value: 60", "value: -5", 11, "outside"),
        ("absorption_months", "absorbtion_months", 11, "unknown assumption"),
        ("ilo_mean", "iso_mean", 12, "no exposure measure"),
        ("seed: 3", "scale: 1.5", 7, "not a fraction"),
        ("title: When", "title: [When", 3, "not valid YAML"),
    ],
)
def test_each_mistake_names_line_and_mend(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    found = problems_of(tmp_path, GOOD.replace(old, new))
    matching = [problem for problem in found if words in problem]
    assert matching, found
    assert f"scenario.yaml:{line}" in matching[0]
    assert "mend:" in matching[0]


def test_all_problems_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("months: 24", "months: two").replace("seed: 3", "sed: 3").replace("2026-03", "soon")
    found = problems_of(tmp_path, text)
    assert len(found) == 3
    assert all("scenario.yaml:" in problem for problem in found)


def test_policy_paths_are_meant_from_the_file(tmp_path: Path) -> None:
    scenario = load_scenario(write(tmp_path, "policies: [market-led, mine.yaml]\nreference: mine.yaml\n"))
    assert scenario.policies == ("market-led", str(tmp_path / "mine.yaml"))
    assert scenario.reference == str(tmp_path / "mine.yaml")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"- a\n- b\n", b"x: *nothing\n", b"a: &b [*b]\n"])
def test_damaged_files_are_words_not_tracebacks(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_bytes(content)
    with pytest.raises(ScenarioError):
        load_scenario(file)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for place in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(ScenarioError, match="cannot be read"):
            load_scenario(place)


@given(st.text(max_size=200))
def test_any_text_either_loads_or_is_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_text(text, encoding="utf-8", errors="replace")
    with suppress(ScenarioError):  # anything else that is raised fails the test
        load_scenario(file)


@given(st.integers(), st.floats(), st.text(max_size=10), st.integers())
def test_any_values_either_make_a_scenario_or_problems(
    months: int, scale: float, from_month: str, seed: int
) -> None:
    with suppress(ScenarioError):
        scenario = Scenario(months=months, scale=scale, from_month=from_month, seed=seed)
        assert 1 <= scenario.months <= 600
        assert 0 < scenario.scale <= 1


def test_packaged_example_is_a_scenario() -> None:
    example = Path(__file__).resolve().parents[2] / "examples" / "china-slow-return.yaml"
    scenario = load_scenario(example)
    check_changes(scenario)
    assert scenario.overrides == {"absorption_months": 60.0}
    assert Path(scenario.policies[2]).is_file()


def test_every_key_is_documented() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
    assert all(f"`{key}`" in text for key in KEYS)


@pytest.mark.parametrize(
    ("name", "hint"),
    [("absorbtion_months", "Did you mean absorption_months"), ("zzz", "absorption_months, ")],
)
def test_an_unknown_assumption_is_answered_with_names(tmp_path: Path, name: str, hint: str) -> None:
    (found,) = problems_of(tmp_path, GOOD.replace("  absorption_months:", f"  {name}:"))
    assert "scenario.yaml:11" in found
    assert hint in found
    assert "DEFINITIONS" not in found
