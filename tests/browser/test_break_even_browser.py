"""The break-even document in a real Chromium: both languages, wide and narrow, nothing clipped or loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_sample import sample_break_even
from test_report_browser import CLIPPED, FAINT, OVERLAPPING, WIDTHS, opened

from andante.lab.break_even_surface import BreakEvenSurface, NamedWorld, SurfaceCell
from andante.lab.report.break_even import render_break_even

pytestmark = pytest.mark.browser


def sample_surface() -> BreakEvenSurface:
    """A made-up surface with points that turn, that never turn, and that are a loss throughout."""
    savings, fifths = (0.15, 0.3125, 0.475, 0.6375, 0.8), (0.0, 0.25, 0.5, 0.75, 1.0)
    months = (12.0, 24.0, 36.0, 48.0, 60.0)
    cells = []
    for rho in fifths:
        for nu in fifths:
            for absorption in months:
                turn = 0.9 * rho + 0.1 - 0.3 * nu + absorption / 200
                output = tuple(0.01 * (turn - x) for x in savings)
                inside = savings[0] <= turn < savings[-1]
                ends = (turn, 1e-6) if inside else (None, None)
                cells.append(SurfaceCell(rho, nu, absorption, output, *ends))
    return BreakEvenSurface(
        "china", "China", "中国", "2026-01", 120, savings, tuple(cells), sample_break_even(), 625, 338, 17,
        NamedWorld(
            "rules-2026", ("Rules of 2026", "2026年规则"), "united-states", ("United States", "美国"),
            "market-led", ("Market-led (a design)", "市场主导（参考设计）"),
        ),
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_document_reads_at_every_width(browser: Any, tmp_path: Path, width: int, language: str) -> None:
    place = tmp_path / "break-even.html"
    place.write_text(render_break_even(sample_surface(), "andante break-even", "0.1.0"), encoding="utf-8")
    page, heard = opened(browser, place, width, language)
    assert heard == []
    for details in page.locator(f"main.in-{language} details").all():
        details.evaluate("(each) => { each.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CLIPPED) == []
    assert page.evaluate(OVERLAPPING) == []
    assert page.evaluate(FAINT) == []
    assert page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-Hans"}[language]
    assert page.title() == page.locator(f"main.in-{language} h1").inner_text()
    text = page.locator(f"main.in-{language}").inner_text()
    assert "338" in text
    assert "625" in text
    assert page.locator(f"main.in-{language} table").count() == 2
    page.close()
