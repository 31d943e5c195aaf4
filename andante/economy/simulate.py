"""A run: the periodic start without AI, the observed history, then the policies, month by month.

Every comparison takes its rows from here: policies and assumption sets lie along one batch axis, meet
the same random streams, and are equal until the policies begin.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from andante.economy.compute import WorldChips, compute_paths, exogenous_compute
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
from andante.economy.shared_start import find_start, scaled_baseline
from andante.economy.simulated_filings import build_filing_table
from andante.economy.start import scaled, whole_persons
from andante.economy.streams import MonthStreams, Streams
from andante.economy.technology import ComputePath, initial_technology, prepare_technology
from andante.economy.trade import check_trade, seen_by_others
from andante.errors import Problem, ScenarioError, Where

METHODS = ("average", "people")
OnMonth = Callable[[int, int], None]


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
    competitor: Trajectory | None = None
    """The other economy's run, row by row beside this one's; None where none was simulated."""


@dataclass(frozen=True)
class Competitor:
    """The other economy, run beside by the same code in method average; rows as those of the compared one."""

    inputs: EconomyInputs
    parameters: Parameters
    """One row per assumption set, in the order of the compared economy's."""
    policies: Sequence[EconomyPolicy]
    """What it does under each policy of the compared economy, in their order."""
    relative_output: float
    """Its output over that of the compared economy when the policies begin, one currency."""


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
    chips: WorldChips | None = None,
    competitor: Competitor | None = None,
) -> Trajectory:
    """Run every policy under every assumption set (row of `parameters`) for `months` months.

    The history from `start` to the month before `policy_from` comes first. `scale` is the share of the
    population simulated; `on_month(done, total)` is called after every month. `chips` feeds compute (without
    it capability grows at constant rates); a `competitor` is simulated month by month beside and trades with
    the economy. Raises ScenarioError for what the caller can mend, IdentityError when the accounts do not
    close.
    """
    first_month = _month_number(start, "start")
    first_policy_month = _month_number(policy_from, "policy_from") - first_month
    _check(inputs, policies, first_policy_month, months, method, scale)
    plan = _Plan(start, first_month, first_policy_month, months, seed)
    total = first_policy_month + months
    sets = parameters.batch
    rows = parameters.take(np.tile(np.arange(sets), len(policies)))
    if competitor is None:
        compute, _ = computes(rows, None, chips, total, first_policy_month)
        home = _prepare(inputs, parameters, policies, plan, method, scale, compute, None, ops)
        return _run([home], plan, method, scale, on_month, None)
    _check_competitor(competitor, policies, sets)
    abroad = competitor.parameters.take(np.tile(np.arange(sets), len(policies)))
    compute, other = computes(rows, abroad, chips, total, first_policy_month)
    # The contested volume is a share of the smaller economy's output, seen from both sides.
    ratio = competitor.relative_output
    open_home = rows["contested_trade"] * min(1.0, ratio)
    home = _prepare(inputs, parameters, policies, plan, method, scale, compute, open_home, ops)
    away = _prepare(
        competitor.inputs, competitor.parameters, competitor.policies, plan, "average", 1.0, other,
        open_home / ratio, ops,
    )  # fmt: skip
    return _run([home, away], plan, method, scale, on_month, ratio)


@dataclass(frozen=True)
class _Plan:
    start: str
    first_month: int
    first_policy_month: int
    months: int
    seed: int


@dataclass(frozen=True)
class _Prepared:
    economy: Economy
    setting: RunSetting
    population: int


def computes(
    own: Parameters,
    other: Parameters | None,
    chips: WorldChips | None,
    months: int,
    first_policy_month: int,
) -> tuple[ComputePath, ComputePath]:
    """The compute of the compared economy and of its competitor; rows as those of the parameters."""
    rival = other is not None
    if chips is None:
        mine = exogenous_compute(own, months, first_policy_month)
        if other is None:
            return mine, mine
        theirs = exogenous_compute(other, months, first_policy_month)
        return (
            replace(mine, other_log_capability=theirs.log_capability),
            replace(theirs, other_log_capability=mine.log_capability),
        )
    beside = Parameters.build(chips.other.economy, batch=own.batch) if other is None else other
    turned = WorldChips(chips.other, chips.own)
    return (
        compute_paths(chips, own, beside, months, first_policy_month, rival),
        compute_paths(turned, beside, own, months, first_policy_month, rival),
    )


