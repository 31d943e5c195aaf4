"""explore.html in a real Chromium with the network off: sliders, keys, links, languages, figures."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from andante.cli.main import run
from andante.cli.running import figure
from andante.lab.comparison import Measure
from andante.lab.explorer.grid import LINES, MEASURES, Grid, explore
from andante.lab.explorer.page import LARGEST_PAGE, render_explorer, stop_scenario
from andante.lab.explorer.stops import combinations
from andante.lab.measures import DEFINITIONS
from andante.lab.scenario import Scenario

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = (1280, 390)

# Boxes whose words are wider than the box, and words in pictures that leave their picture.
CLIPPED = """() => {
  const found = [];
  for (const svg of document.querySelectorAll("svg")) {
    const frame = svg.viewBox.baseVal;
    for (const text of svg.querySelectorAll("text")) {
      const box = text.getBBox();
      const [right, bottom] = [box.x + box.width, box.y + box.height];
      if (box.x < -1 || box.y < -1 || right > frame.width + 1 || bottom > frame.height + 1)
        found.push(`outside: ${text.textContent}`);
    }
  }
  const boxes = "h1, h2, p, dt, dd, li, label, output, button, small, pre, figcaption";
  for (const box of document.querySelectorAll(boxes)) {
    const inline = getComputedStyle(box).display === "inline" || box.clientWidth === 0;
    if (!inline && box.scrollWidth > box.clientWidth + 1) found.push(`${box.tagName}: ${box.textContent}`);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def grid() -> Grid:
    """All 625 runs, over three years so that they take seconds."""
    return explore(Scenario(months=36))


@pytest.fixture(scope="module")
def place(grid: Grid, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("explore") / "explore.html"
    file.write_text(render_explorer(grid), encoding="utf-8")
    return file


@pytest.fixture
def page(browser: Any, place: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The page with the network off; afterwards it must have asked for nothing and complained of nothing."""
    width = getattr(request, "param", 1280)
    context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True)
    context.set_offline(True)
    opened = context.new_page()
    heard: list[str] = []
    opened.on("console", lambda message: heard.append(f"console: {message.text}"))
    opened.on("pageerror", lambda error: heard.append(f"error: {error}"))
    opened.on("request", lambda asked: heard.append(f"request: {asked.url}"))
    opened.goto(place.as_uri())
    yield opened
    opened.wait_for_timeout(50)
    own = (f"request: {place.as_uri()}", "request: data:,", "request: blob:")
    assert [entry for entry in heard if not entry.startswith(own)] == []
    context.close()


def command(page: Any) -> str:
    return str(page.locator("#command").text_content())


def shown(page: Any, measure: str) -> str:
    return str(page.locator(f"[data-measure={measure}] .value").inner_text())


def test_size(place: Path) -> None:
    assert place.stat().st_size <= LARGEST_PAGE


@pytest.mark.parametrize("slider", [0, 1, 2])
def test_every_slider_with_the_keyboard(page: Any, slider: int, grid: Grid) -> None:
    control = page.locator(f"#slider-{slider}")
    page.keyboard.press("Tab")  # so that focus is that of a keyboard
    control.focus()
    assert control.evaluate("(each) => getComputedStyle(each).outlineStyle") == "solid"
    seen = [page.locator(f"#value-{slider}").inner_text()]
    for stop in range(1, 5):
        page.keyboard.press("ArrowRight")
        assert control.input_value() == str(stop)
        seen.append(page.locator(f"#value-{slider}").inner_text())
        assert control.get_attribute("aria-valuetext") == seen[-1]
        settings = tuple(combinations())[stop * 5 ** (2 - slider)]
        assert command(page) == stop_scenario(grid, settings, grid.sets[0]).command()
    assert len(set(seen)) == 5
    page.keyboard.press("ArrowRight")
    assert control.input_value() == "4"
    page.keyboard.press("Home")
    assert page.locator(f"#value-{slider}").inner_text() == seen[0]


@pytest.mark.parametrize("slider", [0, 1, 2])
@pytest.mark.parametrize("page", WIDTHS, indirect=True)
def test_every_slider_with_the_mouse(page: Any, slider: int) -> None:
    control = page.locator(f"#slider-{slider}")
    control.scroll_into_view_if_needed()
    box = control.bounding_box()
    for stop in (3, 1, 4, 2, 0):
        off = 0.05 if 0 < stop < 4 else 0.0  # between two stops it snaps to the nearest
        page.mouse.click(box["x"] + 8 + (box["width"] - 16) * (stop / 4 + off), box["y"] + box["height"] / 2)
        assert control.input_value() == str(stop)
        assert f"#stops={'-'.join(str(stop if i == slider else 0) for i in range(3))}&" in page.url
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2, steps=8)
    page.mouse.up()
    assert control.input_value() == "4"


def test_assumptions_move_every_line_and_instruments_only_one(page: Any) -> None:
    def lines(name: str = "youth_unemployment_rate") -> tuple[str, str]:
        paths = [page.locator(f"[data-line={name}] .{which}") for which in ("this", "reference")]
        return paths[0].get_attribute("d"), paths[1].get_attribute("d")

    def work() -> list[str]:
        return list(page.locator("[data-measure=automated_work] dd").all_inner_texts()[:2])

    start = {name: lines(name) for name in LINES}
    work_at_start = work()
    page.locator("#set-2").click()
    # The assumptions move automated work by less than a line shows, but not by less than its figure.
    assert all(here != there for here, there in zip(work(), work_at_start, strict=True))
    for name in LINES.keys() - {"automated_work"}:
        assert lines(name)[0] != start[name][0], name
        assert lines(name)[1] != start[name][1], name
    page.locator("#set-1").click()
    page.locator("#set-1").focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("#set-2").is_checked()
    assert "--assume automation_saving=0.8" in command(page)
    before = lines()
    page.locator("#slider-0").focus()
    page.keyboard.press("End")
    assert lines()[0] != before[0]
    assert lines()[1] == before[1]


def test_undo_and_redo_with_buttons_and_keys(page: Any) -> None:
    assert page.locator("#undo").is_disabled()
    commands = [command(page)]
    page.locator("#slider-2").focus()
    page.keyboard.press("ArrowRight")
    commands.append(command(page))
    page.keyboard.press("ArrowRight")
    commands.append(command(page))
    page.locator("#set-4").click()
    commands.append(command(page))
    assert len(set(commands)) == 4
    page.locator("#undo").click()
    assert command(page) == commands[2]
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert command(page) == commands[0]
    assert page.locator("#slider-2").input_value() == "0"
    assert page.locator("#undo").is_disabled()
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+Shift+z")
    assert command(page) == commands[2]
    page.locator("#redo").click()
    assert command(page) == commands[3]
    assert page.locator("#redo").is_disabled()
    page.locator("#reset").click()
    assert command(page) == commands[0]
    page.locator("#undo").click()
    assert command(page) == commands[3]


def test_the_last_change_is_replayed(page: Any) -> None:
    page.locator("#slider-0").focus()
    page.keyboard.press("End")
    after = command(page)
    page.locator("#replay").click()
    assert page.locator("#slider-0").input_value() == "0"
    assert "Before the change" in page.locator("#status").inner_text()
    page.locator("[data-line=output_gain] .before").wait_for(state="attached")
    assert page.locator("#slider-0").input_value() == "4"
    assert command(page) == after
    assert "Assist-first rule: no rule → 100 % of proposals" in page.locator("#status").inner_text()
    page.locator("#replay").click()
    page.locator("#undo").click()  # in the middle of a replay: from the setting that holds
    assert page.locator("#slider-0").input_value() == "0"
    page.wait_for_timeout(1600)
    assert page.locator("#slider-0").input_value() == "0"


def test_a_link_opens_at_its_setting(page: Any, place: Path) -> None:
    page.locator("#slider-1").focus()
    page.keyboard.press("End")
    page.locator("#set-3").click()
    page.locator("#show-zh").click()
    link, wanted = page.locator("#link").input_value(), command(page)
    page.locator("#link").focus()
    assert page.evaluate("getSelection().toString()") == link
    page.goto("about:blank")
    page.goto(link)
    assert command(page) == wanted
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    assert page.locator("#undo").is_disabled()
    for bad in ("#stops=9-0-0&set=central", "#stops=1-1&set=central", "#stops=0-0-0&set=__proto__", "#%%%"):
        page.goto("about:blank")
        page.goto(place.as_uri() + bad)
        assert "names no setting" in page.locator("#status").inner_text()
        assert page.locator("#slider-0").input_value() == "0"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("page", WIDTHS, indirect=True)
def test_it_reads_at_both_widths_in_both_languages(page: Any, language: str) -> None:
    width = page.viewport_size["width"]
    page.locator(f"#show-{language}").click()
    page.locator("#set-1").click()
    page.locator("#slider-1").focus()
    page.keyboard.press("End")
    page.locator("summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CLIPPED) == []
    text = page.locator("body").inner_text()
    assert not re.search(r"undefined|NaN|null|\{|\}", text)
    forecast = {"en": "Simulation, not a forecast", "zh": "模拟结果，不是预测"}[language]
    for picture in page.locator("svg").all():
        assert forecast in picture.locator(".foot").text_content()
    if language == "zh":
        words = page.locator("main").inner_text().replace(page.locator("#command").inner_text(), "")
        assert not re.search(r"[A-Za-z]{4,}", re.sub(r"Andante|report\.html|Market-led", "", words))
        assert "试调三项政策工具" in page.title()


def test_every_control_has_a_name_and_a_place_in_the_tab_order(page: Any) -> None:
    page.locator("#slider-0").focus()
    page.keyboard.press("End")
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0)")
    page.locator("#show-en").focus()
    reached = ["show-en"]
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", reached
    wanted = ["show-en", "show-zh", "slider-0", "slider-1", "slider-2", "set-0", "undo", "replay", "reset",
              "SUMMARY", "csv", "command", "link"]  # fmt: skip
    assert [each for each in reached if each in wanted] == wanted
    assert page.get_by_role("slider", name="Assist-first rule").count() == 1
    assert page.get_by_role("radiogroup", name="Assumptions").count() == 1


def test_the_lines_as_csv(page: Any) -> None:
    page.locator("#slider-2").focus()
    page.keyboard.press("End")
    with page.expect_download() as waiting:
        page.locator("#csv").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 3 * len(LINES)
    units = {row["line"]: row["unit"] for row in rows}
    assert list(units) == list(LINES)
    assert units["output_gain"] == units["productivity_gap"] == "per cent"
    assert units["trade_jobs"] == "thousand persons"
    assert {row["automation_tax.rate"] for row in rows} == {"1"}
    assert {row["command"] for row in rows} == {command(page)}
    assert {row["note"] for row in rows} == {"simulation, not a forecast"}
    page.locator("summary").click()
    cells = page.locator("#table tbody tr").first.locator("td").all_inner_texts()
    first = rows[::3]
    both = [row[name] for row in first for name in ("value", "reference")]
    assert [cell.replace("−", "-").replace(",", "") for cell in cells] == both
    for row in rows:
        assert float(row["lowest_of_sets"]) <= float(row["value"]) <= float(row["highest_of_sets"])


@pytest.mark.parametrize(("stops", "chosen"), [("0-0-0", 0), ("2-0-3", 1), ("1-4-0", 4), ("4-2-1", 2)])
def test_a_stop_is_what_its_command_computes(
    page: Any,
    place: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    grid: Grid,
    stops: str,
    chosen: int,
) -> None:
    page.goto("about:blank")
    page.goto(f"{place.as_uri()}#stops={stops}&set={grid.sets[chosen].id}&lang=en")
    words = shlex.split(command(page))
    assert words[:2] == ["andante", "compare"]
    assert run([*words[1:], "--out", str(tmp_path / "r"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["policies"]["market-led"]
    for name in MEASURES:
        value, unit = found[name]["value"], DEFINITIONS[name].unit
        if name == "productivity_gap":  # the page gives it in per cent
            value, unit = math.expm1(value), "fraction"
        text = figure(Measure(value, None, None, unit))
        here = (
            shown(page, name)
            .split("(")[0]
            .strip()
            .replace("−", "-")
            .replace(" thousand", " k")
            .replace(" log points", "")
        )
        assert here == text, name


def test_it_prints_without_its_controls(page: Any) -> None:
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not page.locator("#undo").is_visible()
    assert not page.locator("#slider-0").is_visible()
    assert page.locator("#value-0").is_visible()
    assert page.locator("#table").is_visible()
    assert page.locator("svg").count() == len(LINES)
