"""From the 74 occupations of China's census to the occupations of this project.

No published crosswalk gives weights, so the weights are judgement (label assumed) and the shares of the three
split-out groups are imputed; each row says on what basis. Beside each weight stands how many published links
(CSCO-2015 to ISCO-88, Wang, Wong and Hou 2024, and on to ISCO-08, ILO) go the same way, so that a reader sees
where the judgement leaves the published codes.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from andante.errors import Problem, ReferenceDataError, Where
from andante.reference.build.china_borrowed import SplitShares
from andante.reference.build.china_census import read_census

WEIGHTS_FILE = "derived/xwalk_csco2015mid_to_isco08_2digit_EXPERT_DRAFT.csv"
CSCO_FILE = "china_csco/csco15_to_isco88.csv"
ISCO_FILE = "crosswalks/ILO_corrtab88-08.xls"

# Of the published links of a census occupation into ISCO group 26, those into 264 (authors, journalists,
# linguists): news, publishing and culture 3 of 5 (21001, 21002, 21005; not 21006, 21008), arts and sport
# 1 of 5 (20901; not 20902, 20903, 20905, 20906), all others none. Codes of whole groups (..00) are not
# counted.
MEDIA_SHARE_OF_26 = {"210": 3 / 5, "209": 1 / 5}

# Census code 800, persons whose occupation cannot be classified; they stay unmatched and are counted as such.
UNCLASSIFIED = "unclassified"
UNCLASSIFIED_CODE = "800"


@dataclass(frozen=True, slots=True)
class Link:
    """A part of one census occupation: which occupation it becomes, its share, and on what ground."""

    census_occupation: str
    occupation: str
    isco2: str
    weight: float
    label: str
    basis: str
    published_links: int


def split_link(census_occupation: str, isco2: str, shares: SplitShares) -> list[tuple[str, float, str]]:
    """Return (occupation, share, basis) for one census occupation's part in an ISCO two-digit group."""
    borrowed = "share inside the two-digit group as in the United States, OEWS 2025"
    match isco2:
        case "25":
            parts = [("251", shares.software_of_25), ("25x", 1 - shares.software_of_25)]
        case "24":
            parts = [("264m", shares.marketing_of_24), ("24x", 1 - shares.marketing_of_24)]
        case "42":
            parts = [("4222", shares.contact_centre_of_42), ("42x", 1 - shares.contact_centre_of_42)]
        case "26":
            media = MEDIA_SHARE_OF_26.get(census_occupation, 0.0)
            parts = [("264m", media), ("26x", 1 - media)]
            borrowed = "share of the published CSCO links into ISCO group 26 that go into 264"
        case _:
            return [(isco2, 1.0, "")]
    return [(occupation, share, borrowed) for occupation, share in parts if share > 0]


def published_targets(raw: Path) -> Counter[tuple[str, str]]:
    """Count the CSCO codes of a census occupation that are linked to an ISCO-08 two-digit group."""
    return Counter(
        (code[:3], isco2)
        for code, targets in published_units(raw).items()
        for isco2 in {isco[:2] for isco in targets}
    )


def published_units(raw: Path) -> dict[str, frozenset[str]]:
    """Return the ISCO-08 unit groups that a five-digit CSCO-2015 code is linked to.

    An ISCO-88 code of a whole group ("2140") has no row in the correspondence table: all units of it count.
    """
    import xlrd

    sheet = xlrd.open_workbook(str(raw / ISCO_FILE)).sheet_by_index(0)
    pairs = [
        (f"{int(float(old)):04d}", f"{int(float(new)):04d}")
        for old, new in (
            (sheet.cell_value(row, 1), sheet.cell_value(row, 2)) for row in range(1, sheet.nrows)
        )
        if str(old).strip() and str(new).strip()
    ]
    with (raw / CSCO_FILE).open(encoding="utf-8-sig", newline="") as file:
        links = [(row["csco15"], row["isco88"]) for row in csv.DictReader(file)]
    return {
        code: frozenset(new for old, new in pairs if old.startswith(isco88.rstrip("0") or "0"))
        for code, isco88 in links
    }


def read_links(raw: Path, shares: SplitShares) -> tuple[Link, ...]:
    """Return every link of the crosswalk; the weights of a census occupation add up to one.

    Raises `ReferenceDataError` for a census occupation that is missing or whose weights do not add up.
    """
    published = published_targets(raw)
    with (raw / WEIGHTS_FILE).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    matched = tuple(
        Link(
            census_occupation=row["csco2015_mid"],
            occupation=occupation,
            isco2=row["isco08_2d"],
            weight=float(row["weight"]) * share,
            label="imputed" if basis else "assumed",
            basis="; ".join(part for part in ("weight by judgement, not published", basis) if part),
            published_links=published[row["csco2015_mid"], row["isco08_2d"]],
        )
        for row in rows
        for occupation, share, basis in split_link(row["csco2015_mid"], row["isco08_2d"], shares)
    )
    links = (*matched, Link(UNCLASSIFIED_CODE, UNCLASSIFIED, "", 1.0, "official", "no stated occupation", 0))
    problems = link_problems(links, read_census(raw).occupations)
    if problems:
        raise ReferenceDataError(problems)
    return links


def link_problems(links: tuple[Link, ...], census_occupations: tuple[str, ...]) -> list[Problem]:
    """Return one problem for each census occupation whose people would be lost or counted twice."""
    found = []
    for occupation in census_occupations:
        total = sum(link.weight for link in links if link.census_occupation == occupation)
        if abs(total - 1) > 1e-9:
            found.append(
                Problem(
                    f"the weights of census occupation {occupation} add up to {total:.6f}",
                    Where(file=WEIGHTS_FILE, field=occupation),
                    why="Every employed person must be counted once.",
                    mend="Make the weights of each census occupation add up to 1.",
                )
            )
    found.extend(
        Problem(
            f"{code} is no occupation of the census",
            Where(file=WEIGHTS_FILE, field=code),
            mend="Use the 74 codes of Table 4-6.",
        )
        for code in sorted({link.census_occupation for link in links} - set(census_occupations))
    )
    return found
