"""Signing in at an organisation's provider through a running service: away, back, and a session."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from running_service import PASSWORD, Service, running, settle

PROVIDER = Path(__file__).parents[1] / "register" / "oidc_provider.py"
SECRET = "the client's own secret"
CONFIGURATION = """
[oidc]
issuer = "{issuer}"
client_id = "andante"
new_people = true
roles = {{ filers = ["filer"] }}
"""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, str(PROVIDER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as provider:
        assert provider.stdout is not None
        yield provider.stdout.readline().strip()
        provider.communicate()


@pytest.fixture(scope="module")
def service(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("provider")
    settle(folder)
    (folder / "andante.toml").write_text(CONFIGURATION.format(issuer=issuer), encoding="utf-8")
    environment = {"ANDANTE_OIDC_SECRET": SECRET}
    with running(folder, "--config", "andante.toml", environment=environment) as found:
        yield found


def tell(issuer: str, what: str, value: Any) -> None:
    request = urllib.request.Request(f"{issuer}/{what}", json.dumps(value).encode(), method="POST")
    with urllib.request.urlopen(request, timeout=10):
        pass


def person(number: int, **claims: Any) -> dict[str, Any]:
    known = {"sub": f"bo-{number}", "name": "Bo", "email": f"bo{number}@mill.example", "email_verified": True}
    return {**known, "groups": ["filers"], **claims}


def there_and_back(service: Service, client: httpx.Client) -> httpx.Response:
    """To the provider, which grants at once, and the answer of the service to what it brought back."""
    away = client.get("/sign-in/provider")
    assert away.status_code == 303
    assert SECRET not in away.headers["location"]
    granted = httpx.get(away.headers["location"])
    back = granted.headers["location"]
    assert back.startswith(f"{service.address}/sign-in/provider/return?")
    return client.get(back)


def test_somebody_of_the_organisation_comes_back_signed_in(service: Service, issuer: str) -> None:
    tell(issuer, "person", person(1))
    with service.client() as client:
        done = there_and_back(service, client)
        assert done.status_code == 303, done.text
        assert done.headers["location"] == "/"
        me = client.get("/api/v1/me").json()
        assert (me["roles"], me["signed_in"]) == (["filer"], "provider")
        assert "andante_provider" not in client.cookies  # the cookie of the way is gone
    with service.client() as other:
        assert other.get("/api/v1/me").status_code == 401


def sign_out(client: httpx.Client) -> httpx.Response:
    page = client.get("/register").text
    token = page.split('name="form_token" value="')[1].split('"')[0]
    return client.post("/sign-out", data={"form_token": token})


def test_signing_out_ends_both_sessions(service: Service, issuer: str) -> None:
    tell(issuer, "person", person(4))
    with service.client() as client:
        there_and_back(service, client)
        session = client.cookies["andante_session"]
        out = sign_out(client)
        assert (out.status_code, out.headers["location"].split("?")[0]) == (303, f"{issuer}/out")
        assert "andante_session" not in client.cookies
        with service.client() as kept:  # ended in the register itself, not only in this browser
            kept.cookies["andante_session"] = session
            assert kept.get("/api/v1/me").status_code == 401
        there = httpx.get(out.headers["location"])
        assert there.headers["location"] == f"{service.address}/register"
        assert httpx.get(f"{issuer}/signed-out").json()[-1]["client_id"] == "andante"


def test_who_has_a_password_here_signs_out_here(service: Service) -> None:
    with service.client() as client:
        page = client.get("/sign-in").text
        token = page.split('name="form_token" value="')[1].split('"')[0]
        form = {"form_token": token, "e_mail": "filer@register.example", "password": PASSWORD}
        assert client.post("/sign-in", data=form).status_code == 303
        assert sign_out(client).headers["location"] == "/register"
        assert client.get("/api/v1/me").status_code == 401


def test_an_answer_for_another_browser_opens_nothing(service: Service, issuer: str) -> None:
    """Somebody sends a link with the answer to their own sign-in: who follows it has not asked."""
    tell(issuer, "person", person(2))
    with service.client() as theirs, service.client() as victim:
        away = theirs.get("/sign-in/provider")
        back = httpx.get(away.headers["location"]).headers["location"]
        refused = victim.get(back)
        assert refused.status_code == 401
        assert victim.get("/api/v1/me").status_code == 401
        assert theirs.get(back).status_code == 303  # it still works where it was asked for, once
        with service.client() as again:
            again.cookies = theirs.cookies
            assert again.get(back).status_code == 401


def test_somebody_without_a_role_and_answers_made_up_are_refused(service: Service, issuer: str) -> None:
    tell(issuer, "person", person(3, groups=["cleaners"]))
    with service.client() as client:
        assert 400 <= there_and_back(service, client).status_code < 500
        for query in (
            "",
            "?state=x&code=y",
            "?error=access_denied",
            "?" + "&".join(f"a{n}=1" for n in range(500)),
        ):
            assert client.get(f"/sign-in/provider/return{query}").status_code == 401
        assert client.get("/api/v1/me").status_code == 401
    assert [line for line in service.lines() if line["level"] == "error"] == []


def test_the_content_policy_lets_forms_end_at_the_provider(service: Service, issuer: str) -> None:
    with service.client() as client:
        policy = client.get("/healthz").headers["content-security-policy"]
    assert f"form-action 'self' {issuer};" in policy


def test_without_a_provider_there_is_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as plain, plain.client() as client:
        assert client.get("/sign-in/provider").status_code == 404
        assert client.get("/sign-in/provider/return?code=x").status_code == 404
