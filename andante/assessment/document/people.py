"""Who is affected: by occupation, and by age, sex, contract, place, seniority and education."""

from __future__ import annotations

from andante.assessment.document.desk import Desk, bar, most_of
from andante.assessment.document.view import Block, Cell, Heading, Paragraph, Section, Table
from andante.assessment.findings import SMALLEST_GROUP, GroupShare, OccupationRow
from andante.assessment.roster import GROUPINGS


def people_section(desk: Desk) -> Section:
    """Tables of those affected; groups too small to be shown are absent, and a note says so."""
    say, impact = desk.say, desk.assessment.impact
    blocks: list[Block] = [
        Paragraph(
            say(
                "people.lead",
                roster=desk.people(desk.assessment.accounted.roster),
                coded=desk.people(impact.headcount),
                work=desk.work(impact.work),
                affected=desk.span(impact.people_affected, 0),
            )
        ),
        Paragraph(say("people.small_groups", smallest=SMALLEST_GROUP), "small"),
        *_occupations(desk),
    ]
    # One scale for every grouping: bars of two tables can be compared.
    most = most_of(row.share_of_work for row in impact.groups)
    for grouping in GROUPINGS:
        rows = [row for row in impact.groups if row.grouping == grouping]
        if rows:
            blocks += [Heading(say(f"grouping.{grouping}")), _groups(desk, rows, most)]
    absent = [
        say(f"grouping.{grouping}.word")
        for grouping in GROUPINGS
        if not any(row.grouping == grouping for row in impact.groups)
    ]
    if absent:
        blocks.append(Paragraph(say("people.no_grouping", groupings=desk.listed(absent)), "small"))
    return Section("people", say("section.people"), tuple(blocks))


def occupation_name(desk: Desk, row: OccupationRow) -> str:
    """The title of an occupation in this language."""
    return desk.pick(row.title, row.title_zh) or row.isco


def touched(desk: Desk) -> list[OccupationRow]:
    """The occupations, large enough to be shown, whose work is taken over or assisted."""
    return [
        row for row in desk.assessment.impact.occupations if row.taken_over.high > 0 or row.assisted.high > 0
    ]


def _occupations(desk: Desk) -> list[Block]:
    say, rows = desk.say, touched(desk)
    others = [row for row in desk.assessment.impact.occupations if row not in rows]
    blocks: list[Block] = [Heading(say("people.occupations"))]
    if not rows:
        blocks.append(Paragraph(say("people.nobody")))
    else:
        most = most_of(row.taken_over for row in rows)
        head = tuple(
            say(f"occupation.{name}")
            for name in ("title", "people", "work", "taken_over", "assisted", "exposure")
        )
        cells = tuple(
            (
                Cell(occupation_name(desk, row), row.isco),
                Cell(desk.people(row.headcount)),
                Cell(desk.work(row.work)),
                Cell(desk.span(row.taken_over), bar=bar(row.taken_over, most)),
                Cell(desk.span(row.assisted)),
                Cell(desk.share_span(row.exposure)),
            )
            for row in rows
        )
        blocks.append(Table(head, cells, figures=(1, 2, 3, 4, 5), widths=(25, 8, 13, 22, 16, 16)))
        blocks.append(Paragraph(say("people.exposure"), "small"))
    if others:
        count = sum(row.headcount for row in others)
        blocks.append(
            Paragraph(say("people.others", occupations=len(others), people=desk.people(count)), "small")
        )
    if desk.assessment.accounted.suppressed > 0:
        hidden = desk.people(desk.assessment.accounted.suppressed)
        blocks.append(Paragraph(say("people.hidden", people=hidden), "small"))
    return blocks


def _groups(desk: Desk, rows: list[GroupShare], most: float) -> Table:
    say = desk.say
    cells = tuple(
        (
            Cell(group_name(desk, row.grouping, row.group)),
            Cell(desk.people(row.headcount)),
            Cell(desk.span(row.taken_over)),
            Cell(desk.share_span(row.share_of_work, 1), bar=bar(row.share_of_work, most)),
        )
        for row in rows
    )
    head = (say("group.group"), say("group.people"), say("group.taken_over"), say("group.share"))
    return Table(head, cells, figures=(1, 2, 3), widths=(28, 14, 26, 32))


def group_name(desk: Desk, grouping: str, group: str) -> str:
    """The word of a group; what the roster does not say is said so."""
    if not group:
        return desk.say("group.not_said")
    return desk.say.or_else(f"group.{grouping}.{group}", group)
