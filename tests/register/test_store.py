"""Filings from submission to the public register and after, on both databases."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registers import (
    ADMINISTRATOR,
    AUDITOR,
    FILER,
    KEY,
    MODEL,
    OTHER_FILER,
    REVIEWER,
    Past,
    Register,
    Somebody,
)
from sqlalchemy import text

from andante.errors import AndanteError, RegisterError
from andante.policies.load import load_policy
from andante.register.check import check_register
from andante.register.checkpoint import open_checkpoint
from andante.register.commitment import opens
from andante.register.engine import open_engine, reading
from andante.register.given import CHANGE_KEYS, KEYS, read_given, read_sent
from andante.register.leaf import parse_leaf
from andante.register.log_folder import export_log
from andante.register.merkle import inclusion_holds, leaf_hash
from andante.register.numbering import check_digit, filing_number, number_problem
from andante.register.policy_shelf import policy_document, stored_policy
from andante.register.signed_note import SigningKey
from andante.register.states import Role
from andante.register.store import Store
from andante.register.store_log import read_entry

NOBODY = Somebody("", frozenset())
NO_SUCH = filing_number("CN", 2026, 9999)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def whole_log(register: Register) -> list[bytes]:
    size = open_checkpoint(register.store.checkpoint(), KEY.verifier()).size
    with reading(register.engine) as connection:
        return [read_entry(connection, number) for number in range(size)]


def test_a_deployment_is_on_the_public_register(filled: Register, past: Past) -> None:
    entry = filled.store.public_entry(past.deployment).content
    assert entry["outcome"] == "approve_with_conditions"
    assert entry["model"] == {"entry": past.model, "version": "1.0"}
    assert [each["id"] for each in entry["conditions"]]
    assert entry["notice"]["zh"] == "登记不代表认可。"
    found = filled.store.public_search("客服")
    assert {hit.entry for hit in found.hits} == {past.model, past.deployment}
    assert dict(found.facets["kind"]) == {"model": 1, "deployment": 1}
    assert check_register(filled.engine, KEY.verifier(), [past.kept]).problems == ()


def test_what_is_not_public_is_in_no_public_place(filled: Register) -> None:
    """Persons, statements, what deciders write, unpublished filings: neither in the log nor on a page."""
    secret = "UNPUBLISHED-PURPOSE"
    number = filled.submit_model(purpose=secret, provider="Hidden Provider")
    filled.act(REVIEWER, "take_up", number)
    public = b"".join(filled.store.download()) + b"".join(whole_log(filled))
    public += json.dumps([hit.title for hit in filled.store.public_search("").hits]).encode()
    for word in ("filer-1", "reviewer-1", "approver-1", "The union agreed", secret, "Hidden", number):
        assert word.encode() not in public, word
    with pytest.raises(RegisterError, match="no entry"):
        filled.store.public_entry(number)
    assert filled.store.public_search(secret).total == 0


def test_who_may_not_see_hears_the_same_as_for_nothing(filled: Register, past: Past) -> None:
    words = set()
    for person, number in ((OTHER_FILER, past.last), (OTHER_FILER, NO_SUCH), (NOBODY, past.last)):
        with pytest.raises(RegisterError) as refused:
            filled.store.case(number, person)
        words.add(str(refused.value))
    assert len(words) == 1
    with pytest.raises(RegisterError) as refused:
        filled.act(OTHER_FILER, "withdraw", past.last)
    with pytest.raises(RegisterError) as nothing:
        filled.act(OTHER_FILER, "withdraw", NO_SUCH)
    assert str(refused.value) == str(nothing.value)
    assert filled.store.queue(OTHER_FILER) == ()
    assert {row.number for row in filled.store.queue(FILER)} == {past.model, past.deployment, past.last}
    own = filled.store.case(past.deployment, FILER)
    assert own.case.proposal is None
    assert all(event.action != "propose" and event.person is None for event in own.events)
    assert any(event.person == "reviewer-1" for event in filled.store.case(past.deployment, AUDITOR).events)


def test_a_draft_is_edited_submitted_returned_once_and_sent_again(register: Register) -> None:
    number = register.act(FILER, "draft", None, {"filing": {"kind": "model", "provider": "Yun"}}).number
    assert register.store.queue(REVIEWER) == ()
    with pytest.raises(RegisterError, match="not for you"):
        register.act(REVIEWER, "take_up", number)
    register.act(FILER, "edit", number, {"filing": {"kind": "model", "provider": "Yun", "version": "1"}})
    receipt = register.act(FILER, "submit", number, {})
    assert receipt.by == date(2026, 6, 8)
    assert receipt.next is not None
    assert number in receipt.next.en
    register.act(REVIEWER, "take_up", number)
    with pytest.raises(RegisterError, match="still missing"):
        register.act(REVIEWER, "accept", number)
    register.act(REVIEWER, "return_once", number)
    gaps = next(e for e in register.store.case(number, FILER).events if e.action == "return_once").given
    assert gaps is not None
    assert "refusal_rate" in {gap["field"] for gap in gaps["gaps"]}
    register.act(FILER, "resubmit", number, {"filing": MODEL})
    register.publish(number)
    filed = register.store.versions(number, FILER)
    assert [version.version for version in filed] == [1, 2, 3]
    assert check_register(register.engine, KEY.verifier()).problems == ()


def test_somebody_who_looked_at_an_older_step_is_told(register: Register) -> None:
    number = register.submit_model()
    register.act(REVIEWER, "take_up", number, {"step": 1})
    with pytest.raises(RegisterError, match="moved on"):
        register.act(REVIEWER, "accept", number, {"step": 1})
    register.act(REVIEWER, "accept", number, {"step": 2})


def test_every_decision_replays_bit_for_bit(filled: Register, past: Past) -> None:
    replays = filled.store.replay()
    assert [replay.same for replay in replays] == [True, True]
    result = filled.store.case(past.deployment, AUDITOR).decisions[0].result
    assert result is not None
    assert result["matched"][0]["file"].endswith("controlled-innovation.yaml")
    assert all(rule["line"] for rule in result["matched"])


@pytest.mark.parametrize("name", ["controlled-innovation", "augmentation-first", "gradual-tax", "market-led"])
def test_a_policy_kept_is_the_policy(name: str) -> None:
    policy = load_policy(name)
    document = policy_document(policy)
    kept = stored_policy(document, policy.hash)
    assert kept.rules == policy.rules
    assert kept.parameters == policy.parameters
    assert policy_document(kept) == document
    with pytest.raises(RegisterError, match="not what it was"):
        stored_policy(document.replace("title", "Title", 1), policy.hash)


def test_a_policy_is_adopted_by_an_administrator_once(register: Register) -> None:
    with pytest.raises(RegisterError, match="administrators"):
        register.act(REVIEWER, "adopt_policy", None, {"policy": "market-led"})
    with pytest.raises(RegisterError, match="in force already"):
        register.act(ADMINISTRATOR, "adopt_policy", None, {"policy": "controlled-innovation"})
    for bad in ("../x", "no-such", 5, None):
        with pytest.raises(AndanteError):
            register.act(ADMINISTRATOR, "adopt_policy", None, {"policy": bad})
    register.act(ADMINISTRATOR, "adopt_policy", None, {"policy": "gradual-tax"})
    with pytest.raises(RegisterError, match="not named"):
        register.submit_model()


def test_the_export_is_that_of_a_sound_log(filled: Register, tmp_path: Path) -> None:
    note = filled.store.export_log(tmp_path / "stored")
    export_log(tmp_path / "made", whole_log(filled), note)
    assert files_of(tmp_path / "stored") == files_of(tmp_path / "made")
    filled.submit_model()
    filled.store.export_log(tmp_path / "stored")  # goes on in the same folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_proof_leads_to_the_signed_root(filled: Register, past: Past) -> None:
    version = filled.store.public_entry(past.deployment).versions[0]
    proof = filled.store.proof(version.log_number)
    stated = open_checkpoint(proof.checkpoint.encode(), KEY.verifier())
    path = [base64.b64decode(each) for each in proof.path]
    leaf = leaf_hash(proof.entry.encode())
    assert inclusion_holds(leaf, proof.log_number, stated.size, path, stated.root)
    entry = parse_leaf(proof.entry.encode(), proof.log_number)
    assert version.salt is not None
    assert opens(entry.commitments["publication"], bytes.fromhex(version.salt), version.content)
    line = json.loads(min(filled.store.download()))
    assert opens(line["digest"], bytes.fromhex(line["salt"]), line["content"])


def test_another_key_cannot_continue_the_log(register: Register) -> None:
    with pytest.raises(RegisterError, match=r"signing key is of other\.example"):
        Store(register.engine, SigningKey("other.example", b"k" * 32), lambda: register.now)


def test_notices_are_taken_in_from_anyone_and_answered(filled: Register, past: Past) -> None:
    wanted = {"kind": "error", "text": "The number of workers is wrong.", "contact": "a@b.example"}
    filled.act(NOBODY, "report_notice", past.deployment, wanted)
    for bad in ({}, {"kind": "praise", "text": "x"}, {"kind": "error", "text": " "}, {**wanted, "x": 1}):
        with pytest.raises(RegisterError):
            filled.act(NOBODY, "report_notice", past.deployment, bad)
    with pytest.raises(RegisterError, match="no entry"):
        filled.act(NOBODY, "report_notice", past.last, wanted)
    (notice,) = filled.store.notices()
    assert notice.text.startswith("The number")
    assert b"workers is wrong" not in b"".join(whole_log(filled))
    answer = {"notice": notice.id, "answer": "Corrected in the next version."}
    with pytest.raises(RegisterError):
        filled.act(FILER, "answer_notice", past.deployment, answer)
    filled.act(REVIEWER, "answer_notice", past.deployment, answer)
    assert filled.store.notices(past.deployment)[0].answered
    assert check_register(filled.engine, KEY.verifier()).problems == ()


def test_erasing_leaves_nothing_and_every_proof_valid(filled: Register, past: Past) -> None:
    """A canary in every free text of a case: gone from the database and, on SQLite, from its files."""
    canary = "Zebedee客服"
    number = filled.submit_model(purpose=f"asks {canary}", provider=canary)
    filled.publish(number)
    filled.act(NOBODY, "report_notice", number, {"kind": "objection", "text": f"I am {canary}"})
    with pytest.raises(RegisterError, match="has not ended"):
        filled.act(ADMINISTRATOR, "erase", number, {"reason": "asked for"})
    filled.act(FILER, "deregister", number, {"reason": f"{canary} left"})
    kept = filled.store.checkpoint()
    with pytest.raises(RegisterError, match="administrators"):
        filled.act(REVIEWER, "erase", number, {"reason": "x"})
    assert filled.store.public_search(canary).total == 1
    filled.act(ADMINISTRATOR, "erase", number, {"reason": "asked for"})
    assert canary.encode() not in dump(filled)
    assert filled.store.public_search(canary).total == 0
    assert filled.store.public_entry(number).versions[0].content is None
    assert filled.store.public_search(number).hits[0].title == number
    assert check_register(filled.engine, KEY.verifier(), [past.kept, kept]).problems == ()
    assert [replay.same for replay in filled.store.replay()].count(None) == 1


def dump(register: Register) -> bytes:
    """Everything that the database holds, and on SQLite the bytes of its files."""
    found = []
    with reading(register.engine) as connection:
        for table in register.engine.dialect.get_table_names(connection):  # type: ignore[attr-defined]
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                found += [str(value).encode() for value in row if not isinstance(value, bytes)]
                found += [value for value in row if isinstance(value, bytes)]
    if register.engine.dialect.name == "sqlite":
        place = Path(register.url.removeprefix("sqlite:///"))
        found += [path.read_bytes() for path in place.parent.glob(f"{place.name}*")]
    return b"\n".join(found)


@given(st.integers(2000, 2060), st.integers(1, 999_999_999), st.integers(0, 20), st.integers(1, 9))
def test_a_wrong_digit_of_a_number_is_found(year: int, running: int, place: int, other: int) -> None:
    number = filing_number("CN", year, running)
    assert number_problem(number) is None
    digits = [at for at, sign in enumerate(number) if sign.isdigit()]
    at = digits[place % len(digits)]
    wrong = number[:at] + str((int(number[at]) + other) % 10) + number[at + 1 :]
    assert number_problem(wrong) is not None


def test_known_check_digits() -> None:
    assert check_digit("7992739871") == 3  # the example that texts on Luhn's digit share
    assert check_digit("7992739817") != 3  # neighbours swapped


@given(ANYTHING)
def test_no_payload_makes_anything_but_an_error(whatever: object) -> None:
    for action, keys in KEYS.items():
        payload = dict.fromkeys(keys, whatever)
        with suppress(AndanteError):
            read_given(action, payload, datetime.now(UTC))
        with suppress(AndanteError):
            read_sent(payload, CHANGE_KEYS)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("mysql://a/b", "cannot be kept in mysql|not installed|no address"),
        ("nonsense://", "no address"),
        ("postgresql://andante@127.0.0.1:1/none", "cannot be reached"),
        ("/no/such/folder/register.db", "refused|cannot|reached"),
    ],
)
def test_what_is_no_database_is_told(url: str, told: str) -> None:
    with pytest.raises(RegisterError, match=told):
        open_engine(url)


def test_a_queue_shows_drafts_to_their_filers_alone(filled: Register) -> None:
    both = Somebody("both", frozenset({Role.FILER, Role.REVIEWER}), frozenset({"acme"}))
    other = Somebody("both", frozenset({Role.FILER, Role.REVIEWER}), frozenset({"other"}))
    draft = filled.act(FILER, "draft", None, {"filing": {"kind": "model"}}).number
    seen = {
        name: {row.number for row in filled.store.queue(who)}
        for name, who in {
            "both": both,
            "other": other,
            "filer": FILER,
            "auditor": AUDITOR,
            "reviewer": REVIEWER,
        }.items()
    }
    assert draft in seen["both"] & seen["filer"]
    assert draft not in seen["other"] | seen["auditor"] | seen["reviewer"]
    assert len(seen["both"]) == 4
    assert len(seen["other"]) == len(seen["auditor"]) == len(seen["reviewer"]) == 3
    assert filled.store.queue(ADMINISTRATOR) == filled.store.queue(NOBODY) == ()
