"""Every command and every option says what it is for, and the manual in docs/ is what the commands say."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from andante.cli.main import VERBS, run
from andante.cli.manual import commands, manual

DOCS = Path(__file__).resolve().parents[2] / "docs" / "commands.md"
COMMANDS = dict(commands())


def test_manual_in_docs_is_up_to_date() -> None:
    assert DOCS.read_text(encoding="utf-8") == manual() + "\n"


def test_issue_verbs_are_there() -> None:
    wanted = {"compare", "run", "break-even", "assess", "policies", "economies", "data", "explain"}
    wanted |= {"validate", "bench"}
    wanted |= {"register", "serve"}
    assert set(VERBS) == wanted
    members = {"policies list", "policies show", "policies check", "policies diff"}
    members |= {"economies list", "economies show", "data list", "data show", "register rehearse"}
    members |= {f"register {name}" for name in ("migrate", "backup", "restore", "check", "export", "verify")}
    assert {f"andante {name}" for name in wanted | members} == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_command_and_options_have_help(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert len(command.help) > 20
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts}"
            assert parameter.opts[0] in DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["andante", *COMMANDS])
def test_help_prints_and_exits_well(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*name.split()[1:], "--help"]) == 0
    assert "Usage: andante" in capsys.readouterr().out


def test_every_verb_has_a_one_line_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    for verb in VERBS:
        line = next(line for line in shown.splitlines() if line.strip().startswith(f"{verb} "))
        assert len(line.split(maxsplit=1)[1]) > 15
