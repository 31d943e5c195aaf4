"""A checked rule as shared terms: parameters folded in, equal parts made one, constants worked out.

Terms are tuples, so equal parts are equal keys. The forms, where a number is finite or missing (NaN):

    ("const", x)                  a number, True, False or a word
    ("number" | "flag" | "word", field)
    ("arith", sign, a, b)         sign + - * / %; ("negative", a)
    ("less", a, b), ("most", a, b), ("equal", a, b)      a < b, a <= b, a == b of numbers
    ("is", field, words)          the word of a field is one of the sorted words
    ("same", a, b), ("alike", a, b)                      two words, two truth values are equal
    ("and" | "or", operands), ("not", a), ("if", type, c, a, b)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from andante.policies.language import (
    Binary,
    Conditional,
    Literal,
    Logical,
    Membership,
    Name,
    Node,
    Source,
    Unary,
)
from andante.policies.types import Symbol, Type, type_of

Term = tuple[Any, ...]

TRUE: Term = ("const", True)
FALSE: Term = ("const", False)
_FIELD_FORMS = {Type.NUMBER: "number", Type.BOOL: "flag", Type.STRING: "word"}


def arithmetic(sign: str, left: float, right: float) -> float:
    """One operation on doubles; NaN where the result is not a finite number. % has the sign of the left."""
    operations: dict[str, Callable[[float, float], float]] = {
        "+": float.__add__,
        "-": float.__sub__,
        "*": float.__mul__,
        "/": float.__truediv__,
        "%": math.fmod,
    }
    try:
        result = operations[sign](left, right)
    except (ZeroDivisionError, ValueError, OverflowError):
        return math.nan
    return result if math.isfinite(result) else math.nan


class TermBuilder:
    """Turns checked trees into terms under one set of symbols and parameter values."""

    def __init__(
        self, symbols: Mapping[str, Symbol], parameters: Mapping[str, float], source: Source
    ) -> None:
        self.symbols = symbols
        self.parameters = parameters
        self.source = source

    def build(self, node: Node) -> Term:
        """The term of a tree. Raises PolicyError where a constant part is not a finite number."""
        match node:
            case Literal():
                return ("const", node.value)
            case Name():
                if node.name in self.parameters:
                    return ("const", self.parameters[node.name])
                return (_FIELD_FORMS[self.symbols[node.name].type], node.name)
            case Unary():
                inner = self.build(node.operand)
                return _negated(inner) if node.operator == "!" else _negative(inner)
            case Binary():
                return self._binary(node)
            case Logical():
                form = "and" if node.operator == "&&" else "or"
                return _joined(form, [self.build(operand) for operand in node.operands])
            case Membership():
                return self._membership(node)
            case Conditional():
                return self._conditional(node)

    def _binary(self, node: Binary) -> Term:
        left, right, sign = self.build(node.left), self.build(node.right), node.operator
        if sign in ("+", "-", "*", "/", "%"):
            return self._arith(sign, left, right, node.at)
        match sign:
            case "<":
                return _compared("less", left, right)
            case "<=":
                return _compared("most", left, right)
            case ">":
                return _compared("less", right, left)
            case ">=":
                return _compared("most", right, left)
        equal = self._equality(left, right, type_of(node.left, self.symbols))
        return equal if sign == "==" else _negated(equal)

    def _arith(self, sign: str, left: Term, right: Term, at: int) -> Term:
        if left[0] == "const" and right[0] == "const":
            result = arithmetic(sign, float(left[1]), float(right[1]))
            if math.isnan(result):
                what = f"{left[1]:g} {sign} {right[1]:g} is not a finite number"
                self.source.refuse(what, at, "change the numbers or the values of the parameters")
            return ("const", result)
        for part in (left, right):
            if part[0] == "const" and not math.isfinite(part[1]):
                mend = "compare with an unlimited parameter, do not calculate with it"
                self.source.refuse(f"{sign} calculates with a number that is not finite", at, mend)
        return ("arith", sign, left, right)

    def _equality(self, left: Term, right: Term, kind: Type) -> Term:
        if left[0] == "const" and right[0] == "const":
            return TRUE if left[1] == right[1] else FALSE
        if kind is Type.BOOL:
            for value, other in ((left, right), (right, left)):
                if value[0] == "const":
                    return other if value[1] else _negated(other)
        if kind is Type.STRING:
            for field, word in ((left, right), (right, left)):
                if field[0] == "word" and word[0] == "const":
                    return ("is", field[1], (word[1],))
        forms = {Type.NUMBER: "equal", Type.STRING: "same", Type.BOOL: "alike"}
        first, second = sorted((left, right), key=repr)
        return (forms[kind], first, second)

    def _membership(self, node: Membership) -> Term:
        item = self.build(node.item)
        choices = [self.build(choice) for choice in node.choices]
        kind = type_of(node.item, self.symbols)
        if item[0] == "word":
            return ("is", item[1], tuple(sorted({str(choice[1]) for choice in choices})))
        return _joined("or", [self._equality(item, choice, kind) for choice in choices])

    def _conditional(self, node: Conditional) -> Term:
        condition = self.build(node.condition)
        then, otherwise = self.build(node.then), self.build(node.otherwise)
        if condition[0] == "const":
            return then if condition[1] else otherwise
        return ("if", type_of(node.then, self.symbols).value, condition, then, otherwise)


def _negative(inner: Term) -> Term:
    return ("const", -inner[1]) if inner[0] == "const" else ("negative", inner)


def _negated(inner: Term) -> Term:
    if inner[0] == "const":
        return FALSE if inner[1] else TRUE
    return inner[1] if inner[0] == "not" else ("not", inner)


def _compared(form: str, left: Term, right: Term) -> Term:
    if left[0] == "const" and right[0] == "const":
        true = left[1] < right[1] if form == "less" else left[1] <= right[1]
        return TRUE if true else FALSE
    return (form, left, right)


def _joined(form: str, operands: list[Term]) -> Term:
    """And, or: a deciding constant decides even beside something missing, the other constant drops out."""
    decides = form == "or"
    kept: dict[Term, None] = {}
    for operand in operands:
        if operand[0] == "const":
            if operand[1] is decides:
                return TRUE if decides else FALSE
            continue
        for part in operand[1] if operand[0] == form else (operand,):
            kept[part] = None
    if not kept:
        return FALSE if decides else TRUE
    return next(iter(kept)) if len(kept) == 1 else (form, tuple(kept))


def fields_in(term: Term) -> dict[str, None]:
    """The names of the fields in a term, in order."""
    if term[0] in ("number", "flag", "word", "is"):
        return {term[1]: None}
    found: dict[str, None] = {}
    for part in parts_of(term):
        found |= fields_in(part)
    return found


def parts_of(term: Term) -> tuple[Term, ...]:
    """The direct parts of a term."""
    if term[0] in ("and", "or"):
        return tuple(term[1])
    return tuple(part for part in term[1:] if isinstance(part, tuple) and term[0] != "is")
