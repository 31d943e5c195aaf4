"""The smallest change that turns a decision, against brute force over the schema's steps."""

from __future__ import annotations

import random
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_random import DAY, policy_of

from andante.filing.columns import Column, FilingColumns
from andante.filing.fields import FIELDS, KINDS, FieldDefinition, Value
from andante.filing.outcomes import Outcome
from andante.filing.schema import Filing
from andante.policies.compile import CompiledRules, compile_rules
from andante.policies.counterfactual import Change, smallest_change
from andante.policies.decide import decide, decide_one
from andante.policies.load import library_names, load_policy

Row = dict[str, Value | None]
NUMBERS = ("automated_work", "automated_work_12m", "assisted_work", "workers_affected")
SHARES = ("displaced_share", "entry_level_share", "override_rate")
FLAGS = ("model_approved", "reversible", "retraining_offered")


def linear_comparison(r: random.Random) -> str:
    """A comparison that is linear in every field, of people or of shares."""
    names = NUMBERS if r.random() < 0.6 else SHARES
    scale = 20 if names is NUMBERS else 0.3
    terms = [f"{r.choice((1, 2, 0.5))} * {name}" for name in r.sample(names, r.randint(1, 2))]
    sign = r.choice(("<", "<=", ">", ">=", "=="))
    return f"{r.choice((' + ', ' - ')).join(terms)} {sign} {round(r.uniform(0, 2) * scale, r.randint(0, 4))}"


def linear_rule(r: random.Random, depth: int = 2) -> str:
    roll = r.random()
    if depth == 0 or roll < 0.45:
        return linear_comparison(r)
    if roll < 0.6:
        return r.choice(("!", "")) + r.choice(FLAGS)
    if roll < 0.7:
        return r.choice(
            ("mode == 'automate'", "autonomy in ['supervised', 'autonomous']", "autonomy == 'advice'")
        )
    return f"({linear_rule(r, depth - 1)} {r.choice(('&&', '||'))} {linear_rule(r, depth - 1)})"


def linear_policy(r: random.Random) -> CompiledRules:
    outcomes = (Outcome.APPROVE_WITH_CONDITIONS, Outcome.NEEDS_INFORMATION, Outcome.REJECT)
    rules = []
    for _ in range(r.randint(1, 4)):
        outcome = r.choice(outcomes)
        attached = ("first",) if outcome is Outcome.APPROVE_WITH_CONDITIONS else ()
        rules.append((linear_rule(r), outcome, None, attached))
    return compile_rules(policy_of(rules), "deployment", DAY)


def random_filing(r: random.Random, kind: str, missing: float) -> Row:
    """A filing on the schema's steps."""
    return {
        name: _random_value(r, definition) if r.random() >= missing else None
        for name, definition in FIELDS[kind].items()
    }


def _random_value(r: random.Random, definition: FieldDefinition) -> Value:
    if definition.type == "bool":
        return r.random() < 0.5
    if definition.type == "string":
        return r.choice(definition.choices or ("251", "other"))
    assert definition.low is not None
    assert definition.high is not None
    near = min(max(r.expovariate(0.5 / definition.scale), definition.low), definition.high)
    if definition.high == 1 and r.random() < 0.5:
        near = 1 - near
    return round(near / definition.step) / round(1 / definition.step)


def outcomes_along(compiled: CompiledRules, row: Row, changes: dict[str, np.ndarray]) -> np.ndarray:
    """The outcomes with some fields on each of the values, by columns built here."""
    n = len(next(iter(changes.values())))
    columns = {}
    for name, value in row.items():
        definition = FIELDS[compiled.kind][name]
        if definition.type == "string":
            words = definition.choices or ("251", "other")
            code = words.index(str(value)) if value is not None else -1
            column = Column(np.full(n, code, dtype=np.int32), np.full(n, value is not None), words)
        else:
            dtype: Any = bool if definition.type == "bool" else float
            column = Column(np.full(n, value or 0, dtype=dtype), np.full(n, value is not None))
        columns[name] = column
    for field, values in changes.items():
        old = columns[field]
        columns[field] = Column(values.astype(old.values.dtype), np.full(n, True), old.words)
    return decide(compiled, FilingColumns(compiled.kind, n, columns)).outcome


def better(before: int, after: np.ndarray) -> np.ndarray:
    return after > before if before == Outcome.APPROVE else after < before


