"""The answer: three sentences built from slots, never free text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from andante.lab.comparison import BreakEven, Comparison, Measure, OrderTurn
from andante.lab.report.catalogue import Words
from andante.lab.report.measures import FALLING_IS_BETTER, Scaled, scaled
from andante.lab.report.naming import (
    assumption_title,
    capital,
    competitor_title,
    in_sentence,
    last_month,
    names_of,
)
from andante.lab.report.numbers import agreement_key, decimals_of, number, significant

LONGEST_ANSWER = 70  # English words


@dataclass(frozen=True, slots=True)
class Answer:
    """The three sentences of page one: what the policy does, what it costs, when the order turns."""

    effect: str
    price: str
    condition: str

    @property
    def sentences(self) -> tuple[str, str, str]:
        """In the order they are printed."""
        return self.effect, self.price, self.condition

    @property
    def text(self) -> str:
        """All three on one line."""
        return " ".join(self.sentences)


def headline_policy(comparison: Comparison) -> str | None:
    """The policy the answer speaks of; None when only the reference was run.

    The best on the headline measure, if it is clearly better than the reference; else, of those that differ
    clearly, the one that differs most (with the best policy as reference: the worst); else the best.
    """
    sign = 1.0 if comparison.headline in FALLING_IS_BETTER else -1.0
    values: dict[str, float] = {}
    clear: dict[str, float] = {}
    for summary in comparison.policies:
        measure = comparison.differences.get(summary.name, {}).get(comparison.headline, _UNKNOWN)
        if summary.name == comparison.reference or measure.value is None:
            continue
        values[summary.name] = sign * measure.value
        figure = scaled(comparison.headline, measure, "en")
        if figure is not None and figure.clear:
            clear[summary.name] = sign * measure.value
    if not values:
        return None
    best = min(values, key=lambda name: values[name])
    return best if clear.get(best, 1.0) < 0.0 or not clear else max(clear, key=lambda name: abs(clear[name]))


_UNKNOWN = Measure(None, None, None, "")


def answer(comparison: Comparison, words: Words) -> Answer:
    """The three sentences about the headline policy against the reference."""
    names = names_of(comparison, words)
    policy = headline_policy(comparison)
    reference = names[comparison.reference]
    if policy is None:
        alone = comparison.measures.get(comparison.reference, {}).get("output_gain", _UNKNOWN)
        return Answer(
            words("effect.single", reference=in_sentence(reference, words.language)),
            _price_alone(comparison, alone, reference, words),
            words("condition.single"),
        )
    difference = comparison.differences[policy]
    return Answer(
        _effect(comparison, difference.get(comparison.headline, _UNKNOWN), names[policy], reference, words),
        _price(comparison, difference, words),
        _condition(comparison, policy, words),
    )


def agreement(holds: int, draws: int, words: Words) -> str | None:
    """How often a statement holds, with the count; None where the statement must be turned round."""
    key = agreement_key(holds, draws)
    return None if key is None else words(f"agreement.{key}", holds=holds, draws=draws)


def assumptions_tested(comparison: Comparison) -> int:
    """How many assumptions were varied."""
    return len({entry.parameter for entry in comparison.assumption_sets if entry.parameter is not None})


def count_word(count: int, words: Words) -> str:
    """A small count in words."""
    key = f"count_word.{count}"
    return words(key) if words.known(key) else words("count_word.many", n=count)


def _effect(comparison: Comparison, measure: Measure, policy: str, reference: str, words: Words) -> str:
    figure = scaled(comparison.headline, measure, words.language)
    slots = {
        "policy": capital(policy) if words.language == "en" else policy,
        "reference": in_sentence(reference, words.language),
        "measure": words.or_else(
            f"slot.{comparison.headline}",
            words.or_else(f"measure.{comparison.headline}", comparison.headline),
        ),
    }
    if figure is None or not figure.clear:
        return words("effect.unclear", **slots, range=_range(comparison, figure, words, False, True))
    below = figure.value < 0
    size = _size(figure, words)
    return words(
        "effect.below" if below else "effect.above",
        **slots,
        d=size + figure.word,
        points=words("points.one" if size == number(1.0, decimals_of(figure.step)) else "points"),
        range=_range(comparison, figure, words, below, True),
    )


def _price(comparison: Comparison, difference: Mapping[str, Measure], words: Words) -> str:
    figure = scaled("output_gain", difference.get("output_gain", _UNKNOWN), words.language)
    if figure is None:
        return words("price.unknown")
    year = last_month(comparison)[:4]
    race = _race(comparison, difference.get("productivity_gap", _UNKNOWN), words)
    if not figure.clear:
        span = _range(comparison, figure, words, False, False, " %")
        return words("price.unclear", year=year, range=span, race=race)
    costs = figure.value < 0
    return words(
        "price.cost" if costs else "price.gain",
        y=_size(figure, words),
        year=year,
        range=_range(comparison, figure, words, costs, False, " %"),
        race=race,
    )


def _race(comparison: Comparison, gap: Measure, words: Words) -> str:
    """What the policy does to the distance to the competitor; empty where that is not known or not clear."""
    figure, competitor = scaled("productivity_gap", gap, words.language), competitor_title(comparison, words)
    if figure is None or not competitor or not figure.clear:
        return ""
    key = "price.behind" if figure.value > 0 else "price.ahead"
    return words(key, g=_size(figure, words), competitor=competitor)


def _price_alone(comparison: Comparison, measure: Measure, reference: str, words: Words) -> str:
    figure = scaled("output_gain", measure, words.language)
    if figure is None:
        return words("price.unknown")
    return words(
        "price.single",
        reference=capital(reference),
        y=figure.show(figure.value, signed=True),
        year=last_month(comparison)[:4],
        range=_range(comparison, figure, words, False, True, " %"),
    )


def _condition(comparison: Comparison, policy: str, words: Words) -> str:
    tested = assumptions_tested(comparison)
    if tested == 0:
        return words("condition.untested")
    if comparison.break_even is not None:
        return break_even_words(comparison.break_even, words)
    turn = nearest_turn(comparison, policy)
    if turn is None or turn.turns_at is None:
        return words("condition.holds", count=count_word(tested, words))
    return words(
        "condition.above" if turn.turns_at >= turn.tested[1] else "condition.below",
        parameter=assumption_title(turn.parameter, turn.title, words),
        x=significant(turn.turns_at, 2),
        a=significant(turn.evidence_low, 2),
        b=significant(turn.evidence_high, 2),
        grade=grade(turn.tag, words),
    )


def break_even_words(tiles: BreakEven, words: Words) -> str:
    """The third sentence of the answer: from which saving an assist-first rule alone costs output."""
    evidence = {"a": significant(tiles.evidence_saving[0], 2), "b": significant(tiles.evidence_saving[1], 2)}
    if tiles.turns_at_default is not None:
        graded = {**evidence, "grade": grade(tiles.saving_tag, words)}
        return words("condition.break_even", x=significant(tiles.turns_at_default, 2), **graded)
    # Nothing turns at the default: which side it is, is said of the tested row nearest to it.
    row = min(
        zip(tiles.redirection, tiles.output, strict=True),
        key=lambda each: abs(each[0] - tiles.default_redirection),
    )[1]
    first, last = (significant(tiles.automation_saving[i], 2) for i in (0, -1))
    return words("condition.costs" if max(row) < 0.0 else "condition.gains", a=first, b=last)


def nearest_turn(comparison: Comparison, policy: str) -> OrderTurn | None:
    """The turn of the headline that lies nearest to the default, measured in the range of the evidence."""
    return min(turns_of(comparison, policy), key=_distance, default=None)


def turns_of(comparison: Comparison, policy: str) -> list[OrderTurn]:
    """The assumptions along which the headline difference of a policy changes its sign."""
    return [
        turn
        for turn in comparison.order_turns
        if turn.policy == policy and turn.measure == comparison.headline and turn.turns_at is not None
    ]


def _distance(turn: OrderTurn) -> float:
    width = abs(turn.evidence_high - turn.evidence_low) or 1.0
    return abs((turn.turns_at or 0.0) - turn.tested[1]) / width


def grade(tag: str, words: Words) -> str:
    """How well an assumption is founded, in words."""
    key = f"grade.{tag[:1].upper()}"
    return words(key) if words.known(key) else words("grade.other")


def _size(figure: Scaled, words: Words) -> str:
    return figure.size or words("less_than", step=number(figure.step, decimals_of(figure.step)))


def _range(
    comparison: Comparison, figure: Scaled | None, words: Words, negated: bool, first: bool, unit: str = ""
) -> str:
    """The brackets; the first ones of an answer say what was varied. Empty without an interval."""
    interval = None if figure is None else figure.interval(negated, signed=False)
    if figure is None or interval is None:
        return ""
    low, high = interval[0], interval[1] + figure.word
    if unit:
        high += unit if words.language == "en" else unit.strip()
    if first:
        return words(
            "range.first", low=low, high=high, count=count_word(assumptions_tested(comparison), words)
        )
    return words("range", low=low, high=high)
