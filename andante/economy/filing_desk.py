"""The desk that decides the simulated filings by a policy's own rules, and what the decisions come to.

The table is decided again only when something that the rules read has changed: their dated parameters, or
every January the local unemployment rates. Rows of the batch with equal inputs are decided together.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from andante.economy.conditions import treat
from andante.economy.economy_policy import EconomyDecisions, EconomyPolicy
from andante.economy.exchange import Array, Baseline
from andante.economy.simulated_filings import LOCAL_FIELDS, FilingTable
from andante.economy.technology import Technology, TechnologySetting
from andante.errors import PolicyError, Problem, Where
from andante.filing.outcomes import Outcome

OUTCOMES = len(Outcome)
RATE_STEP = 0.001
"""Local rates move in steps of a tenth of a point of the national rate, of half a point for the young."""
YOUTH_RATE_STEP = 0.005
NOT_READ = (-1.0, -1.0)
"""In place of the rates where the rules read none."""


@dataclass(frozen=True, slots=True)
class FilingDecisions:
    """What happens to a unit of work proposed for automation; shares of the occupation's proposed work.

    Axes (O,...) for one policy, (B,O,...) stacked; Q routes (0: no procedure), H months, C as `CARRIED`.
    """

    arrival: Array
    """(O,1+Q) first decision: needs information, then the route of the rest; sums to one."""
    completed_route: Array
    """(O,Q) route of what came back complete; sums to one."""
    exit: Array
    """(O,Q,1+2H) end of a route: rejected, automated in h months, assisted in h months; sums to one."""
    attached: Array
    """(O,Q,C,H) what goes with a unit automated in h months."""
    filings_per_unit: Array
    """(O,) filings that propose one unit."""
    filings_per_unit_route: Array
    """(O,Q) the same within a route."""
    outcome_filings: Array
    """(O,5) share of filings by first outcome."""
    outcome_work: Array
    """(O,5) share of work by first outcome."""
    rule_filings: Array
    """(O,rules) share of filings by the rule that decided; the rest no rule decided."""
    rule_work: Array
    """(O,rules) share of work by the rule that decided."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The decisions in force for every row. `decided_for` holds what each row was decided for."""

    table: FilingTable
    decisions: FilingDecisions | None = None
    decided_for: tuple[_Key, ...] = ()
    known: tuple[tuple[_Key, FilingDecisions], ...] = ()
    """Decisions already made in this run, by what they were made for."""
    evaluations: int = 0
    """How often the table was decided."""

    def local_rates(self) -> Array:
        """(B,2) national unemployment and youth rate that each row was decided for, or `NOT_READ`."""
        return np.array([NOT_READ if key.rates is None else key.rates for key in self.decided_for])


def decide_filings(
    desk: Desk, technology: Technology, setting: TechnologySetting, baseline: Baseline, month: int
) -> Desk:
    """Bring the decisions up to date for this month; None in them while no policy asks for filings."""
    if setting.is_history(month) or all(policy.decide is None for policy in setting.policies):
        return desk
    due = [_due(policy, setting, month) for policy in setting.policies]
    if not any(due):
        return desk
    day = setting.first_day(month)
    rates = _national_rates(technology, setting, baseline, month)
    keys = tuple(
        _key(setting, row, day, rates[row]) if due[setting.policy_of_row[row]] else desk.decided_for[row]
        for row in range(setting.batch)
    )
    known = dict(desk.known)
    evaluations = desk.evaluations
    for key in dict.fromkeys(keys):
        if key not in known:
            known[key] = _decide(desk.table, setting, key, day)
            evaluations += 1
    stacked = FilingDecisions(
        *(np.stack([getattr(known[key], each.name) for key in keys]) for each in fields(FilingDecisions))
    )
    return Desk(desk.table, stacked, keys, tuple(known.items()), evaluations)


@dataclass(frozen=True, slots=True)
class _Key:
    """Everything that the decisions of a row depend on."""

    policy: int
    rules_in_force: int
    local_steps: tuple[int, int] | None = None
    dispersion: float = 0.0

    @property
    def rates(self) -> tuple[float, float] | None:
        """National unemployment and youth rate, fractions of one."""
        if self.local_steps is None:
            return None
        return self.local_steps[0] * RATE_STEP, self.local_steps[1] * YOUTH_RATE_STEP


