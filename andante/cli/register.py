"""`andante register ...`: work on a register from the command line, one file per command."""

from __future__ import annotations

import click

from andante.cli.register_keep import backup, check, export, migrate, restore, verify
from andante.cli.register_rehearse import rehearse


@click.group(name="register", short_help="Plan and look after a register of filings.")
def command() -> None:
    """Plan and look after a register of filings: its database, its log, the people its clocks need.

    `andante serve` runs a register; which one is meant is told the same way: --folder, --db, --config and the
    environment (docs/serving.md). docs/register.md says what a register keeps, docs/rehearsal.md what a
    rehearsal answers.
    """


for each in (migrate, backup, restore, check, export, verify, rehearse):
    command.add_command(each)
