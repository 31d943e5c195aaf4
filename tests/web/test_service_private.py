"""Private stays private: marks put into all of it are in nothing that the public, an export, a log has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from filed import DEPLOYMENT, Register, key, register_with_people
from running_service import PASSWORD, Member

MARK = "kanarienvogel"
PUBLIC_REASON = "The council asked for a shorter pilot."


class Private:
    """A register in which everything private holds a mark of its own."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.number = 0
        self.model = register.published_model()
        self.published = self.decided_with_marks()
        self.draft = register.file({**DEPLOYMENT, "purpose": self.mark()}, draft=True)["number"]
        self.waiting = register.file({**DEPLOYMENT, "system_name": self.mark()})["number"]
        self.refused_notice()

    def mark(self) -> str:
        """A word that nothing else holds."""
        self.number += 1
        return f"{MARK}-{self.number:04d}"

    def decided_with_marks(self) -> str:
        """A published use, with deliberation, consultation and evidence that are nobody else's business."""
        register = self.register
        number: str = register.file(
            DEPLOYMENT, model=self.model, model_version="3.1", planned_start="2027-03-01"
        )["number"]
        for action in ("take_up", "accept", "assess", "open_consultation"):
            register.act("reviewer", number, action)
        register.act("reviewer", number, "record_consultation", statement=f"The council wrote: {self.mark()}")
        proposed = register.case(number)["case"]["policy"]
        given = {"outcome": proposed["outcome"], "conditions": proposed["conditions"]}
        register.act("reviewer", number, "propose", **given)
        register.act("approver", number, "send_back", reason=f"Between us: {self.mark()}")
        register.act("reviewer", number, "propose", **given)
        register.act("approver", number, "decide", **given)
        register.act("approver", number, "publish")
        return number

    def refused_notice(self) -> None:
        """What somebody wrote about an entry, with how to answer them."""
        with self.register.anyone() as client:
            sent = {
                "kind": "objection",
                "text": f"About me: {self.mark()}",
                "contact": f"{self.mark()}@x.example",
            }
            answer = client.post(f"/api/v1/register/{self.published}/notices", json=sent, headers=key())
            assert answer.status_code == 201, answer.text

    def secrets(self) -> list[str]:
        """Every mark, and whatever lets somebody in or names them."""
        found = [f"{MARK}-{n:04d}" for n in range(1, self.number + 1)]
        for member in self.register.members.values():
            found += [member.name, member.e_mail, member.token, member.session, member.token[8:]]
        return [*found, PASSWORD, MARK]


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Private]:
    with register_with_people(tmp_path_factory.mktemp("private")) as register:
        yield Private(register)


def public_answers(private: Private) -> Iterator[tuple[str, str]]:
    """Everything that anyone can read, by the address it was read at."""
    with private.register.anyone() as client:
        described = client.get("/api/openapi.json").json()
        for path, operations in described["paths"].items():
            for filled in filled_in(path, private):
                if "get" in operations:
                    yield filled, client.get(filled).text
        size = int(client.get("/log/checkpoint").text.split("\n")[1])
        for place in (f"entries/000.p/{size}", f"0/000.p/{size}", "entries/000.p/1"):
            answer = client.get(f"/log/tile/{place}")
            assert answer.status_code == 200
            yield place, answer.content.decode("latin-1")
        for page in ("/", "/register", f"/register/{private.published}", "/sign-in", "/metrics", "/readyz"):
            for language in ("en", "zh"):
                answer = client.get(page, params={"language": language}, headers={"Accept": "text/html"})
                yield f"{page} {language}", answer.text


def filled_in(path: str, private: Private) -> list[str]:
    """The path with every number that there is, the private ones too."""
    if "{" not in path:
        return [path]
    numbers = [private.published, private.model, private.draft, private.waiting]
    return [
        re.sub(r"\{(number|name|size|token|notice|path)\}", number, path).replace("{action}", "submit")
        for number in [*numbers, "3", "controlled-innovation"]
    ]


def test_nothing_private_is_in_anything_that_anyone_can_read(private: Private) -> None:
    answers = dict(public_answers(private))
    assert len(answers) > 40
    assert any(DEPLOYMENT["system_name"] in text for text in answers.values()), "the public part is there"
    secrets = private.secrets()
    found = [(place, secret) for place, text in answers.items() for secret in secrets if secret in text]
    assert found == []


def test_nothing_private_is_in_a_refusal_to_somebody_else(private: Private) -> None:
    secrets = private.secrets()
    for who in ("other", "administrator"):
        member: Member = private.register.members[who]
        own = {member.name, member.e_mail, member.token, member.session, member.token[8:]}
        with private.register.as_(who) as client:
            for number in (private.draft, private.waiting):
                for answer in everything_refused(client, number):
                    assert answer.status_code >= 400
                    assert [each for each in secrets if each in answer.text and each not in own] == []


def everything_refused(client: httpx.Client, number: str) -> Iterator[httpx.Response]:
    yield client.get(f"/api/v1/filings/{number}")
    yield client.get(f"/api/v1/filings/{number}/versions")
    for action in ("edit", "submit", "withdraw", "take_up", "propose", "decide", "publish", "send_evidence"):
        yield client.post(f"/api/v1/filings/{number}/actions/{action}", json={}, headers=key())
    yield client.post(f"/api/v1/filings/{number}/workforce", json={}, headers=key())


def test_the_log_of_the_service_holds_no_mark_and_no_address(private: Private) -> None:
    """After everything above, and after requests that carry marks wherever a request can."""
    register, mark = private.register, private.mark()
    with register.as_("filer") as client:
        client.get(f"/api/v1/register?q={mark}&kind={mark}")
        client.get(f"/{mark}")
        client.get(f"/api/v1/filings/{mark}", headers={"X-Mark": mark, "User-Agent": mark, "Referer": mark})
        client.post(
            "/api/v1/filings", json={"filing": {"kind": mark}, mark: mark}, headers={"Idempotency-Key": mark}
        )
        client.post("/api/v1/filings", content=f"{{{mark}", headers=key())
        client.post("/api/v1/assessments/read", content=mark, headers={"X-File-Name": f"../{mark}", **key()})
    with register.service.client(f"andante_{mark}") as client:
        client.cookies.set("andante_session", mark)
        client.get("/api/v1/me")
    with register.anyone() as client:
        client.request(mark.upper(), "/api/v1/me")
        client.post("/sign-in", data={"e_mail": f"{mark}@x.example", "password": mark})
    lines = register.service.lines()
    assert len([line for line in lines if line["event"] == "answered"]) > 50
    logged = "\n".join(register.service.logged)
    assert [secret for secret in private.secrets() if secret in logged] == []
    assert mark.upper() not in logged
    assert "127.0.0.1" not in logged.replace(register.service.address, "")
    known = {
        "time",
        "level",
        "event",
        "request",
        "method",
        "route",
        "status",
        "seconds",
        "signed_in",
        "problem",
    }
    for line in lines:
        if line["event"] == "answered":
            assert set(line) <= known
            assert private.published not in json.dumps(line)


def test_nothing_private_lies_beside_the_database(private: Private) -> None:
    """Tokens, passwords and sessions are in no file of the folder, not even the write-ahead log."""
    folder = private.register.service.folder
    files = [path for path in Path(folder).rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"register.sqlite", "log-key"}
    for path in files:
        content = path.read_bytes()
        for member in private.register.members.values():
            for secret in (member.token, member.token[8:], member.session, PASSWORD):
                assert secret.encode() not in content, path.name
