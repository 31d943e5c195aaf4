"""`andante register migrate|backup|restore|check|export|verify`: looking after a register and its log."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from andante.cli.printing import note

if TYPE_CHECKING:
    from andante.errors import Problem
    from andante.register.signed_note import VerifierKey
    from andante.web.settings import Settings

Function = TypeVar("Function", bound=Callable[..., object])

PLACE = (
    click.option("--db", metavar="URL", help="postgresql://USER@HOST/NAME or sqlite:///FILE."),
    click.option(
        "--folder", type=click.Path(file_okay=False, path_type=Path), help="Folder of the embedded register."
    ),
    click.option(
        "--config", type=click.Path(dir_okay=False, path_type=Path), help="TOML file of the settings."
    ),
)
CHECKPOINTS = click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="A checkpoint kept from earlier (repeatable): the log must begin with it.",
)


def in_place(function: Function) -> Function:
    """The options that say which register is meant."""
    for option in reversed(PLACE):
        function = option(function)
    return function


@click.command(name="migrate")
@in_place
def migrate(**place: Any) -> None:
    """Bring the database of a register to the version of this package; make a backup before."""
    from andante.register.engine import open_engine
    from andante.register.migrate import migrate as run

    engine = open_engine(_settings(place).database)
    before, after = run(engine)
    click.echo(f"The database was of version {before or 'none'} and is of version {after}.")


@click.command(name="backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@in_place
def backup(file: Path, **place: Any) -> None:
    """Write a backup of a register to FILE while it is in use.

    It does not hold the key that signs the log (log-key in the folder of the register): keep that apart.
    """
    from andante.register.backup import back_up
    from andante.register.engine import open_engine

    made = back_up(open_engine(_existing(place).database), file)
    click.echo(f"{made.path}: a log of {made.size} entries with the root {made.root.hex()}.")


@click.command(name="restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@in_place
def restore(file: Path, **place: Any) -> int:
    """Restore a backup into an empty database, then check all of it.

    The key of its log must be in its place, as `andante serve` reads it. Exit code 1: what was restored is
    not sound.
    """
    from andante.register.backup import restore as run

    settings = _settings(place)
    found = run(file, settings.database, _key(settings))
    click.echo(f"Restored a log of {found.log.size} entries with the root {found.log.root.hex()}.")
    return _told(found.problems)


@click.command(name="check")
@CHECKPOINTS
@in_place
def check(checkpoints: Sequence[Path], **place: Any) -> int:
    """Check a whole register: its log, every table against it, and every decision made again.

    Exit code 1: something does not fit; the first thing is told first.
    """
    from andante.register.check import check_register
    from andante.register.engine import open_engine

    settings = _existing(place)
    earlier = [path.read_bytes() for path in checkpoints]
    found = check_register(open_engine(settings.database), _key(settings), earlier)
    click.echo(f"A log of {found.log.size} entries, {found.log.checked} of them in order.")
    return _told(found.problems)


@click.command(name="export")
@click.argument("folder_of_log", metavar="LOG", type=click.Path(file_okay=False, path_type=Path))
@in_place
def export(folder_of_log: Path, **place: Any) -> None:
    """Write the log of a register into the folder LOG exactly as it is stored, for `verify`."""
    from andante.register.checkpoint import unsigned_checkpoint
    from andante.register.engine import open_engine, reading
    from andante.register.log_export import export_stored_log, write_verifier_key

    settings = _existing(place)
    with reading(open_engine(settings.database)) as connection:
        stated = unsigned_checkpoint(export_stored_log(connection, folder_of_log))
    write_verifier_key(folder_of_log, _key(settings))
    click.echo(f"{folder_of_log}: {stated.size} entries. Keep its file checkpoint: it proves the past.")


@click.command(name="verify")
@click.argument("folder_of_log", metavar="LOG", type=click.Path(file_okay=False, path_type=Path))
@CHECKPOINTS
@click.option(
    "--key", "key_text", metavar="KEY", help="Verifier key; by default the file verifier-key of LOG."
)
def verify(folder_of_log: Path, checkpoints: Sequence[Path], key_text: str | None) -> int:
    """Verify an exported log offline against checkpoints kept from earlier; names the first thing that does
    not fit.

    Without a checkpoint from before it is only shown that the log is whole and signed. An earlier checkpoint
    shows the key to be the one of then. Exit code 1: something does not fit.
    """
    from andante.register.log_export import read_verifier_key
    from andante.register.signed_note import parse_verifier_key
    from andante.register.verify import verify_log

    key = parse_verifier_key(key_text.strip()) if key_text else read_verifier_key(folder_of_log)
    found = verify_log(folder_of_log, key, [path.read_bytes() for path in checkpoints])
    if found.ok:
        since = f", and it begins with all {max(found.earlier)} of then" if found.earlier else ""
        click.echo(f"{found.size} entries, each as it was logged{since}.")
        if not found.earlier:
            note("note: without an earlier checkpoint nothing shows that this is the history of then.")
    return _told(() if found.problem is None else (found.problem,))


def _told(problems: Sequence[Problem]) -> int:
    from andante.cli.main import EXIT_FAILED_CHECK

    for problem in problems:
        note(str(problem))
    if not problems:
        click.echo("Everything fits.")
    return EXIT_FAILED_CHECK if problems else 0


def _settings(place: dict[str, Any]) -> Settings:
    from andante.web.settings import read_settings

    given = {"db": place["db"], "folder": place["folder"]}
    return read_settings(given, os.environ, place["config"])


def _existing(place: dict[str, Any]) -> Settings:
    """The settings of a register that is there already. RegisterError where its folder holds none."""
    from andante.errors import Problem, RegisterError, Where

    settings = _settings(place)
    if settings.embedded and not Path(settings.database.removeprefix("sqlite:///")).exists():
        raise RegisterError(
            Problem(
                "There is no register in this folder.",
                Where(str(settings.folder)),
                mend="Say where it is: --folder, --db or --config, as to `andante serve`.",
            )
        )
    return settings


def _key(settings: Settings) -> VerifierKey:
    from andante.web.log_key import read_log_key

    return read_log_key(settings.key_file).verifier()
