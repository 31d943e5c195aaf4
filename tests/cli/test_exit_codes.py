"""Whatever is typed: words and an exit code, never a traceback; bad input is 2 and writes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.cli import main as entry
from andante.cli.main import run

BAD = [
    ["compare", "--economy", "atlantis"],
    ["compare", "--policies", "market-led,no-such-policy"],
    ["compare", "--policies", ""],
    ["compare", "--policies", "market-led,,gradual-tax"],
    ["compare", "--policies", "market-led,market-led"],
    ["compare", "--reference", "gradual-tax"],
    ["compare", "--from", "2026-13"],
    ["compare", "--from", "1999-01"],
    ["compare", "--from", "next year"],
    ["compare", "--months", "0"],
    ["compare", "--months", "many"],
    ["compare", "--months", "100000"],
    ["compare", "--method", "agents"],
    ["compare", "--scale", "0"],
    ["compare", "--scale", "2"],
    ["compare", "--scale", "nan"],
    ["compare", "--scale", "0.000001", "--method", "people"],
    ["compare", "--seed", "-1"],
    ["compare", "--seed", "1.5"],
    ["compare", "--workers", "0"],
    ["compare", "--unknown"],
    ["compare", "extra"],
    ["run"],
    ["run", "no-such-file.yaml"],
    ["explain", "nowhere", "output_gain"],
    ["explain"],
    ["policies", "show", "no-such-policy"],
    ["policies", "check", "no-such-file.yaml"],
    ["policies", "diff", "market-led", "no-such-policy"],
    ["policies", "show", "market-led", "--on", "yesterday"],
    ["economies", "show", "atlantis"],
    ["data", "show", "no_such_table"],
    ["data", "show", "../../etc/passwd"],
    ["validate", "--only", "X999"],
    ["bench", "--only", "no-such-benchmark"],
    ["no-such-verb"],
]


@pytest.mark.parametrize("arguments", BAD, ids=" ".join)
def test_bad_input_is_words_and_exit_code_2(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Traceback" not in shown.err
    assert len(shown.err) > 10
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["policies", "list"], ["economies", "list"], ["data", "list"]])
def test_lists_print_words_and_json(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 0
    assert len(capsys.readouterr().out.splitlines()) > 3
    assert run([*arguments, "--json"]) == 0
    (rows,) = json.loads(capsys.readouterr().out).values()
    assert len(rows) >= 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["policies", "show", "controlled-innovation"],
        ["policies", "show", "controlled-innovation", "--on", "2026-06-01"],
        ["policies", "check", "market-led"],
        ["policies", "diff", "market-led", "gradual-tax"],
        ["economies", "show", "united-states"],
        ["data", "show", "us_wages"],
    ],
    ids=" ".join,
)
def test_single_things_print_words_and_json(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 0
    assert capsys.readouterr().out
    assert run([*arguments, "--json"]) == 0
    assert isinstance(json.loads(capsys.readouterr().out), dict)


def test_a_policy_with_problems_is_checked_with_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("policy: mine\ntitel: Mine\n")
    assert run(["policies", "check", str(file)]) == 2
    assert "mine.yaml:2" in capsys.readouterr().err
    assert run(["policies", "check", str(file), "--json"]) == 2
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is False
    assert all(problem["what"] and problem["mend"] for problem in report["problems"])


def test_own_faults_are_one_line_and_exit_code_70(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("in the middle\nof things")

    monkeypatch.delenv("ANDANTE_TRACEBACK", raising=False)
    monkeypatch.setattr("andante.reference.catalog.list_tables", broken)
    assert run(["data", "list"]) == 70
    shown = capsys.readouterr().err
    assert "Traceback" not in shown
    assert "ZeroDivisionError: in the middle of things" in shown
    assert "report" in shown


def test_interrupt_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("andante.reference.catalog.list_tables", interrupted)
    assert run(["data", "list"]) == entry.EXIT_INTERRUPTED
    assert "Interrupted" in capsys.readouterr().err


WORDS = st.sampled_from(
    ["compare", "run", "policies", "show", "check", "data", "explain", "--json", "--months", "--from", "-1",
     "0", "--scale", "--policies", ",", "-", "--out", "/dev/null", "--force", "--seed", "é", "", "2026-01"]
)  # fmt: skip


@settings(max_examples=60)
@given(arguments=st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=6))
def test_any_arguments_end_in_an_exit_code(arguments: list[str]) -> None:
    # "compare" with nothing wrong in it would run for seconds and is tested elsewhere.
    if "compare" in arguments or "validate" in arguments or "bench" in arguments:
        arguments = [*arguments, "--no-such-option"]
    assert run(arguments) in (0, 1, 2)


def test_help_is_quick_and_imports_no_numpy() -> None:
    probe = (
        "import sys; from andante.cli.main import run; code = run(['--help']);"
        "sys.exit(code or any(name in sys.modules for name in ('numpy', 'scipy', 'pyarrow', 'yaml', 'rich')))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m andante data show us_worker_flows --rows 2000 | head -1"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=True, env={**os.environ}
    )
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["compar"], "Did you mean 'compare'?"),
        (["policy", "list"], "Did you mean 'policies'?"),
        (["compare", "--economy", "chna"], "Did you mean china?"),
        (["economies", "show", "China"], "Did you mean china?"),
        (["economies", "show", "united_states"], "Did you mean united-states?"),
        (["data", "show", "us_wage"], "Did you mean us_wages"),
        (["policies", "show", "market_led"], 'write "market-led"'),
    ],
)
def test_a_misspelt_name_is_answered_with_the_right_one(
    arguments: list[str], hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    shown = capsys.readouterr()
    assert hint in shown.err
    assert shown.out == ""


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--from", "9999-01"], "9999-01 is after 2100-12"),
        (["--scale", "1e-12"], "leaves nobody"),
        (["--scale", "nan"], "not a fraction"),
        (["--scale", "1e-6", "--method", "people"], "Choose a scale of at least"),
        (["--policies", "market-led", "--reference", "gradual-tax"], "not among the policies"),
        (["--policies", "market-led,market-led"], "named twice"),
    ],
)
def test_a_run_that_cannot_be_is_refused_before_it_starts(
    options: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "results"
    assert run(["compare", *options, "--out", str(out)]) == 2
    assert words in capsys.readouterr().err
    assert not out.exists()


def test_a_closed_standard_input_is_an_empty_file() -> None:
    command = f"{sys.executable} -m andante policies check - <&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "standard input:1: the file is empty" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_behind_the_output_is_said_plainly() -> None:
    command = f"{sys.executable} -m andante policies list > /dev/full"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("error: standard output cannot be written: No space left")
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
