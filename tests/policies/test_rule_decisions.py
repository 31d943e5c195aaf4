"""Properties of decisions: missing data never approves, and how filings are put together never matters."""

from __future__ import annotations

import json
import pickle
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_random import DAY, PROCEDURES, columns_of, compile_written, policy_of, random_policy, random_row

from andante.errors import AndanteError, FilingError, PolicyError
from andante.filing.columns import Column, FilingColumns
from andante.filing.fields import FIELDS, KINDS, FieldDefinition
from andante.filing.outcomes import Outcome
from andante.filing.schema import Filing
from andante.policies.compile import CompiledRules, compile_rules
from andante.policies.decide import Decisions, decide, decide_one
from andante.policies.kernel import CHUNK
from andante.policies.load import library_names, load_policy
from andante.policies.schema import Policy

APPROVALS = (Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS)


def compiled_random(seed: int) -> CompiledRules | None:
    """Random compiled rules; None where the maker wrote a constant without a finite value."""
    return compile_written(random_policy(random.Random(seed))[0])


def random_filings(kind: str, n: int, seed: int, missing: float) -> FilingColumns:
    """Filings with every field of the schema, numbers drawn near the scale of the field."""
    generator = np.random.default_rng(seed)
    columns = {
        name: _random_column(definition, n, generator, missing) for name, definition in FIELDS[kind].items()
    }
    return FilingColumns(kind, n, columns)  # type: ignore[arg-type]


def _random_column(
    definition: FieldDefinition, n: int, generator: np.random.Generator, missing: float
) -> Column:
    valid = generator.random(n) >= missing
    if definition.type == "bool":
        return Column(generator.random(n) < 0.5, valid)
    if definition.type == "string":
        words = definition.choices or ("251", "4222", "other")
        return Column(generator.integers(0, len(words), n).astype(np.int32), valid, words)
    assert definition.low is not None
    assert definition.high is not None
    near = np.clip(generator.exponential(1.5 * definition.scale, n), definition.low, definition.high)
    # Rates of passed tests stand near one, the others near nothing.
    values = (
        np.where(generator.random(n) < 0.5, near, definition.high - near) if definition.high == 1 else near
    )
    return Column(np.round(values / definition.step) * definition.step, valid)


def assert_masking_keeps_what_must_be_kept(before: Decisions, after: Decisions) -> None:
    """Masking may turn anything into needs_information, and changes nothing else."""
    same = after.outcome == before.outcome
    assert (same | (after.outcome == Outcome.NEEDS_INFORMATION)).all()
    approved = np.isin(after.outcome, APPROVALS)
    assert (after.conditions[approved] == before.conditions[approved]).all()
    assert (before.conditions <= after.conditions)[approved].all()
    assert before.matched is not None
    assert before.unknown is not None
    assert after.matched is not None
    assert after.unknown is not None
    known = ~after.unknown
    assert (after.matched == before.matched)[known].all()
    assert not (before.unknown & known).any()


@settings(max_examples=150)
@given(st.integers(0, 10**9), st.data())
def test_masking_a_field_never_approves_nor_drops_a_condition(seed: int, data: st.DataObject) -> None:
    compiled = compiled_random(seed)
    if compiled is None or not compiled.fields:
        return
    r = random.Random(seed + 1)
    filings = columns_of([random_row(r, missing=0.1) for _ in range(60)])
    before = decide(compiled, filings, reasons=True)
    for field in data.draw(st.permutations(compiled.fields))[:3]:
        rows = np.array([r.random() < 0.5 for _ in range(60)])
        after = decide(compiled, filings.mask(field, rows), reasons=True)
        assert_masking_keeps_what_must_be_kept(before, after)
        assert (after.outcome[~rows] == before.outcome[~rows]).all()
        filings, before = filings.mask(field, rows), after


def library_cases() -> list[tuple[Policy, str]]:
    return [(load_policy(name), kind) for name in library_names() for kind in KINDS]


@pytest.mark.parametrize("missing", [0.0, 0.05, 0.3])
def test_masking_under_every_packaged_policy(missing: float) -> None:
    seen = 0
    for policy, kind in library_cases():
        compiled = compile_rules(policy, kind, DAY)  # type: ignore[arg-type]
        filings = random_filings(kind, 4000, 7, missing)
        before = decide(compiled, filings, reasons=True)
        if not compiled.rules:
            assert (before.outcome == Outcome.NOT_REQUIRED).all()
            continue
        for field in FIELDS[kind]:
            after = decide(compiled, filings.mask(field), reasons=True)
            assert_masking_keeps_what_must_be_kept(before, after)
            seen += int((after.outcome != before.outcome).sum())
    assert seen > 0


