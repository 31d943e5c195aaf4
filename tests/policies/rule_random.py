"""Random rules, rows and policies, and a slow interpreter that shares no code with the package.

Expressions are tuples of this module: ("num", x), ("str", s), ("bool", b), ("name", n), ("neg", a),
("not", a), ("bin", sign, a, b), ("in", a, choices), ("if", c, a, b).
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from andante.errors import PolicyError
from andante.filing.columns import Column, FilingColumns
from andante.filing.conditions import Condition, Effect, EffectKind
from andante.filing.fields import FIELDS
from andante.filing.outcomes import Outcome
from andante.policies.compile import CompiledRules, compile_rules
from andante.policies.parameters import DatedParameter, DatedValue
from andante.policies.schema import Policy, Procedure, Rule

DAY = date(2026, 1, 1)
NUMBERS = ("automated_work", "automated_work_12m", "assisted_work", "workers_affected", "firm_size")
FLAGS = ("model_approved", "human_final_decision", "reversible", "retraining_offered")
WORDS = {
    "mode": ("augment", "automate"),
    "autonomy": ("advice", "supervised", "autonomous"),
    "sector": ("C", "J", "K"),
    "occupation": ("251", "25x", "mode"),
    "purpose": ("251", "K", "other"),
}
PARAMETERS = {"least_work": 20.0, "most_work": 100.0, "half": 0.5}
UNITS = {"least_work": "workers", "most_work": "full-time equivalents", "half": "share"}
LITERALS = (0.0, 1.0, 2.0, 5.0, 0.1, 20.0, 20.5, 1e3)
LEVEL = {"||": 2, "&&": 3, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6}
LEVEL |= dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in"), 4)

Expr = tuple[Any, ...]


@dataclass
class Maker:
    """Makes random expressions that are well typed, in units too."""

    random: random.Random
    modulo: bool = True
    names: set[str] = field(default_factory=set)

    def number(self, depth: int) -> Expr:
        r = self.random
        roll = r.random()
        if depth <= 0 or roll < 0.35:
            return r.choice(
                [
                    ("name", r.choice(NUMBERS)),
                    ("num", r.choice(LITERALS)),
                    ("name", r.choice(("least_work", "most_work"))),
                ]
            )
        if roll < 0.45:
            return ("neg", self.number(depth - 1))
        if roll < 0.55:
            return ("if", self.truth(depth - 1), self.number(depth - 1), self.number(depth - 1))
        if roll < 0.62:
            return ("bin", "*", ("name", r.choice(("displaced_share", "half"))), self.number(depth - 1))
        signs = ["+", "-", "*", "/"] + (["%"] if self.modulo else [])
        sign = r.choice(signs)
        right = self.number(depth - 1)
        if sign in "/%" and r.random() < 0.7:  # mostly a divisor that is not zero, sometimes whatever it is
            right = ("num", r.choice((2.0, 5.0, 0.1)))
        return ("bin", sign, self.number(depth - 1), right)

    def word(self, depth: int) -> Expr:
        r = self.random
        if depth > 0 and r.random() < 0.2:
            return ("if", self.truth(depth - 1), self.word(depth - 1), self.word(depth - 1))
        return r.choice(
            [("name", r.choice(("occupation", "purpose"))), ("str", r.choice(("251", "K", "x'\"y")))]
        )

    def truth(self, depth: int) -> Expr:
        r = self.random
        roll = r.random()
        if depth <= 0 or roll < 0.12:
            if r.random() < 0.1:
                return ("bool", r.random() < 0.5)
            return ("name", r.choice(FLAGS))
        if roll < 0.40:
            sign = r.choice(("<", "<=", ">", ">=", "==", "!="))
            return ("bin", sign, self.number(depth - 1), self.number(depth - 1))
        if roll < 0.50:
            name = r.choice(list(WORDS))
            return ("bin", r.choice(("==", "!=")), ("name", name), ("str", r.choice(WORDS[name])))
        if roll < 0.56:
            return ("bin", r.choice(("==", "!=")), self.word(depth - 1), self.word(depth - 1))
        if roll < 0.62:
            name = r.choice(list(WORDS))
            picked = r.sample(WORDS[name], r.randint(1, len(WORDS[name])))
            return ("in", ("name", name), [("str", word) for word in picked])
        if roll < 0.66:
            picked = [("num", r.choice(LITERALS)) for _ in range(r.randint(1, 3))]
            return ("in", self.number(depth - 1), [*picked, ("name", "least_work")])
        if roll < 0.72:
            return ("bin", r.choice(("==", "!=")), self.truth(depth - 1), self.truth(depth - 1))
        if roll < 0.78:
            return ("not", self.truth(depth - 1))
        if roll < 0.83:
            return ("if", self.truth(depth - 1), self.truth(depth - 1), self.truth(depth - 1))
        return ("bin", r.choice(("&&", "||")), self.truth(depth - 1), self.truth(depth - 1))


def text_of(expr: Expr, doubles: bool = False, least: int = 0) -> str:
    """The expression as a rule, with no more brackets than needed; `doubles` writes 20.0 instead of 20."""
    match expr:
        case ("num", value):
            return repr(value) if doubles or value != int(value) else str(int(value))
        case ("str", value):
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case ("bool", value):
            return str(value).lower()
        case ("name", name):
            return str(name)
        case ("neg", inner):
            written, level = "-" + text_of(inner, doubles, 7), 7
        case ("not", inner):
            written, level = "!" + text_of(inner, doubles, 7), 7
        case ("bin", sign, left, right):
            level = LEVEL[sign]
            written = f"{text_of(left, doubles, level)} {sign} {text_of(right, doubles, level + 1)}"
        case ("in", item, choices):
            level = 4
            written = f"{text_of(item, doubles, 4)} in [{', '.join(text_of(c, doubles) for c in choices)}]"
        case ("if", condition, then, otherwise):
            level = 1
            parts = text_of(condition, doubles, 2), text_of(then, doubles, 2), text_of(otherwise, doubles, 1)
            written = f"{parts[0]} ? {parts[1]} : {parts[2]}"
    return f"({written})" if level < least else written


def value_of(expr: Expr, row: dict[str, Any], odd: list[Expr]) -> Any:
    """The value of an expression for a row, None where unknown; `odd` collects what has no finite result."""
    form = expr[0]
    if form in ("num", "str", "bool"):
        return expr[1]
    if form == "name":
        return PARAMETERS.get(expr[1], row.get(expr[1]))
    if form == "not":
        inner = value_of(expr[1], row, odd)
        return None if inner is None else not inner
    if form == "neg":
        inner = value_of(expr[1], row, odd)
        return None if inner is None else -inner
    if form == "in":
        parts = [value_of(part, row, odd) for part in (expr[1], *expr[2])]
        return None if None in parts else parts[0] in parts[1:]
    if form == "if":
        condition, then, otherwise = (value_of(part, row, odd) for part in expr[1:])
        return None if condition is None else (then if condition else otherwise)
    return _binary(expr, value_of(expr[2], row, odd), value_of(expr[3], row, odd), odd)


def _binary(expr: Expr, left: Any, right: Any, odd: list[Expr]) -> Any:
    sign = expr[1]
    if sign == "&&":
        return False if left is False or right is False else (None if None in (left, right) else True)
    if sign == "||":
        return True if left is True or right is True else (None if None in (left, right) else False)
    if left is None or right is None:
        return None
    if sign in ("==", "!=", "<", "<=", ">", ">="):
        order = {"==": left == right, "!=": left != right}
        return order[sign] if sign in order else _ordered(sign, left, right)
    if sign in "/%" and right == 0:
        odd.append(expr)
        return None
    result = {"+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right,
              "/": lambda: left / right, "%": lambda: math.fmod(left, right)}[sign]()  # fmt: skip
    if not math.isfinite(result):
        odd.append(expr)
        return None
    return result


def _ordered(sign: str, left: float, right: float) -> bool:
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[sign]


def random_row(r: random.Random, missing: float = 0.2) -> dict[str, Any]:
    """Values of the fields that random rules use; a missing one is None."""
    row: dict[str, Any] = {name: r.choice((1.0, 2.0, 5.0, 20.0, 20.5, 120.0)) for name in NUMBERS}
    row["displaced_share"] = r.choice((0.0, 0.1, 0.5))
    row |= {name: r.random() < 0.5 for name in FLAGS}
    row |= {name: r.choice(words) for name, words in WORDS.items()}
    if r.random() < 0.3:
        row["automated_work"] = 0.0
    return {name: None if r.random() < missing else value for name, value in row.items()}


def columns_of(rows: list[dict[str, Any]]) -> FilingColumns:
    """Rows as columns, built without the package's own gathering."""
    columns = {}
    for name in rows[0]:
        values = [row[name] for row in rows]
        valid = np.array([value is not None for value in values])
        if FIELDS["deployment"][name].type == "string":
            words = tuple(sorted({value for value in values if value is not None})) or ("none",)
            codes = [words.index(value) if value is not None else -1 for value in values]
            columns[name] = Column(np.array(codes, dtype=np.int32), valid, words)
        elif FIELDS["deployment"][name].type == "bool":
            columns[name] = Column(np.array([bool(value) for value in values]), valid)
        else:
            columns[name] = Column(np.array([value or 0.0 for value in values], dtype=float), valid)
    return FilingColumns("deployment", len(rows), columns)


