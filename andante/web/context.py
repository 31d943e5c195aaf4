"""What one request carries through the service: its number, and what is learnt about it on the way."""

from __future__ import annotations

import secrets
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

Scope = MutableMapping[str, Any]
_KEY = "andante"


@dataclass(slots=True)
class Passage:
    """One request. `signed_in` is how (no, session, token), not who; `problem` the name of a refusal."""

    id: str = field(default_factory=lambda: secrets.token_hex(8))
    signed_in: str = "no"
    problem: str = ""
    cookies: list[str] = field(default_factory=list)

    @property
    def urn(self) -> str:
        """The request as a name that people can quote."""
        return f"urn:andante:request:{self.id}"


def passage_of(scope: Scope) -> Passage:
    """The passage of a request; one that has none yet gets it."""
    found = scope.setdefault("state", {}).get(_KEY)
    if found is None:
        found = scope["state"][_KEY] = Passage()
    assert isinstance(found, Passage)
    return found
