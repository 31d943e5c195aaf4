"""The register's pages in a real Chromium, served by a process of their own: languages, widths, axe, keys."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs" / "register_pages.py"
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def load_pages() -> Any:
    """docs/register_pages.py, which is a script and not part of a package."""
    spec = importlib.util.spec_from_file_location("register_pages", DOCS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["register_pages"] = module
    spec.loader.exec_module(module)
    return module


pages = load_pages()

# Boxes whose words are wider than the box; what scrolls on purpose is left out.
CLIPPED = """() => {
  const found = [];
  const kinds = "h1, h2, h3, p, li, td, th, summary, pre, dl, dt, dd, label, legend, button, a, blockquote";
  for (const box of document.querySelectorAll(kinds)) {
    if (box.closest(".scroll") || box.closest(".quiet") || box.closest(".skip")) continue;
    if (box.offsetParent === null) continue;
    const words = `${box.tagName}: ${box.textContent.trim().slice(0, 80)}`;
    const inline = getComputedStyle(box).display === "inline";
    if (!inline && box.clientWidth > 0 && box.scrollWidth > box.clientWidth + 1) found.push(words);
    if (box.getBoundingClientRect().right > document.documentElement.clientWidth + 1) found.push(words);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A register filled with the worked assessments; served at its end by a process of its own."""
    made = pages.fill(tmp_path_factory.mktemp("pages") / "register")
    with pages.served(made.site.settings.folder) as address:
        made.address = address
        yield made
    made.site.close()


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("language", pages.LANGUAGES)
@pytest.mark.parametrize("each", pages.PAGES, ids=lambda each: each.name)
def test_every_page_is_accessible_and_nothing_is_clipped(
    browser: Any, example: Any, each: Any, language: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = pages.signed_in(browser, example, example.address, each.who)
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    path = pages.address_of(example, each)
    answer = page.goto(f"{path}{'&' if '?' in path else '?'}language={language}")
    assert answer is not None
    wanted = 404 if each.name == "not-found" else 200
    assert answer.status == wanted
    assert [line for line in heard if "404" not in line or wanted == 200] == []
    assert page.locator("html").get_attribute("lang") == {"en": "en", "zh": "zh-Hans"}[language]
    assert page.locator("h1").count() == 1
    for width in pages.WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for opened in (False, True):  # what folds, folded and unfolded
            page.evaluate(
                "opened => document.querySelectorAll('details').forEach((box) => (box.open = opened))", opened
            )
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(CLIPPED) == []
    violations = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [f"{one['id']}: {node['html'][:160]}" for one in violations for node in one["nodes"]] == []
    context.close()


def test_a_page_asks_nobody_else_and_runs_no_script(browser: Any, example: Any) -> None:
    context = pages.signed_in(browser, example, example.address, "")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(pages.address_of(example, pages.PAGES[1]))
    assert answer is not None
    assert all(url.startswith(example.address) for url in asked)
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert page.locator("script, [style], [onclick], style").count() == 0
    assert context.cookies() == []
    context.close()


def test_two_chinese_characters_find_on_the_page(browser: Any, example: Any) -> None:
    context = pages.signed_in(browser, example, example.address, "")
    page = context.new_page()
    page.goto("/register?language=zh")
    page.get_by_label("检索").fill("客服")
    page.get_by_role("button", name="检索").click()
    assert page.locator(".results h2").all_inner_texts() == ["Service desk assistant"]
    page.goto("/register?q=客服&outcome=reject")
    assert page.locator(".results").count() == 0
    context.close()


def test_predicted_against_actual_stands_first_and_the_breach_is_said(browser: Any, example: Any) -> None:
    context = pages.signed_in(browser, example, example.address, "")
    page = context.new_page()
    page.goto(f"/register/{example.numbers['desk']}?language=en")
    headings = page.locator("main h2").all_inner_texts()
    assert headings[0] == "Predicted and actual"
    row = page.locator("table.compare tr", has_text="People let go").inner_text()
    assert "4" in row
    assert "Outside the range" in row
    breached = page.locator("section[aria-labelledby=conditions] tr", has_text="Offer another post")
    assert "the figure does not meet the condition" in breached.inner_text()
    assert "20 %" in breached.inner_text().replace("\u00a0", " ")
    assert "Listing is no endorsement." in page.locator("main").inner_text()
    page.goto(f"/register/{example.numbers['desk']}/versions")
    assert page.locator("td.changed").count() > 3
    page.goto(f"/register/{example.numbers['larch']}")
    uses = page.locator("section[aria-labelledby=uses] a").all_inner_texts()
    assert uses == [example.numbers["desk"]]  # what waits for a decision is not public
    context.close()


def press_until(page: Any, wanted: str, key: str = "Tab", most: int = 120) -> None:
    """Press a key until what is focused fits a selector: nothing is clicked."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} cannot be reached with {key}")


def test_signing_in_and_filing_with_the_keyboard_alone(browser: Any, example: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=example.address)
    page = context.new_page()
    page.goto("/filings/new?language=en")
    press_until(page, "#e_mail")
    page.keyboard.type("studio@register.example")
    press_until(page, "#password")
    page.keyboard.type(pages.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{example.address}/filings/new*")
    press_until(page, "a[href='/filings/form/deployment']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/filings/form/deployment")
    press_until(page, "#system_name")
    page.keyboard.type("Keyboard desk")
    press_until(page, "#purpose")
    page.keyboard.type("Answers by mail")
    press_until(page, "#mode")
    page.keyboard.press("ArrowDown")
    press_until(page, "#override_rate")
    page.keyboard.type("7.5")
    press_until(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*")
    assert "Not sent" in page.locator("main").inner_text()
    missing = page.locator("#gaps").inner_text()
    assert missing.startswith("What is missing:")
    assert "7.5 %" in page.locator("main").inner_text().replace("\u00a0", " ")
    press_until(page, "form[action$='/do/submit'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=submit")
    said = page.locator("section[aria-labelledby=next]").inner_text()
    assert "Next it is checked for completeness, by" in said
    assert page.get_by_role("link", name="A copy to keep").count() == 1
    context.close()


def test_a_wrong_field_keeps_what_was_typed_and_says_what_is_wrong(browser: Any, example: Any) -> None:
    context = pages.signed_in(browser, example, example.address, "filer")
    page = context.new_page()
    page.goto("/filings/form/deployment?language=en")
    page.get_by_label("System", exact=True).fill("A desk")
    page.get_by_label("Size of the firm (workers)").fill("many")
    page.get_by_label("Override rate (per cent)").fill("250")
    page.get_by_role("button", name="Keep as a draft").click()
    problems = page.get_by_role("alert").inner_text()
    assert "firm_size" in problems
    assert "override_rate" in problems
    assert page.get_by_label("System", exact=True).input_value() == "A desk"
    assert page.get_by_label("Override rate (per cent)").input_value() == "250"
    context.close()


def test_anyone_objects_without_signing_in(browser: Any, example: Any) -> None:
    context = pages.signed_in(browser, example, example.address, "")
    page = context.new_page()
    page.goto(f"/workers/{example.numbers['desk']}?language=en")
    page.get_by_role("link", name="Object, or report an error").click()
    page.get_by_label("an objection by somebody whose work it concerns").check()
    page.get_by_label("What is wrong, or what do you object to?").fill("Nobody asked the night shift.")
    page.get_by_role("button", name="Send").click()
    assert "says that it arrived" in page.get_by_role("status").inner_text()
    context.close()
    context = pages.signed_in(browser, example, example.address, "reviewer")
    page = context.new_page()
    page.goto("/notices?language=en")
    box = page.locator("article", has_text="Nobody asked the night shift.")
    box.get_by_label("Your answer").fill("The employer was asked to hear them.")
    box.get_by_role("button", name="Answer").click()
    assert "The employer was asked to hear them." in page.locator("main").inner_text()
    context.close()


def test_what_is_not_theirs_is_as_if_it_were_not_there(browser: Any, example: Any) -> None:
    for who, path, status in (
        ("", f"/cases/{example.numbers['desk']}", 200),  # led to the sign-in
        ("studio", f"/cases/{example.numbers['draft']}", 404),
        ("reviewer", f"/cases/{example.numbers['draft']}", 404),
        ("filer", f"/cases/{example.numbers['waiting']}/decision", 404),
        ("filer", "/administration", 403),
        ("auditor", "/filings", 403),
    ):
        context = pages.signed_in(browser, example, example.address, who)
        page = context.new_page()
        answer = page.goto(f"{path}?language=en")
        assert answer is not None
        assert answer.status == status, (who, path)
        if not who:
            assert "/sign-in?next=" in page.url
        context.close()


def test_every_page_of_the_service_is_looked_at() -> None:
    """Every address that answers with a page is among those above; what is saved or only leads on is not."""
    from andante.web.pages import ROUTERS

    elsewhere = {
        "/": "leads to the register",
        "/cases/{number}/copy": "a file",
        "/audit/log.zip": "a file",
        "/cases/{number}/edit": "the form of filing-form, filled",
    }
    shown = {re.sub(r"\?.*", "", each.address) for each in pages.PAGES}
    shown = {re.sub(r"\{\w+\}|CN-[\d-]+", "{}", address) for address in shown}
    for router in ROUTERS:
        for route in router.routes:
            path = str(route.path)
            if "GET" in route.methods and path not in elsewhere:
                pattern = re.sub(r"\{\w+\}", "{}", path)
                fixed = pattern.replace("/form/{}", "/form/deployment")
                assert fixed in shown, path


@pytest.mark.parametrize("name", ["entry", "workers", "decision"])
def test_a_page_prints_without_what_only_a_screen_needs(browser: Any, example: Any, name: str) -> None:
    each = next(each for each in pages.PAGES if each.name == name)
    context = pages.signed_in(browser, example, example.address, each.who, 718)
    page = context.new_page()
    page.goto(f"{pages.address_of(example, each)}?language=en")
    page.emulate_media(media="print")
    assert page.locator("nav.menu").is_hidden()
    assert page.locator(".languages").is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    assert page.evaluate(CLIPPED) == []
    context.close()


def test_a_form_that_was_refused_can_be_read_in_the_other_language(browser: Any, example: Any) -> None:
    context = pages.signed_in(browser, example, example.address, "")
    page = context.new_page()
    page.goto("/sign-in?language=zh")
    page.locator("#e_mail").fill("nobody@register.example")
    page.locator("#password").fill("not the password")
    page.locator("main button").click()
    assert "电子邮箱与密码不符。" in page.get_by_role("alert").inner_text()
    page.get_by_role("link", name="English").click()
    assert page.locator("h1").inner_text() == "Sign in"
    context.close()


@pytest.mark.parametrize("language", pages.LANGUAGES)
@pytest.mark.parametrize("fault", [False, True], ids=["sound", "faulty"])
def test_a_policy_file_is_checked_at_the_page(
    browser: Any, example: Any, tmp_path: Path, fault: bool, language: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    packaged = pages.ROOT / "andante" / "policies" / "library" / "controlled-innovation.yaml"
    text = packaged.read_text(encoding="utf-8").replace('value: 20\n        source: "Labour', pages.LOWER)
    text = text.replace("due: 30 days before start", "due: 20 working days before start")
    if fault:
        text = text.replace("outcome: reject", "outcome: refuse").replace("unit: workers", "unit: bananas")
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    context = pages.signed_in(browser, example, example.address, "administrator")
    page = context.new_page()
    page.goto(f"/administration/policies?language={language}")
    page.locator("#file").set_input_files(str(file))
    page.locator("form[action$='/check'] button").click()
    if fault:
        assert page.get_by_role("alert").locator("li").count() == 2
        assert page.locator("input[name=starts]").count() == 0
    else:
        rows = page.locator("section[aria-labelledby=looked] tbody tr")
        assert "30 days before start" in rows.first.inner_text()
        assert "20 working days before start" in rows.first.inner_text()
        assert page.locator("input[name=starts]").input_value() == f"{pages.END:%Y-%m-%d}"
    for width in pages.WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CLIPPED) == []
    violations = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [f"{one['id']}: {node['html'][:160]}" for one in violations for node in one["nodes"]] == []
    context.close()


def test_versions_stand_in_one_table_that_scrolls_inside_itself(browser: Any, example: Any) -> None:
    context = pages.signed_in(browser, example, example.address, "", 390)
    page = context.new_page()
    page.goto(f"/register/{example.numbers['desk']}/versions?language=en")
    table = page.locator("main table")
    assert table.count() == 1
    versions = table.locator("thead th").count() - 1
    assert versions > 10
    marked = table.locator("td.changed")
    assert marked.count() > 3
    assert all(text.startswith("changed") for text in marked.all_inner_texts())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.locator("main .scroll")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    box.focus()
    for _ in range(60):
        page.keyboard.press("ArrowRight")
        if box.evaluate("box => box.scrollLeft") > 100:
            break
        page.wait_for_timeout(50)  # it scrolls smoothly
    assert box.evaluate("box => box.scrollLeft") > 100
    first = table.locator("tbody th[scope=row]").first.bounding_box()
    assert first is not None
    assert first["x"] >= 0  # what each row is about stays in sight
    context.close()
