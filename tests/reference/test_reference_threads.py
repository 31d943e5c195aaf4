"""Reading starts no thread: one that starts while Python ends aborts a command that has done its work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

COUNT = """
import os, sys
import pyarrow as pa, pyarrow.parquet as pq
from pathlib import Path
from andante.lab.results import Results, read_results, write_results
from andante.reference.tables import read_table

def threads():
    return len(os.listdir("/proc/self/task"))

place = Path(sys.argv[1])
before = threads()
table = read_table("china_adoption_history")
after_table = threads()
write_results(Results({"name": "x"}, {"rows": table}), place)
read_results(place)
print(before, after_table, threads())
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted on Linux")
def test_reading_tables_and_results_starts_no_thread(tmp_path: Path) -> None:
    command = [sys.executable, "-c", COUNT, str(tmp_path / "results")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    before, after_table, after_results = map(int, done.stdout.split())
    assert before == after_table == after_results
