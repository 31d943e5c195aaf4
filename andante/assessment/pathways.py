"""Where those can go whose work is taken over: occupations in reach, pay, skills, exposure, time to a job."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from andante.assessment.cells import CodedCells
from andante.assessment.coding import TitleCoder
from andante.assessment.deployment import Deployment, Place
from andante.assessment.findings import Destination, Span
from andante.assessment.network import OccupationNetwork, load_occupation_network
from andante.assessment.shares import CENTRAL, TimeShares
from andante.assessment.suppression import shown
from andante.economy.parameters import definition
from andante.reference.economies import ReferenceEconomy, load_economy
from andante.reference.occupations import occupation_of_isco
from andante.reference.regions import BY_PROVINCE, RegionalDetail, load_regions

FloatArray = NDArray[np.float64]
ORIGINS = 5
TOP = 3
LONGEST_SPELL = 120.0
"""Months at which the mean spell of unemployment is cut off."""
EXPOSED_RANK = 0.75
"""An occupation counts as exposed where its mean rank over the measures is in the top quarter of workers."""
SOURCE = (
    "moves between occupations, United States 2011-2019 (del Rio-Chanona et al.); pay OEWS 2025; O*NET 30.1"
)


def destinations_of(
    deployment: Deployment,
    cells: CodedCells,
    shares: TimeShares,
    coder: TitleCoder,
    network: OccupationNetwork | None = None,
) -> tuple[Destination, ...]:
    """The top three destinations of up to five occupations with most work taken over, in that order.

    Odds are shares of those who go to another occupation. Pay change compares the two occupations' mean pay
    in the United States. Time to a job is the mean spell of unemployment that the place's unemployment rate
    and the economy's separation rate imply in a steady state: u / (s (1 - u)) months.
    """
    work = cells.per_unit(cells.work) * shares.automated[CENTRAL]
    visible = shown(cells.per_unit(cells.headcount).tolist())
    origins = [u for u in np.argsort(-work, kind="stable") if work[u] > 0 and visible[u]][:ORIGINS]
    if not origins:
        return ()
    network = network or load_occupation_network()
    ranks = _ranks(network)
    economy = load_economy(deployment.place.country) if deployment.place.country else None
    months = None if economy is None else months_to_job(economy, deployment.place)
    local = _LocalJobs.of(economy, deployment.place)
    found: list[Destination] = []
    for u in origins:
        isco = cells.units[u]
        start = network.origin(isco)
        if start is None:
            continue
        found += _top(network, ranks, isco, start, coder, months, local, economy)
    return tuple(found)


def _top(
    network: OccupationNetwork,
    ranks: FloatArray,
    isco: str,
    start: FloatArray,
    coder: TitleCoder,
    months: Span | None,
    local: _LocalJobs,
    economy: ReferenceEconomy | None,
) -> list[Destination]:
    odds = np.asarray(start @ network.movers).ravel()
    # Another employer in the same occupation is no move between occupations.
    odds[[unit.startswith(isco) for unit in network.unit_of]] = 0.0
    if odds.sum() <= 0:
        return []
    odds = odds / odds.sum()
    pay = float(start @ network.pay)
    skills = start @ np.nan_to_num(network.skills)
    label = "official" if economy is not None and economy.jurisdiction == "US" else "mapped"
    found = []
    for node in np.argsort(-odds, kind="stable")[:TOP]:
        unit = network.unit_of[node]
        scores = network.exposure[:, node]
        found.append(
            Destination(
                origin=isco,
                isco=unit,
                title=network.titles[node],
                title_zh=coder.title_of(unit)[1],
                odds=float(odds[node]),
                pay_change=float(network.pay[node] / pay - 1.0),
                skill_distance=_distance(network, skills, int(node)),
                exposure=Span(float(scores.min()), float(np.median(scores)), float(scores.max()), "mapped"),
                exposed=bool(ranks[node] >= EXPOSED_RANK),
                months_to_job=months,
                local_employment=local.employed(unit),
                source=SOURCE,
                label=label,
            )
        )
    return found


def _distance(network: OccupationNetwork, skills: FloatArray, node: int) -> float | None:
    if np.isnan(network.skills[node]).any() or network.skill_scale <= 0:
        return None
    return float(np.linalg.norm(network.skills[node] - skills) / network.skill_scale)


def _ranks(network: OccupationNetwork) -> FloatArray:
    """(N) mean over the measures of the share of workers in less exposed occupations."""
    weights = network.employed / network.employed.sum()
    ranks = np.zeros(len(network.codes))
    for scores in network.exposure:
        order = np.argsort(scores, kind="stable")
        below = np.cumsum(weights[order]) - weights[order] / 2
        ranks[order] += below / len(network.exposure)
    return ranks


def months_to_job(economy: ReferenceEconomy, place: Place) -> Span:
    """Months of unemployment on average, from the place's rate (else the country's) and the range of s."""
    rate = place.unemployment_rate if place.unemployment_rate is not None else economy.unemployment_rate
    about = definition("separation_rate")
    low, central, high = (
        about.low_for(economy.name),
        about.default_for(economy.name),
        about.high_for(economy.name),
    )
    # The more people leave their jobs, the shorter a spell must be for the same rate.
    return Span(1.0 / high, 1.0 / central, 1.0 / low, "imputed").each(
        lambda months: min(rate / (1.0 - rate) * months, LONGEST_SPELL) if rate < 1 else LONGEST_SPELL
    )


class _LocalJobs:
    """Employment by packaged occupation group in the place's region, else in the country."""

    def __init__(self, by_group: Mapping[str, float]) -> None:
        self._by_group = by_group

    @classmethod
    def of(cls, economy: ReferenceEconomy | None, place: Place) -> _LocalJobs:
        if economy is None:
            return cls({})
        region = _region(economy, place)
        if region is None:
            return cls(dict(zip(economy.occupations, economy.employment.tolist(), strict=True)))
        detail, r = region
        return cls(dict(zip(economy.occupations, detail.employment[:, r].tolist(), strict=True)))

    def employed(self, unit: str) -> float | None:
        """Persons in the packaged group of a unit group; None where there is none."""
        try:
            group = occupation_of_isco(unit)
        except ValueError:
            return None
        return None if group is None else self._by_group.get(group)


def _region(economy: ReferenceEconomy, place: Place) -> tuple[RegionalDetail, int] | None:
    if place.region is None:
        return None
    detail = load_regions(economy, BY_PROVINCE)
    assert detail is not None
    return (detail, detail.regions.index(place.region)) if place.region in detail.regions else None
