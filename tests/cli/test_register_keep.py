"""Looking after a register from the command line: migrate, backup, restore, check, export, verify."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from andante.cli.main import run
from andante.web.settings import read_settings
from andante.web.site import open_site


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register as `andante serve` makes it, with one entry of the log."""
    for name in [name for name in os.environ if name.startswith("ANDANTE_")]:
        monkeypatch.delenv(name)
    place = tmp_path / "register"
    site = open_site(read_settings({"folder": place}, {}), lambda: datetime(2026, 6, 1, tzinfo=UTC))
    site.engine.dispose()
    return place


def database(folder: Path) -> Path:
    (found,) = [path for path in folder.iterdir() if path.suffix in (".db", ".sqlite", ".sqlite3")]
    return found


def test_backup_restore_check(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--folder", str(folder)]
    assert run(["register", "migrate", *at]) == 0
    assert run(["register", "check", *at]) == 0
    assert run(["register", "backup", str(tmp_path / "b"), *at]) == 0
    assert run(["register", "backup", str(tmp_path / "b"), *at]) == 2
    told = capsys.readouterr()
    assert "A log of 1 entries" in told.out or "a log of 1 entries" in told.out
    assert "there already" in told.err
    copy = tmp_path / "restored"
    copy.mkdir()
    (copy / "log-key").write_bytes((folder / "log-key").read_bytes())
    (copy / "log-key").chmod(0o600)
    assert run(["register", "restore", str(tmp_path / "b"), "--folder", str(copy)]) == 0
    assert run(["register", "check", "--folder", str(copy)]) == 0


def test_a_folder_without_a_register_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at, to = ["--folder", str(tmp_path / "nowhere")], str(tmp_path / "x")
    for words in (["backup", to], ["export", to], ["check"]):
        assert run(["register", *words, *at]) == 2
        assert "There is no register in this folder." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_tampering_is_named(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--folder", str(folder)]
    assert run(["register", "export", str(tmp_path / "log"), *at]) == 0
    kept = tmp_path / "kept"
    kept.write_bytes((tmp_path / "log" / "checkpoint").read_bytes())
    assert run(["register", "verify", str(tmp_path / "log"), "--checkpoint", str(kept)]) == 0
    with sqlite3.connect(database(folder)) as raw:
        raw.execute("DROP TRIGGER log_entries_no_update")
        raw.execute("UPDATE log_entries SET entry = replace(entry, 'adopt_policy', 'adopt_POLICY')")
    raw.close()
    assert run(["register", "export", str(tmp_path / "after"), *at]) == 0
    capsys.readouterr()
    assert run(["register", "verify", str(tmp_path / "after"), "--checkpoint", str(kept)]) == 1
    assert "Entry 0 is not the one that was logged" in capsys.readouterr().err
    assert run(["register", "check", "--checkpoint", str(kept), *at]) == 1
