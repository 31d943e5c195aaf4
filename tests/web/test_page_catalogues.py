"""The sentences of the pages: the same in both languages, none forgotten, none untranslated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import andante.web.pages
from andante.assessment.document import catalogue as document
from andante.filing.fields import FIELDS
from andante.register.facets import FACETS
from andante.register.states import ACTION_NAMES, Action, Measure, Role
from andante.register.tokens import Scope
from andante.web.errors import _TITLES as REFUSALS
from andante.web.pages.catalogue import CHINESE, ENGLISH
from andante.web.pages.filing_desk import BY_REGISTER
from andante.web.pages.frame import environment
from andante.web.pages.history import action_words
from andante.web.pages.lists import FILER_GROUPS, STAFF_GROUPS
from andante.web.pages.told import in_chinese
from andante.web.pages.words import Words

PAGES = Path(andante.web.pages.__file__).parent
SOURCES = [*PAGES.glob("*.py"), *(PAGES.parent / "templates").glob("*.html")]
SAID = re.compile(r"""\bsay\(\s*['"]([a-z][\w.]*[a-z_])['"]""")
CHOSEN = re.compile(r"""\bsay\(\s*['"]([\w.]+)['"] if [^)]*? else ['"]([\w.]+)['"]""")
SAME = {
    "language.en", "language.zh", "foot.version", "gap.why", "moment", "facet.count", "case.done",
    "unit.per_cent", "reason.value", "state.phase", "clock.by", "condition.line", "people.line", "act.due",
    "decision.waiting_by", "reason.parameter",
}  # fmt: skip
"""Sentences of names and signs alone."""


def slots(sentence: str) -> list[str]:
    return sorted(re.findall(r"\{(\w*)\}", sentence))


def test_both_catalogues_have_the_same_sentences_with_the_same_slots() -> None:
    assert list(ENGLISH) == list(CHINESE)
    for key, sentence in ENGLISH.items():
        assert slots(sentence) == slots(CHINESE[key]), key


@pytest.mark.parametrize("key", ENGLISH)
def test_every_sentence_is_written_in_its_language(key: str) -> None:
    assert ENGLISH[key].strip()
    assert CHINESE[key].strip()
    if key in SAME:
        return
    assert re.search(r"[\u4e00-\u9fff]", CHINESE[key]), key
    if "客服" not in ENGLISH[key]:
        assert not re.search(r"[\u4e00-\u9fff]", ENGLISH[key]), key


def test_every_sentence_that_pages_say_is_there() -> None:
    known = ENGLISH.keys() | document.ENGLISH.keys()
    for source in SOURCES:
        text = source.read_text(encoding="utf-8")
        said = SAID.findall(text) + [key for pair in CHOSEN.findall(text) for key in pair]
        for key in said:
            assert key in known, f"{source.name}: {key}"


def test_sentences_named_by_data_are_there() -> None:
    wanted = {f"facet.{facet}" for facet in FACETS}
    wanted |= {f"scope.{scope}" for scope in Scope}
    wanted |= {f"measure.{measure}" for measure in Measure}
    wanted |= {f"group.{name}" for name, _ in (*FILER_GROUPS, *STAFF_GROUPS)}
    wanted |= {
        f"meaning.{kind}.{name}"
        for kind, fields in FIELDS.items()
        for name in fields
        if name not in BY_REGISTER
    }
    wanted |= {f"field.model.{name}" for name in FIELDS["model"]}
    assert wanted <= ENGLISH.keys()


def test_every_template_compiles_and_every_action_has_words() -> None:
    for name in environment().list_templates():
        environment().get_template(name)
    for language in ("en", "zh"):
        for action in Action:
            assert action_words(Words(language), action) == Words(language).title(ACTION_NAMES[action])


def test_refusals_have_a_page_in_words() -> None:
    plain = {"fault", "filing-unusable", "policy-unusable", "not-so-any-more"}  # told by their problems alone
    for name in REFUSALS.keys() - plain:
        assert f"refused.{name}" in ENGLISH, name
        assert f"refused.{name}.lead" in ENGLISH, name


def test_a_page_says_no_forbidden_word() -> None:
    """report.md: words that never stand on a page."""
    for key, sentence in ENGLISH.items():
        for word in ("regime", "expectation", "oracle", "dossier", "redeploy", "completed", "likely"):
            assert word not in sentence.lower(), f"{key}: {word}"
    for key, sentence in CHINESE.items():
        for word in ("备案系统", "再部署", "维稳", "政权"):
            assert word not in sentence, f"{key}: {word}"


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("E-mail and password do not fit.", "电子邮箱与密码不符。"),
        ("The password has 3 characters; it needs at least 12.", "密码有3个字符，至少需要12个。"),
        ("Nobody ever wrote this.", None),
    ],
)
def test_problems_are_told_in_chinese_where_there_are_words(english: str, chinese: str | None) -> None:
    assert in_chinese(english) == chinese


def test_roles_have_a_place_to_begin() -> None:
    from andante.web.pages.signing_in import START

    assert {role for role, _ in START} == set(Role)
