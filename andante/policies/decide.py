"""Decide filings under compiled rules: one kernel for one filing and for millions.

The outcome with the highest severity among the matching rules wins, conditions accumulate, and a rule that is
unknown asks for information: an approval therefore means that every rule is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from andante.errors import FilingError, Problem
from andante.filing.columns import FilingColumns
from andante.filing.outcomes import Outcome
from andante.policies.compile import CompiledRules
from andante.policies.reasons import Unknown, why_unknown


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions on n filings.

    `outcome` int8 (n,) holds `Outcome` values; `procedure` int8 (n,) the place in the policy's procedures, -1
    none; `conditions` bool (n, C) those attached to an approval, in the policy's order. With reasons,
    `matched` and `unknown` are bool (n, R) by rule in the order of `compiled.rules`, else None.
    """

    compiled: CompiledRules
    filings: FilingColumns
    outcome: NDArray[np.int8]
    procedure: NDArray[np.int8]
    conditions: NDArray[np.bool_]
    matched: NDArray[np.bool_] | None = None
    unknown: NDArray[np.bool_] | None = None

    def counts(self) -> dict[Outcome, int]:
        """How many filings have each outcome."""
        found = np.bincount(self.outcome, minlength=len(Outcome))
        return {outcome: int(found[outcome]) for outcome in Outcome}

    def unknown_rules(self, row: int) -> tuple[Unknown, ...]:
        """The rules that are unknown for one filing, each with what made it so; worked out on request."""
        if self.unknown is None:
            return ()
        values = self.filings.row(row)
        compiled = self.compiled
        return tuple(
            why_unknown(compiled.rules[index], compiled.parameters, values)
            for index in np.flatnonzero(self.unknown[row])
        )

    def missing(self, row: int) -> tuple[str, ...]:
        """The missing fields of one filing that made a rule unknown."""
        return tuple(dict.fromkeys(name for rule in self.unknown_rules(row) for name in rule.missing))


def decide(compiled: CompiledRules, columns: FilingColumns, reasons: bool = False) -> Decisions:
    """Decide every filing. Raises FilingError for filings of another kind than the rules are for."""
    if columns.kind != compiled.kind:
        what = f"the filings are of the kind {columns.kind}, the rules decide the kind {compiled.kind}"
        raise FilingError(Problem(what, mend="compile the rules of the policy for that kind"))
    bound = compiled.kernel.bind(columns)
    outcome, procedure, conditions, matched, unknown = compiled.run(bound, columns.n, reasons)
    return Decisions(
        compiled,
        columns,
        outcome,
        procedure,
        conditions.T,
        None if matched is None else matched.T,
        None if unknown is None else unknown.T,
    )
