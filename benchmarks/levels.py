"""The finer levels of detail and the page of sliders: seconds of a policy, and memory.

Run: python -m benchmarks.levels
"""

from __future__ import annotations

import json
from typing import Any

from andante.lab.explorer.grid import explore
from andante.lab.scenario import DEFAULT_MONTHS, Scenario
from andante.reference.regions import LEVELS
from benchmarks.comparing import Timed, compare, figure

# The counterfactual is part of every comparison: two runs of the same length.
RUNS = 2
DETAILED = "detailed"
ALONE = ("--policies", "controlled-innovation", "--no-ranges", "--workers", "1")
PROVINCES = ("--economy", "china", "--detail", "provinces")
FINEST = ("--economy", "united-states", "--detail", DETAILED)


def one_policy(*options: str, months: int) -> Timed:
    """One policy and the counterfactual, beside the competitor, on one process."""
    return compare(*ALONE, *options, "--months", str(months))


def measure(months: int = DEFAULT_MONTHS) -> list[dict[str, Any]]:
    """Every figure that takes seconds: id, value, unit, target, pass."""
    provinces = one_policy(*PROVINCES, months=months)
    found = [
        figure("provinces.average_one_policy", provinces.simulated / RUNS, "seconds", 8.0),
        figure("provinces.average_peak_memory", provinces.peak, "MiB"),
    ]
    if DETAILED not in LEVELS["united-states"]:
        return found
    finest = one_policy(*FINEST, months=months)
    return [
        *found,
        figure("detailed.average_one_policy", finest.simulated / RUNS, "seconds", 15.0),
        figure("detailed.average_peak_memory", finest.peak, "MiB", 4096.0),
    ]


def measure_long() -> list[dict[str, Any]]:
    """The figures that take minutes."""
    return [figure("explore.all_runs", explore(Scenario()).seconds, "seconds", 60.0), *everybody()]


def everybody(months: int = DEFAULT_MONTHS, scale: float = 1.0) -> list[dict[str, Any]]:
    """Every worker by province."""
    people = one_policy(*PROVINCES, "--method", "people", "--scale", f"{scale:g}", months=months)
    return [
        figure("provinces.people_one_policy", people.simulated / RUNS, "seconds", 300.0),
        figure("provinces.people_peak_memory", people.peak, "MiB", 4096.0),
    ]


if __name__ == "__main__":
    print(json.dumps(measure() + measure_long(), indent=1))
