"""Take the pictures in docs/images: `python docs/screenshots.py RESULTS_DIR BREAK_EVEN_DIR [chromium]`.

RESULTS_DIR is the folder of an `andante compare --explore`, BREAK_EVEN_DIR that of an `andante break-even`.
Each document is taken in both languages, wide and narrow, with the network off: report-1280.png is the report
in English on a desk, report-zh-390.png the same in Chinese on a phone.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent / "images"
WIDTHS = (1280, 390)
LANGUAGES = ("en", "zh")
PHONE_HEIGHT = 2400  # pixels of a phone's picture


@dataclass(frozen=True, slots=True)
class Picture:
    """A document and the part of it that is taken on a desk; on a phone it is what comes first."""

    name: str
    file: str
    part: str  # what the picture ends with, {language} in it
    address: str  # what follows the file's address, {language} in it


OF_RESULTS = (
    Picture("report", "report.html", "main.in-{language} .page-one", "#{language}"),
    # A setting away from the neutral one, so that the lines part.
    Picture("explore", "explore.html", "#charts", "#stops=2-1-0&set=central&lang={language}"),
)
OF_BREAK_EVEN = (Picture("break-even", "break-even.html", "main.in-{language} .sure", "#{language}"),)


def take(results: Path, break_even: Path, chromium: str, images: Path = IMAGES) -> list[Path]:
    """All the pictures. FileNotFoundError for a document that is not in its folder."""
    documents = [(results / each.file, each) for each in OF_RESULTS]
    documents += [(break_even / each.file, each) for each in OF_BREAK_EVEN]
    for file, _ in documents:
        if not file.is_file():
            raise FileNotFoundError(f"{file}: run the command that writes it")
    images.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--headless=new", "--no-sandbox", "--disable-gpu"]
        )
        taken = [
            take_one(browser, file, each, width, language, images)
            for file, each in documents
            for width in WIDTHS
            for language in LANGUAGES
        ]
        browser.close()
    return taken


def take_one(browser: Any, file: Path, each: Picture, width: int, language: str, images: Path) -> Path:
    """One picture: from the top of the document to the end of its part."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.set_offline(True)
    page = context.new_page()
    page.goto(file.resolve().as_uri() + each.address.format(language=language))
    box = page.locator(each.part.format(language=language)).bounding_box()
    assert box is not None
    end = box["y"] + box["height"] + 16
    place = images / f"{each.name}{'' if language == 'en' else '-' + language}-{width}.png"
    height = end if width == WIDTHS[0] else min(end, PHONE_HEIGHT)
    page.screenshot(path=place, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
    context.close()
    return place


if __name__ == "__main__":
    for taken in take(
        Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "/usr/bin/chromium"
    ):
        print(taken)
