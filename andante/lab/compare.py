"""`compare`: every policy of a scenario on one economy, as differences with ranges and reasons."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from andante import __version__
from andante.economy.inputs import EconomyInputs
from andante.errors import AndanteError, Problem, ScenarioError, Where
from andante.lab.break_even import break_even_slice, slice_wanted
from andante.lab.changes import check_changes, with_settings
from andante.lab.comparison import (
    CENTRAL,
    HEADLINE_MEASURE,
    NO_FURTHER_ADOPTION,
    AssumptionSet,
    Comparison,
    Measure,
    OrderTurn,
)
from andante.lab.competitor import load_world
from andante.lab.competitor_rows import chip_summary, competitor_summary
from andante.lab.decisions import counts_of, decision_summary
from andante.lab.decomposition import decompose, decomposition_wanted
from andante.lab.describe import data_labels, occupation_rows, policy_summary
from andante.lab.fit_targets import fit_run, fit_targets
from andante.lab.flows import unemployment_flows
from andante.lab.group_rows import NEEDED, group_rows, welfare_equivalent
from andante.lab.introduce import economy_inputs
from andante.lab.measures import DEFINITIONS, all_measures, with_range
from andante.lab.money_rows import money_rows
from andante.lab.notes import notes_of
from andante.lab.observed import observed_series
from andante.lab.paths import policy_paths
from andante.lab.present_value import discounted_series
from andante.lab.ranges import assumption_sets, order_turns, parameter_rows
from andante.lab.region_rows import region_rows
from andante.lab.run import PolicyRun, Progress, RunTask, run_all, tasks_for
from andante.lab.scenario import SMALLEST_POPULATION, Scenario
from andante.lab.sector_rows import sector_rows
from andante.lab.stress_summary import over_threshold, stress_summaries
from andante.policies.load import load_policy
from andante.policies.schema import Policy
from andante.reference.detailed import DetailedEconomy, load_detailed
from andante.reference.economies import ReferenceEconomy, load_economy
from andante.reference.regions import load_regions

ORDER_MEASURES = (HEADLINE_MEASURE, "peak_unemployment_rate", "output_gain", "displaced_workers")
Values = Mapping[str, NDArray[np.float64]]


OnRuns = Callable[[Sequence[RunTask], Mapping[str, PolicyRun]], None]


def compare(
    scenario: Scenario,
    workers: int | None = None,
    on_progress: Progress | None = None,
    on_runs: OnRuns | None = None,
) -> Comparison:
    """Run a scenario. Raises AndanteError with every problem of its policies, assumptions and economy.

    `on_runs` is given the tasks and the runs of the comparison's own method and detail.
    """
    reference_economy = load_economy(scenario.economy)
    check_changes(scenario)
    policies = load_policies(scenario)
    reference = reference_name(scenario, policies)
    check_population(scenario, reference_economy)
    regions = load_regions(reference_economy, scenario.detail)
    detailed = load_detailed(reference_economy, scenario.detail)
    nation = economy_inputs(reference_economy, scenario.exposure)
    if detailed is not None:
        nation = economy_inputs(detailed.economy, scenario.exposure, groups=detailed.groups)
    finest = nation if regions is None else economy_inputs(reference_economy, scenario.exposure, regions)
    sets = assumption_sets(scenario.economy, scenario.overrides, scenario.ranges)
    world, competitor, chips = load_world(scenario)

    def tasks(which: Sequence[AssumptionSet], method: str, inputs: EconomyInputs) -> list[RunTask]:
        return tasks_for(policies, inputs, tuple(which), scenario, method, world)

    started = time.perf_counter()
    if scenario.ranges and (scenario.method == "people" or regions is not None):
        # Every worker, or every region, once per policy; around it the sets of the nation in method average.
        once, around_it = tasks(sets[:1], scenario.method, finest), tasks(sets, "average", nation)
        everything = run_all(once + around_it, workers, on_progress)
        half = len(once)
        runs, around = _by_name(everything[:half]), _by_name(everything[half:])
    else:
        once = tasks(sets, scenario.method, finest)
        runs = _by_name(run_all(once, workers, on_progress))
        around = runs
    if on_runs is not None:
        on_runs(once, runs)
    wanted = slice_wanted(scenario, policies)
    tiles = (
        break_even_slice(reference_economy, scenario, workers=workers, surroundings=world) if wanted else None
    )
    parts = {}
    if decomposition_wanted(scenario, policies):
        national = economy_inputs(reference_economy, scenario.exposure)
        parts = decompose(national, world, policies, reference, scenario, workers)
    seconds = time.perf_counter() - started
    result = assemble(scenario, reference_economy, policies, reference, sets, runs, around, seconds, detailed)
    beside = None if competitor is None else competitor_summary(competitor, world, around, scenario.ranges)
    result = replace(result, competitor=beside, chips=chip_summary(chips, runs, around, scenario))
    return replace(result, break_even=tiles, decomposition=parts)


def load_policies(scenario: Scenario) -> dict[str, Policy]:
    """The scenario's policies by their names, in its order; every problem of every file at once."""
    problems: list[Problem] = []
    found: dict[str, Policy] = {}
    for source in scenario.policies:
        try:
            policy = with_settings(load_policy(source), scenario.settings, scenario.from_month)
        except AndanteError as error:
            problems += error.problems
            continue
        if policy.name in found:
            problems.append(
                Problem(
                    f"Two of the policies are called {policy.name!r}.",
                    Where(policy.source_file),
                    mend="Give one of them another name.",
                )
            )
        found[policy.name] = policy
    if problems:
        raise ScenarioError(problems)
    return found


