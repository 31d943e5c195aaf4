"""Reading a roster of ten million people: Parquet and CSV, time of a cold process and its largest memory.

The roster is made here, from a fixed seed: 20,000 job titles (few common, most rare), age, sex, contract, 300
places, monthly pay and weekly hours, one row a person. Run: python -m benchmarks.rosters
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

ROWS = 10_000_000
FEW_ROWS = 1_000_000
TITLES = 20_000
PLACES = 300
REPEATS = 3
_GROUP = 1_000_000
_READ = """
import json, resource, sys, time
began = time.perf_counter()
from andante.assessment.roster_file import read_roster
roster = read_roster(sys.argv[1])
print(json.dumps({
    "seconds": time.perf_counter() - began,
    "processor": sum(resource.getrusage(resource.RUSAGE_SELF)[:2]),
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "headcount": roster.headcount, "rejected": roster.rejected, "problems": roster.problem_count,
    "cells": roster.cells.num_rows,
}))
"""


def groups(rows: int, seed: int = 4) -> Iterator[pa.Table]:
    """A made-up roster of so many persons, a million at a time."""
    random = np.random.default_rng(seed)
    titles = np.array(
        [f"{'Senior ' if i % 7 == 0 else ''}Position {i}, Unit {i % 97}" for i in range(TITLES)]
    )
    places = np.array([f"Place {i}" for i in range(PLACES)])
    often = 1.0 / (np.arange(TITLES) + 10.0)
    where = 1.0 / (np.arange(PLACES) + 5.0)
    for at in range(0, rows, _GROUP):
        n = min(_GROUP, rows - at)
        columns = {
            "job title": _words(titles, random.choice(TITLES, n, p=often / often.sum())),
            "age": pa.array(random.integers(16, 70, n)),
            "sex": _words(np.array(["female", "male"]), random.integers(0, 2, n)),
            "contract": _words(np.array(["permanent", "fixed-term", "agency"]), random.integers(0, 3, n)),
            "place": _words(places, random.choice(PLACES, n, p=where / where.sum())),
            "monthly pay": pa.array(np.round(random.lognormal(8.5, 0.5, n), 2)),
            "weekly hours": pa.array(random.choice([20.0, 32.0, 37.5, 40.0, 48.0], n)),
        }
        yield pa.table(columns)


def _words(words: Any, numbers: Any) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), pa.array(words)).cast(pa.string())


@contextmanager
def written(rows: int) -> Iterator[tuple[Path, Path]]:
    """The same roster as a Parquet and as a CSV file, in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as writers:
        parquet, csv = Path(folder) / "roster.parquet", Path(folder) / "roster.csv"
        tables = groups(rows)
        first = next(tables)
        into_parquet = writers.enter_context(pq.ParquetWriter(parquet, first.schema))
        into_csv = writers.enter_context(pacsv.CSVWriter(csv, first.schema))
        for table in chain([first], tables):
            into_parquet.write_table(table)
            into_csv.write_table(table)
        writers.close()
        yield parquet, csv


def read(path: Path, rows: int) -> dict[str, float]:
    """What one cold process needs; everyone must be in the cells."""
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(path)], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    assert found["headcount"] == rows
    assert found["rejected"] == found["problems"] == 0
    return found


def figure(identity: str, value: float, unit: str, target: float | None = None) -> dict[str, Any]:
    """One figure beside the most that is allowed."""
    passed = None if target is None else bool(value <= target)
    return {"id": identity, "value": value, "unit": unit, "target": target, "pass": passed}


def measure(rows: int = FEW_ROWS) -> list[dict[str, Any]]:
    """The figure that takes seconds: id, value, unit, target, pass."""
    with written(rows) as (parquet, _):
        return [figure("rosters.parquet_one_million", read(parquet, rows)["seconds"], "seconds")]


def measure_long(rows: int = ROWS) -> list[dict[str, Any]]:
    """The figures of ten million people."""
    with written(rows) as (parquet, csv):
        of_parquet = [read(parquet, rows) for _ in range(REPEATS)]
        of_csv = read(csv, rows)
    seconds, processor = (median(each[of] for each in of_parquet) for of in ("seconds", "processor"))
    memory = max(each["memory"] for each in of_parquet)
    return [
        figure("rosters.parquet_ten_million", seconds, "seconds", 20.0),
        figure("rosters.parquet_processor", processor, "processor seconds"),
        figure("rosters.parquet_memory", memory, "MiB", 2e9 / 2**20),
        figure("rosters.parquet_cells", of_parquet[0]["cells"], "cells"),
        figure("rosters.csv_ten_million", of_csv["seconds"], "seconds"),
        figure("rosters.csv_memory", of_csv["memory"], "MiB"),
    ]


if __name__ == "__main__":
    print(json.dumps(measure() + measure_long(), indent=1))