def test_an_approval_means_that_every_rule_is_known() -> None:
    approvals = 0
    for seed in range(300):
        compiled = compiled_random(seed)
        if compiled is None:
            continue
        r = random.Random(seed)
        decisions = decide(
            compiled, columns_of([random_row(r, missing=0.05) for _ in range(30)]), reasons=True
        )
        assert decisions.unknown is not None
        approved = np.isin(decisions.outcome, APPROVALS)
        assert not decisions.unknown[approved].any()
        approvals += int(approved.sum())
    assert approvals > 100


def test_no_packaged_policy_approves_an_empty_filing() -> None:
    decided = 0
    for policy, kind in library_cases():
        compiled = compile_rules(policy, kind, DAY)  # type: ignore[arg-type]
        outcome = Outcome(int(decide(compiled, FilingColumns(compiled.kind, 1, {})).outcome[0]))
        if any(part.fields for part in compiled.rules):
            assert outcome in (Outcome.NEEDS_INFORMATION, Outcome.REJECT), policy.name
            decided += 1
    assert decided > 0


def assert_same(one: Decisions, other: Decisions, rows: np.ndarray | slice = slice(None)) -> None:
    for name in ("outcome", "procedure", "conditions", "matched", "unknown"):
        assert np.array_equal(getattr(one, name)[rows], getattr(other, name)), name


@settings(max_examples=25)
@given(st.integers(0, 10**9))
def test_alone_in_a_batch_shuffled_and_in_parts_are_the_same(seed: int) -> None:
    compiled = compiled_random(seed)
    if compiled is None:
        return
    r = random.Random(seed)
    rows = [random_row(r) for _ in range(90)]
    # A filing in the shape of the schema, so that it can stand alone as a Filing too.
    rows = [{**row, "firm_size": max(row["firm_size"] or 1.0, 1.0)} for row in rows]
    filings = columns_of(rows)
    whole = decide(compiled, filings, reasons=True)
    order = np.array(r.sample(range(90), 90))
    assert_same(whole, decide(compiled, filings.take(order), reasons=True), order)
    for part in (slice(0, 1), slice(1, 14), slice(14, 90)):
        assert_same(whole, decide(compiled, filings.take(part), reasons=True), part)
    for i in range(0, 90, 6):
        filing = Filing("deployment", rows[i])
        alone = decide_one(compiled.policy, filing, DAY, compiled, change=False)
        gathered = decide(compiled, FilingColumns.from_filings([filing]), reasons=True)
        assert_same(whole, gathered, slice(i, i + 1))
        assert alone.outcome == whole.outcome[i]
        assert alone.procedure == (list(PROCEDURES)[whole.procedure[i]] if whole.procedure[i] >= 0 else None)
        assert [c.id for c in alone.conditions] == [
            name for name, on in zip(compiled.conditions, whole.conditions[i], strict=True) if on
        ]
        ids = [part.rule.id for part in compiled.rules]
        assert whole.matched is not None
        assert whole.unknown is not None
        assert [reason.rule for reason in alone.matched] == [ids[k] for k in np.flatnonzero(whole.matched[i])]
        assert [reason.rule for reason in alone.unknown] == [ids[k] for k in np.flatnonzero(whole.unknown[i])]
        assert alone.missing == whole.missing(i)


@pytest.mark.parametrize("kind", KINDS)
def test_chunks_do_not_matter(kind: str) -> None:
    n = 2 * CHUNK + 123
    filings = random_filings(kind, n, 3, 0.05)
    policies = [policy for policy, of in library_cases() if of == kind]
    assert policies
    for policy in policies:
        compiled = compile_rules(policy, kind, DAY)  # type: ignore[arg-type]
        whole = decide(compiled, filings, reasons=True)
        quick = decide(compiled, filings)
        assert np.array_equal(whole.outcome, quick.outcome)
        assert np.array_equal(whole.conditions, quick.conditions)
        assert np.array_equal(whole.procedure, quick.procedure)
        assert quick.matched is None
        for start in range(0, n, 29_999):
            part = slice(start, min(start + 29_999, n))
            assert_same(whole, decide(compiled, filings.take(part), reasons=True), part)


