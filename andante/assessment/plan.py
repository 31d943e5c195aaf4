"""Retraining, reassignment and what they cost: what is offered beside what is needed, with the formula."""

from __future__ import annotations

import numpy as np

from andante.assessment.cells import CodedCells
from andante.assessment.deployment import Deployment
from andante.assessment.findings import Impact, PlanRow, Span
from andante.assessment.shares import CENTRAL, TimeShares


def plan_of(
    deployment: Deployment, cells: CodedCells, shares: TimeShares, impact: Impact
) -> tuple[PlanRow, ...]:
    """One row each for retraining, reassignment, and pay kept in a new post; money a year in the currency.

    People are counted as full-time equivalents of the work taken over that leavers make no room for.
    """
    released = impact.released
    train, move = deployment.retraining, deployment.reassignment
    places = train.places if train.offered is not False else 0.0
    posts = move.posts if move.offered is not False else 0.0
    rows = [
        PlanRow(
            "retraining",
            released,
            places,
            _gap(released, places),
            None if train.cost is None else _times(_filled(released, places), train.cost, "declared"),
            "people trained = the smaller of people and places; money = people trained x cost a person",
        ),
        PlanRow(
            "reassignment",
            released,
            posts,
            _gap(released, posts),
            None,
            "people reassigned = the smaller of people and posts",
        ),
    ]
    pay = affected_pay(cells, shares)
    if pay is not None:
        rows.append(
            PlanRow(
                "pay_of_work",
                impact.taken_over,
                None,
                None,
                _times(impact.taken_over, pay, "imputed"),
                "full-time equivalents taken over x mean yearly pay of a full-time equivalent in the roster",
            )
        )
        if move.pay_floor is not None and move.pay_floor < 1:
            lost = _times(_filled(released, posts), pay * (1.0 - move.pay_floor), "declared")
            rows.append(
                PlanRow(
                    "pay_lost",
                    _filled(released, posts),
                    None,
                    None,
                    lost,
                    "people reassigned x mean yearly pay x (1 - least share of pay kept): at most",
                )
            )
    return tuple(rows)


def affected_pay(cells: CodedCells, shares: TimeShares) -> float | None:
    """Mean yearly pay of a full-time equivalent of work taken over; None where the roster has no pay."""
    coded = cells.unit >= 0
    taken = cells.work[coded] * shares.automated[CENTRAL, cells.unit[coded]]
    known = ~np.isnan(cells.pay[coded]) & (taken > 0)
    if not known.any():
        return None
    persons, work = cells.headcount[coded][known], cells.work[coded][known]
    per_work = cells.pay[coded][known] * persons / np.where(work > 0, work, np.nan)
    return float(np.nansum(per_work * taken[known]) / taken[known].sum())


def _gap(people: Span, offered: float | None) -> Span | None:
    """People without an offer; None where it is not known how many there are."""
    return None if offered is None else people.each(lambda each: max(each - offered, 0.0))


def _filled(people: Span, offered: float | None) -> Span:
    return people if offered is None else people.each(lambda each: min(each, offered))


def _times(people: Span, factor: float, label: str) -> Span:
    return people.each(lambda each: each * factor, label)