def reference_name(scenario: Scenario, policies: Mapping[str, Policy]) -> str:
    """The policy that differences are taken from: the scenario's, or its first."""
    wanted = scenario.reference
    if wanted is None:
        return next(iter(policies))
    by_source = dict(zip(scenario.policies, policies, strict=True))
    name = by_source.get(wanted, wanted)
    if name not in policies:
        raise ScenarioError(
            Problem(
                f"The reference policy {wanted!r} is not among the policies.",
                scenario.places.get("reference", Where(scenario.file, field="reference")),
                mend=f"Choose one of {', '.join(policies)}, or add it to the policies.",
            )
        )
    return name


def check_population(scenario: Scenario, economy: ReferenceEconomy) -> None:
    """Refuse a scale that leaves too few people for integer counts to mean anything."""
    people = economy.labour_force * scenario.scale
    if people < 1.0 and scenario.method == "average":
        raise ScenarioError(
            Problem(
                f"A scale of {scenario.scale:g} leaves nobody.",
                scenario.places.get("scale", Where(scenario.file, field="scale")),
                mend=f"Choose a scale of at least {1.0 / economy.labour_force:.1g}; 1 is everybody.",
            )
        )
    if scenario.method == "people" and people < SMALLEST_POPULATION:
        least = SMALLEST_POPULATION / economy.labour_force
        raise ScenarioError(
            Problem(
                f"A scale of {scenario.scale:g} leaves {people:,.0f} people.",
                scenario.places.get("scale", Where(scenario.file, field="scale")),
                "With so few people unemployment is mostly rounding of whole persons.",
                f"Choose a scale of at least {least:.2g}, or method average.",
            )
        )


def _by_name(runs: Sequence[PolicyRun]) -> dict[str, PolicyRun]:
    return {run.name: run for run in runs}


