"""Passwords: Argon2id with the parameters that OWASP names, and a length; no rule about their composition.

The OWASP Password Storage Cheat Sheet asks for Argon2id with at least 19 MiB of memory, two passes and one
thread. A hash made with other parameters is made again when its owner signs in. NIST SP 800-63B asks for
length, a list of common passwords and no rules of composition.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from andante.errors import Problem, RegisterError, Where
from andante.register.canonical_json import missing_library
from andante.register.common_passwords import is_common

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MEMORY_KIB = 19 * 1024
PASSES = 2
THREADS = 1
SHORTEST = 12
LONGEST = 1024

NOBODYS_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$ACLZoEAOVPkfKguZYbSFrpX7QbJAa2axonBu1tLaRIk"
)
"""Compared with where there is no account or no password: an unknown account takes as long as a known one."""


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether a password fits, and the hash to store instead where the parameters have changed since."""

    fits: bool
    new_hash: str | None = None


def check_new_password(password: str, personal: Iterable[str] = ()) -> None:
    """RegisterError with every reason why this is not taken; `personal`: name, e-mail, organisation."""
    length = len(password)
    problems = []
    if length < SHORTEST:
        problems.append(
            Problem(
                f"The password has {length} characters; it needs at least {SHORTEST}.",
                Where(field="password"),
                mend="Take several words that do not belong together.",
            )
        )
    if length > LONGEST:
        problems.append(Problem(f"The password has more than {LONGEST} characters.", Where(field="password")))
    elif not _is_text(password):
        problems.append(Problem("The password holds half of a character.", Where(field="password")))
    elif length >= SHORTEST and is_common(_normal(password), personal):
        problems.append(
            Problem(
                "The password is among the first that others would try.",
                Where(field="password"),
                why="It is made of common words, a pattern of keys, or the name or address of its owner.",
                mend="Take several words that do not belong together.",
            )
        )
    if problems:
        raise RegisterError(problems)


def hash_password(password: str) -> str:
    """The Argon2id hash of a password that `check_new_password` has let through, with its own salt."""
    return _hasher().hash(_normal(password))


def verify_password(password: str, stored: str | None) -> Verified:
    """Whether a password fits a stored hash. With None (no account, no password) the work is the same."""
    from argon2.exceptions import Argon2Error, InvalidHashError

    hasher = _hasher()
    usable = len(password) <= LONGEST and _is_text(password)
    try:
        hasher.verify(stored or NOBODYS_HASH, _normal(password) if usable else "")
    except (Argon2Error, InvalidHashError):
        return Verified(False)
    if stored is None or not usable:
        return Verified(False)
    return Verified(True, hash_password(password) if hasher.check_needs_rehash(stored) else None)


def _hasher() -> PasswordHasher:
    try:
        from argon2 import PasswordHasher
    except ImportError:
        raise missing_library("argon2-cffi", "A password") from None
    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=THREADS)


def _normal(password: str) -> str:
    """One text for what looks alike, however a keyboard composes it (NFC)."""
    return unicodedata.normalize("NFC", password)


def _is_text(password: str) -> bool:
    try:
        password.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
