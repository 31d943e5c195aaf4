"""Files that are no policies: broken, huge, deep, unfolding, binary. Always PolicyError, nothing else."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small_policy import SMALL, line_of

from andante.errors import PolicyError
from andante.policies.document import MAX_BYTES, MAX_DEPTH, read_document
from andante.policies.load import check_policy, load_policy

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)

DEEP = "".join(" " * i + "a:\n" for i in range(MAX_DEPTH + 2))

HOSTILE = {
    "empty": (b"", 1, "the file is empty"),
    "only a comment": (b"# nothing\n", 1, "the file is empty"),
    "a list": (b"- a\n- b\n", 1, "not a mapping"),
    "a text": (b"policy\n", 1, "not a mapping"),
    "aliases that unfold": (BOMB.encode(), 1, "is an anchor"),
    "an alias": (b"policy: x\ntitle: *x\n", 2, "is an alias"),
    "a merge key": (b"policy: x\n<<: *x\n", 2, "is an alias"),
    "a tag of Python": (b"policy: !!python/object/apply:os.system ['true']\n", 1, "is not allowed"),
    "a tag of ours": (b"policy: x\ntitle: !secret y\n", 2, "is not allowed"),
    "a NUL": (b"policy: x\ntitle: a\0b\n", 2, "U+0000"),
    "a bell": (b"policy: x\n\ntitle: a\x07b\n", 3, "U+0007"),
    "text that runs backwards": ("policy: x\ntitle: a\u202eb\n".encode(), 2, "U+202E"),
    "Latin-1": ("policy: x\ntitle: caf\xe9\n".encode("latin-1"), 2, "not UTF-8"),
    "UTF-16": (SMALL.encode("utf-16"), 1, "not UTF-8"),
    "two documents": (b"policy: x\n---\npolicy: y\n", 2, "second document"),
    "tab for indentation": (b"policy: x\ninstruments:\n\tpace.cap: 1\n", 3, "not YAML"),
    "unclosed bracket": (b"policy: x\nrules: [a, b\n", 3, "not YAML"),
    "unclosed quote": (b'policy: "x\n', 2, "not YAML"),
    "a mapping as a key": (b"policy: x\n? {a: b}\n: c\n", 2, "a key is a list or a mapping"),
    "deep lists": (b"policy: " + b"[" * 200, 1, "nested more than"),
    "deep mappings": (DEEP.encode(), MAX_DEPTH + 1, "nested more than"),
    "very deep": (b"policy: " + b"[" * 500_000, 1, "nested more than"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_one_problem_with_its_line(name: str, tmp_path: Path) -> None:
    data, line, what = HOSTILE[name]
    file = tmp_path / "hostile.yaml"
    file.write_bytes(data)
    problems = check_policy(file)
    assert len(problems) == 1, "\n".join(map(str, problems))
    assert what in problems[0].what
    assert problems[0].where.file == str(file)
    assert problems[0].where.line == line
    assert problems[0].mend


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    file.write_bytes(SMALL.encode() + b"# " + b"x" * MAX_BYTES)
    problems = check_policy(file)
    assert len(problems) == 1
    assert "more than 1,000,000 bytes" in problems[0].what


def test_a_file_that_never_ends_is_refused() -> None:
    endless = Path("/dev/zero")
    if not endless.exists():
        endless = Path("/")
    assert len(check_policy(endless)) == 1


def test_very_many_values_are_refused_quickly(tmp_path: Path) -> None:
    file = tmp_path / "many.yaml"
    file.write_text("policy: [" + "a," * 200_000 + "]\n", encoding="utf-8")
    problems = check_policy(file)
    assert len(problems) == 1
    assert "values" in problems[0].what


def test_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    file = tmp_path / "windows.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    unix = tmp_path / "unix.yaml"
    unix.write_text(SMALL, encoding="utf-8")
    assert load_policy(file).hash == load_policy(unix).hash
    rule = load_policy(file).rules["deployment"][0]
    assert rule.line == line_of("collective-displacement", SMALL)


def test_no_and_dates_and_versions_stay_what_was_written(tmp_path: Path) -> None:
    """YAML 1.1 makes False of `no`, a float of 1.10 and seconds of 12:30; none of it may happen here."""
    for word in ("no", "1.10", "12:30", "2026-01-01", "0x1F", "on"):
        file = tmp_path / "words.yaml"
        file.write_text(SMALL.replace("jurisdiction: CN", f"jurisdiction: {word}"), encoding="utf-8")
        assert load_policy(file).jurisdiction == word


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", 1j])
def test_values_of_other_types_in_a_mapping(value: object) -> None:
    with pytest.raises(PolicyError, match="cannot stand in a policy"):
        load_policy({"policy": "x", "title": value})


def test_a_mapping_that_contains_itself() -> None:
    loop: dict[str, object] = {"policy": "x"}
    loop["instruments"] = loop
    with pytest.raises(PolicyError, match="nested more than"):
        load_policy(loop)


def _checked(data: bytes) -> None:
    """Reads the bytes as a file is read; only PolicyError, with a mend for every problem, may come."""
    try:
        document = read_document("fuzz.yaml", data)
    except PolicyError as error:
        problems = error.problems
    else:
        problems = tuple(check_policy(_plain(document)))
    for problem in problems:
        assert problem.what
        assert problem.mend
        assert "\n" not in problem.what
        str(problem)


def _plain(node: object) -> object:
    from andante.policies.document import Scalar, Sequence, Table

    if isinstance(node, Table):
        return {key.text: _plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.text


@given(st.binary(max_size=300))
@example(b"? ?")
@example(b"%YAML 9.9\n---\na: b")
@example(b"a: |99\n x")
@example(b'"\\ud800": 1')
@example(b'a: "\\U0011FFFF"')
@example(b"%TAG ! !\n--- !x y")
def test_any_bytes(data: bytes) -> None:
    _checked(data)


@given(st.text(alphabet=list("ab01:-?[]{}&*!|>'\"%#,~@`\n \t\\"), max_size=80))
def test_any_text_of_yaml_signs(text: str) -> None:
    _checked(text.encode())


@settings(max_examples=400)
@given(seed=st.integers(min_value=0, max_value=2**32), cuts=st.integers(min_value=1, max_value=4))
def test_a_policy_with_random_damage(seed: int, cuts: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    draw = random.Random(seed)
    text = SMALL
    for _ in range(cuts):
        at = draw.randrange(len(text))
        length = draw.choice([0, 1, 1, 3, 20, 200])
        with_what = draw.choice(
            ["", ":", "- ", "{", "}", "\n", "  ", '"', "0", "x", "null", "[]", "&a ", "1e999"]
        )
        text = text[:at] + with_what + text[at + length :]
    file = tmp_path_factory.getbasetemp() / "damaged.yaml"
    file.write_bytes(text.encode())
    for problem in check_policy(file):
        assert problem.mend
        assert problem.where.file == str(file)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = ("policy", "variant", "base", "title", "jurisdiction", "instruments", "parameters", "procedures",
        "conditions", "rules", "set", "add", "remove", "cannot_say")  # fmt: skip


@given(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=6))
@example(
    {"variant": "x", "base": "market-led", "title": "x", "set": {"rules": {"deployment": [{"id": None}]}}}
)
@example(
    {"variant": "x", "base": "market-led", "title": "x", "remove": {"parameters": {"notice_posts": date.max}}}
)
def test_any_mapping(content: dict[str, object]) -> None:
    for problem in check_policy(content):
        assert problem.what
        assert problem.mend


@given(
    st.sampled_from(["instruments", "parameters", "procedures", "conditions", "rules"]),
    st.sampled_from(["set", "add", "remove"]),
    st.sampled_from(["notice_posts", "quarterly_jobs_report", "deployment", "pace.cap", "x"]),
    JSON,
)
def test_any_change_of_a_variant(section: str, change: str, name: str, value: object) -> None:
    variant = {"variant": "x", "base": "market-led", "title": "x", change: {section: {name: value}}}
    for problem in check_policy(variant):
        assert problem.mend
