"""`andante break-even`: what it prints and writes, and that bad input is words and exit code 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from andante.cli.main import run

BAD = [
    ["--economy", "atlantis"],
    ["--months", "0"],
    ["--months", "many"],
    ["--months", "100000"],
    ["--from", "2026-13"],
    ["--from", "1999-01"],
    ["--workers", "0"],
    ["--chips", "no-such-path"],
    ["--competitor", "china"],
    ["--competitor", "atlantis"],
    ["--competitor-policy", "no-such-policy"],
    ["--unknown"],
    ["extra"],
]


@pytest.mark.parametrize("options", BAD, ids=" ".join)
def test_bad_input_is_exit_code_2_and_writes_nothing(
    options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["break-even", *options]) == 2
    heard = capsys.readouterr()
    assert heard.out == ""
    assert heard.err.strip()
    assert "Traceback" not in heard.err
    assert not list(tmp_path.iterdir())


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    assert run(["break-even", "--months", "1", "--out", str(tmp_path)]) == 2
    assert "holds other files" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.slow
def test_it_prints_the_surface_and_writes_three_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(["break-even", "--months", "1", "--json", "--out", str(out)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["chips"], found["competitor"], found["competitor_policy"]) == (
        "rules-2026",
        "united-states",
        "market-led",
    )
    assert (found["economy"], found["surface_points"], found["tested_cells"]) == ("china", 125, 625)
    assert len(found["surface"]) == 125
    written = json.loads((out / "break-even.json").read_text(encoding="utf-8"))
    assert {key: written[key] for key in found} == found
    assert len((out / "break-even.csv").read_text(encoding="utf-8").splitlines()) == 626
    assert "<svg" in (out / "break-even.html").read_text(encoding="utf-8")
