"""From terms to one generated NumPy function that decides a chunk of filings.

Three-valued logic on two rails: every truth value is a pair of arrays, "known to be true" and "known to be
false"; where neither is set it is unknown. Then && is (t & t, f | f), || is (t | t, f & f), and ! swaps the
rails and costs nothing. The validity of a (value, validity) pair is t | f. Numbers carry their validity as
NaN, and every operation turns a result that is not finite into NaN, so that comparisons with it are neither
true nor false. Equal terms are computed once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from andante.filing.columns import MISSING_CODE, FilingColumns
from andante.filing.fields import Value
from andante.policies.terms import Term

Input = tuple[Any, ...]
"""What the function reads: ("number" | "flag" | "valid" | "codes" | "shared", field), or a constant that is
looked up in the column's dictionary: ("code", field, word), ("table", field, words)."""

Bound = list[NDArray[Any] | int]
"""The inputs of a kernel in its order."""

_ABSENT = -2  # a code that no filing has: the word is not in the dictionary of the column
_SIGNS = {"+": "{} + {}", "-": "{} - {}", "*": "{} * {}", "/": "{} / {}", "%": "fmod({}, {})"}


class Emitter:
    """Writes the statements that compute terms, each term and rail once."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.inputs: dict[Input, str] = {}
        self.vocabulary: dict[str, int] = {}
        self._done: dict[tuple[str, Term], str] = {}

    def read(self, *spec: Any) -> str:
        """The variable that holds an input."""
        return self.inputs.setdefault(spec, f"x{len(self.inputs)}")

    def keep(self, expression: str) -> str:
        """Assign an expression to a new variable."""
        name = f"v{len(self.lines)}"
        self.lines.append(f"{name} = {expression}")
        return name

    def once(self, rail: str, term: Term, expression: Callable[[], str]) -> str:
        """The variable that holds the rail of a term, computed on first use."""
        key = (rail, term)
        if key not in self._done:
            written = expression()
            plain = written.isidentifier()
            self._done[key] = written if plain else self.keep(written)
        return self._done[key]

    def number(self, term: Term) -> str:
        """A number: finite, or NaN where it is unknown."""
        if term[0] == "const":
            return repr(float(term[1]))
        return self.once("number", term, lambda: self._number(term))

    def _number(self, term: Term) -> str:
        match term:
            case ("number", field):
                return self.read("number", field)
            case ("negative", inner):
                return f"-{self.number(inner)}"
            case ("arith", sign, left, right):
                raw = self.keep(_SIGNS[sign].format(self.number(left), self.number(right)))
                return f"where(isfinite({raw}), {raw}, nan)"
        _, _, condition, then, otherwise = term
        inner = f"where({self.false(condition)}, {self.number(otherwise)}, nan)"
        return f"where({self.true(condition)}, {self.number(then)}, {inner})"

    def known(self, term: Term) -> str:
        """Whether a number is known."""
        if term[0] == "const":
            return "True"
        if term[0] == "number":
            return self.read("valid", term[1])
        return self.once("known", term, lambda: f"{self.number(term)} == {self.number(term)}")

    def word(self, term: Term) -> str:
        """A word as its code in the dictionary that all columns and the policy share; -1 where unknown."""
        if term[0] == "const":
            return str(self.vocabulary.setdefault(term[1], len(self.vocabulary)))
        return self.once("word", term, lambda: self._word(term))

    def _word(self, term: Term) -> str:
        if term[0] == "word":
            return self.read("shared", term[1])
        _, _, condition, then, otherwise = term
        inner = f"where({self.false(condition)}, {self.word(otherwise)}, {MISSING_CODE})"
        return f"where({self.true(condition)}, {self.word(then)}, {inner})"

    def true(self, term: Term) -> str:
        """Where a truth value is known to be true."""
        if term[0] == "const":
            return str(bool(term[1]))
        if term[0] == "not":
            return self.false(term[1])
        return self.once("true", term, lambda: self._true(term))

    def false(self, term: Term) -> str:
        """Where a truth value is known to be false."""
        if term[0] == "const":
            return str(not term[1])
        if term[0] == "not":
            return self.true(term[1])
        return self.once("false", term, lambda: self._false(term))

    def _true(self, term: Term) -> str:
        match term:
            case ("flag", field):
                return self.read("flag", field)
            case ("less", left, right):
                return f"{self.number(left)} < {self.number(right)}"
            case ("most", left, right):
                return f"{self.number(left)} <= {self.number(right)}"
            case ("equal", left, right):
                return f"{self.number(left)} == {self.number(right)}"
            case ("is", field, words) if len(words) == 1:
                return f"{self.read('codes', field)} == {self.read('code', field, words[0])}"
            case ("is", field, words):
                return f"{self.read('table', field, words)}[{self.read('codes', field)}]"
            case ("same", left, right):
                a, b = self.word(left), self.word(right)
                return f"({a} == {b}) & ({a} >= 0)"
            case ("alike", left, right):
                both_true = f"{self.true(left)} & {self.true(right)}"
                return f"({both_true}) | ({self.false(left)} & {self.false(right)})"
            case ("and", operands):
                return " & ".join(self.true(operand) for operand in operands)
            case ("or", operands):
                return " | ".join(self.true(operand) for operand in operands)
        return self._chosen(term, self.true)

    def _false(self, term: Term) -> str:
        match term:
            case ("flag", field):
                return f"{self.read('valid', field)} > {self.read('flag', field)}"
            case ("less", left, right):
                return f"{self.number(right)} <= {self.number(left)}"
            case ("most", left, right):
                return f"{self.number(right)} < {self.number(left)}"
            case ("equal", left, right):
                differ = f"({self.number(left)} != {self.number(right)})"
                return f"{differ} & {self.known(left)} & {self.known(right)}"
            case ("is", field, _):
                return f"{self.read('valid', field)} > {self.true(term)}"
            case ("same", left, right):
                a, b = self.word(left), self.word(right)
                return f"({a} != {b}) & ({a} >= 0) & ({b} >= 0)"
            case ("alike", left, right):
                one = f"{self.true(left)} & {self.false(right)}"
                return f"({one}) | ({self.false(left)} & {self.true(right)})"
            case ("and", operands):
                return " | ".join(self.false(operand) for operand in operands)
            case ("or", operands):
                return " & ".join(self.false(operand) for operand in operands)
        return self._chosen(term, self.false)

    def _chosen(self, term: Term, rail: Callable[[Term], str]) -> str:
        _, _, condition, then, otherwise = term
        first = f"({self.true(condition)} & {rail(then)})"
        return f"{first} | ({self.false(condition)} & {rail(otherwise)})"

    def kernel(self, arguments: str) -> Kernel:
        """The statements as a function of the inputs in order, and of further arguments."""
        names = ", ".join(self.inputs.values())
        unpack = [f"({names},) = inputs"] if names else []
        body = "\n    ".join([*unpack, *self.lines, "return"])
        text = f"def generated(inputs, {arguments}):\n    {body}\n"
        return Kernel(text, tuple(self.inputs), dict(self.vocabulary))


_SCOPE: Mapping[str, Any] = MappingProxyType(
    {
        "where": np.where, "isfinite": np.isfinite, "fmod": np.fmod, "nan": np.nan, "inf": np.inf,
        "full": np.full, "maximum": np.maximum, "logical_not": np.logical_not, "int8": np.int8,
        "logical_and": np.logical_and, "subtract": np.subtract,
    }
)  # fmt: skip
"""All that generated statements can name."""


def _defined(text: str) -> Callable[..., Any]:
    """The function in a generated text.

    The text holds names that `Emitter` made, operators, and repr of numbers, no text of a policy: its words
    are data, in `Kernel.inputs`.
    """
    scope = dict(_SCOPE)
    exec(compile(text, "<rules>", "exec"), scope)
    generated: Callable[..., Any] = scope["generated"]
    return generated


@dataclass(frozen=True, slots=True)
class Kernel:
    """A generated function with what it reads. `vocabulary` is the dictionary that columns are brought to.

    `text` is the function in Python; it travels to other processes in place of the function.
    """

    text: str
    inputs: tuple[Input, ...]
    vocabulary: Mapping[str, int]
    function: Callable[..., Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "function", _defined(self.text))

    def __reduce__(self) -> tuple[Any, ...]:
        return Kernel, (self.text, self.inputs, self.vocabulary)

    def bind(self, filings: FilingColumns) -> Bound:
        """The inputs of all filings: arrays (n,), except the looked-up constants."""
        words = dict(self.vocabulary)
        bound: Bound = []
        for form, name, *rest in self.inputs:
            column = filings.column(name)
            if form in ("number", "flag", "codes"):
                bound.append(column.values)
            elif form == "valid":
                bound.append(column.valid)
            elif form == "shared":
                bound.append(_shared_codes(words, column.words)[column.values])
            elif form == "code":
                word = rest[0]
                bound.append(column.words.index(word) if word in column.words else _ABSENT)
            else:
                bound.append(np.array([word in rest[0] for word in column.words] + [False]))
        return bound

    def bind_one(self, values: Mapping[str, Value | None]) -> Bound:
        """The inputs of one filing, arrays of length one: what `bind` gives for it, without the columns."""
        words = dict(self.vocabulary)
        bound: Bound = []
        for form, name, *rest in self.inputs:
            value = values.get(name)
            if form == "number":
                bound.append(np.array((np.nan if value is None else value,), dtype=np.float64))
            elif form == "flag":
                bound.append(np.array((value is True,)))
            elif form == "valid":
                bound.append(np.array((value is not None,)))
            elif form == "codes":
                bound.append(np.array((MISSING_CODE if value is None else 0,), dtype=np.int32))
            elif form == "code":
                bound.append(0 if value == rest[0] else _ABSENT)
            elif form == "table":
                bound.append(np.array((value in rest[0], False)))
            else:
                bound.append(_shared_codes(words, () if value is None else (str(value),))[:1])
        return bound

    def slice(self, inputs: Bound, rows: slice) -> Bound:
        """The bound inputs of some rows; constants and look-up tables stay whole."""
        return [
            value if isinstance(value, int) or spec[0] == "table" else value[rows]
            for spec, value in zip(self.inputs, inputs, strict=True)
        ]


CHUNK = 32_768
"""Filings decided at a time: a chunk's arrays stay in the cache of one core."""

