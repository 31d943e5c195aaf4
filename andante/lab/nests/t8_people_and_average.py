"""T8: method people agrees with method average: the noise shrinks with the square root of the population.

Replicates are drawn together; every occupation keeps at least a thousand workers at the smallest size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from andante.economy.exchange import Array
from andante.economy.state import Workforce
from andante.economy.streams import Streams
from andante.lab.nests.labour_flow import (
    Stocks,
    labour_flow_tables,
    labour_flow_workforce,
    published_network,
    run_steps,
    start_of,
    unemployment_rate,
)
from andante.lab.nests.result import NestResult
from andante.lab.nests.t1_labour_flow_map import largest_occupations

SIZES = (10**5, 10**6, 10**7, 10**8)
OCCUPATIONS, REPLICATES, SETTLING, WATCHED = 8, 200, 400, 30
SOURCE = "central limit theorem; model.md nest (i)"


@dataclass(frozen=True, slots=True)
class Noise:
    """What people do at one size of the population."""

    persons: int
    scaled_deviation: float
    """rms(u_people - u_average) sqrt(N)."""
    least_employed: int
    persons_lost: int


def noise_at(persons: int, weights: Array, settled: Workforce, replicates: int = REPLICATES) -> Noise:
    """Run `replicates` populations of `persons` from the settled average and measure their deviation."""
    stocks = Stocks(settled.employed.ravel(), settled.unemployed.ravel(), settled.vacancies.ravel())
    whole = stocks.whole(persons / float(settled.persons()[0]))
    tables = labour_flow_tables(weights)
    # One job wanted for every person of the start, in the proportions of the start.
    demanded = _network()[1]
    target = demanded * (float(whole.employed.sum() + whole.unemployed.sum()) / demanded.sum())
    average = labour_flow_workforce(whole.in_mean())
    people = labour_flow_workforce(whole, replicates)
    streams = Streams((persons,), pooled=True)
    squares: list[float] = []
    least = persons
    expected: list[float] = []
    run_steps(
        average,
        tables,
        lambda _: target,
        WATCHED,
        watch=lambda _, after: expected.append(float(unemployment_rate(after)[0])),
    )

    def watch(step: int, after: Workforce) -> None:
        nonlocal least
        least = min(least, int(after.employed.min()))
        if step >= WATCHED // 2:
            squares.append(float(np.mean((unemployment_rate(after) - expected[step]) ** 2)))

    after = run_steps(people, tables, lambda _: target, WATCHED, streams, watch)
    lost = int(np.abs(after.persons() - people.persons()).max())
    return Noise(persons, float(np.sqrt(np.mean(squares) * persons)), least, lost)


def _network() -> tuple[Array, Array]:
    return largest_occupations(*published_network(), OCCUPATIONS)


def settled_average() -> tuple[Array, Workforce]:
    """The network's weights and its workforce at rest in method average."""
    weights, employed = _network()
    workforce = run_steps(
        labour_flow_workforce(start_of(employed)),
        labour_flow_tables(weights),
        lambda _: employed,
        SETTLING,
    )
    return weights, workforce


def run(replicates: int = REPLICATES) -> list[NestResult]:
    """The scaled deviation over four sizes, and persons lost (none)."""
    weights, settled = settled_average()
    found = [noise_at(persons, weights, settled, replicates) for persons in SIZES]
    scaled = [each.scaled_deviation for each in found]
    listed = ", ".join(f"{each.persons:.0e}: {each.scaled_deviation:.3f}" for each in found)
    return [
        NestResult(
            "T8",
            f"largest over smallest rms(du) sqrt(N) ({listed}; at least {found[0].least_employed} employed)",
            1.0,
            max(scaled) / min(scaled),
            0.25,
            "ratio",
            SOURCE,
            max(scaled) / min(scaled) <= 1.25 and found[0].least_employed >= 1000,
        ),
        NestResult.close(
            "T8 persons",
            "persons lost or created in any run",
            0.0,
            float(max(each.persons_lost for each in found)),
            0.0,
            "persons",
            SOURCE,
        ),
    ]
