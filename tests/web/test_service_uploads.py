"""Assessments sent to a running service: filed as they are, or refused with the reason and nothing kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from filed import Register, key, register_with_people
from test_uploads import HOSTILE_PATHS, JSON, WRONG, assessed, folder, packed

from andante.web.settings import Settings

__all__ = ["assessed"]  # the fixture
FILE, READ = "/api/v1/filings/from-assessment", "/api/v1/assessments/read"
ZIP = {"Content-Type": "application/zip"}


@pytest.fixture(scope="module")
def uploading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with register_with_people(tmp_path_factory.mktemp("uploading")) as register:
        yield register


def state(register: Register) -> dict[str, int]:
    """How many rows every table has, and how many files lie in the folder of the service."""
    place = register.service.folder / "andante-register"
    with sqlite3.connect(f"file:{place / 'register.sqlite'}?mode=ro", uri=True) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    files = sorted(
        path.name for path in register.service.folder.rglob("*") if path.suffix not in ("-wal", "-shm")
    )
    return {**rows, "files": len(files)}


def send(
    register: Register, content: bytes, name: str, kind: str = "application/octet-stream"
) -> httpx.Response:
    headers = {**key(), "Content-Type": kind, "X-File-Name": quote(name)}
    with register.as_("filer") as client:
        return client.post(FILE, content=content, headers=headers)


def test_an_assessment_is_filed_as_it_is(uploading: Register, assessed: Path) -> None:
    files: dict[str, bytes | str] = {f"case/{path.name}": path.read_bytes() for path in assessed.iterdir()}
    with uploading.as_("filer") as client:
        read = client.post(READ, content=packed(files), headers=ZIP)
        assert read.status_code == 200, read.text
        assert read.json()["filing"]["system_name"] == "Service desk assistant"
        again = key()
        filed = client.post(FILE, content=packed(files), headers={**ZIP, **again})
        assert filed.status_code == 201, filed.text
        number = filed.json()["number"]
        assert filed.headers["location"] == f"/api/v1/filings/{number}"
        version = client.get(f"/api/v1/filings/{number}/versions").json()["versions"][0]
        assert version["assessment"] == read.json()["assessment"]
        # whether its model is approved is not the filer's to say: the register looks it up
        said = read.json()["filing"]
        assert said.pop("model_approved") is True
        assert version["filing"] == said
        final = version["predicted"]["final"]
        assert (
            final["automated_work"]["central"]
            == read.json()["predicted"]["final"]["automated_work"]["central"]
        )
        assert client.post(FILE, content=packed(files), headers={**ZIP, **again}).json()["number"] == number


def hostile() -> list[tuple[str, str, bytes]]:
    found = [
        (f"path {n}", "case.zip", packed(folder(**{path: "x"})))
        for n, path in enumerate(HOSTILE_PATHS)
        if not path.endswith("/") and "\x00" not in path
    ]
    found += [(f"kind {n}", name, content) for n, (name, content) in enumerate(WRONG)]
    found += [(f"json {n}", "filing.json", content) for n, content in enumerate(JSON) if len(content) < 1000]
    found += [("bomb", "case.zip", packed(folder(bomb=b"\0" * (70 << 20))))]
    found += [("ratio", "case.zip", packed(folder(bomb=b"\0" * (3 << 20))))]
    found += [("cut off", "case.zip", packed(folder())[:-30]), ("name", "../case.zip", packed(folder()))]
    return found


@pytest.mark.parametrize(
    ("name", "content"), [each[1:] for each in hostile()], ids=[each[0] for each in hostile()]
)
def test_what_is_hostile_is_refused_with_the_reason_and_nothing_is_kept(
    uploading: Register, name: str, content: bytes
) -> None:
    before = state(uploading)
    answer = send(uploading, content, name)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    for problem in answer.json()["problems"]:
        assert problem["what"]
    assert state(uploading) == before


def test_more_than_an_upload_may_have_is_not_read(uploading: Register) -> None:
    before, limit = state(uploading), Settings().largest_upload
    answer = send(uploading, b"x" * (limit + 1), "case.zip")
    assert answer.status_code == 413
    assert str(limit) in answer.json()["detail"]
    assert state(uploading) == before
    # and a path that takes no file has the smaller limit
    with uploading.as_("filer") as client:
        body = b" " * (Settings().largest_request + 1)
        assert client.post("/api/v1/filings", content=body, headers=key()).status_code == 413


def test_kinds_of_content_that_are_not_taken_are_said(uploading: Register) -> None:
    before = state(uploading)
    for kind in (
        "text/html",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "image/png",
    ):
        answer = send(uploading, packed(folder()), "case.zip", kind)
        assert answer.status_code == 415, kind
        assert "application/zip" in answer.text
    assert state(uploading) == before


def test_memory_does_not_grow_with_what_is_refused(uploading: Register) -> None:
    """A hundred bombs and as many long bodies leave the server as large as it was, or nearly."""
    status = Path(f"/proc/{uploading.service.process.pid}/status")

    def resident() -> int:
        (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmRSS")]
        return int(line.split()[1]) >> 10

    bomb, ratio = packed(folder(bomb=b"\0" * (70 << 20))), packed(folder(bomb=b"\0" * (3 << 20)))
    for _ in range(5):
        send(uploading, bomb, "case.zip")
    before = resident()
    for _ in range(50):
        assert send(uploading, bomb, "case.zip").status_code == 400
        assert send(uploading, ratio, "case.zip").status_code == 400
    assert resident() - before <= 16
