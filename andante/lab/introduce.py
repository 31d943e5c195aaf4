"""Introduces policies to economies: the one place that knows policy files, data and model.

Neither room imports the other; instruments keep their names ("." becomes "_"), rules travel as one function.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from andante.economy.economy_policy import EconomyDecisions, EconomyPolicy, EconomyProcedure
from andante.economy.inputs import EconomyInputs
from andante.economy.instruments import Instruments
from andante.filing.columns import FilingColumns
from andante.filing.outcomes import Outcome
from andante.lab.scenario import month_number
from andante.policies.compile import CompiledRules, compile_rules
from andante.policies.decide import Decisions, decide
from andante.policies.instruments import INSTRUMENTS
from andante.policies.schema import Policy, Rule

if TYPE_CHECKING:
    from andante.reference.economies import ReferenceEconomy
    from andante.reference.regions import RegionalDetail

DEPLOYMENT: Final = "deployment"


def economy_inputs(
    reference: ReferenceEconomy,
    exposure: str,
    detail: RegionalDetail | None = None,
    groups: tuple[str, ...] | None = None,
) -> EconomyInputs:
    """The reference economy as the model reads it; `exposure` names one of its exposure measures.

    `detail` gives it provinces or states; None is one national region. `groups` are the national occupations
    that finer ones belong to.
    """
    return EconomyInputs(
        name=reference.name,
        jurisdiction=reference.jurisdiction,
        occupations=reference.occupations,
        sectors=reference.sectors,
        ages=reference.ages,
        employment_by_sector=reference.employment_by_sector,
        employment_by_age=reference.employment_by_age,
        labour_force=reference.labour_force,
        unemployment_rate_by_age=reference.unemployment_rate_by_age,
        mobility=reference.mobility,
        exposure=reference.exposure[exposure],
        log_wage=np.log(reference.mean_wage),
        gdp_share=reference.gdp_share,
        labour_share=reference.labour_share,
        entrants_per_year=reference.entrants_per_year,
        entrant_month_weights=reference.entrant_month_weights,
        separation_month_weights=reference.separation_month_weights,
        entrants_by_occupation=reference.entrants_by_occupation,
        firm_size_shares=reference.firm_size_shares,
        region_mobility=None if detail is None else detail.mobility,
        employment_by_region=None if detail is None else detail.employment,
        occupation_groups=groups,
    ).check()


def first_days(from_month: str, months: int) -> tuple[date, ...]:
    """The first day of each month of the policies part."""
    start = month_number(from_month)
    return tuple(date(number // 12, number % 12 + 1, 1) for number in range(start, start + months))


def economy_policy(policy: Policy, days: Sequence[date]) -> EconomyPolicy:
    """A policy file as the model reads it, from the first of `days` (the months of the policies part)."""
    paths = {name: policy.instrument_path(name, days) for name in INSTRUMENTS}
    instruments = Instruments.from_paths(paths, len(days))
    procedures = tuple(EconomyProcedure(p.id, p.months, p.erlang_stages) for p in policy.procedures.values())
    rules = tuple(policy.rules.get(DEPLOYMENT, ()))
    if not rules:
        return EconomyPolicy(policy.name, instruments, conditions=(), procedures=procedures)
    changes = rule_dates(policy, days)
    decider = RulesInForce.of(policy, rules, (days[0], *changes))
    return EconomyPolicy(
        policy.name,
        instruments,
        decide=decider,
        conditions=tuple(policy.conditions.values()),
        procedures=procedures,
        rule_dates=changes,
        rules=tuple(rule.id for rule in rules),
        fields_read=decider.fields_read,
    )


def rule_dates(policy: Policy, days: Sequence[date]) -> tuple[date, ...]:
    """The days after the first of `days` on which deployment rules or the parameters they use change."""
    changes: set[date] = set()
    for rule in policy.rules.get(DEPLOYMENT, ()):
        if rule.start is not None:
            changes.add(rule.start)
    for parameter in policy.parameters.values():
        for value in parameter.values:
            changes.add(value.start)
            if value.until is not None:
                changes.add(value.until)
    return tuple(sorted(day for day in changes if days[0] < day <= days[-1]))


@dataclass(frozen=True)
class RulesInForce:
    """Decides simulated filings with the rules compiled for the day, by the kernel that decides real ones."""

    starts: tuple[date, ...]
    compiled: tuple[CompiledRules, ...]
    positions: tuple[NDArray[np.int16], ...]  # of each compiled rule among all the policy's deployment rules
    severities: tuple[NDArray[np.int8], ...]

    @classmethod
    def of(cls, policy: Policy, rules: Sequence[Rule], starts: Sequence[date]) -> RulesInForce:
        """Compile the rules for each day on which they change."""
        index = {rule.id: i for i, rule in enumerate(rules)}
        compiled, positions, severities = [], [], []
        for day in starts:
            in_force = policy.rules_in_force(DEPLOYMENT, day)
            compiled.append(compile_rules(policy, DEPLOYMENT, day))
            positions.append(np.array([index[rule.id] for rule in in_force], dtype=np.int16))
            severities.append(np.array([int(rule.outcome) for rule in in_force], dtype=np.int8))
        return cls(tuple(starts), tuple(compiled), tuple(positions), tuple(severities))

    @property
    def fields_read(self) -> frozenset[str]:
        """The filing fields that any of the rules reads."""
        return frozenset(field for each in self.compiled for field in each.fields)

    def __call__(self, columns: FilingColumns, day: date) -> EconomyDecisions:
        """Decide the filings under the rules in force on the day."""
        period = max(bisect_right(self.starts, day) - 1, 0)
        decisions = decide(self.compiled[period], columns, reasons=True)
        rule = deciding_rule(decisions, self.positions[period], self.severities[period])
        return EconomyDecisions(decisions.outcome, decisions.procedure, decisions.conditions, rule)


def deciding_rule(
    decisions: Decisions, positions: NDArray[np.int16], severities: NDArray[np.int8]
) -> NDArray[np.int16]:
    """(n,) the first rule that gave each filing its outcome; -1 where no rule did.

    A filing that needs information may owe it to a rule that could not be evaluated.
    """
    n = len(decisions.outcome)
    if not len(positions):
        return np.full(n, -1, dtype=np.int16)
    matched, unknown = decisions.matched, decisions.unknown
    assert matched is not None
    assert unknown is not None
    gave = matched & (severities[None, :] == decisions.outcome[:, None])
    asks = decisions.outcome == int(Outcome.NEEDS_INFORMATION)
    gave |= unknown & (asks & ~gave.any(axis=1))[:, None]
    return np.where(gave.any(axis=1), positions[gave.argmax(axis=1)], np.int16(-1)).astype(np.int16)
