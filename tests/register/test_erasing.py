"""Erasing: nothing of what people wrote is left, every proof stays valid, and twice is as good as once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from empty_databases import Databases
from people_sample import Office, migrated
from registers import (
    ADMINISTRATOR,
    APPROVER,
    AUDITOR,
    DEPLOYMENT,
    FILER,
    KEY,
    REVIEWER,
    Past,
    Register,
    Somebody,
    evidence,
    plain_url,
)
from sqlalchemy import create_engine, select, text
from test_duties import at, live

from andante.errors import RegisterError
from andante.register import administration
from andante.register import store as store_module
from andante.register.case_erasing import ERASED_FROM
from andante.register.check import check_register
from andante.register.commitment import opens
from andante.register.engine import reading
from andante.register.erasing import clear_erased
from andante.register.states import State
from andante.register.tables_duties import EVIDENCE
from andante.register.tables_filings import EVENTS, IDEMPOTENCY

CANARY = "Zebedee客服"
NOBODY = Somebody("", frozenset())


def files_of(url: str) -> Iterator[bytes]:
    """What lies on the disk: the database's own files on SQLite, those of every relation on PostgreSQL."""
    if url.startswith("sqlite"):
        place = Path(url.removeprefix("sqlite:///"))
        for path in place.parent.glob(f"{place.name}*"):
            yield path.read_bytes()
        return
    name = url.rpartition("/")[2]
    engine = create_engine(plain_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CHECKPOINT"))
        folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
        query = text("SELECT oid FROM pg_database WHERE datname = :name")
        number = connection.execute(query, {"name": name}).scalar_one()
    engine.dispose()
    for path in (folder / "base" / str(number)).iterdir():
        yield path.read_bytes()


def held(register: Register, words: str = CANARY) -> bool:
    """Whether any file still holds the words, in any case of letters."""
    return held_at(register.url, words)


def held_at(url: str, words: str) -> bool:
    return any(words.encode().lower() in content.lower() for content in files_of(url))


def ended_with_canaries(register: Register, past: Past) -> str:
    """A use that ended, with a canary in every text that somebody could write about it."""
    filing = {**DEPLOYMENT, "system_name": CANARY, "purpose": f"answers {CANARY}"}
    sent = {"filing": filing, "model": past.model, "planned_start": "2026-09-01"}
    number = register.act(FILER, "submit", None, sent, "key-submit").number
    register.act(REVIEWER, "take_up", number)
    register.act(REVIEWER, "accept", number)
    register.act(REVIEWER, "assess", number)
    register.act(REVIEWER, "open_consultation", number)
    register.act(REVIEWER, "record_consultation", number, {"statement": f"{CANARY} agreed."}, "key-said")
    proposed = register.store.case(number, AUDITOR).case.policy
    assert proposed is not None
    answer = {
        "outcome": "approve_with_conditions",
        "conditions": [*proposed.conditions, "phased_rollout"][: len(set(proposed.conditions)) + 1],
        "reason": f"Because {CANARY}.",
    }
    answer["conditions"] = list(dict.fromkeys(answer["conditions"]))
    register.act(REVIEWER, "propose", number, answer)
    register.act(APPROVER, "decide", number, answer)
    register.act(APPROVER, "publish", number)
    day = next(
        each
        for each in register.store.calendar(register.now.date(), register.now.date().replace(year=2027))
        if each.entry == number
    )
    value = 60.0 if "notif" in day.condition else 0.9
    register.act(FILER, "send_evidence", number, evidence(day.event, value, f"by {CANARY}"), "key-evidence")
    told = {"kind": "objection", "text": f"I am {CANARY}", "contact": f"{CANARY}@example.org"}
    register.act(NOBODY, "report_notice", number, told, "key-notice")
    (notice,) = register.store.notices(number)
    reply = {"notice": notice.id, "answer": f"Dear {CANARY}"}
    register.act(REVIEWER, "answer_notice", number, reply, "key-answer")
    register.act(FILER, "deregister", number, {"reason": f"{CANARY} left."}, "key-end")
    return number


def test_nothing_is_left_in_any_file_and_every_proof_holds(filled: Register, past: Past) -> None:
    number = ended_with_canaries(filled, past)
    kept = filled.store.checkpoint()
    assert held(filled)
    if filled.engine.dialect.name == "postgresql":
        with filled.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")  # the planner keeps frequent values, too
    assert filled.store.public_search(CANARY).total == 1
    filled.act(ADMINISTRATOR, "erase", number, {"reason": "asked for on 3 June"})
    assert not held(filled)
    assert not held(filled, "zebedee")
    for words in (CANARY, "zebedee", "answers"):
        assert number not in {hit.entry for hit in filled.store.public_search(words).hits}
    assert b"zebedee" not in b"".join(filled.store.download()).lower()
    assert check_register(filled.engine, KEY.verifier(), [past.kept, kept]).problems == ()
    for line in filled.store.public_entry(number).versions:
        assert filled.store.proof(line.log_number).entry
    file = filled.store.case(number, AUDITOR)
    assert file.case.state is State.DEREGISTERED
    with reading(filled.engine) as connection:
        last = connection.execute(
            select(EVENTS).where(EVENTS.c.number == number).order_by(EVENTS.c.step.desc()).limit(1)
        ).one()
    assert json.loads(last.payload) == {"reason": "asked for on 3 June"}  # who erased, and why, is kept
    assert opens(last.payload_digest, last.payload_salt, json.loads(last.payload))


def test_no_digest_without_a_salt_is_left_to_guess_at(filled: Register, past: Past) -> None:
    """The digest of a request has no salt: whoever guesses what was sent could confirm it by that."""
    number = ended_with_canaries(filled, past)
    other = filled.act(NOBODY, "report_notice", past.deployment, {"kind": "error", "text": "x"}, "key-other")
    filled.act(ADMINISTRATOR, "erase", number, {"reason": "asked for"})
    with reading(filled.engine) as connection:
        rows = {row.key: row.request for row in connection.execute(select(IDEMPOTENCY))}
    gone = {"key-submit", "key-said", "key-evidence", "key-notice", "key-answer", "key-end"}
    assert {key for key, request in rows.items() if request == ""} == gone
    # What was sent for others is answered as before, what was erased is refused and not done again.
    again = filled.act(NOBODY, "report_notice", past.deployment, {"kind": "error", "text": "x"}, "key-other")
    assert again == other
    size = filled.store.checkpoint()
    told = {"kind": "objection", "text": f"I am {CANARY}", "contact": f"{CANARY}@example.org"}
    with pytest.raises(RegisterError, match="key"):
        filled.act(NOBODY, "report_notice", number, told, "key-notice")
    assert filled.store.checkpoint() == size


def test_erasing_again_is_harmless_and_takes_what_came_since(filled: Register, past: Past) -> None:
    number = ended_with_canaries(filled, past)
    first = filled.act(ADMINISTRATOR, "erase", number, {"reason": "asked for"}, "key-erase")
    assert filled.act(ADMINISTRATOR, "erase", number, {"reason": "asked for"}, "key-erase") == first
    with reading(filled.engine) as connection:
        when = connection.execute(select(EVIDENCE.c.erased).where(EVIDENCE.c.number == number)).scalar_one()
    filled.act(NOBODY, "report_notice", number, {"kind": "error", "text": f"Where is {CANARY}?"})
    assert held(filled)
    filled.act(ADMINISTRATOR, "erase", number, {"reason": "and what came since"})
    assert not held(filled)
    with reading(filled.engine) as connection:
        kept = connection.execute(select(EVIDENCE.c.erased).where(EVIDENCE.c.number == number)).scalar_one()
    assert kept == when  # the day on which it was erased does not move
    assert check_register(filled.engine, KEY.verifier(), [past.kept]).problems == ()


def test_an_erasure_is_whole_or_not_at_all(
    filled: Register, past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It fails at each statement in turn: nothing has changed. Cut off after it: sent again, it clears."""
    number = ended_with_canaries(filled, past)
    kept, carry_out = filled.store.checkpoint(), filled.engine.dialect.do_execute
    seen = 0

    def fail(cursor: Any, statement: str, *rest: Any) -> None:
        nonlocal seen
        if statement.lstrip().upper().startswith(("UPDATE", "INSERT", "DELETE")):
            seen += 1
            if seen == stop:
                raise OSError("the power went")
        carry_out(cursor, statement, *rest)

    for stop in range(1, 200):  # noqa: B007 - read by what fails
        seen = 0
        with monkeypatch.context() as patched:
            patched.setattr(filled.engine.dialect, "do_execute", fail)
            patched.setattr(store_module, "clear_erased", lambda *_: False)
            try:
                filled.act(ADMINISTRATOR, "erase", number, {"reason": "asked for"}, "key-erase")
                break
            except OSError:
                pass
        assert filled.store.checkpoint() == kept
        assert filled.store.public_search(CANARY).total == 1
        assert filled.store.case(number, AUDITOR).filed[-1].filing is not None
    assert stop > 20
    assert held(filled)  # the transaction stands, and clearing was cut off
    filled.act(ADMINISTRATOR, "erase", number, {"reason": "asked for"}, "key-erase")
    assert not held(filled)
    assert check_register(filled.engine, KEY.verifier(), [past.kept, kept]).problems == ()


def test_what_still_holds_erased_rows_is_said(
    filled: Register, past: Past, caplog: pytest.LogCaptureFixture
) -> None:
    """Without the right to write a table anew, or while others read an older state, it is logged."""
    if filled.engine.dialect.name == "sqlite":
        filled.engine.dispose()
        with filled.engine.connect() as reader:
            reader.exec_driver_sql("PRAGMA busy_timeout=50")
        filled.engine.dispose()
        with reading(filled.engine) as reader:
            reader.exec_driver_sql("SELECT count(*) FROM cases").scalar()
            filled_other = create_engine(f"sqlite:///{filled.url.removeprefix('sqlite:///')}")
            filled_other.dispose()
            filled.act(REVIEWER, "take_up", past.last)
            with filled.engine.connect() as waiting:
                waiting.exec_driver_sql("PRAGMA busy_timeout=50")
            assert not clear_erased(filled.engine, ERASED_FROM)
        assert clear_erased(filled.engine, ERASED_FROM)
    else:
        with filled.engine.begin() as connection:
            connection.exec_driver_sql("DROP ROLE IF EXISTS stranger")
            connection.exec_driver_sql("CREATE ROLE stranger LOGIN")
        stranger = create_engine(plain_url(filled.url).replace("andante@", "stranger@"))
        assert not clear_erased(stranger, ["cases"])
        stranger.dispose()
        with filled.engine.begin() as connection:
            connection.exec_driver_sql("DROP ROLE stranger")
        assert clear_erased(filled.engine, ERASED_FROM)
    assert set(caplog.messages) == {"erased rows are still held"}


def test_nothing_of_a_person_is_left_in_any_file(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor where clearing was cut off, once it is asked for again."""
    url = databases.new()
    office = Office(migrated(url))
    gone, later = (office.hire(name, "filer").access.person.id for name in ("Zebedee", "Balthasar"))
    assert held_at(url, "zebedee")
    office.people.erase(office.admin, gone)
    assert not held_at(url, "zebedee")
    with monkeypatch.context() as patched:
        patched.setattr(administration, "clear_erased", lambda *_: False)
        office.people.erase(office.admin, later)
    assert held_at(url, "balthasar")
    if databases.kind == "postgresql":
        with office.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
    with pytest.raises(RegisterError, match="erased before"):
        office.people.erase(office.admin, later)
    assert not held_at(url, "balthasar")
    office.engine.dispose()


def test_a_live_use_is_not_erased_nor_one_of_which_something_is_due(filled: Register, past: Past) -> None:
    number = live(filled, past)
    with pytest.raises(RegisterError, match="has not ended"):
        filled.act(ADMINISTRATOR, "erase", number, {"reason": "asked for"})
    at(filled, 2026, 9, 20, 9)
    filled.act(FILER, "deregister", number, {"reason": "It ended."})
    with pytest.raises(RegisterError, match="still due") as refused:
        filled.act(ADMINISTRATOR, "erase", number, {"reason": "asked for"})
    assert "2026-10-30" in refused.value.problems[0].mend
