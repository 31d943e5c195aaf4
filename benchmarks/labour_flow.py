"""The labour-flow network on the published edges, and counts of people against one array element a worker.

Run: python -m benchmarks.labour_flow
"""

from __future__ import annotations

import json
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from andante.economy.streams import Streams
from andante.lab.nests.labour_flow import (
    ADJUSTMENT,
    OPENING,
    SEPARATION,
    Stocks,
    labour_flow_tables,
    labour_flow_workforce,
    published_network,
    run_steps,
    start_of,
)
from benchmarks.per_agent import Law, Workers

CHINA = 498_000_000
STEPS = {"average": 400, "people": 40}
REPEATS = 5
AGENT_SIZES = (10_000, 100_000, 1_000_000, 10_000_000, 50_000_000)
AGENT_STEPS = 20


def seconds_a_step(work: Callable[[], Any], steps: int) -> float:
    """Median over the repeats, after one run to warm up."""
    work()
    times = []
    for _ in range(REPEATS):
        began = perf_counter()
        work()
        times.append((perf_counter() - began) / steps)
    return median(times)


def nest(method: str) -> tuple[float, int]:
    """Seconds a step on the published edges with 498 million people, and the number of occupations."""
    weights, employed = published_network()
    tables = labour_flow_tables(weights)
    persons = employed * (CHINA / employed.sum())
    stocks = start_of(persons)
    if method == "people":
        stocks = stocks.whole()
    target = (stocks.employed + stocks.unemployed).astype(np.float64)
    streams = Streams((1,)) if method == "people" else None
    # Settled first: an economy far from its steady state has more events than it ever has again.
    settled = run_steps(labour_flow_workforce(stocks), tables, lambda _: target, 100, streams)

    def run() -> None:
        run_steps(settled, tables, lambda _: target, STEPS[method], streams)

    return seconds_a_step(run, STEPS[method]), len(employed)


def agents(workers: int) -> float:
    """Worker-steps a second of the per-agent engine on the same network, settled first."""
    weights, employed = published_network()
    dense = np.asarray(weights.todense(), dtype=np.float64)
    share = employed / employed.sum()
    stocks = Stocks(share * workers, 0 * share, 0.03 * share * workers).whole()
    law = Law(
        target=stocks.employed.astype(np.float64),
        mobility=dense,
        separation=np.array([SEPARATION]),
        first_to_go=np.ones(1),
        opening=OPENING,
        adjust=ADJUSTMENT,
    )
    engine = Workers(law, stocks.employed[:, None], stocks.vacancies, seed=1)
    for _ in range(30):
        engine.step()
    times = []
    for _ in range(3):
        began = perf_counter()
        for _ in range(AGENT_STEPS):
            engine.step()
        times.append((perf_counter() - began) / AGENT_STEPS)
    return len(engine.occupation) / median(times)


def at_most(identity: str, value: float, unit: str, target: float) -> dict[str, Any]:
    return {"id": identity, "value": value, "unit": unit, "target": target, "pass": bool(value <= target)}


def measure() -> list[dict[str, Any]]:
    """Every figure: id, value, unit, target, pass."""
    average, occupations = nest("average")
    people, _ = nest("people")
    rates = {size: agents(size) for size in AGENT_SIZES}
    best = max(rates, key=lambda size: rates[size])
    ratio = CHINA / people / rates[best]
    return [
        {"id": "nest.occupations", "value": occupations, "unit": "occupations", "target": None, "pass": None},
        at_most("nest.average_step", 1000 * average, "ms a step", 0.15),
        at_most("nest.people_step_498_million", 1000 * people, "ms a step", 15.0),
        *(
            {
                "id": f"per_agent.{size:_}_workers",
                "value": rate / 1e6,
                "unit": "million worker-steps a second",
                "target": None,
                "pass": None,
            }
            for size, rate in rates.items()
        ),
        {
            "id": "people_over_best_per_agent",
            "value": ratio,
            "unit": "ratio",
            "target": 100.0,
            "pass": bool(ratio >= 100.0),
        },
    ]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
