"""Policies adopted from a day on: which one decides, what is refused, what the log says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from registers import ADMINISTRATOR, KEY, POLICY, REVIEWER, Register
from sqlalchemy import text, update

from andante.errors import AndanteError, RegisterError
from andante.policies.load import load_policy
from andante.register.check import check_register
from andante.register.engine import writing
from andante.register.tables_policies import POLICY_ADOPTIONS

LIBRARY = Path(__file__).parents[2] / "andante" / "policies" / "library"
TEXT = (LIBRARY / f"{POLICY}.yaml").read_text(encoding="utf-8")
STRICTER = TEXT.replace('value: 20\n        source: "Labour', 'value: 12\n        source: "Labour', 1)
VARIANT = f"variant: {POLICY}\nbase: {{base}}\ntitle: Another\n"


def adopt(register: Register, **payload: object) -> None:
    register.act(ADMINISTRATOR, "adopt_policy", None, payload)


def test_a_policy_is_in_force_from_its_day_on(register: Register) -> None:
    old, today = load_policy(POLICY).hash, register.now.date()
    start = today + timedelta(days=10)
    adopt(register, text=STRICTER, file="stricter.yaml", starts=start.isoformat())
    new = next(each for each in register.store.policies() if each.to_come)
    assert (new.starts, new.ends, new.in_force, new.name) == (start, None, False, POLICY)
    present = next(each for each in register.store.policies() if each.in_force)
    assert (present.hash, present.ends) == (old, start)
    before = register.submit_model()
    register.now += timedelta(days=9)
    eve = register.submit_model()
    register.now += timedelta(days=1)
    after = register.submit_model()
    hashes = [register.store.case(number, REVIEWER).policy_hash for number in (before, eve, after)]
    assert hashes == [old, old, new.hash]
    states = [(each.hash, each.in_force) for each in register.store.policies()]
    assert states == [(new.hash, True), (old, False)]
    rules = register.store.policy(new.hash).rules["deployment"]  # type: ignore[union-attr]
    assert all(rule.file == "stricter.yaml" and rule.line for rule in rules)
    assert check_register(register.engine, KEY.verifier()).problems == ()


def test_a_plan_is_undone_by_adopting_the_present_one_from_its_day(register: Register) -> None:
    start = (register.now.date() + timedelta(days=5)).isoformat()
    adopt(register, text=STRICTER, starts=start)
    adopt(register, policy=POLICY, starts=start)
    register.now += timedelta(days=20)
    assert register.store.case(register.submit_model(), REVIEWER).policy_hash == load_policy(POLICY).hash
    with pytest.raises(RegisterError, match="in force already"):
        adopt(register, policy=POLICY)


def test_what_is_no_policy_or_no_day_is_refused_and_nothing_changes(register: Register) -> None:
    before, size = register.store.policies(), register.store.checkpoint()
    yesterday = (register.now.date() - timedelta(days=2)).isoformat()
    for payload, words in (
        ({"text": STRICTER, "starts": yesterday}, "is over"),
        ({"text": STRICTER, "starts": "soon"}, "not a day"),
        ({"text": STRICTER, "starts": 20260101}, "not a day"),
        ({"text": STRICTER, "policy": POLICY}, "neither the name"),
        ({"text": 5}, "text is not"),
        ({"text": STRICTER, "into": "force"}, "does not belong here"),
        ({"text": "policy: [", "file": "broken.yaml"}, "broken.yaml"),
        ({"text": VARIANT.format(base="/etc/passwd"), "file": "v.yaml"}, "no packaged policy"),
        ({"policy": {"variant": "v", "base": "/etc/passwd", "title": "V"}}, "no packaged policy"),
        ({"text": "x" * 1_000_001}, "text is not"),
    ):
        with pytest.raises(AndanteError, match=words):
            adopt(register, **payload)
    assert (register.store.policies(), register.store.checkpoint()) == (before, size)


def test_looking_at_a_policy_says_what_it_changes_and_every_problem(register: Register) -> None:
    size = register.store.checkpoint()
    same = register.store.look_at_policy({"policy": POLICY})
    assert (same.differences, same.problems) == ((), ())
    assert same.against == load_policy(POLICY).hash
    stricter = register.store.look_at_policy({"text": STRICTER, "file": "stricter.yaml"})
    (change,) = stricter.differences
    assert change.path == "parameters.collective_dismissal.values.2008-01-01"
    assert change.sentence.endswith("changes from 20 workers to 12 workers, from 2008-01-01")
    assert stricter.policy is not None
    assert stricter.policy.hash != same.against
    other = register.store.look_at_policy({"policy": "market-led"})
    assert (other.against, other.differences) == (None, ())
    broken = TEXT.replace("outcome: reject", "outcome: refuse").replace("unit: workers", "unit: bananas")
    found = register.store.look_at_policy({"text": broken, "file": "broken.yaml"})
    assert found.policy is None
    assert len(found.problems) > 1
    assert all(each.where.file == "broken.yaml" and each.where.line for each in found.problems)
    assert register.store.checkpoint() == size  # nothing is adopted by looking


def test_an_adoption_changed_behind_the_log_is_found(register: Register) -> None:
    with writing(register.engine) as connection:
        connection.execute(update(POLICY_ADOPTIONS).values(starts="2020-01-01"))
    found = check_register(register.engine, KEY.verifier()).problems
    assert ["not what the log says" in each.what for each in found] == [True]
    with writing(register.engine) as connection:
        connection.execute(text("DELETE FROM policy_adoptions"))
    found = check_register(register.engine, KEY.verifier()).problems
    assert [each.what for each in found] == ["The adoption that entry 0 of the log tells is gone."]


def test_only_files_of_the_package_can_be_a_base(register: Register) -> None:
    offer = register.store.look_at_policy({"text": VARIANT.format(base=POLICY), "file": "v.yaml"})
    assert all("base" not in (each.where.field or "") for each in offer.problems)
