"""What every part of the document is written with: the assessment, its language, and how figures are said."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from andante.assessment.document.catalogue import Words
from andante.assessment.document.view import Bar
from andante.assessment.findings import Assessment, Span
from andante.numbers import DASH, number, percent

TENTHS_BELOW = 1000.0
"""Full-time equivalents are printed in tenths below this, in whole numbers from it on."""
BOUNDS_ONLY = "missing"
"""The label of a figure whose shares of time nobody knows: it has two ends and no middle."""


@dataclass(frozen=True, slots=True)
class Desk:
    """An assessment on the desk of one language."""

    assessment: Assessment
    say: Words

    @property
    def chinese(self) -> bool:
        """Whether the document is written in Chinese."""
        return self.say.language == "zh"

    def pick(self, english: str, chinese: str) -> str:
        """The one in this language; the English where there is no Chinese."""
        return chinese if self.chinese and chinese else english

    def listed(self, items: Iterable[str]) -> str:
        """Items one after the other in a sentence."""
        return ("、" if self.chinese else ", ").join(items)

    def joined(self, *sentences: str) -> str:
        """Sentences one after the other; empty ones are left out."""
        return ("" if self.chinese else " ").join(sentence for sentence in sentences if sentence)

    def day(self, day: date | None) -> str:
        """A day in words, or that it is not known."""
        if day is None:
            return self.say("not_known")
        return self.say("day", year=day.year, month=self.say(f"month.{day.month}"), day=day.day)

    def yes_no(self, answer: bool | None) -> str:
        """yes, no or not answered: three different things."""
        return self.say("not_answered" if answer is None else "yes" if answer else "no")

    def given(self, text: str | None) -> str:
        """What the filer wrote, or that nothing is written."""
        return text if text and text.strip() else self.say("not_answered")

    def people(self, count: float) -> str:
        """Persons, in whole numbers."""
        return number(count, 0)

    def share(self, fraction: float | None, decimals: int = 0) -> str:
        """A fraction of one in per cent with its sign."""
        if fraction is None or not math.isfinite(fraction):
            return self.say("not_known")
        return self.say("percent", value=percent(fraction, decimals))

    def work(self, value: float) -> str:
        """Full-time equivalents."""
        return number(value, 0 if abs(value) >= TENTHS_BELOW else 1)

    def span(self, span: Span | None, decimals: int | None = None) -> str:
        """A figure with its range; one figure where it has none, and words where it is not known."""
        if span is None or not _finite(span):
            return self.say("not_known")
        value = self.ends(span, decimals)
        if span.label == BOUNDS_ONLY:
            return self.say("bounds", low=value[0], high=value[2])
        if span.low == span.high:
            return value[1]
        return self.say("span", low=value[0], central=value[1], high=value[2])

    def ends(self, span: Span, decimals: int | None = None) -> tuple[str, str, str]:
        """Low, central and high figure, all with the same decimals."""
        if decimals is None:
            decimals = 0 if max(abs(span.low), abs(span.central), abs(span.high)) >= TENTHS_BELOW else 1
        return number(span.low, decimals), number(span.central, decimals), number(span.high, decimals)

    def share_span(self, span: Span | None, decimals: int = 0) -> str:
        """A share with its range, in per cent."""
        if span is None or not _finite(span):
            return self.say("not_known")
        central = self.share(span.central, decimals)
        if span.label == BOUNDS_ONLY:
            low, high = self.share(span.low, decimals), self.share(span.high, decimals)
            return self.say("bounds", low=low, high=high)
        if span.low == span.high:
            return central
        low, high = percent(span.low, decimals), percent(span.high, decimals)
        return self.say("span.percent", low=low, central=central, high=high)

    def money(self, span: Span | None) -> str:
        """Money a year, to three figures, in the deployment's currency."""
        if span is None or not _finite(span):
            return self.say("not_known")
        low, central, high = (number(_rounded(value), 0) for value in (span.low, span.central, span.high))
        currency = self.assessment.deployment.currency or self.say("currency.unknown")
        if span.low == span.high:
            return self.say("money", value=central, currency=currency)
        return self.say("money.span", low=low, central=central, high=high, currency=currency)

    def label(self, label: str) -> str:
        """How a figure came about: official, mapped, imputed, declared, assumed."""
        return self.say.or_else(f"label.{label}", label)

    def outcome(self, word: str) -> str:
        """The result in words."""
        return self.say(f"outcome.{word}")


def bar(span: Span, most: float) -> Bar | None:
    """A bar of a figure on a scale up to `most`; none where nothing can be drawn."""
    return Bar(span.low, span.central, span.high, most) if most > 0 and _finite(span) else None


def most_of(spans: Iterable[Span]) -> float:
    """The scale that all bars of a column share."""
    return max((span.high for span in spans if _finite(span)), default=0.0)


def dash_or(text: str) -> str:
    """The text, or a dash in an empty cell."""
    return text or DASH


def _finite(span: Span) -> bool:
    return all(math.isfinite(value) for value in (span.low, span.central, span.high))


def _rounded(value: float) -> float:
    """To three significant figures."""
    if value == 0.0:
        return value
    return round(value, 2 - math.floor(math.log10(abs(value))))
