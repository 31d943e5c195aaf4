"""Occupation codes of a roster (ISCO-08, O*NET-SOC, SOC, CSCO), validated and brought to ISCO-08."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from andante.assessment.coding_confidence import ISCO_CODE, MAPPED_CODE
from andante.reference.catalog import DATA_FOLDER
from andante.reference.tables import read_table

_PREFIX = re.compile(
    r"^(ISCO[- ]?(08|2008)?|O\*?NET([- ]?SOC)?|SOC([- ]?2018)?|CSCO([- ]?(2015|2022))?|GBM|C)\W*"
)
_SYSTEMS = {"isco": "ISCO-08", "onet": "O*NET-SOC 2019", "soc": "SOC 2018", "csco": "CSCO"}
_SYSTEMS_ZH = {"isco": "ISCO-08", "onet": "O*NET-SOC 2019", "soc": "SOC 2018", "csco": "职业分类大典"}
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("onet", re.compile(r"^(\d\d)-?(\d{4})\.(\d\d)$")),
    ("soc", re.compile(r"^(\d\d)-?(\d{4})$")),
    ("csco", re.compile(r"^(\d)-(\d\d)-(\d\d)(?:-(\d\d))?$")),
    ("csco", re.compile(r"^(\d{5})(\d\d)?$")),
    ("onet", re.compile(r"^(\d\d)(\d{4})(\d\d)$")),
    ("isco", re.compile(r"^(\d{1,4})$")),
)


@dataclass(frozen=True, slots=True)
class CodeReading:
    """What a code says. `isco` is empty where that is nothing usable; then `reason` says why."""

    isco: str
    onet: str | None
    confidence: float
    reason: str
    reason_zh: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group of ISCO-08: titles, and the O*NET occupation that most of its people have."""

    title: str
    title_zh: str
    onet: str | None


@dataclass(frozen=True, slots=True)
class CodeBook:
    """Groups of ISCO-08 by code; (system, code) -> (unit group, O*NET, title, number of linked groups)."""

    groups: Mapping[str, Group]
    links: Mapping[tuple[str, str], tuple[str, str | None, str, int]]

    def deepest(self, isco: str) -> str:
        """The unit group of a group that holds only one; else the code itself."""
        if len(isco) == 4:
            return isco
        units = [code for code in self.groups if len(code) == 4 and code.startswith(isco)]
        return units[0] if len(units) == 1 else isco

    def read(self, written: str) -> CodeReading:
        """What a code as written says; never raises."""
        code = unicodedata.normalize("NFKC", written[:60]).strip().upper()
        code = _PREFIX.sub("", code).replace("–", "-").strip().removesuffix(".0")
        for system, form in _FORMS:
            found = form.match(code)
            if found:
                parts = [part for part in found.groups() if part]
                return self._isco(parts[0]) if system == "isco" else self._linked(system, parts)
        return _unusable(
            f"“{written[:40]}” has the form of no code known here (ISCO-08, O*NET-SOC, SOC, CSCO)",
            f"“{written[:40]}”不符合任何已知代码格式（ISCO-08、O*NET-SOC、SOC、职业分类大典）",
        )

    def _isco(self, code: str) -> CodeReading:
        if code not in self.groups and len(code) == 3 and "0" + code in self.groups:
            code = "0" + code  # spreadsheets drop the leading zero of the armed forces
        if code not in self.groups:
            return _unusable(f"ISCO-08 has no group {code}", f"ISCO-08 没有代码 {code}")
        if len(code) < 2:
            return _unusable(
                f"ISCO-08 {code} is a whole major group: give at least two digits",
                f"ISCO-08 {code} 是大类，请至少给出两位代码",
            )
        unit = self.deepest(code)
        return CodeReading(
            unit,
            self.groups[unit].onet,
            ISCO_CODE,
            f"ISCO-08 code {code} as given",
            f"按所给 ISCO-08 代码 {code}",
        )

    def _linked(self, system: str, parts: list[str]) -> CodeReading:
        tried = _spellings(system, parts)
        for kind, code in tried:
            link = self.links.get((kind, code))
            if link is None:
                continue
            unit, onet, title, count = link
            onet = onet or self.groups[unit].onet
            several = count > 1
            more = f"; {count} unit groups are linked to it, the likeliest was taken" if several else ""
            more_zh = f"；有 {count} 个对应细类，取最可能者" if several else ""
            named = f" ({title})" if title else ""
            return CodeReading(
                unit,
                onet,
                MAPPED_CODE["several" if several else "single"],
                f"{_SYSTEMS[kind]} code {code}{named} brought to ISCO-08 {unit}{more}",
                f"{_SYSTEMS_ZH[kind]} 代码 {code}{named} 对应 ISCO-08 {unit}{more_zh}",
            )
        kind, code = tried[0]
        return _unusable(
            f"{_SYSTEMS[kind]} has no detailed occupation {code} in the tables",
            f"{_SYSTEMS_ZH[kind]} 中没有代码 {code}",
        )


def _spellings(system: str, parts: list[str]) -> list[tuple[str, str]]:
    """The keys under which a code may stand, the most exact first."""
    if system == "onet":
        soc = f"{parts[0]}-{parts[1]}"
        return [("onet", f"{soc}.{parts[2]}"), ("soc", soc)]
    if system == "soc":
        return [("soc", f"{parts[0]}-{parts[1]}")]
    code = "".join(parts)
    return [("csco", code), ("csco", code[:5])] if code[5:] != "00" else [("csco", code[:5])]


def _unusable(reason: str, reason_zh: str) -> CodeReading:
    return CodeReading("", None, 0.0, reason, reason_zh)


def load_code_book(folder: Path = DATA_FOLDER) -> CodeBook:
    """Read the packaged groups and codes. `ReferenceDataError` if a table is damaged."""
    groups = read_table("isco08_groups", folder).to_pydict()
    codes = read_table("occupation_codes", folder).to_pydict()
    return CodeBook(
        {
            code: Group(title, title_zh, onet)
            for code, title, title_zh, onet in zip(*(groups[name] for name in groups), strict=True)
        },
        {
            (system, code): (unit, onet, title, 1 + published.count(" "))
            for system, code, title, unit, onet, published in zip(
                *(codes[name] for name in codes), strict=True
            )
        },
    )
