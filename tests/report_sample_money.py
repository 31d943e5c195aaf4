"""Made-up welfare of groups, money and stress for the made-up comparison: their sums hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from andante.lab import comparison as c

AGES = ("16-24", "25-29", "30-44", "45-59", "60+")
GROUPS = ("1", "2", "3", "4", "5", "6", "7", "8", "9")
INCOMES = ("income_households", "income_owners", "income_suppliers", "income_state", "compliance_cost")
REVENUE = ("budget_labour_tax", "budget_capital_tax", "budget_tax")
SPENDING = ("budget_benefits", "budget_training", "budget_public_jobs", "budget_subsidies", "budget_other")


def group_rows(seed: int, centre: float = 0.0, spread: float = 0.02) -> tuple[c.GroupRow, ...]:
    """Groups of unlike size whose own changes lie around `centre`; a contribution is change times share."""
    random = np.random.default_rng(seed)
    persons = random.uniform(5e4, 2e7, (len(AGES), len(GROUPS)))
    changes = centre + spread * random.uniform(-1, 1, persons.shape)
    return tuple(
        c.GroupRow(
            age, group, f"Group {group} in full", f"第{group}类人员", persons[a, g], changes[a, g],
            float(changes[a, g] * persons[a, g] / persons.sum()),
        )
        for a, age in enumerate(AGES)
        for g, group in enumerate(GROUPS)
    )  # fmt: skip


def money_rows(seed: int, households: float = 0.0) -> tuple[c.MoneyRow, ...]:
    """Incomes and a budget whose balance is revenue less spending; `households` moves their income."""
    random = np.random.default_rng(seed)
    rows = []
    for side, items in (("income", INCOMES), ("revenue", REVENUE), ("spending", SPENDING)):
        for item in items:
            change = float(0.005 * random.standard_normal())
            moved = change + households if item == "income_households" else change
            rows.append(c.MoneyRow(item, side, float(random.uniform(0, 0.5)), moved, f"formula of {item}"))

    def balance(field: str) -> float:
        signs = {"revenue": 1.0, "spending": -1.0}
        return float(sum(signs[row.side] * getattr(row, field) for row in rows if row.side in signs))

    recorded = c.MoneyRow(
        "budget_balance", "balance", balance("value"), balance("change"), "revenue - spending"
    )
    return (*rows, recorded, c.MoneyRow("cumulated_deficit", "balance", 0.0123, 0.0045, "sum"))


def stress_rows(peak: float, sets: int = 11, ranges: bool = True) -> tuple[c.StressSummary, ...]:
    """Both layers of a policy whose index peaks at `peak`."""
    return tuple(
        c.StressSummary(
            measure, "index", factor * (peak - 0.004), factor * peak, 17, factor * 0.31, "plus a margin",
            factor * (peak + 0.006) if ranges else None, sets if ranges else 1, factor * 0.3, factor * 0.302,
        )
        for measure, factor in (("unrest_index", 1.0), ("grievance", 100.0))
    )  # fmt: skip


def with_money(comparison: c.Comparison, seeds: Sequence[int] = (1, 2, 3, 4, 5, 6)) -> c.Comparison:
    """The comparison with groups, money, stress, and the measure of welfare that the groups add up to."""
    names = [summary.name for summary in comparison.policies]
    groups = {name: group_rows(seed) for name, seed in zip(names, seeds, strict=False)}
    paths = {
        name: {
            **held,
            "grievance": replace(
                held["unrest_index"], value=tuple(100 * value for value in held["unrest_index"].value)
            ),
        }
        for name, held in comparison.paths.items()
    }
    welfare = {name: sum(row.contribution for row in rows) for name, rows in groups.items()}
    return replace(
        comparison,
        groups=groups,
        money={name: money_rows(seed) for name, seed in zip(names, seeds, strict=False)},
        stress={name: stress_rows(0.3 + 0.01 * seed) for name, seed in zip(names, seeds, strict=False)},
        paths=paths,
        measures={
            name: {**held, "welfare_change": c.Measure(welfare.get(name, 0.0), None, None, "fraction")}
            for name, held in comparison.measures.items()
        },
    )
