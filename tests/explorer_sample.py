"""A grid of made-up figures, for the tests of explore.html."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from andante.lab.explorer.grid import LINES, MEASURES, RACE, Grid, Surroundings
from andante.lab.explorer.page import PEOPLE
from andante.lab.explorer.stops import combinations, explored_sets
from andante.lab.scenario import Scenario
from andante.policies.load import load_policy


def sample_grid(count: int = 10, title: str = "Market-led", alone: bool = False) -> Grid:
    """Every figure near a tenth, people near twenty million; `alone` without a competitor."""
    rng = np.random.default_rng(5)
    sets, rows = explored_sets("china"), len(list(combinations())) + 1
    scenario = Scenario(policies=("market-led",), ranges=False)
    around = Surroundings(title, "美国", load_policy("market-led"), "The rules of 2026", "二〇二六年规则")
    return Grid(
        scenario,
        replace(load_policy("market-led"), title=title),
        "market-led",
        "Urban China",
        "中国城镇",
        sets,
        {
            name: rng.normal(0.1, 0.05, (rows, len(sets)))
            for name in MEASURES
            if not alone or name not in RACE
        },
        {
            name: rng.normal(2e7 if unit in PEOPLE else 0.1, 0.05, (rows, len(sets), count))
            for name, unit in LINES.items()
            if not alone or name not in RACE
        },
        tuple(f"{2026 + i}-12" for i in range(count)),
        12,
        1.0,
        None if alone else around,
    )
