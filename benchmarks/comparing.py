"""The main job as users wait for it: a cold `andante compare`, and every worker of urban China simulated.

Run: python -m benchmarks.comparing
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
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


# A process begins with the memory mark of the one that starts it, which may be large (a test runner); a small
# process between the two starts the command and reads what its child alone needed.
_BETWEEN = """
import json, resource, subprocess, sys, time
began = time.perf_counter()
code = subprocess.run(sys.argv[2:], check=False).returncode
wall = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
with open(sys.argv[1], "w") as file:
    json.dump({"code": code, "wall": wall, "peak": peak}, file)
"""


def compare(*options: str) -> Timed:
    """One cold `andante compare`, its results thrown away. RuntimeError with its own words if it fails."""
    with tempfile.TemporaryDirectory() as folder:
        needed = Path(folder) / "needed.json"
        command = [sys.executable, "-m", "andante", "compare", "--json", "--out", str(Path(folder) / "r")]
        between = [sys.executable, "-c", _BETWEEN, str(needed)]
        done = subprocess.run([*between, *command, *options], capture_output=True, check=True)
        found = json.loads(needed.read_text(encoding="utf-8"))
    if found["code"] != 0:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    # The system counts kilobytes, but bytes on a Mac.
    peak = found["peak"] / (2**20 if sys.platform == "darwin" else 2**10)
    return Timed(found["wall"], json.loads(done.stdout)["seconds"], peak)


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
