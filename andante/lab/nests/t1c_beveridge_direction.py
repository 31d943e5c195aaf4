"""T1c: over the business cycle unemployment and vacancies run counter-clockwise round the Beveridge curve."""

from __future__ import annotations

import numpy as np

from andante.economy.exchange import Array
from andante.economy.state import Workforce
from andante.lab.nests.labour_flow import (
    SOURCE,
    labour_flow_tables,
    labour_flow_workforce,
    published_network,
    run_steps,
    start_of,
    unemployment_rate,
)
from andante.lab.nests.result import NestResult
from andante.lab.nests.t1_labour_flow_map import CYCLE_PERIOD, business_cycle


def beveridge_loop() -> tuple[Array, Array]:
    """(steps,) unemployment rate and vacancy rate over the fourth cycle, in %."""
    weights, employed = published_network()
    points: list[tuple[float, float]] = []

    def watch(_: int, workforce: Workforce) -> None:
        posts = float(workforce.vacancies.sum())
        points.append(
            (float(unemployment_rate(workforce)[0]), posts / (posts + float(workforce.employed.sum())))
        )

    run_steps(
        labour_flow_workforce(start_of(employed)),
        labour_flow_tables(weights),
        business_cycle(employed),
        4 * CYCLE_PERIOD,
        watch=watch,
    )
    loop = 100 * np.array(points[-CYCLE_PERIOD:])
    return loop[:, 0], loop[:, 1]


def enclosed_area(unemployment: Array, vacancies: Array) -> float:
    """Signed area of a closed loop, positive counter-clockwise with unemployment to the right."""
    following_u, following_v = np.roll(unemployment, -1), np.roll(vacancies, -1)
    return float(0.5 * np.sum(unemployment * following_v - following_u * vacancies))


def run() -> list[NestResult]:
    """Pass when the loop has positive area."""
    area = enclosed_area(*beveridge_loop())
    return [
        NestResult(
            "T1c",
            "signed area of the Beveridge loop; counter-clockwise is positive",
            1.0,
            float(np.sign(area)),
            0.0,
            "sign",
            f"{SOURCE}; area {area:.3f} points squared",
            area > 0,
        )
    ]
