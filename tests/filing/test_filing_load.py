"""Filings from files: strict, every problem with file and line, no input gives a traceback."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.errors import FilingError
from andante.filing.fields import FIELDS
from andante.filing.load import load_filing, parse_filing

GOOD = """\
# A deployment in a call centre.
kind: deployment
schema_version: 1
system_name: "Helpline"
sector: N
occupation: "4222"
mode: automate
automated_work: 25.5
notice_days: 30
model_approved: true
reversible:          # not known yet
"""


def test_a_filing_in_yaml_json_and_a_mapping_is_one_filing(tmp_path: Path) -> None:
    path = tmp_path / "filing.yaml"
    path.write_text(GOOD, encoding="utf-8")
    filing = load_filing(path)
    assert filing.values["sector"] == "N"  # not False, as other readers of YAML have it
    assert filing.values["automated_work"] == 25.5
    assert filing.get("reversible") is None
    json_path = tmp_path / "filing.json"
    json_path.write_text(filing.canonical().replace('"values":{', "").replace("}}", "}"), encoding="utf-8")
    assert load_filing(str(json_path)).canonical() == filing.canonical()
    assert load_filing({"kind": "deployment", **filing.values}).canonical() == filing.canonical()


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("notice_days: 30", "notice_day: 30", 9, "notice_day is not a field"),
        ("notice_days: 30", "notice_days: 30\nmode: augment", 10, "mode is given twice"),
        ("notice_days: 30", "notice_days: '30'", 9, "not a number"),
        ("notice_days: 30", "notice_days: 1_000", 9, "not a number"),
        ("notice_days: 30", "notice_days: 1:30", 9, "not a number"),
        ("notice_days: 30", "notice_days: .inf", 9, "not a number"),
        ("notice_days: 30", "notice_days: 9e999", 9, "not a finite number"),
        ("notice_days: 30", "notice_days: 1000", 9, "notice_days is 1000"),
        ("notice_days: 30", "notice_days: [30]", 9, "a list, a mapping or an alias"),
        ("notice_days: 30", "notice_days: {a: 1}", 9, "a list, a mapping or an alias"),
        ("notice_days: 30", "notice_days: &a 30", 9, "a tag or an anchor"),
        ("notice_days: 30", "notice_days: !!int 30", 9, "a tag or an anchor"),
        ("notice_days: 30", "notice_days: *a", 9, "a list, a mapping or an alias"),
        ("notice_days: 30", "notice_days: 30\n\tx: 1", 10, "not YAML"),
        ("notice_days: 30", "---\nkind: model", 9, "second document"),
        ("model_approved: true", "model_approved: yes", 10, "not true or false"),
        ("model_approved: true", "model_approved: 'true'", 10, "not true or false"),
        ('occupation: "4222"', "occupation: 4222", 6, "not a text"),
        ("mode: automate", "mode: automation", 7, "cannot be 'automation'"),
        ("kind: deployment", "kind: deploy", 2, "not a kind of filing"),
        ("kind: deployment", "sort: deployment", None, "kind of filing is not given"),
        ("schema_version: 1", "schema_version: 2", 3, "schema_version is 2"),
        ("schema_version: 1", "schema_version: true", 3, "schema_version is True"),
    ],
)
def test_errors_name_file_and_line(old: str, new: str, line: int | None, what: str) -> None:
    assert old in GOOD
    with pytest.raises(FilingError) as caught:
        parse_filing(GOOD.replace(old, new).encode(), "f.yaml")
    problem = caught.value.problems[0]
    assert what in problem.what
    assert problem.mend
    assert (problem.where.file, problem.where.line) == ("f.yaml", line)


@pytest.mark.parametrize("name", FIELDS["deployment"])
def test_a_renamed_key_never_passes(name: str) -> None:
    with pytest.raises(FilingError, match="not a field"):
        load_filing({"kind": "deployment", f"{name}x": 1})


@pytest.mark.parametrize(
    "raw", [b"", b"# only a comment", b"- a\n- b", b"just text", b"\xff\xfe", b"a: \x00", b"?"]
)
def test_what_is_no_mapping_is_refused(raw: bytes) -> None:
    with pytest.raises(FilingError):
        parse_filing(raw, "f.yaml")


@pytest.mark.parametrize("path", ["/nowhere/filing.yaml", "/", "bad\0name"])
def test_unreadable_files_are_refused(path: str) -> None:
    with pytest.raises(FilingError, match="cannot read the filing"):
        load_filing(path)


def test_hostile_sizes_are_refused() -> None:
    with pytest.raises(FilingError):
        parse_filing(b"kind: deployment\n" + b"[" * 100_000, "f.yaml")
    with pytest.raises(FilingError):
        parse_filing(b"kind: deployment\n" + b"a: " * 100_000, "f.yaml")
    with pytest.raises(FilingError, match="more than"):
        parse_filing(b"#" * 2_000_000, "f.yaml")


@settings(max_examples=400)
@given(st.binary(max_size=80) | st.text(max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_give_a_filing_or_a_filing_error(raw: bytes) -> None:
    for content in (raw, b"kind: model\n" + raw):
        with suppress(FilingError):
            assert parse_filing(content, "f.yaml").kind in FIELDS


@settings(max_examples=300)
@given(st.integers(0, len(GOOD) - 1), st.text(max_size=3), st.integers(0, 4))
def test_a_damaged_file_gives_a_filing_or_a_filing_error(at: int, put: str, cut: int) -> None:
    damaged = GOOD[:at] + put + GOOD[at + cut :]
    with suppress(FilingError):
        assert parse_filing(damaged.encode("utf-8", "surrogatepass"), "f.yaml").kind in FIELDS


@given(
    st.dictionaries(
        st.text(max_size=8) | st.none() | st.integers(),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
            st.lists,
            max_leaves=3,
        ),
        max_size=4,
    )
)
def test_any_mapping_gives_a_filing_or_a_filing_error(content: dict[object, object]) -> None:
    for kind in ("deployment", "model"):
        with suppress(FilingError):
            assert load_filing({"kind": kind, **content}).kind in FIELDS  # type: ignore[dict-item]
