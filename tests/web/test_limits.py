"""How much strangers may write in an hour, from one network and in all; no address is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.errors import TooManyAttemptsError
from andante.web.limits import Limit

START = datetime(2026, 6, 1, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def test_a_network_may_write_so_much_and_then_waits_until_it_may_again() -> None:
    clock = Clock()
    limit = Limit(3, 100, clock)
    for minute in range(3):
        clock.now = START + timedelta(minutes=minute)
        limit.count(f"192.0.2.{minute}")  # one network
    with pytest.raises(TooManyAttemptsError) as caught:
        limit.count("192.0.2.200")
    assert caught.value.seconds == 58 * 60
    limit.count("198.51.100.7")  # another one is not held up
    clock.now += timedelta(seconds=caught.value.seconds - 1)
    with pytest.raises(TooManyAttemptsError):
        limit.count("192.0.2.1")
    clock.now += timedelta(seconds=1)
    limit.count("192.0.2.1")


def test_all_together_may_write_so_much() -> None:
    limit = Limit(3, 5, Clock())
    for n in range(5):
        limit.count(f"2001:db8:{n}::1")
    with pytest.raises(TooManyAttemptsError):
        limit.count("203.0.113.1")


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 1800)), max_size=60))
def test_within_any_hour_no_network_writes_more(steps: list[tuple[int, int]]) -> None:
    clock, taken = Clock(), []
    limit = Limit(4, 12, clock)
    for network, seconds in steps:
        clock.now += timedelta(seconds=seconds)
        try:
            limit.count(f"10.0.{network}.9")
        except TooManyAttemptsError:
            continue
        taken.append((clock.now, network))
        recent = [each for each in taken if each[0] > clock.now - timedelta(hours=1)]
        assert len(recent) <= 12
        assert sum(each[1] == network for each in recent) <= 4


def test_no_address_is_kept() -> None:
    limit = Limit(3, 5, Clock())
    for address in ("192.0.2.77", "not an address", ""):
        limit.count(address)
    assert "192.0.2" not in repr(vars(limit))
    assert b"192.0.2" not in b"".join(limit._times)
