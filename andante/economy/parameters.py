"""The assumptions of the economy: every symbol of the equations with default, unit, range, tag and basis.

A parameter belongs to the world, never to a policy (instruments.py holds what a policy sets). Definitions
live in `definitions_labour.py` and `definitions_technology.py`; nothing here is changed at run time.
Tags: V seen in a public source, C computed from such data, M from memory, A assumption without evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import NDArray

from andante.economy.definitions_compute import COMPUTE_DEFINITIONS
from andante.economy.definitions_labour import LABOUR_DEFINITIONS
from andante.economy.definitions_public import PUBLIC_DEFINITIONS
from andante.economy.definitions_sectors import SECTOR_DEFINITIONS
from andante.economy.definitions_technology import TECHNOLOGY_DEFINITIONS
from andante.economy.parameter_definition import AGE_SUFFIXES, ParameterDefinition, TableDefinition
from andante.errors import Problem, ScenarioError, Where

__all__ = [
    "AGE_SUFFIXES",
    "DEFINITIONS",
    "ParameterDefinition",
    "Parameters",
    "TableDefinition",
    "decisive_definitions",
    "definition",
]

DEFINITIONS: tuple[ParameterDefinition, ...] = (
    LABOUR_DEFINITIONS
    + TECHNOLOGY_DEFINITIONS
    + COMPUTE_DEFINITIONS
    + SECTOR_DEFINITIONS
    + PUBLIC_DEFINITIONS
)
_BY_NAME: Mapping[str, ParameterDefinition] = {each.name: each for each in DEFINITIONS}


def definition(name: str) -> ParameterDefinition:
    """Return the definition called `name`; raise ScenarioError naming close ones if there is none."""
    found = _BY_NAME.get(name)
    if found is None:
        raise ScenarioError(_unknown(name))
    return found


def decisive_definitions() -> tuple[ParameterDefinition, ...]:
    """Return the five assumptions that move results more than the policies differ (model.md 16)."""
    return tuple(each for each in DEFINITIONS if each.decisive)


def _unknown(name: str) -> Problem:
    near = get_close_matches(name, _BY_NAME, n=3)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"Known: {', '.join(sorted(_BY_NAME))}."
    return Problem(
        f"unknown assumption '{name}'",
        Where(field=name),
        mend=hint,
    )


@dataclass(frozen=True, slots=True)
class Parameters:
    """Immutable values, one float64 array of shape (B,) per definition; B is the batch of assumption sets."""

    economy: str
    batch: int
    values: Mapping[str, NDArray[np.float64]]

    @classmethod
    def build(
        cls,
        economy: str,
        overrides: Mapping[str, Any] | None = None,
        batch: int = 1,
    ) -> Parameters:
        """Fill `batch` rows with the defaults of `economy`, then the overrides (a number or a (B,) array).

        Raises ScenarioError with every unknown name, wrong shape or value outside its hard limits.
        """
        problems: list[Problem] = []
        values = {each.name: np.full(batch, each.default_for(economy)) for each in DEFINITIONS}
        for name, given in (overrides or {}).items():
            if name not in _BY_NAME:
                problems.append(_unknown(name))
                continue
            problem, row = _checked_override(_BY_NAME[name], given, batch)
            if problem is not None:
                problems.append(problem)
            else:
                values[name] = row
        if problems:
            raise ScenarioError(problems)
        for row in values.values():
            row.flags.writeable = False
        return cls(economy, batch, values)

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        found = self.values.get(name)
        if found is None:
            raise ScenarioError(_unknown(name))
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def column(self, name: str, ndim: int = 2) -> NDArray[np.float64]:
        """Return the (B,) values shaped (B,1,...) with `ndim` axes, ready to broadcast."""
        return self[name].reshape((self.batch,) + (1,) * (ndim - 1))

    def by_age(self, stem: str) -> NDArray[np.float64]:
        """Return (B, A): the parameters `stem_16_24` ... `stem_60_plus` side by side."""
        return np.stack([self[f"{stem}_{suffix}"] for suffix in AGE_SUFFIXES], axis=1)

    def take(self, rows: Any) -> Parameters:
        """Return the rows of the batch picked by an index array."""
        index = np.asarray(rows)
        return Parameters(
            self.economy, int(index.size), {name: value[index] for name, value in self.values.items()}
        )


def _checked_override(
    each: ParameterDefinition, given: Any, batch: int
) -> tuple[Problem | None, NDArray[np.float64]]:
    where = Where(field=each.name)
    try:
        row = np.array(given, dtype=np.float64)
    except (TypeError, ValueError):
        problem = Problem(f"{each.name} is not a number: {given!r}", where, mend=f"Give it in {each.unit}.")
        return problem, np.empty(0)
    if row.shape not in ((), (1,), (batch,)):
        problem = Problem(
            f"{each.name} has shape {row.shape}", where, mend=f"Give one number or {batch} of them."
        )
        return problem, row
    if not np.all(np.isfinite(row)) or np.any(row < each.least) or np.any(row > each.most):
        problem = Problem(
            f"{each.name} = {given} is outside {each.least} to {each.most} {each.unit}",
            where,
            why=f"Its range of evidence is {each.low_for('*')} to {each.high_for('*')}.",
            mend="Give a value inside the limits.",
        )
        return problem, row
    return None, np.broadcast_to(row, (batch,)).copy()
