"""The cells of a roster with their occupation: arrays that impacts are summed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from andante.assessment.coding import TitleCoder
from andante.assessment.findings import Match
from andante.assessment.roster import GROUPINGS, Roster

FULL_TIME_HOURS = 40.0
"""Weekly hours of one full-time equivalent."""

FloatArray = NDArray[np.float64]
Index = NDArray[np.int32]
"""Positions in a short list; there may be millions of them, so they are small."""


@dataclass(frozen=True, slots=True, eq=False)
class CodedCells:
    """N cells of people alike in all that is known, brought to U unit groups.

    Attributes:
        headcount: (N) persons.
        work: (N) full-time equivalents: the hours known, else the mean of the roster, else full time.
        pay: (N) annual pay of one person, nan where not known.
        unit: (N) index into `units`, -1 where the title is for review or rejected.
        confidence: (N) of the coding.
        units: (U) ISCO-08 codes; `titles` gives (English, Chinese) of each.
        groups: grouping -> (N) index into its words; "" stands for "not said".
        hours_known: share of the persons whose hours the roster gives.
    """

    headcount: FloatArray
    work: FloatArray
    pay: FloatArray
    unit: Index
    confidence: FloatArray
    units: tuple[str, ...]
    titles: Mapping[str, tuple[str, str]]
    groups: Mapping[str, tuple[Index, tuple[str, ...]]]
    hours_known: float
    review: float
    rejected: float

    def per_unit(self, values: FloatArray) -> FloatArray:
        """(U) the values of coded cells summed by unit group."""
        coded = self.unit >= 0
        return np.bincount(self.unit[coded], values[coded], minlength=len(self.units)).astype(np.float64)


def coded_cells(roster: Roster, coder: TitleCoder) -> tuple[CodedCells, tuple[Match, ...]]:
    """The cells of a roster, and how each distinct title or code was brought to an occupation."""
    cells = roster.cells
    headcount = np.asarray(cells["headcount"].to_numpy(), dtype=np.float64)
    pair_of, titles, codes = _pairs(roster)
    persons = np.bincount(pair_of, headcount, minlength=len(titles))
    matches = coder.matches(titles, codes, persons.tolist())
    coded = np.array([match.status == "coded" for match in matches], dtype=bool)
    unit_codes = [match.isco or "" for match in matches]
    units = tuple(sorted({c for c, ok in zip(unit_codes, coded, strict=True) if ok}))
    at = {code: i for i, code in enumerate(units)}
    unit_of = np.array([at[c] if ok else -1 for c, ok in zip(unit_codes, coded, strict=True)], dtype=np.int32)
    hours = np.asarray(cells["weekly_hours"].to_numpy(), dtype=np.float64)
    known = np.asarray(cells["hours_known"].to_numpy(), dtype=np.float64)
    pay, pay_known = (
        np.asarray(cells[name].to_numpy(), dtype=np.float64) for name in ("annual_pay", "pay_known")
    )
    by_status = {
        status: float(sum(m.headcount for m in matches if m.status == status))
        for status in ("review", "rejected")
    }
    return (
        CodedCells(
            headcount=headcount,
            work=_full_time(headcount, hours, known),
            pay=np.divide(pay, pay_known, out=np.full(len(pay), np.nan), where=pay_known > 0),
            unit=unit_of[pair_of],
            confidence=np.array([match.confidence for match in matches], dtype=np.float64)[pair_of],
            units=units,
            titles={m.isco: (m.isco_title, m.isco_title_zh) for m in matches if m.isco},
            groups={name: _indexed(roster, name) for name in GROUPINGS},
            hours_known=float(known.sum() / headcount.sum()) if headcount.sum() > 0 else 0.0,
            review=by_status["review"],
            rejected=by_status["rejected"],
        ),
        matches,
    )


def _pairs(roster: Roster) -> tuple[Index, list[str | None], list[str | None]]:
    """For each cell the index of its distinct (title, code), and those pairs."""
    (title_of, titles), (code_of, codes) = (_encoded(roster.cells[name]) for name in ("title", "code"))
    if len(codes) == 1:
        return title_of, titles, codes * len(titles)
    if len(titles) == 1:
        return code_of, titles * len(codes), codes
    distinct, pair_of = np.unique(title_of.astype(np.int64) * len(codes) + code_of, return_inverse=True)
    pairs = [divmod(each, len(codes)) for each in distinct.tolist()]
    return pair_of.astype(np.int32), [titles[t] for t, _ in pairs], [codes[c] for _, c in pairs]


def _full_time(headcount: FloatArray, hours: FloatArray, known: FloatArray) -> FloatArray:
    """(N) full-time equivalents; persons without hours work the mean of those with, else full time."""
    mean = hours.sum() / known.sum() if known.sum() > 0 else FULL_TIME_HOURS
    work: FloatArray = (np.nan_to_num(hours) + (headcount - known) * mean) / FULL_TIME_HOURS
    return work


def _indexed(roster: Roster, name: str) -> tuple[Index, tuple[str, ...]]:
    places, words = _encoded(roster.cells[name])
    return places, tuple(word or "" for word in words)


def _encoded(column: pa.ChunkedArray[Any]) -> tuple[Index, list[str | None]]:
    """For each value the index of its distinct word, and these words; null is one of them."""
    encoded: Any = pc.dictionary_encode(column, null_encoding="encode").combine_chunks()
    places = np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int32)
    return places, encoded.dictionary.to_pylist()
