"""How far a coding can be trusted: shares measured on held-out titles and on titles that two sources know.

Written by `python -m andante.assessment.coding_evaluation`; a test measures them again. Titles of one list
are more alike than the titles of a roster are to the lists, so the figures are high for other titles.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# BEGIN measured
SIMILAR_EVIDENCE: dict[str, tuple[float, ...]] = {"en": (0.0, 0.2, 0.5), "zh": (0.0, 0.2, 0.5)}
SIMILAR_CONFIDENCE: dict[str, tuple[float, ...]] = {"en": (0.2, 0.5, 0.9), "zh": (0.2, 0.4, 0.8)}
KNOWN_CONFIDENCE: dict[str, float] = {
    "common": 0.94,
    "isco": 0.99,
    "isco_zh": 0.99,
    "esco": 0.94,
    "onet": 0.88,
    "csco": 0.95,
    "isco_example": 0.95,
    "csco_alias": 0.58,
    "esco_alias": 0.78,
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
