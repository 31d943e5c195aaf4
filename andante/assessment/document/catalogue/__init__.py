"""The sentences of the assessment document and the notice, whole, with slots, in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from andante.assessment.document.catalogue.chinese import SENTENCES as DOCUMENT_ZH
from andante.assessment.document.catalogue.english import SENTENCES as DOCUMENT
from andante.assessment.document.catalogue.filing_chinese import SENTENCES as FILING_ZH
from andante.assessment.document.catalogue.filing_english import SENTENCES as FILING
from andante.assessment.document.catalogue.notice_chinese import SENTENCES as NOTICE_ZH
from andante.assessment.document.catalogue.notice_english import SENTENCES as NOTICE

ENGLISH: dict[str, str] = {**DOCUMENT, **FILING, **NOTICE}
CHINESE: dict[str, str] = {**DOCUMENT_ZH, **FILING_ZH, **NOTICE_ZH}
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
