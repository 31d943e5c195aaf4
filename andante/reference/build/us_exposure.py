"""Exposure to AI by occupation, United States: unit groups weighted by employed persons."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyarrow as pa

from andante.reference.build.exposure_scores import ELOUNDOU, ILO_TASKS, MICROSOFT, unit_scores
from andante.reference.build.isco08_exposure import LICENCES, PUBLISHERS
from andante.reference.build.us_household import household_units
from andante.reference.build.us_sources import CROSSWALK_STEP, CROSSWALK_WEAKNESS, HOUSEHOLD_SOURCES
from andante.reference.catalog import Column, TableSpec
from andante.reference.exposures import MEASURES, weighted_exposure

TABLE = TableSpec(
    name="us_exposure",
    title="Exposure to AI by occupation, United States",
    publisher=PUBLISHERS,
    vintage="ILO 2025; Eloundou 2023/24; Microsoft 2025; weights: CPS 2025",
    licence=LICENCES,
    transformation="Table isco08_exposure, weighted by employed persons of each unit group. "
    + CROSSWALK_STEP,
    sources=(ILO_TASKS, ELOUNDOU, MICROSOFT, *HOUSEHOLD_SOURCES),
    columns=(
        Column("occupation", "mapped", "", "Andante's occupation id"),
        Column("ilo_share", "mapped", "share", "share of tasks scoring .5 or more (baseline)"),
        Column("ilo_mean", "mapped", "score 0..1", "mean task score of the ILO"),
        Column("eloundou_beta", "mapped", "score 0..1", "exposure beta of Eloundou et al., rated by GPT-4"),
        Column("microsoft", "mapped", "score 0..1", "AI applicability score of Microsoft"),
    ),
    weaknesses=(CROSSWALK_WEAKNESS, "Exposure says what could be done, not what is or will be done."),
)


def build(raw: Path) -> pa.Table:
    """Return the four measures by occupation."""
    scores = unit_scores(raw)
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for (occupation, _, isco), persons in household_units(raw).items():
        weights[occupation, isco] += persons
    by_measure = {
        measure: weighted_exposure({isco: score[measure] for isco, score in scores.items()}, weights)
        for measure in MEASURES
    }
    occupations = list(by_measure[MEASURES[0]])
    return pa.table(
        {
            "occupation": occupations,
            **{m: [values[occupation] for occupation in occupations] for m, values in by_measure.items()},
        }
    )
