"""The parser and the type checker: whatever is written, an answer or a PolicyError with place and mend."""

from __future__ import annotations

import random
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_random import UNITS, Maker, text_of

from andante.errors import PolicyError, Problem
from andante.filing.fields import FIELDS
from andante.policies.language import (
    MAX_DEPTH,
    MAX_LENGTH,
    Binary,
    Conditional,
    Literal,
    Logical,
    Name,
    Source,
    Unary,
    names_in,
    parse,
)
from andante.policies.types import parse_rule, rule_symbols

SYMBOLS = rule_symbols("deployment", UNITS)
FRAGMENTS = [
    *FIELDS["deployment"],
    *(
        "&&",
        "||",
        "!",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "+",
        "-",
        "*",
        "/",
        "%",
        "?",
        ":",
        "(",
        ")",
        "[",
        "]",
    ),
    *(
        ",",
        "in",
        "true",
        "false",
        "null",
        "has",
        "1",
        "0.5",
        "1e400",
        ".5",
        "1.",
        "0x1F",
        "'a'",
        '"automate"',
    ),
    *(
        "'",
        '"',
        "\\",
        "\n",
        "\t",
        " ",
        "=",
        "&",
        "|",
        "and",
        "不",
        "é",
        "\x00",
        "\ud800",
        "{",
        "}",
        "@",
        "size(",
    ),
]
texts = st.one_of(
    st.text(max_size=60),
    st.text(alphabet=string.printable, max_size=60),
    st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join),
    st.lists(st.sampled_from(FRAGMENTS), max_size=25).map(" ".join),
)


def problems_of(text: str) -> tuple[str, ...]:
    """The problems of a rule as shown to the user; empty where it is a rule."""
    problems: tuple[Problem, ...] = ()
    try:
        parse_rule(Source(text, "p.yaml", 7, 12, "rules.deployment.x.when"), SYMBOLS)
    except PolicyError as error:
        problems = error.problems
        raised = True
    else:
        raised = False
    assert raised is bool(problems)
    for problem in problems:
        assert problem.where.file == "p.yaml"
        assert problem.where.line is not None
        assert problem.where.line >= 7
        assert (problem.where.column or 1) >= 1
        assert problem.where.column is not None or "\n" in text
        assert problem.mend
        assert "\n" not in problem.what
    return tuple(str(problem) for problem in problems)


@settings(max_examples=2500)
@given(texts)
def test_any_text_is_a_rule_or_a_policy_error(text: str) -> None:
    problems_of(text)


@settings(max_examples=500)
@given(st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from(FRAGMENTS))
def test_a_damaged_rule_is_a_rule_or_a_policy_error(seed: int, at: int, fragment: str) -> None:
    text = text_of(Maker(random.Random(seed)).truth(4))
    at %= len(text)
    problems_of(text[:at] + fragment + text[at:])
    problems_of(text[:at] + text[at + 1 :])


@settings(max_examples=500)
@given(st.integers(0, 10**9))
def test_every_rule_of_the_maker_is_a_rule(seed: int) -> None:
    assert problems_of(text_of(Maker(random.Random(seed)).truth(5))) == ()


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000,
        "!" * 3000,
        "-" * 3999 + "1",
        "1 + " * 900 + "1 > 0",
        "1 == " * 700 + "1",
        "true ? " * 500 + "true",
        "true ? true : " * 250 + "true",
        "[" * 1000,
        "x" * 100_000,
        "true in [" * 300,
    ],
)
def test_deep_and_long_rules_do_not_exhaust_anything(text: str) -> None:
    assert problems_of(text)


