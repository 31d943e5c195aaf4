"""The running service: what answers carry, who may change what, keys, sizes, names, health, figures."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from fastapi import FastAPI
from filed import DEPLOYMENT, Register, key
from running_service import CLEAN, Service, running, settle
from starlette.routing import BaseRoute

from andante.register.csrf import new_csrf_token
from andante.register.numbering import filing_number
from andante.register.sessions import COOKIE, cookie_name
from andante.web.access import CSRF
from andante.web.api.manual import manual
from andante.web.app import create_app
from andante.web.guard import FORM_HEADER, SAFE
from andante.web.settings import Settings, read_settings

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "count", "problems"],
    "properties": {
        "type": {"pattern": "^urn:andante:problem:[a-z-]+$"},
        "instance": {"pattern": "^urn:andante:request:[0-9a-f]{16}$"},
        "problems": {"type": "array", "minItems": 1},
    },
}


def problem_of(answer: httpx.Response, status: int, name: str) -> dict[str, Any]:
    """The problem document of a refusal, checked."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    jsonschema.validate(found, PROBLEM)
    assert found["type"] == f"urn:andante:problem:{name}"
    assert found["status"] == status
    assert found["instance"].endswith(answer.headers["x-request-id"])
    return found


def with_session(register: Register, who: str, token: bool = True) -> httpx.Client:
    """A browser that is signed in; with or without the form token of a page of ours."""
    session = register.members[who].session
    csrf = new_csrf_token(session)
    client = register.anyone()
    client.cookies.update({COOKIE: session, CSRF: csrf})
    if token:
        client.headers[FORM_HEADER] = csrf
    return client


# What every answer carries


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/api/openapi.json", 200),
        ("GET", "/api/v1/register", 200),
        ("GET", "/log/checkpoint", 200),
        ("GET", "/api/v1/me", 401),
        ("GET", "/nothing-here", 404),
        ("DELETE", "/log/checkpoint", 405),
        ("POST", "/api/v1/filings", 401),
    ],
)
def test_every_answer_carries_the_headers(register: Register, method: str, path: str, status: int) -> None:
    with register.anyone() as client:
        answer = client.request(method, path)
    assert answer.status_code == status
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "cache-control" in answer.headers
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["x-request-id"])
    assert "server" not in answer.headers
    assert "strict-transport-security" not in answer.headers  # there is no TLS here


def test_with_tls_browsers_come_back_by_tls_and_cookies_are_bound_to_the_host() -> None:
    settings = read_settings({"public_url": "https://register.example", "trusted_proxies": "127.0.0.1"}, {})
    app = create_app(settings)
    assert settings.secure
    assert "max-age=31536000" in str(app.user_middleware)
    assert cookie_name(COOKIE, settings.secure) == "__Host-andante_session"


def test_answers_to_those_signed_in_are_not_kept(register: Register) -> None:
    with register.as_("filer") as client:
        for path in ("/api/v1/me", "/api/v1/filings", "/api/v1/tokens"):
            assert client.get(path).headers["cache-control"] == "no-store"


# Who may change something


