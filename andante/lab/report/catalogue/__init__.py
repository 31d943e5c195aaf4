"""The sentences of the report, whole, with slots, in two languages that hold the same keys.

A key may have a form for one economy, `key@china`, where an official name has to be given in full.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from andante.lab.report.catalogue import (
    chinese,
    decomposition_chinese,
    decomposition_english,
    economy_chinese,
    economy_english,
    english,
)

ENGLISH: dict[str, str] = {
    **english.SENTENCES,
    **economy_english.SENTENCES,
    **decomposition_english.SENTENCES,
}
CHINESE: dict[str, str] = {
    **chinese.SENTENCES,
    **economy_chinese.SENTENCES,
    **decomposition_chinese.SENTENCES,
}
LANGUAGES = ("en", "zh")
CATALOGUES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "zh": CHINESE}


@dataclass(frozen=True, slots=True)
class Words:
    """The catalogue of one language, for one economy."""

    language: str
    economy: str = ""

    def __call__(self, key: str, **slots: object) -> str:
        """The sentence of a key with its slots filled; KeyError for a key or a slot that is not there."""
        catalogue = CATALOGUES[self.language]
        template = catalogue.get(f"{key}@{self.economy}") or catalogue[key]
        return template.format_map(slots).replace(" %", "\u00a0%")

    def known(self, key: str) -> bool:
        """Whether the catalogue has the key."""
        return key in CATALOGUES[self.language]

    def or_else(self, key: str, otherwise: str) -> str:
        """The sentence of a key without slots, or what the data itself calls the thing."""
        return self(key) if self.known(key) else otherwise