def test_severity_conditions_and_procedure_of_a_hand_made_policy() -> None:
    policy = policy_of(
        [
            (
                "automated_work >= least_work",
                Outcome.APPROVE_WITH_CONDITIONS,
                "ordinary",
                ("first", "second"),
            ),
            ("displaced_share > 0.2", Outcome.APPROVE_WITH_CONDITIONS, "simplified", ("third",)),
            ("!model_approved", Outcome.REJECT, "expert_re_review", ()),
            ("notice_days < 30 && automated_work >= 1", Outcome.NEEDS_INFORMATION, None, ()),
        ]
    )
    full = {"automated_work": 20.0, "displaced_share": 0.3, "model_approved": True, "notice_days": 30.0}

    def decided(**changes: float | bool | None) -> tuple[str, str | None, list[str], tuple[str, ...]]:
        found = decide_one(policy, Filing("deployment", full | changes), DAY)
        return found.outcome.word, found.procedure, [c.id for c in found.conditions], found.missing

    assert decided() == ("approve_with_conditions", "ordinary", ["first", "second", "third"], ())
    assert decided(automated_work=19.9) == ("approve_with_conditions", "simplified", ["third"], ())
    assert decided(automated_work=19.9, displaced_share=0.2) == ("approve", None, [], ())
    assert decided(model_approved=False) == ("reject", "expert_re_review", [], ())
    assert decided(notice_days=29.0) == ("needs_information", "ordinary", [], ())
    assert decided(notice_days=29.0, automated_work=0.0) == (
        "approve_with_conditions",
        "simplified",
        ["third"],
        (),
    )
    assert decided(model_approved=None) == ("needs_information", "ordinary", [], ("model_approved",))
    assert decided(notice_days=None, automated_work=0.5)[3] == ()
    assert decided(notice_days=None, automated_work=None) == (
        "needs_information",
        "simplified",
        [],
        ("automated_work", "notice_days"),
    )


def test_no_rules_for_the_kind_means_not_required() -> None:
    policy = policy_of([("automated_work >= 1", Outcome.REJECT, None, ())])
    found = decide_one(policy, Filing("model", {}), DAY)
    assert found.outcome is Outcome.NOT_REQUIRED
    assert found.smallest_change is None
    assert decide(compile_rules(policy, "model", DAY), FilingColumns("model", 3, {})).outcome.tolist() == [
        0,
        0,
        0,
    ]


def test_a_decision_carries_what_is_needed_to_check_it() -> None:
    policy = policy_of(
        [
            ("automated_work >= least_work", Outcome.APPROVE_WITH_CONDITIONS, "ordinary", ("first",)),
            ("automated_work / firm_size > half", Outcome.REJECT, None, ()),
            ("mode == 'automate' && !reversible", Outcome.REJECT, None, ()),
        ]
    )
    filing = Filing("deployment", {"automated_work": 25, "mode": "automate", "firm_size": 100})
    found = decide_one(policy, filing, DAY)
    assert found.policy_hash == policy.hash
    assert json.loads(found.canonical_input) == {
        "kind": "deployment",
        "schema_version": 1,
        "values": {"automated_work": 25.0, "firm_size": 100.0, "mode": "automate"},
    }
    (matched,) = found.matched
    (used,) = matched.parameters
    assert (matched.rule, matched.because, matched.place) == ("r0", "because 0", "test.yaml:10")
    assert (used.name, used.value, used.start.isoformat(), used.source, used.file, used.line) == (
        "least_work",
        20.0,
        "2020-01-01",
        "test",
        "test.yaml",
        3,
    )
    assert [(reason.rule, reason.missing) for reason in found.unknown] == [("r2", ("reversible",))]
    text = "\n".join(found.explain())
    for part in (
        "test.yaml:10",
        "least_work = 20 workers since 2020-01-01",
        "assumed",
        "reversible",
        policy.hash[:12],
    ):
        assert part in text
    assert json.loads(json.dumps(found.as_dict()))["outcome"] == "needs_information"


def test_compiled_rules_filings_and_decisions_travel_to_other_processes() -> None:
    compiled = compile_rules(
        policy_of([("automated_work / 3 >= 5", Outcome.REJECT, None, ())]), "deployment", DAY
    )
    filing = Filing("deployment", {"automated_work": 15})
    columns = FilingColumns.from_filings([filing])
    rules, one, many = pickle.loads(pickle.dumps((compiled, filing, columns)))
    assert one == filing
    assert decide_one(rules.policy, one, DAY, rules) == decide_one(compiled.policy, filing, DAY, compiled)
    assert decide(rules, many).outcome.tolist() == [Outcome.REJECT]


def test_a_calculation_without_result_is_named() -> None:
    policy = policy_of([("automated_work / workers_affected > half", Outcome.REJECT, None, ())])
    found = decide_one(policy, Filing("deployment", {"automated_work": 5, "workers_affected": 0}), DAY)
    assert found.outcome is Outcome.NEEDS_INFORMATION
    assert found.missing == ()
    assert found.unknown[0].undefined == ("automated_work", "workers_affected")


