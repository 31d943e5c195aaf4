"""`andante bench`: the speed and memory figures of this machine."""

from __future__ import annotations

import click

from andante.cli.options import AS_JSON
from andante.cli.printing import note, print_json, print_table, progress


@click.command(name="bench", short_help="Measure speed and memory on this machine.")
@click.option("--only", metavar="NAME,...", help="Run only these benchmarks.")
@click.option(
    "--long",
    "with_long",
    is_flag=True,
    help="Also what takes minutes: the 625 runs of explore.html, every worker by province.",
)
@AS_JSON
def command(only: str | None, with_long: bool, as_json: bool) -> None:
    """Run the benchmarks: each figure is a median or a ratio measured in one run, beside its target.

    They are part of the source checkout (benchmarks/), not of the installed package.
    """
    from andante.lab.benchmarks import run_benchmarks

    wanted = None if only is None else tuple(word.strip() for word in only.split(",") if word.strip())
    with progress("benchmarks") as advance:
        figures = run_benchmarks(wanted, advance, with_long)
    if as_json:
        print_json({"figures": [figure.as_data() for figure in figures]})
        return
    print_table(
        ("benchmark", "figure", "unit", "target", "pass"),
        [figure.as_row() for figure in figures],
        right=(1, 3),
    )
    note("Figures of this machine, now; compare ratios between machines, not seconds.")