def brute_force(
    compiled: CompiledRules, row: Row, before: int, below: float
) -> list[tuple[float, str, Value]]:
    """Every change of one field smaller than `below` that turns the decision, on all steps of the schema."""
    found = []
    for name, definition in FIELDS[compiled.kind].items():
        old = row[name]
        if (
            not definition.changeable
            or old is None
            or (definition.type == "string" and not definition.choices)
        ):
            continue
        if definition.type == "number":
            assert definition.low is not None
            assert definition.high is not None
            reach = min(below * definition.scale, 400 * definition.scale)
            per_unit = round(1 / definition.step)
            first = int(np.ceil(max(definition.low, float(old) - reach) * per_unit - 1e-9))
            last = int(np.floor(min(definition.high, float(old) + reach) * per_unit + 1e-9))
            values = np.arange(first, last + 1) / per_unit
            sizes = np.abs(values - float(old)) / definition.scale
        elif definition.type == "bool":
            values, sizes = np.array([not old]), np.array([1.0])
        else:
            values = np.array([i for i, word in enumerate(definition.choices) if word != old])
            sizes = np.ones(len(values))
        turned = better(before, outcomes_along(compiled, row, {name: values})) & (sizes < below * (1 - 1e-12))
        if turned.any():
            best = int(np.argmin(np.where(turned, sizes, np.inf)))
            found.append((float(sizes[best]), name, values[best]))
    return found


def assert_turns(compiled: CompiledRules, row: Row, before: int, change: Change) -> None:
    """The change is one of known, changeable fields to values of the schema, and the decision does turn."""
    size = 0.0
    changed = dict(row)
    for part in change.changes:
        definition = FIELDS[compiled.kind][part.field]
        assert definition.changeable
        assert part.old == row[part.field]
        assert part.new != part.old
        moved = abs(float(part.new) - float(part.old)) if definition.type == "number" else 1.0  # type: ignore[arg-type]
        size += moved / definition.scale
        changed[part.field] = part.new
    assert size == pytest.approx(change.size)
    again = decide_one(compiled.policy, Filing(compiled.kind, changed), DAY, compiled, change=False)
    assert again.outcome is change.outcome
    assert better(before, np.array([again.outcome])).all()


@settings(max_examples=200)
@given(st.integers(0, 10**9))
def test_no_smaller_change_of_one_field_exists(seed: int) -> None:
    r = random.Random(seed)
    compiled = linear_policy(r)
    row = random_filing(r, "deployment", missing=0.05)
    before = int(decide_one(compiled.policy, Filing("deployment", row), DAY, compiled, change=False).outcome)
    change = smallest_change(compiled, row)
    if change is not None:
        assert_turns(compiled, row, before, change)
    single = change is not None and len(change.changes) == 1
    smaller = brute_force(compiled, row, before, change.size if change is not None and single else 40.0)
    assert smaller == []


def test_every_packaged_policy_has_no_smaller_change_of_one_field() -> None:
    r = random.Random(5)
    turned = 0
    for name in library_names():
        policy = load_policy(name)
        for kind in KINDS:
            compiled = compile_rules(policy, kind, DAY)
            for _ in range(25):
                row = random_filing(r, kind, missing=0.01)
                before = int(decide_one(policy, Filing(kind, row), DAY, compiled, change=False).outcome)
                change = smallest_change(compiled, row)
                if before == Outcome.NOT_REQUIRED:
                    assert change is None
                    continue
                if change is not None:
                    assert_turns(compiled, row, before, change)
                    turned += 1
                single = change is not None and len(change.changes) == 1
                below = change.size if change is not None and single else 10.0
                assert brute_force(compiled, row, before, below) == []
    assert turned > 30


def test_two_fields_where_one_is_not_enough() -> None:
    compiled = compile_rules(
        policy_of(
            [
                ("automated_work + assisted_work >= 30", Outcome.REJECT, None, ()),
                ("!model_approved", Outcome.REJECT, None, ()),
            ]
        ),
        "deployment",
        DAY,
    )
    row: Row = {"automated_work": 20.0, "assisted_work": 16.0, "model_approved": False}
    change = smallest_change(compiled, row)
    assert change is not None
    # 36 must come below 30: 6.1 less of one of the two (scale 20), and an approved model (scale 1).
    assert change.size == pytest.approx(1 + 6.1 / 20)
    assert {part.field for part in change.changes} < {"automated_work", "assisted_work", "model_approved"}
    assert_turns(compiled, row, Outcome.REJECT, change)


