"""A run: the periodic start without AI, the observed history, then the policies, month by month.

Every comparison takes its rows from here: policies and assumption sets lie along one batch axis, meet
the same random streams, and are equal until the policies begin.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from andante.economy.definitions_labour import LABOUR_DEFINITIONS
from andante.economy.draws import HYPERGEOMETRIC_LIMIT
from andante.economy.economy_policy import EconomyPolicy
from andante.economy.exchange import Array, Baseline
from andante.economy.filing_desk import Desk
from andante.economy.inputs import EconomyInputs
from andante.economy.instruments import Instruments, stack
from andante.economy.labour_tables import labour_tables
from andante.economy.month import Economy, RunSetting, simulate_month
from andante.economy.ops import NUMPY_OPS, Ops
from andante.economy.parameters import Parameters
from andante.economy.record import stacked
from andante.economy.simulated_filings import build_filing_table
from andante.economy.start import (
    PeriodicStart,
    neutral_demand,
    observed_workforce,
    periodic_start,
    scaled,
    whole_persons,
)
from andante.economy.streams import MonthStreams, Streams
from andante.economy.technology import initial_technology, prepare_technology
from andante.errors import Problem, ScenarioError, Where

METHODS = ("average", "people")
OnMonth = Callable[[int, int], None]

# Assumptions that cannot act before AI does: rows that differ by them alone share the start.
_WITHOUT_EFFECT_AT_START = frozenset(
    {"entry_substitution", "entry_substitution_ratio_25_29", "entry_substitution_limit", "entry_fading",
     "entry_assist_weight", "scar_probability", "trained_bonus", "training_least_duration",
     "training_young_weight", "scar_wage_loss",
     "wage_demand_response", "wage_growth", "wage_adjustment", "wage_curve", "benefit_replacement",
     "insurance_pass_through", "indicator_noise"}
)  # fmt: skip


@dataclass(frozen=True)
class Trajectory:
    """What a run leaves: monthly series, (B, months, ...), units and formulas in `record.SERIES`.

    Rows are policy by policy: row = policy index x assumption sets + assumption set.
    """

    months: tuple[str, ...]
    """"YYYY-MM", the history included."""
    first_policy_month: int
    """Index into `months`."""
    series: Mapping[str, Array]
    baseline: Baseline
    method: str
    seed: int
    scale: float
    population: int
    """Persons in the labour force of the first row at the start, as simulated."""


def simulate(
    inputs: EconomyInputs,
    parameters: Parameters,
    policies: Sequence[EconomyPolicy],
    *,
    start: str = "2022-11",
    policy_from: str = "2026-01",
    months: int = 120,
    method: str = "average",
    seed: int = 0,
    scale: float = 1.0,
    on_month: OnMonth | None = None,
    ops: Ops = NUMPY_OPS,
) -> Trajectory:
    """Run every policy under every assumption set (row of `parameters`) for `months` months.

    The history from `start` to the month before `policy_from` comes first. `scale` is the share of the
    population simulated; `on_month(done, total)` is called after every month. Raises ScenarioError for what
    the caller can mend, IdentityError when the accounts do not close.
    """
    first_month = _month_number(start, "start")
    first_policy_month = _month_number(policy_from, "policy_from") - first_month
    _check(inputs, policies, first_policy_month, months, method, scale)
    sets = parameters.batch
    begin = find_start(inputs, parameters, first_month % 12, ops)
    spread = np.tile(np.arange(sets), len(policies))
    people = method == "people"
    streams = Streams((seed,)) if people else None
    workforce = scaled(begin.workforce, scale).take(spread)
    if streams is not None:
        workforce = whole_persons(workforce, MonthStreams(streams, 0))
    rows = parameters.take(spread)
    technology = prepare_technology(
        inputs,
        rows,
        tuple(policies),
        np.repeat(np.arange(len(policies)), sets),
        first_policy_month,
        start,
        scale=scale,
        people=people,
    )
    setting = RunSetting(
        labour=labour_tables(inputs, rows, first_month % 12, scale, ops),
        technology=technology,
        baseline=_scaled_baseline(begin.baseline, spread, scale),
        instruments_of=_instruments_of(policies, sets, first_policy_month),
        month_name=lambda month: month_name(first_month + month),
        occupations=inputs.occupations,
        streams=streams,
    )
    economy = Economy(
        workforce=workforce,
        technology=initial_technology(technology, people),
        desk=Desk(build_filing_table(inputs)),
        idle=np.zeros((rows.batch, len(inputs.occupations))),
    )
    population = int(np.rint(workforce.persons()[0]))
    total, records = first_policy_month + months, []
    for month in range(total):
        economy, _, record = simulate_month(economy, setting, month)
        records.append(record)
        if on_month is not None:
            on_month(month + 1, total)
    return Trajectory(
        months=tuple(month_name(first_month + month) for month in range(total)),
        first_policy_month=first_policy_month,
        series=stacked(records),
        baseline=setting.baseline,
        method=method,
        seed=seed,
        scale=scale,
        population=population,
    )


def find_start(
    inputs: EconomyInputs, parameters: Parameters, first_calendar_month: int, ops: Ops = NUMPY_OPS
) -> PeriodicStart:
    """The periodic start of every assumption set, found once for sets that agree without AI."""
    names = [each.name for each in LABOUR_DEFINITIONS if each.name not in _WITHOUT_EFFECT_AT_START]
    values = np.stack([parameters[name] for name in names], axis=1)
    _, first, which = np.unique(values, axis=0, return_index=True, return_inverse=True)
    unique = parameters.take(first)
    found = periodic_start(
        observed_workforce(inputs, unique.batch),
        neutral_demand(inputs, unique["demand_constant"], unique["attrition_share"]),
        labour_tables(inputs, unique, first_calendar_month, ops=ops),
    )
    rows = np.asarray(which).ravel()
    return PeriodicStart(
        found.workforce.take(rows), _baseline_rows(found.baseline, rows), found.residual, found.years
    )


def _baseline_rows(baseline: Baseline, rows: Array) -> Baseline:
    return Baseline(*(getattr(baseline, name)[:, rows] for name in Baseline.__dataclass_fields__))


def _scaled_baseline(baseline: Baseline, rows: Array, scale: float) -> Baseline:
    picked = _baseline_rows(baseline, rows)
    return Baseline(
        unemployment_rate=picked.unemployment_rate,
        youth_unemployment_rate=picked.youth_unemployment_rate,
        unemployment_rate_by_occupation=picked.unemployment_rate_by_occupation,
        employment_ratio=picked.employment_ratio,
        employed_by_occupation=picked.employed_by_occupation * scale,
        labour_force=picked.labour_force * scale,
    )


def _instruments_of(
    policies: Sequence[EconomyPolicy], sets: int, first_policy_month: int
) -> Callable[[int], Instruments]:
    paths = stack([policy.instruments for policy in policies for _ in range(sets)])
    neutral = stack([Instruments.neutral(1)] * (len(policies) * sets)).at(0)

    def instruments(month: int) -> Instruments:
        return neutral if month < first_policy_month else paths.at(month - first_policy_month)

    return instruments


def month_name(number: int) -> str:
    """ "YYYY-MM" of a month counted from year 0."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _month_number(name: str, field: str) -> int:
    parts = name.split("-")
    if len(parts) == 2 and all(part.isdigit() for part in parts) and 1 <= int(parts[1]) <= 12:
        return int(parts[0]) * 12 + int(parts[1]) - 1
    raise ScenarioError(
        Problem(
            f"'{name}' is not a month", Where(field=field), mend="Write it as YYYY-MM, for example 2026-01."
        )
    )


