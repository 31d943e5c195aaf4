"""Problems as pages tell them. The register's sentences are English; on a Chinese page each has its Chinese.

What changes in a sentence (a field, a state, a role, a condition) is put into Chinese too. A sentence of
somebody else's, such as that of a database, is left out where it only explains; where it says what is wrong,
it is shown in English and marked as such, so that it is read out right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from andante.errors import Problem
from andante.filing.fields import FIELDS
from andante.filing.outcomes import Outcome, ProcedureName
from andante.policies.duties import CADENCES
from andante.policies.load import library_names, load_policy
from andante.register.facets import FACETS
from andante.register.states import ACTION_NAMES, PHASE_NAMES, ROLE_NAMES, STATE_NAMES
from andante.register.tokens import Scope
from andante.web.pages.catalogue.problems_chinese import SENTENCES, WORDS
from andante.web.pages.words import Words

_LISTS = (", ", " or ", " and ")
_SAYS_LITTLE = 5
"""Letters of a sentence that other people's could fit too ("{} is {}"): its first word has to be ours."""
_LONGEST = 1500
"""Characters of a sentence that are looked up; what somebody sent in cannot make the search slow."""


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
    place = problem.where.field or ""
    if say.chinese:
        known = in_chinese(problem.what) or _chinese_already(problem.what)
        if known is not None:
            why, mend = (in_chinese(text) or "" for text in (problem.why, problem.mend))
            field = _word(place) if place else None
            return ToldProblem(_ended(known), _ended(why), _ended(mend), field or "")
    what, why, mend = map(_sentence, (problem.what, problem.why, problem.mend))
    return ToldProblem(what, why, mend, place, say.chinese)


def in_chinese(sentence: str, inside: bool = True) -> str | None:
    """The Chinese of a sentence of the register, or None. `inside`: sentences in it are looked up too."""
    text = sentence.strip()
    if not text or len(text) > _LONGEST:
        return None
    for each in (text, text.removesuffix(".")):
        found = SENTENCES.get(each) or _vocabulary().get(each)
        if found is not None and "{0}" not in found:
            return found
    for known in _patterns():
        if not known.may_fit(text):
            continue
        match = known.pattern.fullmatch(text)
        if match is not None and (not known.says_little or _known(match[1])):
            return known.chinese.format(*(_slot(part, inside) for part in match.groups()))
    return None


def _chinese_already(text: str) -> str | None:
    """What the catalogue of the page said itself."""
    return text if re.search("[\u4e00-\u9fff]", text) and not re.search("[A-Za-z]{4}", text) else None


def _slot(text: str, inside: bool) -> str:
    """What changes in a sentence: a word or a list of words that have Chinese, else as it is."""
    quoted = len(text) > 1 and text[0] in "'\"" and text.count(text[0]) == 2 and text[-1] == text[0]
    bare = text[1:-1] if quoted else text
    found = _word(bare)
    if found is None and inside and bare == text:
        found = in_chinese(bare, inside=False)
    if found is not None:
        return found
    for between in _LISTS:
        if between in bare:
            return "、".join(_slot(part, False) for part in bare.split(between))
    return bare


def _known(text: str) -> bool:
    return all(_word(part) is not None for part in re.split(", | or | and ", text))


def _word(name: str) -> str | None:
    return _vocabulary().get(name)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A sentence in which something changes: what stands between, and its Chinese."""

    between: tuple[str, ...]
    pattern: re.Pattern[str]
    chinese: str
    says_little: bool

    def may_fit(self, text: str) -> bool:
        """Whether everything that does not change is there: quick, and spares most of the matching."""
        first, *middle, last = self.between
        return text.startswith(first) and text.endswith(last) and all(part in text for part in middle)


@cache
def _patterns() -> tuple[_Pattern, ...]:
    """Sentences in which something changes; those that say most come first."""
    found = sorted((key for key in SENTENCES if "{}" in key), key=_letters, reverse=True)
    return tuple(_pattern(key) for key in found)


def _pattern(key: str) -> _Pattern:
    between = tuple(key.split("{}"))
    pattern = re.compile("(.*?)".join(map(re.escape, between)), re.DOTALL)
    return _Pattern(between, pattern, SENTENCES[key], _letters(key) <= _SAYS_LITTLE)


def _letters(key: str) -> int:
    return len(key.replace("{}", "").replace(" ", ""))


@cache
def _vocabulary() -> Mapping[str, str]:
    """Words that stand for something: fields, states, actions, roles, outcomes, conditions, units."""
    return {word: chinese for word, chinese in _words() if re.search("[\u4e00-\u9fff]", chinese)}


def _words() -> Iterator[tuple[str, str]]:
    say = Words("zh")
    for name in library_names():
        policy = load_policy(name)
        yield name, say.or_else(f"policy.{name}", policy.title_zh)
        for condition in policy.conditions.values():
            yield condition.id, condition.title_zh
            yield condition.consequence, condition.consequence_zh
    for kind in ("model", "deployment"):
        for definition in FIELDS[kind].values():
            specific = f"field.{kind}.{definition.name}"
            title = say.or_else(specific, say.or_else(f"field.{definition.name}", ""))
            if title:
                yield definition.name, title
            yield definition.meaning, say.or_else(f"meaning.{kind}.{definition.name}", "")
            yield definition.unit, say.or_else(f"unit.{definition.unit}", definition.unit)
            for choice in definition.choices or ():
                yield choice, say.or_else(f"choice.{definition.name}.{choice}", choice)
    yield from ((each.value, say(f"scope.{each.value}")) for each in Scope)
    for names in (STATE_NAMES, ACTION_NAMES, ROLE_NAMES, PHASE_NAMES):
        for word, both in names.items():
            yield word.value, both.zh
            yield both.en, both.zh
    yield from ((each.word, say(f"outcome.{each.word}")) for each in Outcome)
    yield from ((each.value, say(f"procedure.{each.value}")) for each in ProcedureName)
    yield from ((each, say(f"cadence.{each}")) for each in CADENCES)
    yield from ((each, say(f"facet.{each}")) for each in FACETS)
    yield from WORDS.items()


def _ended(text: str) -> str:
    """A Chinese sentence ends with its full stop."""
    tidy = text.strip()
    return tidy if not tidy or tidy[-1] in "。！？：" else f"{tidy}。"


def _sentence(text: str) -> str:
    """A sentence begins with a capital letter and ends with a full stop."""
    tidy = text.strip()
    if not tidy:
        return ""
    return tidy[0].upper() + tidy[1:] + ("" if tidy[-1] in ".!?。：:" else ".")
