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


@pytest.mark.raw_data
@pytest.mark.skipif(not OEWS.is_file(), reason="the raw files are not here")
def test_the_united_states_as_one_roster() -> None:
    """Published with the data: mean ILO score .323, and 14.6 % of employment in gradients 3 and 4."""
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
    civil = {isco: persons for isco, persons in units.items() if not isco.startswith("0")}
    everything = tuple(
        Task(f"{first}{second}", "all of it", "automate", 1.0)
        for first in range(1, 10)
        for second in range(1, 7)
        if any(isco.startswith(f"{first}{second}") for isco in civil)
    )
    rows = [{"code": isco, "headcount": persons} for isco, persons in civil.items()]
    found = assess(Deployment(tasks=everything), roster_of(rows), [], date(2026, 1, 1)).impact
    by_measure = {row.id: row.taken_over / found.work for row in found.measures}
    scored = sum(row.share for row in found.gradients if row.gradient != "not_scored")
    assert round(by_measure["ilo_mean"] / scored, 3) == 0.323
    high = sum(row.share for row in found.gradients if row.gradient in ("gradient_3", "gradient_4"))
    assert round(100 * high, 1) == 14.6
