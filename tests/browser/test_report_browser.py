"""The report in a real Chromium: nothing clipped, nothing loaded, nothing on the console, both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_sample import TITLES, sample_break_even, sample_comparison
from report_sample_economy import whole

from andante.lab.report.render import render_report

pytestmark = pytest.mark.browser

WIDTHS = (1280, 390)
A4_HEIGHT = (297 - 2 * 11) / 25.4 * 96  # of the printed area, in CSS pixels
A4_WIDTH = round((210 - 2 * 13) / 25.4 * 96)

# Text in pictures that leaves its picture, and boxes whose words are wider than the box.
CLIPPED = """() => {
  const found = [];
  const visible = [...document.querySelectorAll("main")].find((main) => main.offsetParent !== null);
  for (const svg of visible.querySelectorAll("svg")) {
    const frame = svg.viewBox.baseVal;
    for (const text of svg.querySelectorAll("text")) {
      const box = text.getBBox();
      const [right, bottom] = [box.x + box.width, box.y + box.height];
      if (box.x < -1 || box.y < -1 || right > frame.width + 1 || bottom > frame.height + 1)
        found.push(`outside: ${text.textContent}`);
    }
  }
  for (const box of visible.querySelectorAll("h1, h2, h3, p, li, td, th, summary, pre, figure, dl, label")) {
    if (box.closest(".scroll") || box.offsetParent === null) continue;
    if (box.scrollWidth > box.clientWidth + 1 && box.clientWidth > 0)
      found.push(`${box.tagName}: ${box.textContent}`);
  }
  return found;
}"""

# Labels of one picture that lie on each other.
OVERLAPPING = """() => {
  const found = [];
  const visible = [...document.querySelectorAll("main")].find((main) => main.offsetParent !== null);
  for (const svg of visible.querySelectorAll("svg")) {
    const boxes = [...svg.querySelectorAll("text")].map((text) => [text.getBBox(), text.textContent]);
    for (let i = 0; i < boxes.length; i += 1)
      for (let j = i + 1; j < boxes.length; j += 1) {
        const [a, b] = [boxes[i][0], boxes[j][0]];
        const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
        const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
        if (across > 1.5 && down > 4) found.push(`${boxes[i][1]} / ${boxes[j][1]}`);
      }
  }
  return found;
}"""

# The contrast of every word with white (pictures and pages are on white or on a wash that is nearly white).
FAINT = """() => {
  const channel = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const light = (rgb) => 0.2126 * channel(rgb[0]) + 0.7152 * channel(rgb[1]) + 0.0722 * channel(rgb[2]);
  const found = new Set();
  const visible = [...document.querySelectorAll("main")].find((main) => main.offsetParent !== null);
  const nodes = visible.querySelectorAll("svg text, p, li, td, th, h1, h2, h3, a, small, summary");
  for (const node of nodes) {
    const style = getComputedStyle(node);
    const colour = node.closest("svg") ? style.fill : style.color;
    const rgb = colour.match(/[\\d.]+/g).slice(0, 3).map((value) => value / 255);
    const ratio = 1.05 / (light(rgb) + 0.05);
    if (ratio < 4.5) found.add(`${colour} ${ratio.toFixed(2)}`);
  }
  return [...found];
}"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("report") / "report.html"
    place.write_text(render_report(sample_comparison(break_even=sample_break_even())), encoding="utf-8")
    return place


