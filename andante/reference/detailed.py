"""An economy at its finest occupations, each with the national ones that its persons belong to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from andante.errors import Problem, ReferenceDataError, Where
from andante.reference.catalog import DATA_FOLDER
from andante.reference.economies import ReferenceEconomy
from andante.reference.exposures import MEASURES
from andante.reference.networks import load_network
from andante.reference.regions import DETAILED, check_detail
from andante.reference.tables import grid, numbers, read_table, words

Array = NDArray[np.float64]
TABLE = "us_detailed_occupations"
AGE_COLUMNS = ("employed_16_24", "employed_25_29", "employed_30_44", "employed_45_59", "employed_60_plus")
SAME = 1e-9  # a relative difference that is rounding


@dataclass(frozen=True, slots=True, eq=False)
class DetailedEconomy:
    """The N finest occupations of an economy beside its O national ones.

    Attributes:
        economy: as the national one, with N occupations; persons, ages, sections and totals are the same.
        groups: (N) the national occupation that most of an occupation's persons belong to, mapped.
        group_shares: (N, O) share of an occupation's persons in each national one, mapped; rows sum to 1.
    """

    economy: ReferenceEconomy
    groups: tuple[str, ...]
    group_shares: Array


def load_detailed(
    economy: ReferenceEconomy, detail: str, folder: Path = DATA_FOLDER
) -> DetailedEconomy | None:
    """Return an economy at its finest occupations, None for a level with the national ones.

    Raises `ReferenceDataError` for a level that the economy has no data for, or tables that do not fit it.
    Mobility is that of the published network, with its stayers on the diagonal; firm sizes, seasons, entrants
    and unemployment are those of the nation.
    """
    check_detail(economy.name, detail)
    if detail != DETAILED:
        return None
    table = read_table(TABLE, folder)
    occupations, groups = words(table, "occupation"), words(table, "group")
    ages = np.stack([numbers(table, column) for column in AGE_COLUMNS], axis=1)
    persons = grid(
        read_table("us_detailed_groups", folder),
        ("occupation", occupations),
        ("group", economy.occupations),
        "employed",
    )
    sectors = grid(
        read_table("us_detailed_sectors", folder),
        ("sector", economy.sectors),
        ("occupation", occupations),
        "employed",
    )
    at = {id_: i for i, id_ in enumerate(economy.occupations)}
    chinese = [economy.occupation_titles_zh[at[group]] for group in groups]
    titles = words(table, "title")
    stay, move = _mobility(occupations, folder)
    finest = replace(
        economy,
        occupations=occupations,
        occupation_titles=titles,
        occupation_titles_zh=tuple(f"{zh}：{title}" for zh, title in zip(chinese, titles, strict=True)),
        employment_by_sector=sectors,
        employment_by_age=ages,
        mean_wage=numbers(table, "mean_wage"),
        exposure=MappingProxyType({measure: numbers(table, measure) for measure in MEASURES}),
        mobility=stay,
        mobility_movers=move,
        entrants_by_occupation=numbers(table, "entrant_share"),
        gdp_share=numbers(table, "gdp_share"),
        labour_share=numbers(table, "labour_share"),
    )
    _raise_differences(economy, finest, persons)
    return DetailedEconomy(finest, groups, persons / persons.sum(axis=1, keepdims=True))


def _mobility(occupations: tuple[str, ...], folder: Path) -> tuple[Array, Array]:
    """(N, N) of everybody, and of those who move."""
    network = load_network("asec", folder).core()
    if network.codes != occupations:
        problem = Problem(f"the occupations of {TABLE} are not those of the mobility network", Where(TABLE))
        raise ReferenceDataError(problem)
    size = (len(occupations), len(occupations))
    everybody, movers = (
        csr_array((each.probabilities, (each.origins, each.destinations)), shape=size).toarray()
        for each in (network, network.movers())
    )
    return everybody, movers


def _raise_differences(nation: ReferenceEconomy, finest: ReferenceEconomy, persons: Array) -> None:
    """Raise what of a finer level does not sum to the nation."""
    pairs = {
        "sections": (finest.employment_by_sector.sum(axis=1), nation.employment_by_sector.sum(axis=1)),
        "ages": (finest.employment_by_age.sum(axis=0), nation.employment_by_age.sum(axis=0)),
        "groups": (persons.sum(axis=0), nation.employment),
        "ages and sections": (finest.employment_by_age.sum(axis=1), finest.employment),
        "groups and sections": (persons.sum(axis=1), finest.employment),
    }
    problems = [
        Problem(f"the {what} of the detailed occupations do not sum up", Where(TABLE))
        for what, (one, other) in pairs.items()
        if not np.allclose(one, other, rtol=SAME, atol=1e-6)
    ]
    if problems:
        raise ReferenceDataError(problems)
