"""Brings job titles and occupation codes to ISCO-08, each with a confidence and a reason.

In this order: what a reviewer chose; a code; a known title; a known title after words of rank, brackets and
additions are left out; the likeliest group by words and runs of characters that it shares with known titles.
A coding less certain than `REVIEW_BELOW` is a proposal for review, not a coding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from andante.assessment import coding_reasons as reasons
from andante.assessment.coding_codes import CodeBook, CodeReading, load_code_book
from andante.assessment.coding_confidence import PART, REDUCED, REVIEW_BELOW, similar_confidence
from andante.assessment.coding_index import Ranked, TitleIndex, build_index
from andante.assessment.coding_results import (
    CHOICE,
    CODE,
    CODE_AND_TITLE,
    CODED,
    METHODS,
    NO_OCCUPATION,
    PART_OF_TITLE,
    REDUCED_TITLE,
    REJECTED,
    REVIEW,
    SENIORITIES,
    SIMILAR,
    STATUSES,
    TITLE,
    CodedTitles,
)
from andante.assessment.coding_text import (
    GENERAL,
    has_letters,
    is_chinese,
    normal_form,
    reductions,
    without_rank,
)
from andante.assessment.coding_titles import SOURCES, KnownTitles, load_known_titles
from andante.assessment.findings import Match
from andante.errors import AssessmentError, Problem
from andante.reference.catalog import DATA_FOLDER


@dataclass(slots=True, eq=False)
class _Draft:
    """The arrays of `CodedTitles` while they are filled."""

    isco: NDArray[np.str_]
    onet: NDArray[np.object_]
    confidence: NDArray[np.float64]
    method: NDArray[np.int8]
    seniority: NDArray[np.int8]
    known: NDArray[np.int64]
    rejected: list[int] = field(default_factory=list)
    readings: dict[int, CodeReading] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class TitleCoder:
    """Known titles, their index, the code book, and what reviewers chose (title -> code or "-")."""

    titles: KnownTitles
    index: TitleIndex
    codes: CodeBook
    choices: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __repr__(self) -> str:
        return f"TitleCoder({len(self.titles.titles)} titles, {len(self.choices)} choices)"

    def with_choices(self, choices: Mapping[str, str]) -> TitleCoder:
        """A coder that follows a review file first. AssessmentError names every unusable choice."""
        usable: dict[str, str] = {}
        problems: list[Problem] = []
        for title, choice in choices.items():
            code = choice.strip()
            reading = self.codes.read(code)
            if code == NO_OCCUPATION:
                usable[title] = code
            elif reading.isco:
                usable[title] = reading.isco
            else:
                problems.append(
                    Problem(
                        f"the choice {choice!r} for {title!r} is no usable code",
                        why=reading.reason,
                        mend=f"Write an ISCO-08 code of two to four digits, or {NO_OCCUPATION} for none.",
                    )
                )
        if problems:
            raise AssessmentError(problems)
        return replace(self, choices=MappingProxyType({**self.choices, **usable}))

    def title_of(self, isco: str) -> tuple[str, str]:
        """English and Chinese title of an ISCO-08 group; empty for a code that does not exist."""
        group = self.codes.groups.get(isco)
        return ("", "") if group is None else (group.title, group.title_zh)

    def code(self, titles: Sequence[str | None], codes: Sequence[str | None]) -> CodedTitles:
        """Code distinct pairs of title and code. Nothing in a title or code raises an error."""
        n = len(titles)
        draft = _Draft(
            np.full(n, "", dtype="U4"),
            np.full(n, None, dtype=np.object_),
            np.zeros(n),
            np.zeros(n, dtype=np.int8),
            np.zeros(n, dtype=np.int8),
            np.full(n, -1, dtype=np.int64),
        )
        entry = self.titles.entry
        draft.known[:] = [entry.get(title, -1) if title else -1 for title in titles]
        decided = self._choose(titles, codes, draft) | self._read_codes(titles, codes, draft)
        draft.known[decided] = -1
        draft.method[(draft.known >= 0) & ~decided] = TITLE
        unknown = np.flatnonzero((draft.known < 0) & ~decided).tolist()
        alike: list[int] = []
        forms: list[str] = []
        for i in unknown:
            title = titles[i]
            form = self._read_title(i, title, draft) if title else ""
            if form:
                alike.append(i)
                forms.append(form)
        inside = [""] * len(alike)
        for i in np.flatnonzero(decided & (draft.method == CODE)).tolist():
            prefix = str(draft.isco[i])
            if len(prefix) < 4 and titles[i]:
                form = self._read_inside(i, titles[i] or "", prefix, draft)
                if form:
                    alike.append(i)
                    forms.append(form)
                    inside.append(prefix)
        self._take_known(draft)
        ranked = self._take_similar(alike, forms, inside, draft)
        similar_row = np.full(n, -1, dtype=np.int64)
        similar_row[alike] = np.arange(len(alike))
        status = np.where(draft.confidence >= REVIEW_BELOW, CODED, REVIEW).astype(np.int8)
        status[draft.rejected] = REJECTED
        return CodedTitles(
            draft.isco,
            np.where(draft.onet == None, "", draft.onet).astype("U10"),  # noqa: E711
            draft.confidence,
            status,
            draft.method,
            draft.seniority,
            draft.known,
            ranked,
            similar_row,
            draft.readings,
        )

    def _choose(
        self, titles: Sequence[str | None], codes: Sequence[str | None], draft: _Draft
    ) -> NDArray[np.bool_]:
        decided = np.zeros(len(titles), dtype=bool)
        if not self.choices:
            return decided
        for i, (title, code) in enumerate(zip(titles, codes, strict=True)):
            choice = self.choices.get(title or code or "")
            if choice is None:
                continue
            decided[i] = True
            draft.method[i] = CHOICE
            draft.confidence[i] = 1.0
            if choice == NO_OCCUPATION:
                draft.rejected.append(i)
            else:
                draft.isco[i] = choice
                draft.onet[i] = self.codes.groups[choice].onet
        return decided

    def _read_codes(
        self, titles: Sequence[str | None], codes: Sequence[str | None], draft: _Draft
    ) -> NDArray[np.bool_]:
        decided = np.zeros(len(titles), dtype=bool)
        for i, code in enumerate(codes):
            if not code or draft.method[i] == CHOICE:
                continue
            reading = self.codes.read(code)
            draft.readings[i] = reading
            if not reading.isco:
                continue
            decided[i] = True
            draft.method[i] = CODE
            draft.isco[i], draft.onet[i] = reading.isco, reading.onet
            draft.confidence[i] = reading.confidence
        return decided

    def _known(self, title: str) -> tuple[int, int, str]:
        """The entry of a spelling (-1 if none), how it was met, and the seniority of words left out."""
        entry = self.titles.entry
        place = entry.get(title, -1)
        if place < 0:
            place = entry.get(normal_form(title), -1)
        if place >= 0:
            return place, TITLE, ""
        for reduced, rank, part in reductions(title):
            if reduced in entry:
                return entry[reduced], PART_OF_TITLE if part else REDUCED_TITLE, rank
        return -1, SIMILAR, ""

    def _read_title(self, i: int, title: str, draft: _Draft) -> str:
        """Look a title up; return the form to compare with known ones, or "" where none is needed."""
        place, method, rank = self._known(title)
        form = ""
        if place >= 0:
            draft.known[i], draft.method[i] = place, method
        else:
            form, rank = without_rank(normal_form(title))
        draft.seniority[i] = SENIORITIES.index(rank)
        return form if has_letters(form) and form not in GENERAL else ""

    def _read_inside(self, i: int, title: str, prefix: str, draft: _Draft) -> str:
        """The same for a title whose group is known to begin with a code."""
        place, _, rank = self._known(title)
        draft.seniority[i] = SENIORITIES.index(rank)
        if place >= 0 and self.titles.isco[place].startswith(prefix):
            draft.known[i], draft.method[i] = place, CODE_AND_TITLE
        if place >= 0:
            return ""  # known elsewhere: the code stands alone
        form, _ = without_rank(normal_form(title))
        return form if has_letters(form) and form not in GENERAL else ""

    def _take_known(self, draft: _Draft) -> None:
        rows = np.flatnonzero(draft.known >= 0)
        place = draft.known[rows]
        draft.isco[rows] = self.titles.isco[place]
        draft.onet[rows] = self.titles.onet[place]
        factor = np.ones(len(METHODS))
        factor[REDUCED_TITLE], factor[PART_OF_TITLE] = REDUCED, PART
        draft.confidence[rows] = self.titles.confidence[place] * factor[draft.method[rows]]

    def _take_similar(self, rows: list[int], forms: list[str], inside: list[str], draft: _Draft) -> Ranked:
        ranked = self.index.ranked(forms, within=inside if any(inside) else None)
        if not rows:
            return ranked
        chosen = np.asarray(rows)
        met = ranked.groups[:, 0] >= 0
        chinese = np.array([is_chinese(form) for form in forms])
        confidence = np.where(
            chinese,
            similar_confidence(ranked.evidence, "zh"),
            similar_confidence(ranked.evidence, "en"),
        )
        # Inside a code that is given, only a likeness that would count alone makes it longer.
        coded = draft.method[chosen] == CODE
        met &= ~coded | (confidence >= REVIEW_BELOW)
        draft.isco[chosen[met]] = np.asarray(self.index.codes, dtype="U4")[ranked.groups[met, 0]]
        draft.onet[chosen[met]] = self.titles.row_onet[ranked.nearest[met]]
        draft.confidence[chosen[met]] = confidence[met]
        draft.method[chosen[met]] = np.where(coded[met], CODE_AND_TITLE, SIMILAR)
        return ranked

    def matches(
        self, titles: Sequence[str | None], codes: Sequence[str | None], headcounts: Sequence[float]
    ) -> tuple[Match, ...]:
        """The codings of distinct pairs as the findings show them, with reason and alternatives."""
        coded = self.code(titles, codes)
        isco, onet = coded.isco.tolist(), coded.onet.tolist()
        confidence, status = coded.confidence.tolist(), coded.status.tolist()
        found = []
        for i, (title, code, headcount) in enumerate(zip(titles, codes, headcounts, strict=True)):
            name, name_zh = self.title_of(isco[i])
            reason, reason_zh = self._reason(i, title, coded)
            found.append(
                Match(
                    title=title or code or "",
                    isco=isco[i] or None,
                    isco_title=name,
                    isco_title_zh=name_zh,
                    onet=onet[i] or None,
                    confidence=confidence[i],
                    reason=reason,
                    reason_zh=reason_zh,
                    status=STATUSES[status[i]],
                    headcount=headcount,
                    alternatives=self._alternatives(i, coded),
                )
            )
        return tuple(found)

    def _reason(self, i: int, title: str | None, coded: CodedTitles) -> reasons.Words:
        method = int(coded.method[i])
        reading = coded.readings.get(i)
        said = None if reading is None else (reading.reason, reading.reason_zh)
        if method == CHOICE:
            return reasons.chosen(bool(coded.status[i] == REJECTED))
        if method == CODE and said is not None:
            place = self._known(title)[0] if title else -1
            alone = str(self.titles.isco[place]) if place >= 0 else ""
            return reasons.code(said, alone if alone[:2] != coded.isco[i][:2] else "")
        words = self._title_reason(i, title, method, coded)
        if said is None:
            return words
        if method == CODE_AND_TITLE:
            return reasons.code_and_title(said, words)
        return reasons.unusable_code(said, words)

    def _title_reason(self, i: int, title: str | None, method: int, coded: CodedTitles) -> reasons.Words:
        seniority = SENIORITIES[coded.seniority[i]]
        place = int(coded.known[i])
        if place >= 0:
            return reasons.known(
                self.titles.titles[place],
                SOURCES[self.titles.source[place]],
                self.titles.others.get(place, ()),
                method in (REDUCED_TITLE, PART_OF_TITLE),
                seniority,
            )
        if coded.similar_row[i] >= 0 and coded.isco[i]:
            nearest = self.titles.row_titles[coded.ranked.nearest[coded.similar_row[i]]]
            return reasons.similar(nearest, str(coded.isco[i]), seniority)
        if title and {normal_form(title), without_rank(normal_form(title))[0]} & GENERAL:
            return reasons.too_general(title)
        return reasons.nothing_alike(title) if title and not title.isspace() else reasons.no_title()

    def _alternatives(self, i: int, coded: CodedTitles) -> tuple[tuple[str, str, float], ...]:
        place, row = int(coded.known[i]), int(coded.similar_row[i])
        left = 1.0 - float(coded.confidence[i])
        if place >= 0:
            others = self.titles.others.get(place, ())
            return tuple((code, self.title_of(code)[0], left / len(others)) for code in others[:5])
        if row < 0:
            return ()
        groups, shares = coded.ranked.groups[row], coded.ranked.shares[row]
        rest = max(1.0 - float(shares[0]), 1e-12)
        return tuple(
            (code, self.title_of(code)[0], left * float(share) / rest)
            for code, share in (
                (self.index.codes[g], s) for g, s in zip(groups[1:], shares[1:], strict=True) if g >= 0
            )
        )


def load_coder(folder: Path = DATA_FOLDER, without: frozenset[str] = frozenset()) -> TitleCoder:
    """The coder on the packaged tables; titles with a normal form in `without` are left out.

    Raises `ReferenceDataError` if a table is missing or damaged.
    """
    codes = load_code_book(folder)
    titles = load_known_titles(codes, folder, without)
    return TitleCoder(titles, build_index(titles.row_forms, titles.row_codes), codes)
