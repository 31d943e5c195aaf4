"""The runs behind the sliders: every combination of stops under every assumption set, in large batches."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from andante.economy.economy_policy import EconomyPolicy
from andante.economy.inputs import EconomyInputs
from andante.economy.simulate import simulate
from andante.lab.changes import check_changes, with_settings
from andante.lab.compare import check_population, load_policies, reference_name
from andante.lab.comparison import AssumptionSet
from andante.lab.competitor import World, load_world
from andante.lab.explorer.stops import combinations, explored_sets
from andante.lab.introduce import economy_inputs, economy_policy, first_days
from andante.lab.measures import DEFINITIONS, all_measures
from andante.lab.ranges import parameters_of
from andante.lab.run import Progress, available_cores, run_in_processes, with_derived
from andante.lab.scenario import HISTORY_START, NATIONAL, Scenario
from andante.policies.schema import Policy
from andante.reference.economies import load_economy

FloatArray = NDArray[np.float64]

# Policies of one batch. Fixed, so that no figure depends on the number of processes.
BATCH = 13
MEASURES = (
    "peak_youth_unemployment_rate",
    "peak_unemployment_rate",
    "output_gain",
    "displaced_workers",
    "automated_work",
    "mean_wage_change",
    "technology_gap",
    "productivity_gap",
    "trade_jobs",
)
# What is drawn over time, with its unit. The technology gap is a figure alone: no slider moves it.
LINES = {
    "unemployment_rate": "fraction",
    "youth_unemployment_rate": "fraction",
    "output_gain": "fraction",
    "automated_work": "full-time equivalents",
    "productivity_gap": "fraction",
    "trade_jobs": "persons",
}
RACE = ("technology_gap", "productivity_gap", "trade_jobs")  # of no meaning without a competitor


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every run has around it, as the page names it: the competitor and the chip supply path."""

    competitor_title: str
    competitor_title_zh: str
    competitor_policy: Policy
    chips_title: str
    chips_title_zh: str


@dataclass(frozen=True)
class Grid:
    """Figures and lines of every run; first axis policies: the combinations of stops, then the reference.

    The reference is the policy itself, with nothing set, and moves with the assumptions like every other.
    """

    scenario: Scenario
    policy: Policy
    source: str  # what the scenario calls the policy: its name or its file
    economy_title: str
    economy_title_zh: str
    sets: tuple[AssumptionSet, ...]
    measures: Mapping[str, FloatArray]  # (combinations + 1, sets); those of the race only beside a competitor
    lines: Mapping[str, FloatArray]  # (combinations + 1, sets, points): means over `width` months
    ends: tuple[str, ...]  # the last month of each point
    width: int
    seconds: float
    around: Surroundings | None = None  # None where no competitor was simulated

    @property
    def runs(self) -> int:
        """Runs behind the sliders, the reference not counted."""
        return (len(self.measures[MEASURES[0]]) - 1) * len(self.sets)


@dataclass(frozen=True)
class Batch:
    """Policies that go through the economy together; None is no-further-adoption."""

    policies: tuple[Policy | None, ...]
    inputs: EconomyInputs
    sets: tuple[AssumptionSet, ...]
    scenario: Scenario
    world: World


def explore(scenario: Scenario, workers: int | None = None, on_progress: Progress | None = None) -> Grid:
    """Run every combination of stops on the scenario's reference policy, in method average."""
    started = time.perf_counter()
    economy = load_economy(scenario.economy)
    check_changes(scenario)
    # Regions would cost 625 times what one of their runs does; the shown commands are of whole countries too.
    averaged = replace(scenario, method="average", file=None, detail=NATIONAL)
    policies = load_policies(averaged)
    name = reference_name(averaged, policies)
    policy = policies[name]
    source = dict(zip(policies, averaged.policies, strict=True))[name]
    check_population(averaged, economy)
    sets = explored_sets(economy.name)
    everything: list[Policy | None] = [None]
    everything += [with_settings(policy, each, averaged.from_month) for each in combinations()]
    everything.append(policy)
    inputs = economy_inputs(economy, averaged.exposure)
    world, competitor, chips = load_world(averaged)
    batches = [
        Batch(tuple(everything[first : first + BATCH]), inputs, sets, averaged, world)
        for first in range(0, len(everything), BATCH)
    ]
    answers = _run(batches, workers, on_progress)
    series = {name: np.concatenate([answer[name] for answer in answers]) for name in answers[0]}
    around = None
    if world.competitor is not None and competitor is not None:
        around = Surroundings(
            competitor.title,
            competitor.title_zh,
            world.competitor.policy,
            chips.title,
            chips.title_zh or chips.title,
        )
    known = [name for name in (*MEASURES, *LINES) if around is not None or name not in RACE]
    months = first_days(averaged.from_month, averaged.months)
    width = point_width(len(months))
    return Grid(
        averaged,
        policy,
        source,
        economy.title,
        economy.title_zh,
        sets,
        {name: values for name, values in _measures(series).items() if name in known},
        {name: points(values, width) for name, values in _lines(series, known).items()},
        tuple(f"{months[end - 1]:%Y-%m}" for end in _point_ends(len(months), width)),
        width,
        time.perf_counter() - started,
        around,
    )


