"""Table `isco08_groups`: the groups of ISCO-08, English and Chinese, with their main O*NET occupation."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from andante.reference.build.isco08_titles_zh import titles_zh
from andante.reference.build.occupation_codes import ISCO_GROUPS, ONET_TITLES, onet_units
from andante.reference.build.us_crosswalk import (
    OEWS_NATIONAL,
    SOC_TO_ISCO,
    payroll_occupations,
    rows_of,
    soc_to_isco,
)
from andante.reference.catalog import Column, TableSpec
from andante.reference.occupations import OCCUPATIONS

TABLE = TableSpec(
    name="isco08_groups",
    title="Groups of ISCO-08, English and Chinese",
    publisher="International Labour Office 2012, as published with ESCO (European Commission); O*NET 30.1",
    vintage="ISCO-08; ESCO v1; OEWS May 2025",
    licence="ESCO: EU reuse with attribution (Decision 2011/833/EU); O*NET: CC BY 4.0; Chinese: Apache-2.0",
    transformation="Chinese titles are this project's own words. The main O*NET occupation is the one with "
    "the most employed persons of the United States among those brought to the unit group (SOC to ISCO-08).",
    sources=(ISCO_GROUPS, ONET_TITLES, OEWS_NATIONAL, SOC_TO_ISCO),
    columns=(
        Column("isco08", "official", "", "ISCO-08 code, one to four digits"),
        Column("title", "official", "", "its title"),
        Column("title_zh", "assumed", "", "its title in Chinese, this project's words"),
        Column("onet", "mapped", "", "O*NET-SOC 2019 code of its main occupation; null where there is none"),
    ),
    weaknesses=("The ILO publishes no Chinese titles of its own.",),
)


def chinese_titles(codes: list[str]) -> list[str]:
    """The Chinese title of every group: its own, that of its only lower group, or of the group it is in."""
    own = {o.id: o.title_zh for o in OCCUPATIONS if len(o.id) == 2} | titles_zh()
    for code in sorted(codes, key=len, reverse=True):
        below = [lower for lower in codes if len(lower) == len(code) + 1 and lower.startswith(code)]
        if code not in own and len(below) == 1:
            own[code] = own[below[0]]
    return [own.get(code) or own[code[:-1]] for code in codes]


def main_occupations(raw: Path) -> dict[str, str]:
    """Return the O*NET-SOC code with the most employed persons by unit group."""
    employed = {soc: found.employed for soc, found in payroll_occupations(raw).items()}
    weights = soc_to_isco(raw)
    units = onet_units(raw)
    most: dict[str, tuple[float, str]] = {}
    for onet in sorted(units, reverse=True):
        soc = onet[:7]
        persons = employed.get(soc, 0.0)
        for unit, weight in weights.get(soc, {units[onet][0]: 1.0}).items():
            # The general occupation of a SOC (".00") before its specialities.
            size = persons * weight + (0.5 if onet.endswith(".00") else 0.0)
            if unit not in most or size >= most[unit][0]:
                most[unit] = (size, onet)
    return {unit: onet for unit, (_, onet) in most.items()}


def build(raw: Path) -> pa.Table:
    """Return one row per group."""
    groups = [(row["code"], row["preferredLabel"]) for row in rows_of(raw / ISCO_GROUPS)]
    codes = [code for code, _ in groups]
    main = main_occupations(raw)
    return pa.table(
        {
            "isco08": codes,
            "title": [title.replace("’", "'") for _, title in groups],
            "title_zh": chinese_titles(codes),
            "onet": pa.array([main.get(code) for code in codes], pa.string()),
        }
    )
