"""The pictures of docs/images can be taken: every document, both languages, both widths."""

from __future__ import annotations

import importlib.util
import os
import struct
import sys
from pathlib import Path

import pytest
from explorer_sample import sample_grid
from report_sample import sample_comparison
from test_break_even_browser import sample_surface

from andante.lab.explorer.page import render_explorer
from andante.lab.report.break_even import render_break_even
from andante.lab.report.render import render_report

CHROMIUM = Path(os.environ.get("ANDANTE_CHROMIUM", "/usr/bin/chromium"))
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def take(*words: object) -> list[Path]:
    """`take` of docs/screenshots.py, which is a script and not part of a package."""
    file = Path(__file__).parents[2] / "docs" / "screenshots.py"
    spec = importlib.util.spec_from_file_location("screenshots", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["screenshots"] = module  # where its dataclasses look for their names
    spec.loader.exec_module(module)
    return list(module.take(*words))


def size(place: Path) -> tuple[int, int]:
    """Width and height of a PNG, from its header."""
    width, height = struct.unpack(">II", place.read_bytes()[16:24])
    return int(width), int(height)


def test_every_document_is_taken_in_both_languages_and_widths(tmp_path: Path) -> None:
    if not CHROMIUM.exists() and not os.environ.get("CI"):
        pytest.skip(f"no Chromium at {CHROMIUM}")
    with pytest.raises(FileNotFoundError, match=r"report\.html"):
        take(tmp_path, tmp_path, str(CHROMIUM), tmp_path)
    (tmp_path / "report.html").write_text(render_report(sample_comparison()), encoding="utf-8")
    (tmp_path / "explore.html").write_text(render_explorer(sample_grid()), encoding="utf-8")
    (tmp_path / "break-even.html").write_text(
        render_break_even(sample_surface(), "andante break-even", "0.1.0"), encoding="utf-8"
    )
    images = tmp_path / "images"
    taken = take(tmp_path, tmp_path, str(CHROMIUM), images)
    names = {f"{name}{language}-{width}.png" for name in ("report", "explore", "break-even")
             for language in ("", "-zh") for width in (1280, 390)}  # fmt: skip
    assert {place.name for place in taken} == {place.name for place in images.iterdir()} == names
    for place in taken:
        width, height = size(place)
        assert width == int(place.stem.rsplit("-", 1)[1])
        assert height > 500
    for name in ("report", "explore", "break-even"):
        english, chinese = (images / f"{name}{language}-390.png" for language in ("", "-zh"))
        assert english.read_bytes() != chinese.read_bytes()
