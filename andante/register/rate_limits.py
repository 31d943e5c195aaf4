"""How often a sign-in may be tried: after some failures each further one waits, twice as long as the last.

Counted by account, by address, and by the pair of both once that account has signed in from that address:
whoever hammers an account from elsewhere slows down strangers, not its owner. Waiting ends by itself after at
most `LONGEST_WAIT`; nothing is ever locked for good. The counts stand in the database, so that a restart does
not forget them; e-mails and addresses stand there only under a keyed hash. An attempt counts as failed before
the password is looked at and is taken back where it fits: many attempts at once gain nothing.
"""

from __future__ import annotations

import hmac
import ipaddress
import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select, update

from andante.errors import Problem, TooManyAttemptsError
from andante.register.random_secrets import SECRET_BYTES
from andante.register.tables_people import SIGN_IN_ATTEMPTS as ATTEMPTS
from andante.register.tables_people import SIGN_IN_KEYS as KEYS

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)
KNOWN_FOR = timedelta(days=90)
FREE = {"account": 5, "known": 5, "address": 20}
"""Failures without a wait: an address may be an office with many people behind it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that may go ahead, counted as failed until `succeeded`. `subjects`: where it is counted."""

    account: str
    address: str
    known: str
    is_known: bool

    @property
    def subjects(self) -> tuple[str, str]:
        """What this attempt is counted by."""
        return (self.known if self.is_known else self.account), self.address


def wait_after(failures: int, free: int) -> timedelta:
    """How long the next attempt waits after so many failures: nothing, then 1, 2, 4 ... seconds."""
    if failures < free:
        return timedelta()
    return min(FIRST_WAIT * (1 << min(failures - free, 30)), LONGEST_WAIT)


def begin_attempt(connection: Connection, account: str, address: str, now: datetime) -> Attempt:
    """Count an attempt, or raise TooManyAttemptsError with the seconds to wait, which counts nothing."""
    key = _key(connection)
    attempt = _attempt(connection, key, account, _network(address), now)
    waits = [_wait(connection, subject, now) for subject in attempt.subjects]
    if any(waits):
        seconds = max(1, math.ceil(max(waits).total_seconds()))
        raise TooManyAttemptsError(
            Problem(
                f"Too many attempts to sign in failed; the next one may come in {seconds} s.",
                why="This slows down whoever guesses passwords. Nothing is locked.",
                mend="Wait, then try again.",
            ),
            seconds,
        )
    for subject in attempt.subjects:
        _count(connection, subject, now)
    return attempt


def succeeded(connection: Connection, attempt: Attempt, now: datetime) -> None:
    """The attempt was no failure: the count is over for who made it, the address gets this attempt back.

    From an address known to the account, the count of attempts from elsewhere stays as it is.
    """
    over = [attempt.known] if attempt.is_known else [attempt.account, attempt.known]
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.subject.in_(over)))
    connection.execute(
        insert(ATTEMPTS).values(subject=attempt.known, failures=0, last_at=now, blocked_until=None)
    )
    row = connection.execute(
        select(ATTEMPTS.c.failures).where(ATTEMPTS.c.subject == attempt.address)
    ).scalar_one_or_none()
    if row is not None:
        connection.execute(
            update(ATTEMPTS)
            .where(ATTEMPTS.c.subject == attempt.address)
            .values(failures=max(row - 1, 0), blocked_until=None)
        )


def forget_attempts(connection: Connection, now: datetime) -> int:
    """Take away counts that no longer matter; returns how many."""
    old = ATTEMPTS.c.last_at <= now - FORGOTTEN_AFTER
    gone = connection.execute(delete(ATTEMPTS).where(old, ATTEMPTS.c.subject.not_like("known:%"))).rowcount
    known = ATTEMPTS.c.last_at <= now - KNOWN_FOR
    return gone + connection.execute(delete(ATTEMPTS).where(known)).rowcount


def _attempt(connection: Connection, key: bytes, account: str, address: str, now: datetime) -> Attempt:
    known = _subject(key, "known", f"{len(account)}:{account}{address}")
    last_at = connection.execute(
        select(ATTEMPTS.c.last_at).where(ATTEMPTS.c.subject == known)
    ).scalar_one_or_none()
    return Attempt(
        _subject(key, "account", account),
        _subject(key, "address", address),
        known,
        last_at is not None and now < last_at + KNOWN_FOR,
    )


def _wait(connection: Connection, subject: str, now: datetime) -> timedelta:
    blocked_until = connection.execute(
        select(ATTEMPTS.c.blocked_until).where(ATTEMPTS.c.subject == subject)
    ).scalar_one_or_none()
    wait = timedelta() if blocked_until is None else blocked_until - now
    return wait if timedelta() < wait <= LONGEST_WAIT else timedelta()  # longer: the clock was set back


def _count(connection: Connection, subject: str, now: datetime) -> None:
    row = connection.execute(select(ATTEMPTS).where(ATTEMPTS.c.subject == subject)).one_or_none()
    recent = row is not None and now < row.last_at + FORGOTTEN_AFTER
    failures = 1 + (row.failures if row is not None and recent else 0)
    wait = wait_after(failures, FREE[subject.partition(":")[0]])
    values = {"failures": failures, "last_at": now, "blocked_until": now + wait if wait else None}
    if row is None:
        connection.execute(insert(ATTEMPTS).values(subject=subject, **values))
    else:
        connection.execute(update(ATTEMPTS).where(ATTEMPTS.c.subject == subject).values(**values))


def _key(connection: Connection) -> bytes:
    """The key of the hashes, made when the first attempt comes."""
    found = connection.execute(select(KEYS.c.key).where(KEYS.c.name == "attempts")).scalar_one_or_none()
    if found is not None:
        return bytes(found)
    new = secrets.token_bytes(SECRET_BYTES)
    connection.execute(insert(KEYS).values(name="attempts", key=new))
    return new


def _subject(key: bytes, kind: str, value: str) -> str:
    return f"{kind}:{hmac.new(key, f'{kind}:{value}'.encode('utf-8', 'replace'), sha256).hexdigest()}"


def _network(address: str) -> str:
    """An address as it is counted: an IPv6 address by its network of 64 bits, which one household holds."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:100]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
