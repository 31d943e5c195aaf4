"""Employment by SOC occupation and industry from OEWS May 2025, with the withheld cells filled in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from andante.reference.build.fitting import fit_to_margins
from andante.reference.build.us_crosswalk import ALL_OCCUPATIONS, number, payroll_occupations, rows_of
from andante.reference.build.us_sections import SECTIONS_OF, sections_of

OEWS_BY_INDUSTRY = "derived/oews2025_national_by_industry.csv.gz"
UNPUBLISHED = "unpublished"
WITHHELD_ROUNDS = 200


@dataclass(frozen=True, slots=True)
class PayrollTable:
    """Persons by occupation and industry.

    Attributes:
        socs: SOC codes of the rows; the last is `UNPUBLISHED`: those whose detailed occupation is withheld.
        industries: OEWS codes of the columns, a partition of the survey.
        employed: (rows, columns) persons; both margins are the published ones.
        filled: persons in cells that the survey withholds, placed by fitting.
    """

    socs: tuple[str, ...]
    industries: tuple[str, ...]
    employed: NDArray[np.float64]
    filled: float


def payroll_table(raw: Path) -> PayrollTable:
    """Return OEWS May 2025 by detailed occupation and industry, official margins reproduced.

    Published cells are rounded to ten; fitting moves them by less. What an occupation or an industry has
    beyond its published cells is spread over its withheld and absent cells in proportion to both remainders
    (imputed).
    """
    occupations = payroll_occupations(raw)
    socs, industries = tuple(sorted(occupations)), tuple(SECTIONS_OF)
    row_of = {soc: i for i, soc in enumerate(socs)}
    column_of = {industry: j for j, industry in enumerate(industries)}
    published = np.zeros((len(socs), len(industries)))
    industry_totals = np.zeros(len(industries))
    for row in rows_of(raw / OEWS_BY_INDUSTRY):
        employed = number(row["tot_emp"])
        if row["industry_code"] not in column_of or employed is None:
            continue
        column = column_of[row["industry_code"]]
        if row["soc"] == ALL_OCCUPATIONS:
            industry_totals[column] = employed
        elif row["soc"] in row_of:
            published[row_of[row["soc"]], column] = employed
    totals = np.array([occupations[soc].employed for soc in socs])
    unplaced = industry_totals.sum() - totals.sum()
    published = np.vstack([published, np.zeros(len(industries))])
    totals = np.append(totals, unplaced)
    seed = published + withheld(published, totals, industry_totals)
    employed_table = fit_to_margins(seed, totals, industry_totals, tolerance=1e-12)
    filled = float(employed_table[:-1][published[:-1] == 0].sum())
    return PayrollTable((*socs, UNPUBLISHED), industries, employed_table, filled)


def withheld(
    published: NDArray[np.float64], totals: NDArray[np.float64], industry_totals: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what the unpublished cells hold, fitted to what both margins have beyond the published ones.

    Published cells are rounded, so the remainders only nearly agree; so does the result (rows, columns).
    """
    row_rest = np.maximum(totals - published.sum(axis=1), 0)
    column_rest = np.maximum(industry_totals - published.sum(axis=0), 0)
    column_rest *= row_rest.sum() / column_rest.sum()
    cells = np.where(published > 0, 0.0, np.outer(row_rest, column_rest) / row_rest.sum())
    for _ in range(WITHHELD_ROUNDS):
        columns = cells.sum(axis=0)
        cells *= np.divide(column_rest, columns, out=np.zeros_like(columns), where=columns > 0)
        rows = cells.sum(axis=1)
        cells *= np.divide(row_rest, rows, out=np.zeros_like(rows), where=rows > 0)[:, None]
    return cells


def soc_by_section(table: PayrollTable) -> dict[str, dict[str, float]]:
    """Return SOC -> ISIC section -> persons of the payroll table."""
    result: dict[str, dict[str, float]] = {}
    for i, soc in enumerate(table.socs):
        sections: dict[str, float] = defaultdict(float)
        for j, industry in enumerate(table.industries):
            if table.employed[i, j] > 0:
                for section, share in sections_of(industry, soc).items():
                    sections[section] += float(table.employed[i, j]) * share
        result[soc] = dict(sections)
    return result
