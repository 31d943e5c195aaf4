"""How far a coding can be trusted: shares measured on held-out titles and on titles that two sources know.

Written by `python -m benchmarks.title_confidence`; a test measures them again. Titles of one list
are more alike than the titles of a roster are to the lists, so the figures are high for other titles.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# BEGIN measured
SIMILAR_EVIDENCE: dict[str, tuple[float, ...]] = {
    "en": (0.038, 0.099, 0.14, 0.187, 0.241, 0.3, 0.359, 0.417, 0.476, 0.558, 0.641, 0.743),
    "zh": (0.055, 0.11, 0.154, 0.195, 0.234, 0.281, 0.325, 0.366, 0.417, 0.467, 0.527, 0.652),
}
SIMILAR_CONFIDENCE: dict[str, tuple[float, ...]] = {
    "en": (0.128, 0.253, 0.333, 0.428, 0.621, 0.665, 0.665, 0.752, 0.882, 0.917, 0.917, 0.945),
    "zh": (0.152, 0.374, 0.382, 0.449, 0.531, 0.596, 0.635, 0.711, 0.753, 0.762, 0.762, 0.87),
}
KNOWN_CONFIDENCE: dict[str, float] = {
    "common": 0.935,
    "isco": 0.978,
    "isco_zh": 0.994,
    "esco": 0.935,
    "onet": 0.887,
    "csco": 0.942,
    "isco_example": 0.956,
    "csco_alias": 0.58,
    "esco_alias": 0.749,
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
    """Share of held-out titles with such evidence (see `Ranked`) that were coded right, by language."""
    return np.interp(evidence, SIMILAR_EVIDENCE[language], SIMILAR_CONFIDENCE[language])
