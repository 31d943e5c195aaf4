"""Chinese titles of ISCO-08: this project's own words (label assumed), for the ILO publishes none of its own.

The list stands beside this file. Two-digit titles that stand unsplit in `reference.occupations` are taken
from there; a group that holds one lower group takes that group's title.
"""

from __future__ import annotations

from pathlib import Path


def titles_zh() -> dict[str, str]:
    """Return the Chinese title by ISCO-08 code, as far as written here."""
    words = (Path(__file__).parent / "isco08_titles_zh.txt").read_text(encoding="utf-8")
    return dict(line.split(maxsplit=1) for line in words.splitlines())
