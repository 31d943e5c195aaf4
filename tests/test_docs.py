"""The documentation says what the project does: commands run, links lead somewhere, lists are whole."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from andante.cli.main import VERBS, run
from andante.cli.manual import commands
from andante.policies.instruments import INSTRUMENTS
from andante.policies.load import library_names, load_policy

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
PAGES = (README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN_LINE = "python3 -m venv .venv && .venv/bin/pip install --quiet . && .venv/bin/andante compare"
TEST_LINE = (
    "python3 -m venv .venv && .venv/bin/pip install --quiet --editable '.[dev]'"
    " && .venv/bin/python -m pytest -n auto"
)
MADE = ("__pycache__", "andante-results", "build", "dist")
SHOWN_ONLY = ("assess", "compare", "run", "validate", "bench", "serve")
"""Verbs that would take long here: their options are parsed; that they work is tested in their rooms."""


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def fences(page: Path, kind: str) -> list[str]:
    return [body for name, body in FENCE.findall(text_of(page)) if name == kind]


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


# The README's two command lines


def test_readme_has_two_command_lines_and_no_other() -> None:
    assert fences(README, "sh") == [f"{RUN_LINE}\n", f"{TEST_LINE}\n"]
    assert len(text_of(README).splitlines()) <= 90


def test_ci_executes_the_lines_of_the_readme(tmp_path: Path) -> None:
    """The lines that .ci/run would execute, taken out of the README by its own function."""
    script = text_of(ROOT / ".ci" / "run")
    function = re.search(r"^run_readme_line\(\) \{.*?^\}$", script, re.MULTILINE | re.DOTALL)
    assert function
    assert re.findall(r"^run_readme_line (\d)$", script, re.MULTILINE) == ["1", "2"]
    shell = tmp_path / "bin" / "bash"  # stands in for the shell that would execute the line, and prints it
    shell.parent.mkdir()
    shell.write_text('#!/bin/sh\nprintf "%s\\n" "$4" >> executed.txt\n', encoding="utf-8")
    shell.chmod(0o755)
    (tmp_path / "README.md").write_text(text_of(README), encoding="utf-8")
    harness = f"set -euo pipefail\n{function.group()}\nrun_readme_line 1\nrun_readme_line 2\n"
    environment = {**os.environ, "PATH": f"{shell.parent}:{os.environ['PATH']}"}
    subprocess.run(
        ["/bin/bash", "-c", harness], cwd=tmp_path, env=environment, check=True, capture_output=True
    )
    assert (tmp_path / "executed.txt").read_text().splitlines() == [RUN_LINE, TEST_LINE]


# Examples


def console_lines() -> list[tuple[str, str]]:
    return [
        (named(page), line.removeprefix("$ "))
        for page in PAGES
        for block in fences(page, "console")
        for line in block.splitlines()
        if line.startswith("$ ")
    ]


def command_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that the words begin with, and the words that are left for it."""
    known = dict(commands())
    for length in (2, 1):
        found = known.get(" ".join(["andante", *words[:length]]))
        if found is not None and not isinstance(found, click.Group):
            return found, words[length:]
    raise AssertionError(f"there is no command {words}")


