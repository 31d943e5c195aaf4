"""Predicted against actual: what the assessment said and what was reported, figure by figure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from andante.register.predicted import FIGURES
from andante.web.pages.marks import Mark
from andante.web.pages.words import Words, capital

WIDTH, MARGIN = 400.0, 12.0


@dataclass(frozen=True, slots=True)
class Strip:
    """One figure on a scale from 0: the predicted range as a bar with its centre, the reported one as a dot.

    Places are in the units of the drawing's width; None where there is nothing to draw.
    """

    low: float
    high: float
    central: float
    actual: float | None


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One figure in words, and its drawing. `label`: where the prediction comes from."""

    title: str
    unit: str
    predicted: str
    label: str
    actual: str
    verdict: Mark
    strip: Strip | None


@dataclass(frozen=True, slots=True)
class Comparing:
    """What stands first on the entry of a use. `sentence` says it in one line."""

    sentence: str
    rows: tuple[ComparisonRow, ...]
    quarter: str
    assessed: bool


def comparing(say: Words, content: Mapping[str, Any]) -> Comparing:
    """Predicted against actual of a public entry, as far as either is known."""
    workforce = content["workforce"]
    compared: Sequence[Mapping[str, Any]] = workforce["compared"]
    predicted = workforce["predicted"]
    final: Mapping[str, Any] = {} if predicted is None else predicted.get("final", {})
    if not compared:
        rows = tuple(
            _row(say, name, final.get(name), None, None, ())
            for name in FIGURES
            if final.get(name) is not None
        )
        if predicted is None or not rows:
            return Comparing(say("compare.nothing_predicted"), (), "", False)
        key = "compare.no_report" if content["started"] else "compare.not_started"
        return Comparing(say(key), rows, "", True)
    rows = tuple(
        _row(say, each["figure"], each["predicted"], each["actual"], each["within"], each["missing"])
        for each in compared
        if each["predicted"] is not None or each["actual"] is not None or each["missing"]
    )
    judged = [each for each in compared if each["within"] is not None]
    outside = sum(not each["within"] for each in judged)
    quarter = _quarter(say, str(compared[0]["quarter"]))
    if not judged:
        sentence = say("compare.cannot_tell", quarter=quarter)
    else:
        key = "compare.all_within" if outside == 0 else "compare.some_outside"
        sentence = say(key, quarter=quarter, outside=outside, count=len(judged))
    return Comparing(sentence, rows, quarter, predicted is not None)


def _row(
    say: Words,
    figure: str,
    predicted: Mapping[str, Any] | None,
    actual: float | None,
    within: bool | None,
    missing: Sequence[str],
) -> ComparisonRow:
    definition = FIGURES[figure]
    if within is None:
        words = (
            say("compare.missing", quarters=say.listed(_quarter(say, q) for q in missing)) if missing else ""
        )
        verdict = Mark(words or say("compare.not_compared"), "")
    else:
        verdict = Mark(say("compare.within" if within else "compare.outside"), "good" if within else "stop")
    return ComparisonRow(
        capital(say.pick(definition.title, definition.title_zh)),
        say.or_else(f"figure.unit.{definition.unit}", definition.unit),
        _span(say, predicted),
        "" if predicted is None else say(f"label.{predicted.get('label', 'imputed')}"),
        say("compare.not_reported") if actual is None else say.figure(actual),
        verdict,
        _strip(predicted, actual),
    )


def _span(say: Words, span: Mapping[str, Any] | None) -> str:
    if span is None:
        return say("compare.not_predicted")
    low, central, high = (float(span[name]) for name in ("low", "central", "high"))
    if not all(math.isfinite(value) for value in (low, central, high)):
        return say("not_known")
    if low == high:
        return say.figure(central)
    return say("span", low=say.figure(low), central=say.figure(central), high=say.figure(high))


def _strip(span: Mapping[str, Any] | None, actual: float | None) -> Strip | None:
    if span is None:
        return None
    low, central, high = (float(span[name]) for name in ("low", "central", "high"))
    most = max(high, 0.0 if actual is None else actual)
    if not math.isfinite(most) or most <= 0:
        return None

    def place(value: float) -> float:
        return round(MARGIN + (WIDTH - 2 * MARGIN) * value / most, 1)

    return Strip(place(low), place(high), place(central), None if actual is None else place(actual))


def _quarter(say: Words, text: str) -> str:
    year, _, number = text.partition("-Q")
    return say("quarter", year=year, number=number)