def _check(
    inputs: EconomyInputs,
    policies: Sequence[EconomyPolicy],
    first_policy_month: int,
    months: int,
    method: str,
    scale: float,
) -> None:
    problems: list[Problem] = []

    def wrong(field: str, what: str, mend: str) -> None:
        problems.append(Problem(what, Where(field=field), mend=mend))

    if method not in METHODS:
        wrong("method", f"there is no method '{method}'", "Choose average or people.")
    if months < 1:
        wrong("months", f"a run of {months} months", "Give at least one month.")
    if first_policy_month < 0:
        wrong("policy_from", "the policies begin before the history", "Let them begin at the start or later.")
    if not 0 < scale <= 1:
        wrong("scale", f"scale {scale:g} is not in 0..1", "Give the share of the population to simulate.")
    if method == "people" and inputs.labour_force * scale >= 0.9 * HYPERGEOMETRIC_LIMIT:
        wrong("scale", "more than 900 million persons in one economy", "Lower the scale.")
    if not policies:
        wrong("policies", "a run without a policy", "Name at least one.")
    for policy in policies:
        if policy.instruments.months < months:
            wrong(
                policy.name,
                f"its instruments cover {policy.instruments.months} of {months} months",
                "Give a value for every month.",
            )
    if problems:
        raise ScenarioError(problems)
