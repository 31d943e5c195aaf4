"""`andante register ...`: work on a register from the command line, one file per command."""

from __future__ import annotations

import click

from andante.cli.register_rehearse import rehearse


@click.group(name="register", short_help="Plan and look after a register of filings.")
def command() -> None:
    """Plan and look after a register of filings: the people its clocks need.

    `andante serve` runs a register; docs/rehearsal.md says what a rehearsal answers.
    """


command.add_command(rehearse)
