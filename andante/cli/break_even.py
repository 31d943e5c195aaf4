"""`andante break-even`: how much automation must save before an assist-first rule costs output."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from andante.cli.options import RUN_OPTIONS, WORLD_OPTIONS, with_options
from andante.cli.printing import note, print_json, print_table, progress

if TYPE_CHECKING:
    from andante.lab.break_even_surface import BreakEvenSurface


@click.command(name="break-even", short_help="The saving from which an assist-first rule costs output.")
@click.option(
    "--economy", default="china", show_default=True, help="The economy: see `andante economies list`."
)
@click.option(
    "--from",
    "from_month",
    default="2026-01",
    show_default=True,
    metavar="YYYY-MM",
    help="Month from which the policies hold.",
)
@click.option("--months", type=int, default=120, show_default=True, help="Length of the policies part.")
@with_options(WORLD_OPTIONS)
@with_options(RUN_OPTIONS)
def command(
    economy: str,
    from_month: str,
    months: int,
    chips: str,
    competitor: str,
    competitor_policy: str,
    out: str | None,
    force: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    """How large must the saving from automation be before an assist-first rule costs output?

    The assist-first rule of controlled-innovation, alone, is laid on market-led and compared with market-led
    itself, in five equal steps over the evidence of each of four assumptions: the saving from automation,
    redirection (how much of the automation given up turns into assistance), reinstatement (new work) and the
    months that demand takes to recover. The saving at which the gain of output becomes a loss is read off a
    straight line between the tested savings and checked by a run at the saving found. Everything runs in the
    world of `andante compare`: a chip supply path, and a competitor that the economy races and trades with.

    Prints the surface and writes a folder with break-even.json, break-even.csv and break-even.html.
    """
    from andante.lab.break_even_surface import break_even_surface
    from andante.lab.results import check_place, default_place
    from andante.lab.save_break_even import write_break_even
    from andante.lab.scenario import Scenario
    from andante.reference.economies import load_economy

    scenario = Scenario(
        economy=economy,
        from_month=from_month,
        months=months,
        chips=chips,
        competitor=competitor,
        competitor_policy=competitor_policy,
    )
    loaded = load_economy(economy)
    place = Path(out) if out else default_place(f"{economy}-break-even")
    check_place(place, force)
    with progress("simulating") as advance:
        surface = break_even_surface(loaded, scenario, workers=workers, on_progress=advance)
    folder = write_break_even(surface, place, force)
    if as_json:
        print_json(surface.as_data())
    else:
        print_surface(surface)
    note(f"Results: {folder}; read {folder / 'break-even.html'}")


def print_surface(surface: BreakEvenSurface) -> None:
    """The surface as a table, and on which side of it the evidence lies."""
    from andante.lab.report.break_even import side_words, surface_table
    from andante.lab.report.catalogue import Words
    from andante.lab.report.sentences import break_even_words

    say = Words("en", surface.economy)
    table = surface_table(surface, say)
    click.echo(f"{surface.economy_title}, {surface.from_month} and {surface.months} months, method average.")
    click.echo("A simulation under stated assumptions, not a forecast; policies are reference designs.\n")
    click.echo(f"{table.caption} (share of the cost of the work).\n")
    print_table(table.columns, table.rows, right=sorted(table.numeric))
    click.echo("\n" + "\n".join((break_even_words(surface.tiles, say), *side_words(surface, say))))