def _run(
    batches: Sequence[Batch], workers: int | None, on_progress: Progress | None
) -> list[dict[str, FloatArray]]:
    count = min(workers or available_cores(), len(batches))
    if count > 1:
        return run_in_processes(run_batch, batches, count, on_progress)
    answers = []
    for index, batch in enumerate(batches):
        answers.append(run_batch(batch))
        if on_progress is not None:
            on_progress((index + 1) / len(batches))
    return answers


def run_batch(batch: Batch) -> dict[str, FloatArray]:
    """(policies, sets, months) of every series that a measure is made from."""
    scenario = batch.scenario
    days = first_days(scenario.from_month, scenario.months)
    without = EconomyPolicy.no_further_adoption(scenario.months)
    trajectory = simulate(
        batch.inputs,
        parameters_of(batch.inputs.name, scenario.overrides, batch.sets),
        [without if policy is None else economy_policy(policy, days) for policy in batch.policies],
        start=HISTORY_START,
        policy_from=scenario.from_month,
        months=scenario.months,
        seed=scenario.seed,
        scale=scenario.scale,
        chips=batch.world.chips,
        competitor=batch.world.competitor_of(
            [policy is None for policy in batch.policies], batch.sets, scenario.from_month, scenario.months
        ),
    )
    first = trajectory.first_policy_month
    series = with_derived(trajectory.series)
    needed = {each.series for each in DEFINITIONS.values()} & set(series)
    shape = (len(batch.policies), len(batch.sets))
    whole = {name: np.asarray(series[name][:, first:], dtype=np.float64) for name in needed}
    return {name: values.reshape(shape + values.shape[1:]) for name, values in whole.items()}


def _measures(series: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Each measure of the policies after the first, which is no-further-adoption."""
    without = {name: values[0] for name, values in series.items()}
    count = len(next(iter(series.values())))
    rows = [all_measures({n: v[i] for n, v in series.items()}, without) for i in range(1, count)]
    return {name: np.stack([row[name] for row in rows]) for name in MEASURES}


def _lines(series: Mapping[str, FloatArray], known: Sequence[str]) -> dict[str, FloatArray]:
    """Each line of the policies after the first, which is no-further-adoption: shares, people or work."""

    def line(name: str) -> FloatArray:
        if name == "output_gain":
            return np.asarray(np.expm1(series["log_output"][1:] - series["log_output"][:1]))
        if name == "automated_work":
            return series[name][1:] - series[name][:1]
        return np.asarray(np.expm1(series[name][1:])) if name == "productivity_gap" else series[name][1:]

    return {name: line(name) for name in LINES if name in known}


def point_width(months: int) -> int:
    """Months of one point of a line: years, or quarters of a short horizon, or months of a very short one."""
    if months >= 36:
        return 12
    return 3 if months >= 9 else 1


def _point_ends(months: int, width: int) -> list[int]:
    return [min(first + width, months) for first in range(0, months, width)]


def points(values: FloatArray, width: int) -> FloatArray:
    """Means over neighbouring `width` months of the last axis; the last point may be shorter."""
    ends = _point_ends(values.shape[-1], width)
    mean = partial(np.mean, axis=-1)
    parts = zip([0, *ends[:-1]], ends, strict=True)
    return np.stack([mean(values[..., first:end]) for first, end in parts], axis=-1)
