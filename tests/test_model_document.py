"""docs/model.md: its assumptions are those of the code, and what the code refers to stands there."""

from __future__ import annotations

import importlib.util
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from andante.economy.parameters import DEFINITIONS

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "model.md"
PART = r"(?: ?(?:[a-g]|i|ii|iii|iv|v|vi)(?=[),;]))"
REFERENCE = rf"\d{{1,2}}(?:\.\d{{1,2}}\b|[a-g]\b|{PART}|\b)"
NAMED = re.compile(rf"model\.md,?\s+({REFERENCE}(?:(?:,|-| and| to| of)\s*{REFERENCE})*)")
EQUATION = re.compile(r"(?<!\w)\((\d{1,2}\.\d{1,2})(?:, (\d{1,2}\.\d{1,2}))*\)")


def model_table() -> ModuleType:
    path = ROOT / "docs" / "model_table.py"
    spec = importlib.util.spec_from_file_location("model_table", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def text() -> str:
    return PAGE.read_text(encoding="utf-8")


def places() -> set[str]:
    """What can be referred to: sections, their parts (4b, 14ii) and numbered equations."""
    body = text()
    headings = re.findall(r"^#{2,3} (\d+[a-z]*)\. ", body, re.MULTILINE)
    blocks = "\n".join(re.findall(r"^```text\n(.*?)^```$", body, re.MULTILINE | re.DOTALL))
    equations = re.findall(r"  \((\d+\.\d+)\)$", blocks, re.MULTILINE)
    assert len(headings) == len(set(headings))
    assert len(equations) == len(set(equations))
    return {*headings, *equations}


def references_of(words: str) -> set[str]:
    """Sections and equations that a docstring, a text or a comment refers to."""
    found = {
        each.replace(" ", "") for named in NAMED.findall(words) for each in re.findall(REFERENCE, named + ")")
    }
    for match in EQUATION.finditer(words):
        found |= set(re.findall(r"\d+\.\d+", match.group()))
    return found


def words_of_the_code() -> Iterator[tuple[str, str]]:
    """Every text and comment of the package: its file, and what it says."""
    for path in sorted((ROOT / "andante").rglob("*.py")):
        for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
            if token.type in (tokenize.STRING, tokenize.COMMENT):
                yield str(path.relative_to(ROOT)), token.string


def test_assumptions_are_those_of_the_code() -> None:
    assert model_table().with_assumptions(text()) == text()
    rows = re.findall(r"^\| (?:\*\*)?`(\w+)`(?:\*\*)? \|", text(), re.MULTILINE)
    assert rows == [each.name for each in DEFINITIONS]


def test_every_reference_of_the_code_resolves() -> None:
    known = places()
    found = [(file, reference) for file, words in words_of_the_code() for reference in references_of(words)]
    assert len(found) > 40
    assert [(file, reference) for file, reference in found if reference not in known] == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("in proposals (model.md 3).", {"3"}),
        ("(model.md 2 and 4a)", {"2", "4a"}),
        ("(model.md 5.1 to 5.5)", {"5.1", "5.5"}),
        ("(model.md 6.3-6.5).", {"6.3", "6.5"}),
        ("(model.md 4 g); 0 in the base", {"4g"}),
        ("(model.md 14 ii).", {"14ii"}),
        ("(model.md 5-8 of 1)", {"5", "8", "1"}),
        ("model.md 0 swamps every policy", {"0"}),
        ("openings (6.1, 6.2)", {"6.1", "6.2"}),
        ("math.log(4.6)", set()),
    ],
)  # fmt: skip
def test_references_are_read(words: str, expected: set[str]) -> None:
    assert references_of(words) == expected


def test_files_that_the_page_names_exist_and_its_sections_are_in_order() -> None:
    names = re.findall(r"`((?:economy|lab|filing|policies|reference)/[\w/]+\.py)`", text())
    assert len(names) > 20
    assert [name for name in names if not (ROOT / "andante" / name).is_file()] == []
    assert re.findall(r"^## (\d+)\. ", text(), re.MULTILINE) == [str(n) for n in range(18)]
