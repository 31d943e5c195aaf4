"""Problems as pages tell them. The register's sentences are English; those met most have Chinese.

A sentence without a Chinese one is shown in English and marked as such, so that it is read out right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from andante.errors import Problem
from andante.web.pages.catalogue.problems_chinese import PATTERNS, SENTENCES
from andante.web.pages.words import Words


@dataclass(frozen=True, slots=True)
class ToldProblem:
    """A problem in words. `field` is where it belongs; `foreign`: in English on a Chinese page."""

    what: str
    why: str
    mend: str
    field: str
    foreign: bool = False


def told(say: Words, problem: Problem) -> ToldProblem:
    """A problem in the language of the page."""
    field = problem.where.field or ""
    if not say.chinese:
        return ToldProblem(_sentence(problem.what), _sentence(problem.why), _sentence(problem.mend), field)
    what = in_chinese(problem.what)
    if what is None:
        return ToldProblem(
            _sentence(problem.what), _sentence(problem.why), _sentence(problem.mend), field, True
        )
    return ToldProblem(what, in_chinese(problem.why) or "", in_chinese(problem.mend) or "", field)


def in_chinese(sentence: str) -> str | None:
    """The Chinese of a sentence of the register, or None."""
    found = SENTENCES.get(sentence)
    if found is not None:
        return found
    for pattern, chinese in PATTERNS:
        match = re.fullmatch(pattern, sentence)
        if match is not None:
            return chinese.format(*match.groups())
    return None


def _sentence(text: str) -> str:
    """A sentence begins with a capital letter and ends with a full stop."""
    tidy = text.strip()
    if not tidy:
        return ""
    return tidy[0].upper() + tidy[1:] + ("" if tidy[-1] in ".!?。：:" else ".")
