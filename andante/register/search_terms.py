"""Text cut into terms, the same for what is stored and what is asked, on every database.

A run of Chinese, Japanese or Korean characters becomes its pairs of neighbours and its last character
alone: 智能客服 gives 智能 能客 客服 服. Two characters are then one term, more are neighbouring terms, and a
single one is the beginning of a term. Other runs of letters and digits are words; a word that is asked for
may go on.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

LONGEST_WORD = 64
MOST_TERMS = 16_000
"""Terms of one entry; PostgreSQL counts positions up to 16,383."""
LONGEST_QUERY = 200
_PAIRED = (  # hiragana, katakana, ideographs, hangul
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
)
_RUNS = re.compile(rf"(?P<paired>[{_PAIRED}]+)|(?P<word>[^\W_{_PAIRED}]+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """Neighbouring terms that must all be there, in order; the last may go on where `begins`."""

    terms: tuple[str, ...]
    begins: bool = False


def tidied(text: str) -> str:
    """Text in one form: full-width letters as plain ones, without difference of case (NFKC, casefold)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def stored_terms(text: str) -> list[str]:
    """The terms of a text, in order."""
    found: list[str] = []
    for run in _RUNS.finditer(tidied(text)):
        found += _pairs(run["paired"]) if run["paired"] else [run["word"][:LONGEST_WORD]]
    return found[:MOST_TERMS]


def asked_terms(query: str) -> tuple[Asked, ...]:
    """What a query asks for; every part of it must be found. Empty for a query without letters and digits."""
    found = []
    for run in _RUNS.finditer(tidied(query[:LONGEST_QUERY])):
        if run["word"]:
            found.append(Asked((run["word"][:LONGEST_WORD],), begins=True))
        elif len(run["paired"]) == 1:
            found.append(Asked((run["paired"],), begins=True))
        else:
            found.append(Asked(tuple(a + b for a, b in pairwise(run["paired"]))))
    return tuple(dict.fromkeys(found))


def fts5_query(asked: tuple[Asked, ...]) -> str:
    """The query in the language of SQLite's FTS5. Terms hold letters and digits only: nothing to escape."""
    return " AND ".join(
        " + ".join(f'"{term}"' for term in each.terms) + ("*" if each.begins else "") for each in asked
    )


def tsquery(asked: tuple[Asked, ...]) -> str:
    """The query in the language of PostgreSQL's tsquery."""
    return " & ".join(
        "(" + " <-> ".join(f"'{term}'" for term in each.terms) + (":*" if each.begins else "") + ")"
        for each in asked
    )


def tsvector(terms: list[str]) -> str:
    """Terms with their positions as PostgreSQL reads a tsvector."""
    places: dict[str, list[str]] = {}
    for place, term in enumerate(terms, 1):
        places.setdefault(term, []).append(str(place))
    return " ".join(f"'{term}':{','.join(at[:255])}" for term, at in places.items())


def _pairs(run: str) -> list[str]:
    return [*(a + b for a, b in pairwise(run)), run[-1]]
