"""What a deployment does to the people of a roster: work taken over and assisted, whose, and when.

The formulas: docs/assessment.md. Work of a unit group times the share of time of its tasks gives the work
taken over; ranges come from the shares' bounds, from titles that may have been coded wrong and from people
whose title is still for review.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from andante.assessment.cells import CodedCells
from andante.assessment.deployment import Deployment
from andante.assessment.findings import (
    Deadline,
    GradientRow,
    GroupShare,
    Impact,
    MeasureRow,
    OccupationRow,
    Span,
    TimingRow,
)
from andante.assessment.measures import GRADIENTS, MEASURES, unit_gradients
from andante.assessment.shares import CENTRAL, HIGH, LOW, TimeShares
from andante.assessment.suppression import shown
from andante.assessment.turnover import counted_from, counted_until, leaving_rates, room_made, years_between
from andante.assessment.unknown import unknown_words

FloatArray = NDArray[np.float64]
SENIORITY_KNOWN = 0.8
"""Share of the affected whose seniority must be known before a share of entry-level posts is filed."""
ENTRY_AMONG_HIRES = (1.0, 1.5, 2.0)
"""Beginners among those hired, as a multiple of beginners among the posts: low, central, high [A]."""

Exposures = Mapping[str, Mapping[str, float | None]]


def impact_of(deployment: Deployment, cells: CodedCells, shares: TimeShares, exposures: Exposures) -> Impact:
    """The impact. `exposures`: measure -> unit group -> share of tasks or score, None without one."""
    work, persons = cells.per_unit(cells.work), cells.per_unit(cells.headcount)
    certain = cells.per_unit(cells.work * cells.confidence)
    taken = _by_level(shares.automated, work, certain)
    helped = _by_level(shares.assisted, work, certain)
    review_work = _review_work(cells)
    total = _span(taken, review_work * shares.automated[HIGH].max(initial=0.0), shares.label)
    assisted = _span(helped, review_work * shares.assisted[HIGH].max(initial=0.0), shares.label)
    rates = leaving_rates(cells.units)
    first, last = counted_from(deployment), counted_until(deployment)
    years = 1.0 if first is None or last is None else years_between(first, last)
    room = room_made(taken, work, rates, years)
    avoided = _levels(room, "mapped")
    entry = _entry_share(cells, shares)
    occupations = _occupation_rows(cells, shares, persons, work, taken, helped, exposures)
    return Impact(
        headcount=float(persons.sum()),
        work=float(work.sum()),
        people_affected=_affected(cells, shares, persons),
        taken_over=total,
        assisted=assisted,
        unchanged=_unchanged(float(work.sum()), total, assisted),
        hires_avoided=avoided,
        released=Span(*_released(taken, room), "mapped"),
        entry_level_posts=_entry_posts(deployment, room, entry),
        entry_level_share=entry,
        measures=_measure_rows(cells, shares, exposures, total, assisted),
        occupations=occupations,
        groups=_group_rows(cells, shares),
        gradients=_gradient_rows(cells, persons),
        timing=_timing(deployment, taken, work, rates, shares.label),
        deadlines=_deadlines(deployment),
        work_known=shares.known,
        unknown=unknown_words(deployment, cells, shares, exposures),
        occupations_hidden=float(persons.sum()) - sum(row.headcount for row in occupations),
    )


def _by_level(share: FloatArray, work: FloatArray, certain: FloatArray) -> FloatArray:
    """(3, U) work at each share; the low one counts a title only as often as such titles are coded right."""
    return np.stack([share[LOW] * certain, share[CENTRAL] * work, share[HIGH] * work])


def _span(levels: FloatArray, more: float, label: str) -> Span:
    low, central, high = levels.sum(axis=1)
    return Span(float(low), float(central), float(high + more), label)


def _levels(values: FloatArray, label: str) -> Span:
    low, central, high = (float(value) for value in values)
    return Span(low, central, high, label)


def _review_work(cells: CodedCells) -> float:
    return float(cells.work[cells.unit < 0].sum())


def _unchanged(work: float, taken: Span, assisted: Span) -> Span:
    most = max(work - taken.low - assisted.low, 0.0)
    least = max(work - min(taken.high, work) - assisted.high, 0.0)
    return Span(least, max(work - taken.central - assisted.central, 0.0), most, taken.label)


def _released(taken: FloatArray, room: FloatArray) -> tuple[float, float, float]:
    """Work taken over beyond what leavers make room for: least where most of them leave."""
    low, central, high = taken.sum(axis=1)
    found = sorted(
        (max(low - room[LOW], 0.0), max(central - room[CENTRAL], 0.0), max(high - room[HIGH], 0.0))
    )
    return float(found[0]), float(found[1]), float(found[2])


def _affected(cells: CodedCells, shares: TimeShares, persons: FloatArray) -> Span:
    sure = cells.per_unit(cells.headcount * cells.confidence)
    low, central = float(sure[shares.touched].sum()), float(persons[shares.touched].sum())
    return Span(low, central, central + cells.review, "mapped")


def _entry_share(cells: CodedCells, shares: TimeShares) -> float | None:
    """Entry-level posts among the affected whose seniority is known; None where too few are."""
    index, words = cells.groups["seniority"]
    affected = (cells.unit >= 0) & shares.touched[np.maximum(cells.unit, 0)] if len(shares.touched) else None
    if affected is None or not affected.any():
        return None
    by_word = np.bincount(index[affected], cells.headcount[affected], minlength=len(words))
    count = dict(zip(words, by_word.tolist(), strict=True))
    known = sum(number for word, number in count.items() if word)
    if known < SENIORITY_KNOWN * sum(count.values()) or known <= 0:
        return None
    return float(count.get("entry", 0.0) / known)


def _entry_posts(deployment: Deployment, room: FloatArray, entry: float | None) -> Span | None:
    """Entry-level posts not filled: none where entry hiring is kept, not known where seniority is not."""
    if entry is None:
        return None
    if deployment.entry_hiring_kept:
        return Span(0.0, 0.0, 0.0, "declared")
    return _levels(room * np.minimum(entry * np.array(ENTRY_AMONG_HIRES), 1.0), "assumed")


def _measure_rows(
    cells: CodedCells, shares: TimeShares, exposures: Exposures, taken: Span, assisted: Span
) -> tuple[MeasureRow, ...]:
    """What each published measure says could be done in the occupations touched, and what is declared."""
    work = cells.per_unit(cells.work)
    total = float(work.sum())
    rows = []
    if shares.known:
        rest = max(total - taken.central - assisted.central, 0.0)
        about = MEASURES["declared"]
        rows.append(
            MeasureRow(
                "declared",
                about.title,
                about.title_zh,
                taken.central,
                assisted.central,
                rest,
                about.source,
                shares.label,
            )
        )
    units = np.flatnonzero(shares.touched)
    for name, scores in exposures.items():
        about = MEASURES[name]
        # A group that a measure does not rate is left out of its row, and named among what is not known.
        done = work[units] * np.array([scores.get(cells.units[u]) or 0.0 for u in units])
        part = shares.automated_part[units]
        over, helped = float((done * part).sum()), float((done * (1 - part)).sum())
        rows.append(
            MeasureRow(
                name,
                about.title,
                about.title_zh,
                over,
                helped,
                total - over - helped,
                about.source,
                about.label,
            )
        )
    return tuple(rows)


def _gradient_rows(cells: CodedCells, persons: FloatArray) -> tuple[GradientRow, ...]:
    """Persons by gradient; gradients with too few, and those that would betray them, are left out."""
    gradient = unit_gradients(cells.units)
    counts = [
        sum(
            count for unit, count in zip(cells.units, persons.tolist(), strict=True) if gradient[unit] == name
        )
        for name in GRADIENTS
    ]
    total = sum(counts)
    return tuple(
        GradientRow(name, count, count / total)
        for name, count, show in zip(GRADIENTS, counts, shown(counts), strict=True)
        if show and count > 0
    )


def _occupation_rows(
    cells: CodedCells,
    shares: TimeShares,
    persons: FloatArray,
    work: FloatArray,
    taken: FloatArray,
    helped: FloatArray,
    exposures: Exposures,
) -> tuple[OccupationRow, ...]:
    visible = shown(persons.tolist())
    seniority = _entry_by_unit(cells)
    rows = []
    for u, isco in enumerate(cells.units):
        if not visible[u]:
            continue
        scores = [s for s in (each.get(isco) for each in exposures.values()) if s is not None]
        title, title_zh = cells.titles.get(isco, (isco, isco))
        rows.append(
            OccupationRow(
                isco,
                title,
                title_zh,
                float(persons[u]),
                float(work[u]),
                _levels(taken[:, u], shares.label),
                _levels(helped[:, u], shares.label),
                Span(min(scores), float(np.median(scores)), max(scores), "mapped") if scores else None,
                seniority[u],
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.taken_over.central, -row.assisted.central, row.isco)))


def _entry_by_unit(cells: CodedCells) -> list[float | None]:
    index, words = cells.groups["seniority"]
    known = np.array([bool(word) for word in words], dtype=bool)[index] if words else np.zeros(0, dtype=bool)
    entry = np.array([word == "entry" for word in words], dtype=bool)[index] if words else known
    total = cells.per_unit(cells.headcount)
    said, beginners = cells.per_unit(cells.headcount * known), cells.per_unit(cells.headcount * entry)
    return [
        float(b / s) if s > 0 and s >= SENIORITY_KNOWN * t else None
        for b, s, t in zip(beginners, said, total, strict=True)
    ]


def _group_rows(cells: CodedCells, shares: TimeShares) -> tuple[GroupShare, ...]:
    """Each grouping by itself; groups too small, and those that would betray them, are left out."""
    coded = cells.unit >= 0
    unit = cells.unit[coded]
    rows = []
    for grouping, (index, words) in cells.groups.items():
        if not any(words):
            continue
        at = index[coded]
        persons = np.bincount(at, cells.headcount[coded], minlength=len(words))
        work = np.bincount(at, cells.work[coded], minlength=len(words))
        each = [cells.work[coded] * shares.automated[level, unit] for level in range(3)]
        taken: FloatArray = np.stack(
            [np.bincount(at, x, minlength=len(words)) for x in each], dtype=np.float64
        )
        visible = shown(persons.tolist())
        for g in sorted(range(len(words)), key=lambda g: (words[g] == "", words[g])):
            if visible[g] and persons[g] > 0:
                part: FloatArray = taken[:, g] / work[g] if work[g] > 0 else np.zeros(3)
                rows.append(
                    GroupShare(
                        grouping,
                        words[g],
                        float(persons[g]),
                        _levels(taken[:, g], shares.label),
                        _levels(part, shares.label),
                    )
                )
    return tuple(rows)


def _timing(
    deployment: Deployment, taken: FloatArray, work: FloatArray, rates: FloatArray, label: str
) -> tuple[TimingRow, ...]:
    """One row a step; one for the start where no steps are given, none where no day is."""
    first = counted_from(deployment)
    if deployment.start is None or first is None:
        return ()
    steps = [(s.start, s.share, s.name) for s in deployment.steps] or [(deployment.start, 1.0, "")]
    return tuple(
        TimingRow(
            day,
            name,
            _levels((taken * share).sum(axis=1), label),
            _levels(room_made(taken * share, work, rates, years_between(first, day)), "mapped"),
        )
        for day, share, name in steps
    )


def _deadlines(deployment: Deployment) -> tuple[Deadline, ...]:
    """What has a date because of the start; conditions have theirs from the policy."""
    start = deployment.start
    if start is None:
        return ()
    found = []
    if deployment.notice_days is not None:
        day = start - timedelta(days=deployment.notice_days)
        found.append(
            Deadline(day, "The workers are told", "告知职工", "deployment file: safeguards.notice_days")
        )
    if deployment.consultation.held_on is not None:
        found.append(
            Deadline(
                deployment.consultation.held_on,
                "The workers were heard",
                "已听取职工意见",
                "deployment file: consultation.on",
            )
        )
    found.append(
        Deadline(start, "The system begins to work", "系统开始使用", "deployment file: rollout.start")
    )
    found.append(
        Deadline(
            _year_later(start),
            "The assessment is looked at again, at the latest",
            "最迟复核日期",
            "follow-up within twelve months, as ethics reviews in China have it (2023 measures) [R]",
        )
    )
    return tuple(sorted(found, key=lambda each: each.day or date.max))


def _year_later(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)
