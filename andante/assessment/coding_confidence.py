"""How far a coding can be trusted: shares measured on held-out titles and on titles that two sources know.

Written by `python -m benchmarks.title_confidence`, which says how; a test measures them again. They hold for
titles like the common ones of job boards; a roster of rarer titles will be right less often.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# BEGIN measured
SIMILAR_EVIDENCE: dict[str, tuple[float, ...]] = {
    "en": (0.034, 0.083, 0.134, 0.183, 0.225, 0.268, 0.315, 0.373, 0.428, 0.507, 0.611, 0.723),
    "zh": (0.057, 0.112, 0.153, 0.193, 0.232, 0.276, 0.318, 0.362, 0.413, 0.468, 0.535, 0.667),
}
SIMILAR_CONFIDENCE: dict[str, tuple[float, ...]] = {
    "en": (0.085, 0.203, 0.353, 0.434, 0.505, 0.559, 0.58, 0.581, 0.604, 0.793, 0.808, 0.888),
    "zh": (0.124, 0.297, 0.386, 0.429, 0.516, 0.62, 0.635, 0.672, 0.706, 0.739, 0.799, 0.866),
}
KNOWN_CONFIDENCE: dict[str, float] = {
    "common": 0.941,
    "isco": 0.978,
    "isco_zh": 0.994,
    "esco": 0.937,
    "onet": 0.909,
    "csco": 0.942,
    "isco_example": 0.963,
    "csco_alias": 0.579,
    "esco_alias": 0.75,
}
# END measured

REVIEW_BELOW = 0.5
"""A coding less likely right than this goes to review: there, more often wrong than right."""

ISCO_CODE = 1.0
MAPPED_CODE = {"single": 0.9, "several": 0.7}
"""Codes of other classifications, where one or several unit groups are linked to them (assumed)."""
REDUCED = 0.95
"""Times the confidence of a known title met without words of rank, brackets or additions (assumed)."""
PART = 0.8
"""The same where one part of a title of several is known (assumed)."""


def similar_confidence(evidence: NDArray[np.float64], language: str) -> NDArray[np.float64]:
    """Share of hidden titles with such evidence (see `Ranked`) that were coded right, by language."""
    return np.interp(evidence, SIMILAR_EVIDENCE[language], SIMILAR_CONFIDENCE[language])
