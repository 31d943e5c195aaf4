"""Trial filings: many copies of one filing with some known fields changed, and what the rules say of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from andante.filing.columns import Column, FilingColumns
from andante.filing.fields import FIELDS, FieldDefinition, Value
from andante.policies.compile import CompiledRules

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

    def nearest(self, values: NDArray[np.float64]) -> NDArray[np.int64]:
        """The steps nearest to values, inside the bounds; values that are not finite go to the lowest."""
        steps = np.where(np.isfinite(values), values, 0.0) / self.definition.step
        return np.clip(np.rint(steps), self.first, self.last).astype(np.int64)

    def around(self, steps: NDArray[np.int64]) -> NDArray[np.int64]:
        """The steps and their neighbours inside the bounds, each once, rising."""
        near = np.concatenate([steps - 1, steps, steps + 1])
        return np.unique(np.clip(near, self.first, self.last))


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

    def columns(self, table: Table) -> FilingColumns:
        """The trial filings as the kernel reads them."""
        n = len(next(iter(table.values()), ()))
        columns = {}
        for name, values in table.items():
            valid = np.full(n, self.filing.get(name) is not None)
            words = self.words(name) if self.definition(name).type == "string" else ()
            columns[name] = Column(values, valid, words)
        return FilingColumns(self.compiled.kind, n, columns)

    def outcomes(self, table: Table) -> NDArray[np.int8]:
        """The outcome of every trial filing."""
        columns = self.columns(table)
        return self.compiled.run(self.compiled.kernel.bind(columns), columns.n)[0]

    def gaps(self, table: Table) -> NDArray[np.float64]:
        """Left minus right of every comparison of numbers (rows) in every trial filing (columns)."""
        columns = self.columns(table)
        gaps = np.empty((len(self.compiled.gap_terms), columns.n))
        with np.errstate(all="ignore"):
            self.compiled.gaps.function(self.compiled.gaps.bind(columns), gaps)
        return gaps

    def steps_beside_thresholds(self, name: str) -> NDArray[np.int64]:
        """The steps on both sides of every place along one field where a comparison changes its sign.

        The line is sampled from the filing outwards, ever more widely, and every bracket is halved until its
        ends are neighbours. A comparison that crosses its threshold twice between two samples escapes, which
        one that is linear in the field cannot.
        """
        grid = Grid(self.definition(name))
        here = int(grid.nearest(np.array([self.here(name)]))[0])
        reach = np.unique(np.geomspace(1, max(grid.last - grid.first, 1), _SAMPLES).astype(np.int64))
        spread = np.concatenate([[grid.first, here, grid.last], here - reach, here + reach])
        samples = np.unique(np.clip(spread, grid.first, grid.last)).astype(np.int64)
        signs = self._signs(name, grid, samples)
        comparisons, left = np.nonzero(signs[:, 1:] != signs[:, :-1])
        low, high, low_sign = samples[left], samples[left + 1], signs[comparisons, left]
        while bool(((high - low) > 1).any()):
            middle = (low + high) // 2
            found = self._signs(name, grid, middle)[comparisons, np.arange(len(middle))]
            wide = high - low > 1
            low, high = (
                np.where(wide & (found == low_sign), middle, low),
                np.where(wide & (found != low_sign), middle, high),
            )
        return grid.around(np.concatenate([low, high, [here]]).astype(np.int64))

    def _signs(self, name: str, grid: Grid, steps: NDArray[np.int64]) -> NDArray[np.int8]:
        table = self.copies(len(steps))
        table[name] = grid.values(steps)
        gaps = self.gaps(table)
        return np.where(np.isfinite(gaps), np.sign(gaps), UNKNOWN_SIGN).astype(np.int8)
