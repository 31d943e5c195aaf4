"""Options that more than one verb has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import click

Function = TypeVar("Function", bound=Callable[..., object])

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")

RUN_OPTIONS = (
    click.option(
        "--out",
        metavar="DIR",
        help="Results folder; by default a new one under ./andante-results.",
    ),
    click.option("--force", is_flag=True, help="Overwrite DIR if it holds the results of another run."),
    click.option(
        "--workers",
        type=click.IntRange(1, 256),
        help="Processes to use; figures do not depend on it. By default up to the number of cores.",
    ),
    AS_JSON,
)


def with_options(options: Sequence[Callable[[Function], Function]]) -> Callable[[Function], Function]:
    """Decorate a command with several options, shown in the order given."""

    def decorate(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate
