"""Whether each case stands where its events led, and is all that the log commits to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, select

from andante.errors import Problem, RegisterError, Where
from andante.register.case_rows import moving_columns, standing, stored_case
from andante.register.commitment import opens
from andante.register.leaf import Leaf
from andante.register.tables_filings import CASES, EVENTS


def opening(leaf: Leaf, name: str, salt: bytes | None, payload: Any, where: Where) -> Iterator[Problem]:
    """The problem where salt and payload are not what a commitment of an entry was made of."""
    digest = leaf.commitments.get(name, "")
    if salt is None or not opens(digest, bytes(salt), payload):
        yield Problem(f"The {name} is not what entry {leaf.index} of the log commits to.", where)


def check_cases(connection: Connection, leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """The steps of a case follow each other without a gap; the case is the one the last led to, whole."""
    steps: dict[str, list[Any]] = {}
    query = select(
        EVENTS.c.number, EVENTS.c.step, EVENTS.c.before, EVENTS.c.after, EVENTS.c.action, EVENTS.c.entry
    )
    for row in connection.execute(
        query.where(EVENTS.c.number.is_not(None)).order_by(EVENTS.c.number, EVENTS.c.step)
    ):
        steps.setdefault(row.number, []).append(row)
    for row in connection.execute(select(CASES)):
        where, taken = Where("cases", field=row.number), steps.pop(row.number, [])
        numbers = [each.step for each in taken]
        if not taken or numbers != list(range(numbers[0], numbers[0] + len(numbers))) or numbers[0] > 1:
            yield Problem("Steps of this case are missing or doubled.", where, f"There are {numbers}.")
            continue
        for one, other in pairwise(taken):
            if one.after != other.before:
                yield Problem(
                    f"A step begins in {other.before} where the one before ended in {one.after}.", where
                )
        last = taken[-1]
        if (row.step, row.state) != (last.step, last.after):
            yield Problem(
                f"The case is at step {row.step}, {row.state}; its last event led to step {last.step}, "
                f"{last.after}.",
                where,
            )
        yield from _standing(row, leaves.get(last.entry), where)
    for number in steps:
        yield Problem("There are events of a case that is not there.", Where("events", field=number))


def _standing(row: Any, leaf: Leaf | None, where: Where) -> Iterator[Problem]:
    """The columns say what the case says; the case is what the log's entry of its last step commits to."""
    try:
        stored = stored_case(row)
    except RegisterError as error:
        yield from error.problems
        return
    shown = {**moving_columns(stored), "kind": stored.case.kind, "unit": stored.case.unit}
    wrong = [name for name, value in shown.items() if getattr(row, name) != value]
    if wrong:
        yield Problem(
            "The case and its columns say different things.", where, f"Other: {', '.join(sorted(wrong))}."
        )
    if leaf is not None and row.updated != leaf.time:
        yield Problem("The case was not changed when its last step was taken.", where)
    if leaf is not None and "case" in leaf.commitments:  # older versions committed to no standing
        yield from opening(leaf, "case", row.facts_salt, standing(stored), where)
