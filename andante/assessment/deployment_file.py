"""Reads a deployment file (YAML or JSON), strictly: every problem at once, each with its line and mend."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from andante.assessment.answer import Answer
from andante.assessment.answers import ANSWERS, LISTS, NEEDED
from andante.assessment.attributes import with_value
from andante.assessment.deployment import Deployment, Step, Task
from andante.errors import AndanteError, AssessmentError, Problem, Where
from andante.policies.document import Node, Scalar, Table, from_mapping, read_document
from andante.policies.document import Sequence as NodeList
from andante.policies.reading import Entry, Reader, join_path

SCHEMA_VERSION = 1
LONGEST_TEXT = 10_000
YES, NO = ("true", "yes", "是"), ("false", "no", "否")
_BEGIN = "write a starting file with `andante assess --new deployment.yaml`"


def load_deployment(source: str | Path | Mapping[str, object]) -> Deployment:
    """The deployment in a YAML or JSON file, or in a mapping.

    Raises AssessmentError with every problem: no such file, not YAML, unknown or duplicate keys, values of
    the wrong type or out of bounds, answers that contradict each other.
    """
    if isinstance(source, Mapping):
        return _parsed(lambda: from_mapping(source, ""), "", "")
    path = Path(source)
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        place = Where(file=str(path))
        raise AssessmentError(
            Problem(f"cannot read the deployment file: {reason}", place, mend=_BEGIN)
        ) from None
    return parse_deployment(data, str(path))


def parse_deployment(data: bytes, file: str) -> Deployment:
    """The deployment in the bytes of a file; `file` is its name in errors. Raises as load_deployment."""
    return _parsed(lambda: read_document(file, data), file, hashlib.sha256(data).hexdigest())


def _parsed(document: Callable[[], Table], file: str, digest: str) -> Deployment:
    try:
        root = document()
    except AndanteError as error:
        # The reader of plain YAML is the policies'; what it says about the file holds, its advice does not.
        raise AssessmentError(
            Problem(p.what.replace("policy file", "deployment file"), p.where, "", _BEGIN)
            for p in error.problems
        ) from None
    reading = _Reading(root)
    deployment = replace(reading.deployment(), file=file, digest=digest)
    problems = sorted(reading.reader.problems, key=lambda p: p.where.line or 0) or contradictions(deployment)
    if problems:
        raise AssessmentError(problems)
    return deployment


class _Reading:
    """Takes the answers out of the nodes of one file and collects what is wrong with them."""

    def __init__(self, root: Table) -> None:
        self.reader = Reader()
        self.root = root
        self.lines: dict[str, int] = {}

    def deployment(self) -> Deployment:
        """The answers as a Deployment; what could not be read is missing and has been reported."""
        paths = [answer.path for answer in ANSWERS] + [*LISTS, "schema_version"]
        leaves = self._walk(self.root, self.root, "", paths)
        self._check_version(leaves.pop("schema_version", None))
        values: dict[str, Any] = {}
        for answer in ANSWERS:
            if answer.path in leaves:
                values[answer.attribute] = self._value(answer, *leaves[answer.path], answer.path)
        found = Deployment()
        for attribute, value in values.items():
            if value is not None:
                found = with_value(found, attribute, value)
        return replace(
            found,
            tasks=tuple(self._tasks(leaves.get("tasks"))),
            steps=tuple(self._steps(leaves.get("rollout.steps"))),
            lines=self.lines,
        )

    def _walk(
        self, node: Node, at: Scalar | Table, path: str, paths: Sequence[str]
    ) -> dict[str, tuple[Scalar, Node]]:
        """The nodes of all known paths below one mapping; unknown keys are reported."""
        inside = [p for p in paths if not path or p.startswith(path + ".")]
        names = list(dict.fromkeys(p[len(path) + 1 if path else 0 :].split(".")[0] for p in inside))
        entry = self.reader.entry(node, at, path, (), names)
        found: dict[str, tuple[Scalar, Node]] = {}
        if entry is None:
            return found
        assert isinstance(node, Table)
        for name, child in entry.nodes.items():
            below = join_path(path, name)
            key = node.key(name)
            assert key is not None
            if key.line is not None:
                self.lines[below] = key.line
            if below in paths:
                found[below] = (key, child)
            elif not _empty(child):
                found |= self._walk(child, key, below, paths)
        return found

    def _check_version(self, found: tuple[Scalar, Node] | None) -> None:
        if found is None:
            return
        key, node = found
        if not isinstance(node, Scalar) or node.text != str(SCHEMA_VERSION):
            self.reader.report(
                key,
                "schema_version",
                "the schema version is not one that is read here",
                f"write schema_version: {SCHEMA_VERSION}, and compare with `andante assess --schema`",
            )

    def _value(self, answer: Answer, key: Scalar, node: Node, path: str) -> Any:
        """One answer, None where it is empty (missing) or wrong (reported)."""
        if _empty(node):
            return () if answer.type == "texts" else None
        name = path.rsplit(".", 1)[-1]
        entry = Entry(path[: -len(name) - 1], key, {name: node})
        if answer.type == "text":
            return self.reader.text(entry, name, LONGEST_TEXT)
        if answer.type == "choice":
            return self.reader.choice(entry, name, answer.choices, "answers")
        if answer.type == "number":
            found = self.reader.number(entry, name, answer.low, answer.high, answer.unit, whole=answer.whole)
            return int(found) if answer.whole and found is not None else found
        if answer.type == "texts":
            return self.reader.texts(entry, name)
        if not isinstance(node, Scalar):
            self.reader.report(node, path, f"{path} is not one value", "write one word")
            return None
        return self.reader.day(node, path) if answer.type == "date" else self._flag(node, path)

    def _flag(self, node: Scalar, path: str) -> bool | None:
        word = node.text.strip().lower()
        if word in YES or word in NO:
            return word in YES
        self.reader.report(
            node,
            path,
            f'{path} is "{word[:60]}"',
            "write true or false; delete the key where it is not known",
            "a missing answer is never read as no",
        )
        return None

    def _items(self, found: tuple[Scalar, Node] | None, path: str) -> list[tuple[str, Entry]]:
        """The mappings of a list, each with its path."""
        if found is None or _empty(found[1]):
            return []
        key, node = found
        if not isinstance(node, NodeList):
            self.reader.report(key, path, f"{path} is not a list", "write each on its own lines, with a dash")
            return []
        entries = []
        for number, item in enumerate(node.items):
            place = f"{path}[{number + 1}]"
            entry = self.reader.entry(item, key, place, (), [a.path for a in LISTS[path]])
            if entry is not None:
                entries.append((place, replace(entry, at=item if isinstance(item, Table) else key)))
        return entries

    def _item_values(self, place: str, entry: Entry, path: str) -> dict[str, Any]:
        """The answers of one entry of a list; what it cannot do without and does not have is reported."""
        for name in NEEDED[path]:
            if name not in entry.nodes or _empty(entry.nodes[name]):
                self.reader.report(entry.at, place, f"{place} has no {name}", f'add "{name}:" to it')
        return {
            answer.attribute: self._value(
                answer, _key_of(entry, answer.path), entry.nodes[answer.path], f"{place}.{answer.path}"
            )
            for answer in LISTS[path]
            if answer.path in entry.nodes
        }

    def _tasks(self, found: tuple[Scalar, Node] | None) -> list[Task]:
        tasks = []
        for place, entry in self._items(found, "tasks"):
            given = self._item_values(place, entry, "tasks")
            values = {name: value for name, value in given.items() if value is not None}
            tasks.append(Task(**{"occupation": "", "task": "", **values, "line": entry.at.line}))
        return tasks

    def _steps(self, found: tuple[Scalar, Node] | None) -> list[Step]:
        steps = []
        for place, entry in self._items(found, "rollout.steps"):
            values = self._item_values(place, entry, "rollout.steps")
            if all(values.get(name) is not None for name in NEEDED["rollout.steps"]):
                steps.append(Step(values["start"], values["share"], values.get("name") or ""))
        return steps


def _key_of(entry: Entry, name: str) -> Scalar:
    node = entry.nodes[name]
    return Scalar(name, True, node.file, node.line)


def _empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.plain and node.text in ("", "~", "null", "Null", "NULL")


def contradictions(deployment: Deployment) -> list[Problem]:
    """What cannot be true together: each with the line of the later answer."""
    problems = []
    said = deployment.consultation
    if said.held and said.reason_not_held:
        problems.append(
            _problem(
                deployment,
                "consultation.reason_not_held",
                "a consultation was held and a reason is given why none was",
                "both cannot hold",
                "delete one of the two",
            )
        )
    if said.held is False and (said.held_on or said.words):
        problems.append(
            _problem(
                deployment,
                "consultation.held",
                "no consultation was held, yet its day or words are given",
                "both cannot hold",
                "write held: true, or delete the day and the words",
            )
        )
    return [*problems, *_step_problems(deployment), *_share_problems(deployment)]


def _problem(
    deployment: Deployment, path: str, what: str, why: str, mend: str, line: int | None = None
) -> Problem:
    place = Where(file=deployment.file or None, line=line or deployment.lines.get(path), field=path)
    return Problem(what, place, why, mend)


def _step_problems(deployment: Deployment) -> list[Problem]:
    found = []
    path, steps = "rollout.steps", deployment.steps
    for before, after in pairwise(steps):
        if after.start <= before.start or after.share < before.share:
            found.append(
                _problem(
                    deployment,
                    path,
                    f"the step of {after.start} does not follow that of {before.start}",
                    "steps are cumulative: later days, larger shares",
                    "order them by day and share",
                )
            )
    if steps and deployment.start is not None and steps[0].start < deployment.start:
        found.append(
            _problem(
                deployment,
                path,
                f"the first step ({steps[0].start}) lies before the start ({deployment.start})",
                "the start is the first day on which the system works",
                "mend one of the two days",
            )
        )
    return found


def _share_problems(deployment: Deployment) -> list[Problem]:
    found = []
    totals: dict[str, float] = {}
    for number, task in enumerate(deployment.tasks):
        path = f"tasks[{number + 1}]"
        bounds = [x for x in (task.share_low, task.share_of_time, task.share_high) if x is not None]
        if bounds != sorted(bounds):
            found.append(
                _problem(
                    deployment,
                    path,
                    "its shares are not in order",
                    "share_low <= share_of_time <= share_high",
                    "mend the three shares",
                    task.line,
                )
            )
        before = totals.get(task.occupation, 0.0)
        totals[task.occupation] = before + (task.share_of_time or 0.0)
        if before <= 1.0 + 1e-9 < totals[task.occupation]:
            found.append(
                _problem(
                    deployment,
                    path,
                    f"the tasks of {task.occupation} take more than the whole working time",
                    f"their shares add up to {totals[task.occupation]:.3g}",
                    "write shares of the working time that add up to one at most",
                    task.line,
                )
            )
    return found
