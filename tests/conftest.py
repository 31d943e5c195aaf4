"""What every test shares: in CI a skipped test is a failure; the raw data files where they are present."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "andante", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("andante")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,  # noqa: ARG001
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if os.environ.get("CI") and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, which in CI is a failure: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def raw_data() -> Path:
    """The folder of raw data files: beside the project, or where ANDANTE_RAW_DATA says."""
    raw = Path(os.environ.get("ANDANTE_RAW_DATA", ROOT.parent / "shared" / "data"))
    if not (raw / "INDEX.md").is_file():
        pytest.skip("the raw data files are not beside the project; packaged tables are tested without them")
    return raw
