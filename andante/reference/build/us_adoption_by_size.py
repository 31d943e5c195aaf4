"""Use of AI by firm size, United States: BTOS supplement, December 2023 to February 2024."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from andante.reference.catalog import Column, TableSpec

SUPPLEMENT = "btos/BTOS_AI_Supplement_Table_2024.xlsx"
SHEET = "Employment Response Estimates"
# (scope, question, answer) -> indicator; scope 1 is all firms, 3 firms whose AI does tasks of employees.
QUESTIONS = {
    (1, 1, 1): "firm_ai_use",
    (1, 8, 1): "firm_ai_use_expected_in_6_months",
    (2, 3, 1): "ai_performs_tasks_of_employees_among_users",
    (3, 4, 1): "small_number_of_tasks",
    (3, 4, 2): "moderate_number_of_tasks",
    (3, 4, 3): "large_number_of_tasks",
}
SIZES = {"A": "1-4", "B": "5-9", "C": "10-19", "D": "20-49", "E": "50-99", "F": "100-249", "G": "250+"}

TABLE = TableSpec(
    name="us_adoption_by_size",
    title="Firms using AI by size, United States, December 2023 to February 2024",
    publisher="US Census Bureau, Business Trends and Outlook Survey, AI supplement",
    vintage="December 2023 to February 2024",
    licence="US Government work, public domain",
    transformation="Percent to fractions of one; selected questions.",
    sources=(SUPPLEMENT,),
    columns=(
        Column("firm_size", "official", "workers", "size class of the firm"),
        Column("indicator", "official", "", "question and answer"),
        Column("value", "official", "fraction of one", "share of the firms asked; null if withheld"),
        Column("standard_error", "official", "fraction of one", "its standard error"),
    ),
)


def build(raw: Path) -> pa.Table:
    """Return one row per size and indicator."""
    import openpyxl

    book = openpyxl.load_workbook(raw / SUPPLEMENT, read_only=True, data_only=True)
    rows = []
    for size, scope, question, _, answer, _, value, error, *_ in book[SHEET].iter_rows(
        min_row=2, values_only=True
    ):
        if size in SIZES and scope is not None:
            indicator = QUESTIONS.get((int(scope), int(question), int(answer)))
            if indicator:
                rows.append((SIZES[size], indicator, _fraction(value), _fraction(error)))
    book.close()
    return pa.table(
        {
            "firm_size": [row[0] for row in rows],
            "indicator": [row[1] for row in rows],
            "value": pa.array([row[2] for row in rows], pa.float64()),
            "standard_error": pa.array([row[3] for row in rows], pa.float64()),
        }
    )


def _fraction(cell: object) -> float | None:
    try:
        return round(float(str(cell).rstrip("%")) / 100, 6)
    except ValueError:
        return None
