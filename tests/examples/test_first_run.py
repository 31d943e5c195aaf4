"""examples/first_run.py runs as a reader would run it, and prints the figures of the command it names."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "examples" / "first_run.py"
LINE = re.compile(r"^  .*: ([+-][\d.]+) \(([+-][\d.]+) to ([+-][\d.]+)\) (million|percentage points)$", re.M)


def output(*command: str, folder: Path) -> str:
    done = subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_first_run_prints_what_the_command_prints(tmp_path: Path) -> None:
    printed = output(str(SCRIPT), folder=tmp_path)
    names = ("market-led", "controlled-innovation")
    command = ("-m", "andante", "compare", "--policies", ",".join(names), "--no-ranges", "--json")
    policies = json.loads(output(*command, folder=tmp_path))["policies"]
    lines = LINE.findall(printed)
    measures = ("peak_youth_unemployment_rate", "output_gain", "displaced_workers")
    assert len(lines) == len(measures)
    for measure, (value, low, high, unit) in zip(measures, lines, strict=True):
        reference, other = (policies[name][measure]["value"] for name in names)
        scale = 1e-6 if unit == "million" else 100
        assert value == f"{scale * (other - reference):+.1f}"
        assert float(low) <= float(value) <= float(high)
        assert float(low) < float(high)
    assert "not a forecast" in printed
