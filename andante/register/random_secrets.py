"""Secrets that are handed out once and kept as a digest: session ids, API tokens, links, states of a sign-in.

Each holds 256 random bits, so one round of SHA-256 is enough to keep it, unlike a password. A row is found by
`selector`, the first part of the digest, and the whole digest is compared in constant time: how long a
look-up takes tells nothing about a secret.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest

SECRET_BYTES = 32
SELECTOR_DIGITS = 16
_BODY = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)  # base64url of 32 bytes


@dataclass(frozen=True, slots=True)
class Secret:
    """`clear` is shown to its owner, once, and never stored; `digest` is what is stored."""

    clear: str = field(repr=False)
    digest: str

    @property
    def selector(self) -> str:
        """The part of the digest that a row is found by."""
        return selector_of(self.digest)


def new_secret(prefix: str = "") -> Secret:
    """A new secret of 256 random bits, in letters that can stand in a cookie, a header and an address."""
    return _secret(prefix + secrets.token_urlsafe(SECRET_BYTES))


def read_secret(clear: str, prefix: str = "") -> Secret | None:
    """What somebody brought back, or None where it cannot be a secret of this kind."""
    if not clear.startswith(prefix) or not _BODY.fullmatch(clear[len(prefix) :]):
        return None
    return _secret(clear)


def same_digest(one: str, other: str) -> bool:
    """Whether two digests are equal, in a time that does not depend on where they differ."""
    return compare_digest(one.encode("ascii", "replace"), other.encode("ascii", "replace"))


def selector_of(digest: str) -> str:
    """The part of a digest that a row is found by: 64 of its 256 bits."""
    return digest[:SELECTOR_DIGITS]


def _secret(clear: str) -> Secret:
    return Secret(clear, sha256(clear.encode("ascii")).hexdigest())