def _due(policy: EconomyPolicy, setting: TechnologySetting, month: int) -> bool:
    if month == setting.first_policy_month:
        return True
    if policy.decide is None:
        return False
    day, before = setting.first_day(month), setting.first_day(month - 1)
    return any(before < each <= day for each in policy.rule_dates) or (
        day.month == 1 and _reads_local(policy)
    )


def _reads_local(policy: EconomyPolicy) -> bool:
    return policy.fields_read is None or any(name in policy.fields_read for name in LOCAL_FIELDS)


def _key(setting: TechnologySetting, row: int, day: date, rates: Array) -> _Key:
    index = int(setting.policy_of_row[row])
    policy = setting.policies[index]
    if policy.decide is None:
        return _Key(index, 0)
    in_force = sum(each <= day for each in policy.rule_dates)
    if not _reads_local(policy):
        return _Key(index, in_force)
    steps = (round(float(rates[0]) / RATE_STEP), round(float(rates[1]) / YOUTH_RATE_STEP))
    return _Key(index, in_force, steps, float(setting.parameters["locality_dispersion"][row]))


def _national_rates(
    technology: Technology, setting: TechnologySetting, baseline: Baseline, month: int
) -> Array:
    """(B,2) last published unemployment and youth unemployment, fractions."""
    lag = 2
    season = setting.calendar_month(month - lag)
    base = np.stack([baseline.unemployment_rate[season], baseline.youth_unemployment_rate[season]], axis=1)
    return np.asarray(np.maximum(base + technology.deviations[lag - 1] / 100, 0.0))


def _decide(table: FilingTable, setting: TechnologySetting, key: _Key, day: date) -> FilingDecisions:
    """Decide the table under one policy and gather what the decisions come to, by occupation."""
    policy = setting.policies[key.policy]
    n = table.columns.n
    if policy.decide is None:
        first = EconomyDecisions(np.zeros(n, np.int8), np.full(n, -1, np.int8), np.zeros((n, 0), bool))
        return _gather(table, setting, policy, first, first)
    rates = key.rates
    filed = table.columns
    if rates is not None:
        filed = table.with_local_rates(filed, *rates, key.dispersion)
    first = _checked(policy, policy.decide(filed, day), n)
    incomplete = np.flatnonzero(first.outcome == Outcome.NEEDS_INFORMATION)
    final = EconomyDecisions(first.outcome.copy(), first.procedure.copy(), first.conditions.copy())
    if incomplete.size:
        again = table.completed.take(incomplete)
        if rates is not None:
            again = table.with_local_rates(again, *rates, key.dispersion, incomplete)
        second = _checked(policy, policy.decide(again, day), incomplete.size)
        # Asked twice for the same, a filer cannot give it: the work stays where it is.
        outcome = np.where(second.outcome == Outcome.NEEDS_INFORMATION, Outcome.REJECT, second.outcome)
        final.outcome[incomplete] = outcome
        final.procedure[incomplete] = second.procedure
        final.conditions[incomplete] = second.conditions
    return _gather(table, setting, policy, first, final)


def _checked(policy: EconomyPolicy, decisions: EconomyDecisions, n: int) -> EconomyDecisions:
    conditions, procedures = len(policy.conditions), len(policy.procedures)
    wrong = (
        decisions.outcome.shape != (n,)
        or decisions.conditions.shape != (n, conditions)
        or decisions.procedure.shape != (n,)
        or bool(np.any(decisions.procedure >= procedures))
    )
    if wrong:
        raise PolicyError(
            Problem(
                f"the rules of {policy.name} do not decide {n} filings with {conditions} conditions and "
                f"{procedures} procedures",
                Where(field=policy.name),
                mend="Give one outcome, procedure and row of conditions per filing.",
            )
        )
    return decisions


