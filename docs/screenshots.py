"""Take the pictures of a report for the README: `python docs/screenshots.py report.html [chromium]`.

Writes docs/images/report-1280.png (page one on a desk) and report-390.png (the same on a phone).
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent / "images"
PHONE_HEIGHT = 2400  # pixels of the phone's picture: the answer, the table, the first strips


def take(report: Path, chromium: str) -> None:
    """Both pictures of page one, in English."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--headless=new", "--no-sandbox"]
        )
        for width in (1280, 390):
            page = browser.new_page(viewport={"width": width, "height": 900})
            page.goto(report.resolve().as_uri())
            box = page.locator("main.in-en .page-one").bounding_box()
            assert box is not None
            height = box["y"] + box["height"] if width == 1280 else PHONE_HEIGHT
            page.screenshot(
                path=IMAGES / f"report-{width}.png",
                full_page=True,
                clip={"x": 0, "y": 0, "width": width, "height": height},
            )
            page.close()
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "/usr/bin/chromium")
