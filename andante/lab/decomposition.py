"""A policy's difference to the reference, taken apart by what the policy is made of (model.md 12).

The instruments and rules of the policy are laid on the reference group by group: disclosure and approval,
pace, assist-first, support and protection, the rest. What a step adds is the measure after it less the
measure before it, so the steps add up to the whole difference exactly. Groups act on each other: what one of
them adds depends on which of them are there already, so each is also run alone on the reference, and the
policy is also run without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from andante.economy.economy_policy import EconomyPolicy
from andante.economy.inputs import EconomyInputs
from andante.economy.instruments import Instruments
from andante.economy.simulate import simulate
from andante.lab.comparison import CENTRAL, AssumptionSet
from andante.lab.comparison_economy import DecompositionStep
from andante.lab.competitor import World
from andante.lab.introduce import economy_policy, first_days
from andante.lab.measures import DEFINITIONS, measure_values
from andante.lab.ranges import parameters_of
from andante.lab.run import Progress, available_cores, run_in_processes
from andante.lab.scenario import HISTORY_START, Scenario
from andante.policies.schema import Policy

FloatArray = NDArray[np.float64]

MEASURES: Final = ("peak_youth_unemployment_rate", "output_gain", "automated_work")
REST: Final = "rest"
RULES: Final = "approval"
"""The group that a policy's rules, procedures and conditions belong to."""
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    RULES: ("disclosure", "model_approval", "assessment"),
    "pace": ("pace",),
    "assist_first": ("assist_first",),
    "support": ("support", "protection"),
    REST: (),
}
"""Group -> first words of its instruments' names, in the order of the steps; the rest is whatever remains."""
RUNS_A_TASK: Final = 10  # how the runs are split never depends on the number of processes

Taken = frozenset[str]


def group_of(instrument: str) -> str:
    """The group of an instrument, named as in `Instruments` (words joined by "_")."""
    for group, starts in GROUPS.items():
        if any(instrument.startswith(f"{start}_") for start in starts):
            return group
    return REST


def mixed(reference: EconomyPolicy, policy: EconomyPolicy, taken: Taken) -> EconomyPolicy:
    """The reference with the `taken` groups of the policy in place of its own."""
    own = {
        field.name: getattr(policy.instruments, field.name)
        for field in fields(Instruments)
        if group_of(field.name) in taken
    }
    ruled = policy if RULES in taken else reference
    name = "+".join([reference.name, *(group for group in GROUPS if group in taken)])
    return replace(ruled, name=name, instruments=replace(reference.instruments, **own))


def acting_groups(reference: Policy, policy: Policy, days_from: str, months: int) -> tuple[str, ...]:
    """The groups in which the policy differs from the reference, in the order of the steps."""
    days = first_days(days_from, months)
    one, other = (economy_policy(each, days).instruments for each in (reference, policy))
    acting = {
        group_of(field.name)
        for field in fields(Instruments)
        if not np.array_equal(getattr(one, field.name), getattr(other, field.name), equal_nan=True)
    }
    if any(
        getattr(reference, part) != getattr(policy, part)
        for part in ("rules", "parameters", "procedures", "conditions")
    ):
        acting.add(RULES)
    return tuple(group for group in GROUPS if group in acting)


def wanted_runs(acting: Sequence[str]) -> tuple[Taken, ...]:
    """Every mix that the steps, each group alone and each group left out need; each of them once."""
    steps = [frozenset(acting[:count]) for count in range(len(acting) + 1)]
    alone = [frozenset((group,)) for group in acting]
    without = [frozenset(acting) - {group} for group in acting]
    return tuple(dict.fromkeys([*steps, *alone, *without]))


@dataclass(frozen=True)
class MixedRuns:
    """Mixes of some policies with the reference, to run in one batch; None: no further adoption."""

    inputs: EconomyInputs
    world: World
    reference: Policy
    policies: Mapping[str, Policy]
    mixes: tuple[tuple[str, Taken] | None, ...]
    overrides: Mapping[str, float]
    from_month: str
    months: int


