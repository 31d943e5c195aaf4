"""From the occupations of the United States (SOC 2018 as OEWS uses them) to ISCO-08 and to Andante's."""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from andante.reference.build.us_judgement import NOT_IN_PAYROLL_SURVEY, WEIGHTS
from andante.reference.occupations import occupation_of_isco

OEWS_NATIONAL = "derived/oews2025_national.csv"
SOC_TO_ISCO = "derived/xwalk_soc2018_oews_to_isco08_equalweights.csv"
DETAILED = "3"
ALL_OCCUPATIONS = "00-0000"

Weights = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class PayrollOccupation:
    """A detailed occupation of OEWS: persons employed, and mean yearly wage in dollars (None if withheld)."""

    soc: str
    title: str
    employed: float
    mean_wage: float | None


def number(text: str) -> float | None:
    """Return a figure of an OEWS file; None where it is withheld ("-", "*", "#") or absent."""
    try:
        return float(text)
    except ValueError:
        return None


def payroll_occupations(raw: Path) -> dict[str, PayrollOccupation]:
    """Return the detailed occupations of OEWS May 2025 by SOC code."""
    occupations = {}
    for row in rows_of(raw / OEWS_NATIONAL):
        employed = number(row["tot_emp"])
        if row["display_level"] == DETAILED and employed is not None:
            soc = row["soc"]
            occupations[soc] = PayrollOccupation(soc, row["occupation_name"], employed, number(row["a_mean"]))
    return occupations


def payroll_total(raw: Path) -> float:
    """Return the published total of OEWS May 2025, persons."""
    for row in rows_of(raw / OEWS_NATIONAL):
        if row["soc"] == ALL_OCCUPATIONS:
            return float(row["tot_emp"])
    raise ValueError(f"{OEWS_NATIONAL} has no total")


def soc_to_isco(raw: Path) -> Weights:
    """Return SOC 2018 -> ISCO-08 unit group -> weight; the weights of each SOC sum to 1.

    Published correspondence with equal shares, without unit groups that do not occur, and with the weights by
    judgement where equal shares are plainly wrong.
    """
    weights: Weights = defaultdict(dict)
    for row in rows_of(raw / SOC_TO_ISCO):
        if row["isco"] not in NOT_IN_PAYROLL_SURVEY:
            weights[row["s18"]][row["isco"]] = float(row["wt"])
    weights.update({soc: dict(parts) for soc, parts in WEIGHTS.items()})
    return {soc: _rescaled(parts) for soc, parts in weights.items()}


def to_occupations(weights: Weights) -> Weights:
    """Return SOC -> occupation id -> weight from SOC -> unit group -> weight.

    Raises `ValueError` if a weight leads to the armed forces: neither survey counts them.
    """
    result: Weights = {}
    for soc, parts in weights.items():
        ids: dict[str, float] = defaultdict(float)
        for isco, weight in parts.items():
            ids[civilian_occupation(isco, soc)] += weight
        result[soc] = dict(ids)
    return result


def civilian_occupation(isco: str, soc: str) -> str:
    """Return the occupation id of a unit group that a civilian SOC leads to."""
    id_ = occupation_of_isco(isco, soc)
    if id_ is None:
        raise ValueError(f"civilian SOC {soc} is mapped to the armed forces ({isco})")
    return id_


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, gzipped or not."""
    if path.suffix == ".gz":
        text = gzip.decompress(path.read_bytes()).decode("utf-8-sig")
    else:
        text = path.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _rescaled(parts: dict[str, float]) -> dict[str, float]:
    total = sum(parts.values())
    return {key: value / total for key, value in parts.items()}
