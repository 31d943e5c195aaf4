"""A starting file for a deployment, made by asking: what is not answered stands in it as a comment."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from andante.assessment.answer import Answer
from andante.assessment.answers import ANSWERS, NEEDED, STEP_ANSWERS, TASK_ANSWERS
from andante.assessment.deployment_file import NO, SCHEMA_VERSION, YES
from andante.policies.reading import parse_day

Ask = Callable[[str], str]
"""Puts a question to the person and returns what was typed; an empty text is "not known"."""

HEAD = {
    "en": (
        "A deployment, to be assessed: andante assess FILE --roster ROSTER --policy POLICY --out DIR",
        "What is not known stays a comment: a missing answer is never read as no.",
    ),
    "zh": (
        "人工智能应用项目，待评估：andante assess 文件 --roster 花名册 --policy 政策方案 --out 目录",
        "不知道的内容保留为注释：缺失的回答绝不视为“否”。",
    ),
}
ONE_MORE = {
    "en": {"tasks": "Add a task?", "rollout.steps": "Add a step of the rollout?"},
    "zh": {"tasks": "添加一项任务？", "rollout.steps": "添加一个推进阶段？"},
}
WRONG = {
    "en": "That cannot be read: {mend}. An empty answer leaves it out.",
    "zh": "无法识别：{mend}。直接回车则留空。",
}


def new_deployment(ask: Ask, language: str = "en") -> str:
    """The text of a deployment file (YAML), every question a comment above its answer.

    A wrong answer is asked again with what would be right. The text always loads.
    """
    lines = [f"# {text}" for text in HEAD[language]] + [f"schema_version: {SCHEMA_VERSION}"]
    before: tuple[str, ...] = ()
    for answer in ANSWERS:
        if answer.path == "rollout.start":
            lines += _several(ask, "tasks", TASK_ANSWERS, language, 0)
        *above, name = answer.path.split(".")
        lines += opening_lines(tuple(above), before)
        before = tuple(above)
        pad = "  " * len(above)
        lines += answer_lines(answer, name, _asked(ask, answer, language), language, pad)
        if answer.path == "rollout.start":
            lines += _several(ask, "rollout.steps", STEP_ANSWERS, language, 1)
    return "\n".join(lines) + "\n"


def opening_lines(above: tuple[str, ...], before: tuple[str, ...]) -> list[str]:
    """The lines that open the mappings an answer stands in and the answer before it did not."""
    shared = 0
    while shared < min(len(above), len(before)) and above[shared] == before[shared]:
        shared += 1
    blank = [""] if shared == 0 and above else []
    return blank + ["  " * depth + f"{above[depth]}:" for depth in range(shared, len(above))]


def answer_lines(answer: Answer, name: str, written: str | None, language: str, pad: str) -> list[str]:
    """The question as a comment and below it the answer as YAML, or an example of one as a comment."""
    unit = answer.counted_in(language)
    notes = [f"{pad}# {answer.asked(language)}" + (f" [{unit}]" if unit else "")]
    if answer.helped(language):
        notes.append(f"{pad}# {answer.helped(language)}")
    if written is None:
        example = answer.example or (" | ".join(answer.choices) if len(answer.choices) < 8 else "")
        return [*notes, f"{pad}# {name}: {example}".rstrip()]
    return [*notes, f"{pad}{name}: {written}"]


def _asked(ask: Ask, answer: Answer, language: str) -> str | None:
    """The answer as YAML, or None where it is not known; asked until it can be read."""
    question = answer.asked(language)
    hint = ", ".join(answer.choices) if answer.choices else answer.counted_in(language)
    prompt = question + (f" [{hint}]" if hint else "")
    while True:
        typed = " ".join(ask(prompt).split())
        if not typed:
            return None
        written = _as_yaml(answer, typed)
        if written is not None:
            return written
        prompt = WRONG[language].format(mend=_mend(answer, language)) + " " + question


def _as_yaml(answer: Answer, typed: str) -> str | None:
    """What was typed as a YAML value; None where it is not an answer to the question."""
    if answer.type == "flag":
        word = typed.lower()
        return "true" if word in (*YES, "y") else "false" if word in (*NO, "n") else None
    if answer.type == "choice":
        return typed if typed in answer.choices else None
    if answer.type == "date":
        return typed if parse_day(typed) is not None else None
    if answer.type == "number":
        return _number(answer, typed)
    clean = "".join(each for each in typed if each.isprintable())
    if answer.type == "texts":
        parts = [part.strip() for part in clean.replace("；", ";").split(";") if part.strip()]
        return (
            "[" + ", ".join(json.dumps(part, ensure_ascii=False) for part in parts) + "]" if parts else None
        )
    return json.dumps(clean, ensure_ascii=False) if clean.strip() else None


def _number(answer: Answer, typed: str) -> str | None:
    try:
        value = float(typed)
    except ValueError:
        return None
    if not answer.low <= value <= answer.high or (answer.whole and value != int(value)):
        return None
    return f"{value:.13g}"


def _mend(answer: Answer, language: str) -> str:
    if answer.type == "number":
        return f"{answer.low:g} – {answer.high:g} ({answer.counted_in(language)})"
    if answer.type == "flag":
        return "true / false"
    return ", ".join(answer.choices) if answer.choices else "YYYY-MM-DD"


def _several(ask: Ask, path: str, answers: Sequence[Answer], language: str, depth: int) -> list[str]:
    """The entries of a list, asked for until no more are wanted."""
    entries: list[Entry] = []
    while ask(ONE_MORE[language][path]).strip().lower() in (*YES, "y"):
        given = [(each.path, _asked(ask, each, language)) for each in answers]
        named = dict(given)
        if all(named[key] is not None for key in NEEDED[path]):
            entries.append([(key, value) for key, value in given if value is not None])
    return list_lines(path, answers, entries, depth)


Entry = list[tuple[str, str]]
"""One entry of a list: its keys, each with its value as YAML."""


def list_lines(path: str, answers: Sequence[Answer], entries: Sequence[Entry], depth: int) -> list[str]:
    """The lines of a list; without entries its keys as a comment."""
    name, pad = path.split(".")[-1], "  " * depth
    if entries:
        written = [
            f"{pad}  {'- ' if number == 0 else '  '}{key}: {value}"
            for entry in entries
            for number, (key, value) in enumerate(entry)
        ]
        return ["", f"{pad}{name}:", *written] if depth == 0 else [f"{pad}{name}:", *written]
    keys = ", ".join(f"{each.path}: {each.example or '...'}" for each in answers)
    return [f"{pad}# {name}:", f"{pad}#   - {{{keys}}}"]
