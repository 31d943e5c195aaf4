"""The smallest change of a filing that turns its decision: one field, else two.

Between two thresholds of the rules nothing changes, so only the steps beside a threshold need trying. All
candidates are decided in one batch, by the kernel that decided the filing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from andante.filing.fields import FieldDefinition, Value
from andante.filing.outcomes import Outcome
from andante.policies.compile import CompiledRules
from andante.policies.trials import Grid, Row, Table, Trials

_WHOLE_GRID = 10_001
"""A field with at most so many steps is tried on every one of them."""
_FIRST_OF_PAIR = 9
"""How many values of a number field, the nearest ones, are tried as the first change of two."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field from its old to its new value."""

    field: str
    title: str
    unit: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Change:
    """Changes that turn a decision into `outcome`. `size` is the sum of |change| over the field's scale."""

    changes: tuple[FieldChange, ...]
    size: float
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class _Move:
    """Values of one field to try, as a table has them, each with its size."""

    field: str
    values: NDArray[Any]
    sizes: NDArray[np.float64]


def smallest_change(compiled: CompiledRules, filing: Row) -> Change | None:
    """The smallest change that turns the decision on a filing, or None where no one or two fields can.

    A decision worse than approval is turned into a less severe one, an approval into anything worse. Only
    known fields that the filer can change are changed; a missing one is to be filled in. For one field the
    answer is the smallest there is on the schema's steps; for two, the smallest of those that pass a
    threshold of either field.
    """
    trials = Trials(compiled, filing)
    before = Outcome(int(compiled.run(compiled.kernel.bind_one(filing), 1)[0][0]))
    if before is Outcome.NOT_REQUIRED:
        return None
    fields = movable_fields(compiled, filing)
    if not fields:
        return None
    steps = trials.thresholds([field.name for field in fields if field.type == "number"])
    moves = [_every_value(trials, field, steps) for field in fields]
    single = _best_single(trials, moves, before)
    if single is not None:
        return single
    near = [_near_values(trials, field, steps) for field in fields]
    return _best_pair(trials, fields, near, before)


def movable_fields(compiled: CompiledRules, filing: Row) -> tuple[FieldDefinition, ...]:
    """The fields that a decision depends on, that the filing has, and that the filer can change."""
    trials = Trials(compiled, filing)
    definitions = [trials.definition(name) for name in compiled.fields if filing.get(name) is not None]
    return tuple(d for d in definitions if d.changeable and (d.type != "string" or d.choices))


