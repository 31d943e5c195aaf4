"""Files sent in: what is taken, everything hostile refused with a reason, nothing on the disk."""

from __future__ import annotations

import contextlib
import io
import json
import os
import struct
import tracemalloc
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.errors import AndanteError, FilingError
from andante.web.uploads import MOST_BYTES, MOST_MEMBERS, UploadError, name_problems, read_assessment, unpack

FILING = {"kind": "deployment", "schema_version": 1, "system_name": "Desk", "mode": "augment"}


def packed(files: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return buffer.getvalue()


def folder(**more: bytes | str) -> dict[str, bytes | str]:
    return {"case/filing.json": json.dumps(FILING), **more}


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that `andante assess` wrote."""
    from andante.cli.main import run

    place = tmp_path_factory.mktemp("assessed") / "case"
    example = Path(__file__).parents[2] / "examples" / "customer-service"
    words = ["assess", str(example / "deployment.yaml"), "--roster", str(example / "roster.csv")]
    assert run([*words, "--policy", "controlled-innovation", "--on", "2026-11-24", "--out", str(place)]) in (
        0,
        3,
    )
    return place


def test_the_folder_and_its_assessment_are_taken_and_say_the_same(assessed: Path) -> None:
    files = {f"case/{path.name}": path.read_bytes() for path in assessed.iterdir()}
    whole = read_assessment("case.zip", packed(files))
    alone = read_assessment("assessment.json", files["case/assessment.json"])
    filing = read_assessment("filing.json", files["case/filing.json"])
    assert whole.filing.canonical() == alone.filing.canonical() == filing.filing.canonical()
    assert whole.sha256 == alone.sha256
    assert (filing.sha256, filing.predicted) == (None, None)
    assert whole.predicted == alone.predicted
    # what stands in the document is what will be compared with the quarterly figures
    impact = json.loads(files["case/assessment.json"])["impact"]
    assert whole.predicted is not None
    assert whole.predicted["final"]["automated_work"]["central"] == impact["taken_over"]["central"]  # type: ignore[index]


def test_a_filing_changed_after_its_assessment_is_refused(assessed: Path) -> None:
    files: dict[str, bytes | str] = {path.name: path.read_bytes() for path in assessed.iterdir()}
    filing = json.loads(files["filing.json"]) | {"automated_work": 1.0}
    with pytest.raises(UploadError, match="do not say the same"):
        read_assessment("case.zip", packed(files | {"filing.json": json.dumps(filing)}))


@pytest.mark.parametrize("part", ["impact", "plan", "deployment", "filing", "decisions"])
def test_an_assessment_with_a_part_changed_by_hand_is_refused(assessed: Path, part: str) -> None:
    data = json.loads((assessed / "assessment.json").read_bytes())
    for value in (None, 7, [], {"x": 1}, "text"):
        if part == "decisions" or (part == "plan" and value == []):
            data.pop(part, None)
        else:
            data[part] = value
        with pytest.raises((UploadError, FilingError)):
            read_assessment("assessment.json", json.dumps(data).encode())


HOSTILE_PATHS = [
    "../filing.json",
    "/etc/filing.json",
    "a/../../filing.json",
    "C:\\filing.json",
    "..\\filing.json",
    "a\\b.json",
    "a/b/c/d/e/f.json",
    "case/nul",
    "case/fil\x00ing.json",
    "case/x\u202egpj.json",
    "case/",
    "case/ ",
    "case/" + "x" * 300,
]


@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_paths_that_lead_elsewhere_are_refused(path: str) -> None:
    raw = packed(folder(**{"case/AAAA": "x"}))
    if len(path) == 9 or "\x00" in path:  # zipfile itself cuts at NUL: write the bytes in place
        path = path[:9].ljust(9, "x")
        raw = raw.replace(b"case/AAAA", path.encode()[:9])
    elif not path.endswith("/"):
        raw = packed(folder(**{path: "x"}))
    else:
        return
    with pytest.raises(UploadError):
        read_assessment("case.zip", raw)


@pytest.mark.parametrize(
    "name",
    [
        "../a.json",
        "a/b.json",
        "a\\b.json",
        "",
        " a.json",
        "a.json.",
        "con.json",
        "a\n.json",
        "a\u200b.json",
        "x" * 200,
    ],
)
def test_names_with_a_path_or_hidden_signs_are_refused(name: str) -> None:
    assert name_problems(name)
    with pytest.raises(UploadError):
        read_assessment(name, json.dumps(FILING).encode())


@pytest.mark.parametrize("name", ["filing.json", "客服评估.json", "A filing (2).yaml", "été.json"])
def test_plain_names_are_taken(name: str) -> None:
    assert name_problems(name) == []


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    raw = packed(folder(bomb=b"\0" * (MOST_BYTES + 1)))
    assert len(raw) < 1 << 20
    tracemalloc.start()
    with pytest.raises(UploadError, match="Unpacked"):
        unpack("bomb.zip", raw)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20


def test_a_member_beyond_the_ratio_is_refused() -> None:
    with pytest.raises(UploadError, match="far more than its packed size"):
        unpack("bomb.zip", packed(folder(bomb=b"\0" * (3 << 20))))


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    """The declared size is small, the stream is not: no more than declared is ever taken."""
    raw = bytearray(packed({"filing.json": b"\0" * (4 << 20)}))
    at = raw.rindex(b"PK\x01\x02")
    for start, offset in ((0, 22), (at, 24)):
        raw[start + offset : start + offset + 4] = struct.pack("<I", 100)
    tracemalloc.start()
    with pytest.raises(UploadError):
        unpack("liar.zip", bytes(raw))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20


def test_many_members_links_passwords_and_doubles_are_refused() -> None:
    with pytest.raises(UploadError, match="more than"):
        unpack("x.zip", packed({f"{n}.txt": "x" for n in range(MOST_MEMBERS + 1)}))
    link = zipfile.ZipInfo("filing.json")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(UploadError, match="link"):
        unpack("x.zip", buffer.getvalue())
    raw = bytearray(packed(folder()))
    raw[6] |= 1
    at = raw.index(b"PK\x01\x02")
    raw[at + 8] |= 1
    with pytest.raises(UploadError, match="encrypted"):
        unpack("x.zip", bytes(raw))
    with pytest.raises(UploadError, match="twice"):
        unpack("x.zip", packed({"a.json": "1", "A.JSON": "2"}))
    with pytest.raises(UploadError, match="unusual"):
        unpack("x.zip", packed(folder(), zipfile.ZIP_BZIP2))
    with pytest.raises(UploadError, match="twice"):
        read_assessment(
            "x.zip", packed({"a/filing.json": json.dumps(FILING), "filing.json": json.dumps(FILING)})
        )
    with pytest.raises(UploadError, match="empty"):
        unpack("x.zip", packed({}))
    with pytest.raises(UploadError, match=r"no filing\.json"):
        read_assessment("x.zip", packed({"other.json": "{}"}))


WRONG = [
    ("filing.exe", b"MZ\x90\x00"),
    ("filing.json", b"\x7fELF\x02\x01"),
    ("filing.json", b"<html><script>alert(1)</script>"),
    ("filing.json", b"<svg onload=alert(1)>"),
    ("filing.yaml", b"#!/bin/sh\nrm -rf ."),
    ("filing.html", b"<p>x"),
    ("filing.pdf", b"%PDF-1.7"),
    ("filing.json", b""),
    ("filing.json", b"\xff\xfe{\x00}\x00"),
    ("roster.csv", b"a,b\n1,2\n"),
    ("filing", b"{}"),
]


@pytest.mark.parametrize(("name", "content"), WRONG)
def test_other_kinds_of_files_are_refused_by_what_they_hold(name: str, content: bytes) -> None:
    with pytest.raises(AndanteError) as caught:
        read_assessment(name, content)
    assert all(problem.what for problem in caught.value.problems)


JSON = [
    b'{"kind": "deployment", "kind": "model"}',
    b'{"filing": {"a": NaN}, "impact": 1, "deployment": 1, "decisions": 1, "plan": 1}',
    b'{"filing": {"automated_work": 1e999}}',
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"filing": "' + b'\\"' * 500_000,
    b"{",
    b"[]",
    b'"text"',
    b"null",
    b'{"filing": {"kind": "deployment", "\\ud800": 1}}',
]


@pytest.mark.parametrize("content", JSON)
def test_json_that_readers_choke_on_is_refused_quickly(content: bytes) -> None:
    with pytest.raises(AndanteError):
        read_assessment("filing.json", content)


def test_nothing_is_written_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No open for writing, whatever comes in: not in the working folder, not among temporary files."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for name, content in [
        *WRONG,
        ("case.zip", packed(folder())),
        ("bomb.zip", packed(folder(b=b"\0" * (70 << 20)))),
    ]:
        try:
            read_assessment(name, content)
        except AndanteError:
            continue
    assert os.listdir(tmp_path) == []


@given(st.binary(max_size=400), st.sampled_from(["", "PK\x03\x04", "PK\x05\x06", '{"filing":']))
def test_no_bytes_end_in_anything_but_a_filing_or_words(content: bytes, start: str) -> None:
    for name in ("x.zip", "x.json", "x.yaml"):
        with contextlib.suppress(AndanteError):  # anything else is a fault
            assert read_assessment(name, start.encode() + content).filing


@given(st.data())
def test_an_archive_with_bytes_changed_is_a_filing_or_words(data: st.DataObject) -> None:
    raw = bytearray(packed(folder(**{"case/notice.html": "x" * 50})))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(AndanteError):  # anything else is a fault
        assert read_assessment("case.zip", bytes(raw)).filing
