"""How much strangers may write: so many notices an hour from one network, and from all together.

Counted in memory, by a keyed hash of the network that is forgotten with the process: no address is kept.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import blake2b
from ipaddress import ip_address, ip_network
from threading import Lock

from andante.errors import Problem, TooManyAttemptsError

WINDOW = timedelta(hours=1)
MOST_REMEMBERED = 10_000
_EVERYBODY = b""


class Limit:
    """At most `one` from a network and `all_` from everybody within an hour."""

    def __init__(self, one: int, all_: int, clock: Callable[[], datetime]) -> None:
        self._most = {True: one, False: all_}
        self._clock = clock
        self._key = secrets.token_bytes(16)
        self._times: OrderedDict[bytes, list[datetime]] = OrderedDict()
        self._lock = Lock()

    def count(self, address: str) -> None:
        """Count one from an address. TooManyAttemptsError, with the seconds to wait, beyond the limit."""
        now = self._clock()
        names = (self._name(address), _EVERYBODY)
        with self._lock:
            for name in names:
                recent = [each for each in self._times.get(name, ()) if each > now - WINDOW]
                self._times[name] = recent
                self._times.move_to_end(name)
                if len(recent) >= self._most[name != _EVERYBODY]:
                    wait = recent[0] + WINDOW - now
                    raise TooManyAttemptsError(
                        Problem("Too much was written from here.", mend="Try again later."),
                        max(int(wait.total_seconds()), 1),
                    )
            for name in names:
                self._times[name].append(now)
            while len(self._times) > MOST_REMEMBERED:
                self._times.popitem(last=False)

    def _name(self, address: str) -> bytes:
        try:
            parsed = ip_address(address)
            width = 24 if parsed.version == 4 else 56
            address = str(ip_network(f"{address}/{width}", strict=False))
        except ValueError:
            address = "unknown"
        return blake2b(address.encode(), key=self._key, digest_size=16).digest()
