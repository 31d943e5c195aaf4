"""What conditions say in Chinese: read strictly, gone when the English changes, absent in older texts."""

from __future__ import annotations

from typing import Any

import pytest

from andante.errors import PolicyError
from andante.policies.canonical import policy_content
from andante.policies.load import library_names, load_policy

TEXTS = ("title", "evidence", "owner", "consequence")
NAME, CONDITION = "controlled-innovation", "notify_staff_30_days"


def older() -> dict[str, Any]:
    """A packaged policy as it was written before its duties had Chinese."""
    content = policy_content(load_policy(NAME))
    for condition in content["conditions"].values():
        for text in TEXTS:
            condition.pop(f"{text}_zh", None)
    return content


def variant(**changes: str) -> dict[str, Any]:
    return {
        "variant": "other-words",
        "base": NAME,
        "title": "Other words",
        "set": {"conditions": {CONDITION: changes}},
    }


def test_a_text_from_before_loads_keeps_its_hash_and_has_no_chinese() -> None:
    policy = load_policy(older())
    for condition in policy.conditions.values():
        assert [getattr(condition, f"{text}_zh") for text in TEXTS] == ["", "", "", ""]
    assert policy.hash != load_policy(NAME).hash
    assert load_policy(policy_content(policy)).hash == policy.hash
    assert not any("_zh" in key for each in policy_content(policy)["conditions"].values() for key in each)


@pytest.mark.parametrize("text", ["evidence", "owner", "consequence"])
def test_new_words_of_a_variant_have_no_chinese_of_the_old_ones(text: str) -> None:
    changed = load_policy(variant(**{text: "something else"})).conditions[CONDITION]
    assert getattr(changed, text) == "something else"
    assert getattr(changed, f"{text}_zh") == ""
    others = [getattr(changed, f"{other}_zh") for other in TEXTS if other != text]
    assert all(others)
    both = load_policy(variant(**{text: "something else", f"{text}_zh": "另一说法"})).conditions[CONDITION]
    assert getattr(both, f"{text}_zh") == "另一说法"


def test_the_chinese_is_read_as_strictly_as_the_rest() -> None:
    content = policy_content(load_policy(NAME))
    content["conditions"][CONDITION]["consequence_cn"] = "推迟启用"
    with pytest.raises(PolicyError, match="consequence_cn"):
        load_policy(content)
    content = policy_content(load_policy(NAME))
    content["conditions"][CONDITION]["owner_zh"] = ["用人单位"]
    with pytest.raises(PolicyError, match="owner_zh"):
        load_policy(content)


@pytest.mark.parametrize("name", library_names())
def test_what_is_written_out_holds_every_chinese_text(name: str) -> None:
    """The register keeps a policy as its content: what is not in it would be gone from its pages."""
    policy = load_policy(name)
    kept = load_policy(policy_content(policy))
    assert kept.conditions == policy.conditions
    assert all(getattr(each, f"{text}_zh") for each in kept.conditions.values() for text in TEXTS)
    assert kept.hash == policy.hash
