"""Conditions cannot lapse silently, figures are compared with what was predicted, models are followed."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from empty_databases import Databases
from registers import (
    APPROVER,
    AUDITOR,
    DEPLOYMENT,
    FILER,
    KEY,
    MODEL,
    OTHER_FILER,
    REVIEWER,
    Past,
    Register,
    Somebody,
    evidence,
    open_register,
)
from sqlalchemy import select

from andante.assessment.findings import Span
from andante.errors import RegisterError
from andante.register.check import check_register
from andante.register.engine import reading
from andante.register.plain import to_plain
from andante.register.predicted import PredictedStep, Prediction
from andante.register.quarters import Quarter
from andante.register.states import State
from andante.register.tables_duties import DUE_EVENTS
from andante.register.tables_filings import EVENTS

PREDICTED = Prediction(
    (PredictedStep(date(2026, 9, 1), {"automated_work": Span(10.0, 12.0, 20.0)}),),
    {"automated_work": Span(10.0, 12.0, 20.0)},
)


def at(register: Register, *when: int) -> None:
    register.now = datetime(*when, tzinfo=UTC)  # type: ignore[arg-type]


def actions(register: Register, number: str) -> list[str]:
    with reading(register.engine) as connection:
        query = select(EVENTS.c.action).where(EVENTS.c.number == number).order_by(EVENTS.c.step)
        return list(connection.execute(query).scalars())


def outcome(register: Register, number: str) -> dict[str, Any]:
    """Where a case came to, without the moments at which somebody looked."""
    case = register.store.case(number, AUDITOR).case
    with reading(register.engine) as connection:
        rows = connection.execute(
            select(DUE_EVENTS.c.event, DUE_EVENTS.c.verdict).order_by(DUE_EVENTS.c.event)
        )
        verdicts = [tuple(row) for row in rows]
    return {"case": to_plain(case), "verdicts": verdicts, "actions": actions(register, number)}


def test_downtime_changes_nothing_and_everything_fires_once(databases: Databases, past: Past) -> None:
    """Looked at daily, weekly with restarts, or once after two years: the same steps on the same days."""
    results = []
    for days in (1, 7, 10_000):
        register = open_register(databases.copy_of(past.url))
        at(register, 2026, 6, 2)
        end = datetime(2028, 3, 1, 12, tzinfo=UTC)  # over two changes of daylight time and a leap day
        while register.now < end:
            register.now = min(register.now + timedelta(days=days), end)
            if days == 7:
                register.engine.dispose()
                register = Register(register.url, register.engine, now=register.now)
            register.store.due()
        assert register.store.due() == ()
        register.now -= timedelta(days=90)  # a clock set back fires nothing again
        assert register.store.due() == ()
        results.append(outcome(register, past.deployment))
        assert check_register(register.engine, KEY.verifier(), [past.kept]).problems == ()
        with reading(register.engine) as connection:
            events = connection.execute(select(DUE_EVENTS.c.event)).scalars().all()
        assert max(Counter(events).values()) == 1
        register.engine.dispose()
    assert results[0] == results[1] == results[2]
    assert "find_breach" in results[0]["actions"]


def test_two_clockworks_at_once_fire_once(filled: Register, past: Past) -> None:
    at(filled, 2026, 12, 1)
    found: list[tuple[str, ...]] = []
    threads = [threading.Thread(target=lambda: found.append(filled.store.due())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = Counter(number for numbers in found for number in numbers)
    assert counts[past.deployment] == 1
    assert check_register(filled.engine, KEY.verifier()).problems == ()


def live(register: Register, past: Past) -> str:
    """The deployment in use from 1 September, what was due before shown kept."""
    number = past.deployment
    at(register, 2026, 7, 1)
    days = register.store.calendar(date(2026, 1, 1), date(2026, 9, 1))
    for day in days:
        value = 60.0 if day.condition == "notify_staff_30_days" else 0.9
        register.act(FILER, "send_evidence", number, evidence(day.event, value))
    at(register, 2026, 9, 1, 9)
    register.store.due()
    register.act(FILER, "go_live", number, {"phase": "pilot", "start": "2026-09-01"})
    return number


def test_kept_conditions_and_a_breach(filled: Register, past: Past) -> None:
    number = live(filled, past)
    assert filled.store.case(number, FILER).case.state is State.LIVE
    quarter = f"{number}/quarterly_report/2026-Q3"
    days = {day.event: day for day in filled.store.calendar(date(2026, 9, 1), date(2026, 12, 31))}
    assert days[quarter].due == date(2026, 10, 30)
    assert days[quarter].verdict is None
    at(filled, 2026, 11, 15)
    filled.store.due()
    case = filled.store.case(number, FILER).case
    assert case.state is State.CONDITION_BREACHED
    assert quarter in case.open_breaches
    content = filled.store.public_entry(number).content
    assert content["state"] == "condition_breached"
    assert quarter in content["open_breaches"]
    assert {each["verdict"] for each in content["checked"]} >= {"kept", "missing"}
    found = filled.store.public_search("客服", {"state": ["condition_breached"]})
    assert [hit.entry for hit in found.hits] == [number]
    filled.act(REVIEWER, "propose_measure", number, {"measure": "suspend", "reason": "No report came."})
    with pytest.raises(RegisterError, match="This is for approver"):
        filled.act(REVIEWER, "suspend", number, {"reason": "x"})
    filled.act(APPROVER, "suspend", number, {"reason": "No report came."})
    assert filled.store.public_entry(number).content["state"] == "suspended"
    assert check_register(filled.engine, KEY.verifier()).problems == ()


def test_figures_of_a_quarter_are_its_report(filled: Register, past: Past) -> None:
    number = live(filled, past)
    third, fourth = (f"{number}/quarterly_report/{quarter}" for quarter in ("2026-Q3", "2026-Q4"))
    at(filled, 2026, 10, 10)
    figures = {"quarter": "2026-Q3", "figures": {"released": 0}}
    filled.act(FILER, "report_workforce", number, figures)
    at(filled, 2026, 10, 29)
    filled.act(FILER, "report_workforce", number, figures)  # a correction is no later report
    at(filled, 2027, 2, 5)
    filled.store.due()
    content = filled.store.public_entry(number).content
    found = {each["event"]: (each["verdict"], each["value"]) for each in content["checked"]}
    assert found[third] == ("kept", 10.0)
    assert found[fourth] == ("missing", None)
    assert third not in content["open_breaches"]
    assert check_register(filled.engine, KEY.verifier()).problems == ()


def test_a_figure_that_fails_is_said_at_once_and_can_be_corrected_until_its_day(
    filled: Register, past: Past
) -> None:
    number = live(filled, past)
    due = {day.condition: day for day in filled.store.calendar(date(2026, 12, 1), date(2026, 12, 31), FILER)}
    event = due["reassign_first"]
    assert (event.due, event.sent, event.meets) == (date(2026, 12, 1), None, None)
    at(filled, 2026, 11, 30, 9)
    filled.act(FILER, "send_evidence", number, evidence(event.event, 0.2))

    def read(reader: Somebody | None) -> tuple[object, object, object]:
        days = filled.store.calendar(date(2026, 12, 1), date(2026, 12, 31), reader)
        (found,) = [day for day in days if day.event == event.event]
        return found.sent, found.meets, found.verdict

    assert read(FILER) == read(REVIEWER) == (0.2, False, None)
    assert read(None) == (None, None, None)  # what was sent is the filer's and the officials'
    assert filled.store.calendar(date(2026, 12, 1), date(2026, 12, 31), OTHER_FILER) == ()
    filled.act(FILER, "send_evidence", number, evidence(event.event, 0.3))
    assert read(FILER) == (0.3, True, None)
    at(filled, 2026, 12, 2, 9)
    filled.store.due()
    assert read(FILER) == (None, None, "kept")


def test_predicted_against_actual(register: Register) -> None:
    model = register.publish(register.submit_model())
    number = register.publish(register.submit_deployment(model, predicted=to_plain(PREDICTED)))
    past = Past("", model, number, "", b"", register.now)
    live(register, past)
    at(register, 2026, 10, 10)
    for person, quarter, figure, told in (
        (FILER, "2026-Q4", "released", "not a quarter of use that is over"),
        (OTHER_FILER, "2026-Q3", "released", "not for you"),
        (FILER, "2026-Q3", "robots", "no figure of the report"),
    ):
        with pytest.raises(RegisterError, match=told):
            register.act(person, "report_workforce", number, {"quarter": quarter, "figures": {figure: 1}})
    for figures in ({"automated_work": 30.0}, {"automated_work": 15.0}):
        register.act(FILER, "report_workforce", number, {"quarter": "2026-Q3", "figures": figures})
    content = register.store.public_entry(number).content
    row = next(each for each in content["workforce"]["compared"] if each["figure"] == "automated_work")
    assert (row["actual"], row["predicted"]["central"], row["difference"]) == (15.0, 12.0, 3.0)
    assert row["within"]
    sums = {
        each.figure: each for each in register.store.policy_sums("controlled-innovation", Quarter(2026, 3))
    }
    assert sums["automated_work"].difference == 3.0
    assert (sums["automated_work"].entries, sums["automated_work"].of) == (1, 1)
    assert check_register(register.engine, KEY.verifier()).problems == ()


def test_every_deployment_on_a_suspended_model_is_found(filled: Register, past: Past) -> None:
    other = filled.publish(filled.submit_deployment(past.model))
    receipt = filled.act(REVIEWER, "suspend_at_once", past.model, {"reason": "It leaks."})
    assert receipt.affected == (past.deployment, other)
    assert [each.entry for each in filled.store.out_of_force()] == [past.deployment, other]
    assert {each.model_state for each in filled.store.out_of_force()} == {"suspended"}
    waiting = filled.submit_deployment(past.model, model_version="1.0")
    with pytest.raises(RegisterError, match="approved"):
        filled.publish(waiting)
    filled.act(REVIEWER, "propose_measure", past.model, {"measure": "restore", "reason": "Mended."})
    filled.act(APPROVER, "restore", past.model, {"reason": "Mended."})
    assert filled.store.out_of_force() == ()


def test_a_new_version_of_a_model_is_a_change_filing(filled: Register, past: Past) -> None:
    receipt = filled.act(FILER, "file_change", past.model, {"filing": {**MODEL, "version": "1.1"}})
    assert receipt.created is not None
    filled.decide(receipt.created)
    assert filled.act(APPROVER, "publish", receipt.created).affected == (past.deployment,)
    assert filled.store.public_entry(past.model).content["state"] == "changed"
    assert filled.store.public_entry(past.model).content["replaced_by"] == receipt.created
    assert filled.store.public_entry(receipt.created).content["replaces"] == past.model
    assert filled.store.public_entry(receipt.created).others == (past.model,)
    assert [each.entry for each in filled.store.out_of_force()] == [past.deployment]
    with pytest.raises(RegisterError, match=r"registered in version 1\.1, not 1\.0"):
        filled.submit_deployment(receipt.created, model_version="1.0")
    change = {"filing": DEPLOYMENT, "model": receipt.created, "planned_start": "2026-10-01"}
    moved = filled.act(FILER, "file_change", past.deployment, change).created
    assert moved is not None
    filled.publish(moved)
    assert filled.store.out_of_force() == ()
    assert filled.store.public_entry(moved).content["model"] == {"entry": receipt.created, "version": "1.1"}
    assert check_register(filled.engine, KEY.verifier()).problems == ()


def test_the_planned_start_is_that_of_the_assessment_unless_another_is_named(register: Register) -> None:
    model = register.publish(register.submit_model())
    span = {"low": 1.0, "central": 1.0, "high": 1.0}
    predicted = {"steps": [{"day": "2026-11-02", "values": {"released": span}}], "final": {"released": span}}
    for sent, planned in ((None, date(2026, 11, 2)), ("2026-12-01", date(2026, 12, 1))):
        number = register.submit_deployment(model, predicted=predicted, planned_start=sent)
        assert register.store.case(number, FILER).case.planned_start == planned


def test_a_deployment_without_a_model_is_told_so(register: Register) -> None:
    number = register.act(FILER, "submit", None, {"filing": {**DEPLOYMENT, "model_approved": True}}).number
    case = register.store.case(number, FILER)
    assert "model" in case.case.gaps
    assert case.filed[0].filing is not None
    assert case.filed[0].filing.get("model_approved") is None  # the register knows, not the filer
    with pytest.raises(RegisterError, match="no model of the public register"):
        register.submit_deployment(number)
