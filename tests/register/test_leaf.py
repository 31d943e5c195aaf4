"""Commitments hide and bind; a leaf is one text for one event, and is read strictly."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_log import START, event

from andante.errors import RegisterError
from andante.register.commitment import commit, opens
from andante.register.leaf import Leaf, log_time, parse_leaf

PERSON = {"name": "王芳", "mail": "wang.fang@example.org"}


def test_a_commitment_is_the_hash_of_salt_and_canonical_json() -> None:
    found = commit({"b": 1, "a": 1.50}, salt=bytes(range(32)))
    assert found.digest == sha256(bytes(range(32)) + b'{"a":1.5,"b":1}').hexdigest()
    assert found.salt == bytes(range(32))


def test_a_commitment_opens_with_its_own_salt_and_payload_only() -> None:
    found = commit(PERSON)
    assert opens(found.digest, found.salt, dict(reversed(PERSON.items())))
    assert not opens(found.digest, found.salt, {**PERSON, "name": "王方"})
    assert not opens(found.digest, commit(PERSON).salt, PERSON)
    assert not opens(found.digest, found.salt[:-1], PERSON)
    assert not opens("\ud800", found.salt, PERSON)
    assert found.salt.hex() not in repr(found)


def test_one_payload_never_gives_one_digest_twice() -> None:
    assert len({commit(PERSON).digest for _ in range(50)}) == 50


def test_a_salt_of_another_length_is_refused() -> None:
    with pytest.raises(RegisterError, match="32 bytes, not 16"):
        commit(PERSON, bytes(16))


def test_nothing_private_is_in_a_leaf() -> None:
    found = commit(PERSON)
    entry = event(4, commitments={"filer": found.digest})
    for secret in ("王芳", "wang.fang", found.salt.hex()):
        assert secret.encode() not in entry
    assert opens(parse_leaf(entry, 4).commitments["filer"], found.salt, PERSON)


def test_a_leaf_is_written_as_documented() -> None:
    leaf = Leaf(
        7, "e-7", "filing.decided", "2026-06-01T09:30:00.000000Z", {"outcome": "approve"}, {"by": "0" * 64}
    )
    assert leaf.encode() == (
        b'{"commitments":{"by":"' + b"0" * 64 + b'"},"data":{"outcome":"approve"},"event":"e-7","format":1,'
        b'"index":7,"kind":"filing.decided","time":"2026-06-01T09:30:00.000000Z"}'
    )
    assert parse_leaf(leaf.encode(), 7) == leaf


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("index", -1),
        ("index", True),
        ("index", 1.0),
        ("event", ""),
        ("event", "a b"),
        ("event", "x" * 129),
        ("event", 5),
        ("event", "客"),
        ("kind", "Filing"),
        ("kind", ""),
        ("kind", None),
        ("time", "2026-01-05T09:00:00Z"),
        ("time", "2026-02-30T09:00:00.000000Z"),
        ("time", "2026-01-05T24:00:00.000000Z"),
        ("time", "2026-01-05T09:00:00.000000+00:00"),
        ("time", "٢026-01-05T09:00:00.000000Z"),
        ("time", ""),
        ("time", 1),
        ("data", {"x": float("nan")}),
        ("data", {"x": "\ud800"}),
        ("data", {"x": "y" * 65_536}),
        ("commitments", {"x": "0" * 63}),
        ("commitments", {"x": "F" * 64}),
        ("commitments", {"x": 0}),
        ("commitments", {"\ud800": "0" * 64}),
    ],
)
def test_what_no_event_has_is_not_logged(field: str, value: object) -> None:
    with pytest.raises(RegisterError):
        event(3, **{field: value})


def test_data_nested_too_deeply_are_not_logged() -> None:
    deep: dict[str, object] = {}
    for level in range(15):
        deep = {"in": [deep], "level": level}
    assert parse_leaf(event(3, data={"in": deep}), 3).data == {"in": deep}
    with pytest.raises(RegisterError, match="nested too deeply"):
        event(3, data={"in": [deep]})


def changed(**fields: object) -> bytes:
    content = {**json.loads(event(3)), **fields}
    kept = {name: value for name, value in content.items() if value != "remove"}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (changed(index=4), "says that it is entry 4, and stands at 3"),
        (changed(index=True), "entry True"),
        (changed(index="3"), "entry '3'"),
        (changed(format=2), "format is 2"),
        (changed(format=True), "format is True"),
        (changed(extra=1), "'extra'"),
        (changed(data="remove"), "'data'"),
        (changed(data=[]), "not an object"),
        (changed(commitments=[]), "hexadecimal"),
        (changed(event=None), "no event id"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b"", "strict JSON"),
        (event(3) + b" ", "not canonical"),
        (event(3).replace(b"0.125", b"0.1250"), "not canonical"),
        (b"\xff" + event(3), "strict JSON"),
    ],
)
def test_other_entries_are_refused_with_the_reason(entry: bytes, told: str) -> None:
    with pytest.raises(RegisterError, match=told):
        parse_leaf(entry, 3)


@given(st.binary(max_size=120))
def test_any_bytes_are_refused_without_a_traceback(entry: bytes) -> None:
    with pytest.raises(RegisterError):
        parse_leaf(entry, 0)


@given(st.datetimes(timezones=st.just(UTC)), st.integers(-14 * 60, 14 * 60))
def test_times_sort_as_moments_whatever_their_zone(moment: datetime, minutes: int) -> None:
    if datetime(2, 1, 1, tzinfo=UTC) < moment < datetime(9998, 1, 1, tzinfo=UTC):
        local = moment.astimezone(timezone(timedelta(minutes=minutes)))
        text = log_time(local)
        assert text == log_time(moment)
        assert len(text) == 27
        assert (text < log_time(START)) == (moment < START)


def test_a_clock_set_back_does_not_turn_the_log_back() -> None:
    first = log_time(START)
    assert log_time(START - timedelta(hours=1), not_before=first) == first
    assert log_time(START + timedelta(microseconds=1), not_before=first) > first
    with pytest.raises(RegisterError, match="without its zone"):
        log_time(datetime(2026, 1, 1))
