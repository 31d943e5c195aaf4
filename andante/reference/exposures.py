"""Exposure of occupations from exposure of ISCO-08 unit groups, for any employment weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from andante.errors import Problem, ReferenceDataError
from andante.reference.catalog import DATA_FOLDER
from andante.reference.occupations import OCCUPATION_IDS
from andante.reference.tables import numbers, read_table, words

MEASURES: tuple[str, ...] = ("ilo_share", "ilo_mean", "eloundou_beta", "microsoft")


def unit_exposure(measure: str, folder: Path = DATA_FOLDER) -> dict[str, float | None]:
    """Return a measure (0..1) by ISCO-08 unit group; None where the group has no score."""
    if measure not in MEASURES:
        raise ReferenceDataError(
            Problem(f"there is no exposure {measure!r}", mend=f"Measures: {', '.join(MEASURES)}.")
        )
    return _scores(read_table("isco08_exposure", folder), measure)


def unit_exposures(folder: Path = DATA_FOLDER) -> dict[str, dict[str, float | None]]:
    """Return every measure (0..1) by ISCO-08 unit group; None where a group has no score."""
    table = read_table("isco08_exposure", folder)
    return {measure: _scores(table, measure) for measure in MEASURES}


def _scores(table: pa.Table, measure: str) -> dict[str, float | None]:
    values = zip(words(table, "isco08"), numbers(table, measure), strict=True)
    return {isco: None if value != value else float(value) for isco, value in values}


def weighted_exposure(
    scores: Mapping[str, float | None], weights: Mapping[tuple[str, str], float]
) -> dict[str, float]:
    """Return the exposure of each occupation: the mean of its unit groups' scores by weight.

    Args:
        scores: unit group -> score; None where it has none. Such groups do not count, neither as zero nor at
        all. weights: (occupation id, unit group) -> persons, in any unit.

    Raises:
        ReferenceDataError: an occupation has persons but not one scored unit group.
    """
    total: dict[str, float] = defaultdict(float)
    weight: dict[str, float] = defaultdict(float)
    persons_in: dict[str, float] = defaultdict(float)
    for (occupation, isco), persons in weights.items():
        persons_in[occupation] += persons
        score = scores.get(isco)
        if score is not None:
            total[occupation] += persons * score
            weight[occupation] += persons
    present = [occupation for occupation in OCCUPATION_IDS if persons_in[occupation] > 0]
    unscored = [occupation for occupation in present if weight[occupation] == 0]
    if unscored:
        raise ReferenceDataError(
            Problem(f"occupation {occupation} has no unit group with a score") for occupation in unscored
        )
    return {occupation: total[occupation] / weight[occupation] for occupation in present}
