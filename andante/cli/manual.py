"""The manual of commands, made from the commands: `python -m andante.cli.manual > docs/commands.md`."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc

import click

from andante.cli.main import VERBS, andante

HEAD = """\
# Commands

Made from the commands' own help by `python -m andante.cli.manual`; a test keeps the two the same. Results go
to standard output, notes and progress to standard error. Exit codes: 0 done, 1 a check failed, 2 the
input is not usable (each problem is named with place and mend), 70 a fault of Andante, 130 interrupted.

`compare` and `run` write a results folder: `report.html`, `manifest.json`, `provenance.json` and `tables/`.
Without `--out` it is a new folder under `./andante-results` named after economy and policies, with -2, -3,
... appended where the name is taken: nothing is ever overwritten by default. With `--out DIR` the folder is
DIR; a folder with another run in it needs `--force`, a folder with other files in it is never touched.
"""


def manual() -> str:
    """The whole manual as Markdown."""
    return "\n".join([HEAD, *_sections()])


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, groups before their members."""
    context = click.Context(andante, info_name="andante")
    for verb in VERBS:
        command = andante.get_command(context, verb)
        assert command is not None
        yield from _with_members(f"andante {verb}", command)


def _with_members(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for member in command.commands.values():
            yield from _with_members(f"{name} {member.name}", member)


def _sections() -> Iterator[str]:
    for name, command in commands():
        yield f"## {name}\n"
        yield cleandoc(command.help or "") + "\n"
        if isinstance(command, click.Group):
            continue
        arguments = " ".join(
            p.make_metavar(click.Context(command)) for p in command.params if _is_argument(p)
        )
        yield f"    {name}{f' {arguments}' if arguments else ''} [OPTIONS]\n"
        options = [p for p in command.params if isinstance(p, click.Option)]
        yield from (_line(option) for option in options)
        yield "" if options else "No options."


def _is_argument(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Argument)


def _line(option: click.Option) -> str:
    names = ", ".join(option.opts)
    default = f" Default: `{option.default}`." if option.show_default and option.default is not None else ""
    return f"* `{names}`: {option.help}{default}"


if __name__ == "__main__":
    click.echo(manual())