@settings(max_examples=60)
@given(st.integers(0, 10**9))
def test_no_smaller_pair_exists_on_a_coarse_grid(seed: int) -> None:
    """With thresholds in one field each, a pair goes through both thresholds: brute force over both lines."""
    r = random.Random(seed)
    atoms = [f"{name} {r.choice(('<', '>', '>='))} {r.choice((0.05, 0.1, 0.3, 0.5))}" for name in SHARES]
    rules = [
        (atom, Outcome.REJECT, None, ()) for atom in r.sample([*atoms, "!reversible", "!model_approved"], 3)
    ]
    compiled = compile_rules(policy_of(rules), "deployment", DAY)
    row = random_filing(r, "deployment", missing=0.0)
    before = int(decide_one(compiled.policy, Filing("deployment", row), DAY, compiled, change=False).outcome)
    change = smallest_change(compiled, row)
    if change is not None:
        assert_turns(compiled, row, before, change)
        if len(change.changes) == 1:
            return
    best = np.inf
    for first, second in combinations([*SHARES, "reversible", "model_approved"], 2):
        (one, one_size), (two, two_size) = (
            _line(FIELDS["deployment"][name], row[name]) for name in (first, second)
        )
        i, j = (index.ravel() for index in np.indices((len(one), len(two))))
        after = outcomes_along(compiled, row, {first: one[i], second: two[j]})
        sizes = np.where(better(before, after), one_size[i] + two_size[j], np.inf)
        best = min(best, float(sizes.min()))
    assert (np.inf if change is None else change.size) <= best * (1 + 1e-12)


def _line(definition: FieldDefinition, old: Value | None) -> tuple[np.ndarray, np.ndarray]:
    """Values of a field: every twentieth with its neighbours in thousandths; and their sizes."""
    if definition.type == "bool":
        return np.array([not old]), np.array([1.0])
    steps = np.unique([50 * k + d for k in range(21) for d in (-1, 0, 1)])
    values = steps[(steps >= 0) & (steps <= 1000)] / 1000
    return values, np.abs(values - float(old or 0.0)) / definition.scale


def test_a_threshold_that_is_not_linear_is_found() -> None:
    compiled = compile_rules(
        policy_of([("automated_work / workers_affected > 0.4", Outcome.REJECT, None, ())]), "deployment", DAY
    )
    row: Row = {"automated_work": 90.0, "workers_affected": 200.0}
    change = smallest_change(compiled, row)
    assert change is not None
    # 10 FTE less is .5 of the scale 20; 25 workers more would be 1.25.
    assert [(part.field, part.new) for part in change.changes] == [("automated_work", 80.0)]
    fixed = compile_rules(
        policy_of([("100 / workers_affected > 0.4", Outcome.REJECT, None, ())]), "deployment", DAY
    )
    change = smallest_change(fixed, row)
    assert change is not None
    assert [(part.field, part.new) for part in change.changes] == [("workers_affected", 250.0)]


def test_a_window_of_one_step_is_found_where_the_steps_are_few() -> None:
    window = "(displaced_share - 0.5) * (displaced_share - 0.502) < 0"
    compiled = compile_rules(policy_of([(f"!({window})", Outcome.REJECT, None, ())]), "deployment", DAY)
    change = smallest_change(compiled, {"displaced_share": 0.2})
    assert change is not None
    assert [(part.field, part.new) for part in change.changes] == [("displaced_share", 0.501)]


def test_the_second_threshold_is_looked_for_after_the_first_change() -> None:
    compiled = compile_rules(
        policy_of(
            [
                ("automated_work + assisted_work > 30", Outcome.REJECT, None, ()),
                ("automated_work < 20", Outcome.REJECT, None, ()),
            ]
        ),
        "deployment",
        DAY,
    )
    change = smallest_change(compiled, {"automated_work": 10.0, "assisted_work": 25.0})
    assert change is not None
    # With 20 automated the sum leaves 10 to assist, where 20 would do before the first change.
    assert sorted((part.field, part.new) for part in change.changes) == [
        ("assisted_work", 10.0),
        ("automated_work", 20.0),
    ]
    assert change.size == pytest.approx((10 + 15) / 20)


def test_what_is_missing_is_not_made_up() -> None:
    compiled = compile_rules(
        policy_of([("automated_work >= 20 && !reversible", Outcome.REJECT, None, ())]), "deployment", DAY
    )
    change = smallest_change(compiled, {"automated_work": 25.0, "reversible": None})
    assert change is not None
    assert [(part.field, part.new) for part in change.changes] == [("automated_work", 19.9)]
    only = compile_rules(policy_of([("!reversible", Outcome.REJECT, None, ())]), "deployment", DAY)
    assert smallest_change(only, {"reversible": None}) is None


def test_facts_of_the_world_are_not_changed() -> None:
    compiled = compile_rules(
        policy_of([("local_unemployment_rate >= 0.05 && sector == 'K'", Outcome.REJECT, None, ())]),
        "deployment",
        DAY,
    )
    assert smallest_change(compiled, {"local_unemployment_rate": 0.06, "sector": "K"}) is None
