"""Signing in, sessions, tokens, forms and limits of attempts, across restarts, on a clock that is moved."""

from __future__ import annotations

import base64
import logging
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from people_sample import ADDRESS, OTHER_PASSWORD, PASSWORD, Office, dump
from sqlalchemy import select, update

from andante.errors import AccessError, RegisterError, SignInError, TooManyAttemptsError
from andante.register import people as people_module
from andante.register import random_secrets
from andante.register.csrf import is_our_form, new_csrf_token
from andante.register.engine import open_engine
from andante.register.passwords import Verified
from andante.register.people import People, SignedIn
from andante.register.rate_limits import FORGOTTEN_AFTER, FREE, KNOWN_FOR, LONGEST_WAIT, wait_after
from andante.register.sessions import IDLE, LONGEST, Method, cookie_name, csrf_cookie, session_cookie
from andante.register.states import Role
from andante.register.tables_people import CREDENTIALS, PERSONS, SESSIONS, SIGN_IN_ATTEMPTS, TOKENS
from andante.register.tokens import LONGEST_LIFE, PREFIX, Scope

ADA = "ada@office.example"
ELSEWHERE = "198.51.100.9"


def wrong(people: People, e_mail: str = ADA, address: str = ADDRESS) -> None:
    with pytest.raises(SignInError) as caught:
        people.sign_in(e_mail, OTHER_PASSWORD, address)
    assert not isinstance(caught.value, TooManyAttemptsError), caught.value


def blocked(people: People, e_mail: str = ADA, address: str = ADDRESS, password: str = PASSWORD) -> int:
    with pytest.raises(TooManyAttemptsError) as caught:
        people.sign_in(e_mail, password, address)
    assert f"{caught.value.seconds} s" in str(caught.value)
    return caught.value.seconds


# Sessions


def test_a_session_ends_idle_and_in_any_case(office: Office) -> None:
    session = office.people.sign_in(ADA, PASSWORD, ADDRESS).session.clear
    steps = 0
    while True:
        office.clock.move(IDLE - timedelta(seconds=1))
        steps += 1
        if steps * (IDLE - timedelta(seconds=1)) >= LONGEST:
            break
        assert office.people.resume(session).person.name == "Ada"
    with pytest.raises(SignInError):
        office.people.resume(session)

    session = office.people.sign_in(ADA, PASSWORD, ADDRESS).session.clear
    office.clock.move(IDLE)
    with pytest.raises(SignInError):
        office.people.resume(session)
    office.people.tidy()
    with office.engine.connect() as connection:
        assert connection.execute(select(SESSIONS)).all() == []


def test_a_session_in_use_ends_at_its_last_moment(office: Office) -> None:
    session = office.people.sign_in(ADA, PASSWORD, ADDRESS)
    ends_at = office.clock.now + LONGEST
    assert session.access.ends_at == ends_at
    while office.clock.now < ends_at:
        office.people.resume(session.session.clear)
        office.clock.move(min(IDLE / 2, ends_at - office.clock.now))
    with pytest.raises(SignInError):
        office.people.resume(session.session.clear)


def test_signing_in_rotates_the_id_and_signing_out_ends_it(office: Office) -> None:
    first = office.people.sign_in(ADA, PASSWORD, ADDRESS).session.clear
    second = office.people.sign_in(ADA, PASSWORD, ADDRESS, previous=first).session.clear
    assert first != second
    with pytest.raises(SignInError):
        office.people.resume(first)
    office.people.sign_out(second)
    office.people.sign_out(second)
    with pytest.raises(SignInError):
        office.people.resume(second)


def test_an_id_that_the_browser_brought_is_never_taken_over(office: Office) -> None:
    planted = random_secrets.new_secret().clear
    signed_in = office.people.sign_in(ADA, PASSWORD, ADDRESS, previous=planted)
    assert signed_in.session.clear != planted
    with pytest.raises(SignInError):
        office.people.resume(planted)


