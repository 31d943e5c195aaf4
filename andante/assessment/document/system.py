"""The system in plain words: what it does, what people still decide, how it is stopped."""

from __future__ import annotations

from dataclasses import dataclass

from andante.assessment.deployment import Task
from andante.assessment.document.desk import Desk, dash_or
from andante.assessment.document.view import Block, Cell, Facts, Heading, Paragraph, Section, Table
from andante.assessment.findings import TaskRow


def system_section(desk: Desk) -> Section:
    """What the filer says of the system."""
    say, purpose = desk.say, desk.assessment.deployment.purpose
    blocks: list[Block] = [
        Paragraph(purpose if purpose and purpose.strip() else say("system.no_purpose")),
        Facts(_model(desk)),
        Heading(say("system.does")),
        *_tasks(desk),
        Heading(say("system.people")),
        *_people(desk),
        Heading(say("system.stop")),
        *_stop(desk),
    ]
    return Section("system", say("section.system"), tuple(blocks))


def _model(desk: Desk) -> tuple[tuple[str, str], ...]:
    deployment, say = desk.assessment.deployment, desk.say
    model = deployment.model
    named = " ".join(part for part in (model.name, model.version) if part)
    said = "not_answered" if model.approval is None else f"approval.{model.approval}"
    approval = say(said)
    if model.approval_number:
        approval = say("approval.number", approval=approval, number=model.approval_number)
    return (
        (say("system.model"), desk.given(named)),
        (say("system.provider"), desk.given(model.provider)),
        (say("system.approval"), approval),
        (say("system.mode"), _choice(desk, "mode", deployment.mode)),
        (say("system.autonomy"), _choice(desk, "autonomy", deployment.autonomy)),
        (say("system.high_impact"), desk.yes_no(deployment.high_impact_decision)),
    )


def _choice(desk: Desk, field: str, value: str | None) -> str:
    return desk.say("not_answered") if value is None else desk.say.or_else(f"choice.{field}.{value}", value)


def _tasks(desk: Desk) -> list[Block]:
    deployment, say = desk.assessment.deployment, desk.say
    if not deployment.tasks:
        return [Paragraph(say("tasks.none"), "alert")]
    rows = tuple(
        (
            _whose(desk, task),
            Cell(task.words, task.small),
            Cell(_choice(desk, "mode", task.mode)),
            Cell(task.share, task.label),
        )
        for task in said_tasks(desk)
    )
    head = (say("task.occupation"), say("task.task"), say("task.mode"), say("task.share"))
    return [Table(head, rows, figures=(3,), widths=(20, 46, 16, 18))]


@dataclass(frozen=True, slots=True)
class SaidTask:
    """A task as the document says it: its words, its number in a published list, whose it is, their time."""

    words: str
    small: str
    occupation: str
    isco: str
    mode: str | None
    share: str
    label: str


def said_tasks(desk: Desk) -> list[SaidTask]:
    """Every task of the deployment file, with the statement and the share that were found for it."""
    assessment = desk.assessment
    declared = assessment.deployment.tasks
    found = assessment.tasks if len(assessment.tasks) == len(declared) else (None,) * len(declared)
    said = []
    for task, row in zip(declared, found, strict=True):
        words = task.task if row is None else row.words
        small = "" if words == task.task else task.task
        isco = task.occupation if row is None else row.isco
        mode = task.mode or assessment.deployment.mode
        share, label = _share(desk, task, row)
        said.append(SaidTask(words, small, task.occupation, isco, mode, share, label))
    return said


def _whose(desk: Desk, task: SaidTask) -> Cell:
    """The title of the occupation where the roster shows it, else as the filer wrote it."""
    for row in desk.assessment.impact.occupations:
        if row.isco == task.isco:
            return Cell(desk.pick(row.title, row.title_zh) or row.isco, row.isco)
    code = task.isco if task.isco != task.occupation else ""
    return Cell(dash_or(task.occupation), code)


def _share(desk: Desk, task: Task, row: TaskRow | None) -> tuple[str, str]:
    """The share of their time and how it is known; not answered stays not answered."""
    if row is not None and row.share is not None:
        return desk.share_span(row.share), desk.label(row.share.label)
    if task.share_of_time is None:
        return desk.say("not_answered"), ""
    return desk.share(task.share_of_time), desk.label("declared")


def _people(desk: Desk) -> list[Block]:
    deployment, say = desk.assessment.deployment, desk.say
    decides = deployment.human_final_decision
    key = "decides.unknown" if decides is None else "decides.person" if decides else "decides.system"
    return [Paragraph(say(key)), Paragraph(override_words(desk))]


def override_words(desk: Desk) -> str:
    """How often people overrule the system, on how many proposals, over which period."""
    override, say = desk.assessment.deployment.override, desk.say
    if override.rate is None:
        return say("override.none")
    cases = say("not_answered") if override.cases is None else desk.people(override.cases)
    return say(
        "override.measured",
        rate=desk.share(override.rate, 1),
        cases=cases,
        period=desk.given(override.period),
    )


def _stop(desk: Desk) -> list[Block]:
    deployment, say = desk.assessment.deployment, desk.say
    monitoring = deployment.monitoring
    return [
        Facts(
            (
                (say("stop.how"), desk.given(deployment.how_stopped)),
                (say("stop.reversible"), desk.yes_no(deployment.reversible)),
                (say("stop.monitoring"), desk.yes_no(monitoring.planned)),
                (say("stop.measured"), desk.given(monitoring.what)),
                (say("stop.every"), desk.given(monitoring.every)),
            )
        )
    ]
