"""`andante run SCENARIO.yaml`: a comparison described in a file."""

from __future__ import annotations

from pathlib import Path

import click

from andante.cli.options import EXPLORE_OPTION, FILINGS_OPTION, RUN_OPTIONS, with_options


@click.command(name="run", short_help="Run a scenario file: policies and assumptions apart.")
@click.argument("scenario_file", metavar="SCENARIO.yaml")
@EXPLORE_OPTION
@FILINGS_OPTION
@with_options(RUN_OPTIONS)
def command(
    scenario_file: str,
    explore: bool,
    filings: bool,
    out: str | None,
    force: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    """Run the comparison that a scenario file describes.

    The file names an economy, policies and - apart from them - assumptions about the world, each with unit
    and source. docs/scenarios.md shows one. Writes the same results folder as `andante compare`.
    """
    from andante.cli.running import run_and_print
    from andante.lab.scenario_file import load_scenario

    scenario = load_scenario(scenario_file)
    run_and_print(scenario, Path(out) if out else None, force, workers, as_json, explore, filings)
