"""Problems of the rows of a roster: the first ones in words, all of them counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from andante.assessment.roster import PROBLEM_LIMIT
from andante.errors import Problem, Where


@dataclass(slots=True)
class ProblemLog:
    """Collects the problems of one file. Those of one batch are put in the order of their rows."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    count: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    _batch: list[tuple[int, int, Problem]] = field(default_factory=list)

    def add(self, problem: Problem, kind: str) -> None:
        """A problem of the file as a whole."""
        self._count(kind, 1)
        if len(self.problems) < PROBLEM_LIMIT:
            self.problems.append(problem)

    def add_rows(
        self,
        column: str,
        kind: str,
        mend: str,
        rows: NDArray[np.int64],
        value: Callable[[int], str] | None,
        header: str | None = None,
    ) -> None:
        """The same thing wrong in several rows; `value(i)` is what stands in the i-th, fit to be shown."""
        if not len(rows):
            return
        self._count(f"{column}: {kind}", len(rows))
        for index, row in enumerate(rows[: PROBLEM_LIMIT - len(self.problems)]):
            what = f"{column}: {kind}" + (f": {value(index)}" if value is not None else "")
            place = Where(self.file, row=int(row), field=header)
            self._batch.append((int(row), len(self._batch), Problem(what, place, mend=mend)))

    def end_batch(self) -> None:
        """Take the batch's problems over, in the order of their rows."""
        self._batch.sort(key=lambda each: each[:2])
        room = PROBLEM_LIMIT - len(self.problems)
        self.problems += [problem for _, _, problem in self._batch[:room]]
        self._batch.clear()

    def _count(self, kind: str, rows: int) -> None:
        self.count += rows
        self.counts[kind] = self.counts.get(kind, 0) + rows
