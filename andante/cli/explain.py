"""`andante explain RESULTS METRIC`: where a printed figure comes from."""

from __future__ import annotations

from pathlib import Path

import click

from andante.cli.options import AS_JSON
from andante.cli.printing import print_json


@click.command(name="explain", short_help="Explain one figure of a results folder.")
@click.argument("results")
@click.argument("metric")
@click.option("--at", "month", metavar="YYYY-MM", help="Explain the monthly path at this month.")
@click.option(
    "--policy", help="The policy whose figure is meant; by default the first that is not the reference."
)
@click.option("--against", metavar="POLICY", help="Explain the difference to this policy.")
@AS_JSON
def command(
    results: str, metric: str, month: str | None, policy: str | None, against: str | None, as_json: bool
) -> None:
    """Explain METRIC of the results folder RESULTS: definition, formula, and contributions that add up to it.

    METRIC is a measure (peak_unemployment_rate, automated_work, ...) or, with --at, a monthly series. The
    contributions come from the identities of each month and sum to the printed digit; then follow the inputs
    with label and source, the rules and instruments that acted with file and line, and the command that
    computes the same figures again.
    """
    from andante.lab.explain import explain

    explanation = explain(Path(results), metric, month, policy, against)
    if as_json:
        print_json(explanation.as_data())
    else:
        click.echo(explanation.as_text())
