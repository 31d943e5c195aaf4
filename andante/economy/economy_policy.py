"""A policy as the economy sees it: paths of instruments, and a function that decides filings.

`lab` makes one from a policy file; the economy itself never reads policies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from andante.economy.instruments import Instruments
from andante.filing.columns import FilingColumns
from andante.filing.conditions import Condition


@dataclass(frozen=True, slots=True)
class EconomyDecisions:
    """Decisions on n filings: codes of `Outcome`, index of the procedure (-1 none), conditions imposed.

    `rule` (n,) is the index into `EconomyPolicy.rules` of the rule that decided, -1 for none; optional.
    """

    outcome: NDArray[np.int8]
    procedure: NDArray[np.int8]
    conditions: NDArray[np.bool_]
    rule: NDArray[np.int16] | None = None


@dataclass(frozen=True, slots=True)
class EconomyProcedure:
    """How long a filing takes: mean months, in so many equal stages."""

    id: str
    months: float
    stages: int = 2


Decide = Callable[[FilingColumns, date], EconomyDecisions]


@dataclass(frozen=True, slots=True)
class EconomyPolicy:
    """What one policy does to the economy. Without `decide` no filing is required.

    `fields_read` are the filing fields its rules read (None: unknown, all of them), `rule_dates` the days on
    which its rules or their parameters change: together they say when the simulated filings must be decided
    again. `frozen_adoption` is the counterfactual: nothing new is automated or assisted from the policies on.
    """

    name: str
    instruments: Instruments
    decide: Decide | None = None
    conditions: tuple[Condition, ...] = ()
    procedures: tuple[EconomyProcedure, ...] = ()
    frozen_adoption: bool = False
    fields_read: frozenset[str] | None = None
    rule_dates: tuple[date, ...] = ()
    rules: tuple[str, ...] = field(default=())

    @classmethod
    def no_further_adoption(cls, months: int) -> EconomyPolicy:
        """The counterfactual that every gain, loss and 'because of AI' is a difference to."""
        return cls("no-further-adoption", Instruments.neutral(months), frozen_adoption=True)
