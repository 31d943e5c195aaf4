"""Which people a declared task belongs to, and how much of their time goes into it.

A task of a published list has an imputed share where the filer gives none: tasks of an occupation weighted
alike, since how time is divided over them is not published; from half to twice that. Plain words without a
share have none: the work is then not known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from andante.assessment.coding import TitleCoder
from andante.assessment.deployment import Deployment, Mode, Task
from andante.assessment.findings import Span, TaskRow
from andante.errors import AssessmentError, Problem, Where
from andante.reference.catalog import DATA_FOLDER
from andante.reference.tables import numbers, read_table, words

DECLARED_RANGE = (0.75, 1.25)
"""Factors on a share that the filer gives without bounds [A]."""
IMPUTED_RANGE = (0.5, 2.0)
"""Factors on a share imputed by weighting tasks alike [A]."""
SURE_ENOUGH = "coded"
_ONET = re.compile(r"onet:(\d{1,8})", re.ASCII)
_ISCO = re.compile(r"isco:(\d{4})\.(\d{1,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class TaskList:
    """The published lists: O*NET task id -> (O*NET-SOC, statement), and tasks counted by occupation."""

    statements: Mapping[int, tuple[str, str]]
    onet_counts: Mapping[str, int]
    isco_counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ResolvedTask:
    """A declared task with the ISCO-08 code of its people (two to four digits) and the share of their time.

    `share` None: not known. `label`: declared or imputed. `listed_isco`: the unit group that a published list
    has the task under.
    """

    words: str
    isco: str
    mode: Mode | None
    share: float | None
    low: float
    high: float
    label: str
    line: int | None = None
    listed_isco: str | None = None

    def row(self) -> TaskRow:
        """The task as an assessment reports it."""
        known = self.share is not None
        share = Span(self.low, self.share or 0.0, self.high, self.label) if known else None
        return TaskRow(self.words, self.isco, self.mode, share, self.listed_isco)


def load_task_list(folder: Path = DATA_FOLDER) -> TaskList:
    """The packaged lists of O*NET (statements) and of the ILO (how many tasks an occupation has)."""
    table = read_table("onet_tasks", folder)
    statements: dict[int, tuple[str, str]] = {}
    counts: dict[str, int] = {}
    columns = words(table, "onet"), numbers(table, "task_id"), words(table, "task")
    for onet, number, text in zip(*columns, strict=True):
        statements[int(number)] = (onet, text)
        counts[onet] = counts.get(onet, 0) + 1
    units = read_table("isco08_exposure", folder)
    tasks = zip(words(units, "isco08"), numbers(units, "n_tasks"), strict=True)
    return TaskList(statements, counts, {isco: int(n) for isco, n in tasks if n == n})


def needs_list(deployment: Deployment) -> bool:
    """Whether any task names one of the published lists; reading them takes time."""
    return any(_ONET.fullmatch(t.task) or _ISCO.fullmatch(t.task) for t in deployment.tasks)


def resolve_tasks(
    deployment: Deployment, coder: TitleCoder, listed: TaskList | None = None
) -> tuple[ResolvedTask, ...]:
    """Every task with its people and its share of their time.

    Raises AssessmentError with every task whose occupation or number is not known, with its line.
    """
    published = listed or (load_task_list() if needs_list(deployment) else TaskList({}, {}, {}))
    problems: list[Problem] = []
    resolved = []
    codes = _occupations(deployment, coder, problems)
    for task, isco in zip(deployment.tasks, codes, strict=True):
        words_of, count, listed_under = _listed(deployment, task, published, problems)
        if isco is not None:
            found = _with_share(task, isco, words_of, count)
            resolved.append(replace(found, listed_isco=_unit_of(listed_under, coder)))
    if problems:
        raise AssessmentError(problems)
    return tuple(resolved)


def _occupations(deployment: Deployment, coder: TitleCoder, problems: list[Problem]) -> Sequence[str | None]:
    """The ISCO-08 code of each task; what is not sure enough is a problem with the nearest occupations."""
    names = [task.occupation for task in deployment.tasks]
    if not names:
        return ()
    is_code = [any(c.isdigit() for c in name) and not any(c.isspace() for c in name) for name in names]
    matches = coder.matches(
        [None if code else name for name, code in zip(names, is_code, strict=True)],
        [name if code else None for name, code in zip(names, is_code, strict=True)],
        [0.0] * len(names),
    )
    found: list[str | None] = []
    for task, match in zip(deployment.tasks, matches, strict=True):
        if match.status == SURE_ENOUGH and match.isco:
            found.append(match.isco)
            continue
        near = "; ".join(f"{code} {title}" for code, title, _ in match.alternatives[:3])
        problems.append(
            Problem(
                f'the occupation "{task.occupation[:80]}" of a task is not known for sure',
                Where(file=deployment.file or None, line=task.line, field="tasks"),
                match.reason,
                f"write an ISCO-08 code, for instance {near}" if near else "write an ISCO-08 code",
            )
        )
        found.append(None)
    return found


def _listed(
    deployment: Deployment, task: Task, published: TaskList, problems: list[Problem]
) -> tuple[str, int | None, str | None]:
    """The words of a task, how many tasks its list has for the occupation, and the list's code of it."""
    where = Where(file=deployment.file or None, line=task.line, field="tasks")
    onet, isco = _ONET.fullmatch(task.task), _ISCO.fullmatch(task.task)
    if onet:
        known = published.statements.get(int(onet[1]))
        if known is None:
            problems.append(
                Problem(f"O*NET has no task {onet[1]}", where, mend="write the id of a task of O*NET 30.1")
            )
            return task.task, None, None
        return known[1], published.onet_counts[known[0]], known[0]
    if isco:
        count = published.isco_counts.get(isco[1])
        if count is None or not 1 <= int(isco[2]) <= count:
            has = f"{isco[1]} has {count} tasks" if count else f"{isco[1]} is not a scored unit group"
            problems.append(Problem(f"the ILO's list has no task {task.task}", where, has, "write CODE.N"))
        return task.task, count, isco[1]
    return task.task, None, None


def _unit_of(code: str | None, coder: TitleCoder) -> str | None:
    """The ISCO-08 unit group of a list's code (O*NET-SOC or ISCO-08)."""
    return None if code is None else coder.matches([None], [code], [0.0])[0].isco


def _with_share(task: Task, isco: str, words_of: str, count: int | None) -> ResolvedTask:
    if task.share_of_time is not None:
        low, high = (factor * task.share_of_time for factor in DECLARED_RANGE)
        low = task.share_low if task.share_low is not None else low
        high = task.share_high if task.share_high is not None else min(high, 1.0)
        return ResolvedTask(words_of, isco, task.mode, task.share_of_time, low, high, "declared", task.line)
    if task.share_low is not None and task.share_high is not None:
        middle = (task.share_low + task.share_high) / 2
        return ResolvedTask(
            words_of, isco, task.mode, middle, task.share_low, task.share_high, "declared", task.line
        )
    if count:
        low, high = (min(factor / count, 1.0) for factor in IMPUTED_RANGE)
        return ResolvedTask(words_of, isco, task.mode, 1.0 / count, low, high, "imputed", task.line)
    return ResolvedTask(words_of, isco, task.mode, None, 0.0, 1.0, "missing", task.line)