@pytest.mark.parametrize(("page", "line"), console_lines())
def test_console_examples_run(page: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program, *words = shlex.split(line)
    assert program in ("andante", ".venv/bin/andante"), page
    command, rest = command_of(words)
    command.make_context(command.name or "", list(rest))  # unknown options and wrong values raise here
    monkeypatch.chdir(ROOT)
    if words[0] not in SHOWN_ONLY:
        assert run(words) == 0


def other_command_lines() -> list[tuple[str, str]]:
    """Command lines set apart by indentation, and those in the comments of the example files."""
    found = []
    for page in PAGES:
        lines = re.findall(r"^    (andante [^\n]*)$", FENCE.sub("", text_of(page)), re.MULTILINE)
        found += [(named(page), line) for line in lines if "[OPTIONS]" not in line]
    for file in sorted((ROOT / "examples").rglob("*.yaml")):
        found += [
            (named(file), line) for line in re.findall(r"^# .*: (andante .*)$", text_of(file), re.MULTILINE)
        ]
    return found


@pytest.mark.parametrize(("page", "line"), other_command_lines())
def test_other_command_lines_are_understood(page: str, line: str) -> None:
    command, rest = command_of(shlex.split(line)[1:])
    command.make_context(command.name or "", list(rest))
    for path in re.findall(r"examples/[\w/.-]+", line):
        assert (ROOT / path).is_file(), f"{page}: {path}"


def test_there_are_examples() -> None:
    assert {page for page, _ in console_lines()} >= {"README.md"}
    assert {page for page, _ in other_command_lines()} >= {
        "docs/policies/README.md",
        "examples/china-slow-return.yaml",
    }


@pytest.mark.parametrize(
    ("page", "block"), [(named(page), block) for page in PAGES for block in fences(page, "python")]
)
def test_python_examples_run(page: str, block: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(block, page, "exec"), {})
    assert capsys.readouterr().out


def test_the_decision_of_the_architecture_page_is_as_described(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = fences(ARCHITECTURE, "python")
    exec(compile(block, "architecture.md", "exec"), {})
    outcome, condition, reason = capsys.readouterr().out.splitlines()
    assert outcome == "approve_with_conditions"
    assert condition == "quarterly_jobs_report"
    assert reason.startswith("quarterly-disclosure: ")


# Lists that must be whole


def test_every_command_is_documented() -> None:
    manual, readme = text_of(ROOT / "docs" / "commands.md"), text_of(README)
    assert [name for name, _ in commands() if f"\n## {name}\n" not in manual] == []
    assert "docs/commands.md" in readme
    assert {verb for verb in VERBS if verb in text_of(ROOT / "CHANGELOG.md")} == set(VERBS)


def test_every_instrument_is_documented() -> None:
    page = text_of(ROOT / "docs" / "policies" / "format.md")
    assert INSTRUMENTS
    missing = [name for name, each in INSTRUMENTS.items() if f"| `{name}` | {each.unit} |" not in page]
    assert missing == []


def test_every_packaged_policy_is_introduced() -> None:
    page, changelog = text_of(ROOT / "docs" / "policies" / "README.md"), text_of(ROOT / "CHANGELOG.md")
    assert [name for name in library_names() if name not in page or f"`{name}`" not in changelog] == []


def test_the_four_designs_are_described_as_they_are() -> None:
    """The table of docs/policies/README.md against the instruments that each policy sets."""
    rows = {
        cells[0]: cells[1:]
        for line in text_of(ROOT / "docs" / "policies" / "README.md").splitlines()
        if line.startswith("| ") and len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 5
    }
    names = rows[""]
    assert sorted(names) == sorted(library_names())
    levers = {
        "approval of models": ("model_approval.delay_months", "months"),
        "share of new work that must assist": ("assist_first.mandate", "."),
        "cap on the pace": ("pace.cap", "labour force"),
        "support": ("support.training_places", "training"),
        "tax": ("automation_tax.rate", "cost"),
    }
    for column, name in enumerate(names):
        instruments = load_policy(name).instruments
        for row, (lever, word) in levers.items():
            assert (lever in instruments) == (word in rows[row][column]), f"{name}: {row}"
        assert ("augmentation.subsidy" in instruments) == ("subsidy" in rows["support"][column]), name
        if "assist_first.mandate" in instruments:
            share = rows["share of new work that must assist"][column]
            assert float(share) == instruments["assist_first.mandate"].values[-1].value


def test_every_decision_is_listed_once() -> None:
    folder = ROOT / "docs" / "decisions"
    files = sorted(path.name for path in folder.glob("0*.md"))
    listed = re.findall(
        r"^\| \[(\d{4})\]\((\d{4}-[a-z0-9-]+\.md)\) \| (.+) \|$", text_of(folder / "README.md"), re.M
    )
    assert [file for _, file, _ in listed] == files
    assert all(file.startswith(number) for number, file, _ in listed)
    unused = re.search(r"^Numbers (.*) were never used\.$", text_of(folder / "README.md"), re.M)
    gaps = set(re.findall(r"\d{4}", unused.group(1))) if unused else set()
    numbers = {number for number, _, _ in listed}
    assert len(numbers) == len(files)
    assert numbers | gaps == {f"{n:04d}" for n in range(1, int(max(numbers)) + 1)}
    assert not numbers & gaps


def test_every_decision_begins_with_its_number() -> None:
    for path in (ROOT / "docs" / "decisions").glob("0*.md"):
        assert text_of(path).startswith(f"# {path.name[:4]} "), path.name


def test_every_page_is_in_the_index() -> None:
    index = text_of(ROOT / "docs" / "README.md")
    folders = {"decisions/README.md"}  # which lists its own
    for page in sorted((ROOT / "docs").rglob("*.md")):
        name = str(page.relative_to(ROOT / "docs"))
        if name != "README.md" and (name in folders or not name.startswith("decisions/")):
            assert f"({name})" in index, name


# The architecture page against the code


def rooms() -> tuple[str, ...]:
    """The rooms of the layers contract, as pyproject.toml orders them."""
    layers = re.search(
        r'^type = "layers"\nlayers = \[\n(.*?)^\]', text_of(ROOT / "pyproject.toml"), re.M | re.S
    )
    assert layers
    return tuple(re.findall(r"andante\.(\w+)", layers.group(1)))


def tree() -> dict[str, set[str]]:
    """What each table of the tree names: folder of the package -> files and folders."""
    parts = re.split(r"^### `(andante/[\w/]*)`$", text_of(ARCHITECTURE), flags=re.MULTILINE)
    return {
        folder: {
            name
            for row in body.splitlines()
            if row.startswith("| `")
            for name in re.findall(r"`([\w/.]+)`", row.split(" | ")[0])
        }
        for folder, body in zip(parts[1::2], parts[2::2], strict=True)
    }


def test_every_room_is_described() -> None:
    page = text_of(ARCHITECTURE)
    found = {path.stem for path in (ROOT / "andante").iterdir() if (path / "__init__.py").is_file()} | {
        "errors",
        "templating",
        "numbers",
    }
    assert found == set(rooms())
    diagram = next(body for body in fences(ARCHITECTURE, "text"))
    assert tuple(re.findall(r"\w+", diagram)) == rooms()
    for room in rooms():
        assert f"\n| `{room}` | " in page, room


def test_every_module_is_in_the_tree_and_every_name_in_it_exists() -> None:
    for folder, names in tree().items():
        for name in names:
            assert (ROOT / folder / name).exists(), f"{folder}{name}"
    covered = {str(Path(folder, name)) for folder, names in tree().items() for name in names}
    missing = []
    for path in sorted((ROOT / "andante").rglob("*.py")):
        module = path.relative_to(ROOT)
        if path.name != "__init__.py" and not covered & {str(module), *(str(p) for p in module.parents)}:
            missing.append(str(module))
    assert missing == []


def test_modules_named_in_the_text_exist() -> None:
    """Outside the tree too: `economy/month.py` or, within a month, `pace.py`."""
    before = text_of(ARCHITECTURE).split("## The tree")[0]
    for name in re.findall(r"`([\w/]+\.py)`", before):
        found = [ROOT / "andante" / name, ROOT / "andante" / "economy" / name]
        assert any(path.is_file() for path in found), name


# Links, and what must not be in the repository


def links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", text_of(page))):
            yield page, target


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_links_lead_somewhere() -> None:
    checked, dead = 0, []
    for page, target in links():
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        place = (page.parent / path).resolve() if path else page
        inside = place.is_relative_to(ROOT) and place.exists()
        if not inside or (anchor and anchor not in anchors(place)):
            dead.append(f"{named(page)}: {target}")
        checked += 1
    assert dead == []
    assert checked > 20


@cache
def repository_files() -> tuple[Path, ...]:
    """The files that git knows, or would know; where there is no git, all that are not caches."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        listed = [
            str(path.relative_to(ROOT))
            for path in ROOT.rglob("*")
            if not any(part.startswith(".") or part in MADE for part in path.relative_to(ROOT).parts)
        ]
    return tuple(ROOT / name for name in listed if name and (ROOT / name).is_file())


def lines_of_text() -> Iterator[tuple[str, int, str]]:
    for path in repository_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # Parquet and pictures
        for number, line in enumerate(text.splitlines(), 1):
            yield named(path), number, line


def test_no_machine_paths_and_nothing_left_undone() -> None:
    places = "|".join(("tmp", "work", "root", "home"))
    path = re.compile(rf"(?<!\w)/(?:{places})\b")
    undone = re.compile("|".join(rf"\b{word}\b" for word in ("TO" + "DO", "FIX" + "ME", "X" * 3)))
    found = [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, number, line in lines_of_text()
        if path.search(line) or undone.search(line)
    ]
    assert found == []
    assert path.search("see /" + "tmp/x")
    assert undone.search("# " + "TO" + "DO: later")


# The benchmark page


def benchmark_rows() -> list[list[str]]:
    rows = re.findall(r"^\| `[^`]+` \|.*$", text_of(ROOT / "docs" / "benchmarks.md"), re.MULTILINE)
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_benchmark_page_has_every_figure() -> None:
    """Every id that benchmarks/ can give stands in a row; sizes are written into some ids when measured."""
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "benchmarks").glob("*.py"))
    known = set(re.findall(r"""(?:figure|at_most)\(\s*"([\w.]+)\"""", sources))
    known |= set(re.findall(r'"id": "([\w.]+)"', sources))
    listed = {row[0].strip("`") for row in benchmark_rows()}
    assert len(known) >= 10
    assert known == {name for name in listed if not name.startswith("per_agent.")}
    assert any(name.startswith("per_agent.") for name in listed)


def test_benchmark_page_shows_misses_as_misses_and_first() -> None:
    verdicts = []
    for _, what, measured, unit, target, verdict in benchmark_rows():
        assert what
        if measured == "not measured":
            assert (unit, target, verdict) == ("", "", "")
            continue
        assert unit
        value = float(measured.replace(",", ""))
        if not target:
            assert verdict == ""
            continue
        side, bound = target.rsplit(" ", 1)
        limit = float(bound.replace(",", ""))
        kept = value <= limit if side == "at most" else value >= limit
        assert side in ("at most", "at least")
        assert verdict == ("kept" if kept else "**missed**")
        verdicts.append(verdict)
    missed = verdicts.count("**missed**")
    assert verdicts[:missed] == ["**missed**"] * missed
    page = " ".join(text_of(ROOT / "docs" / "benchmarks.md").split())
    assert f"**{missed} of {len(verdicts)} figures with a target miss it**" in page
