"""The checker finds what was changed by hand in the tables that the register acts from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from registers import APPROVER, KEY, Register
from test_history import by_hand

from andante.register.check import check_register

EDITS = {
    "a duty is gone": "DELETE FROM conditions WHERE condition = 'retrain_before_release'",
    "all duties are gone": "DELETE FROM conditions",
    "what was found is gone": "DELETE FROM due_events WHERE verdict <> 'kept'",
    "a breach is called kept": "UPDATE due_events SET verdict = 'kept'",
    "a due day is moved": "UPDATE due_events SET due = '2031-01-01'",
    "an objection is gone": "DELETE FROM notices",
    "an objection says something else": "UPDATE notices SET content = replace(content, 'nobody', 'somebody')",
    "an objection is called an error": "UPDATE notices SET kind = 'error'",
    "an objection is called answered": "UPDATE notices SET answered = received",
    "a published reason is another": "UPDATE events SET public = replace(public, 'offered', 'wanted')",
    "a clock is gone": "UPDATE cases SET clock = NULL, due = NULL",
    "nobody looks at a clock": "UPDATE cases SET watch = NULL",
    "a clock is looked at too late": "UPDATE cases SET watch = '2059-01-01'",
    "another unit files": "UPDATE cases SET unit = 'another'",
    "somebody else files": "UPDATE cases SET filer = 'somebody'",
    "a case in no log": "UPDATE cases SET token = replace(token, substr(token, 1, 8), 'nowhere!')",
    "facts that no step made": "UPDATE cases SET facts = replace(facts, '\"filers\"', "
    '\'"facts_confirmed":true,"filers"\')',
    "another model": "UPDATE cases SET model_version = '9' WHERE model IS NOT NULL",
    "a list says something else": "UPDATE publications SET summary = 'harmless'",
    "a policy goes by another name": "UPDATE policies SET title = 'harmless'",
}


@pytest.mark.parametrize("name", EDITS)
def test_what_the_register_acts_from_is_compared_with_the_log(filled: Register, name: str) -> None:
    store = filled.store
    (use,) = [hit.entry for hit in store.public_search("", {"kind": ["deployment"]}).hits]
    filled.act(APPROVER, "report_notice", use, {"kind": "objection", "text": "nobody was asked"})
    filled.act(APPROVER, "suspend_at_once", use, {"reason": "no posts were offered"})
    filled.now += timedelta(days=200)
    assert store.due()
    assert check_register(filled.engine, KEY.verifier()).problems == ()
    with by_hand(filled) as connection:
        assert connection.exec_driver_sql(EDITS[name]).rowcount
    assert check_register(filled.engine, KEY.verifier()).problems
