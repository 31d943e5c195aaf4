"""A policy from before its duties had Chinese: adopted, decided under, kept, and decided again the same."""

from __future__ import annotations

from registers import ADMINISTRATOR, AUDITOR, KEY, POLICY, Register

from andante.policies.canonical import policy_content
from andante.policies.load import load_policy
from andante.register.check import check_register

CHINESE = ("title_zh", "evidence_zh", "owner_zh", "consequence_zh")


def test_decisions_under_an_older_text_replay(register: Register) -> None:
    older = policy_content(load_policy(POLICY))
    for condition in older["conditions"].values():
        for name in CHINESE:
            del condition[name]
    wanted = load_policy(older).hash
    assert wanted != load_policy(POLICY).hash
    register.act(ADMINISTRATOR, "adopt_policy", None, {"policy": older})
    model, deployment = register.published_pair()
    assert register.store.case(deployment, AUDITOR).policy_hash == wanted
    register.act(ADMINISTRATOR, "adopt_policy", None, {"policy": POLICY})  # the text of today follows
    replays = register.store.replay()
    assert {replay.number for replay in replays} == {model, deployment}
    assert all(replay.same for replay in replays), [replay.why for replay in replays]
    assert check_register(register.engine, KEY.verifier()).problems == ()
    kept = register.store.public_entry(deployment).versions[-1].content["conditions"]
    assert kept
    assert not any(name in condition for condition in kept for name in CHINESE)
