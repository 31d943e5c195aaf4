"""Every English sentence of a problem that the register and its pages can tell, found in their source.

A sentence is what is handed as `what`, `why` or `mend` to a call that makes a problem, directly or through a
name of the same function; {} stands for what changes in it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TELLING = frozenset({"Problem", "RequestError", "not_found", "take"})
"""Calls whose arguments are sentences of problems; a function that hands an argument on to one is another."""
PLACES = {"Where", "join", "field", "get"}
"""Calls inside, whose texts are no sentences."""


@dataclass(frozen=True)
class Sentence:
    """A sentence with {} for what changes, and the line it stands on."""

    text: str
    file: str
    line: int


def sentences(source: Path) -> Iterator[Sentence]:
    """Every sentence of a problem in a source file."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    telling = _telling(functions)
    for function in functions:
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and _name(node) in telling]
        told: set[str] = set()
        for call in calls:
            for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
                yield from _texts(argument, source, telling)
                told |= {node.id for node in ast.walk(argument) if isinstance(node, ast.Name)}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and told & set(_targets(node.targets)):
                yield from _texts(node.value, source, telling)
            if (
                isinstance(node, ast.AnnAssign)
                and node.value is not None
                and told & set(_targets([node.target]))
            ):
                yield from _texts(node.value, source, telling)
            if isinstance(node, ast.Call) and _name(node) == "ValueError":
                for argument in node.args:
                    yield from _texts(argument, source, telling)


def _telling(functions: list[ast.FunctionDef | ast.AsyncFunctionDef]) -> frozenset[str]:
    """The calls of a module that tell: those known, and its functions that hand an argument on to one."""
    found, before = TELLING, frozenset[str]()
    while found != before:
        before = found
        for function in functions:
            given = {each.arg for each in (*function.args.args, *function.args.kwonlyargs)}
            calls = [
                node for node in ast.walk(function) if isinstance(node, ast.Call) and _name(node) in found
            ]
            handed = {
                node.id
                for call in calls
                for argument in (*call.args, *(keyword.value for keyword in call.keywords))
                if isinstance(argument, (ast.Name, ast.IfExp))
                for node in ast.walk(argument)
                if isinstance(node, ast.Name)
            }
            if given & handed:
                found |= {function.name}
    return found


def template(node: ast.JoinedStr) -> str:
    """An f-string with {} for each of its values."""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def _texts(node: ast.AST, source: Path, telling: frozenset[str]) -> Iterator[Sentence]:
    if isinstance(node, ast.JoinedStr):
        yield Sentence(template(node), source.name, node.lineno)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from _texts(part.value, source, telling)
        return
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and " " in node.value.strip():
            yield Sentence(node.value, source.name, node.lineno)
        return
    if isinstance(node, ast.Call) and _name(node) in PLACES | telling:
        return
    for child in ast.iter_child_nodes(node):
        yield from _texts(child, source, telling)


def _name(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _targets(targets: list[ast.expr]) -> Iterator[str]:
    for target in targets:
        for node in ast.walk(target):
            if isinstance(node, ast.Name):
                yield node.id
