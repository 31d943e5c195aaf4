"""Salted commitments: the log binds to private data without holding any.

A commitment is SHA-256(salt || canonical JSON of the payload) with 32 random bytes of salt, used once.
Payload and salt lie outside the log. Whoever is shown both can check them against the log; without the salt
even a guessed payload cannot be confirmed, so erasing both leaves nothing of the payload, and every proof
stays valid.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from andante.errors import Problem, RegisterError
from andante.register.canonical_json import canonical_json

SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Commitment:
    """`digest`, 64 hexadecimal digits, goes into the log; `salt`, 32 bytes, is erased with the payload."""

    digest: str
    salt: bytes = field(repr=False)


def commit(payload: Any, salt: bytes | None = None) -> Commitment:
    """A commitment to a JSON value, with a new salt unless one is given to repeat an earlier commitment.

    RegisterError for a payload without canonical JSON, or a salt that is not 32 bytes.
    """
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    if len(salt) != SALT_BYTES:
        raise RegisterError(Problem(f"A salt has {SALT_BYTES} bytes, not {len(salt)}."))
    return Commitment(sha256(salt + canonical_json(payload)).hexdigest(), salt)


def opens(digest: str, salt: bytes, payload: Any) -> bool:
    """Whether salt and payload are what was committed to."""
    return len(salt) == SALT_BYTES and compare_digest(
        commit(payload, salt).digest.encode(), digest.encode("utf-8", "replace")
    )
