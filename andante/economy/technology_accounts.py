"""Identities of the AI side, checked every month: units of work, and income against production."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from andante.economy.accounts import RELATIVE_TOLERANCE
from andante.economy.exchange import Array
from andante.economy.output import Accounts
from andante.economy.technology import Technology, TechnologySetting
from andante.errors import IdentityError, Problem, Where

_FAULT = "This is a fault of the model code, not of the input; please report the scenario."


def check_units(
    technology: Technology,
    setting: TechnologySetting,
    name_of_month: Callable[[], str],
    occupations: tuple[str, ...] = (),
) -> None:
    """Raise IdentityError unless every unit of work is in one place: none negative, none done twice."""
    stocks = {
        "automated": technology.automated,
        "assisted": technology.assisted,
        "denied": technology.denied,
        "waiting": technology.waiting,
    }
    stocks["done by people alone"] = setting.units - sum(stocks.values())
    exact = technology.automated.dtype.kind == "i"
    allowed = 0.0 if exact else RELATIVE_TOLERANCE * float(np.max(setting.units))
    problems = []
    for name, values in stocks.items():
        if not values.min() >= -allowed:
            problems.append(_cell(name, values, name_of_month(), occupations))
    if problems:
        raise IdentityError(problems)


def _cell(name: str, values: Array, month: str, occupations: tuple[str, ...]) -> Problem:
    row, column = np.unravel_index(int(np.argmin(np.nan_to_num(values, nan=-np.inf))), values.shape)
    occupation = occupations[column] if len(occupations) > column else str(column)
    return Problem(
        f"work {name} is {float(values[row, column]):.6g} units in {month}, occupation {occupation}",
        Where(field=name, row=int(row)),
        why="The units of an occupation's work are conserved and none can be negative.",
        mend=_FAULT,
    )


def check_incomes(accounts: Accounts, name_of_month: Callable[[], str]) -> None:
    """Raise IdentityError unless the accounts close, every row of the batch, relative to output.

    Incomes add up to production, before and after taxes and transfers, and revenue less spending is the
    balance.
    """
    allowed = RELATIVE_TOLERANCE * np.abs(accounts.output)
    problems = []
    for what, residual in accounts.residuals().items():
        if np.all(np.abs(residual) <= allowed):
            continue
        row = int(np.argmax(np.abs(np.nan_to_num(residual, nan=np.inf))))
        problems.append(
            Problem(
                f"{what} by {float(residual[row]):+.3g} of base output in {name_of_month()}",
                Where(field="income", row=row),
                mend=_FAULT,
            )
        )
    if problems:
        raise IdentityError(problems)
