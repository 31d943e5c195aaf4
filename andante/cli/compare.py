"""`andante compare`: how AI adoption plays out under different policies in one economy."""

from __future__ import annotations

from pathlib import Path

import click

from andante.cli.options import EXPLORE_OPTION, FILINGS_OPTION, RUN_OPTIONS, WORLD_OPTIONS, with_options


@click.command(name="compare", short_help="Compare policies on one economy; writes a report.")
@click.option(
    "--economy", default="china", show_default=True, help="The economy: see `andante economies list`."
)
@click.option(
    "--policies",
    "policy_names",
    default="market-led,controlled-innovation,augmentation-first",
    show_default=True,
    help="Names of the library or paths of policy files, separated by commas.",
)
@click.option("--reference", help="The policy that differences are taken from; by default the first one.")
@click.option(
    "--from",
    "from_month",
    default="2026-01",
    show_default=True,
    metavar="YYYY-MM",
    help="Month from which the policies hold.",
)
@click.option("--months", type=int, default=120, show_default=True, help="Length of the policies part.")
@click.option(
    "--method",
    type=click.Choice(["average", "people"]),
    default="average",
    show_default=True,
    help="average: expected numbers; people: every worker simulated in whole counts.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the random numbers (people).")
@click.option(
    "--scale", type=float, default=1.0, show_default=True, help="Fraction of the population, up to 1."
)
@click.option(
    "--detail",
    default="national",
    show_default=True,
    help="national; provinces: those of China, the states of the United States; detailed: the finest"
    " occupations, United States only.",
)
@click.option("--no-ranges", is_flag=True, help="Leave out the low and high runs of the five assumptions.")
@with_options(WORLD_OPTIONS)
@click.option(
    "--set",
    "set_words",
    multiple=True,
    metavar="INSTRUMENT=VALUE",
    help="Set an instrument in every named policy (repeatable): assist_first.mandate=0.5.",
)
@click.option(
    "--assume",
    "assume_words",
    multiple=True,
    metavar="NAME=VALUE",
    help="Set an assumption about the world, for every line (repeatable): absorption_months=60.",
)
@EXPLORE_OPTION
@FILINGS_OPTION
@with_options(RUN_OPTIONS)
def command(
    economy: str,
    policy_names: str,
    reference: str | None,
    from_month: str,
    months: int,
    method: str,
    seed: int,
    scale: float,
    detail: str,
    no_ranges: bool,
    chips: str,
    competitor: str,
    competitor_policy: str,
    set_words: tuple[str, ...],
    assume_words: tuple[str, ...],
    explore: bool,
    filings: bool,
    out: str | None,
    force: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    """Compare policies for AI at work on one real economy: jobs, youth jobs, wages, output, social stress.

    Every policy is run through the observed history since 2022-11 and then through its own rules, beside a
    run with no further adoption of AI. By default each policy also gets a low and a high run of each of the
    five decisive assumptions, so that no figure stands without its range. Writes a results folder with
    report.html: by default a new folder under ./andante-results, never over an older one.
    """
    from andante.cli.running import run_and_print
    from andante.lab.changes import read_changes
    from andante.lab.scenario import Scenario, default_name

    settings, assumptions = read_changes(set_words, assume_words, economy)
    names = tuple(name.strip() for name in policy_names.split(","))
    scenario = Scenario(
        economy=economy,
        policies=names,
        reference=reference,
        from_month=from_month,
        months=months,
        method=method,
        seed=seed,
        scale=scale,
        detail=detail,
        ranges=not no_ranges,
        chips=chips,
        competitor=competitor,
        competitor_policy=competitor_policy,
        settings=settings,
        assumptions=assumptions,
        name=default_name(names, economy),
    )
    run_and_print(scenario, Path(out) if out else None, force, workers, as_json, explore, filings)
