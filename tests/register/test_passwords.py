"""Passwords: parameters, lengths, what is common; an unknown account takes as long as a known one."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.errors import RegisterError
from andante.register.common_passwords import is_common
from andante.register.passwords import (
    LONGEST,
    NOBODYS_HASH,
    SHORTEST,
    check_new_password,
    hash_password,
    verify_password,
)

GOOD = (
    "four quiet herons wade",
    "correcthorsebatterystaple",
    "twelve green otters swim",
    "春眠不觉晓处处闻啼鸟夜来",
    "x7#kq9!vv2pLw",
    "tHe9brass_kettle",
    "      ~ wren ~ kayak ~ ",
)
COMMON = (
    "password1234", "Password123!", "P@ssw0rd2024!", "123456789012", "qwertyuiop12", "qwertyuiopas",
    "111111111111", "abcabcabcabc", "administrator", "Administrator1", "letmeinletmein", "iloveyou1234",
    "1qaz2wsx3edc", "welcome12345", "andante12345", "woaini123456", "abcdefghijkl", "passwordpassword",
    "1q2w3e4r5t6y", "changeme2026", "098765432109",
)  # fmt: skip


def test_the_parameters_are_those_of_owasp_for_every_hash() -> None:
    for stored in (hash_password(GOOD[0]), NOBODYS_HASH):
        found = extract_parameters(stored)
        assert found.type is Type.ID
        assert (found.memory_cost, found.time_cost, found.parallelism) == (19 * 1024, 2, 1)
        assert (found.salt_len, found.hash_len) == (16, 32)


def test_each_hash_has_its_own_salt() -> None:
    assert hash_password(GOOD[0]) != hash_password(GOOD[0])


@pytest.mark.parametrize("password", GOOD)
def test_length_is_all_that_is_asked(password: str) -> None:
    check_new_password(password, ("Ada Lovelace", "ada@office.example"))


@pytest.mark.parametrize("password", COMMON)
def test_what_others_try_first_is_refused(password: str) -> None:
    with pytest.raises(RegisterError, match="others would try"):
        check_new_password(password)


def test_what_is_known_of_a_person_is_refused() -> None:
    personal = ("Zebedee Quillfeather", "zq.harbour@mill-quay.example")
    for password in (
        "zebedeequillfeather",
        "Quillfeather2026",
        "zq.harbour@mill-quay.example",
        "Zebedee-Harbour-12",
    ):
        assert is_common(password, personal)
        assert not is_common(f"{password} and a brass kettle", personal)


@pytest.mark.parametrize("length", [0, 1, SHORTEST - 1])
def test_too_short(length: int) -> None:
    with pytest.raises(RegisterError, match=f"has {length} characters"):
        check_new_password("é"[:1] * length)


def test_the_longest_is_taken_and_no_longer_one() -> None:
    longest = (GOOD[0] * 60)[:LONGEST]
    check_new_password(longest)
    assert verify_password(longest, hash_password(longest)).fits
    with pytest.raises(RegisterError, match="more than"):
        check_new_password(longest + "x")
    assert not verify_password(longest + "x", hash_password(longest)).fits


def test_half_a_character_is_refused_in_words() -> None:
    half = GOOD[0] + "\ud800"
    with pytest.raises(RegisterError, match="half of a character"):
        check_new_password(half)
    assert not verify_password(half, hash_password(GOOD[0])).fits


def test_no_password_is_cut_short() -> None:
    stored = hash_password("x" * 200)
    assert not verify_password("x" * 199, stored).fits
    assert not verify_password("x" * 200 + "y", stored).fits


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=SHORTEST, max_size=40))
def test_a_password_fits_however_it_is_composed_and_no_other_does(password: str) -> None:
    stored = hash_password(password)
    assert verify_password(unicodedata.normalize("NFD", password), stored).fits
    assert not verify_password(password + "x", stored).fits
    assert not verify_password(password, None).fits


@pytest.mark.parametrize(
    "old", [PasswordHasher(1, 8192, 1), PasswordHasher(2, 19456, 2), PasswordHasher(2, 19456, 1, 16)]
)
def test_a_hash_of_other_parameters_is_made_again(old: PasswordHasher) -> None:
    verified = verify_password(GOOD[0], old.hash(GOOD[0]))
    assert verified.fits
    assert verified.new_hash is not None
    renewed = verify_password(GOOD[0], verified.new_hash)
    assert (renewed.fits, renewed.new_hash) == (True, None)
    assert verify_password(GOOD[1], old.hash(GOOD[0])).new_hash is None


@pytest.mark.parametrize("stored", ["", "x", "$argon2id$", "$2b$12$abc", "plain words"])
def test_a_damaged_hash_lets_nobody_in(stored: str) -> None:
    assert not verify_password(stored, stored).fits


def test_nobodys_hash_is_a_real_one_that_lets_nobody_in() -> None:
    text = "nobody's password"
    assert PasswordHasher().verify(NOBODYS_HASH, text)
    assert not verify_password(text, None).fits


def quickest(work: Callable[[], object], times: int = 7) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def test_an_unknown_account_takes_as_long_as_a_wrong_password() -> None:
    stored = hash_password(GOOD[0])
    known = quickest(lambda: verify_password(GOOD[1], stored))
    unknown = quickest(lambda: verify_password(GOOD[1], None))
    too_long = quickest(lambda: verify_password("x" * 5000, stored))
    assert 0.5 < unknown / known < 2
    assert 0.5 < too_long / known < 2
