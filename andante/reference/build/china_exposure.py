"""Table `china_exposure`: exposure of occupations to AI, with China's weights inside the occupations.

Exposure is published by ISCO-08 unit group. What China's census adds is which part of an occupation comes
from which census occupation, and the published links from there to unit groups; among the unit groups
that a link allows, the weights are those of the United States for want of a Chinese source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from andante.reference.build.china_borrowed import unit_employment
from andante.reference.build.china_crosswalk import published_units
from andante.reference.build.china_employment_sector import URBAN_SOURCES
from andante.reference.build.china_urban import UrbanWork, urban_work
from andante.reference.build.exposure_scores import ELOUNDOU, ILO_TASKS, MICROSOFT, unit_scores
from andante.reference.build.isco08_exposure import LICENCES, PUBLISHERS
from andante.reference.catalog import Column, TableSpec
from andante.reference.exposures import MEASURES, weighted_exposure
from andante.reference.occupations import OCCUPATION_IDS, occupation_of_isco

TABLE = TableSpec(
    name="china_exposure",
    title="China: exposure to AI by occupation",
    publisher=PUBLISHERS,
    vintage="ILO 2025; Eloundou 2023/24; Microsoft 2025; weights: urban China 2025",
    licence=LICENCES,
    transformation=(
        "Mean over unit groups. Weights: urban persons of each census occupation, spread over the unit "
        "groups of "
        "the occupation that published links allow, in the proportions of the United States."
    ),
    sources=(ILO_TASKS, ELOUNDOU, MICROSOFT, *URBAN_SOURCES),
    columns=(
        Column("occupation", "mapped", "", "Occupation id"),
        Column("ilo_share", "imputed", "share", "Share of tasks scoring .5 or more (baseline)"),
        Column("ilo_mean", "imputed", "score 0..1", "Mean task score of the ILO"),
        Column("eloundou_beta", "imputed", "score 0..1", "Exposure beta of Eloundou et al."),
        Column("microsoft", "imputed", "score 0..1", "AI applicability score of Microsoft"),
    ),
    weaknesses=(
        "Inside a two-digit group China's mix is unknown; most weights are those of the United States.",
        "Subsistence farmers have the Eloundou and Microsoft scores of farmers.",
        "Exposure says what could be done, not what is or will be done.",
    ),
)


def unit_weights(
    work: UrbanWork,
    allowed: Mapping[str, frozenset[str]],
    borrowed: Mapping[str, Mapping[str, float]],
    units: Mapping[str, frozenset[str]],
) -> dict[tuple[str, str], float]:
    """Return urban persons by (occupation id, unit group).

    Args:
        work: urban persons by link.
        allowed: census occupation -> unit groups that published links lead to.
        borrowed: occupation id -> unit group -> persons in the United States.
        units: occupation id -> its scored unit groups.

    A link's persons go to the allowed unit groups of its occupation in the borrowed proportions; where no
    published link leads into the occupation, to all its unit groups; where nobody in the United States is in
    one of them, in equal parts.
    """
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for link, persons in zip(work.links, work.urban_cells.sum(axis=1).tolist(), strict=True):
        if link.occupation not in OCCUPATION_IDS:
            continue
        groups = allowed.get(link.census_occupation, frozenset()) & units[link.occupation]
        groups = groups or units[link.occupation]
        proportions = {unit: borrowed.get(link.occupation, {}).get(unit, 0.0) for unit in sorted(groups)}
        if sum(proportions.values()) == 0:
            proportions = dict.fromkeys(proportions, 1.0)
        total = sum(proportions.values())
        for unit, proportion in proportions.items():
            weights[link.occupation, unit] += persons * proportion / total
    return dict(weights)


def with_stand_ins(scores: Mapping[str, float | None]) -> dict[str, float | None]:
    """Give subsistence farmers (63), whom no American code leads to, the mean score of farmers (61)."""
    farmers = [score for unit, score in scores.items() if unit.startswith("61") and score is not None]
    mean = sum(farmers) / len(farmers)
    return {
        unit: mean if score is None and unit.startswith("63") else score for unit, score in scores.items()
    }


def build(raw: Path) -> pa.Table:
    """Return the four measures by occupation."""
    scores = unit_scores(raw)
    units: dict[str, set[str]] = defaultdict(set)
    for unit, score in scores.items():
        occupation = occupation_of_isco(unit)
        if occupation is not None and score["ilo_share"] is not None:
            units[occupation].add(unit)
    allowed: dict[str, frozenset[str]] = defaultdict(frozenset)
    for code, targets in published_units(raw).items():
        allowed[code[:3]] |= targets
    weights = unit_weights(
        urban_work(raw), allowed, unit_employment(raw), {o: frozenset(u) for o, u in units.items()}
    )
    by_measure = {
        measure: weighted_exposure(
            with_stand_ins({unit: score[measure] for unit, score in scores.items()}), weights
        )
        for measure in MEASURES
    }
    occupations = list(by_measure[MEASURES[0]])
    return pa.table(
        {
            "occupation": occupations,
            **{m: [values[o] for o in occupations] for m, values in by_measure.items()},
        }
    )
