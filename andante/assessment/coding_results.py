"""What coding gives: arrays over titles, and the numbers that stand for status, method and seniority."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from andante.assessment.coding_codes import CodeReading
from andante.assessment.coding_index import Ranked

STATUSES = ("coded", "review", "rejected")
METHODS = ("none", "choice", "code", "code_and_title", "title", "reduced", "part", "similar")
SENIORITIES = ("", "entry", "senior")
NO_OCCUPATION = "-"
"""What a reviewer writes for a title that is no occupation: its persons are rejected."""

CODED, REVIEW, REJECTED = range(3)
NONE, CHOICE, CODE, CODE_AND_TITLE, TITLE, REDUCED_TITLE, PART_OF_TITLE, SIMILAR = range(8)


@dataclass(frozen=True, slots=True, eq=False)
class CodedTitles:
    """N codings, in the order asked.

    Attributes:
        isco: (N) ISCO-08 code, "" where there is none; for status review it is a proposal.
        onet: (N) O*NET-SOC 2019 code, "" where there is none.
        confidence: (N) 0 to 1, see `coding_confidence`.
        status: (N) index into STATUSES. method: (N) index into METHODS.
        seniority: (N) index into SENIORITIES, as words of rank that were left out say.
        known: (N) entry of the known title, -1 where none was met.
        ranked: the likeliest groups of what no title is known for; similar_row: (N) row there, or -1.
        readings: what each code said, by position.
    """

    isco: NDArray[np.str_]
    onet: NDArray[np.str_]
    confidence: NDArray[np.float64]
    status: NDArray[np.int8]
    method: NDArray[np.int8]
    seniority: NDArray[np.int8]
    known: NDArray[np.int64]
    ranked: Ranked
    similar_row: NDArray[np.int64]
    readings: Mapping[int, CodeReading]
