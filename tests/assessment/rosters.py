"""Rosters made in memory for the tests of an assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from andante.assessment.roster import CELL_SCHEMA, Roster


def roster_of(rows: Sequence[Mapping[str, object]], rejected: float = 0.0) -> Roster:
    """A roster of cells; what a row does not name is not known, its headcount is one."""
    cells = []
    for row in rows:
        cell: dict[str, object] = {field.name: None for field in CELL_SCHEMA}
        cell |= {
            "headcount": 1.0,
            "weekly_hours": 0.0,
            "hours_known": 0.0,
            "annual_pay": 0.0,
            "pay_known": 0.0,
        }
        cells.append(cell | dict(row))
    table = pa.Table.from_pylist(cells, schema=CELL_SCHEMA)
    persons = float(sum(float(str(cell["headcount"])) for cell in cells))
    return Roster(table, persons + rejected, rejected, len(rows), 0, (), 0, {}, (), "roster.csv", "0" * 64)
