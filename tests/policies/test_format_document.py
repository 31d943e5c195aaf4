"""docs/policies/format.md: its pieces make a policy that loads, and its tables are those of the code."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from andante.filing.conditions import EFFECTS
from andante.filing.fields import DEPLOYMENT_FIELDS, MODEL_FIELDS
from andante.policies.duties import METRICS
from andante.policies.instruments import INSTRUMENTS
from andante.policies.load import check_policy, library_names, load_policy
from andante.policies.parameters import TAGS, value_as_written
from andante.policies.units import PARAMETER_UNITS

DOCUMENTS = Path(__file__).parents[2] / "docs" / "policies"


def blocks(kind: str) -> list[str]:
    """The fenced blocks of a kind, in order."""
    text = (DOCUMENTS / "format.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def shown(value: float) -> str:
    written = value_as_written(value)
    return written if isinstance(written, str) else f"{written:g}"


def tag_rows() -> list[str]:
    return [f"| {tag} | {meaning} |" for tag, meaning in TAGS.items()]


def effect_rows() -> list[str]:
    return [
        f"| {kind.value} | {each.unit} | {shown(each.low)} | {shown(each.high)} | {each.meaning} |"
        for kind, each in EFFECTS.items()
    ]


def instrument_rows() -> list[str]:
    return [
        f"| `{each.name}` | {each.unit} | {shown(each.low)} | {shown(each.high)} | {shown(each.neutral)} "
        f"| {each.meaning} |"
        for each in INSTRUMENTS.values()
    ]


def metric_rows() -> list[str]:
    fields = {field.name for field in (*DEPLOYMENT_FIELDS, *MODEL_FIELDS)}
    return [f"| `{m.name}` | {m.unit} | {m.meaning} |" for m in METRICS.values() if m.name not in fields]


def unit_line() -> str:
    return ", ".join(sorted(PARAMETER_UNITS)) + "."


def test_the_pieces_make_one_policy(tmp_path: Path) -> None:
    pieces = [block for block in blocks("yaml") if not block.startswith("variant:")]
    assert len(pieces) == 5
    file = tmp_path / "example.yaml"
    file.write_text("".join(pieces), encoding="utf-8")
    assert [str(problem) for problem in check_policy(file)] == []
    policy = load_policy(file)
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2029, 12, 31), date(2030, 1, 1)]
    assert policy.instrument_path("assist_first.mandate", days).tolist() == [0, 0.5, 0.7, 0]
    assert policy.procedures["ordinary"].months == 2


def test_the_variant_loads(tmp_path: Path) -> None:
    (block,) = [block for block in blocks("yaml") if block.startswith("variant:")]
    file = tmp_path / "variant.yaml"
    file.write_text(block, encoding="utf-8")
    assert [str(problem) for problem in check_policy(file)] == []
    policy = load_policy(file)
    assert [rule.id for rule in policy.rules["deployment"]] == [
        "entry-level",
        "machine-decides-on-people",
        "large-firm",
    ]


def test_the_mistaken_policy_says_what_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (block,) = blocks("yaml wrong")
    Path("mistaken.yaml").write_text(block, encoding="utf-8")
    (expected,) = blocks("text")
    problems = [str(problem) for problem in check_policy("mistaken.yaml")]
    assert expected.rstrip("\n") in problems
    assert len(problems) == 5, problems


def test_the_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = blocks("python")
    exec(compile(block, "format.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "Labour Contract Law art. 41" in printed
    assert "parameter collective_dismissal is 50 workers from 2026-01-01 (was 20 workers)" in printed
    assert '"title" is missing' in printed


@pytest.mark.parametrize("rows", [tag_rows, effect_rows, instrument_rows, metric_rows])
def test_tables_are_those_of_the_code(rows: object) -> None:
    lines = (DOCUMENTS / "format.md").read_text(encoding="utf-8").splitlines()
    assert callable(rows)
    expected = rows()
    first = lines.index(expected[0])
    assert lines[first : first + len(expected) + 1] == [*expected, ""]


def test_units_are_those_of_the_code() -> None:
    assert unit_line() in (DOCUMENTS / "format.md").read_text(encoding="utf-8")


def test_the_introduction_speaks_of_every_policy() -> None:
    text = (DOCUMENTS / "README.md").read_text(encoding="utf-8")
    assert all(name in text for name in library_names())
    assert "reference design, not any government's rule" in text
