"""The measures of exposure that stand side by side in an assessment, and their values by unit group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from andante.reference.catalog import DATA_FOLDER
from andante.reference.exposures import unit_exposures
from andante.reference.tables import read_table, words

NOT_SCORED = "not_scored"
GRADIENTS = ("not_exposed", "minimal", "gradient_1", "gradient_2", "gradient_3", "gradient_4", NOT_SCORED)


@dataclass(frozen=True, slots=True)
class About:
    """What a measure is called and where it comes from."""

    title: str
    title_zh: str
    source: str
    label: str


MEASURES: Mapping[str, About] = MappingProxyType(
    {
        "declared": About("As declared", "按申报", "deployment file: tasks", "declared"),
        "ilo_share": About(
            "ILO: tasks that score .5 or more",
            "国际劳工组织：评分不低于0.5的任务占比",
            "Gmyrek et al. 2025, ILO Working Paper 140",
            "official",
        ),
        "ilo_mean": About(
            "ILO: mean score of the tasks",
            "国际劳工组织：任务平均评分",
            "Gmyrek et al. 2025, ILO Working Paper 140",
            "official",
        ),
        "eloundou_beta": About(
            "Eloundou et al.: exposure beta", "Eloundou等：暴露度β", "Eloundou et al. 2024", "mapped"
        ),
        "microsoft": About(
            "Microsoft: AI applicability", "微软：人工智能适用度", "Tomlinson et al. 2025", "mapped"
        ),
    }
)


def exposures_of(units: Sequence[str], folder: Path = DATA_FOLDER) -> dict[str, dict[str, float | None]]:
    """Every measure for every unit group, in the order given; None where it has no score.

    A code of fewer than four digits takes the plain mean of its unit groups that have one.
    """
    return {
        name: {unit: _score(scores, unit) for unit in units}
        for name, scores in unit_exposures(folder).items()
    }


def unit_gradients(units: Sequence[str], folder: Path = DATA_FOLDER) -> dict[str, str]:
    """The ILO's gradient of each unit group; "not_scored" where it has none, as codes under four digits."""
    table = read_table("ilo_gradients", folder)
    known = dict(zip(words(table, "isco08"), words(table, "gradient"), strict=True))
    return {unit: known.get(unit, NOT_SCORED) for unit in units}


def _score(scores: Mapping[str, float | None], unit: str) -> float | None:
    if unit in scores:
        return scores[unit]
    below = [score for code, score in scores.items() if code.startswith(unit) and score is not None]
    return sum(below) / len(below) if below else None