def _gather(
    table: FilingTable,
    setting: TechnologySetting,
    policy: EconomyPolicy,
    first: EconomyDecisions,
    final: EconomyDecisions,
) -> FilingDecisions:
    """Add the cells up by occupation and by the treatment that they meet."""
    routes, horizon = setting.routes, setting.horizon
    code, outcome, route, imposed = _treatments(final, routes)
    sets, incomplete = len(outcome), first.outcome == Outcome.NEEDS_INFORMATION
    # (O,U): weights of every treatment, of what passes the completeness check and of what comes back.
    complete_work = _by(table, code, sets, table.work * ~incomplete)
    returned_work = _by(table, code, sets, table.work * incomplete)
    filings = _by(table, code, sets, table.filings)
    work = complete_work + returned_work
    in_route = route[:, None] == np.arange(routes)
    arriving = np.concatenate([complete_work @ in_route, returned_work.sum(axis=1, keepdims=True)], axis=1)
    weight = work[:, :, None] * in_route  # (O,U,Q)
    # A route that no cell takes any more still holds work: it ends as the occupation's work does on average.
    taken = weight.sum(axis=1, keepdims=True) > 0
    weight = np.where(taken, weight, work[:, :, None])
    in_filings = np.where(taken, filings[:, :, None] * in_route, filings[:, :, None]).sum(axis=1)
    treatment = treat(policy.conditions, imposed, horizon)
    refused = outcome == Outcome.REJECT
    release = np.where(refused[:, None, None], 0.0, treatment.release).reshape(sets, -1)
    ending = np.concatenate([refused[:, None].astype(float), release], axis=1)
    automated = release[:, :horizon]
    carried = np.einsum("ouq,uc,uh->oqch", weight, treatment.attached, automated)
    released = np.einsum("ouq,uh->oqh", weight, automated)[:, :, None, :]
    first_outcome = first.outcome.astype(np.int64)
    return FilingDecisions(
        arrival=np.roll(_shares(arriving), 1, axis=1),
        completed_route=_shares(returned_work @ in_route),
        exit=_shares(np.einsum("ouq,uj->oqj", weight, ending)),
        attached=np.divide(carried, released, out=np.zeros_like(carried), where=released > 0),
        filings_per_unit=_per(filings.sum(axis=1), work.sum(axis=1)),
        filings_per_unit_route=_per(in_filings, weight.sum(axis=1)),
        outcome_filings=_shares(_by(table, first_outcome, OUTCOMES, table.filings)),
        outcome_work=_shares(_by(table, first_outcome, OUTCOMES, table.work)),
        rule_filings=_by_rule(table, setting, first, table.filings),
        rule_work=_by_rule(table, setting, first, table.work),
    )


def _by_rule(
    table: FilingTable, setting: TechnologySetting, decisions: EconomyDecisions, weights: Array
) -> Array:
    """(O,rules) shares of `weights` by deciding rule, as many columns as the longest policy has rules."""
    most = max(len(policy.rules) for policy in setting.policies)
    if decisions.rule is None or not most:
        return np.zeros((table.occupations, most))
    by = _by(table, decisions.rule.astype(np.int64) + 1, most + 1, weights)
    total = by.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(by, total, out=np.zeros_like(by), where=total > 0)[:, 1:])


def _treatments(final: EconomyDecisions, routes: int) -> tuple[Array, Array, Array, Array]:
    """Code (n,) of each cell's treatment; outcome, route (U,) and conditions (U,C) of every treatment."""
    conditions = final.conditions.shape[1]
    bits = final.conditions @ (1 << np.arange(conditions, dtype=np.int64))
    code = (bits * routes + final.procedure + 1) * OUTCOMES + final.outcome
    size = (1 << conditions) * routes * OUTCOMES
    if size <= 1 << 20:
        present = np.flatnonzero(np.bincount(code, minlength=size))
        place = np.zeros(size, dtype=np.int64)
        place[present] = np.arange(len(present))
        compact = place[code]
    else:
        present, compact = np.unique(code, return_inverse=True)
    outcome, rest = present % OUTCOMES, present // OUTCOMES
    imposed = (rest // routes)[:, None] >> np.arange(conditions) & 1
    return compact, outcome, rest % routes, imposed.astype(bool)


def _by(table: FilingTable, code: Array, size: int, weights: Array) -> Array:
    """(O,size) weights added up by occupation and code."""
    flat = np.bincount(table.occupation * size + code, weights=weights, minlength=table.occupations * size)
    return np.asarray(flat.reshape(table.occupations, size))


def _per(above: Array, below: Array) -> Array:
    return np.asarray(np.divide(above, below, out=np.zeros_like(below), where=below > 0))


def _shares(weights: Array) -> Array:
    """Divide by the sum of the last axis; where there is nothing, the first place gets all."""
    total = weights.sum(axis=-1, keepdims=True)
    shares = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    shares[..., 0] = np.where(total[..., 0] > 0, shares[..., 0], 1.0)
    return np.asarray(shares)
