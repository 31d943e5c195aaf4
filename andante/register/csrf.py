"""A form of ours is told from a stranger's: a token bound to the session, sent twice.

The page sets the token as a cookie that its scripts and forms can copy, and the form or the header brings it
back; both must be the same, and the HMAC in it must come from the id of this very session, which only the
browser and the register know. A cookie planted from a neighbouring address does not help a stranger.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

_PURPOSE = b"andante csrf v1\0"
_NONCE_DIGITS = 32


def new_csrf_token(session: str) -> str:
    """A token for a session, given the id that its cookie holds (or the id of a visitor not signed in)."""
    nonce = secrets.token_hex(_NONCE_DIGITS // 2)
    return f"{nonce}.{_mark(session, nonce)}"


def is_our_form(session: str, cookie: str | None, submitted: str | None) -> bool:
    """Whether a request that changes something came from a page of this session."""
    if not session or not cookie or not submitted:
        return False
    if not hmac.compare_digest(cookie.encode("utf-8", "replace"), submitted.encode("utf-8", "replace")):
        return False
    nonce, _, mark = submitted.partition(".")
    return len(nonce) == _NONCE_DIGITS and hmac.compare_digest(
        mark.encode("utf-8", "replace"), _mark(session, nonce).encode("ascii")
    )


def _mark(session: str, nonce: str) -> str:
    key = session.encode("utf-8", "replace")
    return hmac.new(key, _PURPOSE + nonce.encode("utf-8", "replace"), sha256).hexdigest()
