"""The four published exposure measures by ISCO-08 unit group."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from andante.reference.build.us_crosswalk import rows_of
from andante.reference.build.us_household import household_units

ILO_TASKS = "derived/ilo2025_tasks.csv.gz"
ELOUNDOU = "exposure_eloundou/occ_level.csv"
MICROSOFT = "exposure_microsoft/soc_ai_applicability_scores.csv"
ELOUNDOU_COLUMN = "dv_rating_beta"
EXPOSED_FROM = 0.5

Scores = dict[str, float]


def ilo_scores(raw: Path) -> tuple[Scores, Scores, dict[str, int]]:
    """Return share of tasks scoring .5 or more, mean score, and number of tasks, by ISCO-08 unit group."""
    tasks: dict[str, list[float]] = defaultdict(list)
    for row in rows_of(raw / ILO_TASKS):
        tasks[row["ISCO_08"]].append(float(row["score_2025"]))
    share = {isco: sum(s >= EXPOSED_FROM for s in scores) / len(scores) for isco, scores in tasks.items()}
    mean = {isco: sum(scores) / len(scores) for isco, scores in tasks.items()}
    return share, mean, {isco: len(scores) for isco, scores in tasks.items()}


def eloundou_scores(raw: Path, socs: set[str]) -> Scores:
    """Return Eloundou et al.'s beta (rated by GPT-4) by SOC: mean of its O*NET occupations."""
    ratings = [(row["O*NET-SOC Code"][:7], float(row[ELOUNDOU_COLUMN])) for row in rows_of(raw / ELOUNDOU)]
    return by_soc(ratings, socs)


def microsoft_scores(raw: Path, socs: set[str]) -> Scores:
    """Return Microsoft's AI applicability score (Tomlinson et al. 2025) by SOC."""
    rows = rows_of(raw / MICROSOFT)
    return by_soc([(row["SOC Code"], float(row["ai_applicability_score"])) for row in rows], socs)


def by_soc(ratings: list[tuple[str, float]], socs: set[str]) -> Scores:
    """Return the mean rating of each SOC; a code without its own takes that of its family.

    The hybrid codes of OEWS (31-1120) and codes that are not rated take the mean of the codes that share
    their first six characters, then their first five.
    """
    scores: Scores = {}
    for soc in socs:
        for length in (7, 6, 5):
            values = [value for code, value in ratings if code[:length] == soc[:length]]
            if values:
                scores[soc] = sum(values) / len(values)
                break
    return scores


def unit_scores(raw: Path) -> dict[str, dict[str, float | None]]:
    """Return every ISCO-08 unit group: its measures, and its employed persons in the United States.

    Measures by SOC are brought to unit groups weighted by employed persons; None where nobody leads to the
    group.
    """
    units = household_units(raw)
    socs = {soc for _, soc, _ in units}
    share, mean, n_tasks = ilo_scores(raw)
    measured = {"eloundou_beta": eloundou_scores(raw, socs), "microsoft": microsoft_scores(raw, socs)}
    sums: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    employed: dict[str, float] = defaultdict(float)
    for (_, soc, isco), persons in units.items():
        employed[isco] += persons
        for measure, scores in measured.items():
            if soc in scores:
                sums[isco][measure][0] += persons * scores[soc]
                sums[isco][measure][1] += persons
    result: dict[str, dict[str, float | None]] = {}
    for isco in sorted(set(share) | set(employed)):
        result[isco] = {
            "n_tasks": float(n_tasks[isco]) if isco in n_tasks else None,
            "ilo_share": share.get(isco),
            "ilo_mean": mean.get(isco),
            "us_employed": employed.get(isco, 0.0),
        }
        for measure in measured:
            total, weight = sums[isco][measure]
            result[isco][measure] = total / weight if weight > 0 else None
    return result
