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

EXPLORE_OPTION = click.option(
    "--explore",
    is_flag=True,
    help="Also write explore.html: 625 runs of the reference policy behind sliders, in one offline file. They"
    " are national averages, whatever --detail and --method say.",
)

FILINGS_OPTION = click.option(
    "--filings",
    is_flag=True,
    help="Also write the simulated filings of each policy, filings-POLICY.parquet: what was filed each month"
    " and how it was decided; `andante register rehearse` reads it.",
)

WORLD_OPTIONS = (
    click.option(
        "--chips",
        default="rules-2026",
        show_default=True,
        help="Chip supply path: no-controls, controls-2022-2025, rules-2026, full-embargo,"
        " domestic-breakthrough or a file.",
    ),
    click.option(
        "--competitor",
        default="other",
        show_default=True,
        help="The economy it races and trades with: a name, other (the other packaged one) or none.",
    ),
    click.option(
        "--competitor-policy",
        default="market-led",
        show_default=True,
        help="The competitor's policy: a name of the library or a file.",
    ),
)


def with_options(options: Sequence[Callable[[Function], Function]]) -> Callable[[Function], Function]:
    """Decorate a command with several options, shown in the order given."""

    def decorate(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate
