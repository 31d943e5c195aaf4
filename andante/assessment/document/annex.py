"""The annex: every input, every rule that matched, every job title, and the command that does it again."""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256
from operator import attrgetter
from typing import Any

from andante.assessment.answer import Answer
from andante.assessment.answers import ANSWERS
from andante.assessment.document.condition_words import duty, when
from andante.assessment.document.decision_boxes import because
from andante.assessment.document.desk import Desk, dash_or
from andante.assessment.document.filing_words import field_title, number_words, value_words
from andante.assessment.document.view import Block, Cell, Command, Facts, Heading, Paragraph, Section, Table
from andante.filing.fields import FIELDS
from andante.numbers import DASH, number
from andante.policies.decision import Decision, RuleReason
from andante.policies.parameters import TAGS, value_as_written

TITLES_SHOWN = 200
"""So many job titles are listed, those of most people first; the rest are counted."""


def answers_section(desk: Desk) -> Section:
    """Every question of the deployment file with its answer, or that it is not answered."""
    say, deployment = desk.say, desk.assessment.deployment
    rows = tuple(
        (
            Cell(answer.question_zh if desk.chinese else answer.question, answer.path),
            Cell(_answer(desk, answer)),
            Cell(_line(desk, answer.path)),
        )
        for answer in ANSWERS
    )
    blocks: list[Block] = [
        Paragraph(say("annex.answers.lead", file=dash_or(deployment.file)), "small"),
        Table((say("annex.question"), say("annex.answer"), say("annex.line")), rows, widths=(48, 42, 10)),
        Heading(say("annex.tasks")),
        *_tasks(desk),
        Heading(say("annex.steps")),
        *_steps(desk),
        Heading(say("annex.filing")),
        Paragraph(say("annex.filing.lead"), "small"),
        _filing(desk),
    ]
    return Section("answers", say("section.answers"), tuple(blocks))


def _answer(desk: Desk, answer: Answer) -> str:
    value: Any = attrgetter(answer.attribute)(desk.assessment.deployment)
    if value is None or value in ("", ()):
        return desk.say("not_answered")
    if isinstance(value, date):
        return desk.day(value)
    if isinstance(value, tuple):
        return desk.listed(value)
    if isinstance(value, bool):
        return desk.yes_no(value)
    if isinstance(value, (int, float)):
        return number_words(desk, float(value), answer.unit)
    field = answer.path.rsplit(".", 1)[-1]
    return desk.say.or_else(f"choice.{field}.{value}", value) if answer.choices else str(value)


def _line(desk: Desk, path: str) -> str:
    line = desk.assessment.deployment.lines.get(path)
    return DASH if line is None else str(line)


def _tasks(desk: Desk) -> list[Block]:
    say, deployment = desk.say, desk.assessment.deployment
    if not deployment.tasks:
        return [Paragraph(say("not_answered"))]
    rows = tuple(
        (
            Cell(dash_or(task.occupation)),
            Cell(dash_or(task.task)),
            Cell(say("not_answered") if task.mode is None else say(f"choice.mode.{task.mode}")),
            Cell(_bounds(desk, task.share_low, task.share_of_time, task.share_high)),
            Cell(DASH if task.line is None else str(task.line)),
        )
        for task in deployment.tasks
    )
    head = (
        say("task.occupation"),
        say("task.task"),
        say("task.mode"),
        say("annex.bounds"),
        say("annex.line"),
    )
    return [Table(head, rows, widths=(18, 38, 14, 20, 10))]


def _bounds(desk: Desk, low: float | None, central: float | None, high: float | None) -> str:
    each = [
        desk.say("not_answered") if value is None else desk.share(value, 1) for value in (low, central, high)
    ]
    return " / ".join(each)


def _steps(desk: Desk) -> list[Block]:
    say, steps = desk.say, desk.assessment.deployment.steps
    if not steps:
        return [Paragraph(say("not_answered"))]
    rows = tuple(
        (Cell(desk.day(step.start)), Cell(desk.share(step.share)), Cell(dash_or(step.name))) for step in steps
    )
    return [
        Table((say("timing.day"), say("annex.step_share"), say("timing.step")), rows, widths=(34, 33, 33))
    ]


def _filing(desk: Desk) -> Table:
    filing = desk.assessment.filing
    rows = tuple(
        (
            Cell(field_title(desk, name), name),
            Cell(value_words(desk, filing.get(name), definition.unit, name)),
        )
        for name, definition in FIELDS["deployment"].items()
    )
    return Table((desk.say("annex.field"), desk.say("annex.value")), rows, widths=(50, 50))


def rules_section(desk: Desk) -> Section:
    """Every rule that matched or could not be told, with values, parameters, source, file and line."""
    say = desk.say
    blocks: list[Block] = []
    for each in desk.assessment.decisions:
        decision = each.decision
        blocks += [Heading(desk.pick(decision.policy_title, each.title_zh)), *_policy(desk, decision)]
    if not blocks:
        blocks.append(Paragraph(say("no_policy")))
    return Section("rules", say("section.rules"), tuple(blocks))


def _policy(desk: Desk, decision: Decision) -> list[Block]:
    say = desk.say
    blocks: list[Block] = [
        Facts(
            (
                (say("rules.hash"), decision.policy_hash),
                (say("rules.engine"), decision.engine),
                (say("rules.on"), desk.day(decision.on)),
            )
        )
    ]
    reasons = [(reason, True) for reason in decision.matched] + [(r, False) for r in decision.unknown]
    if reasons:
        head = (say("rules.rule"), say("rules.because"), say("rules.compared"), say("rules.place"))
        rows = tuple(_rule(desk, reason, matched) for reason, matched in reasons)
        blocks.append(Table(head, rows, widths=(15, 27, 37, 21)))
    else:
        blocks.append(Paragraph(say("rules.none")))
    if decision.conditions:
        columns = tuple(say(f"condition.{name}") for name in ("what", "check", "evidence", "source"))
        conditions = tuple(
            (
                Cell(desk.pick(c.title, c.title_zh), c.id),
                Cell(duty(desk, c), f"{c.metric} {c.comparator} {_plain(c.threshold)} · {when(desk, c)}"),
                Cell(desk.pick(c.evidence, c.evidence_zh)),
                Cell(c.source, _tag(desk, c.tag)),
            )
            for c in decision.conditions
        )
        blocks.append(Table(columns, conditions, say("condition.in_full"), widths=(25, 28, 25, 22)))
    return blocks


def _rule(desk: Desk, reason: RuleReason, matched: bool) -> tuple[Cell, ...]:
    say, fields = desk.say, FIELDS["deployment"]
    compared = [
        say(
            "rules.value",
            field=field_title(desk, name) if name in fields else name,
            value=value_words(desk, value, fields[name].unit if name in fields else "", name),
        )
        for name, value in reason.values.items()
    ]
    compared += [
        say(
            "rules.parameter",
            name=used.title or used.name,
            value=_parameter(desk, used.value, used.unit),
            start=used.start.isoformat(),
            source=used.source,
            tag=_tag(desk, used.tag),
            place=DASH if used.line is None else f"{_file(used.file)}:{used.line}",
        )
        for used in reason.parameters
    ]
    outcome = desk.outcome(reason.outcome.word)
    return (
        Cell(reason.rule, outcome if matched else say("rules.not_told"), strong=True),
        Cell(because(desk, reason), reason.when),
        Cell("\n".join(compared) or DASH),
        Cell(reason.place, say("source", source=reason.source, label=_tag(desk, reason.tag))),
    )


def _file(path: str) -> str:
    return re.split(r"[/\\]", path)[-1]


def _plain(threshold: float | bool | str) -> str:
    if isinstance(threshold, bool):
        return str(threshold).lower()
    return threshold if isinstance(threshold, str) else f"{threshold:.12g}"


def _parameter(desk: Desk, value: float, unit: str) -> str:
    written = value_as_written(value)
    if isinstance(written, str):
        return desk.say.or_else(f"parameter.{written}", written)
    return number_words(desk, written, unit)


def _tag(desk: Desk, tag: str) -> str:
    return desk.say.or_else(f"tag.{tag}", TAGS.get(tag, tag))


def titles_section(desk: Desk) -> Section:
    """How job titles were brought to occupations, and what the roster's sum is made of."""
    say, assessment = desk.say, desk.assessment
    where = assessment.accounted
    blocks: list[Block] = [
        Facts(
            tuple(
                (say(f"accounted.{name}"), desk.people(getattr(where, name)))
                for name in ("roster", "coded", "review", "suppressed", "rejected")
            )
        )
    ]
    matches = assessment.matches
    if matches:
        names = ("title", "occupation", "people", "confidence", "reason")
        rows = tuple(
            (
                Cell(dash_or(match.title)),
                Cell(
                    desk.pick(match.isco_title, match.isco_title_zh) or say("titles.none"),
                    codes_of(match.isco, match.onet),
                ),
                Cell(desk.people(match.headcount)),
                Cell(number(match.confidence, 2), say.or_else(f"status.{match.status}", match.status)),
                Cell(desk.pick(match.reason, match.reason_zh)),
            )
            for match in matches[:TITLES_SHOWN]
        )
        head = tuple(say(f"titles.{name}") for name in names)
        blocks.append(Table(head, rows, figures=(2,), widths=(22, 28, 10, 14, 26)))
        if len(matches) > TITLES_SHOWN:
            rest = desk.people(len(matches) - TITLES_SHOWN)
            blocks.append(Paragraph(say("titles.rest", shown=TITLES_SHOWN, rest=rest), "small"))
        blocks.append(Paragraph(say("titles.small"), "small"))
    else:
        blocks.append(Paragraph(say("titles.nothing")))
    return Section("titles", say("section.titles"), tuple(blocks))


def codes_of(isco: str | None, onet: str | None) -> str:
    """The codes of a match."""
    return " · ".join(
        part for part in (f"ISCO-08 {isco}" if isco else "", f"O*NET-SOC {onet}" if onet else "") if part
    )


def again_section(desk: Desk) -> Section:
    """What this was made from and how to make it again."""
    assessment, say = desk.assessment, desk.say
    return Section(
        "again",
        say("section.again"),
        (
            Paragraph(say("again.lead")),
            Command(dash_or(assessment.command)),
            Facts(
                (
                    (say("again.version"), f"Andante {assessment.version}"),
                    (say("again.on"), desk.day(assessment.on)),
                    (
                        say("again.deployment", file=dash_or(assessment.deployment.file)),
                        dash_or(assessment.deployment.digest),
                    ),
                    (
                        say("again.roster", file=dash_or(assessment.roster_file)),
                        dash_or(assessment.roster_digest),
                    ),
                    (say("again.input"), filing_digest(desk)),
                )
            ),
            Paragraph(say("again.labels"), "small"),
        ),
    )


def filing_digest(desk: Desk) -> str:
    """The sha256 of the canonical text of the filing: what was decided on."""
    return sha256(desk.assessment.filing.canonical().encode("utf-8")).hexdigest()
