"""The system in plain words: what it does, what people still decide, how it is stopped."""

from __future__ import annotations

from andante.assessment.deployment import Task
from andante.assessment.document.desk import Desk, dash_or
from andante.assessment.document.view import Block, Cell, Facts, Heading, Paragraph, Section, Table
from andante.assessment.tasks import load_task_list, needs_list


def system_section(desk: Desk) -> Section:
    """What the filer says of the system."""
    say = desk.say
    blocks: list[Block] = [
        Paragraph(desk.given(desk.assessment.deployment.purpose)),
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
            occupation_cell(desk, task),
            Cell(words, small),
            Cell(_choice(desk, "mode", task.mode or deployment.mode)),
            Cell(_share(desk, task)),
        )
        for task, (words, small) in zip(deployment.tasks, task_words(desk), strict=True)
    )
    head = (say("task.occupation"), say("task.task"), say("task.mode"), say("task.share"))
    return [Table(head, rows, figures=(3,), widths=(20, 46, 16, 18))]


def occupation_cell(desk: Desk, task: Task) -> Cell:
    """Whose task: the title where a code of the roster is given, else as the filer wrote it."""
    for row in desk.assessment.impact.occupations:
        if row.isco == task.occupation:
            return Cell(desk.pick(row.title, row.title_zh) or row.isco, row.isco)
    return Cell(dash_or(task.occupation))


def task_words(desk: Desk) -> list[tuple[str, str]]:
    """Each task in words and its number in a published list, where it names one."""
    deployment = desk.assessment.deployment
    if not needs_list(deployment):
        return [(task.task, "") for task in deployment.tasks]
    statements = load_task_list().statements
    found = []
    for task in deployment.tasks:
        number = task.task.removeprefix("onet:")
        known = statements.get(int(number)) if number.isdigit() and number != task.task else None
        found.append((task.task, "") if known is None else (known[1], task.task))
    return found


def _share(desk: Desk, task: Task) -> str:
    if task.share_of_time is None:
        return desk.say("not_answered")
    share = desk.share(task.share_of_time)
    if task.share_low is None and task.share_high is None:
        return share
    low = desk.share(task.share_low) if task.share_low is not None else desk.say("not_answered")
    high = desk.share(task.share_high) if task.share_high is not None else desk.say("not_answered")
    return desk.say("span", low=low, central=share, high=high)


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
