"""The share of working time that a deployment takes over or assists, by unit group, with its range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from andante.assessment.deployment import Mode
from andante.assessment.tasks import ResolvedTask

FloatArray = NDArray[np.float64]
LOW, CENTRAL, HIGH = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class TimeShares:
    """Shares of the working time of U unit groups.

    Attributes:
        automated, assisted: (3, U) low, central and high share taken over, assisted; the central ones, and
            each low with the other's high, together at most one.
        touched: (U) whether any task belongs to the group.
        automated_part: (U) taken over as a part of what is taken over or assisted; nan where not touched.
        known: whether every share that can take work over is known, not only bounded by what is exposed.
        label: declared, imputed or missing: the weakest of the tasks'.
    """

    automated: FloatArray
    assisted: FloatArray
    touched: NDArray[np.bool_]
    automated_part: FloatArray
    known: bool
    label: str


def time_shares(
    tasks: Sequence[ResolvedTask],
    mode: Mode | None,
    units: Sequence[str],
    exposures: Mapping[str, Mapping[str, float | None]],
) -> TimeShares:
    """The shares by unit group. `mode` is that of the whole deployment, for tasks that give none.

    `exposures`: measure -> unit -> share. A task without a share of time is bounded by what the measures say
    could be done in its occupation, its middle by their median.
    """
    count = len(units)
    automated, assisted = np.zeros((3, count)), np.zeros((3, count))
    touched = np.zeros(count, dtype=bool)
    named = np.zeros((2, count))
    known = True
    for task in tasks:
        how = task.mode or mode
        inside = np.array([unit.startswith(task.isco) for unit in units], dtype=bool)
        touched |= inside
        named[0] += inside * (how != "augment")
        named[1] += inside * (how != "automate")
        known &= how is not None and (task.share is not None or how == "augment")
        bounds = _bounds(task, units, exposures)
        if how != "augment":
            automated += inside * (bounds if how == "automate" else bounds * [[0.0], [0.5], [1.0]])
        if how != "automate":
            assisted += inside * (bounds if how == "augment" else bounds * [[0.0], [0.5], [1.0]])
    automated = np.minimum(automated, 1.0)
    # Most is assisted where least is taken over, and the other way round: the range stays a range.
    assisted = np.minimum(assisted, 1.0 - automated[::-1])
    order = ("declared", "imputed", "missing")
    return TimeShares(
        automated,
        assisted,
        touched,
        _part(automated[CENTRAL], assisted[CENTRAL], named, touched),
        known,
        max((task.label for task in tasks), key=order.index, default="missing"),
    )


def _bounds(
    task: ResolvedTask, units: Sequence[str], exposures: Mapping[str, Mapping[str, float | None]]
) -> FloatArray:
    """(3, U) low, central and high share of one task in every unit group."""
    if task.share is not None:
        return np.repeat([[task.low], [task.share], [task.high]], len(units), axis=1)
    found = np.zeros((3, len(units)))
    for u, unit in enumerate(units):
        scores = [s for s in (each.get(unit) for each in exposures.values()) if s is not None]
        found[:, u] = (0.0, float(np.median(scores)), max(scores)) if scores else (0.0, 0.5, 1.0)
    return found


def _part(
    automated: FloatArray, assisted: FloatArray, named: FloatArray, touched: NDArray[np.bool_]
) -> FloatArray:
    """(U) the part taken over: by time where it is known, else by the number of tasks."""
    time, tasks = automated + assisted, named.sum(axis=0)
    by_tasks = np.divide(named[0], tasks, out=np.full(len(tasks), np.nan), where=tasks > 0)
    part = np.divide(automated, time, out=by_tasks.copy(), where=time > 0)
    return np.where(touched, part, np.nan)
