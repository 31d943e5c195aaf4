"""A sample of simulated filings through the actual register: decisions and clocks are as rehearsed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.cli.main import run as run_command
from andante.filing.exported import ExportedFilings, write_exported
from andante.filing.outcomes import Outcome
from andante.lab.comparison import AssumptionSet
from andante.lab.competitor import World
from andante.lab.filing_export import export_filings
from andante.lab.introduce import economy_inputs
from andante.lab.run import RunTask, run_task
from andante.policies.load import load_policy
from andante.reference.economies import load_economy
from andante.register.calendars import calendar_for
from andante.register.rehearsal_arrivals import policy_of
from andante.register.rehearsal_store import StorePass, draw_sample, rehearse_in_store
from andante.register.rehearse import RehearsalOptions, rehearse


def export_of(name: str, economy: str = "china", months: int = 8) -> ExportedFilings:
    inputs = economy_inputs(load_economy(economy), "ilo_share")
    central = (AssumptionSet("central", None, None, None),)
    task = RunTask(
        name, load_policy(name), inputs, central, {}, "2026-01", months, "average", 1, 1.0, World()
    )
    exported = export_filings(task, run_task(task), 30_000)
    assert exported is not None
    return exported


@pytest.fixture(scope="module")
def export() -> ExportedFilings:
    return export_of("controlled-innovation")


def through(export: ExportedFilings, size: int, folder: Path, months: int = 8) -> StorePass:
    policy = policy_of(export, "")
    calendar = calendar_for(policy.jurisdiction)
    found = rehearse(export, policy, calendar, RehearsalOptions(months=months))
    return rehearse_in_store(export, policy, calendar, found, size, folder)


@pytest.mark.slow
def test_register_decides_as_the_export_says(export: ExportedFilings, tmp_path: Path) -> None:
    seen = through(export, 30, tmp_path)
    assert seen.disagreements == ()
    assert seen.problems == ()
    assert seen.filings == 30
    assert seen.returned > 3
    assert 20 < seen.decisions <= 45
    assert seen.clocks >= 3 * 6
    assert seen.log_entries > 4 * 30
    counted = export.count[export.submission == 1].sum()
    assert seen.stand_for == pytest.approx(counted, rel=1e-9)


@pytest.mark.slow
def test_policy_without_procedures_decides_as_the_export_says(tmp_path: Path) -> None:
    seen = through(export_of("augmentation-first", "united-states", 5), 12, tmp_path, 5)
    assert seen.agrees
    assert seen.decisions > 6


@pytest.mark.slow
def test_register_that_decides_otherwise_is_found(export: ExportedFilings, tmp_path: Path) -> None:
    """Every approval in the file said to be a rejection, and every procedure another."""
    wrong = np.where(export.outcome == Outcome.APPROVE, np.int8(Outcome.REJECT), export.outcome)
    swapped = np.where(export.procedure == 0, np.int8(1), export.procedure)
    path = tmp_path / "f.parquet"
    path.write_bytes(write_exported(replace(export, outcome=wrong, procedure=swapped)))
    words = ["register", "rehearse", str(path), "--sample", "8", "--months", "3"]
    assert run_command(words) == 1


def test_wrong_outcomes_are_named(export: ExportedFilings, tmp_path: Path) -> None:
    wrong = np.where(export.outcome == Outcome.APPROVE, np.int8(Outcome.REJECT), export.outcome)
    seen = through(replace(export, outcome=wrong), 6, tmp_path, 2)
    assert not seen.agrees
    assert any("outcome 'reject' in the file, 'approve' in the register" in t for t in seen.disagreements)
    assert seen.problems == ()


def test_sample_stands_for_every_filing(export: ExportedFilings) -> None:
    first = (export.submission == 1) & (export.month < 6)
    kinds = set(zip(export.outcome[first].tolist(), export.procedure[first].tolist(), strict=True))
    sample = draw_sample(export, 6, 60, 1)
    drawn = list(
        zip(export.outcome[sample.rows].tolist(), export.procedure[sample.rows].tolist(), strict=True)
    )
    assert set(drawn) == kinds
    assert len(sample.rows) == 60
    for kind in kinds:
        these = np.array([each == kind for each in drawn])
        rows = first & (export.outcome == kind[0]) & (export.procedure == kind[1])
        assert sample.weights[these].sum() == pytest.approx(export.count[rows].sum())
    assert np.all(export.submission[sample.rows] == 1)
    again = draw_sample(export, 6, 60, 1)
    assert np.array_equal(sample.rows, again.rows)
    assert not np.array_equal(sample.rows, draw_sample(export, 6, 60, 2).rows)


@settings(max_examples=40, deadline=None)
@given(size=st.integers(1, 300), seed=st.integers(0, 2**30), months=st.integers(1, 8))
def test_sample_has_the_size_asked_for(export: ExportedFilings, size: int, seed: int, months: int) -> None:
    sample = draw_sample(export, months, size, seed)
    assert len(sample.rows) == len(sample.weights) == size
    assert np.all(sample.weights > 0)
    assert np.all(export.month[sample.rows] < months)
