"""What `compare` and `run` share: simulate, write the results folder, print the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from andante.cli.printing import note, print_json, print_table, progress

if TYPE_CHECKING:
    from andante.lab.comparison import Comparison, Measure
    from andante.lab.run import PolicyRun, RunTask
    from andante.lab.scenario import Scenario


def run_and_print(
    scenario: Scenario,
    out: Path | None,
    force: bool,
    workers: int | None,
    as_json: bool,
    explore: bool = False,
    filings: bool = False,
) -> None:
    """Run a scenario, write its results folder and print its figures (one JSON object, or a table).

    With `explore` the folder also gets explore.html, the page of sliders around the reference policy; with
    `filings` a file of the simulated filings of each policy.
    """
    from andante.lab.compare import compare
    from andante.lab.results import check_place, default_place
    from andante.lab.save import comparison_object, with_digest, write_comparison

    place = out if out is not None else default_place(scenario.name)
    check_place(place, force)
    exports: dict[str, bytes] = {}
    keep = (lambda tasks, runs: exports.update(_filings(tasks, runs))) if filings else None
    with progress("simulating") as advance:
        result = with_digest(compare(scenario, workers, advance, keep), scenario)
    documents: dict[str, str | bytes] = dict(exports)
    if explore:
        documents |= _explorer(scenario, workers)
    folder = write_comparison(result, scenario, place, force, documents)
    if as_json:
        print_json(comparison_object(result))
    else:
        print_comparison(result)
    for text in result.notes:
        note(f"note: {text.text}")
    report = _shown(folder / "report.html")
    note(f"{result.seconds:.1f} s of simulation. Results: {_shown(folder)}; read {report}")


def _filings(tasks: Sequence[RunTask], runs: Mapping[str, PolicyRun]) -> dict[str, bytes]:
    """filings-POLICY.parquet by its file name, for every policy that asks for filings."""
    from andante.filing.exported import write_exported
    from andante.lab.comparison import NO_FURTHER_ADOPTION
    from andante.lab.filing_export import export_filings

    found = {}
    for task in tasks:
        exported = export_filings(task, runs[task.name])
        if exported is not None and exported.rows:
            name = f"filings-{task.name}.parquet"
            found[name] = write_exported(exported)
            total = exported.count[exported.submission == 1].sum()
            note(f"{name}: {exported.rows:,} rows that stand for {total:,.0f} simulated filings.")
        elif task.name != NO_FURTHER_ADOPTION:
            note(f"note: nothing was filed under {task.name}, so it has no file of filings.")
    return found


def _explorer(scenario: Scenario, workers: int | None) -> dict[str, str]:
    """explore.html by its file name."""
    from andante.lab.explorer.grid import explore
    from andante.lab.explorer.page import PAGE, render_explorer
    from andante.lab.scenario import NATIONAL

    with progress("exploring") as advance:
        grid = explore(scenario, workers, advance)
    note(f"{grid.seconds:.1f} s for the {grid.runs} runs behind {PAGE}.")
    if scenario.detail != NATIONAL or scenario.method != grid.scenario.method:
        note(f"note: {PAGE} is of the whole country, in method average; the report has what was asked for.")
    return {PAGE: render_explorer(grid)}


def print_comparison(result: Comparison) -> None:
    """The measures as a table: one column a policy, ranges in brackets."""
    from andante.lab.measures import DEFINITIONS

    names = [policy.name for policy in result.policies]
    head = ("measure", *(f"{name} (reference)" if name == result.reference else name for name in names))
    rows = [
        (definition.title, *(figure(result.measures[name][measure]) for name in names))
        for measure, definition in DEFINITIONS.items()
    ]
    click.echo(
        f"{result.economy_title}, {result.from_month} and {result.months} months, method {result.method},"
        f" {result.population:,.0f} people."
    )
    click.echo("A simulation under stated assumptions, not a forecast; policies are reference designs.\n")
    rows += [(words, *(figure(result.measures[name][count]) for name in names)) for count, words in FILINGS]
    print_table(head, rows, right=range(1, len(head)))
    others = [name for name in names if name != result.reference]
    if others:
        click.echo(f"\nDifferences to {result.reference}; ranges are those of the differences.\n")
        rows = [
            (
                DEFINITIONS[measure].title,
                *(in_points(figure(result.differences[name][measure])) for name in others),
            )
            for measure in STRIPS
        ]
        print_table(("measure", *others), rows, right=range(1, len(others) + 1))


# The filings of the horizon by first decision.
FILINGS = (
    ("filings", "Filings decided"),
    ("approve", "  approved"),
    ("approve_with_conditions", "  approved with conditions"),
    ("needs_information", "  in need of information"),
    ("reject", "  rejected"),
    ("pending", "Filings pending at the end"),
)
# The four differences of the report's first page.
STRIPS = ("peak_youth_unemployment_rate", "peak_unemployment_rate", "output_gain", "displaced_workers")


def in_points(text: str) -> str:
    """A difference of two percentages is in percentage points."""
    return text.replace(" %", " points")


def figure(measure: Measure) -> str:
    """One figure for a terminal: rates in per cent to a tenth, people and work in thousands."""
    if measure.value is None:
        return "not known"
    texts = [
        _number(value, measure.unit)
        for value in (measure.value, measure.low, measure.high)
        if value is not None
    ]
    if len(texts) < 3:
        return texts[0]
    unit = texts[0].lstrip("-0123456789.,")  # said once, and again at the end: 5.2 % (5.1 to 5.3 %)
    return f"{texts[0]} ({texts[1].removesuffix(unit)} to {texts[2]})"


def _number(value: float, unit: str) -> str:
    text = _rounded(value, unit)
    # What rounds to nothing has no sign.
    return text.removeprefix("-") if not text.strip("-0. %k") else text


def _rounded(value: float, unit: str) -> str:
    if unit in ("persons", "full-time equivalents"):
        return f"{value / 1000:,.0f} k"
    if unit.startswith("index"):
        return f"{value:.4f}"
    if unit == "log points":
        return f"{value:.3f}"
    if unit in ("filings", "months"):
        return f"{value:,.0f}"
    return f"{100 * value:.2f} %"


def _shown(path: Path) -> str:
    """A path as short as it can be said from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
