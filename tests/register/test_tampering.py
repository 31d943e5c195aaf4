"""Every column and every row of a register: changed or deleted by hand, `andante register check` finds it.

The register is one that has lived: conditions kept and breached, evidence, figures, a notice answered, an
approval that departs from what the policy proposed, and a case that was erased.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from registers import (
    ADMINISTRATOR,
    APPROVER,
    FILER,
    KEY,
    MODEL,
    REVIEWER,
    Register,
    evidence,
    make_past,
    open_register,
)

from andante.register import backup as _every_table  # noqa: F401 - hangs every table on METADATA
from andante.register.check import check_register
from andante.register.engine import open_engine
from andante.register.metadata import METADATA
from andante.register.tables_log import APPEND_ONLY

OF_PEOPLE = frozenset(
    {
        "credentials",
        "one_time_links",
        "organisations",
        "people_events",
        "person_roles",
        "persons",
        "provider_identities",
        "provider_sign_ins",
        "role_requests",
        "sessions",
        "sign_in_attempts",
        "sign_in_keys",
        "tokens",
    }
)
"""Tables of people have tests of their own (test_people_in_the_log.py)."""
LOG = frozenset(table.name for table in APPEND_ONLY) | {"log_head"}
UNBOUND: dict[str, str] = {
    "idempotency.person": "who sent a request is in its event; a receipt under another name answers nobody",
    "idempotency.key": "keys are the senders' own: a request under a lost key acts anew, and that is logged",
    "idempotency.request": "changed, a repeat is refused; nothing that was done changes",
    "idempotency": "without its receipt a repeat acts anew, and that is logged",
}
"""Columns and tables that the log does not bind, and why that does no harm unseen."""
SPAN = {"low": 1.0, "central": 2.0, "high": 3.0}
PREDICTED: Mapping[str, Any] = {
    "assessment": "a" * 64,
    "predicted": {"steps": [], "final": {"released": SPAN}},
}


def lived(folder: Path) -> Register:
    past = make_past(f"sqlite:///{folder / 'register.db'}")
    made = open_register(past.url)
    made.now = past.now
    number = past.deployment
    ended = made.publish(made.submit_deployment(past.model, **PREDICTED))
    first = next(day for day in made.store.calendar(date(2026, 1, 1), date(2026, 9, 1)) if day.entry == ended)
    made.act(FILER, "send_evidence", ended, evidence(first.event, 60.0))
    made.act(REVIEWER, "suspend_at_once", ended, {"reason": "It errs."})
    made.act(FILER, "report_notice", ended, {"kind": "error", "text": "The sector is another one."})
    made.act(FILER, "deregister", ended, {"reason": "It did not help."})
    made.act(ADMINISTRATOR, "erase", ended, {"reason": "as asked"})
    older = made.publish(made.submit_model(version="0.8"))
    changed = made.act(FILER, "file_change", older, {"filing": {**MODEL, "version": "0.9"}}).created
    assert changed is not None
    made.publish(changed)
    departing = made.submit_deployment(changed, **PREDICTED)
    made.act(REVIEWER, "take_up", departing)
    made.act(REVIEWER, "accept", departing)
    made.act(REVIEWER, "assess", departing)
    made.act(REVIEWER, "open_consultation", departing)
    made.act(REVIEWER, "record_consultation", departing, {"statement": "The union agreed."})
    answer = {"outcome": "approve", "reason": "The use is small and can be undone."}
    made.act(REVIEWER, "propose", departing, answer)
    made.act(APPROVER, "decide", departing, answer)
    made.act(APPROVER, "publish", departing)
    made.now = datetime(2026, 7, 1, 9, tzinfo=UTC)
    for day in made.store.calendar(date(2026, 1, 1), date(2026, 9, 1)):
        value = 60.0 if day.condition == "notify_staff_30_days" else 0.9
        made.act(FILER, "send_evidence", number, evidence(day.event, value))
    made.now = datetime(2026, 9, 1, 9, tzinfo=UTC)
    made.store.due()
    made.act(FILER, "go_live", number, {"phase": "pilot", "start": "2026-09-01"})
    made.act(FILER, "report_notice", number, {"kind": "objection", "text": "Nobody told us."})
    (notice,) = made.store.notices(number)
    made.act(REVIEWER, "answer_notice", number, {"notice": notice.id, "answer": "We look into it."})
    made.now = datetime(2026, 10, 10, 9, tzinfo=UTC)
    made.act(FILER, "report_workforce", number, {"quarter": "2026-Q3", "figures": {"released": 2.0}}, "key-1")
    made.now = datetime(2026, 11, 15, 9, tzinfo=UTC)
    made.store.due()
    return made


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a register that has lived, and is sound."""
    folder = tmp_path_factory.mktemp("lived")
    made = lived(folder)
    assert check_register(made.engine, KEY.verifier()).problems == ()
    made.engine.dispose()
    return folder / "register.db"


def tables() -> list[str]:
    return sorted(set(METADATA.tables) - OF_PEOPLE - LOG)


def problems_after(whole: Path, folder: Path, *statements: str) -> tuple[object, ...]:
    copied = folder / "copy.db"
    shutil.copy(whole, copied)
    with closing(sqlite3.connect(copied)) as raw:
        raw.execute("PRAGMA foreign_keys=OFF")
        for statement in statements:
            assert raw.execute(statement).rowcount, statement
        raw.commit()
    engine = open_engine(copied)
    try:
        return check_register(engine, KEY.verifier()).problems
    finally:
        engine.dispose()


COLUMNS = [f"{name}.{column.name}" for name in tables() for column in METADATA.tables[name].columns]


@pytest.mark.parametrize("place", COLUMNS)
def test_a_value_that_was_changed_is_found(whole: Path, tmp_path: Path, place: str) -> None:
    table, column = place.split(".")
    kept = "erased, " if "erased" in METADATA.tables[table].columns and column != "erased" else ""
    with closing(sqlite3.connect(whole)) as raw:
        found = raw.execute(
            f'SELECT rowid, "{column}" FROM {table} WHERE "{column}" IS NOT NULL ORDER BY {kept}1 LIMIT 1'
            if table != "idempotency"
            else f'SELECT person, "{column}" FROM {table} LIMIT 1'
        ).fetchone()
    assert found is not None, "the register that has lived should have a value here"
    value = found[1]
    other: object = f"{value}x"
    if isinstance(value, int):
        other = value + 1000
    elif isinstance(value, bytes):
        other = value + b"x"
    copied = tmp_path / "copy.db"
    shutil.copy(whole, copied)
    with closing(sqlite3.connect(copied)) as raw:
        raw.execute("PRAGMA ignore_check_constraints=ON")
        where = "rowid" if table != "idempotency" else "person"
        raw.execute(f'UPDATE {table} SET "{column}" = ? WHERE {where} = ?', (other, found[0]))
        raw.commit()
    engine = open_engine(copied)
    problems = check_register(engine, KEY.verifier()).problems
    engine.dispose()
    assert bool(problems) != (place in UNBOUND)


@pytest.mark.parametrize("table", tables())
def test_a_row_that_is_gone_is_found(whole: Path, tmp_path: Path, table: str) -> None:
    with closing(sqlite3.connect(whole)) as raw:
        (count,) = raw.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert count
    statement = f"DELETE FROM {table} WHERE rowid = (SELECT max(rowid) FROM {table})"
    if table == "idempotency":
        statement = "DELETE FROM idempotency"
    assert bool(problems_after(whole, tmp_path, statement)) != (table in UNBOUND)
