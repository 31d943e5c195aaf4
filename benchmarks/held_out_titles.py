"""Job titles whose group is known but hidden from the coder: what accuracy and confidence are measured on.

A title is held out by a hash of its normal form, so the split is the same everywhere; every entry of that
normal form, from whatever source, is then missing from the coder. Truth is a set of groups: of an ESCO label,
what ESCO gives it; of a CSCO alias, every unit group that the published links of its CSCO code end in, or the
one that this project's judgement gives it; of a common title, the one it is placed in by hand.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from andante.assessment.coding import TitleCoder, load_coder
from andante.assessment.coding_text import is_chinese, normal_form
from andante.reference.tables import read_table

TESTED = (0, 1)
"""Tenths of the labels that accuracy is measured on."""
CALIBRATED = ((2, 3), (4, 5), (6, 7), (8, 9))
"""Parts that confidence is calibrated on, each hidden in its turn; settings were chosen on the first."""

Truth = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Normal forms of held-out titles with their true groups, by what is true of them."""

    esco: Truth
    csco_published: Truth
    csco_judged: Truth
    common_english: Truth
    common_chinese: Truth

    @property
    def forms(self) -> frozenset[str]:
        """Every normal form that the coder must not know."""
        return frozenset().union(self.esco, self.csco_judged, self.common_english, self.common_chinese)


def tenth(form: str) -> int:
    """Which tenth of the labels a normal form belongs to."""
    return zlib.crc32(form.encode()) % 10


def held_out(tenths: Sequence[int]) -> HeldOut:
    """The labels of these tenths."""
    table = read_table("occupation_titles")
    codes = read_table("occupation_codes").to_pydict()
    published = {
        code: frozenset(links.split())
        for system, code, links in zip(codes["system"], codes["code"], codes["published"], strict=True)
        if system == "csco"
    }
    esco: dict[str, frozenset[str]] = {}
    by_links: dict[str, frozenset[str]] = {}
    judged: dict[str, frozenset[str]] = {}
    english: dict[str, frozenset[str]] = {}
    chinese: dict[str, frozenset[str]] = {}
    for row in table.to_pylist():
        form = normal_form(row["title"])
        if tenth(form) not in tenths:
            continue
        unit = frozenset({row["isco08"]})
        match row["source"]:
            case "esco_alias":
                _add(esco, form, unit)
            case "csco_alias":
                _add(judged, form, unit)
                _add(by_links, form, published[row["csco"]])
            case "common":
                _add(chinese if is_chinese(form) else english, form, unit)
    return HeldOut(esco, {form: links for form, links in by_links.items() if links}, judged, english, chinese)


def _add(truth: dict[str, frozenset[str]], form: str, units: frozenset[str]) -> None:
    truth[form] = truth.get(form, frozenset()) | units


def coder_without(held: HeldOut) -> TitleCoder:
    """The packaged coder without the held-out titles."""
    return load_coder(without=held.forms)


def proposals(coder: TitleCoder, forms: Sequence[str]) -> list[list[str]]:
    """The groups that the coder gives each title, likeliest first, up to five."""
    coded = coder.code(forms, [None] * len(forms))
    found = []
    for i, isco in enumerate(coded.isco.tolist()):
        row = int(coded.similar_row[i])
        if row >= 0:
            found.append([coder.index.codes[group] for group in coded.ranked.groups[row] if group >= 0])
        else:
            place = int(coded.known[i])
            found.append([isco, *coder.titles.others.get(place, ())][:5] if isco else [])
    return found


def right(found: Sequence[Sequence[str]], truth: Truth, digits: int, best: int) -> NDArray[np.bool_]:
    """(n) whether one of the first `best` groups is a true one, compared by so many digits."""
    return np.array(
        [
            bool({code[:digits] for code in codes[:best]} & {code[:digits] for code in groups})
            for codes, groups in zip(found, truth.values(), strict=True)
        ]
    )
