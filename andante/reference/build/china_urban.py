"""Employed persons in China's towns in 2025, by census occupation, occupation and industry.

Three steps, in this order: the occupations of the census are spread over its industries (both margins
official, the inside imputed); the industries are brought to the controls of 2025; then rural work is
taken away: 93 % of the primary sector, and of all other work the same share everywhere, so that the total
is urban employment. Scaling the whole census instead would put 100 million farmers into the city.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from andante.reference.build.china_assumptions import RURAL_SHARE_OF_PRIMARY, urban_employment
from andante.reference.build.china_borrowed import lift_by_sector, split_shares
from andante.reference.build.china_census import Census, read_census
from andante.reference.build.china_crosswalk import UNCLASSIFIED, Link, read_links
from andante.reference.build.china_industries import SECTORS, Industries, read_controls, read_industries
from andante.reference.build.fitting import fit_to_margins

# Where the people of a census occupation mostly work: the divisions that its own name names. The seed gives
# these divisions the weight below against 1 for the others, by the first digit of the census code (assumed:
# officials, professionals, clerks, services, farming, production); the official margins decide the rest.
HOME_WEIGHT = MappingProxyType({"1": 300.0, "2": 50.0, "3": 20.0, "4": 20.0, "5": 3000.0, "6": 100.0})
HOME_DIVISIONS = MappingProxyType(
    {
        "101": "91", "102": "92", "103": "93", "104": "95", "105": "96", "201": "73 83",
        "202": "35 38 39 47 48 64 65 74", "203": "01 03 05 75", "204": "54 55 56 37", "205": "84 85",
        "206": "66 67 68 69", "207": "72 92 95", "208": "83", "209": "88 89 90", "210": "86 87",
        "302": "72 92", "401": "51 52", "402": "53 54 55 56 57 58 59 60", "403": "61 62", "404": "63 64 65",
        "405": "66 67 68 69", "406": "70", "407": "71 72", "408": "73 74 75", "409": "76 77 78 79",
        "410": "80 82", "411": "44 45 46", "412": "43 81", "413": "86 87 88 89 90", "414": "84 85",
        "501": "01", "502": "02", "503": "03", "504": "04", "505": "05", "599": "01 02 03 04 05", "601": "13",
        "602": "14 15", "603": "16", "604": "17", "605": "17 18 19", "606": "20 21", "607": "22", "608": "23",
        "609": "24", "610": "25", "611": "26", "612": "27", "613": "28", "614": "29", "615": "30",
        "616": "06 07 08 09 10 11 12", "617": "31 32", "618": "33 34 35 36 37 38", "619": "33", "620": "34",
        "621": "35", "622": "36", "623": "37", "624": "38", "625": "39", "626": "40", "627": "42",
        "628": "44 45 46", "629": "47 48 49 50",
    }
)  # fmt: skip

# Heads of enterprises and institutions (106) are hardly found in public administration, whose heads are
# counted under 101 to 105 (assumed).
PUBLIC_DIVISIONS = frozenset({"91", "92", "93", "94", "95", "96"})
ENTERPRISE_HEADS = "106"
AWAY_WEIGHT = 0.05


@dataclass(frozen=True, slots=True)
class UrbanWork:
    """Employed persons by link and industry division.

    `census_cells` and `urban_cells` have shape (links, 97): persons of the census sample, and persons
    employed in towns in 2025. `kept` is the part of non-primary work that is urban; `urban_unclassified`
    counts the urban persons without a stated occupation, who are spread over the occupations of their own
    industry.
    """

    census: Census
    industries: Industries
    links: tuple[Link, ...]
    census_cells: NDArray[np.float64]
    urban_cells: NDArray[np.float64]
    kept: float
    urban_unclassified: float

    @property
    def occupations(self) -> tuple[str, ...]:
        """The occupation of each link (rows of the cells)."""
        return tuple(link.occupation for link in self.links)


def industry_seed(
    links: tuple[Link, ...], industries: Industries, pattern: dict[tuple[str, str], float]
) -> NDArray[np.float64]:
    """Return the seed of the fitting, (links, 97).

    `pattern` gives for (occupation, ISIC section) how much likelier the occupation is there than on
    average (the United States); absent pairs count as 1. It is kept within .05 to 20, since it is another
    country's.
    """
    lift = np.array([[pattern.get((link.occupation, s), 1.0) for s in SECTORS] for link in links])
    seed = np.clip(lift, 0.05, 20.0) @ industries.isic.T
    for row, link in enumerate(links):
        home = HOME_DIVISIONS.get(link.census_occupation, "").split()
        weight = HOME_WEIGHT.get(link.census_occupation[0], 1.0)
        seed[row] *= [weight if division in home else 1.0 for division in industries.divisions]
        if link.census_occupation == ENTERPRISE_HEADS:
            seed[row] *= [AWAY_WEIGHT if d in PUBLIC_DIVISIONS else 1.0 for d in industries.divisions]
    weighted: NDArray[np.float64] = seed * industries.persons
    return weighted


def urban_work(raw: Path) -> UrbanWork:
    """Run the three steps on the raw files."""
    census, industries = read_census(raw), read_industries(raw)
    links = read_links(raw, split_shares(raw))
    pattern = lift_by_sector(raw)
    people = dict(zip(census.occupations, census.by_occupation.tolist(), strict=True))
    rows = np.array([people[link.census_occupation] * link.weight for link in links])
    cells = fit_to_margins(
        industry_seed(links, industries, pattern), rows, industries.persons.astype(float), tolerance=1e-11
    )
    in_2025 = to_controls(cells, industries.broad, read_controls(raw))
    urban, kept = remove_rural(in_2025, industries.broad, RURAL_SHARE_OF_PRIMARY.value, urban_employment())
    unclassified = np.array([link.occupation == UNCLASSIFIED for link in links])
    return UrbanWork(
        census,
        industries,
        links,
        cells,
        spread_unclassified(urban, unclassified),
        kept,
        float(urban[unclassified].sum()),
    )


def to_controls(
    cells: NDArray[np.float64], broad: NDArray[np.intp], controls: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Scale the columns of each of the three sectors to its control; (links, 97), persons."""
    totals = np.array([cells[:, broad == sector].sum() for sector in range(3)])
    scaled: NDArray[np.float64] = cells * (controls / totals)[broad]
    return scaled


def remove_rural(
    cells: NDArray[np.float64], broad: NDArray[np.intp], rural_share_of_primary: float, urban_total: float
) -> tuple[NDArray[np.float64], float]:
    """Take the primary sector's rural part away, then of other work the same share, down to `urban_total`.

    Returns the urban cells and the part of non-primary work that stays.
    """
    primary = broad == 0
    urban_primary = cells[:, primary].sum() * (1 - rural_share_of_primary)
    kept = float((urban_total - urban_primary) / cells[:, ~primary].sum())
    return cells * np.where(primary, 1 - rural_share_of_primary, kept), kept


def spread_unclassified(cells: NDArray[np.float64], unclassified: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Give persons without a stated occupation the occupations of the others in their industry."""
    stated = np.where(unclassified[:, None], 0.0, cells)
    scaled: NDArray[np.float64] = stated * (cells.sum(axis=0) / stated.sum(axis=0))
    return scaled
