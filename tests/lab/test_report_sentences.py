"""The answer: built from slots, turns with the results, at most seventy words, no free text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_sample import NAMES, RESULTS, sample_comparison, swapped, without_ranges

from andante.lab import comparison as c
from andante.lab.report.catalogue import Words
from andante.lab.report.page_one import order_words
from andante.lab.report.sentences import LONGEST_ANSWER, answer, headline_policy
from andante.lab.report.view import Desk

EN, ZH = Words("en", "china"), Words("zh", "china")


def test_the_three_sentences_say_what_the_figures_say() -> None:
    said = answer(sample_comparison(), EN)
    assert said.effect == (
        "Controlled innovation keeps peak youth unemployment 1.2 points below market-led "
        "(0.4 to 1.8 over the tested ranges of five assumptions)."
    )
    assert said.price == "It costs 0.4\u00a0% of output by 2035 (0.1 to 0.6\u00a0%)."
    assert said.condition == (
        "The order turns if the cost saved by taking over work is above 0.68; "
        "evidence puts it between 0.15 and 0.8 [from the literature, unchecked]."
    )


def test_the_same_in_chinese_names_the_official_rate_in_full() -> None:
    said = answer(sample_comparison(), ZH)
    assert said.effect == (
        "可控创新使16—24岁劳动力失业率（不含在校生）峰值比市场主导低1.2个百分点（在五项假设的检验范围内为0.4至1.8）。"
    )
    assert "0.4%" in said.price
    assert "0.68" in said.condition


def test_swapping_two_policies_swaps_the_words() -> None:
    one, other = "controlled-innovation", "augmentation-first"
    before = sample_comparison()
    after = swapped(before, one, other)
    assert headline_policy(before) == one
    assert headline_policy(after) == other
    for words in (EN, ZH):
        first, second = answer(before, words), answer(after, words)
        names = {
            n: {"en": t, "zh": z}[words.language]
            for n, t, z in (
                (one, "Controlled innovation", "可控创新"),
                (other, "Augmentation-first", "增强优先"),
            )
        }
        assert second.effect == first.effect.replace(names[one], names[other])
        assert second.price == first.price
        assert second.condition == first.condition


@pytest.mark.parametrize(("words", "low", "high"), [(EN, "below", "above"), (ZH, "低", "高")])
def test_swapping_a_policy_with_the_reference_turns_every_sentence(words: Words, low: str, high: str) -> None:
    pair = ("market-led", "controlled-innovation")
    before = sample_comparison(pair)
    after = swapped(before, *pair)
    first, second = answer(before, words), answer(after, words)
    assert low in first.effect
    assert high in second.effect
    assert "costs" in first.price or "减少" in first.price
    assert "adds" in second.price or "增加" in second.price
    assert re.findall(r"\d\.\d", first.effect)[0] == re.findall(r"\d\.\d", second.effect)[0]


def test_an_interval_across_zero_is_said_to_be_no_clear_difference() -> None:
    said = answer(sample_comparison(spread=1.7), EN)
    assert "makes no clear difference to peak youth unemployment" in said.effect
    assert "no clear difference to output" in said.price
    assert "难分高下" in answer(sample_comparison(spread=1.7), ZH).effect


def test_a_difference_that_rounds_to_nothing_is_not_given_a_direction() -> None:
    peak, youth, output, displaced = RESULTS["market-led"]
    nearly = (peak, youth - 0.0002, output - 0.0001, displaced)
    result = sample_comparison(("market-led", "gradual-tax"), ranges=False, results={"gradual-tax": nearly})
    said = answer(result, EN)
    assert "no clear difference" in said.effect
    assert "no clear difference" in said.price


def test_a_small_difference_that_stands_is_said_to_be_small() -> None:
    peak, youth, output, displaced = RESULTS["market-led"]
    nearly = (peak, youth - 0.0006, output, displaced)
    result = sample_comparison(("market-led", "gradual-tax"), results={"gradual-tax": nearly}, spread=0.1)
    assert "0.1 points below market-led (0.1 to 0.1" in answer(result, EN).effect


def test_without_ranges_the_answer_says_that_nothing_was_tested() -> None:
    said = answer(without_ranges(sample_comparison()), EN)
    assert "(" not in said.effect
    assert "without ranges" in said.condition


def test_one_policy_alone_is_not_compared() -> None:
    said = answer(sample_comparison(("market-led",)), EN)
    assert "nothing to compare" in said.effect
    assert "no order" in said.condition


def test_with_the_best_policy_as_reference_the_answer_speaks_of_the_worst() -> None:
    result = sample_comparison(reference="controlled-innovation")
    assert headline_policy(result) == "market-led"
    assert "above controlled innovation" in answer(result, EN).effect


def test_where_nothing_turns_the_order_holds() -> None:
    result = sample_comparison()
    held = tuple(replace(turn, turns_at=None) for turn in result.order_turns)
    assert "The order holds" in answer(replace(result, order_turns=held), EN).condition


def test_the_turn_below_the_default_is_said_so() -> None:
    result = sample_comparison()
    turns = tuple(replace(t, turns_at=None if t.turns_at is None else 0.2) for t in result.order_turns)
    assert "is below 0.2;" in answer(replace(result, order_turns=turns), EN).condition


def test_an_unknown_price_is_said_to_be_unknown() -> None:
    result = sample_comparison()
    unknown = c.Measure(None, None, None, "")
    differences = {p: {**m, "output_gain": unknown} for p, m in result.differences.items()}
    assert "not known" in answer(replace(result, differences=differences), EN).price


titles = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=300)
figures = st.tuples(st.floats(0, 0.4), st.floats(0, 0.9), st.floats(-0.5, 0.5), st.floats(0, 2e8))


@settings(max_examples=60, deadline=None)
@given(titles, figures, figures, st.floats(0, 3), st.booleans())
def test_the_answer_never_has_more_than_seventy_words(
    title: str, one: tuple[float, ...], other: tuple[float, ...], spread: float, ranges: bool
) -> None:
    result = sample_comparison(
        ("market-led", "gradual-tax"),
        results={"market-led": one, "gradual-tax": other},  # type: ignore[dict-item]
        spread=spread,
        ranges=ranges,
        titles={"gradual-tax": title, "market-led": title[::-1]},
    )
    said = answer(result, EN)
    assert len(said.text.split()) <= LONGEST_ANSWER
    assert len(answer(result, ZH).text) <= 190
    assert all(sentence.endswith((".", "。")) for sentence in said.sentences)
    difference = result.differences["gradual-tax"][NAMES[1]]
    if difference.crosses_zero:
        assert "no clear difference" in said.effect


def with_order(central: list[float], low: list[float], high: list[float]) -> c.Comparison:
    """The sample whose policies stand in the given order without, with half and with full reinstatement."""
    sample = sample_comparison()
    names = [policy.name for policy in sample.policies]
    effects = {
        name: {
            sample.headline: {
                c.CENTRAL: central[i], "reinstatement:low": low[i], "reinstatement:high": high[i]
            }
        }
        for i, name in enumerate(names)
    }  # fmt: skip
    return replace(sample, effects=effects)


def test_the_page_says_whether_the_order_survives_no_and_full_reinstatement() -> None:
    same, other = [0.0, -0.2, -0.1], [0.0, -0.1, -0.2]
    for words in ("en", "zh"):
        said = {
            key: order_words(Desk.of(with_order(same, low, high), words))
            for key, low, high in (
                ("holds", same, same),
                ("none", other, same),
                ("full", same, other),
                ("both", other, other),
            )
        }
        assert len(set(said.values())) == 4
        assert all(len(each) == 1 for each in said.values())
    english = order_words(Desk.of(with_order(same, other, other), "en"))[0]
    assert "(0)" in english
    assert "(1)" in english
    assert order_words(Desk.of(replace(sample_comparison(), effects={}), "en")) == ()
