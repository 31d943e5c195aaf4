"""Economies at a finer level: employment by occupation and province or state, and who looks elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from andante.errors import Problem, ReferenceDataError, Where
from andante.reference.catalog import DATA_FOLDER
from andante.reference.economies import PROVINCE_SEX, ReferenceEconomy
from andante.reference.region_titles import PROVINCES, STATES
from andante.reference.tables import numbers, read_table, words

Array = NDArray[np.float64]
NATIONAL, BY_PROVINCE, DETAILED = "national", "provinces", "detailed"
LEVELS = MappingProxyType(
    {"china": (NATIONAL, BY_PROVINCE), "united-states": (NATIONAL, BY_PROVINCE, DETAILED)},
)
"""The levels that each economy has data for; `provinces` are the states of the United States.

`detailed` has the finest occupations and one region: see detailed.py.
"""


@dataclass(frozen=True, slots=True, eq=False)
class RegionalDetail:
    """The R regions of an economy.

    Attributes:
        regions: (R) ISO 3166-2 ids; with English and Chinese titles.
        employment: (O, R) employed persons, imputed; rows sum to the national employment.
        mobility: (R, R) where job seekers of a region (row) look, imputed; rows sum to 1.
        outside_share: mean share that looks outside, assumed; with its range.
    """

    regions: tuple[str, ...]
    titles: tuple[str, ...]
    titles_zh: tuple[str, ...]
    employment: Array
    mobility: Array
    outside_share: float
    outside_share_low: float
    outside_share_high: float


def check_detail(economy: str, detail: str) -> None:
    """Raise a `ReferenceDataError` that names the levels an economy has, if `detail` is none of them."""
    levels = LEVELS.get(economy, (NATIONAL,))
    if detail in levels:
        return
    near = get_close_matches(detail.lower(), levels, 1)
    mend = f"Did you mean {near[0]}? " if near else ""
    raise ReferenceDataError(
        Problem(
            f"the economy {economy!r} has no level {detail!r}",
            Where(field="detail"),
            "No packaged table describes the economy at this level.",
            f"{mend}Levels it has: {', '.join(levels)}.",
        )
    )


def load_regions(economy: ReferenceEconomy, detail: str, folder: Path = DATA_FOLDER) -> RegionalDetail | None:
    """Return the regions of an economy at a level, None where it is one region.

    Raises `ReferenceDataError` for a level that the economy has no data for, or tables that do not fit it.
    """
    check_detail(economy.name, detail)
    if detail != BY_PROVINCE:
        return None
    chinese = economy.jurisdiction == "CN"
    regions = PROVINCES if chinese else STATES
    table, column = (PROVINCE_SEX, "province") if chinese else ("us_employment_state", "state")
    keys = tuple(region.key if chinese else region.id for region in regions)
    employment = _summed(table, column, keys, economy, folder)
    outside, low, high = outside_search(economy.name, folder)
    return RegionalDetail(
        regions=tuple(region.id for region in regions),
        titles=tuple(region.title for region in regions),
        titles_zh=tuple(region.title_zh for region in regions),
        employment=employment,
        mobility=region_mobility(employment.sum(axis=0), outside),
        outside_share=outside,
        outside_share_low=low,
        outside_share_high=high,
    )


def outside_search(economy: str, folder: Path = DATA_FOLDER) -> tuple[float, float, float]:
    """The mean share of job seekers who look outside their region, assumed, and the ends of its range."""
    search = read_table("region_search", folder)
    row = words(search, "economy").index(economy)
    share, low, high = (float(numbers(search, name)[row]) for name in ("outside_share", "low", "high"))
    return share, low, high


def region_mobility(employment: Array, outside_share: float) -> Array:
    """(R, R) where the seekers of a region look: a share anywhere by size, the others at home.

    The employment-weighted mean of the share outside is `outside_share`. As many look from r to r' as from r'
    to r, so that sizes (R) of employment stay what they are. Rows sum to 1.
    """
    sizes = employment / employment.sum()
    anywhere = outside_share / (1.0 - float((sizes**2).sum())) if len(sizes) > 1 else 0.0
    result: Array = (1.0 - anywhere) * np.eye(len(sizes)) + anywhere * sizes[None, :]
    return result


def _summed(name: str, column: str, keys: Sequence[str], economy: ReferenceEconomy, folder: Path) -> Array:
    """(O, R) persons of a tidy table, cells of one occupation and region added up."""
    table = read_table(name, folder)
    occupation_of = {id_: i for i, id_ in enumerate(economy.occupations)}
    region_of = {key: i for i, key in enumerate(keys)}
    result = np.zeros((len(occupation_of), len(keys)))
    problems = []
    cells = zip(words(table, "occupation"), words(table, column), numbers(table, "employed"), strict=True)
    for number, (occupation, region, employed) in enumerate(cells):
        if occupation in occupation_of and region in region_of:
            result[occupation_of[occupation], region_of[region]] += employed
        else:
            problems.append(Problem(f"unexpected key {occupation!r}, {region!r}", Where(name, row=number)))
    if not problems and not np.allclose(result.sum(axis=1), economy.employment, rtol=1e-9, atol=0):
        problems.append(Problem(f"the regions of {name} do not sum to the economy", Where(name)))
    if problems:
        raise ReferenceDataError(problems)
    return result
