"""Take the pictures of the assessment document in docs/images: `python docs/document_pages.py`.

Assesses examples/customer-service in both languages and turns pages of the PDFs into pictures with pdftoppm:
document-1.png is page one in English, notice-zh.png the notice in Chinese.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from andante.assessment.assess import assess
from andante.assessment.deployment_file import load_deployment
from andante.assessment.document.pdf import pdf_bytes
from andante.assessment.document.render import render_document, render_notice
from andante.assessment.roster_file import read_roster
from andante.policies.load import load_policy

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
EXAMPLE = Path("examples") / "customer-service"
POLICY = "controlled-innovation"
ON = date(2026, 11, 24)
PAGES = (1, 2, 3)
DOTS_AN_INCH = 84  # an A4 page is then 695 pixels wide
ENDINGS = {"en": "", "zh": ".zh"}


def take(images: Path = IMAGES) -> list[Path]:
    """All the pictures; FileNotFoundError where pdftoppm is not installed."""
    taken = []
    images.mkdir(exist_ok=True)
    for language, ending in ENDINGS.items():
        folder = ROOT / EXAMPLE
        command = f"andante assess {EXAMPLE}/deployment{ending}.yaml --roster {EXAMPLE}/roster{ending}.csv"
        made = assess(
            load_deployment(folder / f"deployment{ending}.yaml"),
            read_roster(folder / f"roster{ending}.csv"),
            [load_policy(POLICY)],
            ON,
            command=f"{command} --policy {POLICY} --on {ON.isoformat()}",
        )
        suffix = "" if language == "en" else f"-{language}"
        document = pdf_bytes(render_document(made, language))
        taken += [picture(document, page, images / f"document{suffix}-{page}.png") for page in PAGES]
        taken.append(picture(pdf_bytes(render_notice(made, language)), 1, images / f"notice{suffix}.png"))
    return taken


def picture(pdf: bytes, page: int, place: Path) -> Path:
    """One page of a PDF as a PNG."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "pages.pdf"
        source.write_bytes(pdf)
        wanted = ["-png", "-singlefile", "-r", str(DOTS_AN_INCH), "-f", str(page), "-l", str(page)]
        subprocess.run(["pdftoppm", *wanted, str(source), str(place.with_suffix(""))], check=True)
    return place


def main() -> int:
    """Take them all and say where they are."""
    for place in take():
        print(place)
    return 0


if __name__ == "__main__":
    sys.exit(main())
