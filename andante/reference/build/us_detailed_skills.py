"""Skills of the finest occupations of the United States: how important each is, as O*NET rates it."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import openpyxl
import pyarrow as pa

from andante.reference.build.mobility_network import NODES
from andante.reference.build.us_detailed import detailed_persons
from andante.reference.build.us_sources import CROSSWALK_STEP, CROSSWALK_WEAKNESS, HOUSEHOLD_SOURCES
from andante.reference.catalog import Column, TableSpec

SKILLS = "onet_30_1/Skills.xlsx"
IMPORTANCE = "IM"
ONET, SKILL, SCALE, VALUE = 0, 3, 4, 6

TABLE = TableSpec(
    name="us_detailed_skills",
    title="Importance of skills by detailed occupation, United States",
    publisher="U.S. Department of Labor, Employment and Training Administration (O*NET 30.1)",
    vintage="O*NET 30.1; weights: CPS 2025",
    licence="O*NET 30.1 Database: CC BY 4.0",
    transformation="Importance (1 to 5) of 35 skills: mean over the O*NET occupations of a SOC, then over "
    "the SOC of a node weighted by employed persons; a SOC without ratings takes the mean of its family. "
    + CROSSWALK_STEP,
    sources=(SKILLS, NODES, *HOUSEHOLD_SOURCES),
    columns=(
        Column("occupation", "mapped", "", "node of the network: BLS broad occupation, SOC 2010"),
        Column("skill", "official", "", "skill of O*NET's content model"),
        Column("importance", "mapped", "score 1..5", "importance of the skill"),
    ),
    weaknesses=(CROSSWALK_WEAKNESS, "Importance says what a job asks for, not what a person can do."),
)


def build(raw: Path) -> pa.Table:
    """Return one row a node and skill, ordered by both."""
    rated = _rated(raw)
    names = sorted({skill for skills in rated.values() for skill in skills})
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    weights: dict[str, float] = defaultdict(float)
    for (node, _, soc, _), persons in detailed_persons(raw).units.items():
        skills = _nearest(rated, soc)
        if skills is None or persons <= 0:
            continue
        weights[node] += persons
        for name in names:
            sums[node][name] += persons * skills[name]
    nodes = sorted(weights)
    return pa.table(
        {
            "occupation": [node for node in nodes for _ in names],
            "skill": [name for _ in nodes for name in names],
            "importance": pa.array(
                [round(sums[node][name] / weights[node], 3) for node in nodes for name in names], pa.float64()
            ),
        }
    )


def _rated(raw: Path) -> dict[str, dict[str, float]]:
    """Return skill -> importance by SOC: the mean of its O*NET occupations."""
    book = openpyxl.load_workbook(raw / SKILLS, read_only=True)
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in book.active.iter_rows(min_row=2, values_only=True):
        if row[SCALE] == IMPORTANCE:
            found[row[ONET][:7]][row[SKILL]].append(float(row[VALUE]))
    book.close()
    return {
        soc: {skill: sum(values) / len(values) for skill, values in skills.items()}
        for soc, skills in found.items()
    }


def _nearest(rated: dict[str, dict[str, float]], soc: str) -> dict[str, float] | None:
    """The ratings of a SOC, or the mean of those that share its first six, five, then two characters."""
    for length in (7, 6, 5, 2):
        found = [skills for code, skills in rated.items() if code[:length] == soc[:length]]
        if found:
            return {name: sum(each[name] for each in found) / len(found) for name in found[0]}
    return None
