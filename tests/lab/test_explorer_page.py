"""explore.html without a browser: two whole catalogues, digits as the command prints, size, no requests."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from explorer_sample import sample_grid
from hypothesis import given
from hypothesis import strategies as st

from andante.cli.running import figure as printed
from andante.lab.comparison import Measure
from andante.lab.explorer.catalogue import LANGUAGES
from andante.lab.explorer.grid import BATCH, LINES, RACE, point_width, points
from andante.lab.explorer.page import LARGEST_PAGE, content, figures, render_explorer, stop_scenario
from andante.lab.explorer.stops import SLIDERS, combinations, explored_sets
from andante.policies.instruments import INSTRUMENTS

FORBIDDEN = ("regime", "reading", "expectation", "lane", "nest", "oracle", "dossier", "redeploy", "likely")
FORBIDDEN_ZH = ("政权", "备案", "敌对", "部署", "风险", "维稳", "再部署")


def test_the_catalogues_have_the_same_keys_and_slots() -> None:
    english, chinese = LANGUAGES["en"], LANGUAGES["zh"]
    assert list(english) == list(chinese)
    for key, sentence in english.items():
        assert sentence.strip(), key
        assert re.findall(r"[一-鿿]", chinese[key]) or key in {"figure.range", "unit.rate"}, key
        here, there = (set(re.findall(r"\{(\w+)\}", each)) for each in (sentence, chinese[key]))
        assert here == there, key


def test_the_words_are_those_of_the_pages() -> None:
    for sentence in LANGUAGES["en"].values():
        words = set(re.findall(r"[a-z]+", sentence.lower()))
        assert not words & set(FORBIDDEN), sentence
    for sentence in LANGUAGES["zh"].values():
        assert not [word for word in FORBIDDEN_ZH if word in sentence], sentence
    assert "not a forecast" in LANGUAGES["en"]["line"]
    assert "不是预测" in LANGUAGES["zh"]["line"]


def test_the_sliders_are_what_was_asked_for() -> None:
    assert len(SLIDERS) == 3
    assert len(list(combinations())) * len(explored_sets("china")) == 625
    for slider in SLIDERS:
        about = INSTRUMENTS[slider.instrument]
        first, *others = slider.stops
        assert len(slider.stops) == 5
        assert first == about.neutral or first in about.words
        assert all(isinstance(each, float) and about.low <= each <= about.high for each in others)


@given(st.floats(-2.0, 2.0))
def test_rates_have_the_digits_that_the_command_prints(value: float) -> None:
    (shown,) = figures(np.array([value]), "fraction")
    assert shown is not None
    text = printed(Measure(value, None, None, "fraction"))
    assert f"{shown / 100:.2f} %" == text


@given(st.floats(-1e9, 1e9))
def test_people_have_the_digits_that_the_command_prints(value: float) -> None:
    (shown,) = figures(np.array([value]), "persons")
    assert f"{shown:,} k" == printed(Measure(value, None, None, "persons"))


def test_what_is_not_known_stays_so() -> None:
    assert figures(np.array([np.nan, np.inf, 0.5]), "fraction") == [None, None, 5000]


@pytest.mark.parametrize("months", [1, 5, 8, 9, 18, 35, 36, 60, 61, 120, 600])
def test_points_are_means_of_neighbouring_months(months: int) -> None:
    values = np.random.default_rng(months).normal(size=(2, 3, months))
    width = point_width(months)
    found = points(values, width)
    for i in range(found.shape[-1]):
        part = values[..., i * width : (i + 1) * width]
        assert np.allclose(found[..., i], part.mean(axis=-1), rtol=0, atol=1e-14)
    assert found.shape[-1] == -(-months // width)


def test_a_batch_does_not_grow_with_the_machine() -> None:
    assert len(list(combinations())) > 2 * BATCH


def test_the_longest_horizon_fits_in_the_size_allowed() -> None:
    page = render_explorer(sample_grid(50))
    assert len(page.encode()) <= LARGEST_PAGE


def test_the_page_asks_for_nothing_and_hostile_titles_stay_text() -> None:
    hostile = "</script><img src=x onerror=alert(1)>"
    page = render_explorer(sample_grid(title=hostile))
    assert hostile not in page
    found = _Tags()
    found.feed(page)
    assert {value for value in found.addresses if not value.startswith("data:")} == set()
    assert "default-src 'none'" in page
    data = json.loads(found.data)
    assert data["policy"]["en"] == hostile
    assert [len(each["values"]) for each in data["lines"]] == [126 * 5 * 10] * len(LINES)
    assert data["around"]["en"]["competitor"] == hostile


def test_without_a_competitor_nothing_is_said_of_the_race() -> None:
    found = _Tags()
    page = render_explorer(sample_grid(alone=True))
    found.feed(page)
    data = json.loads(found.data)
    names = {each["name"] for part in ("measures", "lines") for each in data[part]}
    assert not names & set(RACE)
    assert len(names) > 6
    assert data["around"] is None
    assert 'data-say="alone"' in page


def test_the_productivity_gap_is_in_per_cent_and_the_technology_gap_in_log_points() -> None:
    grid = sample_grid()
    wanted = {"technology_gap": ("log", "{:.3f}", 1000), "productivity_gap": ("rate", "{:.2f}", 100)}
    measures = {each["name"]: each for each in content(grid)["measures"]}
    for name, (kind, digits, whole) in wanted.items():
        values = grid.measures[name].ravel()
        per_cent = 100 * np.expm1(values) if kind == "rate" else values
        assert measures[name]["kind"] == kind
        shown = [digits.format(each / whole) for each in measures[name]["values"]]
        printed_values = [digits.format(each + 0.0) for each in np.round(per_cent, len(str(whole)) - 1)]
        assert shown == printed_values


@given(st.floats(-20.0, 20.0))
def test_log_points_have_the_digits_that_the_command_prints(value: float) -> None:
    (shown,) = figures(np.array([value]), "log points")
    assert shown is not None
    assert f"{shown / 1000:.3f}" == printed(Measure(value, None, None, "log points"))


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.data = ""
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action")]
        self.inside = tag == "script" and ("id", "data") in attrs

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.data += data

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "script"


def test_a_stop_keeps_what_the_scenario_itself_sets() -> None:
    from andante.lab.changes import read_changes

    settings, assumptions = read_changes(
        ["pace.cap=0.001", "support.public_jobs=0.01"], ["reinstatement=0.7", "absorption_months=40"], "china"
    )
    grid = sample_grid()
    grid = replace(grid, scenario=replace(grid.scenario, settings=settings, assumptions=assumptions))
    stop = list(combinations())[31]
    scenario = stop_scenario(grid, stop, grid.sets[3])
    assert [s.name for s in scenario.settings] == ["support.public_jobs", *(s.instrument for s in SLIDERS)]
    assert scenario.overrides == {"absorption_months": 40.0, "reinstatement": 0.0}
