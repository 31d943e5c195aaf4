"""How each measure is scaled, rounded and put into words; levels and differences alike."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from andante.lab.comparison import Measure
from andante.lab.report.catalogue import Words
from andante.lab.report.numbers import DASH, number, scale_for, step_for, stepped

RATES = frozenset(
    {
        "peak_unemployment_rate",
        "peak_youth_unemployment_rate",
        "final_unemployment_rate",
        "final_youth_unemployment_rate",
        "unemployment_rate_with_trainees",
        "graduates_without_work_rate",
        "automated_task_share",
        "augmented_task_share",
        "labour_share_change",
        "export_share",
        "high_value_added_share",
    }
)
GAINS = frozenset(
    {
        "tfp_gain",
        "output_gain",
        "output_present_value",
        "labour_income_present_value",
        "mean_wage_change",
        "productivity_gap",
        "welfare_change",
    }
)
COUNTS = frozenset({"automated_work", "displaced_workers", "avoided_hires", "trade_jobs"})
LOGS = frozenset({"technology_gap", "capability_in_use_gap"})
INDEXES = frozenset(
    {
        "unrest_index_peak",
        "unrest_index_mean",
        "months_over_stress_threshold",
        "grievance_mean",
        "grievance_peak",
        "upgrading_index",
    }
)
GRIEVANCE = frozenset({"grievance_mean", "grievance_peak"})
RISING_IS_BETTER = frozenset({"export_share", "trade_jobs", "upgrading_index", "high_value_added_share"})
FALLING_IS_BETTER = frozenset({*RATES, *COUNTS, *LOGS, *INDEXES, "productivity_gap"}) - RISING_IS_BETTER

ORDER = (
    "peak_unemployment_rate",
    "peak_youth_unemployment_rate",
    "final_unemployment_rate",
    "final_youth_unemployment_rate",
    "unemployment_rate_with_trainees",
    "graduates_without_work_rate",
    "displaced_workers",
    "avoided_hires",
    "automated_work",
    "automated_task_share",
    "augmented_task_share",
    "tfp_gain",
    "output_gain",
    "output_present_value",
    "labour_income_present_value",
    "mean_wage_change",
    "labour_share_change",
    "welfare_change",
    "unrest_index_peak",
    "unrest_index_mean",
    "months_over_stress_threshold",
    "grievance_mean",
    "grievance_peak",
    "upgrading_index",
    "high_value_added_share",
    "technology_gap",
    "capability_in_use_gap",
    "productivity_gap",
    "export_share",
    "trade_jobs",
)


@dataclass(frozen=True, slots=True)
class Scaled:
    """A figure ready to print: everything in one scale and one step. `low` and `high` None: no interval."""

    value: float
    low: float | None
    high: float | None
    step: float
    word: str  # of the scale, such as " million" or 万; empty for rates

    @property
    def clear(self) -> bool:
        """Whether the difference stands: as printed, its interval (or bare value) leaves zero out."""
        if self.low is not None and self.high is not None:
            return not round(self.low / self.step) <= 0 <= round(self.high / self.step)
        return round(self.value / self.step) != 0

    def show(self, value: float | None, signed: bool = False) -> str:
        """One of the figures, rounded to the step of the phrase; 万 takes no commas."""
        if value is None:
            return DASH
        text = stepped(value, self.step, signed)
        return text.replace(",", "") if self.word == "万" else text

    @property
    def size(self) -> str:
        """The size of the value without sign; empty when it rounds to zero."""
        return "" if round(self.value / self.step) == 0 else self.show(abs(self.value))

    def interval(self, negated: bool = False, signed: bool = True) -> tuple[str, str] | None:
        """Low and high as text; `negated` for a sentence that states the opposite size, such as "below"."""
        if self.low is None or self.high is None:
            return None
        low, high = (-self.high, -self.low) if negated else (self.low, self.high)
        return self.show(low, signed), self.show(high, signed)


def scaled(name: str, measure: Measure, language: str) -> Scaled | None:
    """A measure in the scale it is printed in; None when the value is not known."""
    if measure.value is None or not math.isfinite(measure.value):
        return None
    value, low, high = measure.value, measure.low, measure.high
    if name in COUNTS:
        present = [abs(x) for x in (value, low, high) if x is not None]
        scale = scale_for(present, language)
        parts = [None if x is None else x / scale.factor for x in (value, low, high)]
        largest = max(present) / scale.factor
        finest = 10.0 ** (math.floor(math.log10(largest)) - 1) if largest > 0 else 1.0
        finest = max(finest, 1.0) if scale.factor == 1.0 else finest
        return _scaled(parts, finest, scale.word)
    if name in RATES or name in GAINS:
        return _scaled([None if x is None else 100.0 * x for x in (value, low, high)], 0.1, "")
    if name == "months_over_stress_threshold":
        return _scaled([value, low, high], 1.0, "")
    return _scaled([value, low, high], 0.1 if name in LOGS or name in GRIEVANCE else 0.001, "")


def _scaled(parts: list[float | None], finest: float, word: str) -> Scaled:
    value, low, high = parts
    assert value is not None
    return Scaled(value, low, high, step_for(value, low, high, finest), word)


def difference_unit(name: str, words: Words) -> str:
    """The unit of a difference of a measure, in words."""
    if name in RATES:
        return words("unit.rate_difference")
    if name in GAINS:
        return words("unit.percent_difference") if name == "output_gain" else words("unit.percent")
    if name in COUNTS:
        return words("unit.full_time" if name == "automated_work" else "unit.people")
    if name == "upgrading_index":
        return words("unit.index_start")
    if name == "months_over_stress_threshold":
        return words("unit.months")
    if name in GRIEVANCE:
        return words("unit.index_stock")
    return words("unit.log_points" if name in LOGS else "unit.index")


def difference_words(name: str, measure: Measure, words: Words) -> str:
    """A difference with its interval, or "no clear difference" with it."""
    figure = scaled(name, measure, words.language)
    if figure is None:
        return words("unknown")
    interval = figure.interval()
    value = figure.show(figure.value, signed=True) + figure.word
    if interval is None:
        return value
    low, high = interval[0], interval[1] + figure.word
    if not figure.clear:
        return words("strip.no_clear", low=low, high=high)
    return words("strip.range", value=value, low=low, high=high)


@dataclass(frozen=True, slots=True)
class AxisUnit:
    """The unit that a chart is drawn in: what a figure is multiplied with, and what it is called."""

    factor: float
    title: str
    grouped: bool  # thousands are set apart

    def of(self, value: float | None) -> float | None:
        """A figure in the unit of the axis."""
        return None if value is None else self.factor * value

    def tick(self, value: float) -> str:
        """The label of a tick, with the decimals that a round value needs."""
        decimals = next((digits for digits in range(4) if abs(value - round(value, digits)) < 1e-9), 3)
        text = number(value, decimals, signed=value != 0.0)
        return text if self.grouped else text.replace(",", "")


def axis_unit(name: str, values: Iterable[float | None], words: Words) -> AxisUnit:
    """The unit for a chart of differences: points, per cent, or people in the scale of the largest value."""
    if name in RATES or name in GAINS:
        return AxisUnit(100.0, difference_unit(name, words), True)
    if name in COUNTS:
        scale = scale_for([value for value in values if value is not None], words.language)
        key = "unit.full_time" if name == "automated_work" else "unit.people"
        title = words(f"{key}.scaled", scale=scale.word.strip()) if scale.word else words(key)
        return AxisUnit(1.0 / scale.factor, title, words.language == "en")
    return AxisUnit(1.0, difference_unit(name, words), True)
