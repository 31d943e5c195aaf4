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
_FIRST_OF_PAIR = 24
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
        origin, move = _second_changes(trials, definition, firsts[second], starts, first_of, second)
        sizes = first_sizes[origin] + move.sizes
        tried = np.flatnonzero((move.sizes > 0) & (sizes < (np.inf if best is None else best.size)))
        if not len(tried):
            continue
        table = {name: column[origin[tried]] for name, column in starts.items()}
        table[definition.name] = move.values[tried]
        after = trials.outcomes(table)
        turned = np.where(turns(before, after), sizes[tried], np.inf)
        row = int(np.argmin(turned))
        if np.isfinite(turned[row]):
            pair = (fields[first_of[origin[tried[row]]]].name, definition.name)
            best = _change(trials, table, row, pair, float(turned[row]), after)
    return best


def _near_values(trials: Trials, definition: FieldDefinition, steps: Steps) -> _Move:
    if definition.type != "number":
        return _other_values(trials, definition)
    move = _number_move(trials, definition, steps[definition.name])
    nearest = np.argsort(move.sizes, kind="stable")
    nearest = nearest[move.sizes[nearest] > 0][:_FIRST_OF_PAIR]
    return _Move(move.field, move.values[nearest], move.sizes[nearest])


def _starting_points(
    trials: Trials, moves: Sequence[_Move]
) -> tuple[Table, NDArray[np.float64], NDArray[np.intp]]:
    """Trials with one change each and, as the last, the filing itself; sizes; which move each is of."""
    counts = [len(move.values) for move in moves]
    table = trials.copies(sum(counts) + 1)
    end = 0
    for move, count in zip(moves, counts, strict=True):
        table[move.field][end : end + count] = move.values
        end += count
    sizes = np.concatenate([move.sizes for move in moves])
    return table, sizes, np.repeat(np.arange(len(moves)), counts)


def _second_changes(
    trials: Trials,
    definition: FieldDefinition,
    near: _Move,
    starts: Table,
    first_of: NDArray[np.intp],
    second: int,
) -> tuple[NDArray[np.intp], _Move]:
    """Second changes of one field, each with its starting point.

    Those near the filing's own thresholds, with every field before it as the first; and those near thresholds
    that the first change has moved. The latter are found from two points, exact where a comparison is linear.
    """
    before = np.flatnonzero(first_of < second)
    origin, values = np.repeat(before, len(near.values)), np.tile(near.values, len(before))
    if definition.type == "number":
        others = np.flatnonzero(first_of != second)
        points, moved = _moved_thresholds(trials, definition, starts, others)
        origin, values = np.concatenate([origin, points]), np.concatenate([values, moved])
        sizes = np.abs(values - trials.here(definition.name)) / definition.scale
    else:
        sizes = np.full(len(values), 1.0 / definition.scale)
    return origin, _Move(definition.name, values, sizes)


def _moved_thresholds(
    trials: Trials, definition: FieldDefinition, starts: Table, others: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Steps beside thresholds along a field that are not where they are for the filing itself."""
    grid, here = Grid(definition), float(trials.here(definition.name))
    assert definition.high is not None
    there = here + definition.scale * (1 if here + definition.scale <= definition.high else -1)
    rows = np.append(others, -1)  # the last starting point is the filing itself
    at_start = {name: column[rows] for name, column in starts.items()}
    at_here = trials.gaps({**at_start, definition.name: np.full(len(rows), here)})
    at_there = trials.gaps({**at_start, definition.name: np.full(len(rows), there)})
    with np.errstate(all="ignore"):
        roots = here - at_here * (there - here) / (at_there - at_here)
    moved = np.isfinite(roots[:, :-1]) & (roots[:, :-1] != roots[:, -1:])
    comparisons, points = np.nonzero(moved)
    steps = grid.nearest(roots[comparisons, points])
    steps = np.concatenate([grid.clip(steps + shift) for shift in (-1, 0, 1)])
    return others[np.tile(points, 3)], grid.values(steps)


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
