"""`validate`: every target by its id, failures not hidden, selection by words."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from andante.cli.main import run
from andante.lab.fit_targets import fit_run, most_exposed
from andante.lab.validate import Check, named, nest_modules, target_of, targets
from andante.reference.economies import load_economy


def check(identity: str, got: float, passed: bool | None = True) -> Check:
    return Check(identity, "fit", "what", 1.0, got, 0.5, "unit", passed, "source")


def test_a_target_passes_only_where_all_its_checks_do() -> None:
    one, two = check("F5a", 1.1), check("F5b", 1.4)
    assert targets([one, two]) == (replace(two, id="F5"),)
    (failed,) = targets([one, check("F5b", 9.0, False), two])
    assert (failed.id, failed.got, failed.passed) == ("F5", 9.0, False)
    (untested,) = targets([one, check("F5b", 0.0, None)])
    assert untested.passed is None


@pytest.mark.parametrize(
    ("identity", "words", "others"),
    [
        ("T1b 2", ["T1", "T1b", "T1b 2"], ["T1c", "T2", "T", "T1b 1"]),
        ("T2-hard-tasks", ["T2", "T2-hard-tasks"], ["T", "hard"]),
        ("F2-30-59-2025-06", ["F2"], ["F", "F3", "F2-30"]),
        ("F11a", ["F11", "F11a"], ["F1"]),
    ],
)
def test_words_mean_checks(identity: str, words: list[str], others: list[str]) -> None:
    assert all(named(identity, word) for word in words)
    assert not any(named(identity, word) for word in others)
    assert target_of(identity) == words[0] if identity.startswith("F") else True


def test_nests_are_found() -> None:
    assert len(nest_modules()) >= 2


def test_fit_targets_are_reported_with_expected_got_and_tolerance(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "--only", "F1,F2,F3,F5,F11", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["id"] for each in found["targets"]] == ["F1", "F2", "F3", "F5", "F11"]
    assert len(found["checks"]) >= 14
    for each in found["checks"]:
        assert each["pass"] in (True, False)
        within = abs(each["got"] - each["expected"]) <= each["tolerance"]
        if each["id"] not in ("F11a", "F11b"):  # their bands are not symmetric
            assert within == each["pass"], each


def test_published_model_of_productivity_is_reproduced(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "--only", "T2", "--json"]) == 0
    (target,) = json.loads(capsys.readouterr().out)["targets"]
    assert (target["id"], target["pass"]) == ("T2", True)


def test_fit_runs_are_equal_before_ai_acts() -> None:
    fit = fit_run("united-states")
    first = fit.run.series["unemployment_rate"][0, 0]
    assert first == pytest.approx(fit.without.series["unemployment_rate"][0, 0], rel=1e-6)
    assert fit.run.months == fit.without.months


def test_most_exposed_hold_about_a_fifth() -> None:
    for name in ("china", "united-states"):
        economy = load_economy(name)
        chosen = most_exposed(economy)
        assert 0.1 < economy.employment[chosen].sum() / economy.employment.sum() <= 0.2
        exposure = economy.exposure["ilo_share"]
        assert exposure[chosen].min() >= exposure[~chosen].max()
