"""`andante assess` as a user runs it: what it writes, its exit codes, and that bad input leaves nothing."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from andante.cli.main import run
from andante.filing.load import load_filing

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
WRITTEN = {"document.html", "notice.html", "filing.json", "review.csv", "assessment.json", "manifest.json"}
DAY = ("--on", "2026-11-24")

# case, language -> outcomes under controlled-innovation, market-led, augmentation-first, gradual-tax; figures
EXPECTED = {
    ("customer-service", ""): (
        (
            "approve_with_conditions",
            "approve_with_conditions",
            "approve_with_conditions",
            "approve_with_conditions",
        ),
        {"automated_work": 30.0, "workers_affected": 133.0, "entry_level_share": 0.218},
    ),
    ("customer-service", ".zh"): (
        ("approve_with_conditions", "approve_with_conditions", "approve", "approve_with_conditions"),
        {"automated_work": 30.0, "workers_affected": 133.0, "entry_level_share": 0.165},
    ),
    ("coding-assistant", ""): (
        ("approve", "approve_with_conditions", "approve", "approve"),
        {"automated_work": 0.9, "workers_affected": 120.0, "entry_level_share": 0.05},
    ),
    ("coding-assistant", ".zh"): (
        ("approve", "approve_with_conditions", "approve", "approve"),
        {"automated_work": 0.9, "workers_affected": 111.0, "entry_level_share": 0.036},
    ),
    ("copywriting", ""): (
        ("reject", "approve", "approve_with_conditions", "approve_with_conditions"),
        {"automated_work": 12.3, "workers_affected": 52.0, "entry_level_share": 0.096},
    ),
    ("copywriting", ".zh"): (
        ("reject", "approve", "approve_with_conditions", "approve_with_conditions"),
        {"automated_work": 12.3, "workers_affected": 52.0, "entry_level_share": 0.019},
    ),
}
POLICIES = ("controlled-innovation", "market-led", "augmentation-first", "gradual-tax")


def words(case: str, language: str, out: Path, *policies: str) -> list[str]:
    folder = EXAMPLES / case
    found = [
        "assess",
        str(folder / f"deployment{language}.yaml"),
        "--roster",
        str(folder / f"roster{language}.csv"),
    ]
    return [*found, *(w for policy in policies for w in ("--policy", policy)), *DAY, "--out", str(out)]


@pytest.mark.parametrize(("case", "language"), EXPECTED)
def test_a_worked_case_gives_what_is_kept_here(
    case: str, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes, figures = EXPECTED[case, language]
    code = run([*words(case, language, tmp_path / "out", *POLICIES), "--json"])
    assert code == (4 if "reject" in outcomes else 0)
    printed = json.loads(capsys.readouterr().out)
    assert tuple(each["decision"]["outcome"] for each in printed["decisions"]) == outcomes
    where = printed["accounted"]
    assert where["coded"] + where["review"] + where["suppressed"] + where["rejected"] == where["roster"]
    filing = load_filing(tmp_path / "out" / "filing.json")
    assert {name: filing.get(name) for name in figures} == figures
    assert {path.name for path in (tmp_path / "out").iterdir()} >= WRITTEN


def test_the_command_of_the_documentation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    line = "assess examples/customer-service/deployment.yaml --roster examples/customer-service/roster.csv"
    assert run([*line.split(), "--policy", "controlled-innovation", "--out", str(tmp_path / "a")]) == 0
    document = (tmp_path / "a" / "document.html").read_text(encoding="utf-8")
    assert "Service desk assistant" in document
    assert "collective" in document


def test_exit_codes_follow_the_most_severe_policy(tmp_path: Path) -> None:
    assert run(words("copywriting", "", tmp_path / "1", "market-led")) == 0
    assert run(words("copywriting", "", tmp_path / "2", "market-led", "controlled-innovation")) == 4
    bare = tmp_path / "bare.yaml"
    bare.write_text(
        "system: {name: A}\ntasks: [{occupation: '4222', task: a, mode: automate}]\n", encoding="utf-8"
    )
    roster = EXAMPLES / "customer-service" / "roster.csv"
    said = ["assess", str(bare), "--roster", str(roster), "--policy", "controlled-innovation", *DAY]
    assert run([*said, "--out", str(tmp_path / "3")]) == 3
    filing = load_filing(tmp_path / "3" / "filing.json")
    assert filing.get("automated_work") is None


@pytest.mark.parametrize(
    ("deployment", "roster"),
    [
        ("system: {mode: steal}\n", "job title,headcount\nclerk,3\n"),
        ("system: {name: A}\n", "name,e-mail\nA,b@c.org\n"),
        ("system: {name: A}\n", ""),
        ("tasks: [{occupation: flurbl, task: a}]\n", "job title,headcount\nclerk,30\n"),
        ("\x00", "job title\nclerk\n"),
    ],
)
def test_bad_input_exits_2_and_writes_nothing(
    deployment: str, roster: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other, out = tmp_path / "d.yaml", tmp_path / "r.csv", tmp_path / "out"
    one.write_text(deployment, encoding="utf-8")
    other.write_text(roster, encoding="utf-8")
    said = [
        "assess",
        str(one),
        "--roster",
        str(other),
        "--policy",
        "controlled-innovation",
        "--out",
        str(out),
    ]
    assert run(said) == 2
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    assert "mend:" in printed.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d.yaml", "r.csv"]


def test_a_review_file_is_filled_in_and_fed_back(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "job title,headcount\nzorble wrangler,40\ncustomer service representative,60\n", encoding="utf-8"
    )
    deployment = EXAMPLES / "customer-service" / "deployment.yaml"
    said = ["assess", str(deployment), "--roster", str(roster), "--policy", "market-led", *DAY]
    assert run([*said, "--out", str(tmp_path / "1")]) == 0
    first = json.loads((tmp_path / "1" / "assessment.json").read_text(encoding="utf-8"))
    assert first["accounted"]["review"] == 40
    review = tmp_path / "review.csv"
    with (tmp_path / "1" / "review.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["title"] for row in rows] == ["zorble wrangler"]
    with review.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerow(rows[0] | {"choice": "4222"})
    assert run([*said, "--review", str(review), "--out", str(tmp_path / "2")]) == 0
    second = json.loads((tmp_path / "2" / "assessment.json").read_text(encoding="utf-8"))
    assert second["accounted"]["review"] == 0
    assert second["impact"]["people_affected"]["central"] == 100


def test_the_schema_and_a_starting_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assess", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out)["type"] == "object"
    taken = tmp_path / "d.yaml"
    taken.write_text("mine", encoding="utf-8")
    assert run(["assess", "--new", str(taken)]) == 2
    assert taken.read_text(encoding="utf-8") == "mine"
    assert run(["assess"]) == 2
