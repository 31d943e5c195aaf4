"""The known titles as a coder needs them: one entry a normal form, with its group, source and confidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from andante.assessment.coding_codes import CodeBook
from andante.assessment.coding_confidence import KNOWN_CONFIDENCE
from andante.assessment.coding_text import GENERAL, normal_form
from andante.reference.catalog import DATA_FOLDER
from andante.reference.tables import read_table, words

SOURCES = ("common", "isco", "isco_zh", "esco", "onet", "csco", "isco_example", "csco_alias", "esco_alias")
"""Where sources place one title differently, the earlier one counts."""
ALIASES = ("csco_alias", "esco_alias")

SOURCE_WORDS = {
    "common": ("common titles, placed by this project (assumed)", "常见职位名称表（本项目归类，假定）"),
    "isco": ("titles of ISCO-08", "ISCO-08 名称"),
    "isco_zh": ("Chinese titles of ISCO-08 groups (assumed)", "ISCO-08 中文名称（本项目译名，假定）"),
    "esco": ("ESCO preferred labels", "ESCO 首选名称"),
    "onet": ("O*NET titles", "O*NET 职业名称"),
    "csco": ("China's dictionary of occupations (group assumed)", "职业分类大典名称（归类为假定）"),
    "isco_example": ("examples named in ISCO-08", "ISCO-08 举例"),
    "csco_alias": (
        "aliases of China's dictionary of occupations (group assumed)",
        "职业分类大典别名（归类为假定）",
    ),
    "esco_alias": ("ESCO alternative labels", "ESCO 其他名称"),
}


@dataclass(frozen=True, slots=True, eq=False)
class KnownTitles:
    """E entries, one for each distinct normal form; and all rows (form and group) that an index is made of.

    Attributes:
        entry: normal form or published spelling -> entry.
        titles: (E) as published. isco: (E) code. onet: (E) O*NET code or None.
        source: (E) index into SOURCES.
        confidence: (E) share of titles of such a source that other sources place alike.
        others: entry -> other codes that sources give, where they differ.
        row_forms, row_codes, row_titles, row_onet: the distinct (code, form), by code.
    """

    entry: Mapping[str, int]
    titles: tuple[str, ...]
    isco: NDArray[np.str_]
    onet: NDArray[np.object_]
    source: NDArray[np.int8]
    confidence: NDArray[np.float64]
    others: Mapping[int, tuple[str, ...]]
    row_forms: tuple[str, ...]
    row_codes: tuple[str, ...]
    row_titles: tuple[str, ...]
    row_onet: NDArray[np.object_]


def load_known_titles(
    codes_of: CodeBook, folder: Path = DATA_FOLDER, without: frozenset[str] = frozenset()
) -> KnownTitles:
    """Read the packaged titles; an O*NET code that a title lacks is that of its group.

    Titles with a normal form in `without` are left out, as tests on held-out titles need.

    Raises `ReferenceDataError` if the table is damaged.
    """
    table = read_table("occupation_titles", folder)
    titles = words(table, "title")
    codes = words(table, "isco08")
    groups = codes_of.groups
    onets = [
        onet or groups[code].onet for onet, code in zip(table.column("onet").to_pylist(), codes, strict=True)
    ]
    ranks = {source: rank for rank, source in enumerate(SOURCES)}
    sources = [ranks[source] for source in words(table, "source")]
    forms = [normal_form(title) for title in titles]

    best: dict[str, int] = {}
    several: dict[str, list[int]] = {}
    for row, form in enumerate(forms):
        if not form or form in without or form in GENERAL:
            continue
        kept = best.setdefault(form, row)
        if kept == row:
            continue
        several.setdefault(form, [kept]).append(row)
        if sources[row] < sources[kept]:
            best[form] = row

    entry = {form: number for number, form in enumerate(best)}
    chosen = list(best.values())
    spelled = {title: entry[form] for title, form in zip(titles, forms, strict=True) if form in entry}
    confidence = np.array([KNOWN_CONFIDENCE[SOURCES[sources[row]]] for row in chosen])
    others: dict[int, tuple[str, ...]] = {}
    for form, rows in several.items():
        place = entry[form]
        code = codes[chosen[place]]
        differing = [row for row in rows if codes[row] != code]
        if differing:
            others[place] = tuple(sorted({codes[row] for row in differing}))
            confidence[place] *= _doubt(sources[chosen[place]], [sources[row] for row in differing])
    distinct = {
        (code, form): row for row, (code, form) in enumerate(zip(codes, forms, strict=True)) if form in entry
    }
    keys = sorted(distinct)
    return KnownTitles(
        {**spelled, **entry},
        tuple(titles[row] for row in chosen),
        np.array([codes[row] for row in chosen], dtype="U4"),
        np.array([onets[row] for row in chosen], dtype=np.object_),
        np.array([sources[row] for row in chosen], dtype=np.int8),
        confidence,
        others,
        tuple(form for _, form in keys),
        tuple(code for code, _ in keys),
        tuple(titles[distinct[key]] for key in keys),
        np.array([onets[distinct[key]] for key in keys], dtype=np.object_),
    )


def _doubt(source: int, differing: list[int]) -> float:
    """What is left of the confidence where other sources disagree: their part by their own confidence.

    An alias list does not put an official title in doubt, and nothing one that was placed by hand.
    """
    if SOURCES[source] == "common":
        return 1.0
    alias = SOURCES[source] in ALIASES
    against = [other for other in differing if alias or SOURCES[other] not in ALIASES]
    own = KNOWN_CONFIDENCE[SOURCES[source]]
    return own / (own + sum(KNOWN_CONFIDENCE[SOURCES[other]] for other in against))
