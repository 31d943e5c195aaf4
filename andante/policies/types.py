"""What every part of a rule is: number, truth value or word. A rule that mixes them never gets to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal as Choice

from andante.errors import PolicyError, Problem
from andante.filing.fields import FIELDS, FilingKind
from andante.policies.language import (
    COMPARISONS,
    Binary,
    Conditional,
    Literal,
    Logical,
    Membership,
    Name,
    Node,
    Source,
    Unary,
    parse,
)
from andante.policies.wording import did_you_mean, listed, nearest, quoted


class Type(StrEnum):
    """The type of an expression."""

    NUMBER = "number"
    BOOL = "bool"
    STRING = "string"


TYPE_TITLES = {Type.NUMBER: "a number", Type.BOOL: "true or false", Type.STRING: "a word"}


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name that a rule may use: a field of the filing or a parameter of the policy."""

    name: str
    type: Type
    unit: str
    origin: Choice["field", "parameter"]
    choices: tuple[str, ...] = ()


_UNITS = {
    "people": "workers, worker, persons, people, posts, staff, employees, full-time equivalents, fte",
    "a share": "share, fraction, fraction of one, rate",
    "per cent": "per cent, percent, %, percentage points, percentage point, points",
    "days": "days, day, calendar days",
    "working days": "working days, working day",
    "weeks": "weeks, week",
    "months": "months, month",
    "years": "years, year",
    "questions": "questions, question",
    "keywords": "keywords, keyword",
    "money": "yuan, cny, usd, dollars, euro, eur",
}
_FAMILIES = {unit: family for family, units in _UNITS.items() for unit in units.split(", ")}


def unit_family(unit: str) -> str | None:
    """What a unit measures, so that days are not compared with months; None where that is not known."""
    return _FAMILIES.get(unit.strip().lower())


def field_symbols(kind: FilingKind) -> dict[str, Symbol]:
    """The fields of a filing of the kind as symbols."""
    return {
        name: Symbol(name, Type(definition.type), definition.unit, "field", definition.choices)
        for name, definition in FIELDS[kind].items()
    }


def rule_symbols(kind: FilingKind, parameter_units: Mapping[str, str]) -> dict[str, Symbol]:
    """The one namespace of a rule: the fields of its kind and the parameters (name to unit) of its policy.

    A parameter that has the name of a field is not in it: `clashes` reports those.
    """
    symbols = {name: Symbol(name, Type.NUMBER, unit, "parameter") for name, unit in parameter_units.items()}
    return symbols | field_symbols(kind)


def clashes(kind: FilingKind, parameter_units: Mapping[str, str]) -> tuple[str, ...]:
    """The parameters whose names are already names of fields of the kind."""
    return tuple(name for name in parameter_units if name in FIELDS[kind])


@dataclass(frozen=True, slots=True)
class _Typed:
    """Type, unit family and (for a plain field) choices of an expression."""

    type: Type
    family: str | None = None
    choices: tuple[str, ...] = ()
    shown: str = ""


