"""What an economy is made of before anything happens: stocks, network, seasons, exposure.

`lab` builds it from a reference economy; the economy room itself reads no files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from andante.errors import Problem, ScenarioError, Where

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class EconomyInputs:
    """One economy as the model reads it. Persons are absolute numbers, shares fractions of one."""

    name: str
    jurisdiction: str
    """ISO country code; decides which defaults of parameters.py hold ("CN", "US")."""
    occupations: tuple[str, ...]
    """(O) ids."""
    sectors: tuple[str, ...]
    """(S) ISIC section letters."""
    ages: tuple[str, ...]
    """(A) age bins, the youngest first."""
    employment_by_sector: FloatArray
    """(S,O) employed persons."""
    employment_by_age: FloatArray
    """(O,A) employed persons, row sums equal to employment."""
    labour_force: float
    """Employed and unemployed persons."""
    unemployment_rate_by_age: FloatArray
    """(A) fractions; nan where no source gives one (then the overall rate stands in)."""
    mobility: Any
    """(O,O) row-stochastic, stayers on the diagonal; a NumPy array or a scipy.sparse matrix."""
    exposure: FloatArray
    """(O) share of the occupation's tasks that AI could do, x_o."""
    log_wage: FloatArray
    """(O) log of the mean annual wage, currency units."""
    gdp_share: FloatArray
    """(O) share of output, sum 1."""
    labour_share: FloatArray
    """(O) labour's share of the output of the occupation's work."""
    entrants_per_year: float
    """Persons."""
    entrant_month_weights: FloatArray
    """(12) January first, sum 1."""
    separation_month_weights: FloatArray
    """(12) January first, mean 1."""
    entrants_by_occupation: FloatArray
    """(O) field of the entrants, sum 1."""
    firm_size_shares: FloatArray
    """(4) share of employment in firms of 1-9, 10-49, 50-249, 250+."""
    region_mobility: FloatArray | None = None
    """(R,R) row-stochastic; None for one national region."""
    region_shares: FloatArray | None = None
    """(R) shares of employment by region, sum 1: every region has the nation's mix; None for one region."""
    employment_by_region: FloatArray | None = None
    """(O,R) employed persons, rows sum to employment: every region has its own mix, instead of shares."""
    occupation_groups: tuple[str, ...] | None = None
    """(O) the coarser occupation by which rules and welfare know each; None where each is its own."""

    @property
    def employment(self) -> FloatArray:
        """(O) employed persons."""
        return np.asarray(self.employment_by_age.sum(axis=1), dtype=np.float64)

    @property
    def groups(self) -> tuple[str, ...]:
        """(O) ids that filings declare and welfare is grouped by."""
        return self.occupations if self.occupation_groups is None else self.occupation_groups

    @property
    def employment_share(self) -> FloatArray:
        """(O) share0 of (5.3), sum 1."""
        employment = self.employment
        return np.asarray(employment / employment.sum(), dtype=np.float64)

    @property
    def regions(self) -> int:
        """R."""
        return int(self.region_mix.shape[1])

    @property
    def region_mix(self) -> FloatArray:
        """(O,R) where the jobs of an occupation are; rows sum to 1."""
        occupations = len(self.occupations)
        if self.employment_by_region is not None:
            totals = self.employment_by_region.sum(axis=1, keepdims=True)
            return np.asarray(self.employment_by_region / totals, dtype=np.float64)
        shares = np.ones(1) if self.region_shares is None else self.region_shares
        return np.asarray(np.broadcast_to(shares, (occupations, len(shares))), dtype=np.float64)

    def check(self) -> EconomyInputs:
        """The same inputs, or a ScenarioError with every problem found."""
        problems = list(_problems(self))
        if problems:
            raise ScenarioError(problems)
        return self


def _problems(inputs: EconomyInputs) -> list[Problem]:
    found: list[Problem] = []

    def wrong(field: str, what: str, mend: str) -> None:
        found.append(Problem(what=what, where=Where(file=f"economy {inputs.name}", field=field), mend=mend))

    occupations, ages, sectors = len(inputs.occupations), len(inputs.ages), len(inputs.sectors)
    shapes: dict[str, tuple[int, ...]] = {
        "employment_by_sector": (sectors, occupations),
        "employment_by_age": (occupations, ages),
        "unemployment_rate_by_age": (ages,),
        "mobility": (occupations, occupations),
        "exposure": (occupations,),
        "log_wage": (occupations,),
        "gdp_share": (occupations,),
        "labour_share": (occupations,),
        "entrant_month_weights": (12,),
        "separation_month_weights": (12,),
        "entrants_by_occupation": (occupations,),
        "firm_size_shares": (4,),
    }
    for field, shape in shapes.items():
        value = getattr(inputs, field)
        if tuple(value.shape) != shape:
            wrong(
                field, f"shape {tuple(value.shape)}, expected {shape}", "Build the table for all occupations."
            )
            continue
        numbers = value.data if sparse.issparse(value) else value
        if field not in ("unemployment_rate_by_age", "log_wage") and (
            not np.all(np.isfinite(numbers)) or np.any(numbers < 0)
        ):
            wrong(
                field, "has negative or missing numbers", "Missing data must be imputed and labelled first."
            )
    if found:
        return found
    found += _region_problems(inputs)
    if len(inputs.groups) != occupations:
        what = f"names {len(inputs.groups)} groups for {occupations} occupations"
        wrong("occupation_groups", what, "Give each occupation one group.")
    if not inputs.labour_force > float(inputs.employment.sum()) * (1 - 1e-12):
        wrong("labour_force", "is smaller than employment", "Give employed plus unemployed persons.")
    for field in ("entrant_month_weights", "entrants_by_occupation", "gdp_share", "firm_size_shares"):
        total = float(getattr(inputs, field).sum())
        if abs(total - 1) > 1e-6 and not (field == "entrant_month_weights" and inputs.entrants_per_year == 0):
            wrong(field, f"sums to {total:.8g}, not to 1", "Divide by the sum.")
    if np.any(inputs.employment <= 0):
        wrong("employment_by_age", "an occupation has nobody employed", "Drop the occupation.")
    rows = np.asarray(inputs.mobility.sum(axis=1)).ravel()
    if np.any(np.abs(rows - 1) > 1e-6):
        wrong("mobility", "rows do not sum to 1", "Divide each row by its sum.")
    return found


def _region_problems(inputs: EconomyInputs) -> list[Problem]:
    """What is wrong with the regions, if there are several."""
    file = f"economy {inputs.name}"
    people, mobility = inputs.employment_by_region, inputs.region_mobility
    found: list[Problem] = []
    if people is not None and (
        people.ndim != 2
        or people.shape[0] != len(inputs.occupations)
        or not np.all(np.isfinite(people) & (people >= 0))
        or not np.allclose(people.sum(axis=1), inputs.employment, rtol=1e-9, atol=0)
    ):
        what = "is not (occupations, regions) persons that sum to employment"
        where = Where(file=file, field="employment_by_region")
        return [Problem(what, where, mend="Bring each occupation to its employment.")]
    regions = inputs.regions
    if mobility is not None or regions > 1:
        fits = mobility is not None and mobility.shape == (regions, regions) and bool(np.all(mobility >= 0))
        if not fits or not np.allclose(np.asarray(mobility).sum(axis=1), 1.0, atol=1e-9):
            what = f"is not a ({regions}, {regions}) matrix of shares with rows that sum to 1"
            where = Where(file=file, field="region_mobility")
            found.append(Problem(what, where, mend="Give where the job seekers of each region look."))
    return found
