"""The main job as users wait for it: a cold `andante compare`, and every worker of urban China simulated.

Run: python -m benchmarks.comparing
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

REPEATS = 3


@dataclass(frozen=True, slots=True)
class Timed:
    """One cold `andante compare`."""

    wall: float  # seconds of the process, report included
    simulated: float  # seconds of simulation that it says itself
    peak: float  # MiB of memory of its largest process


def compare(*options: str) -> Timed:
    """One cold `andante compare`, its results thrown away. RuntimeError with its own words if it fails."""
    with tempfile.TemporaryDirectory() as folder, open(Path(folder) / "said", "w+b") as said:
        command = [sys.executable, "-m", "andante", "compare", "--json", "--out", str(Path(folder) / "r")]
        started = time.perf_counter()
        process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=said)
        assert process.stdout is not None
        printed = process.stdout.read()
        # Waited for here, because only this gives the memory of one child alone.
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.stdout.close()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            raise RuntimeError(said.read().decode(errors="replace"))
        # The system counts kilobytes, but bytes on a Mac.
        peak = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
        return Timed(wall, json.loads(printed)["seconds"], peak)


def people(scale: float) -> Timed:
    """The median of one policy, 120 months, with every worker of a share of urban China, alone."""
    options = ["--policies", "controlled-innovation", "--no-ranges", "--method", "people", "--workers", "1"]
    alone = [*options, "--competitor", "none", "--scale", f"{scale:g}"]
    times = [compare(*alone) for _ in range(REPEATS)]
    return sorted(times, key=lambda each: each.simulated)[REPEATS // 2]


def figure(identity: str, value: float, unit: str, target: float | None = None) -> dict[str, Any]:
    """One figure beside the most that is allowed."""
    passed = None if target is None else bool(value <= target)
    return {"id": identity, "value": value, "unit": unit, "target": target, "pass": passed}


def measure() -> list[dict[str, Any]]:
    """Every figure: id, value, unit, target, pass."""
    defaults = [compare() for _ in range(REPEATS)]
    full, thousandth = people(1.0), people(0.001)
    return [
        figure("compare.cold_with_report", median(each.wall for each in defaults), "seconds", 12.0),
        figure("compare.simulation_alone", median(each.simulated for each in defaults), "seconds"),
        # The counterfactual is part of every comparison: two runs of 158 months each.
        figure("people.one_policy_full_scale", full.simulated / 2, "seconds", 3.0),
        figure("people.full_scale_over_a_thousandth", full.simulated / thousandth.simulated, "ratio", 2.0),
        figure("people.peak_memory", full.peak, "MiB", 1024.0),
    ]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