def test_a_change_of_rights_gives_a_new_id_and_a_new_password_ends_all(office: Office) -> None:
    bo = office.hire("Bo", "filer")
    office.clock.move(timedelta(minutes=20))
    office.people.give_role(office.admin, bo.access.person.id, "reviewer")
    resumed = office.people.resume(bo.session.clear)
    assert resumed.renewed not in (None, bo.session.clear)
    assert resumed.person.roles == {Role.FILER, Role.REVIEWER}
    assert resumed.ends_at == bo.access.ends_at  # a new id is no longer life
    with pytest.raises(SignInError):
        office.people.resume(bo.session.clear)
    assert resumed.renewed is not None
    once_more = office.people.resume(resumed.renewed)
    assert (once_more.renewed, once_more.ends_at) == (None, bo.access.ends_at)

    other = office.people.sign_in("bo@office.example", PASSWORD, ADDRESS).session.clear
    changed = office.people.change_password(resumed, PASSWORD, OTHER_PASSWORD, ADDRESS)
    for old in (resumed.renewed, other):
        with pytest.raises(SignInError):
            office.people.resume(old)
    assert office.people.resume(changed.session.clear).method is Method.PASSWORD
    assert office.people.sign_out_everywhere(changed.access) == 1


def test_nobody_who_is_not_active_has_a_session(office: Office) -> None:
    session = office.hire("Bo", "filer").session.clear
    with office.engine.begin() as connection:  # as if the session had been overlooked
        connection.execute(update(PERSONS).where(PERSONS.c.name == "Bo").values(active=False))
    with pytest.raises(SignInError):
        office.people.resume(session)


