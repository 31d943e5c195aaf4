"""`explain` on a real results folder: every measure and series, alone, at a month, against a policy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from andante.cli.main import run
from andante.errors import ScenarioError
from andante.lab.compare import compare
from andante.lab.explain import INPUTS_OF, explain, explain_comparison
from andante.lab.measures import COUNTS, DEFINITIONS
from andante.lab.save import read_comparison, write_comparison
from andante.lab.scenario import Scenario


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    scenario = Scenario(policies=("market-led", "controlled-innovation"), months=30, name="explained")
    return write_comparison(compare(scenario, 1), scenario, tmp_path_factory.mktemp("explain") / "r")


def digits(value: float, decimals: int) -> int:
    return round(value * 10**decimals)


@pytest.mark.parametrize("policy", ["market-led", "controlled-innovation"])
@pytest.mark.parametrize("metric", DEFINITIONS)
def test_contributions_sum_to_the_measure(folder: Path, metric: str, policy: str) -> None:
    found = explain(folder, metric, policy=policy)
    printed = digits(found.value, found.decimals)
    assert sum(digits(each.value, found.decimals) for each in found.contributions) == printed
    measure = read_comparison(folder).measures[policy][metric]
    assert measure.value is not None
    assert digits(measure.value, found.decimals) == printed
    assert (found.low, found.high) == (measure.low, measure.high)
    assert found.definition
    assert found.formula
    assert len(found.contributions) >= 2


@pytest.mark.parametrize("metric", DEFINITIONS)
def test_difference_to_a_policy(folder: Path, metric: str) -> None:
    found = explain(folder, metric, policy="controlled-innovation", against="market-led")
    difference = read_comparison(folder).differences["controlled-innovation"][metric]
    assert difference.value is not None
    printed = digits(found.value, found.decimals)
    assert digits(difference.value, found.decimals) == pytest.approx(printed, abs=1)
    assert sum(digits(each.value, found.decimals) for each in found.contributions) == printed
    assert (found.low, found.high) == (difference.low, difference.high)


@pytest.mark.parametrize("metric", COUNTS)
def test_counts_of_filings_add_up(folder: Path, metric: str) -> None:
    result = read_comparison(folder)
    for policy in ("market-led", "controlled-innovation"):
        found = explain_comparison(result, metric, policy=policy)
        assert sum(round(each.value) for each in found.contributions) == round(found.value)
        value = result.measures[policy][metric].value
        assert value is not None
        assert round(found.value) == pytest.approx(round(value), abs=1)
    found = explain_comparison(result, metric, policy="controlled-innovation", against="market-led")
    assert sum(round(each.value) for each in found.contributions) == round(found.value)


def test_the_counterfactual_is_explained_too(folder: Path) -> None:
    found = explain(folder, "peak_unemployment_rate", policy="no-further-adoption")
    assert found.contributions[0].term == "opening"
    assert found.acted == ()


def test_every_series_at_a_month(folder: Path) -> None:
    result = read_comparison(folder)
    for policy, paths in result.paths.items():
        for series, path in paths.items():
            for month in ("2023-05", "2027-07"):
                value = path.value[path.months.index(month)]
                if abs(value) == float("inf"):
                    with pytest.raises(ScenarioError, match="unlimited"):
                        explain_comparison(result, series, month, policy)
                    continue
                found = explain_comparison(result, series, month, policy)
                assert digits(found.value, found.decimals) == pytest.approx(
                    digits(value, found.decimals), abs=1
                ), (policy, series, month)


def test_text_names_labels_rules_places_and_command(folder: Path) -> None:
    text = explain(folder, "peak_unemployment_rate", policy="controlled-innovation").as_text()
    assert "[calibrated" in text
    assert "[assumed" in text
    assert "[official]" in text
    assert "controlled-innovation.yaml:" in text
    assert "rule " in text
    assert "again: andante compare --economy china --policies market-led,controlled-innovation" in text
    lines = text.splitlines()
    start = lines.index("contributions") + 1
    shown = [line.rsplit(maxsplit=2)[1:] for line in lines[start : lines.index("", start)]]
    figures = [round(float(value.replace(",", "")) * 100) for value, sign in shown if sign == "%"]
    assert sum(figures[:-1]) == figures[-1]


def test_inputs_named_here_exist() -> None:
    from andante.economy.parameters import DEFINITIONS as PARAMETERS
    from andante.reference.catalog import list_tables

    parameters, tables = {p.name for p in PARAMETERS}, [t.name for t in list_tables()]
    for names, words in INPUTS_OF.values():
        assert set(names) <= parameters
        assert all(any(word in table for table in tables) for word in words)


@pytest.mark.parametrize(
    ("metric", "at", "policy", "against", "words"),
    [
        ("peak_unemployment", None, None, None, "Did you mean peak_unemployment_rate"),
        ("xyz", None, None, None, "Known:"),
        ("peak_unemployment_rate", "2026-07", None, None, "leave out --at"),
        ("unemployment_rate", "2099-01", None, None, "Choose 2022-11 to 2028-06"),
        ("unemployment_rate", "soon", None, None, "not a month"),
        ("output_gain", None, "gradual-tax", None, "not in these results"),
        ("output_gain", None, None, "gradual-tax", "not in these results"),
    ],
)
def test_what_is_not_there_is_said(
    folder: Path, metric: str, at: str | None, policy: str | None, against: str | None, words: str
) -> None:
    with pytest.raises(ScenarioError, match=words):
        explain(folder, metric, at, policy, against)


def test_command_prints_text_and_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", str(folder), "automated_work"]) == 0
    assert "Automated work, controlled-innovation" in capsys.readouterr().out
    assert run(["explain", str(folder), "unemployment_rate", "--at", "2026-07", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["at"] == "2026-07"
    assert found["contributions"]


def test_a_difference_of_rates_is_printed_in_points(folder: Path) -> None:
    text = explain(folder, "output_gain", policy="controlled-innovation", against="market-led").as_text()
    first, *others = text.splitlines()
    assert first.endswith("points)")
    assert first.count("points") == 2
    shown = others[others.index("contributions") + 1 : others.index("inputs") - 1]
    assert all(line.endswith(" points") for line in shown)
    assert not any(line.split()[-2] == "-0.00" for line in shown)
