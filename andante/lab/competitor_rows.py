"""What became of the competitor of a comparison, and what its chip supply path assumes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from andante.lab.chip_paths import ChipPathFile
from andante.lab.comparison import NO_FURTHER_ADOPTION, ChipSummary, CompetitorSummary, Path
from andante.lab.competitor import World, competitor_name
from andante.lab.measures import DEFINITIONS, all_measures, with_range
from andante.lab.paths import monthly_path, policy_paths, whole
from andante.lab.run import PolicyRun
from andante.lab.scenario import Scenario
from andante.reference.economies import ReferenceEconomy


def competitor_summary(
    reference: ReferenceEconomy, world: World, runs: Mapping[str, PolicyRun], ranges: bool
) -> CompetitorSummary | None:
    """What became of the competitor beside each policy; `runs` are those of the ranges (method average)."""
    away = {name: run.competitor for name, run in runs.items() if run.competitor is not None}
    if NO_FURTHER_ADOPTION not in away or world.competitor is None:
        return None
    policy = world.competitor.policy
    without = away[NO_FURTHER_ADOPTION]
    measures, paths = {}, {}
    for name, run in away.items():
        paths[name] = policy_paths(run, without, run, without, ranges)
        if name == NO_FURTHER_ADOPTION:
            continue
        known = {d.series for d in DEFINITIONS.values()} & set(run.series) & set(without.series)
        values = all_measures({n: run.part(n) for n in known}, {n: without.part(n) for n in known})
        measures[name] = {
            m: with_range(v, DEFINITIONS[m].unit, ranges) for m, v in values.items() if np.isfinite(v).all()
        }
    return CompetitorSummary(
        economy=reference.name,
        title=reference.title,
        title_zh=reference.title_zh,
        policy=policy.name,
        policy_title=policy.title,
        policy_title_zh=policy.title_zh,
        policy_hash=policy.hash,
        population=float(without.population),
        measures=measures,
        paths=paths,
    )


CHIP_SERIES = {
    "chips": "H100-equivalents installed",
    "domestic_chips": "H100-equivalents a month",
    "log_capability": "log points over the frontier of the month before the policies",
    "inference_price": "log points over the start",
}


def chip_summary(
    file: ChipPathFile, runs: Mapping[str, PolicyRun], around: Mapping[str, PolicyRun], scenario: Scenario
) -> ChipSummary:
    """The chip supply path with what it came to in both economies, beside the first policy."""
    name = next(each for each in runs if each != NO_FURTHER_ADOPTION)
    paths: dict[str, dict[str, Path]] = {
        scenario.economy: _chip_paths(runs[name], around[name], scenario.ranges)
    }
    away, away_around = runs[name].competitor, around[name].competitor
    other = competitor_name(scenario)
    if away is not None and away_around is not None and other is not None:
        paths[other] = _chip_paths(away, away_around, scenario.ranges)
    return replace(file.summary(), paths=paths)


def _chip_paths(run: PolicyRun, around: PolicyRun, ranges: bool) -> dict[str, Path]:
    return {
        series: monthly_path(run, whole(run, series), whole(around, series), unit, ranges)
        for series, unit in CHIP_SERIES.items()
        if series in run.series
    }
