"""Where people can go, the plan and its money, and the local labour market."""

from __future__ import annotations

from andante.assessment.document.desk import Desk
from andante.assessment.document.filing_words import group_title
from andante.assessment.document.policy_words import source_text
from andante.assessment.document.view import Bar, Block, Cell, Facts, Heading, Paragraph, Section, Table
from andante.assessment.findings import Destination, PlanRow
from andante.numbers import number, percent
from andante.reference.occupations import occupation_of_isco


def destinations_section(desk: Desk) -> Section:
    """The top destinations of each occupation that loses work."""
    say, found = desk.say, desk.assessment.destinations
    if not found:
        return Section("destinations", say("section.destinations"), (Paragraph(say("destinations.none")),))
    blocks: list[Block] = [Paragraph(say("destinations.lead"))]
    for origin in dict.fromkeys(each.origin for each in found):
        rows = [each for each in found if each.origin == origin]
        blocks += [Heading(say("destinations.from", origin=_origin(desk, origin))), _table(desk, rows)]
    if any(each.exposed for each in found):
        blocks.append(Paragraph(say("destinations.exposed"), "alert"))
    sources = dict.fromkeys((each.source, each.label) for each in found)
    blocks += [
        Paragraph(say("source", source=source_text(desk, source), label=desk.label(label)), "small")
        for source, label in sources
    ]
    return Section("destinations", say("section.destinations"), tuple(blocks))


def _origin(desk: Desk, isco: str) -> str:
    for row in desk.assessment.impact.occupations:
        if row.isco == isco:
            return desk.pick(row.title, row.title_zh) or isco
    return isco


def _table(desk: Desk, rows: list[Destination]) -> Table:
    say = desk.say
    names = ("title", "odds", "pay", "skills", "exposure", "months", "jobs")
    cells = tuple(
        (
            Cell(
                desk.pick(each.title, each.title_zh) or each.isco,
                say("destination.exposed") if each.exposed else each.isco,
                strong=each.exposed,
            ),
            Cell(desk.share(each.odds)),
            Cell(pay_words(desk, each.pay_change)),
            Cell(say("not_known") if each.skill_distance is None else number(each.skill_distance, 2)),
            Cell(desk.share_span(each.exposure)),
            Cell(desk.span(each.months_to_job)),
            Cell(say("not_known") if each.local_employment is None else desk.people(each.local_employment)),
        )
        for each in rows
    )
    head = tuple(say(f"destination.{name}") for name in names)
    return Table(head, cells, figures=(1, 2, 3, 4, 5, 6), widths=(26, 9, 10, 9, 17, 16, 13))


def pay_words(desk: Desk, change: float | None) -> str:
    """A change in pay, with its sign."""
    if change is None:
        return desk.say("not_known")
    return desk.say("percent", value=percent(change, 0, signed=True))


def plan_section(desk: Desk) -> Section:
    """What is needed, what is offered, the gap, and the money."""
    say, plan = desk.say, desk.assessment.plan
    deployment = desk.assessment.deployment
    blocks: list[Block] = [
        Facts(
            (
                (say("plan.retraining"), desk.yes_no(deployment.retraining.offered)),
                (say("plan.hours"), _amount(desk, deployment.retraining.hours)),
                (say("plan.cost"), _amount(desk, deployment.retraining.cost)),
                (say("plan.into"), desk.given(desk.listed(deployment.retraining.into))),
                (say("plan.reassignment"), desk.yes_no(deployment.reassignment.offered)),
                (say("plan.pay_floor"), _pay_floor(desk)),
                (say("plan.entry"), desk.yes_no(deployment.entry_hiring_kept)),
                (say("plan.notice"), _amount(desk, deployment.notice_days)),
            )
        )
    ]
    if plan:
        head = tuple(say(f"plan.{name}") for name in ("what", "people", "offered", "gap", "money"))
        rows = tuple(_plan_row(desk, row) for row in plan)
        blocks.append(Table(head, rows, figures=(1, 2, 3, 4), widths=(34, 16, 12, 16, 22)))
        blocks.append(Paragraph(say("plan.about"), "small"))
    else:
        blocks.append(Paragraph(say("plan.none")))
    return Section("plan", say("section.plan"), tuple(blocks))


def _plan_row(desk: Desk, row: PlanRow) -> tuple[Cell, ...]:
    say = desk.say
    needs_offer = row.what in ("retraining", "reassignment")
    nothing = say("not_known") if needs_offer else say("not_applicable")
    return (
        Cell(
            say.or_else(f"plan.row.{row.what}", row.what),
            say.or_else(f"plan.formula.{row.what}", row.formula),
        ),
        Cell(desk.span(row.people)),
        Cell(nothing if row.offered is None else desk.people(row.offered)),
        Cell(
            nothing if row.gap is None else desk.span(row.gap),
            strong=row.gap is not None and row.gap.high > 0,
        ),
        Cell(say("not_known") if row.money is None else desk.money(row.money)),
    )


def _amount(desk: Desk, value: float | None) -> str:
    return desk.say("not_answered") if value is None else number(value, 0 if value == round(value) else 1)


def _pay_floor(desk: Desk) -> str:
    floor = desk.assessment.deployment.reassignment.pay_floor
    return desk.say("not_answered") if floor is None else desk.share(floor)


def market_section(desk: Desk) -> Section:
    """Unemployment in the place and how many work in the occupations within reach."""
    say, place = desk.say, desk.assessment.deployment.place
    where = ", ".join(part for part in (place.name, place.region) if part)
    country = (
        say("not_answered")
        if place.country is None
        else say.or_else(f"country.{place.country}", place.country)
    )
    rate, youth = (
        say("not_answered") if value is None else desk.share(value, 1)
        for value in (place.unemployment_rate, place.youth_unemployment_rate)
    )
    blocks: list[Block] = [
        Facts(
            (
                (say("market.country"), country),
                (say("market.place"), desk.given(where)),
                (say(f"market.rate.{place.country}") if place.country else say("market.rate"), rate),
                (say(f"market.youth.{place.country}") if place.country else say("market.youth"), youth),
                (say("market.source"), desk.given(place.rates_source)),
            )
        )
    ]
    groups = _groups(desk)
    if groups:
        most = max(employed for _, _, employed in groups)
        rows = tuple(
            (Cell(title, within), Cell(desk.people(employed), bar=bar_of(employed, most)))
            for title, within, employed in groups
        )
        head = (say("market.group"), say("market.employed"))
        blocks += [
            Heading(say("market.jobs")),
            Table(head, rows, figures=(1,), widths=(60, 40)),
            Paragraph(say("market.about"), "small"),
        ]
    else:
        blocks.append(Paragraph(say("market.none"), "small"))
    return Section("market", say("section.market"), tuple(blocks))


def _groups(desk: Desk) -> list[tuple[str, str, float]]:
    """The broader groups of the occupations within reach: title, those occupations, persons employed."""
    found: dict[str, tuple[float, dict[str, None]]] = {}
    for each in desk.assessment.destinations:
        if each.local_employment is None:
            continue
        group = occupation_of_isco(each.isco) or each.isco
        _, names = found.setdefault(group, (each.local_employment, {}))
        names[desk.pick(each.title, each.title_zh) or each.isco] = None
    rows = [
        (group_title(desk, group), desk.listed(names), employed) for group, (employed, names) in found.items()
    ]
    return sorted(rows, key=lambda row: -row[2])


def bar_of(value: float, most: float) -> Bar | None:
    """A bar without a range."""
    return Bar(value, value, value, most) if most > 0 else None