def opened(
    browser: Any, report: Path, width: int, language: str = "en", **options: Any
) -> tuple[Any, list[str]]:
    """The report in a new page, and everything it said on the console or asked the network for."""
    page = browser.new_page(viewport={"width": width, "height": 900}, **options)
    heard: list[str] = []
    page.on("console", lambda message: heard.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.on("request", lambda request: heard.append(f"request: {request.url}"))
    page.goto(report.as_uri())
    if language == "zh":
        page.locator("label[for=show-zh]").click()
    return page, [
        entry for entry in heard if entry != f"request: {report.as_uri()}" and "data:," not in entry
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", WIDTHS)
def test_it_reads_at_every_width_in_both_languages(
    browser: Any, report: Path, width: int, language: str
) -> None:
    page, heard = opened(browser, report, width, language)
    page.wait_for_timeout(100)
    assert heard == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for details in page.locator(f"main.in-{language} details").all():
        details.evaluate("(each) => { each.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CLIPPED) == []
    assert page.evaluate(OVERLAPPING) == []
    assert page.evaluate(FAINT) == []
    pictures = page.locator(f"main.in-{language} svg")
    assert pictures.count() >= 15
    for picture in pictures.all():
        assert picture.locator(".mark").count() > 0
        assert picture.bounding_box()["width"] > 300
    page.close()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_whole_economy_reads_at_every_width_and_its_links_lead_somewhere(
    browser: Any, tmp_path: Path, width: int, language: str
) -> None:
    place = tmp_path / "report.html"
    place.write_text(render_report(whole()), encoding="utf-8")
    page, heard = opened(browser, place, width, language)
    for details in page.locator(f"main.in-{language} details").all():
        details.evaluate("(each) => { each.open = true; }")
    assert heard == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CLIPPED) == []
    assert page.evaluate(OVERLAPPING) == []
    assert page.evaluate(FAINT) == []
    links = page.locator(f"main.in-{language} .questions a")
    assert links.count() == 8
    for link in links.all():
        target = page.locator(link.get_attribute("href"))
        assert target.locator("svg").first.is_visible()
    page.close()


def test_the_language_changes_with_and_without_script(browser: Any, report: Path) -> None:
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.goto(report.as_uri())
        assert page.locator("main.in-en").is_visible()
        assert not page.locator("main.in-zh").is_visible()
        page.locator("label[for=show-zh]").click()
        assert page.locator("main.in-zh").is_visible()
        assert not page.locator("main.in-en").is_visible()
        if scripts:
            assert page.evaluate("document.documentElement.lang") == "zh-Hans"
            assert "三种方案" in page.title()
        context.close()


def test_the_language_can_be_chosen_with_the_keyboard_and_in_the_address(browser: Any, report: Path) -> None:
    page, _ = opened(browser, report, 1280)
    page.locator("#show-en").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("main.in-zh").is_visible()
    page.goto("about:blank")
    page.goto(f"{report.as_uri()}#zh-paths")
    assert page.locator("main.in-zh").is_visible()
    page.close()


@pytest.mark.parametrize("turning", [False, True])
@pytest.mark.parametrize("policies", [3, 4])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_page_one_is_one_sheet_of_a4(
    browser: Any, tmp_path: Path, policies: int, language: str, turning: bool
) -> None:
    place = tmp_path / "report.html"
    tiles = sample_break_even() if turning else None
    comparison = sample_comparison(tuple(TITLES)[:policies], break_even=tiles)
    place.write_text(render_report(comparison), encoding="utf-8")
    page, _ = opened(browser, place, A4_WIDTH, language)
    page.emulate_media(media="print")
    box = page.locator(f"main.in-{language} .page-one").bounding_box()
    assert box["height"] <= A4_HEIGHT
    pictures = [each.bounding_box() for each in page.locator(f"main.in-{language} .sure svg").all()]
    assert len(pictures) == 1 + turning
    for picture in pictures:
        assert picture["y"] + picture["height"] <= box["y"] + box["height"] + 1
    if turning:  # side by side, never on each other
        assert pictures[0]["x"] + pictures[0]["width"] <= pictures[1]["x"]
    assert page.evaluate(CLIPPED) == []
    page.close()


def test_everything_folded_is_open_in_print(browser: Any, report: Path) -> None:
    page, _ = opened(browser, report, A4_WIDTH)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    shut = page.locator("main.in-en .appendix details:not([open])").count()
    assert shut == 0
    page.close()


def test_long_titles_are_not_clipped(browser: Any, tmp_path: Path) -> None:
    long = "Comprehensive multilateral supervision of automation everywhere at all times"
    place = tmp_path / "report.html"
    place.write_text(render_report(sample_comparison(titles=dict.fromkeys(TITLES, long))), encoding="utf-8")
    page, _ = opened(browser, place, 390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(CLIPPED) == []
    page.close()
