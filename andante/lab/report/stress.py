"""Appendix, social stress: the unrest index and the grievance stock, with what they can and cannot mean."""

from __future__ import annotations

from dataclasses import replace

from andante.lab.comparison import StressSummary
from andante.lab.report.numbers import DASH, number
from andante.lab.report.paths import Spec, path_figure
from andante.lab.report.view import Desk, Figure, Section, Table
from andante.lab.stress_summary import worst_count

LAYERS = (
    Spec("unrest_index", "subtitle.index", "index", "unrest_index_peak", 1.0, 3),
    Spec("grievance", "subtitle.grievance", "index", "grievance_peak", 1.0, 1),
)


def stress_section(desk: Desk) -> Section | None:
    """Both layers, drawn and summed up; None where neither was recorded."""
    figures = [figure for spec in LAYERS if (figure := _figure(desk, spec)) is not None]
    tables = [table for spec in LAYERS if (table := _summaries(desk, spec)) is not None]
    if not figures and not tables:
        return None
    say = desk.say
    return Section(
        "stress",
        say("stress"),
        (say("stress.caveat"), *_worst_words(desk)),
        tuple(figures),
        tables=tuple(tables),
        bullets=tuple(say(f"stress.limit.{each}") for each in ("columns", "level", "grievance", "use")),
    )


def _held(desk: Desk, measure: str) -> dict[str, StressSummary]:
    """Policy -> its summary of one layer, in the order of the policies."""
    return {
        summary.name: row
        for summary in desk.comparison.policies
        for row in desk.comparison.stress.get(summary.name, ())
        if row.measure == measure
    }


def _figure(desk: Desk, spec: Spec) -> Figure | None:
    """The lines of one layer, with what counts as high where that is known."""
    held = _held(desk, spec.series)
    levels = {number(row.threshold, spec.decimals): row.threshold for row in held.values()}
    threshold = None
    if len(levels) == 1:
        words, level = next(iter(levels.items()))
        threshold = level, desk.say("stress.threshold", value=words)
    figure = path_figure(desk, spec, threshold)
    return None if figure is None else replace(figure, caveat=desk.say(f"stress.{spec.series}.caveat"))


def _summaries(desk: Desk, spec: Spec) -> Table | None:
    """Mean, peak, months over the threshold and the worst tested sets, policy by policy."""
    held, say = _held(desk, spec.series), desk.say
    if not held:
        return None

    def show(value: float | None) -> str:
        return say("unknown") if value is None else number(value, spec.decimals)

    rows = [
        (
            desk.names[policy],
            show(row.mean),
            show(row.peak),
            show(row.threshold),
            str(row.months_over),
            show(row.cvar95),
        )
        for policy, row in held.items()
    ]
    usual = next(iter(held.values()))
    rows.append(
        (
            say("no-further-adoption"),
            show(usual.no_further_mean),
            show(usual.no_further_peak),
            DASH,
            DASH,
            DASH,
        )
    )
    worst = "worst.one" if worst_count(max(row.sets for row in held.values())) == 1 else "worst.many"
    keys = ("policy", "mean", "peak", "threshold", "months_over", worst)
    columns = tuple(say(f"column.{key}") for key in keys)
    caption = say(f"stress.{spec.series}.table")
    return Table(columns, tuple(rows), frozenset(range(1, len(columns))), caption=caption)


def _worst_words(desk: Desk) -> tuple[str, ...]:
    """How many sets were tested, and how many of them the worst 5 % are."""
    rows = [row for summaries in desk.comparison.stress.values() for row in summaries]
    if not rows:
        return ()
    tested = {row.sets for row in rows if row.cvar95 is not None}
    if not tested:
        return (desk.say("stress.worst.none"),)
    return tuple(
        desk.say("stress.worst.one", sets=sets)
        if worst_count(sets) == 1
        else desk.say("stress.worst.many", sets=sets, count=worst_count(sets))
        for sets in sorted(tested)
    )
