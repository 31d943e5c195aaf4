"""The rule language: a typed subset of CEL, from text to a tree whose every node knows where it stands.

    expression = condition ["?" expression ":" expression]
    condition  = operands joined by || && == != < <= > >= in + - * / %, with CEL's precedence
    operand    = number | "text" | true | false | name | ( expression ) | ! operand | - operand
    after in   = [ constants ]

All numbers are doubles. There are no functions, no members, no null and no `has`: missing is never a fact.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from andante.errors import PolicyError, Problem, Where
from andante.policies.wording import quoted

MAX_LENGTH = 4000
MAX_DEPTH = 60

BINDING = {
    "?": 1, "||": 2, "&&": 3,
    "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, "in": 4,
    "+": 5, "-": 5, "*": 6, "/": 6, "%": 6,
}  # fmt: skip
"""How tightly an operator binds; those of one level group from the left."""

COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_UNARY_BINDING = 7


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a rule and where it stands; `line` and `column` (from 1) are of its first character."""

    text: str
    file: str = ""
    line: int | None = None
    column: int | None = None
    path: str = "when"

    def where(self, offset: int) -> Where:
        """The place of a character of the text."""
        before = self.text[:offset]
        breaks = before.count("\n")
        line = None if self.line is None else self.line + breaks
        column = None if self.column is None else self.column + offset
        if breaks:
            column = None  # the file indents further lines of a text, the text does not know by how much
        return Where(file=self.file or None, line=line, field=self.path, column=column)

    def problem(self, what: str, offset: int, mend: str, why: str = "") -> Problem:
        """A problem at a character of the text, with the text around it."""
        here = self.text[max(0, offset - 20) : offset + 30]
        shown = f"at character {offset + 1} of {quoted(self.text)}" if self.text.strip() else ""
        if len(self.text) > 60 and here.strip():
            shown = f"at character {offset + 1}, near {quoted(here.strip())}"
        return Problem(what, self.where(offset), "; ".join(part for part in (why, shown) if part), mend)

    def refuse(self, what: str, offset: int, mend: str, why: str = "") -> NoReturn:
        """Raise the problem as PolicyError."""
        raise PolicyError(self.problem(what, offset, mend, why))


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a text, true or false."""

    value: float | bool | str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A field of the filing or a parameter of the policy."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """`!` or `-` and its operand."""

    operator: str
    operand: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """An arithmetic operation or a comparison; `at` is where the operator stands."""

    operator: str
    left: Node
    right: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Logical:
    """Two or more operands joined by one of && and ||, flat: a && b && c is one node."""

    operator: str
    operands: tuple[Node, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Membership:
    """`item in [choices]`."""

    item: Node
    choices: tuple[Node, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Conditional:
    """`condition ? then : otherwise`."""

    condition: Node
    then: Node
    otherwise: Node
    at: int = field(default=0, compare=False)


Node = Literal | Name | Unary | Binary | Logical | Membership | Conditional


def children(node: Node) -> tuple[Node, ...]:
    """The direct parts of a node, from left to right."""
    match node:
        case Unary():
            return (node.operand,)
        case Binary():
            return (node.left, node.right)
        case Logical():
            return node.operands
        case Membership():
            return (node.item, *node.choices)
        case Conditional():
            return (node.condition, node.then, node.otherwise)
        case _:
            return ()


def names_in(node: Node) -> tuple[str, ...]:
    """Every name in the tree, each once, in the order of its first appearance."""
    found: dict[str, None] = {}
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Name):
            found[current.name] = None
        waiting.extend(reversed(children(current)))
    return tuple(found)


def parse(text: str, source: Source | None = None) -> Node:
    """The tree of a rule's text. `source` says where the text stands, for errors.

    Raises PolicyError, and nothing else, for any text that is not in the language.
    """
    place = source or Source(text)
    if len(text) > MAX_LENGTH:
        place.refuse(
            f"the rule has {len(text):,} characters", 0, f"split it: at most {MAX_LENGTH:,} are read"
        )
    return _Parser(place).whole()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # "number", "text", "name", "operator", "end"
    text: str
    at: int


_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<text>"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
      | (?P<operator>\|\||&&|==|!=|<=|>=|[-+*/%<>!?:()\[\],])""",
    re.VERBOSE,
)
_ESCAPES = {"\\": "\\", '"': '"', "'": "'", "n": "\n", "t": "\t", "r": "\r"}
_MENDS = {
    "=": "write == to compare",
    "&": "write && for and",
    "|": "write || for or",
    ".": "a name stands alone, a number has a digit after its point",
    '"': "close the text with the quote that opens it, on the same line",
    "'": "close the text with the quote that opens it, on the same line",
    "{": "there are no maps in rules; lists stand in square brackets",
    "≥": "write >=",
    "≤": "write <=",
    "≠": "write !=",
}
_NO_NULL = "compare only what is known: a rule with a missing field asks for it by itself"
_WORDS = {
    "and": "write &&", "or": "write ||", "not": "write !", "is": "write ==", "True": "write true",
    "False": "write false", "null": _NO_NULL, "None": _NO_NULL, "if": "write condition ? a : b",
}  # fmt: skip


