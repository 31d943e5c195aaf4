"""Mean wages, share of GDP and labour share by occupation, United States."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyarrow as pa

from andante.reference.build.us_crosswalk import (
    number,
    payroll_occupations,
    rows_of,
    soc_to_isco,
    to_occupations,
)
from andante.reference.build.us_household import household_units
from andante.reference.build.us_sources import (
    BLS,
    CROSSWALK_STEP,
    CROSSWALK_WEAKNESS,
    HOUSEHOLD_SOURCES,
    HOUSEHOLD_VINTAGE,
    PUBLIC_DOMAIN,
)
from andante.reference.catalog import Column, TableSpec
from andante.reference.occupations import OCCUPATION_IDS

LABOUR_SHARE = 0.535
HOURS_A_YEAR = 2080.0

TABLE = TableSpec(
    name="us_wages",
    title="Mean wage, share of GDP and labour share by occupation, United States, 2025",
    publisher=BLS,
    vintage=HOUSEHOLD_VINTAGE,
    licence=PUBLIC_DOMAIN,
    transformation=CROSSWALK_STEP
    + " Wages weighted by payroll employment (OEWS); where only an hourly mean is published, 2,080 hours. "
    "Share of GDP: wage bill of all employed persons over labour share, scaled to one. Labour share: .535 "
    "for "
    "every occupation (the value of Acemoglu 2024).",
    sources=HOUSEHOLD_SOURCES,
    columns=(
        Column("occupation", "mapped", "", "Andante's occupation id"),
        Column("mean_wage", "mapped", "US dollars a year", "mean gross wage of employees"),
        Column("gdp_share", "imputed", "share", "share of GDP in proportion to the wage bill; sums to 1"),
        Column("labour_share", "assumed", "share", "labour share of the value added by the occupation"),
    ),
    weaknesses=(
        CROSSWALK_WEAKNESS,
        "The self-employed are given the wages of employees; farm workers those of the few in the survey.",
        "One labour share for all occupations: no source gives it by occupation.",
    ),
)


def build(raw: Path) -> pa.Table:
    """Return mean wage (dollars a year), share of GDP (sum 1) and labour share by occupation."""
    wage_of = yearly_wages(raw)
    persons: dict[str, float] = defaultdict(float)
    for (occupation, _, _), employed in household_units(raw).items():
        persons[occupation] += employed
    # Payroll employment inside the groups: the household survey has 1.8 million chief executives, most of
    # them self-employed, where the payroll survey has .2 million, whose wage is not theirs.
    weights = to_occupations(soc_to_isco(raw))
    paid: dict[str, float] = defaultdict(float)
    payroll: dict[str, float] = defaultdict(float)
    for soc, occupation_paid in payroll_occupations(raw).items():
        for occupation, weight in weights[soc].items():
            paid[occupation] += occupation_paid.employed * weight
            payroll[occupation] += occupation_paid.employed * weight * wage_of[soc]
    ids = [occupation for occupation in OCCUPATION_IDS if persons[occupation] > 0]
    wages = [payroll[occupation] / paid[occupation] for occupation in ids]
    bill = [persons[occupation] * wage / LABOUR_SHARE for occupation, wage in zip(ids, wages, strict=True)]
    return pa.table(
        {
            "occupation": ids,
            "mean_wage": wages,
            "gdp_share": [value / sum(bill) for value in bill],
            "labour_share": [LABOUR_SHARE] * len(ids),
        }
    )


def yearly_wages(raw: Path) -> dict[str, float]:
    """Return SOC -> mean yearly wage in dollars."""
    hourly = {row["soc"]: number(row["h_mean"]) for row in rows_of(raw / HOUSEHOLD_SOURCES[1])}
    wages = {}
    for soc, occupation in payroll_occupations(raw).items():
        hour = hourly[soc]
        if occupation.mean_wage is not None:
            wages[soc] = occupation.mean_wage
        elif hour is not None:
            wages[soc] = hour * HOURS_A_YEAR
    return wages
