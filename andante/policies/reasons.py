"""Why a rule is unknown for one filing: which missing fields, which calculation without a result.

A slow walk over the rule's tree, used only to explain; the kernel alone decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from andante.filing.fields import Value
from andante.policies.compile import CompiledRule
from andante.policies.language import (
    COMPARISONS,
    Binary,
    Conditional,
    Literal,
    Logical,
    Membership,
    Name,
    Node,
    Unary,
    names_in,
)
from andante.policies.parameters import DatedValue
from andante.policies.terms import arithmetic


@dataclass(frozen=True, slots=True)
class Unknown:
    """A rule that is neither true nor false for a filing. `missing` fields could settle it; `undefined` are
    the fields of a calculation that has no finite result, as a division by zero."""

    rule: CompiledRule
    missing: tuple[str, ...]
    undefined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A value, or None with what is to blame."""

    value: Value | None
    missing: frozenset[str] = frozenset()
    undefined: frozenset[str] = frozenset()


def why_unknown(
    rule: CompiledRule, parameters: Mapping[str, DatedValue], values: Mapping[str, Value | None]
) -> Unknown:
    """What makes the rule unknown for the filing with these values. Fields stand in the order of the rule."""
    known = {name: parameters[name].value for name in rule.parameters}
    found = _evaluate(rule.tree, {**values, **known})
    missing = tuple(name for name in rule.fields if name in found.missing)
    return Unknown(rule, missing, tuple(name for name in rule.fields if name in found.undefined))


def _evaluate(node: Node, row: Mapping[str, Value | None]) -> _Found:
    match node:
        case Literal():
            return _Found(node.value)
        case Name():
            value = row.get(node.name)
            return _Found(value, frozenset() if value is not None else frozenset({node.name}))
        case Logical():
            return _logical(node, row)
        case Conditional():
            return _conditional(node, row)
        case Unary():
            inner = _evaluate(node.operand, row)
            if inner.value is None:
                return inner
            return _Found(not inner.value if node.operator == "!" else -float(inner.value))
        case Membership():
            parts = [_evaluate(part, row) for part in (node.item, *node.choices)]
            blame = _blamed(parts)
            return blame or _Found(parts[0].value in [part.value for part in parts[1:]])
        case Binary():
            return _binary(node, row)


def _binary(node: Binary, row: Mapping[str, Value | None]) -> _Found:
    left, right = _evaluate(node.left, row), _evaluate(node.right, row)
    blame = _blamed([left, right])
    if blame is not None:
        return blame
    a, b = left.value, right.value
    if node.operator in ("==", "!="):
        return _Found((a == b) is (node.operator == "=="))
    assert a is not None
    assert b is not None
    if node.operator in COMPARISONS:
        x, y = float(a), float(b)
        return _Found({"<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y}[node.operator])
    result = arithmetic(node.operator, float(a), float(b))
    if result != result:
        return _Found(None, undefined=frozenset(names_in(node)))
    return _Found(result)


def _logical(node: Logical, row: Mapping[str, Value | None]) -> _Found:
    decides = node.operator == "||"
    parts = [_evaluate(operand, row) for operand in node.operands]
    if any(part.value is decides for part in parts):
        return _Found(decides)
    return _blamed(parts) or _Found(not decides)


def _conditional(node: Conditional, row: Mapping[str, Value | None]) -> _Found:
    condition = _evaluate(node.condition, row)
    then, otherwise = _evaluate(node.then, row), _evaluate(node.otherwise, row)
    if condition.value is None:
        # Ask once for all that may be needed: the condition and whatever either value lacks.
        return _blamed([condition, then, otherwise]) or condition
    return then if condition.value else otherwise


def _blamed(parts: list[_Found]) -> _Found | None:
    """The parts without value as one; None where every part has a value."""
    unknown = [part for part in parts if part.value is None]
    if not unknown:
        return None
    return _Found(
        None,
        frozenset().union(*(part.missing for part in unknown)),
        frozenset().union(*(part.undefined for part in unknown)),
    )
