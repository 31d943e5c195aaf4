"""T1: the packaged month against the published map typed independently, under a shock and over a cycle.

The map below shares nothing with the economy: dense matrices, one line per equation of the paper.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from andante.economy.exchange import Array
from andante.economy.state import Workforce
from andante.economy.streams import Streams
from andante.lab.nests.labour_flow import (
    ADJUSTMENT,
    OPENING,
    SEPARATION,
    SOURCE,
    STEPS_PER_YEAR,
    labour_flow_tables,
    labour_flow_workforce,
    published_network,
    run_steps,
    start_of,
    unemployment_rate,
)
from andante.lab.nests.result import NestResult

SHOCK_START, SHOCK_YEARS = 100, 30
CYCLE_AMPLITUDE, CYCLE_PERIOD = 0.065, 103
REPLICATES = 24


def published_map(
    employed: Array, unemployed: Array, vacancies: Array, target: Array, weights: Array
) -> tuple[Array, Array, Array]:
    """One step of the paper's deterministic approximation; (O,) vectors and the dense (O,O) weights."""
    surplus = np.clip(employed + vacancies - target, 0, None)
    lack = np.clip(target - employed - vacancies, 0, None)
    separated = SEPARATION * employed + (1 - SEPARATION) * np.minimum(ADJUSTMENT * surplus, employed)
    opened = OPENING * employed + (1 - OPENING) * np.minimum(ADJUSTMENT * lack, employed)
    chosen = weights * vacancies
    chosen = chosen / chosen.sum(axis=1, keepdims=True)
    applications = unemployed @ chosen
    filled = vacancies * (1 - np.exp(-applications / vacancies))
    moves = unemployed[:, None] * chosen * (filled / applications)
    return (
        employed - separated + moves.sum(axis=0),
        unemployed + separated - moves.sum(axis=1),
        vacancies + opened - moves.sum(axis=0),
    )


def automation_shock(persons: Array) -> Callable[[int], Array]:
    """d*(step): demand moves along a sigmoid of 30 years to a less even one, the total kept.

    `persons` (O,) is e0 + u0. The occupations hit are spread by the golden ratio; any vector serves.
    """
    hit = np.modf(np.arange(1, persons.size + 1) * 0.6180339887498949)[0]
    final = persons * (1 - 0.8 * hit)
    final = final * (persons.sum() / final.sum())
    width = SHOCK_YEARS * STEPS_PER_YEAR

    def target(step: int) -> Array:
        share = 1 / (1 + np.exp(-10 * ((step - SHOCK_START) / width - 0.5)))
        return np.asarray(persons + (final - persons) * (share if step >= SHOCK_START else 0.0))

    return target


def business_cycle(persons: Array) -> Callable[[int], Array]:
    """d*(step): all demand up and down together."""
    return lambda step: persons * (1 + CYCLE_AMPLITUDE * np.sin(2 * np.pi * step / CYCLE_PERIOD))


def largest_difference(weights: Any, employed: Array, target: Callable[[int], Array], steps: int) -> float:
    """Largest difference of any cell between packaged month and map, as a share of the labour force."""
    dense = np.asarray(weights.toarray() if hasattr(weights, "toarray") else weights)
    typed: tuple[Array, Array, Array] = start_of(employed)
    persons, worst = float(typed[0].sum() + typed[1].sum()), 0.0

    def compare(step: int, workforce: Workforce) -> None:
        nonlocal typed, worst
        typed = published_map(*typed, target(step), dense)
        packaged = (workforce.employed, workforce.unemployed, workforce.vacancies)
        worst = max(
            worst, *(float(np.abs(a.ravel() - b).max()) for a, b in zip(packaged, typed, strict=True))
        )

    run_steps(
        labour_flow_workforce(start_of(employed)), labour_flow_tables(weights), target, steps, watch=compare
    )
    return worst / persons


def people_against_average(weights: Any, employed: Array, steps: int) -> tuple[float, float]:
    """Mean unemployment over the second half of a shock: (people minus average, its standard error)."""
    tables = labour_flow_tables(weights)
    whole = start_of(employed).whole()
    persons = (whole.employed + whole.unemployed).astype(np.float64)
    target = automation_shock(persons)

    def mean_rate(workforce: Workforce, streams: Streams | None) -> Array:
        rates: list[Array] = []
        run_steps(
            workforce, tables, target, steps, streams, lambda _, after: rates.append(unemployment_rate(after))
        )
        return np.asarray(np.stack(rates[steps // 2 :]).mean(axis=0))

    average = mean_rate(labour_flow_workforce(whole.in_mean()), None)
    people = mean_rate(labour_flow_workforce(whole, REPLICATES), Streams((20,), pooled=True))
    return float(people.mean() - average[0]), float(people.std(ddof=1) / np.sqrt(REPLICATES))


def largest_occupations(weights: Any, employed: Array, count: int) -> tuple[Array, Array]:
    """The part of a network between its largest occupations, rows brought to one."""
    chosen = np.sort(np.argsort(employed)[-count:])
    dense = np.asarray(weights.toarray())[np.ix_(chosen, chosen)]
    return dense / dense.sum(axis=1, keepdims=True), employed[chosen]


def run() -> list[NestResult]:
    """The shock and the cycle on the published network; then people against average."""
    weights, employed = published_network()
    shock_steps = SHOCK_START + round(SHOCK_YEARS * STEPS_PER_YEAR) + 100
    results = [
        NestResult.close(
            identity,
            f"largest difference to the published map, {what}",
            0.0,
            largest_difference(weights, employed, target(employed), steps),
            1e-10,
            "share of the labour force",
            SOURCE,
        )
        for identity, what, target, steps in (
            ("T1 shock", "automation over 30 years", automation_shock, shock_steps),
            ("T1 cycle", "business cycle", business_cycle, 4 * CYCLE_PERIOD),
        )
    ]
    few, many = largest_occupations(weights, employed, 12)
    off, error = people_against_average(few, many * (3e7 / many.sum()), 200)
    return [
        *results,
        NestResult.close(
            "T1 people",
            f"unemployment in a shock, mean of {REPLICATES} runs of 30 million people, over method average",
            0.0,
            off,
            3 * error,
            "fraction of one",
            SOURCE,
        ),
    ]
