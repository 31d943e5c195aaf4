"""The main job as users wait for it: a cold `andante compare`, and every worker of urban China simulated.

Run: python -m benchmarks.comparing
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

REPEATS = 3


def compare(*options: str) -> tuple[float, dict[str, Any]]:
    """Wall time of one cold `andante compare`, report included, and the object that it prints."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "andante", "compare", "--json", "--out", str(Path(folder) / "r")]
        started = time.perf_counter()
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=True)
        return time.perf_counter() - started, json.loads(done.stdout)


def people(scale: float) -> float:
    """Seconds of simulating one policy, 120 months, with every worker of a share of urban China."""
    options = ["--policies", "controlled-innovation", "--no-ranges", "--method", "people", "--workers", "1"]
    times = []
    for _ in range(REPEATS):
        _, found = compare(*options, "--scale", f"{scale:g}")
        times.append(found["seconds"])
    # The counterfactual is part of every comparison: two runs of 158 months each.
    return median(times) / 2


def figure(identity: str, value: float, unit: str, target: float | None = None) -> dict[str, Any]:
    """One figure beside the most that is allowed."""
    passed = None if target is None else bool(value <= target)
    return {"id": identity, "value": value, "unit": unit, "target": target, "pass": passed}


def measure() -> list[dict[str, Any]]:
    """Every figure: id, value, unit, target, pass."""
    times, simulated = zip(
        *((t, found["seconds"]) for t, found in (compare() for _ in range(REPEATS))), strict=True
    )
    full, thousandth = people(1.0), people(0.001)
    # Of all child processes so far, the largest; the people runs are among them.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return [
        figure("compare.cold_with_report", median(times), "seconds", 8.0),
        figure("compare.simulation_alone", median(simulated), "seconds"),
        figure("people.one_policy_full_scale", full, "seconds", 3.0),
        figure("people.full_scale_over_a_thousandth", full / thousandth, "ratio", 2.0),
        figure("people.peak_memory", peak, "MiB", 1024.0),
    ]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