def _tokens(source: Source) -> Iterator[_Token]:
    text, at = source.text, 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            mend = _MENDS.get(
                text[at], "use names, numbers, texts in quotes and the operators of docs/policies/rules.md"
            )
            source.refuse(f"{quoted(text[at])} does not belong here", at, mend)
        kind = found.lastgroup or ""
        if kind == "number" and re.match(r"[A-Za-z0-9_.]", text[found.end() :]):
            source.refuse(
                f"{quoted(text[at : found.end() + 1])} is not a number",
                at,
                "write decimal digits, as in 1200 or 0.05 or 1e6",
            )
        if kind != "space":
            yield _Token(kind, found.group(), at)
        at = found.end()
    yield _Token("end", "", len(text))


class _Parser:
    """Precedence climbing over the tokens of one rule."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tokens = list(_tokens(source))
        self.next = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.next]

    def take(self) -> _Token:
        token = self.token
        self.next += token.kind != "end"
        return token

    def whole(self) -> Node:
        if self.token.kind == "end":
            self.source.refuse("the rule is empty", 0, "write when it applies, as in automated_work >= 20")
        node = self.expression(0, 0)
        if self.token.kind != "end":
            self.unexpected("the rule should end here, or go on with an operator")
        return node

    def expression(self, least: int, depth: int) -> Node:
        """Parse as long as operators bind more tightly than `least`."""
        if depth > MAX_DEPTH:
            self.source.refuse(
                "the rule is nested too deeply", self.token.at, f"at most {MAX_DEPTH} levels; split the rule"
            )
        left = self.operand(depth)
        while (binding := self.binding()) > least:
            operator = self.take()
            left = self.joined(operator, left, binding, depth)
            # A long chain is a deep tree: bound it as well, everything that walks the tree is recursive.
            depth += not isinstance(left, Logical)
            if depth > MAX_DEPTH:
                self.source.refuse(
                    "the rule is nested too deeply",
                    operator.at,
                    f"at most {MAX_DEPTH} levels; split the rule",
                )
        return left

    def binding(self) -> int:
        token = self.token
        if token.kind == "operator" or token.text == "in":
            return BINDING.get(token.text, 0)
        return 0

    def joined(self, operator: _Token, left: Node, binding: int, depth: int) -> Node:
        sign, at = operator.text, operator.at
        if sign == "?":
            then = self.expression(binding, depth + 1)
            self.expect(":", "a condition ? needs both values: condition ? a : b, one inside it in brackets")
            return Conditional(left, then, self.expression(0, depth + 1), at)
        if sign == "in":
            return Membership(left, self.choices(depth), at)
        right = self.expression(binding, depth + 1)
        if sign in ("&&", "||"):
            flat = left.operands if isinstance(left, Logical) and left.operator == sign else (left,)
            return Logical(sign, (*flat, right), at)
        return Binary(sign, left, right, at)

    def operand(self, depth: int) -> Node:
        token = self.take()
        if token.kind == "number":
            value = float(token.text)
            if not math.isfinite(value):
                self.source.refuse(f"{quoted(token.text)} is too large", token.at, "write a smaller number")
            return Literal(value, token.at)
        if token.kind == "text":
            return Literal(self.unescaped(token), token.at)
        if token.kind == "name":
            return self.name(token)
        if token.text in ("!", "-"):
            return Unary(token.text, self.expression(_UNARY_BINDING, depth + 1), token.at)
        if token.text == "(":
            inside = self.expression(0, depth + 1)
            self.expect(")", "close the bracket with )")
            # Brackets keep a && (b && c) apart only in the text; the tree may be nested.
            return inside
        if token.text == "[":
            self.source.refuse("a list stands alone", token.at, 'write name in ["a", "b"]')
        self.next -= token.kind != "end"
        return self.unexpected("a field, a parameter, a number, a text or ( should stand here")

    def name(self, token: _Token) -> Node:
        if token.text in ("true", "false"):
            return Literal(token.text == "true", token.at)
        if self.token.text == "(":
            mend = "write the condition with operators; there are no functions"
            if token.text == "has":
                mend = _NO_NULL
            self.source.refuse(f"{token.text}() is not in the rule language", token.at, mend)
        if token.text in _WORDS or token.text == "in":
            mend = _WORDS.get(token.text, "write a field before it")
            self.source.refuse(f"{quoted(token.text)} does not belong here", token.at, mend)
        return Name(token.text, token.at)

    def choices(self, depth: int) -> tuple[Node, ...]:
        opening = self.token
        self.expect("[", 'after in stands a list: ["a", "b"]')
        if self.token.text == "]":
            self.source.refuse("the list is empty", opening.at, "write at least one value in it")
        items = [self.expression(0, depth + 1)]
        while self.token.text == ",":
            self.take()
            items.append(self.expression(0, depth + 1))
        self.expect("]", "close the list with ]")
        return tuple(items)

    def expect(self, sign: str, mend: str) -> None:
        if self.token.kind != "operator" or self.token.text != sign:
            self.unexpected(mend)
        self.take()

    def unexpected(self, mend: str) -> NoReturn:
        token = self.token
        what = (
            "the rule ends too early" if token.kind == "end" else f"{quoted(token.text)} does not belong here"
        )
        self.source.refuse(what, token.at, _WORDS.get(token.text, mend))

    def unescaped(self, token: _Token) -> str:
        parts, at, body = [], 0, token.text[1:-1]
        while at < len(body):
            char = body[at]
            if char == "\\":
                at += 1
                if body[at] not in _ESCAPES:
                    mend = "write \\\\ for a backslash"
                    self.source.refuse(f"\\{quoted(body[at])} is no escape", token.at + at, mend)
                char = _ESCAPES[body[at]]
            parts.append(char)
            at += 1
        return "".join(parts)
