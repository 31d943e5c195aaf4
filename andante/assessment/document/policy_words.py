"""Chinese for what packaged policies and parts of an assessment say in English alone.

A text that is not listed, such as that of a user's own policy, is printed as it is written.
"""

from __future__ import annotations

from andante.assessment.document.catalogue.policies_chinese import PHRASES, SOURCES
from andante.assessment.document.desk import Desk


def policy_text(desk: Desk, text: str) -> str:
    """An owner, consequence or evidence of a condition, in this language."""
    return PHRASES.get(" ".join(text.split()), text) if desk.chinese else text


def source_text(desk: Desk, text: str) -> str:
    """A source, in this language."""
    return SOURCES.get(text, text) if desk.chinese else text