CONDITIONS = {
    name: Condition(
        name, name, "notice_days", ">=", 30.0, "days", "letter", "firm", "suspension",
        Effect(EffectKind.NOTICE, 1.0, "months"), "test", "A", "quarterly",
    )
    for name in ("first", "second", "third")
}  # fmt: skip
PROCEDURES = {
    name: Procedure(name, name, "office", 20.0, 5.0, "escalate", "test", "A")
    for name in ("ordinary", "expert_re_review", "simplified")
}


def policy_of(rules: list[tuple[str, Outcome, str | None, tuple[str, ...]]], **parameters: float) -> Policy:
    """A policy of deployment rules (when, outcome, procedure, conditions), ids r0, r1, ..."""
    made = tuple(
        Rule(f"r{i}", "deployment", when, outcome, procedure, conditions, f"because {i}", "test.yaml",
             10 + i, 10 + i, 9)
        for i, (when, outcome, procedure, conditions) in enumerate(rules)
    )  # fmt: skip
    dated = {
        name: DatedParameter(
            name,
            UNITS.get(name, ""),
            name,
            (DatedValue(date(2020, 1, 1), value, "test", "A", "test.yaml", 3),),
        )
        for name, value in (PARAMETERS | parameters).items()
    }
    return Policy(
        "test", "Test", "XX", "", None, "test.yaml", "0" * 64, {}, dated, PROCEDURES, CONDITIONS,
        {"deployment": made, "model": ()},
    )  # fmt: skip


def random_policy(r: random.Random, count: int = 6, depth: int = 4) -> tuple[Policy, list[Expr]]:
    """A policy of random rules with the expressions they were written from."""
    maker = Maker(r)
    expressions = [maker.truth(depth) for _ in range(count)]
    rules = []
    for expr in expressions:
        outcome = r.choice((Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS, Outcome.APPROVE_WITH_CONDITIONS,
                            Outcome.NEEDS_INFORMATION, Outcome.REJECT))  # fmt: skip
        attached: tuple[str, ...] = ()
        if outcome is Outcome.APPROVE_WITH_CONDITIONS:
            attached = tuple(r.sample(list(CONDITIONS), r.randint(1, 2)))
        rules.append((text_of(expr), outcome, r.choice((None, *PROCEDURES)), attached))
    return policy_of(rules), expressions


def compile_written(policy: Policy) -> CompiledRules | None:
    """The rules compiled; None where the maker wrote a constant part that has no finite value."""
    try:
        return compile_rules(policy, "deployment", DAY)
    except PolicyError as error:
        problems = error.problems
    assert all("not a finite number" in problem.what for problem in problems), problems
    return None
