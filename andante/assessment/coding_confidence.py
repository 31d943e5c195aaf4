"""How far a coding can be trusted: shares measured on held-out titles and on titles that two sources know.

Written by `python -m benchmarks.title_confidence`, which says how; a test measures them again. They hold for
titles like the common ones of job boards; a roster of rarer titles will be right less often.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# BEGIN measured
SIMILAR_EVIDENCE: dict[str, tuple[float, ...]] = {
    "en": (0.034, 0.083, 0.133, 0.183, 0.224, 0.267, 0.314, 0.372, 0.428, 0.507, 0.61, 0.723),
    "zh": (0.057, 0.112, 0.152, 0.192, 0.231, 0.276, 0.318, 0.362, 0.413, 0.468, 0.535, 0.667),
}
SIMILAR_CONFIDENCE: dict[str, tuple[float, ...]] = {
    "en": (0.087, 0.202, 0.353, 0.441, 0.495, 0.549, 0.584, 0.586, 0.608, 0.793, 0.808, 0.888),
    "zh": (0.124, 0.295, 0.385, 0.426, 0.512, 0.619, 0.638, 0.673, 0.706, 0.741, 0.797, 0.866),
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
