"""Social stress in the report: both layers, what the worst sets are, and words that turn with the results."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report_sample import sample_comparison, swapped
from report_sample_money import stress_rows, with_money

from andante.lab import comparison as c
from andante.lab.report.stress import stress_section
from andante.lab.report.timeline import means
from andante.lab.report.view import Desk, Section

PAIR = ("market-led", "controlled-innovation")


def section(comparison: c.Comparison, language: str = "en") -> Section:
    made = stress_section(Desk.of(comparison, language))
    assert made is not None
    return made


def with_stress(sets: int, ranges: bool = True) -> c.Comparison:
    rows = {name: stress_rows(0.3 + 0.01 * index, sets, ranges) for index, name in enumerate(PAIR)}
    return replace(with_money(sample_comparison(PAIR)), stress=rows)


def test_both_layers_are_drawn_and_summed_up() -> None:
    made = section(with_stress(11))
    assert [each.id for each in made.figures] == ["path-unrest_index", "path-grievance"]
    index, grievance = made.tables
    assert [row[0] for row in index.rows] == ["Market-led", "Controlled innovation", "No further adoption"]
    assert index.rows[0][1:] == ("0.296", "0.300", "0.310", "17", "0.306")
    assert grievance.rows[0][1:] == ("29.6", "30.0", "31.0", "17", "30.6")
    assert index.rows[2][1:3] == ("0.300", "0.302")
    assert "high: over 0.310" in made.figures[0].pictures[0]
    assert "high: over 31.0" in made.figures[1].pictures[0]
    assert all(each.caveat and each.table is not None for each in made.figures)


@pytest.mark.parametrize(
    ("sets", "words"),
    [
        (11, "The worst 5\u00a0% of 11 is one set"),
        (39, "of 39 is one set"),
        (40, "mean peak of the worst 2 of them"),
        (200, "mean peak of the worst 10 of them"),
    ],
)
def test_it_says_how_many_sets_and_how_many_are_the_worst(sets: int, words: str) -> None:
    made = section(with_stress(sets))
    assert any(words in line for line in made.lead)
    assert any(line.startswith(f"{sets} sets") for line in made.lead)
    assert ("worst tested set " in made.tables[0].columns[-1]) is (sets < 40)


def test_without_ranges_there_is_no_worst_set() -> None:
    made = section(with_stress(1, ranges=False))
    assert any("no worst tested set" in line for line in made.lead)
    assert [row[-1] for row in made.tables[0].rows[:2]] == ["not known", "not known"]


def test_the_finding_is_the_highest_mean_of_twelve_months_and_turns_with_the_results() -> None:
    held = sample_comparison(PAIR)
    whole = held.paths["market-led"]["unrest_index"]
    hump = tuple(0.4 if 80 <= at < 92 else value for at, value in enumerate(whole.value))
    higher = {**held.paths["market-led"], "unrest_index": replace(whole, value=hump, low=None, high=None)}
    found = section(replace(held, paths={**held.paths, "market-led": higher})).figures[0].finding
    assert "market-led highest, at 0.400" in found
    peak = max(means(whole.value[-held.months :]))
    found = section(held).figures[0].finding
    assert found.startswith("Controlled innovation peaks lowest")
    assert f"market-led highest, at {peak:.3f}" in found
    assert section(swapped(held, *PAIR)).figures[0].finding.startswith("Market-led peaks lowest")


def test_one_policy_and_none() -> None:
    alone = section(with_money(sample_comparison(("market-led",))))
    assert alone.figures[0].finding.startswith("Market-led peaks at")
    assert len(alone.tables[0].rows) == 2
    held = sample_comparison(PAIR)
    bare = {
        name: {series: path for series, path in paths.items() if series != "unrest_index"}
        for name, paths in held.paths.items()
    }
    assert stress_section(Desk.of(replace(held, paths=bare), "en")) is None
    only_paths = section(held)
    assert only_paths.tables == ()
    assert len(only_paths.figures) == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_it_cannot_mean_is_always_said(language: str) -> None:
    for held in (sample_comparison(PAIR), with_stress(11)):
        made = section(held, language)
        assert len(made.bullets) == 4
        assert len(set(made.bullets)) == 4
