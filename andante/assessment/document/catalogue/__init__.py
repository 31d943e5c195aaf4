"""The sentences of the assessment document and the notice, whole, with slots, in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from andante.assessment.document.catalogue import (
    chinese,
    english,
    filing_chinese,
    filing_english,
    notice_chinese,
    notice_english,
)

ENGLISH: dict[str, str] = {**english.SENTENCES, **filing_english.SENTENCES, **notice_english.SENTENCES}
CHINESE: dict[str, str] = {**chinese.SENTENCES, **filing_chinese.SENTENCES, **notice_chinese.SENTENCES}
CATALOGUES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "zh": CHINESE}
LANGUAGES = tuple(CATALOGUES)


@dataclass(frozen=True, slots=True)
class Words:
    """The catalogue of one language."""

    language: str

    def __call__(self, key: str, **slots: object) -> str:
        """The sentence of a key with its slots filled; KeyError for a key or a slot that is not there."""
        return CATALOGUES[self.language][key].format_map(slots)

    def known(self, key: str) -> bool:
        """Whether the catalogue has the key."""
        return key in CATALOGUES[self.language]

    def or_else(self, key: str, otherwise: str) -> str:
        """The sentence of a key without slots, or what the data itself calls the thing."""
        return self(key) if self.known(key) else otherwise
