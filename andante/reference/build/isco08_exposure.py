"""Exposure to AI by ISCO-08 unit group: the finest level at which every measure can be put side by side."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from andante.reference.build.exposure_scores import ELOUNDOU, ILO_TASKS, MICROSOFT, unit_scores
from andante.reference.build.us_sources import CROSSWALK_STEP, CROSSWALK_WEAKNESS, HOUSEHOLD_SOURCES
from andante.reference.catalog import Column, TableSpec

PUBLISHERS = "ILO and NASK (Gmyrek et al. 2025); Eloundou et al. 2024; Tomlinson et al. 2025 (Microsoft)"
LICENCES = "ILO Working Paper 140: CC BY 4.0 (derived figures); Eloundou: MIT; Microsoft: CC BY 4.0"

TABLE = TableSpec(
    name="isco08_exposure",
    title="Exposure to AI by ISCO-08 unit group",
    publisher=PUBLISHERS,
    vintage="ILO 2025; Eloundou 2023/24; Microsoft 2025; weights: United States 2025",
    licence=LICENCES,
    transformation="ILO: share of the unit group's tasks scoring .5 or more, and mean score, of 3,266 tasks. "
    "Eloundou beta (GPT-4 ratings) and Microsoft applicability: SOC 2018 to unit groups weighted by "
    "employed persons of the United States. " + CROSSWALK_STEP,
    sources=(ILO_TASKS, ELOUNDOU, MICROSOFT, *HOUSEHOLD_SOURCES),
    columns=(
        Column("isco08", "official", "", "ISCO-08 unit group"),
        Column("n_tasks", "official", "tasks", "tasks scored by the ILO; null if the group was not scored"),
        Column("ilo_share", "official", "share", "share of tasks scoring .5 or more"),
        Column("ilo_mean", "official", "score 0..1", "mean task score"),
        Column("eloundou_beta", "mapped", "score 0..1", "exposure beta, rated by GPT-4"),
        Column("microsoft", "mapped", "score 0..1", "AI applicability score"),
        Column("us_employed", "mapped", "persons", "employed persons of the United States, 2025"),
    ),
    weaknesses=(
        CROSSWALK_WEAKNESS,
        "Unit groups that no SOC leads to have no Eloundou and Microsoft score.",
        "SOC without a rating take the mean of their family: 7.3 % of persons (Eloundou), 3.2 % (Microsoft).",
        "Six residual unit groups (1.0 % of persons) have no ILO score and do not count.",
    ),
)


def build(raw: Path) -> pa.Table:
    """Return one row per unit group."""
    scores = unit_scores(raw)
    columns = [column.name for column in TABLE.columns[1:]]
    return pa.table(
        {"isco08": list(scores), **{name: pa.array([s[name] for s in scores.values()]) for name in columns}}
    )
