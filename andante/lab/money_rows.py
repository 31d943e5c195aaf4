"""Incomes and the public budget of a policy in the last twelve months, line by line (model.md 8)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from andante.economy.record import SERIES
from andante.lab.comparison_economy import MoneyRow
from andante.lab.measures import final_mean
from andante.lab.run import PolicyRun

INCOMES = ("income_households", "income_owners", "income_suppliers", "income_state", "compliance_cost")
REVENUE = ("budget_labour_tax", "budget_capital_tax", "budget_tax")
SPENDING = ("budget_benefits", "budget_training", "budget_public_jobs", "budget_subsidies", "budget_other")
SIDES = {"income": INCOMES, "revenue": REVENUE, "spending": SPENDING, "balance": ("budget_balance",)}
DEFICIT = "cumulated_deficit"
DEFICIT_FORMULA = (
    "- sum of the monthly balances of the policies part / 12, in yearly outputs of the start; no interest"
)


def money_rows(run: PolicyRun, without: PolicyRun) -> tuple[MoneyRow, ...]:
    """The lines of the central run: incomes sum to output, revenue less spending is the balance.

    The last row is the deficit cumulated over the policies part: reported, not closed. Empty where a run did
    not record them.
    """
    needed = [name for names in SIDES.values() for name in names]
    if any(name not in run.series for name in needed):
        return ()
    rows = []
    for side, names in SIDES.items():
        for name in names:
            value, base = (float(final_mean(each.part(name))[0]) for each in (run, without))
            rows.append(MoneyRow(name, side, value, value - base, SERIES[name].formula))
    value, base = (_deficit(each.part("budget_balance")) for each in (run, without))
    rows.append(MoneyRow(DEFICIT, "balance", value, value - base, DEFICIT_FORMULA))
    return tuple(rows)


def _deficit(balance: NDArray[np.float64]) -> float:
    return -float(balance[0].sum()) / 12
