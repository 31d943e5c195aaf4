"""Appendix, provinces or states: how unemployment changes in each of them, policy beside policy."""

from __future__ import annotations

import math
from collections.abc import Sequence

from andante.lab.comparison import RegionRow
from andante.lab.report.charts.dots import DotRow, dot_chart
from andante.lab.report.measures import AxisUnit
from andante.lab.report.naming import in_sentence
from andante.lab.report.numbers import number, people
from andante.lab.report.view import Desk, Figure, Section, Table

TICKS = AxisUnit(100.0, "", True)


def regions_section(desk: Desk) -> Section | None:
    """The dot plot of all regions; None where the comparison was not made by regions."""
    say, comparison = desk.say, desk.comparison
    held = [summary.name for summary in comparison.policies if comparison.regions.get(summary.name)]
    if not held:
        return None
    return Section(
        "regions",
        say("regions"),
        (say("regions.lead"),),
        (_figure(desk, held),),
        notes=(_mobility(desk), say("regions.no_ranking")),
    )


def whole_country(rows: Sequence[RegionRow], name: str) -> float:
    """The mean of a rate over all regions, weighted with their labour force."""
    force = math.fsum(row.labour_force for row in rows)
    return math.fsum(row.labour_force * float(getattr(row, name)) for row in rows) / force if force else 0.0


def _figure(desk: Desk, held: Sequence[str]) -> Figure:
    say, regions = desk.say, desk.comparison.regions
    by_id = {policy: {row.id: row for row in regions[policy]} for policy in held}
    first = desk.comparison.reference if desk.comparison.reference in held else held[0]
    rows = [row for row in regions[first] if all(row.id in by_id[policy] for policy in held)]
    rows.sort(key=lambda row: -row.unemployment_rate_change)

    def title(row: RegionRow) -> str:
        return row.title_zh if say.language == "zh" and row.title_zh else row.title

    def values(row: RegionRow, name: str) -> list[float]:
        return [100.0 * float(getattr(by_id[policy][row.id], name)) for policy in held]

    def whole(name: str) -> list[float]:
        return [100.0 * whole_country(regions[policy], name) for policy in held]

    changes = {row.id: values(row, "unemployment_rate_change") for row in rows}
    picture = dot_chart(
        say("regions.title"),
        say("regions.subtitle"),
        desk.foot,
        [
            DotRow(say("regions.whole"), whole("unemployment_rate_change"), strong=True),
            *(DotRow(title(row), changes[row.id]) for row in rows),
        ],
        [(desk.names[policy], desk.styles[policy]) for policy in held],
        TICKS.tick,
    )
    spans = desk.separator.join(
        say(
            "regions.span",
            policy=in_sentence(desk.names[policy], say.language),
            low=number(min(each[index] for each in changes.values()), 1, signed=True),
            high=number(max(each[index] for each in changes.values()), 1, signed=True),
        )
        for index, policy in enumerate(held)
    )
    columns = (
        say("column.region"),
        say("column.labour_force"),
        *(say("column.region_rate", policy=desk.names[policy]) for policy in held),
        *(say("column.region_change", policy=desk.names[policy]) for policy in held),
    )

    def cells(levels: Sequence[float], moves: Sequence[float]) -> tuple[str, ...]:
        return (
            *(number(value, 1) for value in levels),
            *(number(value, 1, signed=True) for value in moves),
        )

    total = people(math.fsum(row.labour_force for row in rows), say.language)
    table = (
        (
            say("regions.whole"),
            total,
            *cells(whole("unemployment_rate"), whole("unemployment_rate_change")),
        ),
        *(
            (
                title(row),
                people(row.labour_force, say.language),
                *cells(values(row, "unemployment_rate"), changes[row.id]),
            )
            for row in rows
        ),
    )
    return Figure(
        "regions-change",
        say("regions.finding", count=len(rows), spans=spans),
        say("regions.describe", reference=in_sentence(desk.names[first], say.language)),
        (picture,),
        Table(columns, table, frozenset(range(1, len(columns)))),
    )


def _mobility(desk: Desk) -> str:
    """How many look for work elsewhere, with its range where the comparison states it."""
    stated = next((note.slots for note in desk.comparison.notes if note.kind == "regions"), {})
    if {"share", "low", "high"} <= set(stated):
        return desk.say("regions.mobility", **{key: stated[key] for key in ("share", "low", "high")})
    return desk.say("regions.mobility_bare")
