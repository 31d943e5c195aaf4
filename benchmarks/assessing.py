"""`andante assess` as a cold process, document included: a thousand people, and ten million from Parquet.

Run: python -m benchmarks.assessing
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.rosters import figure, groups

CASE = Path(__file__).parents[1] / "examples" / "customer-service"
REPEATS = 5
ROWS = 10_000_000
KNOWN = ("customer service representative", "software developer", "accountant", "warehouse worker", "nurse")
_RUN = """
import json, os, resource, sys, time
began = time.perf_counter()
from andante.cli.main import run
sys.stdout = sys.stderr = open(os.devnull, "w")
code = run(sys.argv[1:])
print(json.dumps({
    "seconds": time.perf_counter() - began, "code": code,
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}), file=sys.__stdout__)
"""


def assess(roster: Path, out: Path) -> dict[str, float]:
    """What one cold process needs; it must end as it should."""
    words = ["assess", str(CASE / "deployment.yaml"), "--roster", str(roster), "--on", "2026-11-24"]
    words += ["--policy", "controlled-innovation", "--out", str(out), "--force"]
    done = subprocess.run([sys.executable, "-c", _RUN, *words], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    assert found["code"] in (0, 3)
    assert (out / "document.html").is_file()
    return found


def one_row_a_person(path: Path) -> None:
    """The roster of the worked case with a row for each of its thousand people."""
    with (CASE / "roster.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    every = [row | {"headcount": "1"} for row in rows for _ in range(int(row["headcount"]))]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(every)


def half_known(rows: int, path: Path) -> None:
    """Ten million people, every second one with a job title that is known."""
    writer = None
    for table in groups(rows):
        places = pa.array([i % len(KNOWN) for i in range(table.num_rows)], pa.int32())
        known = pa.DictionaryArray.from_arrays(places, pa.array(KNOWN)).cast(pa.string())
        every_second = pa.array([i % 2 == 0 for i in range(table.num_rows)])
        titles = pc.if_else(every_second, known, table["job title"].combine_chunks())
        table = table.set_column(0, "job title", titles)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()


def measure(repeats: int = REPEATS) -> list[dict[str, Any]]:
    """A thousand people: id, value, unit, target, pass."""
    with tempfile.TemporaryDirectory() as folder:
        roster = Path(folder) / "roster.csv"
        one_row_a_person(roster)
        seconds = median(assess(roster, Path(folder) / "out")["seconds"] for _ in range(repeats))
    return [figure("assess.thousand_rows_cold", seconds, "seconds", 2.0)]


def measure_long(rows: int = ROWS) -> list[dict[str, Any]]:
    """Ten million people from Parquet."""
    with tempfile.TemporaryDirectory() as folder:
        roster = Path(folder) / "roster.parquet"
        half_known(rows, roster)
        found = assess(roster, Path(folder) / "out")
    return [
        figure("assess.ten_million_rows", found["seconds"], "seconds", 20.0),
        figure("assess.ten_million_memory", found["memory"], "MiB", 2e9 / 2**20),
    ]


if __name__ == "__main__":
    print(json.dumps(measure() + measure_long(), indent=1))
