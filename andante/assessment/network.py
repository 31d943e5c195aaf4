"""The mobility network that people move on, with pay, skills and exposure of its occupations.

The flows are those of the United States (2011-2019), the finest that are published; for another country they
are mapped and say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from andante.reference.catalog import DATA_FOLDER
from andante.reference.exposures import MEASURES
from andante.reference.networks import load_network
from andante.reference.tables import numbers, read_table, words

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class OccupationNetwork:
    """N occupations (BLS broad occupations of SOC 2010) and where those who leave one go.

    Attributes:
        movers: (N, N) rows sum to 1 over the occupations entered.
        pay: (N) mean yearly pay in dollars.
        employed: (N) persons.
        exposure: (measures, N).
        skills: (N, 35) importance; `skill_scale` is the largest distance between two occupations.
        units: ISCO-08 unit group -> (N) its persons by occupation.
        unit_of: (N) the unit group that most persons of an occupation are in.
    """

    codes: tuple[str, ...]
    titles: tuple[str, ...]
    movers: csr_array
    pay: FloatArray
    employed: FloatArray
    exposure: FloatArray
    skills: FloatArray
    skill_scale: float
    units: Mapping[str, FloatArray]
    unit_of: tuple[str, ...]

    def origin(self, isco: str) -> FloatArray | None:
        """(N) where the people of a code of two to four digits stand, summing to 1; None where nowhere."""
        found = [persons for unit, persons in self.units.items() if unit.startswith(isco)]
        if not found:
            return None
        total: FloatArray = np.sum(found, axis=0)
        share: FloatArray = total / total.sum()
        return share


def load_occupation_network(folder: Path = DATA_FOLDER) -> OccupationNetwork:
    """The packaged network. Raises ReferenceDataError where a table is missing or does not fit the others."""
    table = read_table("us_detailed_occupations", folder)
    codes = words(table, "occupation")
    at = {code: i for i, code in enumerate(codes)}
    network = load_network("asec", folder).core().movers()
    size = (len(codes), len(codes))
    rows = np.array([at[code] for code in network.codes])
    pairs = rows[network.origins], rows[network.destinations]
    ages = [name for name in table.schema.names if name.startswith("employed_")]
    units = _units(at, folder)
    skills = _skills(at, folder)
    stacked = np.stack(list(units.values()))
    names = list(units)
    return OccupationNetwork(
        codes=codes,
        titles=words(table, "title"),
        movers=csr_array((network.probabilities, pairs), shape=size),
        pay=numbers(table, "mean_wage"),
        employed=np.sum([numbers(table, name) for name in ages], axis=0),
        exposure=np.stack([numbers(table, measure) for measure in MEASURES]),
        skills=skills,
        skill_scale=_largest_distance(skills),
        units=units,
        unit_of=tuple(names[i] for i in stacked.argmax(axis=0)),
    )


def _units(at: Mapping[str, int], folder: Path) -> dict[str, FloatArray]:
    table = read_table("us_detailed_units", folder)
    units: dict[str, FloatArray] = {}
    cells = zip(words(table, "occupation"), words(table, "isco08"), numbers(table, "employed"), strict=True)
    for code, isco, persons in cells:
        units.setdefault(isco, np.zeros(len(at)))[at[code]] += persons
    return units


def _skills(at: Mapping[str, int], folder: Path) -> FloatArray:
    table = read_table("us_detailed_skills", folder)
    skills = {name: i for i, name in enumerate(dict.fromkeys(words(table, "skill")))}
    found = np.full((len(at), len(skills)), np.nan)
    row = np.array([at[code] for code in words(table, "occupation")])
    column = np.array([skills[name] for name in words(table, "skill")])
    found[row, column] = numbers(table, "importance")
    return found


def _largest_distance(skills: FloatArray) -> float:
    """The largest Euclidean distance between any two occupations."""
    squares = np.nansum(skills**2, axis=1)
    clean = np.nan_to_num(skills)
    between = squares[:, None] + squares[None, :] - 2.0 * clean @ clean.T
    return float(np.sqrt(max(between.max(), 0.0)))