def turns(before: Outcome, after: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Whether outcomes turn a decision: better than before, or worse where nothing is better."""
    return after > before if before is Outcome.APPROVE else after < before


def _best_single(trials: Trials, moves: Sequence[_Move], before: Outcome) -> Change | None:
    ends = np.cumsum([len(move.values) for move in moves])
    table = trials.copies(int(ends[-1]))
    for move, end in zip(moves, ends, strict=True):
        table[move.field][end - len(move.values) : end] = move.values
    after = trials.outcomes(table)
    sizes = np.where(turns(before, after), np.concatenate([move.sizes for move in moves]), np.inf)
    best = int(np.argmin(sizes))
    if not np.isfinite(sizes[best]):
        return None
    which = int(np.searchsorted(ends, best, side="right"))
    return _change(trials, table, best, (moves[which].field,), float(sizes[best]), after)


Steps = Mapping[str, NDArray[np.int64]]


def _every_value(trials: Trials, definition: FieldDefinition, steps: Steps) -> _Move:
    """Every step of a field where they are few, else those beside a threshold."""
    if definition.type != "number":
        return _other_values(trials, definition)
    grid = Grid(definition)
    if grid.last - grid.first < _WHOLE_GRID:
        return _number_move(trials, definition, np.arange(grid.first, grid.last + 1))
    return _number_move(trials, definition, steps[definition.name])


def _number_move(trials: Trials, definition: FieldDefinition, steps: NDArray[np.int64]) -> _Move:
    values = Grid(definition).values(steps)
    return _Move(definition.name, values, np.abs(values - trials.here(definition.name)) / definition.scale)


def _other_values(trials: Trials, definition: FieldDefinition) -> _Move:
    here = trials.here(definition.name)
    if definition.type == "bool":
        values: NDArray[Any] = np.array([not here])
    else:
        codes = np.arange(len(definition.choices), dtype=np.int32)
        values = codes[codes != here]
    return _Move(definition.name, values, np.full(len(values), 1.0 / definition.scale))


def _best_pair(
    trials: Trials, fields: Sequence[FieldDefinition], firsts: Sequence[_Move], before: Outcome
) -> Change | None:
    """The best of a first change of any field to a value near it, and a second of another field."""
    starts, first_sizes, first_of = _starting_points(trials, firsts)
    best: Change | None = None
    for second, definition in enumerate(fields):
        others = np.flatnonzero(first_of != second)
        if not len(others):
            continue
        origin, values = _second_values(trials, definition, firsts[second], starts, others)
        table = {name: column[origin] for name, column in starts.items()}
        table[definition.name] = values
        own = np.abs(values - trials.here(definition.name)) if definition.type == "number" else 1.0
        after = trials.outcomes(table)
        sizes = np.where(turns(before, after), first_sizes[origin] + own / definition.scale, np.inf)
        row = int(np.argmin(sizes))
        if np.isfinite(sizes[row]) and (best is None or sizes[row] < best.size):
            pair = (fields[first_of[origin[row]]].name, definition.name)
            best = _change(trials, table, row, pair, float(sizes[row]), after)
    return best


def _near_values(trials: Trials, definition: FieldDefinition, steps: Steps) -> _Move:
    if definition.type != "number":
        return _other_values(trials, definition)
    move = _number_move(trials, definition, steps[definition.name])
    nearest = np.argsort(move.sizes, kind="stable")[:_FIRST_OF_PAIR]
    return _Move(move.field, move.values[nearest], move.sizes[nearest])


def _starting_points(
    trials: Trials, moves: Sequence[_Move]
) -> tuple[Table, NDArray[np.float64], NDArray[np.intp]]:
    """Trial filings with one change each, the sizes of the changes, and which move each belongs to."""
    counts = [len(move.values) for move in moves]
    table = trials.copies(sum(counts))
    end = 0
    for move, count in zip(moves, counts, strict=True):
        table[move.field][end : end + count] = move.values
        end += count
    sizes = np.concatenate([move.sizes for move in moves])
    return table, sizes, np.repeat(np.arange(len(moves)), counts)


def _second_values(
    trials: Trials, definition: FieldDefinition, near: _Move, starts: Table, others: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[Any]]:
    """For each starting point, values of a second field: those near the filing, and where a comparison turns.

    The threshold after the first change is found from two points, exact where the comparison is linear.
    """
    origin = np.repeat(others, len(near.values))
    values = np.tile(near.values, len(others))
    if definition.type != "number":
        return origin, values
    grid = Grid(definition)
    here = float(trials.here(definition.name))
    assert definition.high is not None
    there = here + definition.scale if here + definition.scale <= definition.high else here - definition.scale
    at_start = {name: column[others] for name, column in starts.items()}
    at_here = trials.gaps({**at_start, definition.name: np.full(len(others), here)})
    at_there = trials.gaps({**at_start, definition.name: np.full(len(others), there)})
    with np.errstate(all="ignore"):
        roots = here - at_here * (there - here) / (at_there - at_here)
    comparisons, points = np.nonzero(np.isfinite(roots))
    steps = grid.nearest(roots[comparisons, points])
    steps = np.concatenate([np.clip(steps + shift, grid.first, grid.last) for shift in (-1, 0, 1)])
    points = np.tile(points, 3)
    return np.concatenate([origin, others[points]]), np.concatenate([values, grid.values(steps)])


def _change(
    trials: Trials,
    table: Table,
    row: int,
    fields: tuple[str, ...],
    size: float,
    after: NDArray[np.int8],
) -> Change:
    changes = []
    for name in dict.fromkeys(fields):
        definition = trials.definition(name)
        old = trials.filing[name]
        assert old is not None
        value = table[name][row]
        new: Value = float(value)
        if definition.type == "bool":
            new = bool(value)
        elif definition.type == "string":
            new = trials.words(name)[int(value)]
        changes.append(FieldChange(name, definition.title, definition.unit, old, new))
    return Change(tuple(changes), size, Outcome(int(after[row])))
