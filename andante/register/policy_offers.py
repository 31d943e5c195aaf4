"""A policy that somebody sends, read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from andante.errors import Problem, RegisterError, Where
from andante.policies.document import MAX_BYTES
from andante.policies.load import library_names, load_policy, read_policy
from andante.policies.schema import Policy
from andante.register.given import Reader

OFFER_KEYS = frozenset({"policy", "text", "file"})
LONGEST_FILE_NAME = 100
UNNAMED = "policy.yaml"


def read_offer(payload: Mapping[str, Any], known: frozenset[str] = OFFER_KEYS) -> Policy:
    """The policy of a payload. PolicyError or RegisterError with every problem.

    `policy` is the name of a packaged policy or a mapping in the form of a policy file; or else `text` is the
    text of a policy file, which `file` names. A variant's base is a packaged policy.
    """
    reader = Reader(payload, known)
    text = reader.take("text", _file_text, f"a text of at most {MAX_BYTES:,} characters")
    file = reader.text("file", LONGEST_FILE_NAME) or UNNAMED
    reader.done()
    given = payload.get("policy")
    if text is not None and given is None:
        return read_policy(text.encode("utf-8"), file)
    if text is None and isinstance(given, str) and given in library_names():
        return load_policy(given)
    if text is None and isinstance(given, Mapping):
        return read_policy(given, "policy given as a mapping")
    raise RegisterError(
        Problem(
            "This is neither the name of a packaged policy nor a policy.",
            Where(field="policy"),
            mend="Write its name, or send the whole of it.",
        )
    )


def _file_text(value: Any) -> str:
    """The text of a file, which may be empty or odd: whoever reads the file says so better."""
    if not isinstance(value, str) or len(value) > MAX_BYTES:
        raise ValueError
    value.encode("utf-8")
    return value
