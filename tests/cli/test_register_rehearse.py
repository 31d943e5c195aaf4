"""`andante register rehearse`: from a run's filings to people, days and queues; wrong input in words."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from andante.cli.main import run
from andante.filing.exported import ExportedFilings, read_exported, write_exported
from andante.lab.comparison import AssumptionSet
from andante.lab.competitor import World
from andante.lab.filing_export import export_filings
from andante.lab.introduce import economy_inputs
from andante.lab.run import RunTask, run_task
from andante.policies.load import load_policy
from andante.reference.economies import load_economy
from andante.register.calendars import calendar_for
from andante.register.queue_flows import simulate_flows
from andante.register.queue_plan import Hours
from andante.register.rehearsal_arrivals import arrivals_by_procedure, policy_of, rows_of, working_days
from andante.register.rehearse import RehearsalOptions, rehearse


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files as `--filings` writes them (tests/lab), and others."""
    out = tmp_path_factory.mktemp("rehearse")
    inputs = economy_inputs(load_economy("china"), "ilo_share")
    central = (AssumptionSet("central", None, None, None),)
    for name in ("controlled-innovation", "market-led"):
        policy = load_policy(name)
        task = RunTask(name, policy, inputs, central, {}, "2026-01", 14, "average", 1, 1.0, World())
        exported = export_filings(task, run_task(task), 40_000)
        assert exported is not None
        (out / f"filings-{name}.parquet").write_bytes(write_exported(exported))
    (out / "report.html").write_text("<p>not a table</p>")
    pq.write_table(pa.table({"measure": ["output_gain"]}), out / "measures.parquet")
    return out


@pytest.fixture(scope="module")
def export(folder: Path) -> ExportedFilings:
    return read_exported(folder / "filings-controlled-innovation.parquet")


def few(export: ExportedFilings, share: float) -> ExportedFilings:
    """The same filings in a smaller country."""
    return replace(export, count=export.count * share)