def assemble(
    scenario: Scenario,
    economy: ReferenceEconomy,
    policies: Mapping[str, Policy],
    reference: str,
    sets: tuple[AssumptionSet, ...],
    runs: Mapping[str, PolicyRun],
    around: Mapping[str, PolicyRun],
    seconds: float,
    detailed: DetailedEconomy | None = None,
) -> Comparison:
    """The comparison that a set of runs amounts to. `around` holds the runs that the ranges come from."""
    values = {name: values_around(name, runs, around) for name in policies}
    differences = {
        name: {m: values[name][m] - values[reference][m] for m in DEFINITIONS} for name in policies
    }
    measures = {name: _ranged(values[name], scenario.ranges) for name in policies}
    central = runs[NO_FURTHER_ADOPTION]
    result = Comparison(
        economy=economy.name,
        economy_title=economy.title,
        economy_title_zh=economy.title_zh,
        currency=economy.currency,
        method=scenario.method,
        months=scenario.months,
        from_month=scenario.from_month,
        seed=scenario.seed,
        scale=scenario.scale,
        reference=reference,
        population=central.population,
        policies=tuple(policy_summary(p, runs[n], scenario) for n, p in policies.items()),
        assumption_sets=sets,
        measures={name: {**measures[name], **counts_of(runs[name])} for name in policies},
        differences={name: _ranged(differences[name], scenario.ranges) for name in policies},
        effects={name: _effects(differences[name], sets) for name in policies},
        paths={
            name: policy_paths(run, central, around[name], around[NO_FURTHER_ADOPTION], scenario.ranges)
            for name, run in runs.items()
        },
        observed=observed_series(economy),
        occupations={name: occupation_rows(economy, runs[name], central, detailed) for name in policies},
        detailed_occupations={}
        if detailed is None
        else {name: occupation_rows(detailed.economy, runs[name], central) for name in policies},
        decisions={name: decision_summary(policies[name], runs[name]) for name in policies},
        flows={name: unemployment_flows(run) for name, run in runs.items()},
        detail=scenario.detail,
        regions=region_rows(load_regions(economy, scenario.detail), runs, tuple(policies)),
        sectors={name: sector_rows(economy, runs[name], central) for name in policies},
        money={name: money_rows(runs[name], central) for name in policies},
        groups={name: group_rows(runs[name], central, economy.ages) for name in policies},
        stress={
            name: stress_summaries(runs[name], central, around[name], scenario.ranges) for name in policies
        },
        order_turns=tuple(_turns(scenario.economy, reference, differences, sets)),
        notes=(),
        data_labels=data_labels(economy),
        parameters=parameter_rows(scenario.economy, scenario.overrides, scenario.assumptions),
        command=scenario.command(),
        version=__version__,
        seconds=seconds,
        fit=fit_targets(fit_run(economy.name, scenario.overrides, scenario.exposure)),
    )  # fmt: skip
    return replace(result, notes=tuple(notes_of(scenario, result, policies, runs)))


def values_around(
    name: str, runs: Mapping[str, PolicyRun], around: Mapping[str, PolicyRun]
) -> dict[str, NDArray[np.float64]]:
    """(sets,) every measure of a policy.

    Where the ranges come from other runs (method people, regions), their distances from their own centre are
    laid around the figure of the central run.
    """
    central = measures_of(runs[name], runs[NO_FURTHER_ADOPTION])
    if runs is around:
        return central
    spread = measures_of(around[name], around[NO_FURTHER_ADOPTION])
    return {m: central[m][0] + (values - values[0]) for m, values in spread.items()}


def measures_of(run: PolicyRun, without: PolicyRun) -> dict[str, NDArray[np.float64]]:
    """(sets,) every measure of one run against no-further-adoption."""
    needed = {definition.series for definition in DEFINITIONS.values()}
    known = needed & set(run.series)
    series, base = ({n: each.part(n) for n in known} for each in (run, without))
    if {"unrest_index", "unrest_margin"} <= set(run.series):
        series["unrest_over"] = over_threshold(run, without, "unrest_index")
        base["unrest_over"] = over_threshold(without, without, "unrest_index")
    series |= discounted_series(run)
    base |= discounted_series(without)
    if set(run.series) >= NEEDED:
        series["welfare_equivalent"] = welfare_equivalent(run)
        base["welfare_equivalent"] = welfare_equivalent(without)
    return all_measures(series, base)


def _ranged(values: Values, ranges: bool) -> dict[str, Measure]:
    return {name: with_range(values[name], DEFINITIONS[name].unit, ranges) for name in DEFINITIONS}


def _effects(differences: Values, sets: Sequence[AssumptionSet]) -> dict[str, dict[str, float]]:
    return {
        measure: {each.id: float(differences[measure][i]) for i, each in enumerate(sets)}
        for measure in DEFINITIONS
    }


def _turns(
    economy: str, reference: str, differences: Mapping[str, Values], sets: Sequence[AssumptionSet]
) -> list[OrderTurn]:
    found: list[OrderTurn] = []
    for name, values in differences.items():
        for measure in ORDER_MEASURES if name != reference and len(sets) > 1 else ():
            if not np.isfinite(values[measure]).all():
                continue
            by_set = {each.id: float(values[measure][i]) for i, each in enumerate(sets)}
            assert CENTRAL in by_set
            found += order_turns(economy, name, measure, sets, by_set)
    return found