class _Checker:
    """Walks one tree, collects every problem; None stands for a part that is already wrong."""

    def __init__(self, symbols: Mapping[str, Symbol], source: Source) -> None:
        self.symbols = symbols
        self.source = source
        self.problems: list[Problem] = []

    def wrong(self, what: str, at: int, mend: str, why: str = "") -> None:
        self.problems.append(self.source.problem(what, at, mend, why))

    def visit(self, node: Node) -> _Typed | None:
        match node:
            case Literal():
                return self.literal(node)
            case Name():
                return self.name(node)
            case Unary():
                wanted = Type.BOOL if node.operator == "!" else Type.NUMBER
                inner = self.demand(node.operand, wanted, node.operator)
                return None if inner is None else _Typed(wanted, inner.family)
            case Binary():
                return self.comparison(node) if node.operator in COMPARISONS else self.arithmetic(node)
            case Logical():
                for operand in node.operands:
                    self.demand(operand, Type.BOOL, node.operator)
                return _Typed(Type.BOOL)
            case Membership():
                return self.membership(node)
            case Conditional():
                return self.conditional(node)

    def literal(self, node: Literal) -> _Typed:
        if isinstance(node.value, bool):
            return _Typed(Type.BOOL, shown=str(node.value).lower())
        if isinstance(node.value, str):
            return _Typed(Type.STRING, shown=node.value)
        return _Typed(Type.NUMBER, shown=f"{node.value:g}")

    def name(self, node: Name) -> _Typed | None:
        symbol = self.symbols.get(node.name)
        if symbol is None:
            mend = did_you_mean(node.name, self.symbols, "names")
            why = "a name is a field of the filing or a parameter of the policy"
            self.wrong(f"unknown field {quoted(node.name)}", node.at, mend, why)
            return None
        family = unit_family(symbol.unit) if symbol.type is Type.NUMBER else None
        return _Typed(symbol.type, family, symbol.choices, node.name)

    def demand(self, node: Node, wanted: Type, operator: str) -> _Typed | None:
        found = self.visit(node)
        if found is None or found.type is wanted:
            return found
        shown = f"{found.shown} is" if found.shown else "this is"
        mends = {
            (Type.BOOL, Type.NUMBER): "compare the number with something, as in automated_work >= 20",
            (Type.BOOL, Type.STRING): 'compare the word with something, as in mode == "automate"',
            (Type.NUMBER, Type.STRING): "write the number without quotes",
            (Type.NUMBER, Type.BOOL): "use a number here; write a && b instead of a < b < c",
        }
        mend = mends.get((wanted, found.type), f"write {TYPE_TITLES[wanted]} here")
        what = f"{operator} needs {TYPE_TITLES[wanted]}, {shown} {TYPE_TITLES[found.type]}"
        self.wrong(what, node.at, mend)
        return None

    def arithmetic(self, node: Binary) -> _Typed | None:
        left = self.demand(node.left, Type.NUMBER, node.operator)
        right = self.demand(node.right, Type.NUMBER, node.operator)
        if left is None or right is None:
            return None
        if node.operator in ("*", "/"):
            return _Typed(Type.NUMBER)
        self.same_unit(node, left, right)
        return _Typed(Type.NUMBER, left.family or right.family)

    def comparison(self, node: Binary) -> _Typed:
        left, right = self.visit(node.left), self.visit(node.right)
        if left is None or right is None:
            return _Typed(Type.BOOL)
        if left.type is not right.type:
            what = f"{node.operator} compares {TYPE_TITLES[left.type]} with {TYPE_TITLES[right.type]}"
            mend = "compare two numbers, two words or two truth values"
            if {left.type, right.type} == {Type.NUMBER, Type.STRING}:
                mend = "write a number without quotes and a word in quotes"
            elif node.operator in COMPARISONS - {"==", "!="} and isinstance(node.left, Binary):
                mend = "write a < b && b < c instead of a < b < c"
            self.wrong(what, node.at, mend)
        elif node.operator not in ("==", "!=") and left.type is not Type.NUMBER:
            self.wrong(
                f"{TYPE_TITLES[left.type]} has no order, {node.operator} needs numbers",
                node.at,
                "use ==, != or in",
            )
        elif left.type is Type.STRING:
            self.one_of(left, node.right)
            self.one_of(right, node.left)
        elif left.type is Type.NUMBER:
            self.same_unit(node, left, right)
        return _Typed(Type.BOOL)

    def same_unit(self, node: Binary, left: _Typed, right: _Typed) -> None:
        if left.family and right.family and left.family != right.family:
            what = f"{node.operator} puts {left.family} together with {right.family}"
            names = " and ".join(part for part in (left.shown, right.shown) if part)
            mend = "use one unit on both sides" + (f": look at the units of {names}" if names else "")
            self.wrong(what, node.at, mend)

    def one_of(self, typed: _Typed, word: Node) -> None:
        """A word that the field can never be makes a rule that silently never fires."""
        if not typed.choices or not isinstance(word, Literal) or word.value in typed.choices:
            return
        close = nearest(str(word.value), typed.choices)
        mend = f'write "{close}"' if close else f"the words are: {listed(typed.choices)}"
        self.wrong(f"{typed.shown} is never {quoted(str(word.value))}", word.at, mend)

    def membership(self, node: Membership) -> _Typed:
        item = self.visit(node.item)
        for choice in node.choices:
            found = self.visit(choice)
            if found is None or item is None:
                continue
            if not _is_constant(choice, self.symbols):
                mend = "list numbers, words or parameters; write a == b || a == c for fields"
                self.wrong("the list holds something that is not constant", choice.at, mend)
            elif found.type is not item.type:
                what = f"in looks for {TYPE_TITLES[item.type]} in a list with {TYPE_TITLES[found.type]}"
                self.wrong(what, choice.at, "list values of one type")
            elif item.type is Type.STRING:
                self.one_of(item, choice)
            elif item.family and found.family and item.family != found.family:
                what = f"in puts {item.family} together with {found.family}"
                self.wrong(what, choice.at, "use one unit on both sides")
        if item is not None and item.type is Type.BOOL:
            self.wrong("in looks for true or false", node.at, "use the truth value itself")
        return _Typed(Type.BOOL)

    def conditional(self, node: Conditional) -> _Typed | None:
        self.demand(node.condition, Type.BOOL, "?")
        then, otherwise = self.visit(node.then), self.visit(node.otherwise)
        if then is None or otherwise is None:
            return None
        if then.type is not otherwise.type:
            what = f"the two values of ? are {TYPE_TITLES[then.type]} and {TYPE_TITLES[otherwise.type]}"
            self.wrong(what, node.at, "give both the same type")
            return None
        family = then.family or otherwise.family
        if then.family and otherwise.family and then.family != otherwise.family:
            what = f"the two values of ? are {then.family} and {otherwise.family}"
            self.wrong(what, node.at, "give both the same unit")
        return _Typed(then.type, family)


