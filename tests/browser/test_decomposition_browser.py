"""What each part of a policy adds, in a real Chromium: both languages, wide and narrow, nothing clipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_sample_decomposition import sample_decomposition
from test_report_browser import CLIPPED, FAINT, OVERLAPPING, WIDTHS, opened

from andante.lab.report.render import render_report

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_parts_read_at_every_width(browser: Any, tmp_path: Path, width: int, language: str) -> None:
    place = tmp_path / "report.html"
    place.write_text(render_report(sample_decomposition()), encoding="utf-8")
    page, heard = opened(browser, place, width, language)
    section = page.locator(f"#{language}-decomposition")
    for details in section.locator("details").all():
        details.evaluate("(each) => { each.open = true; }")
    assert heard == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CLIPPED) == []
    assert page.evaluate(OVERLAPPING) == []
    assert page.evaluate(FAINT) == []
    assert section.locator("svg").count() == 6
    assert section.locator("table").count() == 3
    for picture in section.locator("svg").all():
        assert picture.locator(".mark").count() == 5
    page.close()
