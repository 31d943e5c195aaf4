"""A roster equal to a country's employment gives the published national shares of exposure."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from rosters import roster_of

from andante.assessment.assess import assess
from andante.assessment.deployment import Deployment, Task

RAW = Path(__file__).parents[2].parent / "shared" / "data"
OEWS = RAW / "derived" / "oews2025_national.csv"
CROSSWALK = RAW / "derived" / "xwalk_soc2018_oews_to_isco08_equalweights.csv"


CHINA = RAW / "derived" / "china2020_isco08_2digit_employment_exposure_DRAFT.csv"


def american_units() -> dict[str, float]:
    """Civilian persons by ISCO-08 unit group: OEWS 2025, split alike over the correspondence."""
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    with CROSSWALK.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            weights[row["s18"]][row["isco"]] = float(row["wt"])
    units: dict[str, float] = defaultdict(float)
    with OEWS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["display_level"] == "3" and row["tot_emp"].replace(".", "").isdigit():
                for isco, weight in weights.get(row["soc"], {}).items():
                    units[isco] += weight * float(row["tot_emp"])
    return {isco: persons for isco, persons in units.items() if not isco.startswith("0")}


def chinese_units(american: dict[str, float]) -> dict[str, float]:
    """Employed persons of the census sample by two digits, split as the American ones inside them."""
    inside: dict[str, float] = defaultdict(float)
    for isco, persons in american.items():
        inside[isco[:2]] += persons
    with CHINA.open(encoding="utf-8") as file:
        employed = {row["isco08_2d"]: float(row["employed_sample"]) for row in csv.DictReader(file)}
    return {
        isco: employed[isco[:2]] * persons / inside[isco[:2]]
        for isco, persons in american.items()
        if isco[:2] in employed
    }


def shares(units: dict[str, float]) -> tuple[float, float]:
    """Mean ILO score, and per cent of the persons in gradients 3 and 4, of a roster of unit groups."""
    groups = sorted({isco[:2] for isco in units})
    everything = tuple(Task(group, "all of it", "automate", 1.0) for group in groups)
    rows = [{"code": isco, "headcount": persons} for isco, persons in units.items()]
    found = assess(Deployment(tasks=everything), roster_of(rows), [], date(2026, 1, 1)).impact
    by_measure = {row.id: row.taken_over / found.work for row in found.measures}
    scored = sum(row.share for row in found.gradients if row.gradient != "not_scored")
    high = sum(row.share for row in found.gradients if row.gradient in ("gradient_3", "gradient_4"))
    return by_measure["ilo_mean"] / scored, 100 * high


@pytest.mark.raw_data
@pytest.mark.skipif(not OEWS.is_file(), reason="the raw files are not here")
def test_a_country_as_one_roster() -> None:
    """Published with the data: United States .323 and 14.6 % in gradients 3 and 4; China .263 and 7.7 %."""
    american = american_units()
    score, high = shares(american)
    assert (round(score, 3), round(high, 1)) == (0.323, 14.6)
    score, high = shares(chinese_units(american))
    assert (round(score, 3), round(high, 1)) == (0.263, 7.7)
