"""The commonest titles of job boards that the published lists lack, with their ISCO-08 unit group.

Written by hand (label assumed): each title is placed by what its holders are known to do, not by counting.
The lists stand beside this file; a line holds "unit group: title, title, ...".
"""

from __future__ import annotations

from pathlib import Path


def common_titles(language: str) -> tuple[tuple[str, str], ...]:
    """Return (title, ISCO-08 unit group) of the list of a language, "en" or "zh"."""
    words = (Path(__file__).parent / f"common_titles_{language}.txt").read_text(encoding="utf-8")
    lines = (line.split(": ", 1) for line in words.splitlines())
    return tuple((title.strip(), unit) for unit, titles in lines for title in titles.split(","))
