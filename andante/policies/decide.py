"""Decide filings under compiled rules: one kernel for one filing and for millions.

The outcome with the highest severity among the matching rules wins, conditions accumulate, and a rule that is
unknown asks for information: an approval therefore means that every rule is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from andante.errors import FilingError, PolicyError, Problem
from andante.filing.columns import FilingColumns
from andante.filing.fields import Value
from andante.filing.outcomes import Outcome
from andante.filing.schema import Filing
from andante.policies.compile import CompiledRule, CompiledRules, compile_rules
from andante.policies.counterfactual import smallest_change
from andante.policies.decision import ENGINE, Decision, RuleReason, UsedParameter
from andante.policies.reasons import Unknown, why_unknown
from andante.policies.schema import Policy


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


def decide_one(
    policy: Policy, filing: Filing, on: date, compiled: CompiledRules | None = None, change: bool = True
) -> Decision:
    """Decide one filing on a day, with every reason and (with `change`) the smallest change that turns it.

    `compiled` saves compiling the policy again; it must be of the same policy, kind and day. Raises
    PolicyError where it is not, and for rules or parameters that have no meaning on the day.
    """
    rules = compile_rules(policy, filing.kind, on) if compiled is None else compiled
    if (rules.policy.hash, rules.kind, rules.on) != (policy.hash, filing.kind, on):
        what = f"the compiled rules are those of {rules.policy.name} for {rules.kind} filings on {rules.on}"
        raise PolicyError(Problem(what, mend=f"compile {policy.name} for {filing.kind} filings on {on}"))
    values = filing.values
    outputs = rules.run(rules.kernel.bind_one(values), 1, reasons=True)
    outcome, procedure, conditions, matched, unknown = outputs
    assert matched is not None
    assert unknown is not None
    unsettled = [
        _reason(rules, rules.rules[i], values, why_unknown(rules.rules[i], rules.parameters, values))
        for i in np.flatnonzero(unknown[:, 0])
    ]
    place = int(procedure[0])
    return Decision(
        policy=policy.name,
        policy_title=policy.title,
        policy_hash=policy.hash,
        engine=ENGINE,
        kind=filing.kind,
        on=on,
        canonical_input=filing.canonical(),
        outcome=Outcome(int(outcome[0])),
        procedure=rules.procedures[place] if place >= 0 else None,
        conditions=tuple(
            c for c, held in zip(policy.conditions.values(), conditions[:, 0], strict=True) if held
        ),
        matched=tuple(_reason(rules, rules.rules[i], values) for i in np.flatnonzero(matched[:, 0])),
        unknown=tuple(unsettled),
        missing=tuple(dict.fromkeys(name for reason in unsettled for name in reason.missing)),
        smallest_change=smallest_change(rules, values) if change else None,
        change_asked=change,
    )


def procedure_of(compiled: CompiledRules, filing: Filing) -> str | None:
    """The procedure that the rules name for a filing: that of `decide_one`, without any reasons."""
    _, procedure, *_ = compiled.run(compiled.kernel.bind_one(filing.values), 1, reasons=False)
    place = int(procedure[0])
    return compiled.procedures[place] if place >= 0 else None


def _reason(
    compiled: CompiledRules,
    part: CompiledRule,
    values: Mapping[str, Value | None],
    unknown: Unknown | None = None,
) -> RuleReason:
    rule = part.rule
    used = []
    for name in part.parameters:
        parameter, dated = compiled.policy.parameters[name], compiled.parameters[name]
        used.append(
            UsedParameter(
                name,
                parameter.title,
                parameter.unit,
                dated.value,
                dated.start,
                dated.source,
                dated.tag,
                dated.file,
                dated.line,
            )
        )
    return RuleReason(
        rule=rule.id,
        title=rule.title,
        outcome=part.outcome,
        procedure=rule.procedure,
        because=rule.because,
        because_zh=rule.because_zh,
        when=rule.when,
        file=rule.file,
        line=rule.line,
        source=rule.source,
        tag=rule.tag,
        values={name: values.get(name) for name in part.fields},
        parameters=tuple(used),
        missing=() if unknown is None else unknown.missing,
        undefined=() if unknown is None else unknown.undefined,
    )
