"""Trial filings: many copies of one filing with some known fields changed, and what the rules say of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from andante.filing.columns import Column, FilingColumns
from andante.filing.fields import FIELDS, FieldDefinition, Value
from andante.policies.compile import CompiledRules
from andante.policies.kernel import fields_read

Row = Mapping[str, Value | None]
Table = dict[str, NDArray[Any]]
"""The fields of many trial filings, arrays (n,): numbers, truth values, or places in the field's choices."""

_SAMPLES = 97
UNKNOWN_SIGN = 2


@dataclass(frozen=True, slots=True)
class Grid:
    """The values that a number field can have: its steps between its bounds, counted from zero."""

    definition: FieldDefinition

    @property
    def first(self) -> int:
        """The lowest step."""
        return round((self.definition.low or 0.0) / self.definition.step)

    @property
    def last(self) -> int:
        """The highest step."""
        assert self.definition.high is not None
        return round(self.definition.high / self.definition.step)

    def values(self, steps: NDArray[np.int64]) -> NDArray[np.float64]:
        """The values of steps as a person would write them: 0.3, not 0.30000000000000004."""
        per_unit = round(1.0 / self.definition.step)
        numbers = steps.astype(np.float64)
        return numbers / per_unit if per_unit > 1 else numbers * self.definition.step

    def clip(self, steps: NDArray[np.int64]) -> NDArray[np.int64]:
        """Steps brought inside the bounds."""
        return np.clip(steps, self.first, self.last)

    def nearest(self, values: NDArray[np.float64]) -> NDArray[np.int64]:
        """The steps nearest to values, inside the bounds; values that are not finite go to the lowest."""
        steps = np.where(np.isfinite(values), values, 0.0) / self.definition.step
        return self.clip(np.clip(np.rint(steps), -1e15, 1e15).astype(np.int64))


@dataclass(frozen=True, slots=True)
class Trials:
    """Copies of one filing under compiled rules. A field that the filing misses stays missing in all."""

    compiled: CompiledRules
    filing: Row

    def definition(self, name: str) -> FieldDefinition:
        """The definition of a field."""
        return FIELDS[self.compiled.kind][name]

    def words(self, name: str) -> tuple[str, ...]:
        """What the codes of a word field mean."""
        value = self.filing.get(name)
        return self.definition(name).choices or (() if value is None else (str(value),))

    def here(self, name: str) -> float | bool | int:
        """The filing's own value of a field as the table has it; NaN, False or -1 where it is missing."""
        value = self.filing.get(name)
        match self.definition(name).type:
            case "number":
                return np.nan if value is None else float(value)
            case "bool":
                return value is True
            case _:
                return -1 if value is None else self.words(name).index(str(value))

    def copies(self, n: int) -> Table:
        """n unchanged copies of the filing."""
        dtypes = {"number": np.float64, "bool": np.bool_, "string": np.int32}
        return {
            name: np.full(n, self.here(name), dtype=dtypes[self.definition(name).type])
            for name in self.compiled.fields
        }

    def columns(self, table: Table, names: Iterable[str]) -> FilingColumns:
        """Some fields of the trial filings as a kernel reads them."""
        n = len(next(iter(table.values()), ()))
        columns = {}
        for name in names:
            values = table[name]
            valid = np.full(n, self.filing.get(name) is not None)
            words = self.words(name) if self.definition(name).type == "string" else ()
            columns[name] = Column(values, valid, words)
        return FilingColumns(self.compiled.kind, n, columns)

    def outcomes(self, table: Table) -> NDArray[np.int8]:
        """The outcome of every trial filing."""
        columns = self.columns(table, self.compiled.fields)
        return self.compiled.run(self.compiled.kernel.bind(columns), columns.n)[0]

    def gaps(self, table: Table) -> NDArray[np.float64]:
        """Left minus right of every comparison of numbers (rows) in every trial filing (columns)."""
        columns = self.columns(table, fields_read(self.compiled.gaps.inputs))
        gaps = np.empty((len(self.compiled.gap_terms), columns.n))
        with np.errstate(all="ignore"):
            self.compiled.gaps.function(self.compiled.gaps.bind(columns), gaps)
        return gaps

    def thresholds(self, names: Sequence[str]) -> dict[str, NDArray[np.int64]]:
        """For each number field the steps on both sides of every place where a comparison changes its sign.

        The step nearest to the filing is among them: it may lie on the other side of a threshold.
        Each line is sampled from the filing outwards, ever more widely, and all brackets are halved at once
        until their ends are neighbours. A comparison that crosses its threshold twice between two samples
        escapes; one that is linear in the field cannot.
        """
        grids = [Grid(self.definition(name)) for name in names]
        here = [int(grid.nearest(np.array([self.here(grid.definition.name)]))[0]) for grid in grids]
        samples = [_spread(grid, step) for grid, step in zip(grids, here, strict=True)]
        counts = np.array([len(steps) for steps in samples], dtype=np.int64)
        steps, field = (
            np.concatenate([*samples, np.empty(0, np.int64)]),
            np.repeat(np.arange(len(grids)), counts),
        )
        signs = self._signs(grids, field, steps)
        changed = (signs[:, 1:] != signs[:, :-1]) & (field[1:] == field[:-1])
        left, comparisons = np.nonzero(changed.T)
        low, high, low_sign = steps[left], steps[left + 1], signs[comparisons, left]
        of = field[left]
        while bool(((high - low) > 1).any()):
            middle = (low + high) // 2
            found = self._signs(grids, of, middle)[comparisons, np.arange(len(middle))]
            wide = high - low > 1
            low, high = (
                np.where(wide & (found == low_sign), middle, low),
                np.where(wide & (found != low_sign), middle, high),
            )
        return {
            # Past an equality there is a third piece, beyond the step where the difference is nought.
            grid.definition.name: np.unique(
                np.concatenate([low[of == i], high[of == i], grid.clip(high[of == i] + 1), [here[i]]])
            )
            for i, grid in enumerate(grids)
        }

    def _signs(
        self, grids: Sequence[Grid], field: NDArray[np.intp], steps: NDArray[np.int64]
    ) -> NDArray[np.int8]:
        """Signs of the comparisons (rows) where one field of each trial (columns) stands on a step.

        `field` rises, so that the trials of one field are neighbours.
        """
        table = self.copies(len(steps))
        ends = np.searchsorted(field, np.arange(len(grids) + 1))
        for grid, start, end in zip(grids, ends[:-1], ends[1:], strict=True):
            table[grid.definition.name][start:end] = grid.values(steps[start:end])
        gaps = self.gaps(table)
        return np.where(np.isfinite(gaps), np.sign(gaps), UNKNOWN_SIGN).astype(np.int8)


def _spread(grid: Grid, here: int) -> NDArray[np.int64]:
    """Steps from the filing outwards at growing distances, both bounds among them, rising."""
    reach = np.geomspace(1, max(grid.last - grid.first, 1), _SAMPLES).astype(np.int64)
    spread = np.concatenate([[grid.first, here, grid.last], here - reach, here + reach])
    return np.unique(np.clip(spread, grid.first, grid.last)).astype(np.int64)
