"""Sources that parts of an assessment name, in the language of the document."""

from __future__ import annotations

from andante.assessment.document.catalogue.policies_chinese import SOURCES
from andante.assessment.document.desk import Desk


def source_text(desk: Desk, text: str) -> str:
    """A source, in this language."""
    return SOURCES.get(text, text) if desk.chinese else text
