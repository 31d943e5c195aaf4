"""Hours taken over, assisted and unchanged by each measure; when; and the days that follow from the start."""

from __future__ import annotations

from datetime import date

from andante.assessment.document.condition_words import due_day
from andante.assessment.document.desk import Desk, bar, most_of
from andante.assessment.document.policy_words import source_text
from andante.assessment.document.view import Bar, Block, Cell, Heading, Paragraph, Section, Table


def work_section(desk: Desk) -> Section:
    """The totals, each measure of exposure, and the span between them."""
    say, impact = desk.say, desk.assessment.impact
    totals = (
        ("taken_over", impact.taken_over),
        ("assisted", impact.assisted),
        ("unchanged", impact.unchanged),
        ("hires_avoided", impact.hires_avoided),
        ("released", impact.released),
        ("entry", impact.entry_level_posts),
    )
    most = max(most_of(span for _, span in totals if span is not None), 0.0)
    rows = tuple(
        (
            Cell(say(f"total.{name}"), say(f"total.{name}.about")),
            Cell(desk.span(span), bar=None if span is None else bar(span, most)),
            Cell(say("not_known") if span is None else desk.label(span.label)),
        )
        for name, span in totals
    )
    head = (say("work.what"), say("work.fte"), say("work.label"))
    blocks: list[Block] = [
        Paragraph(say("work.lead")),
        Table(head, rows, figures=(1,), widths=(50, 32, 18)),
        Heading(say("work.measures")),
        *_measures(desk),
    ]
    return Section("work", say("section.work"), tuple(blocks))


def _measures(desk: Desk) -> list[Block]:
    say, measures = desk.say, desk.assessment.impact.measures
    if not measures:
        return [Paragraph(say("measures.none"))]
    most = max(row.taken_over for row in measures)
    rows = tuple(
        (
            Cell(desk.pick(row.title, row.title_zh), source_text(desk, row.source)),
            Cell(
                desk.work(row.taken_over),
                bar=Bar(row.taken_over, row.taken_over, row.taken_over, most) if most > 0 else None,
            ),
            Cell(desk.work(row.assisted)),
            Cell(desk.work(row.unchanged)),
            Cell(desk.label(row.label)),
        )
        for row in measures
    )
    head = tuple(say(f"measure.{name}") for name in ("name", "taken_over", "assisted", "unchanged", "label"))
    published = [row.taken_over for row in measures if row.id != "declared"]
    blocks: list[Block] = []
    if published:
        blocks.append(
            Paragraph(say("measures.span", low=desk.work(min(published)), high=desk.work(max(published))))
        )
    return [
        *blocks,
        Table(head, rows, figures=(1, 2, 3), widths=(34, 20, 16, 16, 14)),
        Paragraph(say("measures.about"), "small"),
    ]


def timing_section(desk: Desk) -> Section:
    """The rollout by day, cumulated, and the days that follow from the start."""
    say, impact = desk.say, desk.assessment.impact
    blocks: list[Block] = []
    if impact.timing:
        most = most_of(row.taken_over for row in impact.timing)
        rows = tuple(
            (
                Cell(desk.day(row.day)),
                Cell(row.step or say("timing.no_name")),
                Cell(desk.span(row.taken_over), bar=bar(row.taken_over, most)),
                Cell(desk.span(row.hires_avoided)),
            )
            for row in impact.timing
        )
        head = tuple(say(f"timing.{name}") for name in ("day", "step", "taken_over", "hires_avoided"))
        blocks += [
            Paragraph(say("timing.lead")),
            Table(head, rows, figures=(2, 3), widths=(20, 24, 32, 24)),
        ]
    else:
        blocks.append(Paragraph(say("timing.none"), "alert"))
    blocks.append(Heading(say("deadlines")))
    dates = _dates(desk)
    if dates:
        head = (say("deadline.day"), say("deadline.what"), say("deadline.source"))
        days = tuple((Cell(desk.day(day)), Cell(what), Cell(source)) for day, what, source in dates)
        blocks.append(Table(head, days, widths=(20, 42, 38)))
        blocks.append(Paragraph(say("deadlines.conditions"), "small"))
    else:
        blocks.append(Paragraph(say("deadlines.none")))
    return Section("timing", say("section.timing"), tuple(blocks))


def _dates(desk: Desk) -> list[tuple[date | None, str, str]]:
    """What has a day: what follows from the start, and the conditions that are due on a day."""
    found = [
        (each.day, desk.pick(each.what, each.what_zh), source_text(desk, each.source))
        for each in desk.assessment.impact.deadlines
    ]
    start = desk.assessment.deployment.start
    for decided in desk.assessment.decisions:
        for condition in decided.decision.conditions:
            day = due_day(condition.due or "", start)
            if day is not None:
                policy = desk.pick(decided.decision.policy_title, decided.title_zh)
                title = desk.pick(condition.title, condition.title_zh)
                found.append((day, desk.say("deadline.condition", title=title), policy))
    return sorted(found, key=lambda each: each[0] or date.max)
