"""Two catalogues, the same keys, the same slots, nothing untranslated, no word that is not for pages."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from andante.lab import notes
from andante.lab.measures import DEFINITIONS
from andante.lab.ranges import decisive_definitions
from andante.lab.report.catalogue import CATALOGUES, CHINESE, ENGLISH, Words
from andante.lab.report.measures import COUNTS, GAINS, INDEXES, LOGS, ORDER, RATES

FORBIDDEN = re.compile(
    r"\b(regimes?|readings?|expectations?|lanes?|nests?|oracles?|dossiers?|likely|probabilit\w+|risks? of"
    r"|redeploy\w*)\b",
    re.IGNORECASE,
)
FORBIDDEN_CHINESE = re.compile("部署|政权|备案|维稳|稳定指数|敌对|概率|可能性|风险")
SAME_IN_BOTH = {"unit.percent", "language.name", "language.other", "count_word.many"}


def plain(key: str) -> str:
    """A key without its economy."""
    return key.partition("@")[0]


def slots(template: str) -> set[str]:
    """The slots of a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_both_languages_hold_the_same_keys() -> None:
    assert {plain(key) for key in ENGLISH} == {plain(key) for key in CHINESE}


@pytest.mark.parametrize("catalogue", CATALOGUES.values(), ids=CATALOGUES)
def test_a_form_for_one_economy_stands_beside_one_for_all(catalogue: dict[str, str]) -> None:
    assert all(plain(key) in catalogue for key in catalogue)


def test_both_languages_have_the_same_slots() -> None:
    for key, template in ENGLISH.items():
        if key in CHINESE:
            assert slots(template) == slots(CHINESE[key]), key
    for catalogue in CATALOGUES.values():
        for key, template in catalogue.items():
            assert slots(template) == slots(catalogue[plain(key)]), key


def test_nothing_is_left_untranslated() -> None:
    for key, template in CHINESE.items():
        assert template.strip(), key
        bare = re.sub(r"\{[^}]*\}", "", template)
        assert re.search("[\u4e00-\u9fff]", bare) or key in SAME_IN_BOTH, f"{key}: {template}"
    for key, template in ENGLISH.items():
        assert template.strip(), key
        if key not in SAME_IN_BOTH:
            assert not re.search("[\u4e00-\u9fff]", template), f"{key}: {template}"


def test_no_forbidden_word_in_the_catalogue() -> None:
    for key, template in ENGLISH.items():
        assert not FORBIDDEN.search(template), f"{key}: {template}"
    for key, template in CHINESE.items():
        assert not re.search("部署|政权|备案|维稳|稳定指数|敌对|概率|可能性|再部署|风险", template), (
            f"{key}: {template}"
        )


def test_every_measure_and_decisive_assumption_has_words() -> None:
    assert set(ORDER) == set(DEFINITIONS)
    assert set(ORDER) == RATES | GAINS | COUNTS | LOGS | INDEXES
    for language in CATALOGUES:
        say = Words(language)
        for name in DEFINITIONS:
            assert say.known(f"measure.{name}")
        for definition in decisive_definitions():
            assert say.known(f"assumption.{definition.name}")


def test_every_kind_of_note_has_words() -> None:
    kinds = re.findall(r'Note\(\s*"(\w+)"', Path(notes.__file__).read_text(encoding="utf-8"))
    assert kinds
    for kind in kinds:
        assert f"note.{kind}" in ENGLISH, kind


def test_a_missing_key_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(KeyError):
        Words("en")("no.such.key")