Outputs = tuple[
    NDArray[np.int8],
    NDArray[np.int8],
    NDArray[np.bool_],
    NDArray[np.bool_] | None,
    NDArray[np.bool_] | None,
]


def run_decisions(
    kernel: Kernel, inputs: Bound, n: int, conditions: int, rules: int, reasons: bool
) -> Outputs:
    """Run a decision kernel on bound inputs of n filings, chunk by chunk.

    Returns outcome (n,), procedure (n,), conditions (C, n), matched and unknown (R, n) or None.
    """
    outcome = np.empty(n, dtype=np.int8)
    procedure = np.empty(n, dtype=np.int8)
    attached = np.zeros((conditions, n), dtype=np.bool_)
    matched = np.zeros((rules, n), dtype=np.bool_) if reasons else None
    unknown = np.zeros((rules, n), dtype=np.bool_) if reasons else None
    with np.errstate(all="ignore"):  # results that are not finite become unknown, they are no accident
        for start in range(0, n, CHUNK):
            rows = slice(start, min(start + CHUNK, n))
            kernel.function(
                inputs if n <= CHUNK else kernel.slice(inputs, rows),
                rows.stop - rows.start,
                outcome[rows],
                procedure[rows],
                attached[:, rows],
                None if matched is None else matched[:, rows],
                None if unknown is None else unknown[:, rows],
            )
    return outcome, procedure, attached, matched, unknown


def _shared_codes(words: dict[str, int], own: Iterable[str]) -> NDArray[np.int64]:
    """Codes of a column's own words in the dictionary `words`, which grows; -1 at the end, for missing."""
    return np.array([*(words.setdefault(word, len(words)) for word in own), MISSING_CODE], dtype=np.int64)


def fields_read(inputs: Iterable[Input]) -> tuple[str, ...]:
    """The fields that a kernel reads, each once."""
    return tuple(dict.fromkeys(spec[1] for spec in inputs))