def test_an_unknown_e_mail_costs_the_same_work(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    real, tried = people_module.verify_password, []

    def watched(password: str, stored: str | None) -> Verified:
        tried.append(stored)
        return real(password, stored)

    monkeypatch.setattr(people_module, "verify_password", watched)
    office.people.add(office.admin, "Bo", "bo@office.example", ["filer"])  # invited, no password yet
    for e_mail in ("nobody@office.example", "bo@office.example"):
        wrong(office.people, e_mail)
    assert tried == [None, None]


def test_a_password_set_by_a_link_ends_every_other_session(office: Office) -> None:
    """Who follows a link in somebody else's name cannot do it unseen: its owner is signed out."""
    bo = office.hire("Bo", "filer")
    link = office.people.invite_again(office.admin, bo.access.person.id)
    new = office.people.accept_link(link.clear, OTHER_PASSWORD)
    with pytest.raises(SignInError):
        office.people.resume(bo.session.clear)
    assert office.people.resume(new.session.clear).person.name == "Bo"


def test_a_password_that_is_changed_meanwhile_lets_nobody_in(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking at the password and opening the session its owner chooses another one."""
    link = office.people.invite_again(office.admin, office.first.access.person.id).clear
    real = people_module.verify_password

    def slow(password: str, stored: str | None) -> Verified:
        found = real(password, stored)
        office.people.accept_link(link, OTHER_PASSWORD)
        return found

    monkeypatch.setattr(people_module, "verify_password", slow)
    with pytest.raises(SignInError, match="do not fit"):
        office.people.sign_in(ADA, PASSWORD, ADDRESS)


def test_a_password_is_changed_only_by_who_knows_it(office: Office) -> None:
    bo = office.hire("Bo", "filer").access
    with pytest.raises(SignInError, match="present password"):
        office.people.change_password(bo, OTHER_PASSWORD, "brass kettles are loud", ADDRESS)
    with pytest.raises(RegisterError, match="needs at least"):
        office.people.change_password(bo, PASSWORD, "short", ADDRESS)
    office.people.sign_in("bo@office.example", PASSWORD, ADDRESS)


@pytest.mark.parametrize("session", ["", "x", "é" * 43, "A" * 43, "A" * 44, "\0" * 43, "../" * 20, "\ud800"])
def test_nonsense_is_nobodys_session_or_token(office: Office, session: str) -> None:
    for attempt in (office.people.resume, office.people.with_token, office.people.purpose_of_link):
        with pytest.raises(SignInError):
            attempt(session)
        with pytest.raises(SignInError):
            attempt(PREFIX + session)
    office.people.sign_out(session)


def test_cookies_are_bound_to_the_host_where_there_is_tls() -> None:
    secure, plain = session_cookie("v", True), session_cookie("v", False)
    assert secure.name == "__Host-andante_session"
    assert secure.header == (
        "__Host-andante_session=v; Max-Age=43200; Path=/; SameSite=Lax; Secure; HttpOnly"
    )
    assert "Domain" not in secure.header
    assert (plain.name, plain.secure, plain.http_only) == ("andante_session", False, True)
    assert session_cookie("", True).max_age == 0
    form = csrf_cookie("v", True)
    assert (form.http_only, form.same_site, form.secure) == (False, "Strict", True)
    assert cookie_name("x", True) == "__Host-x"


# Passwords at sign-in


def test_an_old_hash_is_made_anew_on_sign_in(office: Office) -> None:
    old = PasswordHasher(1, 8192, 1).hash(PASSWORD)
    with office.engine.begin() as connection:
        connection.execute(update(CREDENTIALS).values(password_hash=old))
    wrong(office.people)
    office.people.sign_in(ADA, PASSWORD, ADDRESS)
    with office.engine.connect() as connection:
        new = connection.execute(select(CREDENTIALS.c.password_hash)).scalar_one()
    assert new.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    office.people.sign_in(ADA, PASSWORD, ADDRESS)


def test_an_unknown_e_mail_and_a_wrong_password_are_told_alike(office: Office) -> None:
    office.people.add(office.admin, "Bo", "bo@office.example", ["filer"])  # invited, no password yet
    said = set()
    for e_mail in (ADA, "nobody@office.example", "bo@office.example", "", "\0", "\ud800", "x" * 100_000):
        with pytest.raises(SignInError) as caught:
            office.people.sign_in(e_mail, OTHER_PASSWORD, f"address of {e_mail[:9]}")
        said.add(str(caught.value))
    assert len(said) == 1
    assert ADA not in said.pop()


# Limits


@given(st.integers(0, 10_000), st.sampled_from(sorted(FREE.values())))
def test_a_wait_doubles_up_to_a_quarter_of_an_hour(failures: int, free: int) -> None:
    wait, more = wait_after(failures, free), wait_after(failures + 1, free)
    assert timedelta() <= wait <= more <= LONGEST_WAIT == timedelta(minutes=15)
    assert (wait == timedelta()) == (failures < free)
    assert more == min(2 * wait, LONGEST_WAIT) or failures < free


def test_attempts_wait_longer_and_longer_but_never_for_good(office: Office) -> None:
    for _ in range(FREE["account"]):
        wrong(office.people)
    waits = []
    for _ in range(12):
        waits.append(blocked(office.people))  # a refused attempt, even with the right password, costs nothing
        assert blocked(office.people) == waits[-1]
        office.clock.move(timedelta(seconds=waits[-1]))
        wrong(office.people)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    office.clock.move(LONGEST_WAIT)
    office.people.sign_in(ADA, PASSWORD, ADDRESS)
    wrong(office.people)
    office.people.sign_in(ADA, PASSWORD, ADDRESS)


def test_a_restart_forgets_no_attempt(office: Office, address: str) -> None:
    for _ in range(FREE["account"]):
        wrong(office.people)
    office.engine.dispose()
    again = open_engine(address)
    people = People(again, office.clock, office.log.append)
    assert blocked(people) == 1
    office.clock.move(timedelta(seconds=1))
    wrong(people)
    assert blocked(people) == 2
    again.dispose()


@pytest.mark.parametrize(("short_of_it", "known"), [(timedelta(microseconds=1), True), (timedelta(), False)])
def test_an_address_is_known_for_so_long(office: Office, short_of_it: timedelta, known: bool) -> None:
    office.people.sign_in(ADA, PASSWORD, ADDRESS)
    office.clock.move(KNOWN_FOR - short_of_it)
    for _ in range(FREE["account"]):
        wrong(office.people, address=ELSEWHERE)
    if known:
        office.people.sign_in(ADA, PASSWORD, ADDRESS)
    else:
        blocked(office.people)


def test_a_stranger_who_guesses_does_not_keep_the_owner_out(office: Office) -> None:
    office.people.sign_in(ADA, PASSWORD, ADDRESS)
    for _ in range(FREE["account"]):
        wrong(office.people, address=ELSEWHERE)
    assert blocked(office.people, address=ELSEWHERE)
    assert blocked(office.people, address="203.0.113.5")  # nor does another address help the stranger
    office.people.sign_in(ADA, PASSWORD, ADDRESS)
    assert blocked(office.people, address=ELSEWHERE)  # the owner's success clears nothing for strangers


def test_one_address_that_tries_many_accounts_waits_too(office: Office) -> None:
    for number in range(FREE["address"]):
        wrong(office.people, f"n{number}@office.example", ELSEWHERE)
    assert blocked(office.people, "another@office.example", ELSEWHERE) == 1
    office.people.sign_in(ADA, PASSWORD, ADDRESS)


def test_a_success_of_ones_own_does_not_clear_an_address(office: Office) -> None:
    """An account of one's own is no way to guess at others without waiting."""
    for number in range(FREE["address"] - 1):
        wrong(office.people, f"n{number}@office.example", ELSEWHERE)
        office.people.sign_in(ADA, PASSWORD, ELSEWHERE)
    wrong(office.people, "one@office.example", ELSEWHERE)
    assert blocked(office.people, "two@office.example", ELSEWHERE)


def test_a_whole_network_of_ipv6_is_one_address(office: Office) -> None:
    for number in range(FREE["address"]):
        wrong(office.people, f"n{number}@office.example", f"2001:db8::{number:x}")
    assert blocked(office.people, "x@office.example", "2001:db8::ffff")
    wrong(office.people, "x@office.example", "2001:db8:0:1::1")


def test_many_attempts_at_once_gain_nothing(office: Office) -> None:
    outcomes: list[type[Exception]] = []

    def attempt() -> None:
        try:
            office.people.sign_in(ADA, OTHER_PASSWORD, ADDRESS)
        except SignInError as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(SignInError) == FREE["account"]
    assert outcomes.count(TooManyAttemptsError) == 12 - FREE["account"]


def test_a_day_later_or_with_the_clock_set_back_nobody_waits(office: Office) -> None:
    for _ in range(FREE["account"]):
        wrong(office.people)
    assert blocked(office.people)
    office.clock.move(-timedelta(days=2))
    office.people.sign_in(ADA, PASSWORD, ADDRESS)
    office.clock.move(timedelta(days=2))
    for _ in range(FREE["account"]):
        wrong(office.people)
    office.clock.move(FORGOTTEN_AFTER)
    office.people.tidy()
    for _ in range(FREE["account"] - 1):
        wrong(office.people, "nobody@office.example", ELSEWHERE)
    office.people.sign_in(ADA, PASSWORD, ELSEWHERE)


def test_counts_begin_anew_after_a_day_also_where_nothing_was_tidied(office: Office) -> None:
    for _ in range(FREE["account"]):
        wrong(office.people)
    office.clock.move(FORGOTTEN_AFTER)
    for _ in range(FREE["account"]):
        wrong(office.people)
    assert blocked(office.people) == 1


def test_an_address_of_ipv4_is_the_same_inside_ipv6_and_no_network(office: Office) -> None:
    for number in range(FREE["address"]):
        wrong(office.people, f"n{number}@office.example", f"::ffff:{ELSEWHERE}")
    assert blocked(office.people, "x@office.example", ELSEWHERE)
    wrong(office.people, "y@office.example", "::ffff:203.0.113.5")


def test_no_e_mail_or_address_stands_in_the_counts(office: Office) -> None:
    wrong(office.people, "canary@office.example", "192.0.2.99")
    office.people.sign_in(ADA, PASSWORD, "192.0.2.99")
    with office.engine.connect() as connection:
        kept = repr(connection.execute(select(SIGN_IN_ATTEMPTS)).all())
    for clear in ("canary", "192.0.2", "office"):
        assert clear not in kept


# Tokens


def test_a_token_does_what_its_scopes_and_its_owners_roles_both_allow(office: Office) -> None:
    bo = office.hire("Bo", "filer", "reviewer")
    made = office.people.make_token(bo.access, "uploader", ["read", "file"])
    assert made.secret.clear.startswith(PREFIX)
    assert len(base64.urlsafe_b64decode(made.secret.clear.removeprefix(PREFIX) + "=")) == 32
    access = office.people.with_token(made.secret.clear)
    assert access.method is Method.TOKEN
    assert access.person.roles == {Role.FILER, Role.REVIEWER}
    assert access.actor.roles == {Role.FILER}
    assert not access.may_act_as(Role.REVIEWER)
    office.people.take_role(office.admin, bo.access.person.id, "filer")
    assert office.people.with_token(made.secret.clear).actor.roles == set()


def test_a_reading_token_acts_in_no_role_and_no_token_makes_tokens(office: Office) -> None:
    made = office.people.make_token(office.admin, "reader", [Scope.READ])
    administering = office.people.make_token(office.admin, "clerk", ["administer"])
    access = office.people.with_token(made.secret.clear)
    assert access.actor.roles == set()
    for attempt in (
        lambda: office.people.add(access, "Bo", "bo@office.example", []),
        lambda: office.people.make_token(access, "more", ["read"]),
        lambda: office.people.change_password(access, PASSWORD, OTHER_PASSWORD, ADDRESS),
        lambda: office.people.change_details(access, access.person.id, "X", "x@y.example", "en"),
        lambda: office.people.sign_out_everywhere(access),
        lambda: office.people.revoke_token(access, administering.token.id),
    ):
        with pytest.raises(AccessError, match=r"token|administrator"):
            attempt()
    office.people.add(office.people.with_token(administering.secret.clear), "Bo", "bo@office.example", [])
    office.people.revoke_token(access, made.token.id)  # one that leaked can be ended by whoever holds it
    with pytest.raises(SignInError, match="revoked"):
        office.people.with_token(made.secret.clear)


def test_every_problem_of_a_token_is_said_at_once(office: Office) -> None:
    later = office.clock.now + LONGEST_LIFE + timedelta(seconds=1)
    with pytest.raises(RegisterError) as caught:
        office.people.make_token(office.admin, "\n", ["decide", "rule"], later)
    assert [problem.where.field for problem in caught.value.problems] == [
        "name",
        "scopes",
        "scopes",
        "expires_at",
    ]
    longest = office.clock.now + LONGEST_LIFE
    assert office.people.make_token(office.admin, "x", ["read"], longest).token.expires_at == longest
    for scopes, expires_at in (([], None), (["read"], office.clock.now), (["read"], datetime(2026, 6, 2))):
        with pytest.raises(RegisterError):
            office.people.make_token(office.admin, "x", scopes, expires_at)


def test_a_token_expires_is_revoked_and_remembers_its_last_use(office: Office) -> None:
    zone = timezone(timedelta(hours=8))
    ends = (office.clock.now + timedelta(days=2)).astimezone(zone)
    made = office.people.make_token(office.admin, "uploader", ["administer"], ends)
    other = office.people.make_token(office.admin, "other", ["read"])
    assert office.people.tokens(office.admin)[0].used_at is None
    office.clock.move(timedelta(hours=1))
    access = office.people.with_token(made.secret.clear)
    assert access.ends_at == ends.astimezone(UTC)
    used = {token.name: token.used_at for token in office.people.tokens(office.admin)}
    assert used == {"uploader": office.clock.now, "other": None}
    office.clock.move(timedelta(days=2) - timedelta(hours=1))
    with pytest.raises(SignInError, match="expired"):
        office.people.with_token(made.secret.clear)
    office.people.revoke_token(office.admin, other.token.id)
    with pytest.raises(SignInError, match="revoked"):
        office.people.with_token(other.secret.clear)
    for token_id in (other.token.id, "none", "é", "\0", "x" * 1000):
        with pytest.raises(RegisterError, match="no such token"):
            office.people.revoke_token(office.admin, token_id)


def test_tokens_of_others_are_an_administrators_to_revoke(office: Office) -> None:
    bo, cy = office.hire("Bo", "filer"), office.hire("Cy", "filer")
    made = office.people.make_token(bo.access, "uploader", ["file"])
    with pytest.raises(AccessError):
        office.people.revoke_token(cy.access, made.token.id)
    assert office.people.with_token(made.secret.clear)
    office.people.revoke_token(office.admin, made.token.id)
    assert office.log.events[-1].kind == "people.token_revoked"


# Secrets stay secret


def test_no_secret_is_stored_logged_or_shown_in_clear(
    office: Office, address: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    office.engine.dispose()
    engine = open_engine(address)  # opened again, so that its own log is as talkative as can be
    office.people.engine = office.engine = engine
    invited = office.people.add(office.admin, "Bo", "bo@office.example", ["filer"])
    bo = office.people.accept_link(invited.link.clear, PASSWORD)
    office.people.give_role(office.admin, bo.access.person.id, "approver")
    renewed = office.people.resume(bo.session.clear)
    made = office.people.make_token(renewed, "uploader", ["file"])
    office.people.with_token(made.secret.clear)
    again: SignedIn = office.people.sign_in("bo@office.example", PASSWORD, ADDRESS)
    link = office.people.invite_again(office.admin, bo.access.person.id)
    wrong(office.people, "bo@office.example")
    secrets = [
        PASSWORD, OTHER_PASSWORD, invited.link.clear, bo.session.clear, renewed.renewed or "?",
        made.secret.clear, again.session.clear, link.clear,
    ]  # fmt: skip
    shown = [repr(each) for each in (invited, bo, renewed, made, again, link, office.people)]
    shown += [record.getMessage() for record in caplog.records] + [repr(office.log.events)]
    stored = dump(engine).encode() + b"".join(path.read_bytes() for path in tmp_path.iterdir())
    engine.dispose()
    stored += b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert made.token.id.encode() in stored
    for secret in secrets:
        assert secret.encode() not in stored
        assert not [text for text in shown if secret in text]


def test_a_row_is_found_by_a_part_and_compared_whole(office: Office) -> None:
    """Two secrets with the same selector are told apart: only the whole digest lets anybody in."""
    made = office.people.make_token(office.admin, "uploader", ["administer"])
    digest = made.secret.digest
    twisted = digest[:16] + ("0" if digest[16] != "0" else "1") + digest[17:]
    with office.engine.begin() as connection:
        connection.execute(update(TOKENS).values(digest=twisted))
    with pytest.raises(SignInError, match="not known"):
        office.people.with_token(made.secret.clear)


def test_digests_are_compared_in_constant_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every secret that is brought back goes through the comparison that takes the same time everywhere."""
    bo = office.people.add(office.admin, "Bo", "bo@office.example", ["filer"])
    made = office.people.make_token(office.admin, "uploader", ["administer"])
    compared: list[tuple[bytes, bytes]] = []

    def watched(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return real(one, other)

    real = random_secrets.compare_digest
    monkeypatch.setattr(random_secrets, "compare_digest", watched)
    office.people.with_token(made.secret.clear)
    office.people.resume(office.first.session.clear)
    office.people.purpose_of_link(bo.link.clear)
    digests = [made.secret.digest, office.first.session.digest, bo.link.digest]
    assert compared == [(digest.encode(), digest.encode()) for digest in digests]


# Forms


@given(st.text(min_size=1, max_size=60), st.text(max_size=60), st.text(max_size=99))
def test_a_form_is_ours_with_the_token_of_its_session_alone(session: str, other: str, junk: str) -> None:
    token = new_csrf_token(session)
    assert is_our_form(session, token, token)
    assert not is_our_form(session, token, junk)
    assert not is_our_form(session, junk, junk)
    assert not is_our_form(session, None, token)
    assert not is_our_form(session, token, None)
    assert not is_our_form("", token, token)
    if other.encode("utf-8", "replace") != session.encode("utf-8", "replace"):
        assert not is_our_form(other, token, token)


def test_a_form_brings_back_the_very_token_of_its_cookie() -> None:
    session = random_secrets.new_secret().clear
    one, other = new_csrf_token(session), new_csrf_token(session)
    assert is_our_form(session, one, one)
    assert is_our_form(session, other, other)
    assert not is_our_form(session, one, other)
    assert not is_our_form(session, "planted", one)


def test_no_part_of_a_form_token_can_be_changed() -> None:
    session = random_secrets.new_secret().clear
    token = new_csrf_token(session)
    assert new_csrf_token(session) != token
    assert session not in token
    for place in range(len(token)):
        changed = token[:place] + ("0" if token[place] != "0" else "1") + token[place + 1 :]
        assert not is_our_form(session, changed, changed)
