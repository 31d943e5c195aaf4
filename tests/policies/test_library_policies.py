"""The packaged policies: complete, sourced, in two languages, strict to the last key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from small_policy import line_of

import andante.policies
from andante.errors import PolicyError
from andante.filing.conditions import EffectKind
from andante.filing.outcomes import Outcome
from andante.policies.canonical import content_hash, policy_content
from andante.policies.diff import diff_policies
from andante.policies.instruments import INSTRUMENTS
from andante.policies.load import LIBRARY, check_policy, library_names, load_policy
from andante.policies.parameters import TAGS

FOLDER = Path(andante.policies.__file__).parent / "library"
NAMES = ("augmentation-first", "controlled-innovation", "gradual-tax", "market-led")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def raw(name: str) -> dict[str, Any]:
    """The file by another reader, all scalars as text."""
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    loaded = yaml.load(text, Loader=yaml.BaseLoader)
    assert isinstance(loaded, dict)
    return loaded


def test_the_library_holds_what_it_should() -> None:
    assert library_names() == NAMES
    assert {file.stem for file in FOLDER.glob("*.yaml")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
class TestEachPolicy:
    def test_loads_from_its_name_its_file_and_its_content(self, name: str) -> None:
        policy = load_policy(name)
        assert policy.name == name
        assert policy.base is None
        assert policy.source_file == f"{LIBRARY}/{name}.yaml"
        assert load_policy(FOLDER / f"{name}.yaml").hash == policy.hash
        content = policy_content(policy)
        written = load_policy(content)
        assert written.hash == policy.hash == content_hash(content)
        assert policy_content(written) == content
        assert diff_policies(policy, written, texts=True) == []

    def test_says_that_it_is_a_reference_design_in_both_languages(self, name: str) -> None:
        policy = load_policy(name)
        assert "reference design" in policy.title
        assert "示范设计" in policy.title_zh
        assert len(policy.introduction.split()) >= 50, "a reader's introduction"
        assert len(CHINESE.findall(policy.introduction_zh)) >= 80
        assert len(policy.cannot_say) >= 3
        assert len(policy.cannot_say) == len(policy.cannot_say_zh)

    def test_every_text_that_people_read_is_there_in_chinese(self, name: str) -> None:
        policy = load_policy(name)
        texts = [(p.title, p.title_zh) for p in policy.parameters.values()]
        texts += [(p.title, p.title_zh) for p in policy.procedures.values()]
        texts += [(p.who, p.who_zh) for p in policy.procedures.values()]
        for condition in policy.conditions.values():
            texts += [
                (getattr(condition, name), getattr(condition, f"{name}_zh"))
                for name in ("title", "evidence", "owner", "consequence")
            ]
        for rules in policy.rules.values():
            texts += [(rule.title, rule.title_zh) for rule in rules]
            texts += [(rule.because, rule.because_zh) for rule in rules]
        for english, chinese in texts:
            assert english
            assert not CHINESE.search(english)
            assert CHINESE.search(chinese), english

    def test_every_number_has_a_source_and_a_tag(self, name: str) -> None:
        """Walks the file itself: whatever holds a number under a known key holds source and tag beside it."""
        numbered = 0
        for path, table in tables(raw(name)):
            if {"value", "amount", "threshold", "decision_working_days"} & set(table):
                numbered += 1
                assert len(table.get("source", "")) >= 5, path
                assert table.get("tag") in TAGS, path
        assert numbered >= 4

    def test_every_rule_has_a_source_a_tag_and_a_plain_sentence(self, name: str) -> None:
        for rules in load_policy(name).rules.values():
            for rule in rules:
                assert rule.source
                assert rule.tag in TAGS
                assert rule.because[0].isupper()
                assert rule.because.endswith(".")
                assert "_" not in rule.because, "no names of fields in a sentence for people"
                assert rule.start is not None

    def test_reasons_point_at_the_line(self, name: str) -> None:
        lines = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
        policy = load_policy(name)
        for rules in policy.rules.values():
            for rule in rules:
                assert rule.line is not None
                assert rule.when_line is not None
                assert lines[rule.line - 1].strip() == f"- id: {rule.id}"
                assert lines[rule.when_line - 1][(rule.when_column or 0) - 1 :].startswith(rule.when)
        for dated in (*policy.instruments.values(), *policy.parameters.values()):
            for value in dated.values:
                assert value.line is not None
                assert lines[value.line - 1].strip().startswith(value.start.isoformat())

    def test_no_numbers_hide_in_rules(self, name: str) -> None:
        """A threshold in the text of a rule would have no date, no source and no variant."""
        for rules in load_policy(name).rules.values():
            for rule in rules:
                assert not re.search(r"(?<![A-Za-z_0-9])\d", rule.when), rule.when

    @pytest.mark.slow
    def test_any_renamed_key_fails_to_load(self, name: str) -> None:
        """Every key of the file, one at a time; dates, names of parameters and of conditions are keys too."""
        renamed = 0
        for path, changed in renamings(raw(name), "_" if name == "market-led" else "x"):
            problems = check_policy(changed)
            assert problems, f"{path} renamed, and it still loads"
            assert all(problem.mend for problem in problems), path
            renamed += 1
        assert renamed > 50


def test_any_renamed_key_of_a_file_is_named_with_its_line(tmp_path: Path) -> None:
    """On the text of the smallest file, so that lines can be checked as well."""
    text = (FOLDER / "gradual-tax.yaml").read_text(encoding="utf-8")
    file = tmp_path / "renamed.yaml"
    keys = list(re.finditer(r"^ *(?:- )?([A-Za-z0-9_.-]+):(?= |$)", text, re.MULTILINE))
    assert len(keys) > 40
    for key in keys:
        changed = text[: key.end(1)] + "x" + text[key.end(1) :]
        file.write_text(changed, encoding="utf-8")
        line = text.count("\n", 0, key.start(1)) + 1
        problems = check_policy(file)
        assert problems, key.group(1)
        if key.group(1) != "instruments":
            assert any(problem.where.line == line for problem in problems), (key.group(1), line)


def tables(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping of a file with its path."""
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            yield from tables(value, f"{path}.{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from tables(value, f"{path}[{index}]")


def renamings(content: dict[str, Any], damage: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The content once for each of its keys, with that key renamed; what looks like a number becomes one."""

    def rebuilt(node: Any, target: int, path: str, counter: list[int], hit: list[str]) -> Any:
        if isinstance(node, dict):
            result = {}
            for key, value in node.items():
                here = counter[0] == target
                counter[0] += 1
                if here:
                    hit.append(f"{path}.{key}")
                result[key + damage if here else key] = rebuilt(value, target, f"{path}.{key}", counter, hit)
            return result
        if isinstance(node, list):
            return [rebuilt(value, target, f"{path}[]", counter, hit) for value in node]
        return float(node) if re.fullmatch(r"-?\d+(\.\d+)?", node) else node

    target = 0
    while True:
        hit: list[str] = []
        changed = rebuilt(content, target, "", [0], hit)
        if not hit:
            return
        yield hit[0], changed
        target += 1


def test_renaming_nothing_loads() -> None:
    """The rebuilding of the renaming test itself does no damage."""
    for name in NAMES:
        _, renamed = next(renamings(raw(name), ""))
        assert check_policy(renamed) == []


def test_the_library_uses_every_effect() -> None:
    used = {condition.effect.kind for name in NAMES for condition in load_policy(name).conditions.values()}
    assert used == set(EffectKind)


def test_effects_do_something() -> None:
    for name in NAMES:
        for condition in load_policy(name).conditions.values():
            nothing = 1.0 if condition.effect.kind is EffectKind.ENTRY_FLOOR else 0.0
            assert condition.effect.amount != nothing
            assert condition.effect.source


def test_names_are_titles_of_four_distinct_designs() -> None:
    hashes = {load_policy(name).hash for name in NAMES}
    assert len(hashes) == 4


def test_market_led_asks_no_permission() -> None:
    policy = load_policy("market-led")
    assert policy.rules["model"] == ()
    assert not policy.procedures
    assert {rule.outcome for rule in policy.rules["deployment"]} == {Outcome.APPROVE_WITH_CONDITIONS}
    assert not policy.instruments


@pytest.mark.parametrize(
    ("policy", "instrument", "value"),
    [
        ("controlled-innovation", "model_approval.delay_months", 4),
        ("controlled-innovation", "assist_first.mandate", 0.7),
        ("controlled-innovation", "assist_first.leakage", 0.2),
        ("controlled-innovation", "pace.cap", 0.0005),
        ("controlled-innovation", "pace.youth_weight", 0.1),
        ("controlled-innovation", "protection.attrition_share", 0.9),
        ("controlled-innovation", "support.training_places", 0.0005),
        ("controlled-innovation", "support.training_months", 6),
        ("augmentation-first", "assist_first.mandate", 0.8),
        ("gradual-tax", "automation_tax.rate", 0.5),
        ("gradual-tax", "automation_tax.half_life", 36),
    ],
)
def test_numbers_of_the_model_specification(policy: str, instrument: str, value: float) -> None:
    path = load_policy(policy).instrument_path(instrument, [date(2026, 1, 1), date(2035, 12, 1)])
    assert path.tolist() == [value, value]


def test_ordinary_review_takes_four_months() -> None:
    assert load_policy("controlled-innovation").procedures["ordinary"].months == 4


def test_every_instrument_is_used_or_neutral() -> None:
    for name in NAMES:
        policy = load_policy(name)
        for instrument in policy.instruments_set():
            values = policy.instruments[instrument].values
            assert all(INSTRUMENTS[instrument].contains(value.value) for value in values)


def test_law_of_collective_dismissal_is_cited_by_article() -> None:
    parameter = load_policy("controlled-innovation").parameters["collective_dismissal"]
    value = parameter.at(date(2026, 6, 1))
    assert (value.value, value.tag, parameter.unit) == (20, "P", "workers")
    assert "art. 41" in value.source
    text = (FOLDER / "controlled-innovation.yaml").read_text(encoding="utf-8")
    assert value.line == line_of("  collective_dismissal:", text) + 5


def test_unknown_policy_is_an_error() -> None:
    with pytest.raises(PolicyError, match="controlled-innovation"):
        load_policy("controlled-inovation")
