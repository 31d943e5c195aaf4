"""Rounding: never finer than the interval, never a negative zero, words of agreement with the count."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from andante.lab.comparison import Measure
from andante.lab.report.catalogue import Words
from andante.lab.report.measures import difference_words, scaled
from andante.lab.report.numbers import (
    MINUS,
    agreement_key,
    decimals_of,
    number,
    people,
    significant,
    step_for,
    stepped,
    two_figures,
)
from andante.lab.report.sentences import agreement

finite = st.floats(-1e9, 1e9, allow_nan=False)


def value_of(text: str) -> float:
    """What a printed number says."""
    return float(text.replace(MINUS, "-").replace(",", "").replace("+", ""))


@given(finite, st.integers(0, 4), st.booleans())
def test_a_printed_number_is_the_number_rounded(value: float, decimals: int, signed: bool) -> None:
    text = number(value, decimals, signed)
    assert abs(value_of(text) - value) <= 0.5 * 10.0**-decimals * (1 + 1e-9) + 1e-6
    assert "-" not in text  # a true minus, never a hyphen
    if value_of(text) == 0.0:
        assert MINUS not in text
        assert "+" not in text


@given(finite, st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_difference_is_never_finer_than_its_interval(value: float, below: float, above: float) -> None:
    low, high = value - below, value + above
    assume(high > low)
    step = step_for(value, low, high)
    assert step >= 0.1
    width = min(high - low, max(abs(value), abs(low), abs(high)))
    assert step == pytest.approx(0.1) or step <= width / 10 * (1 + 1e-6) < step * 10 * (1 + 1e-6)
    for figure in (value, low, high):
        assert abs(value_of(stepped(figure, step)) - figure) <= step / 2 * (1 + 1e-6) + 1e-6


@given(st.floats(-30, 30), st.floats(0, 20), st.floats(0, 20))
def test_all_figures_of_one_phrase_share_one_step(value: float, below: float, above: float) -> None:
    measure = Measure(value / 100, (value - below) / 100, (value + above) / 100, "")
    figure = scaled("peak_youth_unemployment_rate", measure, "en")
    assert figure is not None
    decimals = decimals_of(figure.step)
    interval = figure.interval()
    assert interval is not None
    for text in (*interval, figure.show(figure.value)):
        assert len(text.partition(".")[2]) == decimals


@given(st.floats(1, 1e10), st.sampled_from(["en", "zh"]))
def test_people_in_prose_have_two_figures(value: float, language: str) -> None:
    text = people(value, language)
    factor = {"million": 1e6, "billion": 1e9, "万": 1e4, "亿": 1e8}
    scale = next((f for word, f in factor.items() if text.endswith(word)), 1.0)
    digits = text.rstrip("milonb 万亿")
    said = value_of(digits) * scale
    assert said == pytest.approx(two_figures(value), rel=1e-9, abs=0.5)
    assert len(digits.replace(",", "").replace(".", "").strip("0")) <= 2


def test_chinese_groups_by_ten_thousand() -> None:
    assert people(498_000_000, "zh") == "5亿"
    assert people(12_345_678, "zh") == "1200万"
    assert people(98_765, "zh") == "9.9万"
    assert people(9_876, "zh") == "9900"
    assert people(12_345_678, "en") == "12 million"
    assert people(None, "en") == "–"


@given(st.floats(-1, 1), st.floats(0, 0.5), st.floats(0, 0.5), st.sampled_from(["en", "zh"]))
def test_an_interval_across_zero_is_no_clear_difference(
    value: float, below: float, above: float, language: str
) -> None:
    measure = Measure(value, value - below, value + above, "")
    words = difference_words("output_gain", measure, Words(language))
    unclear = "no clear difference" if language == "en" else "难分高下"
    if measure.crosses_zero:
        assert unclear in words
    printed = [value_of(text) for text in re.findall(rf"[+{MINUS}]?[\d.]+", words)]
    lowest, highest = printed[-2:]
    assert (unclear in words) == (lowest <= 0.0 <= highest)  # what is printed and what is said agree


def test_unknown_is_said_and_never_zero() -> None:
    assert difference_words("output_gain", Measure(None, None, None, ""), Words("en")) == "not known"
    assert scaled("output_gain", Measure(math.nan, None, None, ""), "en") is None


@pytest.mark.parametrize(
    ("holds", "english", "chinese"),
    [
        (97, "almost always (97 of 100 draws)", "几乎总是（100次抽样中97次）"),
        (95, "almost always (95 of 100 draws)", "几乎总是（100次抽样中95次）"),
        (86, "usually (86 of 100)", "通常（100次中86次）"),
        (70, "more often than not (70 of 100)", "多数情况下（100次中70次）"),
        (52, "no clear difference (52 of 100)", "难分高下（100次中52次）"),
        (40, "no clear difference (40 of 100)", "难分高下（100次中40次）"),
    ],
)
def test_words_of_agreement_follow_the_table_with_their_count(holds: int, english: str, chinese: str) -> None:
    assert agreement(holds, 100, Words("en")) == english
    assert agreement(holds, 100, Words("zh")) == chinese


@given(st.integers(1, 2000), st.data())
def test_agreement_below_forty_of_a_hundred_turns_the_sentence_round(draws: int, data: st.DataObject) -> None:
    holds = data.draw(st.integers(0, draws))
    key = agreement_key(holds, draws)
    assert (key is None) == (100 * holds < 40 * draws)


def test_a_count_that_is_none_is_refused() -> None:
    for holds, draws in ((5, 0), (-1, 10), (11, 10)):
        with pytest.raises(ValueError, match="not a count"):
            agreement_key(holds, draws)


@given(st.floats(1e-6, 1e9))
def test_a_parameter_value_is_recognisable(value: float) -> None:
    assert float(significant(value, 3).replace(",", "").replace(MINUS, "-")) == pytest.approx(value, rel=6e-3)


def test_parameter_values_as_people_write_them() -> None:
    assert significant(0.27, 2) == "0.27"
    assert significant(30, 2) == "30"
    assert significant(0.0, 2) == "0"
    assert significant(math.inf) == "∞"
