"""Signing in at a real OpenID provider: a process of its own on loopback that can be told to misbehave."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from oidc_provider import CLIENT, SECRET
from people_sample import ADDRESS, PASSWORD, FakeClock, Log, Office
from sqlalchemy import Engine, text

from andante.errors import RegisterError, SignInError
from andante.register.people import People, SignedIn
from andante.register.provider_settings import read_provider_settings
from andante.register.provider_sign_in import LIFE, Begun, ProviderSignIn, sign_in_cookie
from andante.register.sessions import Method
from andante.register.states import Role

BACK = "https://register.example/sign-in/provider"
BO: dict[str, Any] = {
    "sub": "bo-1",
    "name": "Bo",
    "email": "bo@mill.example",
    "email_verified": True,
    "groups": ["filers", "other"],
}


class Remote:
    """The provider's process, and the two things a test can tell it."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def tell(self, what: str, value: Any) -> None:
        request = urllib.request.Request(f"{self.issuer}/{what}", json.dumps(value).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=10):
            pass

    def exchanges(self) -> Any:
        with urllib.request.urlopen(f"{self.issuer}/exchanges", timeout=10) as answer:
            return json.load(answer)


@pytest.fixture(scope="module")
def process() -> Iterator[Remote]:
    program = Path(__file__).with_name("oidc_provider.py")
    with subprocess.Popen(
        [sys.executable, str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        yield Remote(running.stdout.readline().strip())
        running.communicate()


@pytest.fixture
def remote(process: Remote) -> Remote:
    process.tell("fault", "")
    process.tell("person", BO)
    return process


@pytest.fixture
def office(engine: Engine) -> Office:
    """People at the provider's own time, which is that of this machine."""
    return Office(engine, FakeClock(datetime.now(UTC)))


def sign_in_at(office: Office, remote: Remote, **more: Any) -> ProviderSignIn:
    settings = read_provider_settings(
        {
            "issuer": remote.issuer,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "redirect_uri": BACK,
            "roles": {
                "filers": ["filer"],
                "judges": ["reviewer", "approver"],
                "heads": "administrator",
                "watchers": "auditor",
            },
            "new_people": True,
            **more,
        }
    )
    return ProviderSignIn(office.people, settings)


def follow(begun: Begun) -> dict[str, str]:
    """What a browser does: go where it is sent, and bring back what the answer's address holds."""
    parts = urlsplit(begun.address)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    location = connection.getresponse().getheader("Location") or ""
    connection.close()
    assert location.startswith(f"{BACK}?")
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def go_through(provider: ProviderSignIn) -> SignedIn:
    begun = provider.begin()
    return provider.finish(follow(begun), begun.browser.clear)


def test_a_new_person_gets_the_roles_of_the_claim(office: Office, remote: Remote) -> None:
    signed_in = go_through(sign_in_at(office, remote))
    person = signed_in.access.person
    assert (person.name, person.e_mail, person.roles) == ("Bo", "bo@mill.example", {Role.FILER})
    assert signed_in.access.method is Method.PROVIDER
    assert office.people.resume(signed_in.session.clear).person == person
    again = go_through(sign_in_at(office, remote))
    assert again.access.person == person
    with pytest.raises(SignInError):  # there is no password, and none can be guessed
        office.people.sign_in("bo@mill.example", "", ADDRESS)
    kinds = office.log.kinds()
    assert kinds.count("people.added") == 2  # with the first administrator
    assert kinds.count("people.roles_by_provider") == 1


def test_pkce_state_and_nonce_are_new_each_time_and_stored_nowhere(office: Office, remote: Remote) -> None:
    provider = sign_in_at(office, remote)
    first, second = provider.begin(), provider.begin()
    asked = [parse_qs(urlsplit(begun.address).query) for begun in (first, second)]
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[0][name][0]) >= 43
        assert asked[0][name] != asked[1][name]
    assert asked[0]["code_challenge_method"] == ["S256"]
    assert asked[0]["response_type"] == ["code"]
    assert "openid" in asked[0]["scope"][0].split()
    provider.finish(follow(first), first.browser.clear)
    verifier = remote.exchanges()[-1]["code_verifier"]
    with office.engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM provider_sign_ins")).all()
    kept = repr(rows)
    for value in (asked[1]["state"][0], asked[1]["nonce"][0], second.browser.clear, verifier):
        assert value not in kept
    assert len(rows) == 1  # the first is used up
    assert verifier not in first.address
    assert first.browser.clear not in first.address


FAULTS = {
    "nonce": "does not hold: nonce",
    "no nonce": "does not hold: nonce",
    "audience": "does not hold: aud",
    "audiences": "does not hold: azp",
    "issuer": "does not hold: iss",
    "expired": "does not hold: exp",
    "future": "does not hold: iat",
    "not yet": "does not hold: nbf",
    "no expiry": "does not hold: exp",
    "no subject": "does not hold: sub",
    "access token": "does not hold: at_hash",
    "key": "not signed",
    "shared secret": "not signed",
    "public key as secret": "not signed",
    "none": "not signed",
    "signature": "not signed",
    "no token": "no ID token",
    "gateway": "status 429",
    "redirect": "not JSON",
    "description": "another issuer",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_answer_that_does_not_fit_lets_nobody_in(office: Office, remote: Remote, fault: str) -> None:
    provider = sign_in_at(office, remote)
    begun = provider.begin()
    brought = follow(begun)
    events = len(office.log.events)
    remote.tell("fault", fault)
    with pytest.raises(SignInError, match=FAULTS[fault]) as caught:
        provider.finish(brought, begun.browser.clear)
    said = str(caught.value)
    for secret in (SECRET, begun.browser.clear, brought["code"], brought["state"]):
        assert secret not in said
    assert len(office.log.events) == events
    remote.tell("fault", "")
    with pytest.raises(SignInError):  # nor does the same answer later
        provider.finish(brought, begun.browser.clear)


def test_a_state_works_once_in_its_browser_and_for_ten_minutes(office: Office, remote: Remote) -> None:
    provider = sign_in_at(office, remote)
    begun, other = provider.begin(), provider.begin()
    brought = follow(begun)
    with pytest.raises(SignInError, match="another browser"):
        provider.finish(brought, other.browser.clear)
    for browser in ("", "x", begun.address, "é" * 43):
        with pytest.raises(SignInError):
            provider.finish(brought, browser)
    provider.finish(brought, begun.browser.clear)  # the stranger's attempts cost its owner nothing
    with pytest.raises(SignInError, match="over"):
        provider.finish(brought, begun.browser.clear)
    late = follow(other)
    office.clock.move(LIFE)
    with pytest.raises(SignInError, match="too long"):
        provider.finish(late, other.browser.clear)


def test_codes_of_others_and_other_providers_are_refused(office: Office, remote: Remote) -> None:
    provider = sign_in_at(office, remote)
    mine, theirs = provider.begin(), provider.begin()
    injected = follow(mine) | {"code": follow(theirs)["code"]}
    with pytest.raises(SignInError, match="refused the code"):  # PKCE
        provider.finish(injected, mine.browser.clear)
    for change in ({"iss": "https://evil.example"}, {"error": "access_denied"}, {"code": ""}):
        begun = provider.begin()
        with pytest.raises(SignInError):
            provider.finish(follow(begun) | change, begun.browser.clear)
    begun = provider.begin()
    brought = follow(begun)
    del brought["iss"]  # which this provider promises to add
    with pytest.raises(SignInError, match="another provider"):
        provider.finish(brought, begun.browser.clear)


def test_roles_follow_the_claim_and_the_rule_of_two_holds(office: Office, remote: Remote) -> None:
    provider = sign_in_at(office, remote)
    remote.tell("person", BO | {"groups": ["judges", "filers"]})
    assert go_through(provider).access.person.roles == {Role.REVIEWER, Role.APPROVER, Role.FILER}
    remote.tell("person", BO | {"groups": "filers"})
    bo = go_through(provider).access.person
    assert bo.roles == {Role.FILER}
    remote.tell("person", BO | {"groups": ["heads"]})
    assert go_through(provider).access.person.roles == {Role.ADMINISTRATOR}
    remote.tell("person", BO | {"groups": ["heads", "judges"]})
    assert go_through(provider).access.person.roles == {Role.ADMINISTRATOR}
    remote.tell("person", BO | {"groups": ["judges"]})
    assert go_through(provider).access.person.roles == {Role.REVIEWER, Role.APPROVER}
    remote.tell("person", BO | {"groups": ["heads", "judges", "filers", "watchers"]})
    assert go_through(provider).access.person.roles == {Role.REVIEWER, Role.APPROVER, Role.FILER}
    remote.tell("person", BO | {"groups": [["heads"], 7, None]})
    assert go_through(provider).access.person.roles == set()


def test_a_claim_cannot_take_the_last_administrator(office: Office, remote: Remote) -> None:
    provider = sign_in_at(office, remote)
    remote.tell("person", BO | {"groups": ["heads"]})
    bo = go_through(provider)
    office.people.take_role(bo.access, office.admin.person.id, "administrator")
    remote.tell("person", BO | {"groups": []})
    assert go_through(provider).access.person.roles == {Role.ADMINISTRATOR}


def test_a_session_takes_a_new_id_when_the_claim_changed(office: Office, remote: Remote) -> None:
    provider = sign_in_at(office, remote)
    bo = go_through(provider)
    remote.tell("person", BO | {"groups": ["judges"]})
    go_through(provider)
    resumed = office.people.resume(bo.session.clear)
    assert resumed.renewed is not None
    assert Role.APPROVER in resumed.person.roles
    with pytest.raises(SignInError):
        office.people.resume(bo.session.clear)


def test_an_invited_person_is_found_by_a_verified_e_mail_only(office: Office, remote: Remote) -> None:
    provider = sign_in_at(office, remote, new_people=False)
    with pytest.raises(SignInError, match="role"):
        go_through(provider)
    invited = office.people.add(office.admin, "Bo", "BO@mill.example", ["auditor"])
    for verified in (False, "true", 1, None):
        remote.tell("person", BO | {"email_verified": verified})
        with pytest.raises(SignInError, match="another way"):
            go_through(provider)
    remote.tell("person", BO)
    person = go_through(provider).access.person
    assert person.id == invited.person.id
    assert person.roles == {Role.AUDITOR}  # an auditor files nothing, whatever the claim says
    with pytest.raises(SignInError, match="taken back"):
        office.people.accept_link(invited.link.clear, PASSWORD)


def test_nobody_with_a_password_is_taken_over_by_an_e_mail(office: Office, remote: Remote) -> None:
    remote.tell("person", BO | {"email": "ada@office.example"})
    with pytest.raises(SignInError, match="another way"):
        go_through(sign_in_at(office, remote))
    remote.tell("person", BO | {"email": "no address"})
    with pytest.raises(SignInError):
        go_through(sign_in_at(office, remote))


def test_organisations_follow_their_claim(office: Office, remote: Remote) -> None:
    mill = office.people.add_organisation(office.admin, "Mill")
    quay = office.people.add_organisation(office.admin, "Quay")
    provider = sign_in_at(
        office,
        remote,
        organisation_claim="work.firm",
        organisations={"mill": mill.id, "quay": quay.id, "gone": "o0"},
    )
    for claim, expected in (
        ({"work": {"firm": "mill"}}, mill.id),
        ({"work": {"firm": ["quay"]}}, quay.id),
        ({"work": {"firm": ["mill", "quay"]}}, None),
        ({"work.firm": "mill"}, mill.id),
        ({"work": "mill"}, None),
        ({"work": {"firm": "gone"}}, None),
    ):
        remote.tell("person", BO | claim)
        assert go_through(provider).access.person.organisation == expected


def test_a_person_not_active_stays_out(office: Office, remote: Remote) -> None:
    bo = go_through(sign_in_at(office, remote))
    office.people.deactivate(office.admin, bo.access.person.id)
    with pytest.raises(SignInError, match="not active"):
        go_through(sign_in_at(office, remote))
    office.people.erase(office.admin, bo.access.person.id)
    assert go_through(sign_in_at(office, remote)).access.person.id != bo.access.person.id


def test_a_clock_that_is_off_lets_nobody_in(office: Office, remote: Remote) -> None:
    office.clock.move(timedelta(hours=1))
    with pytest.raises(SignInError, match="exp"):
        go_through(sign_in_at(office, remote))


def test_a_provider_that_is_not_there_is_a_reason_not_a_traceback(office: Office, remote: Remote) -> None:
    for address in ("http://127.0.0.1:9", f"{remote.issuer}/nowhere"):
        with pytest.raises(SignInError):
            sign_in_at(office, remote, issuer=address).begin()


def test_settings_say_everything_that_is_wrong_at_once() -> None:
    with pytest.raises(RegisterError) as caught:
        read_provider_settings(
            {
                "issuer": "http://id.example",
                "client_id": 3,
                "scopes": "email",
                "roles": {"a": ["emperor"], "b": 7},
                "organisations": {"mill": 4},
                "new_people": "yes",
                "isuer": "",
            }
        )
    assert {problem.where.field for problem in caught.value.problems} == {
        "provider.isuer", "provider.redirect_uri", "provider.issuer", "provider.client_id", "provider.scopes",
        "provider.roles.a", "provider.roles.b", "provider.organisations.mill", "provider.new_people",
        "provider.organisation_claim",
    }  # fmt: skip
    for address in ("", "ftp://x", "http://[::", "https://", "javascript:alert(1)", "https://user@x", "//x"):
        with pytest.raises(RegisterError):
            read_provider_settings({"issuer": address, "client_id": "a", "redirect_uri": BACK})


def test_the_cookie_of_a_sign_in_is_bound_to_the_host_where_there_is_tls() -> None:
    assert sign_in_cookie("v", True).header == (
        "__Host-andante_provider=v; Max-Age=600; Path=/; SameSite=Lax; Secure; HttpOnly"
    )
    assert sign_in_cookie("", False).header.startswith("andante_provider=; Max-Age=0; Path=/")


def test_somebody_unknown_needs_a_claim_that_gives_a_role(office: Office, remote: Remote) -> None:
    remote.tell("person", {**BO, "groups": ["other"]})
    with pytest.raises(SignInError, match="Nobody has given you a role"):
        go_through(sign_in_at(office, remote))
    assert [person.name for person in office.people.persons(office.admin)] == ["Ada"]


def test_the_first_link_is_over_once_somebody_administers(engine: Engine, remote: Remote) -> None:
    clock, log = FakeClock(datetime.now(UTC)), Log()
    people = People(engine, clock, log.append)
    link = people.first_link()
    assert link is not None
    remote.tell("person", {**BO, "groups": ["heads"]})
    values = {"issuer": remote.issuer, "client_id": CLIENT, "client_secret": SECRET, "redirect_uri": BACK}
    settings = read_provider_settings({**values, "roles": {"heads": "administrator"}, "new_people": True})
    assert go_through(ProviderSignIn(people, settings)).access.person.roles == {Role.ADMINISTRATOR}
    with pytest.raises(SignInError, match="opens nothing any more"):
        people.begin_as_administrator(link.clear, "Eve", "eve@office.example", PASSWORD)


def test_the_same_number_at_another_provider_is_another_person(office: Office, remote: Remote) -> None:
    """A subject says who somebody is together with its issuer, and never alone."""
    go_through(sign_in_at(office, remote))
    with office.engine.begin() as connection:  # as if Bo had signed in at a provider used before
        connection.execute(text("UPDATE provider_identities SET issuer = 'https://before.example'"))
    with pytest.raises(SignInError, match="signs in another way"):
        go_through(sign_in_at(office, remote))


def test_those_whom_the_provider_put_in_office_count(office: Office, remote: Remote) -> None:
    provider = sign_in_at(office, remote)
    for number in (1, 2):
        e_mail = f"judge{number}@mill.example"
        remote.tell("person", {**BO, "sub": f"judge-{number}", "email": e_mail, "groups": ["judges"]})
        judge = go_through(provider).access
        assert judge.person.roles == {Role.REVIEWER, Role.APPROVER}  # given by others, not here
    sham = office.people.add(office.admin, "Sham", "sham@office.example", ["reviewer"])
    (request,) = sham.waiting
    office.people.confirm(judge, request.id)
    assert office.people.person(sham.person.id).roles == {Role.REVIEWER}


OUT = "https://register.example/register"


@pytest.mark.parametrize(
    ("fault", "leads"),
    [
        ("", True),
        ("end with more", True),
        ("no end", False),
        ("end elsewhere", False),
        ("end in clear", False),
        ("description", False),  # a provider that cannot be trusted is not gone to, nor an error
    ],
)
def test_signing_out_leads_to_the_provider_where_it_has_a_place_for_it(
    office: Office, remote: Remote, fault: str, leads: bool
) -> None:
    remote.tell("fault", fault)
    address = sign_in_at(office, remote, signed_out_uri=OUT).sign_out_address()
    assert (address is not None) == leads
    if address is not None:
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{remote.issuer}/out"
        more = {"tenant": ["mill"]} if fault else {}
        assert parse_qs(parts.query) == {
            "client_id": [CLIENT],
            "post_logout_redirect_uri": [OUT],
            **more,
        }


def test_a_provider_that_cannot_be_reached_keeps_nobody_signed_in(office: Office, remote: Remote) -> None:
    gone = read_provider_settings({"issuer": "http://127.0.0.1:9", "client_id": CLIENT, "redirect_uri": BACK})
    assert ProviderSignIn(office.people, gone).sign_out_address() is None
    with pytest.raises(RegisterError, match="neither https nor on this machine"):
        sign_in_at(office, remote, signed_out_uri="http://register.example/register")