def run_mixes(runs: MixedRuns) -> dict[str, FloatArray]:
    """(mixes, months of the policies part) of the series that the measures need, central assumptions."""
    days = first_days(runs.from_month, runs.months)
    reference = economy_policy(runs.reference, days)
    introduced = {name: economy_policy(policy, days) for name, policy in runs.policies.items()}
    policies = [
        EconomyPolicy.no_further_adoption(runs.months)
        if mix is None
        else mixed(reference, introduced[mix[0]], mix[1])
        for mix in runs.mixes
    ]
    sets = (AssumptionSet(CENTRAL, None, CENTRAL, None),)
    stops = [mix is None for mix in runs.mixes]
    run = simulate(
        runs.inputs,
        parameters_of(runs.inputs.name, runs.overrides, sets),
        policies,
        start=HISTORY_START,
        policy_from=runs.from_month,
        months=runs.months,
        chips=runs.world.chips,
        competitor=runs.world.competitor_of(stops, sets, runs.from_month, runs.months),
    )
    needed = {DEFINITIONS[name].series for name in MEASURES}
    return {name: np.asarray(run.series[name][:, run.first_policy_month :], dtype=float) for name in needed}


def decompose(
    inputs: EconomyInputs,
    world: World,
    policies: Mapping[str, Policy],
    reference: str,
    scenario: Scenario,
    workers: int | None = None,
    on_progress: Progress | None = None,
) -> dict[str, tuple[DecompositionStep, ...]]:
    """Policy -> one step a measure and group, for every policy but the reference; method average."""
    others = {name: policy for name, policy in policies.items() if name != reference}
    if not others:
        return {}
    base = policies[reference]
    acting = {
        name: acting_groups(base, policy, scenario.from_month, scenario.months)
        for name, policy in others.items()
    }
    first = next(iter(others))
    # The mix without any group is the reference, whatever the policy: it is run once.
    mixes: list[tuple[str, Taken] | None] = [None, (first, frozenset())]
    mixes += [(name, mix) for name, groups in acting.items() for mix in wanted_runs(groups) if mix]
    tasks = [
        MixedRuns(
            inputs, world, base, others, tuple(mixes[start : start + RUNS_A_TASK]), scenario.overrides,
            scenario.from_month, scenario.months,
        )
        for start in range(0, len(mixes), RUNS_A_TASK)
    ]  # fmt: skip
    count = min(workers or available_cores(), len(tasks))
    if count > 1:
        answers = run_in_processes(run_mixes, tasks, count, on_progress)
    else:
        answers = [run_mixes(task) for task in tasks]
    series = {name: np.concatenate([each[name] for each in answers]) for name in answers[0]}
    values = {
        measure: measure_values(
            DEFINITIONS[measure],
            series[DEFINITIONS[measure].series],
            np.repeat(series[DEFINITIONS[measure].series][:1], len(mixes), axis=0),
        )
        for measure in MEASURES
    }
    found: dict[str, tuple[DecompositionStep, ...]] = {}
    for name, groups in acting.items():
        rows = {mix[1]: row for row, mix in enumerate(mixes) if mix is not None and mix[0] == name}
        rows[frozenset()] = 1
        found[name] = tuple(
            step
            for measure in MEASURES
            for step in steps_of(
                measure, groups, {taken: float(values[measure][row]) for taken, row in rows.items()}
            )
        )
    return found


def steps_of(
    measure: str, acting: Sequence[str], values: Mapping[Taken, float]
) -> tuple[DecompositionStep, ...]:
    """The steps of one measure from its value under every mix; one step a group, in their order."""
    whole, before, taken = frozenset(acting), values[frozenset()], Taken()
    steps = []
    for group in GROUPS:
        acts = group in whole
        taken = taken | {group} if acts else taken
        after = values[taken]
        steps.append(
            DecompositionStep(
                measure=measure,
                group=group,
                unit=DEFINITIONS[measure].unit,
                acts=acts,
                before=before,
                after=after,
                contribution=after - before,
                first_in=values[frozenset((group,))] - values[frozenset()] if acts else 0.0,
                last_in=values[whole] - values[whole - {group}] if acts else 0.0,
            )
        )
        before = after
    return tuple(steps)


def decomposition_wanted(scenario: Scenario, policies: Mapping[str, Policy]) -> bool:
    """Whether a comparison takes its differences apart: with ranges and more than one policy."""
    return scenario.ranges and len(policies) > 1