def changing_routes(routes: list[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every method and path that may change something, of pages and API."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            more = getattr(getattr(route, "include_context", None), "prefix", "")
            yield from changing_routes(inner.routes, prefix + more)
            continue
        for method in getattr(route, "methods", None) or ():
            if method not in SAFE:
                path = prefix + str(getattr(route, "path_format", ""))
                yield method, re.sub(r"\{[^}]*\}", "x", path)


def all_changing() -> list[tuple[str, str]]:
    return sorted(set(changing_routes(create_app(Settings()).router.routes)))


def test_the_routes_that_change_something_are_found() -> None:
    found = all_changing()
    described = create_app(Settings()).openapi()["paths"]
    wanted = {
        (method.upper(), re.sub(r"\{[^}]*\}", "x", path))
        for path, operations in described.items()
        for method in operations
        if method.upper() not in SAFE
    }
    assert wanted <= set(found)
    assert len(wanted) >= 7


@pytest.mark.parametrize(("method", "path"), all_changing())
def test_no_browser_changes_anything_without_the_form_token(
    register: Register, method: str, path: str
) -> None:
    """With the session's cookies alone, as a page elsewhere could make a browser send them."""
    with with_session(register, "filer", token=False) as client:
        refused = client.request(method, path, headers=key(), json={})
        assert problem_of(refused, 403, "not-allowed")["problems"][0]["what"].startswith(
            "This form is not from"
        )
        for sent in ("", "x", new_csrf_token("another session"), client.cookies[CSRF] + "0"):
            refused = client.request(method, path, headers={**key(), FORM_HEADER: sent}, json={})
            problem_of(refused, 403, "not-allowed")
        ours = {FORM_HEADER: client.cookies[CSRF]}
        for elsewhere in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
            refused = client.request(method, path, headers={**key(), **ours, **elsewhere}, json={})
            problem_of(refused, 403, "not-allowed")


def test_with_the_form_token_a_browser_files(register: Register) -> None:
    with with_session(register, "filer") as client:
        answer = client.post("/api/v1/filings", json={"filing": DEPLOYMENT, "draft": True}, headers=key())
        assert answer.status_code == 201
        assert client.get("/api/v1/me").json()["signed_in"] == "password"


def test_a_token_is_never_mixed_with_a_cookie(register: Register) -> None:
    """A wrong token is not made good by a session, and a session's form token not by a token."""
    with with_session(register, "filer") as client:
        for wrong in ("Bearer andante_" + "x" * 43, "Basic eDp5", "Bearer", "andante_x"):
            problem_of(client.get("/api/v1/me", headers={"Authorization": wrong}), 401, "not-signed-in")
        right = {"Authorization": f"Bearer {register.members['reviewer'].token}"}
        assert client.get("/api/v1/me", headers=right).json()["roles"] == ["reviewer"]


def test_a_token_does_only_what_its_scopes_lend(register: Register) -> None:
    with with_session(register, "filer") as client:
        made = client.post("/api/v1/tokens", json={"name": "reads", "scopes": ["read"]})
        assert made.status_code == 201
        refused = client.post("/api/v1/tokens", json={"name": "decides", "scopes": ["decide", "review"]})
        assert problem_of(refused, 409, "not-possible")["count"] == 2
    with register.service.client(made.json()["token"]) as reading:
        assert reading.get("/api/v1/filings").status_code == 200
        answer = reading.post("/api/v1/filings", json={"filing": DEPLOYMENT}, headers=key())
        problem_of(answer, 403, "not-allowed")
        problem_of(
            reading.post("/api/v1/tokens", json={"name": "more", "scopes": ["read"]}), 403, "not-allowed"
        )
        with with_session(register, "filer") as client:
            assert client.delete(f"/api/v1/tokens/{made.json()['id']}").status_code == 204
            tokens = client.get("/api/v1/tokens").json()
            assert made.json()["token"] not in json.dumps(tokens)
        problem_of(reading.get("/api/v1/filings"), 401, "not-signed-in")


def test_what_somebody_may_not_know_is_answered_as_what_does_not_exist(register: Register) -> None:
    number = register.file(DEPLOYMENT)["number"]
    with register.as_("other") as other, register.anyone() as anyone:
        hidden = problem_of(other.get(f"/api/v1/filings/{number}"), 404, "not-found")
        absent = problem_of(
            other.get(f"/api/v1/filings/{filing_number('CN', 2026, 999999)}"), 404, "not-found"
        )
        assert hidden["problems"] == absent["problems"]
        act = f"/api/v1/filings/{number}/actions/withdraw"
        problem_of(other.post(act, json={}, headers=key()), 404, "not-found")
        problem_of(anyone.get(f"/api/v1/register/{number}"), 404, "not-found")


# Keys


def test_a_key_makes_a_request_act_once(register: Register) -> None:
    again = key()
    with register.as_("filer") as client:
        answers = [
            client.post("/api/v1/filings", json={"filing": DEPLOYMENT}, headers=again) for _ in range(3)
        ]
        assert [answer.status_code for answer in answers] == [201] * 3
        assert len({answer.text for answer in answers}) == 1
        other = client.post("/api/v1/filings", json={"filing": {**DEPLOYMENT, "firm_size": 9}}, headers=again)
        assert "another request" in problem_of(other, 409, "not-possible")["detail"]
        without = client.post("/api/v1/filings", json={"filing": DEPLOYMENT})
        assert "Idempotency-Key" in str(problem_of(without, 422, "request-unusable")["problems"])
    with register.as_("other") as other_client:  # somebody else's key is another key
        theirs = other_client.post("/api/v1/filings", json={"filing": DEPLOYMENT}, headers=again).json()
    assert theirs["number"] != answers[0].json()["number"]


def test_one_key_at_the_same_moment_acts_once(register: Register) -> None:
    again, numbers = key(), []

    def send() -> None:
        with register.as_("filer") as client:
            numbers.append(client.post("/api/v1/filings", json={"filing": DEPLOYMENT}, headers=again).text)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 8
    assert len(set(numbers)) == 1


# What is sent


@pytest.mark.parametrize(
    "sent",
    [
        {"filing": {"kind": "deployment"}, "fling": 1},
        {"filing": []},
        {"filing": {"kind": "deployment", "firm_size": "many"}, "assessment": "x"},
        {"filing": {"kind": "deployment"}, "planned_start": "soon"},
        {},
        [],
        "text",
        None,
    ],
)
def test_what_does_not_fit_is_refused_and_not_repeated(register: Register, sent: object) -> None:
    canary = "kanarie-4411"
    body = json.dumps(sent).replace("many", canary).replace("soon", canary).replace("text", canary)
    headers = {**key(), "Content-Type": "application/json"}
    with register.as_("filer") as client:
        answer = client.post("/api/v1/filings", content=body, headers=headers)
    assert answer.status_code == 422
    if "firm_size" not in body:  # a field of a filing is told to its filer as it was sent
        assert canary not in answer.text


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b'{"filing": {"kind": NaN}}', b'{"filing": {"kind": "\\ud800"}}', b""]
)
def test_bodies_that_are_no_json_are_refused(register: Register, body: bytes) -> None:
    headers = {**key(), "Content-Type": "application/json"}
    with register.as_("filer") as client:
        answer = client.post("/api/v1/filings", content=body, headers=headers)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_request_too_long_is_not_read_to_its_end(register: Register) -> None:
    """Whether its length is announced or not."""
    limit = Settings().largest_request
    with register.as_("filer") as client:
        long = client.post("/api/v1/filings", content=b" " * (limit + 1), headers=key())
        problem_of(long, 413, "too-large")

        sent = 0

        def endless() -> Iterator[bytes]:
            nonlocal sent
            while sent < 20 * limit:
                sent += 1 << 16
                yield b" " * (1 << 16)

        headers = {**key(), "Content-Type": "application/json"}
        try:
            answer = client.post("/api/v1/filings", content=endless(), headers=headers)
            assert answer.status_code == 413
        except (httpx.WriteError, httpx.RemoteProtocolError, httpx.ReadError):
            pass  # hung up on while sending
        assert sent < 10 * limit


