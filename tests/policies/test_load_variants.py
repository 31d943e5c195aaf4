"""Variants: what set, add and remove mean, that the base never changes, and what a reader is told of it."""

from __future__ import annotations

import copy
import pickle
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_policy import SMALL, line_of, spoiled

from andante.errors import PolicyError
from andante.policies.canonical import policy_content
from andante.policies.diff import diff_policies
from andante.policies.load import apply_variant, check_policy, load_policy
from andante.policies.schema import Policy

EXAMPLES = Path(__file__).parents[2] / "examples" / "variants"
FIFTY = {"2026-01-01": {"value": 50, "source": "a proposal", "tag": "A"}}


def variant(**changes: Any) -> dict[str, Any]:
    return {"variant": "tried", "base": "small", "title": "Tried", "introduction": "Tried out.", **changes}


@pytest.fixture
def base(tmp_path: Path) -> Policy:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")
    return load_policy(file)


def problems_of(base: Policy, **changes: Any) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        apply_variant(base, variant(**changes))
    assert all(problem.mend for problem in caught.value.problems)
    return [f"{problem.what} | {problem.mend}" for problem in caught.value.problems]


def test_a_date_that_is_set_joins_the_dates_of_the_base(base: Policy) -> None:
    tried = apply_variant(base, variant(set={"parameters": {"collective_dismissal": {"values": FIFTY}}}))
    parameter = tried.parameters["collective_dismissal"]
    assert [parameter.at(day).value for day in (date(2025, 12, 31), date(2026, 1, 1))] == [20, 50]
    assert parameter.unit == "workers"
    assert (tried.name, tried.base, tried.title, tried.jurisdiction) == ("tried", "small", "Tried", "CN")


def test_a_date_of_the_base_is_replaced_whole(base: Policy) -> None:
    values = {"2008-01-01": {"value": 30, "source": "another reading", "tag": "W"}}
    tried = apply_variant(base, variant(set={"parameters": {"collective_dismissal": {"values": values}}}))
    (only,) = tried.parameters["collective_dismissal"].values
    assert (only.value, only.source, only.tag) == (30, "another reading", "W")
    values["2008-01-01"].pop("source")
    assert any('"source" is missing' in p for p in problems_of(
        base, set={"parameters": {"collective_dismissal": {"values": values}}}))  # fmt: skip


def test_dates_are_removed(base: Policy) -> None:
    tried = apply_variant(
        base,
        variant(
            set={"parameters": {"collective_dismissal": {"values": FIFTY}}},
            remove={"parameters": {"collective_dismissal": ["2008-01-01"]}},
        ),
    )
    assert [v.value for v in tried.parameters["collective_dismissal"].values] == [50]


def test_a_rule_keeps_what_is_not_set(base: Policy) -> None:
    rules = {"deployment": [{"id": "collective-displacement", "because": "Another sentence."}]}
    tried = apply_variant(base, variant(set={"rules": rules}))
    old, new = base.rules["deployment"][0], tried.rules["deployment"][0]
    assert new.because == "Another sentence."
    assert (new.when, new.conditions, new.procedure) == (old.when, old.conditions, old.procedure)
    # The place of the base is named for what the base says.
    assert (new.file, new.line, new.when_line) == (old.file, old.line, old.when_line)