def _prepare(
    inputs: EconomyInputs,
    parameters: Parameters,
    policies: Sequence[EconomyPolicy],
    plan: _Plan,
    method: str,
    scale: float,
    compute: ComputePath,
    openness: Array | None,
    ops: Ops,
) -> _Prepared:
    """One economy at the start of its run."""
    sets = parameters.batch
    begin = find_start(inputs, parameters, plan.first_month % 12, ops)
    spread = np.tile(np.arange(sets), len(policies))
    people = method == "people"
    streams = Streams((plan.seed,)) if people else None
    workforce = scaled(begin.workforce, scale).take(spread)
    if streams is not None:
        workforce = whole_persons(workforce, MonthStreams(streams, 0))
    rows = parameters.take(spread)
    technology = prepare_technology(
        inputs,
        rows,
        tuple(policies),
        np.repeat(np.arange(len(policies)), sets),
        plan.first_policy_month,
        plan.start,
        scale=scale,
        people=people,
        compute=compute,
        trade_openness=openness,
    )
    setting = RunSetting(
        labour=labour_tables(inputs, rows, plan.first_month % 12, scale, ops),
        technology=technology,
        baseline=scaled_baseline(begin.baseline, spread, scale),
        instruments_of=_instruments_of(policies, sets, plan.first_policy_month),
        month_name=lambda month: month_name(plan.first_month + month),
        occupations=inputs.occupations,
        groups=inputs.groups,
        streams=streams,
    )
    economy = Economy(
        workforce=workforce,
        technology=initial_technology(technology, people),
        desk=Desk(build_filing_table(inputs)),
        idle=np.zeros((rows.batch, len(inputs.occupations))),
    )
    return _Prepared(economy, setting, int(np.rint(workforce.persons()[0])))


def _run(
    prepared: Sequence[_Prepared],
    plan: _Plan,
    method: str,
    scale: float,
    on_month: OnMonth | None,
    relative_output: float | None,
) -> Trajectory:
    """Month by month; two economies see each other as both stood at the start of the month."""
    economies = [each.economy for each in prepared]
    records: list[list[dict[str, Array]]] = [[] for _ in prepared]
    total = plan.first_policy_month + plan.months
    for month in range(total):
        seen = [seen_by_others(each.technology) for each in economies]
        abroad = [None] if len(prepared) == 1 else [seen[1], seen[0]]
        for index, each in enumerate(prepared):
            economies[index], _, record = simulate_month(economies[index], each.setting, month, abroad[index])
            records[index].append(record)
        if relative_output is not None:
            own, other = (
                (economy.technology, each.setting.technology)
                for economy, each in zip(economies, prepared, strict=True)
            )
            check_trade(own, other, relative_output, month_name(plan.first_month + month))
        if on_month is not None:
            on_month(month + 1, total)
    found: Trajectory | None = None
    for index in reversed(range(len(prepared))):
        away = index > 0
        found = Trajectory(
            months=tuple(month_name(plan.first_month + month) for month in range(total)),
            first_policy_month=plan.first_policy_month,
            series=stacked(records[index]),
            baseline=prepared[index].setting.baseline,
            method="average" if away else method,
            seed=plan.seed,
            scale=1.0 if away else scale,
            population=prepared[index].population,
            competitor=found,
        )
    assert found is not None
    return found


def _check_competitor(competitor: Competitor, policies: Sequence[EconomyPolicy], sets: int) -> None:
    problems = []
    if len(competitor.policies) != len(policies):
        problems.append(
            Problem(
                f"the competitor has {len(competitor.policies)} policies beside {len(policies)}",
                Where(field="competitor"),
                mend="Give one policy of the competitor for each policy compared.",
            )
        )
    if competitor.parameters.batch != sets:
        problems.append(
            Problem(
                f"the competitor has {competitor.parameters.batch} assumption sets beside {sets}",
                Where(field="competitor"),
                mend="Give both economies the same assumption sets.",
            )
        )
    if not competitor.relative_output > 0:
        problems.append(
            Problem(
                f"a competitor with {competitor.relative_output:g} times the output",
                Where(field="competitor"),
                mend="Give a positive number.",
            )
        )
    if problems:
        raise ScenarioError(problems)


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
