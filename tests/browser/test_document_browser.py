"""The assessment document and the notice in a real Chromium: both languages, wide and narrow, not clipped."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_report_browser import CLIPPED, FAINT, WIDTHS, opened

sys.path.insert(0, str(Path(__file__).parents[1] / "assessment"))
from sample_assessment import DEPLOYMENT, nothing_said, sample_assessment

from andante.assessment.document.render import render_document, render_notice
from andante.assessment.findings import Assessment

pytestmark = pytest.mark.browser

POLICIES = ("controlled-innovation", "market-led", "augmentation-first", "gradual-tax")
LONG = replace(DEPLOYMENT, name="w" * 300, purpose="مرحبا بالعالم " * 80, how_stopped="🙂" * 500)
SAMPLES = {
    "one": sample_assessment(),
    "four": sample_assessment(POLICIES),
    "nothing": nothing_said(),
    "long": replace(sample_assessment(), deployment=LONG, command="x" * 900, roster_file="y" * 300),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("made", SAMPLES.values(), ids=SAMPLES)
def test_document_and_notice_read_at_every_width(
    browser: Any, tmp_path: Path, made: Assessment, width: int, language: str
) -> None:
    for name, html in (
        ("document", render_document(made, language)),
        ("notice", render_notice(made, language)),
    ):
        place = tmp_path / f"{name}.html"
        place.write_text(html, encoding="utf-8")
        page, heard = opened(browser, place, width)
        assert heard == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CLIPPED) == []
        assert page.evaluate(FAINT) == []
        assert page.locator("h1").count() == 1
        page.close()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_contents_lead_to_the_sections(browser: Any, tmp_path: Path, language: str) -> None:
    place = tmp_path / "document.html"
    place.write_text(render_document(SAMPLES["one"], language), encoding="utf-8")
    page, _ = opened(browser, place, WIDTHS[0])
    links = page.locator("nav.contents a")
    assert links.count() == page.locator("section.part").count() == 14
    for link in links.all():
        assert page.locator(f"section.part{link.get_attribute('href')}").count() == 1
    page.close()
