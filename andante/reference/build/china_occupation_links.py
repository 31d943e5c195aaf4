"""Table `china_occupation_links`: the crosswalk from the census occupations, link by link."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from andante.reference.build.china_borrowed import BORROWED_SOURCES, split_shares
from andante.reference.build.china_census import CENSUS_FILE, read_census
from andante.reference.build.china_crosswalk import CSCO_FILE, ISCO_FILE, WEIGHTS_FILE, read_links
from andante.reference.catalog import Column, TableSpec

TABLE = TableSpec(
    name="china_occupation_links",
    title="China: from census occupations to occupations",
    publisher="Andante; published codes: Wang, Wong and Hou 2024, ILO",
    vintage="CSCO-2015, ISCO-08",
    licence="Apache-2.0; census counts: NBS (cite source)",
    transformation=(
        "Weights by judgement; split-out occupations by shares of the United States or by counts of "
        "published "
        "codes; each link beside the number of published codes that go the same way."
    ),
    sources=(CENSUS_FILE, WEIGHTS_FILE, CSCO_FILE, ISCO_FILE, *BORROWED_SOURCES),
    columns=(
        Column("census_occupation", "official", "", "Code of the census occupation (CSCO-2015, two levels)"),
        Column("name_zh", "official", "", "Its name"),
        Column("sample", "official", "persons", "Its persons in the census sample, 2020"),
        Column("occupation", "mapped", "", "Occupation id, or unclassified"),
        Column("weight", "assumed", "fraction of one", "Part of the census occupation; sums to one"),
        Column("label", "official", "", "How this row's weight came about"),
        Column("basis", "official", "", "On what ground"),
        Column("published_codes", "official", "codes", "CSCO codes of it that lead to the same ISCO group"),
    ),
    weaknesses=("Where published_codes is 0 the judgement leaves the published codes.",),
)


def build(raw: Path) -> pa.Table:
    """Return one row per link."""
    census = read_census(raw)
    names = dict(zip(census.occupations, census.occupation_names, strict=True))
    people = dict(zip(census.occupations, census.by_occupation.tolist(), strict=True))
    links = read_links(raw, split_shares(raw))
    return pa.table(
        {
            "census_occupation": [link.census_occupation for link in links],
            "name_zh": [names[link.census_occupation] for link in links],
            "sample": pa.array([people[link.census_occupation] for link in links], pa.int64()),
            "occupation": [link.occupation for link in links],
            "weight": [link.weight for link in links],
            "label": [link.label for link in links],
            "basis": [link.basis for link in links],
            "published_codes": pa.array([link.published_links for link in links], pa.int64()),
        }
    )
