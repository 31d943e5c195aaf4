"""The people of an economy at the end of a month: immutable, named fields with unit and shape.

Axes: B batch, O occupation, R region, A age, D months unemployed (the last one open), K scar (0 no, 1 yes),
T months of training left. Persons; float64 in method average, int64 in method people.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from andante.economy.exchange import Array
from andante.economy.ops import row_sum


@dataclass(frozen=True, slots=True)
class Graduates:
    """Entrants who still wait for their first job, followed for six months; a statistic, not persons.

    In method people it is the expectation given the counts of the run.
    """

    waiting: Array
    """(B,O,7) entrants of d months ago without work since, by field."""
    cohorts: Array
    """(B,18) entrants of the last eighteen months, the latest first."""
    outcomes: Array
    """(B,12) entrants still without work six months after entry, the latest month first."""


@dataclass(frozen=True, slots=True)
class Workforce:
    """Where everybody is."""

    employed: Array
    """(B,O,R,A,K)."""
    unemployed: Array
    """(B,O,R,A,D,K) by last occupation or field."""
    training: Array | None
    """(B,O,R,A,T) by target occupation; index m means m+1 months left. None where nobody trains."""
    just_trained: Array | None
    """(B,O,R,A) part of unemployed[..., 0, 0] whose training ended this month."""
    vacancies: Array
    """(B,O,R) posts."""
    graduates: Graduates | None = None

    def persons(self) -> Array:
        """(B,) labour force: employed, unemployed and trainees."""
        total = row_sum(self.employed) + row_sum(self.unemployed)
        return total if self.training is None else total + row_sum(self.training)

    def persons_by_region(self) -> Array:
        """(B,R) labour force by region."""
        if self.vacancies.shape[2] == 1:
            return self.persons()[:, None]
        total: Array = self.employed.sum(axis=(1, 3, 4)) + self.unemployed.sum(axis=(1, 3, 4, 5))
        return total if self.training is None else total + self.training.sum(axis=(1, 3, 4))

    def take(self, rows: Array) -> Workforce:
        """The rows of the batch picked by an index array."""
        picked: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Graduates):
                picked[field.name] = Graduates(*(getattr(value, each.name)[rows] for each in fields(value)))
            else:
                picked[field.name] = None if value is None else value[rows]
        return replace(self, **picked)


def vector_of(workforce: Workforce) -> Array:
    """(B, n) every stock side by side: what the periodic fixed point is found in."""
    batch = workforce.employed.shape[0]
    return np.concatenate([part.reshape(batch, -1) for part in _stocks(workforce)], axis=1)


def with_vector(workforce: Workforce, vector: Array) -> Workforce:
    """The workforce whose stocks are those of `vector` (the inverse of vector_of)."""
    names = [name for name in _STOCKS if getattr(workforce, name) is not None]
    start = 0
    replaced: dict[str, Any] = {}
    for name in names:
        shape = getattr(workforce, name).shape
        size = int(np.prod(shape[1:]))
        replaced[name] = vector[:, start : start + size].reshape(shape)
        start += size
    return replace(workforce, **replaced)


_STOCKS = ("employed", "unemployed", "training", "just_trained", "vacancies")


def _stocks(workforce: Workforce) -> list[Array]:
    parts = [getattr(workforce, name) for name in _STOCKS]
    return [part for part in parts if part is not None]