def test_a_rule_whose_when_is_set_is_found_in_the_variant(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    text = (
        "variant: tried\nbase: small.yaml\ntitle: Tried\nset:\n  rules:\n    model:\n"
        "      - id: refusal-test\n        when: refusal_rate < 0.9\n"
    )
    file = tmp_path / "tried.yaml"
    file.write_text(text, encoding="utf-8")
    rule = load_policy(file).rules["model"][0]
    assert (rule.file, rule.line, rule.when_line, rule.when_column) == (str(file), 8, 8, 15)


def test_added_and_removed(base: Policy) -> None:
    rule = {"id": "large", "when": "firm_size >= 1000", "outcome": "approve", "because": "Large firms pass."}
    tried = apply_variant(
        base,
        variant(
            remove={
                "parameters": ["collective_dismissal"],
                "conditions": ["tell_the_staff"],
                "procedures": ["ordinary"],
                "rules": {"deployment": ["collective-displacement"]},
            },
            add={"rules": {"deployment": [rule]}},
        ),
    )
    assert [rule.id for rule in tried.rules["deployment"]] == ["large"]
    assert not tried.parameters
    assert not tried.conditions
    assert tried.rules["model"] == base.rules["model"]


def test_what_is_removed_may_not_be_needed(base: Policy) -> None:
    found = problems_of(base, remove={"conditions": ["tell_the_staff"]})
    assert any("there is no condition named" in p for p in found)


@pytest.mark.parametrize(
    ("changes", "what", "mend"),
    [
        ({"set": {}, "remove": {}}, "changes nothing", "add set:"),
        ({}, "changes nothing", "add set:"),
        ({"set": {"parameters": {"collective": {}}}}, "the base has no", "collective_dismissal"),
        ({"set": {"parameters": {"new": {"values": FIFTY}}}}, "the base has no", "under add:"),
        ({"add": {"parameters": {"collective_dismissal": {}}}}, "already", "under set:"),
        ({"remove": {"parameters": ["collective"]}}, "to remove", 'write "collective_dismissal"'),
        ({"remove": {"parameters": {"collective_dismissal": ["2009-01-01"]}}}, "to remove", "2008-01-01"),
        ({"remove": {"parameters": "collective_dismissal"}}, "is no list", "[NAME, NAME]"),
        ({"remove": {"rules": {"deployment": ["refusal-test"]}}}, "to remove", "collective-displacement"),
        ({"set": {"rules": {"deployment": [{"when": "true"}]}}}, '"id" is missing', "- id: NAME"),
        ({"set": {"rules": {"deployment": {"id": "x"}}}}, "is no list", "dash"),
        ({"set": {"procedures": {"ordinary": {"erlang_stages": 5}}}}, '"source" is missing', "old number"),
        ({"set": {"conditions": {"tell_the_staff": {"threshold": 5}}}}, '"tag" is missing', "old number"),
        ({"set": {"instrument": {}}}, "unknown key", 'write "instruments"'),
        ({"sets": {}}, "unknown key", 'write "set"'),
        ({"instruments": {}}, "unknown key", "the keys are"),
        ({"set": {"parameters": {"collective_dismissal": {"unit": "x"}}}}, "none of the units", "workers"),
        ({"set": {"parameters": {"collective_dismissal": "x"}}}, "is the text", "keys that are changed"),
    ],
)  # fmt: skip
def test_wrong_changes(base: Policy, changes: dict[str, Any], what: str, mend: str) -> None:
    found = problems_of(base, **changes)
    assert any(what in each.split(" | ")[0] and mend in each.split(" | ")[1] for each in found), found


def test_problem_in_a_variant_file_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    text = (
        "variant: tried\nbase: small.yaml\ntitle: Tried\n"
        "set:\n  parameters:\n    collective_dismissal:\n      values:\n"
        "        2026-01-01: {value: -3, source: a proposal, tag: A}\n"
    )
    file = tmp_path / "tried.yaml"
    file.write_text(text, encoding="utf-8")
    (problem,) = check_policy(file)
    assert (problem.where.file, problem.where.line) == (str(file), line_of("value: -3", text))
    file.write_text(text.replace("-3", "50"), encoding="utf-8")
    assert load_policy(file).base == "small"


def test_problem_in_the_base_names_the_base(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(spoiled("value: 20", "value: x"), encoding="utf-8")
    file = tmp_path / "tried.yaml"
    file.write_text("variant: tried\nbase: small.yaml\ntitle: Tried\nset: {}\n", encoding="utf-8")
    (problem,) = check_policy(file)
    assert problem.where.file == str(tmp_path / "small.yaml")


@pytest.mark.parametrize(
    ("base_line", "what"),
    [
        ("base: market-let\n", "no policy"),
        ("base: tried.yaml\n", "based on itself"),
        ("base: other.yaml\n", "based on itself"),
        ("", '"base" is missing'),
        ("base:\n", "is empty"),
        ("base: [x]\n", ""),
    ],
)
def test_wrong_base(base_line: str, what: str, tmp_path: Path) -> None:
    file = tmp_path / "tried.yaml"
    file.write_text(f"variant: tried\n{base_line}title: Tried\nset: {{}}\n", encoding="utf-8")
    (tmp_path / "other.yaml").write_text(
        "variant: o\nbase: tried.yaml\ntitle: O\nset: {}\n", encoding="utf-8"
    )
    problems = check_policy(file)
    assert problems
    assert any(what in problem.what for problem in problems), problems
    assert all(problem.mend for problem in problems)


def test_a_variant_of_a_variant(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    for number, (name, below) in enumerate([("one", "small"), ("two", "one"), ("three", "two")], 1):
        dated = f"202{number}-01-01: {{value: {number}, source: s, tag: A}}"
        text = f"variant: {name}\nbase: {below}.yaml\ntitle: T\nset:\n  parameters:\n"
        text += f"    collective_dismissal:\n      values:\n        {dated}\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    values = load_policy(tmp_path / "three.yaml").parameters["collective_dismissal"].values
    assert [value.value for value in values] == [20, 1, 2, 3]


def test_a_variant_is_written_for_its_base() -> None:
    with pytest.raises(PolicyError, match="written for"):
        apply_variant(load_policy("market-led"), variant(base="gradual-tax", set={}))


def test_hash_is_of_what_is_said_not_of_how(base: Policy, tmp_path: Path) -> None:
    """A variant and the same policy written out whole have one hash; comments and positions have none."""
    tried = apply_variant(base, variant(set={"parameters": {"collective_dismissal": {"values": FIFTY}}}))
    whole = spoiled("policy: small", "policy: tried  # the same, written out\n\n")
    whole = spoiled("title: A small policy", "title: Tried", whole)
    whole = spoiled("One rule, one condition, one procedure.", ">-\n  Tried\n  out.", whole)
    fifty = '      "2026-01-01": {tag: A, source: a proposal, value: 5e1}\n'
    whole = spoiled('art. 41", tag: P}\n', 'art. 41", tag: P}\n' + fifty, whole)
    file = tmp_path / "whole.yaml"
    file.write_text(whole, encoding="utf-8")
    written = load_policy(file)
    assert written.hash == tried.hash
    assert written.base is None
    assert written.hash != base.hash
    assert len(tried.hash) == 64


CHANGES = st.sampled_from(
    [
        {"set": {"parameters": {"collective_dismissal": {"values": FIFTY}}}},
        {
            "set": {
                "instruments": {
                    "pace.leakage": {"values": {"2027-01-01": {"value": 1, "source": "s", "tag": "A"}}}
                }
            }
        },
        {"remove": {"instruments": ["pace.cap", "assessment.cost"]}},
        {"remove": {"rules": {"model": ["refusal-test"]}, "parameters": ["refusal_floor"]}},
        {"set": {"rules": {"deployment": [{"id": "entry-level", "outcome": "reject", "conditions": []}]}}},
        {"set": {"conditions": {"quarterly_report": {"title": "Report"}}}},
        {"set": {"nothing": {}}},
        {"add": {"parameters": {"one_post": {}}}},
    ]
)


@settings(max_examples=12)
@given(st.lists(CHANGES, max_size=3))
def test_the_base_is_never_changed(changes: list[dict[str, Any]]) -> None:
    base = load_policy("controlled-innovation")
    before, content, document = pickle.dumps(base), policy_content(base), base.document
    for change in changes:
        given_change = copy.deepcopy(change)
        written = {**variant(**change), "base": "controlled-innovation"}
        with suppress(PolicyError):
            apply_variant(base, written)
        assert change == given_change, "the variant is not changed either"
    assert pickle.dumps(base) == before
    assert policy_content(base) == content
    assert base.document is document
    assert base == load_policy("controlled-innovation")
    assert base.hash == load_policy("controlled-innovation").hash


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.yaml")), ids=lambda file: file.stem)
def test_examples_load_and_change_something(file: Path) -> None:
    tried = load_policy(file)
    assert tried.name == file.stem
    assert tried.title_zh
    assert tried.introduction_zh
    base = load_policy(str(tried.base))
    differences = diff_policies(base, tried)
    assert differences
    assert all(difference.sentence and difference.where.file for difference in differences)
    assert diff_policies(tried, tried) == []


def test_differences_in_words() -> None:
    base = load_policy("controlled-innovation")
    tried = load_policy(EXAMPLES / "collective-dismissal-50.yaml")
    (difference,) = diff_policies(base, tried)
    assert str(difference) == "parameter collective_dismissal is 50 workers from 2026-01-01 (was 20 workers)"
    assert difference.where.file == str(EXAMPLES / "collective-dismissal-50.yaml")
    assert difference.where.line == line_of(
        "2026-01-01:", (EXAMPLES / "collective-dismissal-50.yaml").read_text()
    )
    (back,) = diff_policies(tried, base)
    assert (
        str(back)
        == "parameter collective_dismissal has no value of its own from 2026-01-01 any more (was 50 workers)"
    )


def test_every_kind_of_difference_is_told(base: Policy) -> None:
    rule = {"id": "large", "when": "firm_size >= 1000", "outcome": "approve", "because": "Large firms pass."}
    tried = apply_variant(
        base,
        variant(
            set={
                "conditions": {"tell_the_staff": {"threshold": 60, "source": "a bill", "tag": "R"}},
                "procedures": {"ordinary": {"who": "the city"}},
                "rules": {"model": [{"id": "refusal-test", "when": "refusal_rate < 0.9"}]},
            },
            add={
                "instruments": {"pace.leakage": {"unit": "share", "values": FIFTY | {"2026-01-01": {
                    "value": 0.2, "source": "s", "tag": "A"}}}},
                "rules": {"deployment": [rule]},
            },
            remove={"instruments": ["pace.cap"]},
        ),
    )  # fmt: skip
    sentences = [str(difference) for difference in diff_policies(base, tried)]
    assert sentences == [
        "instrument pace.cap is removed",
        "instrument pace.leakage is added (Cap: share that escapes): 0.2 share from 2026-01-01",
        "procedure ordinary: who changes from the province to the city",
        "condition tell_the_staff: threshold changes from 30 to 60",
        "condition tell_the_staff: source changes from Labour Contract Law art. 41 to a bill",
        "condition tell_the_staff: tag changes from P to R",
        "model rule refusal-test: when changes from refusal_rate < 0.95 to refusal_rate < 0.9",
        "deployment rule large is added: approve when firm_size >= 1000",
    ]
    titles = [str(difference) for difference in diff_policies(base, tried, texts=True)]
    assert titles[0] == "title changes from A small policy to Tried"
