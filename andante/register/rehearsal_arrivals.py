"""What an export of simulated filings sends to a register: filings by working day and procedure.

A filing is complete where no field is missing that a rule reads; otherwise it is returned once. One that
lacks a field but is decided all the same comes back as it was, after the months that the export states; what
the rules decide to ask more of comes back as the export has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from andante.errors import PolicyError, Problem, RegisterError, Where
from andante.filing.exported import ExportedFilings
from andante.filing.outcomes import Outcome, ProcedureName
from andante.policies.compile import compile_rules
from andante.policies.load import load_policy
from andante.policies.schema import Policy
from andante.register.calendars import WorkingCalendar
from andante.register.queue_plan import Arrivals

NO_PROCEDURE = "none"
"""Where the policy has no procedures: no clock runs."""


@dataclass(frozen=True)
class Rows:
    """The rows of an export that fall into the rehearsal; arrays (n,)."""

    month: NDArray[np.int64]
    count: NDArray[np.float64]
    place: NDArray[np.int64]
    """Row of the export."""
    procedure: NDArray[np.int64]
    """Index into `procedures`."""
    returned: NDArray[np.bool_]
    """Sent back by the completeness check."""
    procedures: tuple[str, ...]


@dataclass(frozen=True)
class WorkingDays:
    """The working days of the rehearsal, and the month of each."""

    days: tuple[date, ...]
    month: NDArray[np.int64]
    months: tuple[str, ...]


def policy_of(exported: ExportedFilings, place: str) -> Policy:
    """The policy that an export carries. RegisterError where it is not the one of the hash."""
    try:
        policy = load_policy(dict(exported.header.policy_content))
    except PolicyError as error:
        raise RegisterError(
            Problem("the policy in the file cannot be read", Where(place), str(error.problems[0].what))
        ) from None
    if policy.hash != exported.header.policy_hash:
        what = f"the policy in the file is not the one of its hash {exported.header.policy_hash[:12]}"
        raise RegisterError(Problem(what, Where(place), mend="export the run again"))
    return policy


def handled_by(policy: Policy, procedure: str | None) -> str:
    """The procedure of a filing, as the register takes it; `NO_PROCEDURE` where the policy has none."""
    if procedure is not None:
        return procedure
    if ProcedureName.ORDINARY in policy.procedures:
        return ProcedureName.ORDINARY.value
    order = sorted(policy.procedures, key=lambda name: ProcedureName(name).strictness)
    return order[-1] if order else NO_PROCEDURE


def rows_of(exported: ExportedFilings, policy: Policy, months: int) -> Rows:
    """The filings of the first `months`, those included that come back without having been completed."""
    names = tuple(dict.fromkeys([*policy.procedures, handled_by(policy, None)]))
    places = [names.index(handled_by(policy, name)) for name in (*exported.procedures, None)]
    procedure = np.array(places, dtype=np.int64)[exported.procedure]
    inside = exported.month < months
    asked = exported.outcome == Outcome.NEEDS_INFORMATION
    returned = sent_back(exported, policy)
    back = exported.month + exported.header.return_months
    again = returned & ~asked & (back < months)
    every = np.flatnonzero(inside)
    unchanged = np.flatnonzero(inside & again)
    return Rows(
        month=np.concatenate([exported.month[every], back[unchanged]]).astype(np.int64),
        count=np.concatenate([exported.count[every], exported.count[unchanged]]),
        place=np.concatenate([every, unchanged]),
        procedure=np.concatenate([procedure[every], procedure[unchanged]]),
        returned=np.concatenate([returned[every], np.zeros(len(unchanged), dtype=np.bool_)]),
        procedures=names,
    )


def sent_back(exported: ExportedFilings, policy: Policy) -> NDArray[np.bool_]:
    """(n,) first filings in which the check finds something missing: a field that a rule in force in the
    month reads, or the model that the deployment names."""
    found = np.logical_not(exported.filings.column("model_approved").valid)
    for month in np.unique(exported.month):
        rows = exported.month == month
        day = date.fromisoformat(f"{exported.header.months[month]}-01")
        for name in compile_rules(policy, exported.filings.kind, day).fields:
            found[rows] |= ~exported.filings.column(name).valid[rows]
    return np.asarray(found & (exported.submission == 1), dtype=np.bool_)


def working_days(exported: ExportedFilings, months: int, calendar: WorkingCalendar) -> WorkingDays:
    """The working days of the first `months`."""
    names = exported.header.months[:months]
    days: list[date] = []
    of: list[int] = []
    for index, name in enumerate(names):
        day = date.fromisoformat(f"{name}-01")
        month = day.month
        while day.month == month:
            if calendar.is_working(day):
                days.append(day)
                of.append(index)
            day += timedelta(days=1)
    return WorkingDays(tuple(days), np.array(of, dtype=np.int64), names)


def arrivals_by_procedure(
    rows: Rows, days: WorkingDays, spread: np.random.Generator | None = None
) -> Mapping[str, Arrivals]:
    """Each month's filings on its working days: in equal parts, or whole ones at random with `spread`."""
    months = len(days.months)
    a_month = np.maximum(np.bincount(days.month, minlength=months), 1)
    found = {}
    for index, name in enumerate(rows.procedures):
        parts = []
        for returned in (False, True):
            chosen = (rows.procedure == index) & (rows.returned == returned)
            by_month = np.bincount(rows.month[chosen], weights=rows.count[chosen], minlength=months)
            if spread is None:
                parts.append((by_month / a_month)[days.month])
            else:
                whole = np.rint(by_month).astype(np.int64)
                parts.append(
                    np.concatenate(
                        [
                            spread.multinomial(n, np.full(d, 1 / d))
                            for n, d in zip(whole, a_month, strict=True)
                        ]
                    ).astype(np.float64)
                )
        if parts[0].sum() + parts[1].sum() > 0:
            found[name] = Arrivals(parts[0], parts[1])
    return found
