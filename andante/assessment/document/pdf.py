"""PDF from the same HTML: fonts embedded, text extractable, nothing fetched from anywhere."""

from __future__ import annotations

import logging
import re
from typing import Any

from andante.assessment.document.extras import without_library
from andante.errors import AssessmentError, Problem

_LOGGER = "weasyprint"
_MISSING_GLYPH = ".notdef glyph"
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
SYSTEM_LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
FONTS = "fonts-noto-cjk fonts-liberation"


def pdf_bytes(html: str) -> bytes:
    """The pages as PDF.

    Raises AssessmentError where `andante[documents]`, a system library or a font with Chinese characters is
    not installed: a PDF with empty boxes is none.
    """
    weasyprint = _weasyprint()
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    glyphs = _MissingGlyphs()
    logger = logging.getLogger(_LOGGER)
    logger.addHandler(glyphs)
    try:
        written = weasyprint.HTML(string=html, url_fetcher=nothing).write_pdf(pdf_tags=True)
    finally:
        logger.removeHandler(glyphs)
    if any(_CHINESE.search(text) for text in glyphs.texts):
        raise AssessmentError(
            Problem(
                "the PDF cannot be written: no font of this machine has the Chinese characters in it",
                why="fonts are embedded in the PDF, so one must be there",
                mend=f"install a font, on Debian: apt-get install {FONTS}; document.html needs none",
            )
        )
    assert isinstance(written, bytes)
    return written


class _MissingGlyphs(logging.Handler):
    """Collects the texts for which no font has a glyph."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if _MISSING_GLYPH in str(record.msg):
            self.texts.append(record.getMessage())


def _weasyprint() -> Any:
    """WeasyPrint, or an error that says what is to be installed."""
    try:
        import weasyprint
    except ModuleNotFoundError:
        raise without_library("WeasyPrint", "PDF") from None
    except OSError as error:
        raise AssessmentError(
            Problem(
                f"the PDF cannot be written: a system library is missing ({error})".splitlines()[0],
                why="WeasyPrint lays out text with Pango and cuts fonts with HarfBuzz",
                mend=f"on Debian: apt-get install {SYSTEM_LIBRARIES} {FONTS}",
            )
        ) from None
    return weasyprint