def test_another_service_s_name_is_refused(register: Register) -> None:
    with register.anyone() as client:
        for name in ("elsewhere.example", "127.0.0.1.elsewhere.example", "[", ""):
            answer = client.get("/api/v1/register", headers={"Host": name})
            assert answer.status_code in (400, 421)
        assert client.get("/healthz", headers={"Host": "10.1.2.3"}).status_code == 200


# Faults


def test_a_fault_tells_its_number_and_nothing_else(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    from andante.web.logging import start_logging
    from andante.web.site import open_site

    canary = "kanarie-8823"
    settings = Settings(folder=tmp_path / "register")
    site = open_site(settings)
    app = create_app(settings, site=site)

    @app.get("/broken/{name}")
    def broken(name: str) -> None:
        raise ValueError(f"{canary} {name}")

    handler = start_logging("info")
    answer = ask(app, f"/broken/{canary}-path?q={canary}-query")
    handler.flush()
    assert answer.status_code == 500
    assert canary not in answer.text
    assert "Traceback" not in answer.text
    logged = capfd.readouterr().err
    assert canary not in logged
    (fault,) = [line for line in map(json.loads, logged.splitlines()) if line["event"] == "fault"]
    assert fault["error"] == ["ValueError"]
    assert fault["route"] == "/broken/{name}"
    assert answer.json()["instance"].endswith(fault["request"])
    assert fault["places"][-1].endswith("broken")


def ask(app: FastAPI, path: str) -> httpx.Response:
    """One request to an application in this process, with its start and its end."""
    import anyio

    async def asked() -> httpx.Response:
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.get(path)

    return anyio.run(asked)


# Health and figures


def test_readiness_says_what_is_wrong(tmp_path: Path) -> None:
    settle(tmp_path)
    with running(tmp_path) as service, service.client() as client:
        assert client.get("/readyz").json()["status"] == "ready"
        database = sqlite3.connect(tmp_path / "andante-register" / "register.sqlite")
        database.execute("DROP TRIGGER checkpoints_no_delete")
        database.execute("DELETE FROM checkpoints WHERE size = (SELECT max(size) FROM checkpoints)")
        database.commit()
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["checks"]["log"] == "The log is not signed to its end."
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
        database.close()
        assert "does not know" in client.get("/readyz").json()["checks"]["database"]
        assert client.get("/healthz").status_code == 200


def test_figures_are_for_this_machine_alone(register: Register) -> None:
    with register.anyone() as client:
        text = client.get("/metrics").text
        for name in (
            "andante_requests_total",
            "andante_request_seconds_bucket",
            "andante_log_entries",
            "andante_actions",
        ):
            assert name in text
        assert float(re.findall(r"^andante_log_entries (\S+)$", text, re.M)[0]) > 10
        for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
            problem_of(client.get("/metrics", headers={header: "127.0.0.1"}), 404, "not-found")


def test_behind_a_proxy_figures_need_the_token(tmp_path: Path) -> None:
    environment = {
        "ANDANTE_TRUSTED_PROXIES": "127.0.0.1",
        "ANDANTE_PUBLIC_URL": "https://register.example",
        "ANDANTE_METRICS_TOKEN": "a-token-for-figures",
    }
    with running_behind(tmp_path, environment) as service, service.client() as client:
        problem_of(client.get("/metrics"), 404, "not-found")
        problem_of(client.get("/metrics", headers={"Authorization": "Bearer wrong"}), 404, "not-found")
        right = {"Authorization": "Bearer a-token-for-figures"}
        assert client.get("/metrics", headers=right).status_code == 200
        answer = client.get("/api/v1/register", headers={"Host": "register.example"})
        assert answer.status_code == 200
        assert answer.headers["strict-transport-security"] == "max-age=31536000"


def running_behind(folder: Path, environment: dict[str, str]) -> Any:
    """A service that says its public address: it is asked at its port."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    return running(folder, "--port", str(port), environment=environment, address=address)


# The description


def test_the_description_is_whole(register: Register) -> None:
    with register.anyone() as client:
        found = client.get("/api/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    assert "Listing is no endorsement" in found["info"]["description"]
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            place = f"{method} {path}"
            assert operation["summary"], place
            assert operation["description"].endswith((".", ":")) or operation["description"], place
            assert operation["responses"].keys() - {"200", "201", "204"}, place
            makes = method == "post" and not path.endswith(("/read", "/tokens"))
            named = [each["name"] for each in operation.get("parameters", [])]
            assert ("Idempotency-Key" in named) == makes, place
    assert "ProblemDocument" in found["components"]["schemas"]


def test_requests_have_numbers_of_their_own(register: Register) -> None:
    with register.anyone() as client:
        sent = {"X-Request-ID": "kanarie-of-somebody"}
        numbers = {client.get("/healthz", headers=sent).headers["x-request-id"] for _ in range(5)}
    assert len(numbers) == 5
    assert "kanarie-of-somebody" not in numbers


def test_a_wrong_setting_is_said_and_nothing_is_made(tmp_path: Path) -> None:
    import subprocess
    import sys

    words = [sys.executable, "-m", "andante", "serve", "--host", "0.0.0.0"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, env=CLEAN, timeout=60)
    assert done.returncode == 2
    assert "passwords would pass them in clear" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_port_in_use_is_said(register: Register, tmp_path: Path) -> None:
    import subprocess
    import sys

    port = register.service.address.rsplit(":", 1)[1]
    words = [sys.executable, "-m", "andante", "serve", "--port", port]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, env=CLEAN, timeout=60)
    assert done.returncode == 2
    assert "cannot listen" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_first_link_is_printed_until_somebody_administers(tmp_path: Path) -> None:
    def links(service: Service) -> list[str]:
        return re.findall(r"/begin/(\S+)", "\n".join(service.said))

    with running(tmp_path) as service:
        (first,) = links(service)
        key_file = tmp_path / "andante-register" / "log-key"
        assert key_file.stat().st_mode & 0o777 == 0o600
        kept = key_file.read_text()
    with running(tmp_path) as service:
        (second,) = links(service)
        assert second != first
        assert key_file.read_text() == kept
    from andante.web.site import open_site

    site = open_site(Settings(folder=tmp_path / "andante-register"))
    site.people.begin_as_administrator(second, "Ada Amt", "ada@register.example", "four quiet herons wade")
    site.close()
    with running(tmp_path) as service:
        assert links(service) == []
        assert second not in "\n".join(service.logged)


def test_the_page_on_the_api_is_up_to_date() -> None:
    page = Path(__file__).parents[2] / "docs" / "api.md"
    assert page.read_text(encoding="utf-8") == manual()


def test_head_is_answered_like_get_without_a_body(register: Register) -> None:
    with register.anyone() as client:
        for path in ("/log/checkpoint", "/api/v1/register", "/healthz"):
            head, get = client.head(path), client.get(path)
            assert (head.status_code, head.content) == (200, b"")
            assert head.headers["content-type"] == get.headers["content-type"]
        assert client.head("/nothing").status_code == 404


def test_a_filing_says_what_can_be_done_and_why_not_by_somebody(register: Register) -> None:
    number = register.file(DEPLOYMENT)["number"]
    of = {
        who: {step["action"]: step for step in register.case(number, who)["steps"]}
        for who in ("filer", "reviewer")
    }
    assert of["filer"].keys() == of["reviewer"].keys() == {"withdraw", "take_up"}
    assert [of["filer"][action]["allowed"] for action in ("withdraw", "take_up")] == [True, False]
    assert [of["reviewer"][action]["allowed"] for action in ("withdraw", "take_up")] == [False, True]
    assert "reviewer" in of["filer"]["take_up"]["reason"]["en"]
    assert of["reviewer"]["take_up"]["reason"] is None
