"""How figures are printed: one place for rounding, signs, digit grouping and the words of people counts.

Rules: rates to a tenth of a point, people to two figures in prose, and a figure with an interval is never
printed finer than that interval allows. All figures of one phrase share one step.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

MINUS = "\u2212"
DASH = "\u2013"
RATE_STEP = 0.1  # percentage points


def step_for(
    value: float, low: float | None = None, high: float | None = None, finest: float = RATE_STEP
) -> float:
    """The power of ten that `value` and its interval are rounded to, at least `finest`.

    An interval of width w allows a tenth of w: 2 points wide prints tenths, 12 points wide whole points. The
    step never exceeds a tenth of the largest figure, so a wide interval cannot blank out what it surrounds.
    """
    if low is None or high is None or not all(map(math.isfinite, (value, low, high))):
        return finest
    width = high - low
    largest = max(abs(value), abs(low), abs(high))
    if width <= 0.0 or largest <= 0.0:
        return finest
    return max(finest, 10.0 ** math.floor(math.log10(min(width, largest) / 10.0 + 1e-300) + 1e-9))


def two_figures(value: float) -> float:
    """`value` to two significant figures, as people are counted in prose."""
    if value == 0.0 or not math.isfinite(value):
        return value
    return round(value, 1 - math.floor(math.log10(abs(value))))


def decimals_of(step: float) -> int:
    """How many decimals a rounding step needs: .1 -> 1, 1 -> 0, 10 -> 0."""
    return max(0, -math.floor(math.log10(step) + 1e-9))


def number(value: float, decimals: int = 1, signed: bool = False) -> str:
    """A plain number with grouped thousands and a true minus; never a negative zero."""
    if not math.isfinite(value):
        return DASH
    text = f"{abs(value):,.{decimals}f}"
    if not any(digit in "123456789" for digit in text):
        return text
    if value < 0:
        return MINUS + text
    return f"+{text}" if signed else text


def stepped(value: float, step: float, signed: bool = False) -> str:
    """`value` rounded to `step` (a power of ten) and printed with the decimals it needs."""
    return number(round(value / step) * step, decimals_of(step), signed)


def percent(fraction: float | None, decimals: int = 1, signed: bool = False) -> str:
    """A fraction of one as a percentage, without the sign of the unit."""
    return DASH if fraction is None else number(100.0 * fraction, decimals, signed)


@dataclass(frozen=True, slots=True)
class Scale:
    """A word for a power of ten, such as million or 万."""

    factor: float
    word: str


ENGLISH_SCALES = (Scale(1e9, " billion"), Scale(1e6, " million"), Scale(1.0, ""))
CHINESE_SCALES = (Scale(1e8, "亿"), Scale(1e4, "万"), Scale(1.0, ""))


def scale_for(values: Iterable[float], language: str) -> Scale:
    """The one scale that all `values` of a phrase share: that of the largest."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    scales = CHINESE_SCALES if language == "zh" else ENGLISH_SCALES
    return next((scale for scale in scales if largest >= scale.factor), scales[-1])


def people(value: float | None, language: str, signed: bool = False) -> str:
    """Persons in prose: two figures, million or 万 / 亿."""
    if value is None or not math.isfinite(value):
        return DASH
    rounded = two_figures(value)
    scale = scale_for([rounded], language)
    scaled = rounded / scale.factor
    decimals = 0 if scale.factor == 1.0 or abs(scaled) >= 10.0 or scaled == round(scaled) else 1
    text = number(scaled, decimals, signed)
    return (text.replace(",", "") if language == "zh" else text) + scale.word


def whole(value: float | None) -> str:
    """A count in full, for tables."""
    return DASH if value is None or not math.isfinite(value) else number(value, 0)


def significant(value: float, figures: int = 3) -> str:
    """A parameter value: enough figures to recognise it, no exponent unless it is tiny or huge."""
    if not math.isfinite(value):
        return "∞" if value > 0 else (MINUS + "∞" if value < 0 else DASH)
    if value == 0.0:
        return "0"
    if not 1e-4 <= abs(value) < 1e7:
        return f"{value:.{figures}g}".replace("-", MINUS)
    decimals = max(0, figures - 1 - math.floor(math.log10(abs(value))))
    text = f"{abs(round(value, decimals)):,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return (MINUS if value < 0 else "") + text