def call(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert run(["register", "rehearse", *words, "--sample", "0", "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_json_answers_what_a_regulator_asks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(folder / "filings-controlled-innovation.parquet")
    found = call(capsys, file, "--months", "12")
    assert found["counted"] == "flows"
    assert found["months"][0] == "2026-01"
    assert len(found["months"]) == 12
    assert {p["name"] for p in found["procedures"]} == {"simplified", "ordinary", "expert_re_review"}
    for each in found["procedures"]:
        assert each["arrived"] == pytest.approx(each["returned"] + each["decided"] + each["waiting"])
        assert each["staff"] == each["needed"]
        assert each["decisions_late"] <= 0.05 >= each["checks_late"]
        assert 0 < each["median_days"] <= each["p90_days"]
        assert each["p90_days"] <= each["check_clock"] + each["decision_clock"]
        assert list(each["queue"]) == found["months"]
        assert 0 < each["reviewers_busy"] <= 1
    again = call(capsys, file, "--months", "12")
    assert again == found


def test_one_person_fewer_does_not_keep_the_clocks(export: ExportedFilings) -> None:
    policy = policy_of(export, "")
    calendar = calendar_for(policy.jurisdiction)
    found = rehearse(export, policy, calendar, RehearsalOptions(months=12))
    reviewers = sum(each.needed.reviewers for each in found.procedures if each.needed)
    approvers = sum(each.needed.approvers for each in found.procedures if each.needed)
    assert reviewers > 10
    for each in found.procedures:
        assert each.needed is not None
        assert each.fate.late_share <= 0.05
        short = replace(each.plan, reviewers=each.needed.reviewers - 1)
        slow = replace(each.plan, approvers=each.needed.approvers - 1)
        for plan in (short, slow):
            assert simulate_flows(plan, each.arrivals.run_off(plan)).late_share > 0.05
    half = RehearsalOptions(months=12, reviewers=reviewers // 2, approvers=approvers)
    late = rehearse(export, policy, calendar, half)
    assert sum(int(each.plan.reviewers) for each in late.procedures) == reviewers // 2
    assert any(each.fate.late_share > 0.2 for each in late.procedures)


def test_arrivals_are_the_filings_of_the_file(export: ExportedFilings) -> None:
    """By an independent count: every first filing once, and back once where the check sends it back."""
    policy = policy_of(export, "")
    days = working_days(export, 6, calendar_for("CN"))
    arrivals = arrivals_by_procedure(rows_of(export, policy, 6), days)
    first = (export.submission == 1) & (export.month < 6)
    second = (export.submission == 2) & (export.month < 6)
    sent = export.count[first].sum() + export.count[second].sum()
    # A rule reads a field if its name is in its text; the model is named by every deployment.
    text = " ".join(rule.when for rule in policy.rules["deployment"])
    lacking = ~export.filings.columns["model_approved"].valid
    for name, column in export.filings.columns.items():
        if re.search(rf"\b{name}\b", text):
            lacking |= ~column.valid
    back = first & lacking
    assert sum(each.incomplete.sum() for each in arrivals.values()) == pytest.approx(export.count[back].sum())
    unchanged = back & (export.outcome != 3) & (export.month + export.header.return_months < 6)
    total = sum(each.total() for each in arrivals.values())
    assert total == pytest.approx(sent + export.count[unchanged].sum())
    assert 0 < export.count[unchanged].sum() < export.count[back].sum() < sent
    assert days.days[0].isoformat() == "2026-01-04"  # a Sunday that was made a working day
    assert "2026-02-17" not in {day.isoformat() for day in days.days}  # Spring Festival


def test_few_filings_go_one_by_one_and_repeat_by_seed(export: ExportedFilings) -> None:
    small = few(export, 2e-4)
    policy = policy_of(small, "")
    calendar = calendar_for(policy.jurisdiction)
    one = rehearse(small, policy, calendar, RehearsalOptions(months=6))
    same = rehearse(small, policy, calendar, RehearsalOptions(months=6))
    other = rehearse(small, policy, calendar, RehearsalOptions(months=6, seed=2))
    assert one.counting == "one by one"
    for each, again, differs in zip(one.procedures, same.procedures, other.procedures, strict=True):
        assert np.array_equal(each.result.queue, again.result.queue)
        assert each.needed == again.needed
        assert each.needed is not None
        assert each.fate.late_share <= 0.05
        assert differs.result.arrived >= 0
    assert any(
        a.result.arrived != b.result.arrived for a, b in zip(one.procedures, other.procedures, strict=True)
    )


def test_part_of_a_population_is_said(
    export: ExportedFilings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "f.parquet"
    path.write_bytes(write_exported(replace(export, header=replace(export.header, scale=0.02))))
    found = call(capsys, str(path), "--months", "2")
    assert any("2 % of the population" in text for text in found["assumptions"])


def test_whole_filings_arrive_whole(export: ExportedFilings) -> None:
    whole = (np.arange(export.rows) % 97 == 0).astype(float)
    people = replace(export, header=replace(export.header, method="people"), count=whole)
    policy = policy_of(people, "")
    options = RehearsalOptions(months=3, counting="one by one")
    rows = rows_of(people, policy, 3)
    found = rehearse(people, policy, calendar_for("CN"), options)
    for each in found.procedures:
        assert np.array_equal(each.arrivals.onward, np.rint(each.arrivals.onward))
        index = rows.procedures.index(each.name)
        assert each.arrivals.total() == rows.count[rows.procedure == index].sum()
        assert each.result.arrived == each.arrivals.total()


def test_more_hours_need_more_people(export: ExportedFilings) -> None:
    policy = policy_of(export, "")
    calendar = calendar_for("CN")
    plain = rehearse(export, policy, calendar, RehearsalOptions(months=6))
    slow = rehearse(
        export, policy, calendar, RehearsalOptions(months=6, hours={"simplified": Hours(0.5, 1.5, 0.2)})
    )
    for a, b in zip(plain.procedures, slow.procedures, strict=True):
        assert a.needed is not None
        assert b.needed is not None
        if a.name == "simplified":
            assert b.needed.reviewers == pytest.approx(2 * a.needed.reviewers, rel=0.02)
        else:
            assert a.needed == b.needed


def test_clock_shorter_than_the_work_is_kept_by_nobody(export: ExportedFilings) -> None:
    policy = policy_of(export, "")
    options = RehearsalOptions(months=3, hours={"simplified": Hours(1.0, 6.0 * 40, 1.0)})
    found = rehearse(export, policy, calendar_for("CN"), options)
    assert {each.name: each.needed is None for each in found.procedures}["simplified"]


def test_policy_without_procedures_has_no_clocks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = call(capsys, str(folder / "filings-market-led.parquet"), "--months", "6")
    (only,) = found["procedures"]
    assert (only["name"], only["check_clock"], only["decisions_late"]) == ("none", None, None)
    assert only["needed"]["reviewers"] > 0


def test_table_for_people(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(folder / "filings-controlled-innovation.parquet")
    words = ["--months", "6", "--reviewers", "300", "--approvers", "60", "--hours", "ordinary=2,10,1"]
    assert run(["register", "rehearse", file, "--sample", "4", *words]) == 0
    captured = capsys.readouterr()
    shown = captured.out
    assert "Every decision and clock is as rehearsed" in captured.err
    for text in ("People who keep the clocks", "assumed", "not a forecast", "Escalations", "2026-06"):
        assert text in shown
    assert "e+" not in shown


WRONG = [
    ("missing.parquet", [], "no such file"),
    ("report.html", [], "cannot be read as Parquet"),
    ("measures.parquet", [], "not an export of simulated filings"),
    ("filings-controlled-innovation.parquet", ["--months", "0"], "0 months"),
    ("filings-controlled-innovation.parquet", ["--reviewers", "0"], "0 reviewers"),
    ("filings-controlled-innovation.parquet", ["--reviewers", "2"], "2 people for 3 procedures"),
    ("filings-controlled-innovation.parquet", ["--approvers", "99999999999"], "99999999999 approvers"),
    ("filings-controlled-innovation.parquet", ["--hours", "ordinary=1,2"], "is not PROCEDURE="),
    ("filings-controlled-innovation.parquet", ["--hours", "quick=1,2,3"], "has no procedure 'quick'"),
    ("filings-controlled-innovation.parquet", ["--hours", "ordinary=1,nan,3"], "hours are from 0"),
    ("filings-controlled-innovation.parquet", ["--hours-a-day", "0"], "up to 24 hours"),
    ("filings-controlled-innovation.parquet", ["--late", "1"], "may be late"),
]


@pytest.mark.parametrize(("name", "words", "said"), WRONG)
def test_wrong_input_is_refused_in_words(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, words: list[str], said: str
) -> None:
    assert run(["register", "rehearse", str(folder / name), *words]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert not captured.out


def test_policy_in_the_file_is_checked(
    export: ExportedFilings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "f.parquet"
    for changed, said in (
        (replace(export.header, policy_hash="0" * 64), "not the one of its hash"),
        (
            replace(export.header, policy_content={**export.header.policy_content, "rules": "none"}),
            "cannot be read",
        ),
    ):
        path.write_bytes(write_exported(replace(export, header=changed)))
        assert run(["register", "rehearse", str(path)]) == 2
        assert said in capsys.readouterr().err
    path.write_bytes(write_exported(few(export, 0.0)))
    assert run(["register", "rehearse", str(path)]) == 2
    assert "nothing is filed" in capsys.readouterr().err
