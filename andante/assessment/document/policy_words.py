"""Chinese for what the packaged policies say of their conditions: consequence, evidence, owner.

The policy files hold these in English alone; a text that is not listed, such as that of a user's own policy,
is printed as it is written.
"""

from __future__ import annotations

from andante.assessment.document.catalogue.policies_chinese import PHRASES


def in_chinese(text: str) -> str:
    """The Chinese of a phrase of the packaged policies, else the phrase."""
    return PHRASES.get(" ".join(text.split()), text)
