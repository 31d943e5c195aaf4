"""Public finance: what the state takes, pays and is left with (model.md 8).

The deficit is reported and not closed: no tax rises and no spending falls because of it, and it bears no
interest. Shares of base output; every array (B,).
"""

from __future__ import annotations

import numpy as np

from andante.economy.exchange import Array, Baseline
from andante.economy.parameters import Parameters


def tax_on_incomes(
    parameters: Parameters, labour_income: Array, capital_income: Array
) -> tuple[Array, Array]:
    """Revenue of the tax on labour and of that on capital; `capital_income` is profits and AI rents."""
    return parameters["labour_tax_rate"] * labour_income, parameters["capital_tax_rate"] * capital_income


def other_spending(
    parameters: Parameters, baseline: Baseline, relative_wage: Array, labour_share: float, season: int
) -> Array:
    """The rest of spending: what balances the budget in the base of this calendar month.

    The base has neither AI nor policies: labour gets its share of the output of one less what scars cost,
    owners the rest, and the unemployed the benefits of the economy's own rules.
    """
    employed = baseline.employed_by_occupation[season]
    scarred = baseline.scarred_by_occupation[season]
    rate = baseline.unemployment_rate_by_occupation[season]
    unemployed = employed * rate / np.maximum(1 - rate, 1e-9)
    to_money = labour_share / (employed * relative_wage).sum(axis=1)
    lost = scarred * (1 - np.exp(-parameters.column("scar_wage_loss")))
    labour = ((employed - lost) * relative_wage).sum(axis=1) * to_money
    benefits = parameters["benefit_replacement"] * (unemployed * relative_wage).sum(axis=1) * to_money
    on_labour, on_capital = tax_on_incomes(parameters, labour, 1 - labour)
    return np.asarray(on_labour + on_capital - benefits)
