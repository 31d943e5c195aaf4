"""Appendix, upgrading ("new quality productive forces"): the index over time and the sections behind it."""

from __future__ import annotations

from andante.lab.comparison import SectorRow
from andante.lab.report.charts.dots import DotRow, dot_chart
from andante.lab.report.measures import AxisUnit
from andante.lab.report.naming import in_sentence
from andante.lab.report.numbers import number, people, significant
from andante.lab.report.paths import Spec, path_figure
from andante.lab.report.sentences import grade
from andante.lab.report.view import Desk, Figure, Section, Table

INDEX = Spec("upgrading_index", "subtitle.upgrading", "level", "upgrading_index", 1.0, 3)
CREDIT = "support.directed_credit"
ELASTICITY = "sector_elasticity"
TICKS = AxisUnit(100.0, "", True)


def upgrading_section(desk: Desk) -> Section | None:
    """The index and the sections; None where the comparison holds neither."""
    figures = [figure for figure in (path_figure(desk, INDEX), _sections(desk)) if figure is not None]
    if not figures:
        return None
    return Section(
        "upgrading", desk.say("upgrading"), (desk.say("upgrading.lead"),), tuple(figures), notes=caveats(desk)
    )


def caveats(desk: Desk) -> tuple[str, ...]:
    """What the figures of this section rest on: one assumed elasticity, and whether any policy steers."""
    say = desk.say
    elasticity = next((row for row in desk.comparison.parameters if row.name == ELASTICITY), None)
    found = []
    if elasticity is not None:
        found.append(
            say(
                "upgrading.elasticity",
                value=significant(elasticity.value, 2),
                low=significant(elasticity.low, 2),
                high=significant(elasticity.high, 2),
                grade=grade(elasticity.tag, say),
            )
        )
    steering = [
        in_sentence(desk.names[summary.name], say.language)
        for summary in desk.comparison.policies
        if any(row.name == CREDIT and row.value > 0 for row in summary.instruments)
    ]
    key = "upgrading.steered" if steering else "upgrading.not_steered"
    return (*found, say(key, policies=desk.separator.join(steering)))


def section_title(row: SectorRow, desk: Desk) -> str:
    """A section's short name; what the data itself calls it where the catalogue has none."""
    title = row.title_zh if desk.say.language == "zh" else row.title
    return desk.say.or_else(f"sector.{row.id}", title)


def _sections(desk: Desk) -> Figure | None:
    """Employment and productivity of every section, one mark a policy, the same order in both pictures."""
    say, comparison = desk.say, desk.comparison
    held = [summary.name for summary in comparison.policies if comparison.sectors.get(summary.name)]
    if not held:
        return None
    by_id = {policy: {row.id: row for row in comparison.sectors[policy]} for policy in held}
    first = comparison.reference if comparison.reference in held else held[0]
    rows = [row for row in comparison.sectors[first] if all(row.id in by_id[policy] for policy in held)]
    if not rows:
        return None
    rows.sort(key=lambda row: row.employment_change)

    def values(row: SectorRow, name: str) -> list[float]:
        return [100.0 * float(getattr(by_id[policy][row.id], name)) for policy in held]

    legend = [(desk.names[policy], desk.styles[policy]) for policy in held]
    pictures = tuple(
        dot_chart(
            say(f"upgrading.{name}.title"),
            say(f"upgrading.{name}.subtitle"),
            desk.foot,
            [DotRow(section_title(row, desk), values(row, name), row.high_value_added) for row in rows],
            legend,
            TICKS.tick,
            say("upgrading.key"),
        )
        for name in ("employment_change", "productivity_change")
    )
    widest = max(rows, key=lambda row: max(map(abs, values(row, "employment_change"))))
    ends = values(widest, "employment_change")
    key = "high" if widest.high_value_added else "other"
    finding = say(
        f"upgrading.finding.{key}" if len(held) > 1 else "upgrading.finding.single",
        section=in_sentence(section_title(widest, desk), say.language),
        low=number(min(ends), 1, signed=True),
        high=number(max(ends), 1, signed=True),
    )
    columns = (
        *(say(f"column.{name}") for name in ("section", "high_value_added", "employed")),
        *(say("column.section_jobs", policy=desk.names[policy]) for policy in held),
        *(say("column.section_productivity", policy=desk.names[policy]) for policy in held),
    )
    table = tuple(
        (
            section_title(row, desk),
            say("yes" if row.high_value_added else "no"),
            people(row.employment_start, say.language),
            *(number(value, 1, signed=True) for value in values(row, "employment_change")),
            *(number(value, 1, signed=True) for value in values(row, "productivity_change")),
        )
        for row in rows
    )
    return Figure(
        "upgrading-sections",
        finding,
        say("upgrading.describe", reference=in_sentence(desk.names[first], say.language)),
        pictures,
        Table(columns, table, frozenset(range(2, len(columns)))),
    )
