"""The compiled rules against two independent readings of the language: a slow interpreter and CEL's own."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from rule_random import (
    CONDITIONS,
    DAY,
    FLAGS,
    NUMBERS,
    PARAMETERS,
    PROCEDURES,
    WORDS,
    Maker,
    columns_of,
    compile_written,
    policy_of,
    random_policy,
    random_row,
    text_of,
    value_of,
)

from andante.filing.outcomes import Outcome
from andante.policies.compile import compile_rules
from andante.policies.decide import decide

STRICTER = ("simplified", "ordinary", "expert_re_review")


def slow_decision(policy: Any, truths: list[bool | None]) -> tuple[int, str | None, set[str]]:
    """Outcome, procedure and conditions as design.md words them, one filing at a time."""
    rules = policy.rules["deployment"]
    matching = [rule for rule, truth in zip(rules, truths, strict=True) if truth is True]
    severity = max([rule.outcome for rule in matching], default=Outcome.APPROVE)
    if None in truths:
        severity = max(severity, Outcome.NEEDS_INFORMATION)
    called = [rule.procedure for rule in matching if rule.procedure]
    procedure = max(called, key=STRICTER.index) if called else None
    conditions = {name for rule in matching for name in rule.conditions}
    return int(severity), procedure, conditions if severity == Outcome.APPROVE_WITH_CONDITIONS else set()


@pytest.mark.parametrize("seed", range(8))
def test_kernel_agrees_with_the_slow_interpreter(seed: int) -> None:
    r = random.Random(seed)
    seen = {True: 0, False: 0, None: 0}
    for _ in range(120):
        policy, expressions = random_policy(r)
        compiled = compile_written(policy)
        if compiled is None:
            continue
        rows = [random_row(r) for _ in range(40)]
        decisions = decide(compiled, columns_of(rows), reasons=True)
        assert decisions.matched is not None
        assert decisions.unknown is not None
        for i, row in enumerate(rows):
            truths = [value_of(expr, row, []) for expr in expressions]
            for truth in truths:
                seen[truth] += 1
            assert decisions.matched[i].tolist() == [truth is True for truth in truths]
            assert decisions.unknown[i].tolist() == [truth is None for truth in truths]
            outcome, procedure, conditions = slow_decision(policy, truths)
            assert decisions.outcome[i] == outcome
            place = decisions.procedure[i]
            assert (list(PROCEDURES)[place] if place >= 0 else None) == procedure
            attached = {name for name, on in zip(CONDITIONS, decisions.conditions[i], strict=True) if on}
            assert attached == conditions
            assert set(decisions.missing(i)) <= {name for name, value in row.items() if value is None}
    assert min(seen.values()) > 3000  # the comparison saw true, false and unknown in earnest


@pytest.mark.parametrize("seed", range(4))
def test_language_agrees_with_cel(seed: int) -> None:
    cel = pytest.importorskip("cel_expr_python.cel")
    names = dict.fromkeys((*NUMBERS, "displaced_share", *PARAMETERS), cel.Type.DOUBLE)
    names |= dict.fromkeys(FLAGS, cel.Type.BOOL) | dict.fromkeys(WORDS, cel.Type.STRING)
    environment = cel.NewEnv(variables=names)
    r = random.Random(1000 + seed)
    maker = Maker(r, modulo=False)  # CEL has no % of doubles
    compared = unknown = rules = 0
    while rules < 800:
        expressions = [maker.truth(r.randint(1, 5)) for _ in range(10)]
        rows = [random_row(r) for _ in range(10)]
        compiled = compile_written(policy_of([(text_of(e), Outcome.REJECT, None, ()) for e in expressions]))
        if compiled is None:
            continue
        decisions = decide(compiled, columns_of(rows), reasons=True)
        assert decisions.matched is not None
        assert decisions.unknown is not None
        rules += len(expressions)
        for k, expr in enumerate(expressions):
            program = environment.compile(text_of(expr, doubles=True))
            for i, row in enumerate(rows):
                odd: list[Any] = []
                value_of(expr, row, odd)
                if odd:
                    continue  # CEL goes on with inf and NaN, ours says unknown: the interpreter checks those
                known = {name: value for name, value in row.items() if value is not None}
                answer = program.eval(data=known | PARAMETERS)
                value = answer.value() if answer.type().name() == "BOOL" else None
                ours = None if decisions.unknown[i, k] else bool(decisions.matched[i, k])
                assert ours is value, (text_of(expr), row)
                compared += 1
                unknown += value is None
    assert compared > 6000
    assert 500 < unknown < compared - 500


def test_modulo_takes_the_sign_of_the_left_as_cel_does_for_integers() -> None:
    cel = pytest.importorskip("cel_expr_python.cel")
    environment = cel.NewEnv(variables={"a": cel.Type.INT, "b": cel.Type.INT})
    program = environment.compile("a % b")
    for a in range(-7, 8):
        for b in (-3, -2, 2, 3):
            rule = f"automated_work % {b} == {a % abs(b) if a >= 0 else -(-a % abs(b))}"
            compiled = compile_rules(policy_of([(rule, Outcome.REJECT, None, ())]), "deployment", DAY)
            row = {"automated_work": float(a)}
            expected = program.eval(data={"a": a, "b": b}).value()
            assert expected == (a % abs(b) if a >= 0 else -(-a % abs(b)))
            assert decide(compiled, columns_of([row])).outcome[0] == Outcome.REJECT


@pytest.mark.parametrize(
    ("when", "row"),
    [
        ("automated_work / firm_size > 0.5", {"automated_work": 5.0, "firm_size": 0.0}),
        ("automated_work / firm_size < 0.5", {"automated_work": 5.0, "firm_size": 0.0}),
        (
            "automated_work / firm_size == automated_work / firm_size",
            {"automated_work": 0.0, "firm_size": 0.0},
        ),
        ("1 / (1 / automated_work) >= 0", {"automated_work": 0.0}),
        ("automated_work % firm_size == 0", {"automated_work": 5.0, "firm_size": 0.0}),
        ("automated_work * 1e300 * 1e300 > 1", {"automated_work": 5.0}),
        ("automated_work * 1e300 * 1e300 - automated_work * 1e300 * 1e300 == 0", {"automated_work": 5.0}),
        ("automated_work != 1", {"automated_work": float("nan")}),
        ("automated_work > 1", {"automated_work": float("inf")}),
        ("!(automated_work > 1)", {"automated_work": float("-inf")}),
    ],
)
def test_what_has_no_finite_result_is_unknown_and_never_approved(when: str, row: dict[str, float]) -> None:
    compiled = compile_rules(policy_of([(when, Outcome.APPROVE, None, ())]), "deployment", DAY)
    with np.errstate(all="raise"):
        decisions = decide(compiled, columns_of([row]), reasons=True)
    assert decisions.outcome[0] == Outcome.NEEDS_INFORMATION
    assert decisions.unknown is not None
    assert decisions.unknown[0, 0]