def _is_constant(node: Node, symbols: Mapping[str, Symbol]) -> bool:
    if isinstance(node, Name):
        return symbols[node.name].origin == "parameter"
    if isinstance(node, Unary):
        return node.operator == "-" and _is_constant(node.operand, symbols)
    return isinstance(node, Literal)


def check(node: Node, symbols: Mapping[str, Symbol], source: Source) -> list[Problem]:
    """Everything that is wrong with the types, names and units of a rule; empty where it says yes or no."""
    checker = _Checker(symbols, source)
    found = checker.visit(node)
    if found is not None and found.type is not Type.BOOL and not checker.problems:
        shown = TYPE_TITLES[found.type]
        mend = "write when the rule applies, as in automated_work >= 20"
        checker.wrong(f"the rule is {shown}, not true or false", node.at, mend)
    return checker.problems


def type_of(node: Node, symbols: Mapping[str, Symbol]) -> Type:
    """The type of a part of a rule that `check` has passed."""
    match node:
        case Literal():
            if isinstance(node.value, bool):
                return Type.BOOL
            return Type.STRING if isinstance(node.value, str) else Type.NUMBER
        case Name():
            return symbols[node.name].type
        case Unary():
            return Type.BOOL if node.operator == "!" else Type.NUMBER
        case Binary():
            return Type.BOOL if node.operator in COMPARISONS else Type.NUMBER
        case Conditional():
            return type_of(node.then, symbols)
        case _:
            return Type.BOOL


def parse_rule(source: Source, symbols: Mapping[str, Symbol]) -> Node:
    """Parse and check one rule. Raises PolicyError with every problem, each with place and mend."""
    node = parse(source.text, source)
    problems = check(node, symbols, source)
    if problems:
        raise PolicyError(problems)
    return node
