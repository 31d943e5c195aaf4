"""How the report prints figures: the forms of `andante.numbers`, and words for how many draws agree."""

from __future__ import annotations

from andante.numbers import (
    CHINESE_SCALES,
    DASH,
    ENGLISH_SCALES,
    MINUS,
    RATE_STEP,
    Scale,
    decimals_of,
    number,
    people,
    percent,
    scale_for,
    significant,
    step_for,
    stepped,
    two_figures,
    whole,
)

__all__ = [
    "AGREEMENT",
    "CHINESE_SCALES",
    "DASH",
    "ENGLISH_SCALES",
    "MINUS",
    "RATE_STEP",
    "Scale",
    "agreement_key",
    "decimals_of",
    "number",
    "people",
    "percent",
    "scale_for",
    "significant",
    "step_for",
    "stepped",
    "two_figures",
    "whole",
]

# Words for "in how many draws": the same five in both languages, always with the count beside them.
AGREEMENT = ((95, "almost_always"), (80, "usually"), (60, "more_often"), (40, "no_clear_difference"))


def agreement_key(holds: int, draws: int) -> str | None:
    """The catalogue key for what holds in `holds` of `draws`; None: the sentence must be turned round."""
    if draws <= 0 or not 0 <= holds <= draws:
        raise ValueError(f"{holds} of {draws} draws is not a count")
    return next((key for threshold, key in AGREEMENT if 100 * holds >= threshold * draws), None)