def test_many_operands_are_not_depth() -> None:
    many = " || ".join(f"automated_work == {i}" for i in range(100))
    assert problems_of(many) == ()
    nested = "!(" * (MAX_DEPTH // 2 - 2) + "reversible" + ")" * (MAX_DEPTH // 2 - 2)
    assert problems_of(nested) == ()
    assert problems_of(f"automated_work > 1 || {'x' * MAX_LENGTH}")


def test_precedence_and_grouping_are_those_of_cel() -> None:
    a, b, c, d = (Name(name) for name in "abcd")
    assert parse("a || b && c") == Logical("||", (a, Logical("&&", (b, c))))
    assert parse("a - b - c") == Binary("-", Binary("-", a, b), c)
    assert parse("a + b * c") == Binary("+", a, Binary("*", b, c))
    assert parse("-a * b") == Binary("*", Unary("-", a), b)
    assert parse("!a == b") == Binary("==", Unary("!", a), b)
    assert parse("a ? b : c ? d : a") == Conditional(a, b, Conditional(c, d, a))
    assert parse("a && b && c && d") == Logical("&&", (a, b, c, d))
    assert parse("a < b + 1") == Binary("<", a, Binary("+", b, Literal(1.0)))
    assert names_in(parse("b + a > b ? c : a in [d]")) == ("b", "a", "c", "d")


def test_literals() -> None:
    assert parse("1200") == Literal(1200.0)
    assert parse(".5") == parse("0.5") == parse("5e-1") == Literal(0.5)
    assert parse(r"'it\'s \\ \"q\"'") == parse(r'"it' + "'" + r's \\ \"q\""') == Literal('it\'s \\ "q"')
    assert parse("true") == Literal(True)


@pytest.mark.parametrize(
    ("text", "column", "what", "mend"),
    [
        ("automated_wrk >= 20", 12, 'unknown field "automated_wrk"', 'write "automated_work"'),
        ("!model_aproved", 13, 'unknown field "model_aproved"', 'write "model_approved"'),
        ("reversible && refusal_rate < 1", 26, "unknown field", "names are"),
        ("mode == 'automat'", 20, 'mode is never "automat"', 'write "automate"'),
        ("'automat' != mode", 12, 'mode is never "automat"', 'write "automate"'),
        ("sector in ['J', 'Z']", 28, 'sector is never "Z"', "the words are"),
        ("notice_days > 'x'", 24, "compares a number with a word", "without quotes"),
        ("displaced_share >= least_work", 28, "a share together with people", "one unit"),
        ("notice_days < rollout_months", 24, "days together with months", "notice_days and rollout_months"),
        ("notice_days in [least_work]", 28, "days together with people", "one unit"),
        ("automated_work", 12, "the rule is a number", "automated_work >= 20"),
        ("mode", 12, "the rule is a word", "write when"),
        ("!automated_work", 13, "! needs true or false", "compare the number"),
        ("reversible + 1 > 0", 12, "+ needs a number", "use a number"),
        ("mode < 'b'", 17, "has no order", "use =="),
        ("reversible < true", 23, "has no order", "use =="),
        ("1 < notice_days < 5", 28, "compares true or false with a number", "write a < b && b < c"),
        ("reversible in [true]", 23, "in looks for true or false", "itself"),
        ("automated_work in [assisted_work]", 31, "not constant", "a == b || a == c"),
        ("automated_work in ['a']", 31, "in a list with a word", "one type"),
        ("reversible ? 1 : 'a'", 23, "two values of ? are", "same type"),
        ("reversible ? notice_days : firm_size", 23, "two values of ?", "same unit"),
        ("automated_work = 1", 27, '"=" does not belong here', "write =="),
        ("reversible and true", 23, '"and" does not belong here', "write &&"),
        ("not reversible", 12, '"not" does not belong here', "write !"),
        ("reversible == null", 26, '"null" does not belong here', "asks for it by itself"),
        ("has(reversible)", 12, "has() is not in the rule language", "asks for it by itself"),
        ("size(mode) > 1", 12, "size() is not in the rule language", "no functions"),
        ("automated_work > 1.", 29, "is not a number", "decimal digits"),
        ("automated_work > 1_000", 29, "is not a number", "decimal digits"),
        ("automated_work > 0x10", 29, "is not a number", "decimal digits"),
        ("automated_work > 20u", 29, "is not a number", "decimal digits"),
        ("mode == 'automate", 20, "does not belong here", "close the text"),
        ("mode == 'a\\d'", 22, "is no escape", "backslash"),
        ("mode.size > 1", 16, "does not belong here", "a name stands alone"),
        ("mode in []", 20, "the list is empty", "at least one"),
        ("mode in 'a'", 20, "does not belong here", "stands a list"),
        ("(reversible", 23, "ends too early", "close the bracket"),
        ("reversible ? true", 29, "ends too early", "needs both values"),
        ("reversible ? true ? true : false : true", 30, "does not belong here", "in brackets"),
        ("reversible reversible", 23, "does not belong here", "go on with an operator"),
        ("", 12, "the rule is empty", "automated_work >= 20"),
        ("   ", 12, "the rule is empty", "automated_work >= 20"),
    ],
)
def test_errors_say_where_what_and_how_to_mend(text: str, column: int, what: str, mend: str) -> None:
    source = Source(text, "p.yaml", 7, 12, "rules.deployment.x.when")
    with pytest.raises(PolicyError) as caught:
        parse_rule(source, SYMBOLS)
    problem = caught.value.problems[0]
    assert what in problem.what
    assert mend in problem.mend
    assert (problem.where.file, problem.where.line, problem.where.column) == ("p.yaml", 7, column)
    assert str(problem).startswith(f"p.yaml:7:{column}, rules.deployment.x.when: ")


def test_all_problems_of_a_rule_are_reported() -> None:
    assert len(problems_of("automated_wrk > 1 && mode == 'x' && notice_days < rollout_months")) == 3


def test_a_rule_on_two_lines_names_the_second() -> None:
    with pytest.raises(PolicyError) as caught:
        parse_rule(Source("reversible &&\nautomated_wrk > 1", "p.yaml", 7, None), SYMBOLS)
    assert caught.value.problems[0].where.line == 8


def test_the_examples_of_the_documentation_are_rules() -> None:
    page = Path(__file__).parents[2] / "docs" / "policies" / "rules.md"
    symbols = rule_symbols("deployment", {"collective_dismissal": "workers"})
    examples = page.read_text(encoding="utf-8").split("```")[1].strip().splitlines()
    assert len(examples) == 4
    for example in examples:
        parse_rule(Source(example, str(page)), symbols)
