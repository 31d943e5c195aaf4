"""Exports the simulated filings of a run: what was filed each month under a policy, and how it was decided.

Nothing is kept during a run but the filings by occupation and the rates they were decided for; the filings
themselves are made again from the same table and decided again by the same rules.

A month of an economy has some 30,000 kinds of filing. Where a row for each of them in each month is more than
`MOST_ROWS`, those of one occupation, firm size class and decision stand together: a few of them, taken
systematically by their weight, carry the count of all, other ones every month. Counts by occupation, size
class, outcome, procedure and conditions stay what they were.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from andante import __version__
from andante.economy.economy_policy import EconomyDecisions
from andante.economy.simulated_filings import FilingTable, build_filing_table
from andante.economy.streams import Purpose, Streams
from andante.filing.columns import Column, FilingColumns
from andante.filing.exported import SIZE_CLASSES, ExportedFilings, ExportHeader
from andante.filing.outcomes import Outcome
from andante.lab.introduce import economy_policy, first_days
from andante.lab.ranges import parameters_of
from andante.lab.run import PolicyRun, RunTask
from andante.policies.canonical import policy_content

MOST_ROWS = 500_000
"""First filings of one policy; those that come back complete add at most as many."""
_LOWER_SIZES = (10, 50, 250)
_GOLDEN = (math.sqrt(5) - 1) / 2
Floats = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class _Groups:
    """Cells in the order of their groups (n,), the group of each (n,), and how many are in each (groups,)."""

    cells: Index
    group: Index
    members: Index


@dataclass
class _Desk:
    """Decisions on the table for a day and rates, each made once."""

    table: FilingTable
    decide: Any
    dispersion: float
    known: dict[Any, EconomyDecisions] = field(default_factory=dict)
    groups: dict[Any, _Groups] = field(default_factory=dict)

    def filed(self, rates: Floats, rows: Index | None = None, complete: bool = False) -> FilingColumns:
        """The filings of the cells `rows`, as first filed or as they come back."""
        columns = self.table.completed if complete else self.table.columns
        columns = columns if rows is None else columns.take(rows)
        if (rates < 0).any():
            return columns
        return self.table.with_local_rates(columns, float(rates[0]), float(rates[1]), self.dispersion, rows)

    def first(self, day: date, rates: Floats) -> EconomyDecisions:
        """First decisions on every cell."""
        key = (day, *rates.tolist())
        if key not in self.known:
            self.known[key] = self.decide(self.filed(rates), day)
        return self.known[key]

    def grouped(self, day: date, rates: Floats, most: int) -> _Groups:
        """The cells in at most `most` groups that are decided alike."""
        key = (day, *rates.tolist())
        if key not in self.groups:
            self.groups[key] = _grouped(self.table, self.first(day, rates), most)
        return self.groups[key]


@dataclass(frozen=True)
class _Part:
    """Rows of one month and submission."""

    month: int
    submission: int
    cells: Index
    count: Floats
    decisions: EconomyDecisions
    columns: FilingColumns


def export_filings(task: RunTask, run: PolicyRun, most_rows: int = MOST_ROWS) -> ExportedFilings | None:
    """The simulated filings of the central assumption set; None where the policy asks for none."""
    if task.policy is None:
        return None
    days = first_days(task.from_month, task.months)
    policy = economy_policy(task.policy, days)
    if policy.decide is None:
        return None
    parameters = parameters_of(task.inputs.name, task.overrides, task.sets)
    table = build_filing_table(task.inputs)
    desk = _Desk(table, policy.decide, float(parameters["locality_dispersion"][0]))
    by_occupation = run.part("filings_by_occupation")[0]
    rates = run.part("filing_local_rates")[0]
    wait = int(np.rint(parameters["incomplete_return_months"][0]))
    share = table.filings / _total(table, table.filings)[table.occupation]
    sampled = table.columns.n * len(days) > most_rows
    a_month = max(most_rows // len(days), 1)
    in_force = _days_in_force(days, policy.rule_dates)
    parts: list[_Part] = []
    for month in range(len(days)):
        count = by_occupation[month][table.occupation] * share
        decisions = desk.first(in_force[month], rates[month])
        if sampled:
            groups = desk.grouped(in_force[month], rates[month], a_month)
            cells, count = _representatives(groups, count, a_month, (month * _GOLDEN) % 1.0)
        else:
            cells = np.arange(table.columns.n)
        cells, count = cells[count > 0], count[count > 0]
        order = np.lexsort((cells, table.occupation[cells], decisions.outcome[cells]))
        cells, count = cells[order], count[order]
        if run.method == "people":
            count = _whole(count, task.seed, run.first + month)
            cells, count = cells[count > 0], count[count > 0]
        filed = desk.filed(rates[month], cells)
        parts.append(_Part(month, 1, cells, count, _taken(decisions, cells), filed))
        asked = decisions.outcome[cells] == Outcome.NEEDS_INFORMATION
        back = month + wait
        if back < len(days) and asked.any():
            again = desk.filed(rates[back], cells[asked], complete=True)
            second = policy.decide(again, in_force[back])
            parts.append(_Part(back, 2, cells[asked], count[asked], second, again))
    header = ExportHeader(
        policy=task.policy.name,
        policy_hash=task.policy.hash,
        policy_content=policy_content(task.policy),
        economy=task.inputs.name,
        method=run.method,
        scale=task.scale,
        seed=task.seed,
        months=run.months[run.first :],
        sampled=sampled,
        return_months=wait,
        version=__version__,
    )
    procedures = tuple(each.id for each in policy.procedures)
    names = tuple(condition.id for condition in policy.conditions)
    parts.sort(key=lambda part: (part.month, part.submission))
    return _joined(parts, header, procedures, names, table)


def _days_in_force(days: tuple[date, ...], rule_dates: tuple[date, ...]) -> tuple[date, ...]:
    """For every month the first one under the same rules, so that decisions are made once."""
    found: dict[int, date] = {}
    return tuple(found.setdefault(bisect_right(rule_dates, day), day) for day in days)


def _taken(decisions: EconomyDecisions, cells: Index) -> EconomyDecisions:
    return EconomyDecisions(decisions.outcome[cells], decisions.procedure[cells], decisions.conditions[cells])


def _total(table: FilingTable, weights: Floats) -> Floats:
    return np.asarray(
        np.bincount(table.occupation, weights=weights, minlength=table.occupations), dtype=np.float64
    )


def _size_class(columns: FilingColumns) -> NDArray[np.int8]:
    sizes = columns.columns["firm_size"].values
    return np.searchsorted(_LOWER_SIZES, sizes, side="right").astype(np.int8)


def _grouped(table: FilingTable, decisions: EconomyDecisions, most: int) -> _Groups:
    """Cells that are decided alike, of one occupation and size class where that is at most `most` groups."""
    bits = decisions.conditions @ (1 << np.arange(decisions.conditions.shape[1], dtype=np.int64))
    treatment = [decisions.outcome, decisions.procedure, bits]
    size = _size_class(table.columns)
    for keys in ([table.occupation, size], [table.occupation], [size], []):
        group, groups = np.zeros(table.columns.n, dtype=np.int64), 1
        for key in [*treatment, *keys]:
            values, place = np.unique(key, return_inverse=True)
            known, group = np.unique(group * len(values) + place.reshape(-1), return_inverse=True)
            group, groups = group.reshape(-1), len(known)
        if groups <= most:
            break
    order = np.argsort(group, kind="stable")
    return _Groups(order, group[order], np.bincount(group, minlength=groups))


def _representatives(groups: _Groups, count: Floats, most: int, offset: float) -> tuple[Index, Floats]:
    """At most `most` cells, one a group at least, that carry the counts of all in proportion to them."""
    total = np.bincount(groups.group, weights=count[groups.cells], minlength=len(groups.members))
    spare = max(most - int(np.count_nonzero(total)), 0)
    more = np.floor(spare * total / max(float(total.sum()), 1e-300)).astype(np.int64)
    taken = np.minimum(1 + more, groups.members)
    return systematic(groups, count[groups.cells], np.where(total > 0, taken, 0), offset)


def systematic(groups: _Groups, weight: Floats, taken: Index, offset: float) -> tuple[Index, Floats]:
    """`taken` cells of each group, at equal steps of the cumulated weight, with equal shares of its total.

    `weight` is in the order of the groups' cells, `offset` from 0 to below 1 says where the steps begin.
    Where all cells of a group are taken each has its own weight. Returns cells and counts.
    """
    all_taken = taken == groups.members
    whole = np.flatnonzero(all_taken[groups.group])
    last = np.cumsum(groups.members) - 1
    sums = np.cumsum(weight)
    begins = np.concatenate([[0.0], sums[last][:-1]])
    # Differences of the running sum would lose the digits of small groups.
    total = np.bincount(groups.group, weights=weight, minlength=len(taken))
    few = np.where(all_taken, 0, taken)
    of = np.repeat(np.arange(len(few)), few)
    step = np.divide(total, few, out=np.zeros(len(few)), where=few > 0)
    place = np.arange(len(of)) - np.repeat(np.cumsum(few) - few, few)
    at = np.searchsorted(sums, begins[of] + (place + offset) * step[of], side="right")
    # Rounding may put a step at the border of a group into its neighbour.
    at = np.clip(at, (last - groups.members + 1)[of], last[of])
    chosen, times = np.unique(at, return_counts=True)
    cells = np.concatenate([groups.cells[whole], groups.cells[chosen]])
    return cells, np.concatenate([weight[whole], times * step[groups.group[chosen]]])


def _whole(count: Floats, seed: int, month: int) -> Floats:
    """Whole counts: each is the expectation in the mean, and every sum from the first on within one of it."""
    stream = Streams((seed,)).at(month, Purpose.FILING)
    _, generator = next(iter(stream.rows(1)))
    sums = np.floor(np.concatenate([[0.0], np.cumsum(count)]) + generator.random())
    return np.diff(sums)


def _joined(
    parts: list[_Part],
    header: ExportHeader,
    procedures: tuple[str, ...],
    conditions: tuple[str, ...],
    table: FilingTable,
) -> ExportedFilings:
    names = list(dict.fromkeys(name for part in parts for name in part.columns.columns))
    n = sum(len(part.cells) for part in parts)
    columns = {name: _column(parts, name) for name in names}
    size = _size_class(table.columns)
    return ExportedFilings(
        header,
        np.concatenate([np.full(len(p.cells), p.month, dtype=np.int32) for p in parts]),
        np.concatenate([p.count for p in parts]),
        np.concatenate([np.full(len(p.cells), p.submission, dtype=np.int8) for p in parts]),
        np.concatenate([size[p.cells] for p in parts]),
        np.concatenate([p.decisions.outcome for p in parts]).astype(np.int8),
        np.concatenate([p.decisions.procedure for p in parts]).astype(np.int8),
        np.concatenate([p.decisions.conditions for p in parts]),
        FilingColumns("deployment", n, columns),
        procedures,
        conditions,
    )


def _column(parts: list[_Part], name: str) -> Column:
    found = [part.columns.column(name) for part in parts]
    words = next((column.words for column in found if column.words), ())
    return Column(
        np.concatenate([column.values for column in found]),
        np.concatenate([column.valid for column in found]),
        words,
    )


assert len(SIZE_CLASSES) == len(_LOWER_SIZES) + 1
