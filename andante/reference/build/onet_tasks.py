"""The task statements of O*NET 30.1, with how each was rated for exposure to language models."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import openpyxl
import pyarrow as pa

from andante.reference.catalog import Column, TableSpec

STATEMENTS = "onet_30_1/Task_Statements.xlsx"
RATINGS = "exposure_eloundou/full_labelset.tsv.gz"

TABLE = TableSpec(
    name="onet_tasks",
    title="Tasks of occupations, O*NET 30.1",
    publisher="U.S. Department of Labor, Employment and Training Administration; Eloundou et al. 2024",
    vintage="O*NET 30.1; ratings 2023",
    licence="O*NET 30.1 Database: CC BY 4.0; Eloundou et al.: MIT",
    transformation="Task statements as published; beta of each statement (exposed alone 1, with software "
    "around the model .5) joined by O*NET-SOC and task id.",
    sources=(STATEMENTS, RATINGS),
    columns=(
        Column("task_id", "official", "", "O*NET task id"),
        Column("onet", "official", "", "O*NET-SOC 2019 code"),
        Column("task", "official", "", "the statement"),
        Column("core", "official", "", "whether the task is core to the occupation; null where not rated"),
        Column(
            "beta",
            "mapped",
            "score 0..1",
            "exposure beta of the statement, rated by GPT-4; null if not rated",
        ),
    ),
    weaknesses=(
        "How much time goes into a task is not published in the files used here: tasks of an occupation "
        "can only be weighted alike.",
        "Statements changed after the ratings have none.",
    ),
)


def build(raw: Path) -> pa.Table:
    """Return one row a task statement, ordered by occupation and id."""
    betas = _betas(raw)
    rows = []
    book = openpyxl.load_workbook(raw / STATEMENTS, read_only=True)
    for onet, _, task_id, task, kind, *_ in book.active.iter_rows(min_row=2, values_only=True):
        number = int(task_id)
        core = {"Core": True, "Supplemental": False}.get(kind)
        rows.append((onet, number, " ".join(task.split()), core, betas.get((onet, number))))
    book.close()
    rows.sort()
    onets, numbers, tasks, cores, scores = zip(*rows, strict=True)
    return pa.table(
        {
            "task_id": pa.array(numbers, pa.int32()),
            "onet": list(onets),
            "task": list(tasks),
            "core": pa.array(cores, pa.bool_()),
            "beta": pa.array(scores, pa.float64()),
        }
    )


def _betas(raw: Path) -> dict[tuple[str, int], float]:
    text = gzip.decompress((raw / RATINGS).read_bytes()).decode("utf-8")
    return {
        (row["O*NET-SOC Code"], int(float(row["Task ID"]))): float(row["beta"])
        for row in csv.DictReader(io.StringIO(text), delimiter="\t")
        if row["beta"]
    }