@settings(max_examples=200)
@given(st.integers(0, 10**9))
def test_the_missing_fields_named_are_those_that_matter(seed: int) -> None:
    compiled = compiled_random(seed)
    if compiled is None:
        return
    r = random.Random(seed)
    row = random_row(r, missing=0.5)
    full = random_row(r, missing=0.0)
    decisions = decide(compiled, columns_of([row]), reasons=True)
    assert decisions.unknown is not None
    for unknown in decisions.unknown_rules(0):
        assert unknown.missing or unknown.undefined
        assert all(row[name] is None for name in unknown.missing)
        place = compiled.rules.index(unknown.rule)
        # What is missing and not named settles nothing.
        others = {name: full[name] for name in row if row[name] is None and name not in unknown.missing}
        again = decide(compiled, columns_of([row | others]), reasons=True)
        assert again.unknown is not None
        assert again.unknown[0, place]
        # What is named settles the rule, but for calculations without a result.
        named = {name: full[name] for name in unknown.missing}
        settled = decide(compiled, columns_of([row | named]), reasons=True)
        for rest in settled.unknown_rules(0):
            if rest.rule is unknown.rule:
                assert rest.missing == ()
                assert rest.undefined


def test_a_missing_field_beside_one_that_decides_is_not_asked_for() -> None:
    when = "(retraining_offered && reversible) || model_approved"
    policy = policy_of([(when, Outcome.APPROVE, None, ())])
    found = decide_one(policy, Filing("deployment", {"reversible": False}), DAY)
    assert found.missing == ("model_approved",)
    assert decide_one(policy, Filing("deployment", {"model_approved": True}), DAY).outcome is Outcome.APPROVE


def test_a_rule_decides_from_the_day_it_is_in_force_and_needs_its_parameter() -> None:
    policy = policy_of([("automated_work >= least_work", Outcome.REJECT, None, ())])
    compile_rules(policy, "deployment", DAY)
    with pytest.raises(PolicyError, match="least_work has no value on 2019-12-31"):
        compile_rules(policy, "deployment", DAY.replace(year=2019, month=12, day=31))


def test_rules_for_one_kind_refuse_filings_of_the_other() -> None:
    policy = policy_of([("automated_work >= 1", Outcome.REJECT, None, ())])
    compiled = compile_rules(policy, "deployment", DAY)
    with pytest.raises(FilingError, match="of the kind model"):
        decide(compiled, FilingColumns("model", 1, {}))
    with pytest.raises(PolicyError, match="compile test for model filings"):
        decide_one(policy, Filing("model", {}), DAY, compiled)


def test_an_unlimited_parameter_is_a_threshold_that_nothing_reaches() -> None:
    policy = policy_of([("automated_work >= least_work", Outcome.REJECT, None, ())], least_work=np.inf)
    rows = [{"automated_work": 5e6}, {"automated_work": None}]
    decisions = decide(compile_rules(policy, "deployment", DAY), columns_of(rows))
    assert decisions.outcome.tolist() == [Outcome.APPROVE, Outcome.NEEDS_INFORMATION]
    with pytest.raises(AndanteError, match="not a finite number"):
        compile_rules(
            policy_of([("2 * least_work < automated_work", Outcome.REJECT, None, ())], least_work=np.inf),
            "deployment",
            DAY,
        )


def test_a_parameter_named_like_a_field_is_refused() -> None:
    policy = policy_of([("automated_work >= 1", Outcome.REJECT, None, ())], notice_days=30.0)
    with pytest.raises(PolicyError, match="notice_days has the name of a field"):
        compile_rules(policy, "deployment", DAY)


def test_every_problem_of_all_rules_is_reported_with_place_and_mend() -> None:
    policy = policy_of(
        [
            ("automated_wrk >= 1 && mode == 'automat'", Outcome.REJECT, None, ()),
            ("automated_work >=", Outcome.REJECT, None, ()),
            ("notice_days < least_work", Outcome.REJECT, "expert", ("frist",)),
        ]
    )
    with pytest.raises(PolicyError) as caught:
        compile_rules(policy, "deployment", DAY)
    problems = caught.value.problems
    assert len(problems) == 6
    assert all(problem.mend for problem in problems)
    assert [problem.where.line for problem in problems] == [10, 10, 11, 12, 12, 12]
    assert problems[0].where.column == 9
    assert 'write "automated_work"' in problems[0].mend
    assert 'write "first"' in problems[4].mend
