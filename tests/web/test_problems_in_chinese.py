"""Every problem that can reach a page has its Chinese: the source is walked, nothing is listed by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from told_sentences import sentences

import andante.filing
import andante.register
import andante.web
from andante.errors import Problem, Where
from andante.filing.fields import FIELDS
from andante.filing.load import load_filing
from andante.filing.schema import FilingError
from andante.policies.load import library_names, load_policy
from andante.register.given import CHANGE_KEYS, FILING_KEYS, KEYS
from andante.register.permissions import _refused
from andante.register.sentences import Refusal
from andante.register.states import ACTION_NAMES, ROLE_NAMES, STATE_NAMES, Action, State
from andante.web.errors import _TITLES
from andante.web.pages.catalogue.problems_chinese import SENTENCES, WORDS
from andante.web.pages.told import in_chinese, told
from andante.web.pages.words import Words

NO_PAGE = {
    # The offline verifier and the log's own formats: read by `andante register verify`, which knows no page.
    "verify", "verify_entries", "signed_note", "checkpoint", "tiles", "merkle", "commitment", "log_folder",
    # Commands of whoever runs the register: check, backup, migrate, rehearse, and the start of the service.
    "check", "backup", "migrate", "rehearse", "rehearsal_arrivals", "rehearsal_store",
    "rehearsal_figures", "queue_plan", "queue_flows", "queue_events", "settings", "provider_settings",
    "server", "log_key",
    # JSON that programs send, and tiles that they fetch: pages send forms and show no tile.
    "canonical_json", "log_tiles",
}  # fmt: skip
"""Modules whose problems cannot reach a page, with the reason."""
OF_THE_CHECK = "check_"
"""How parts of `andante register check` are named; it is a command too."""
AT_THE_START = {
    "engine": "open_engine and its settings run before any page is served; only `_in_words` is met later"
}
HIDDEN = {"{}.", "to be read with care", "none: the policy has no conditions", " and ended on {}."}
"""Not sentences of their own: another with a stop, the end of one that is there, what is caught at once."""
CHINESE = re.compile("[\u4e00-\u9fff]")
KEPT_LATIN = re.compile(
    r"andante assess|assessment\.json|name@place|ZIP|JSON|YAML|UTF-8|SHA-256|CN-2026-000123-3|Andante|"
    r"2026-Q3|\.json|\.yaml|kind|true|false|model|deployment"
)
ROOMS = [Path(room.__file__).parent for room in (andante.register, andante.web)]
SOURCES = [source for room in ROOMS for source in sorted(room.rglob("*.py"))]
FILING = [Path(andante.filing.__file__).parent / name for name in ("load.py", "schema.py")]


def reach_a_page() -> list[Path]:
    shown = [source for source in SOURCES if source.stem not in NO_PAGE | AT_THE_START.keys()]
    return [source for source in shown if not source.stem.startswith(OF_THE_CHECK)] + FILING


def test_modules_without_a_page_are_there() -> None:
    stems = {source.stem for source in SOURCES}
    assert NO_PAGE | AT_THE_START.keys() <= stems


@pytest.mark.parametrize("source", reach_a_page(), ids=lambda source: f"{source.parent.name}/{source.stem}")
def test_every_problem_has_its_chinese(source: Path) -> None:
    missing = [
        f"{found.file}:{found.line}: {found.text}"
        for found in sentences(source)
        if found.text not in SENTENCES and found.text not in HIDDEN and found.text not in WORDS
    ]
    assert missing == []


def test_the_walk_finds_what_is_told(tmp_path: Path) -> None:
    source = tmp_path / "sample.py"
    source.write_text(
        'def one(n):\n    what = "A is B." if n else f"C has {n!r} of {n}."\n'
        '    raise RegisterError(Problem(what, Where(field="not a sentence"), "D is E.", mend=f"F {n} G"))\n'
        'def two(a):\n    return _unless(a, f"H is {a[0]}", "I J")\n'
        'def _unless(held, text, why=""):\n    return [] if held else [Problem(text, Where(), why)]\n',
        encoding="utf-8",
    )
    found = [each.text for each in sentences(source)]
    assert found == ["D is E.", "F {} G", "A is B.", "C has {} of {}.", "H is {}", "I J"]


def test_what_the_database_says_has_its_chinese() -> None:
    engine = next(source for source in SOURCES if source.stem == "engine")
    words = engine.read_text(encoding="utf-8").split("def _in_words", 1)[1]
    said = re.findall(r'"([A-Z][^"]+\.)"', "".join(re.findall("what, mend = .+", words)))
    assert len(said) >= 10
    assert [each for each in said if each not in SENTENCES] == []


def test_titles_of_refusals_have_a_chinese_page() -> None:
    say = Words("zh")
    for name in _TITLES.keys() - {"fault", "filing-unusable", "policy-unusable", "not-so-any-more"}:
        assert CHINESE.search(say(f"refused.{name}")), name


@pytest.mark.parametrize("english", SENTENCES)
def test_the_chinese_is_chinese_and_has_the_same_things_in_it(english: str) -> None:
    chinese = SENTENCES[english]
    assert CHINESE.search(chinese)
    assert not re.search("[A-Za-z]", KEPT_LATIN.sub("", re.sub(r"\{\d\}", "", chinese)))
    assert not CHINESE.search(english)
    slots = {int(number) for number in re.findall(r"\{(\d)\}", chinese)}
    assert slots <= set(range(english.count("{}")))
    if english[-1] == ".":
        assert chinese[-1] == "。"


@pytest.mark.parametrize("english", [key for key in SENTENCES if "{}" in key])
def test_a_sentence_is_found_again_with_its_words_in_it(english: str) -> None:
    """Numbers and names that a sentence is filled with come out in the Chinese one, where it names them."""
    filled = english
    for number in range(english.count("{}")):
        filled = filled.replace("{}", ("notice_days", "7391", "8462", "9553")[number], 1)
    found = in_chinese(filled)
    assert found is not None
    assert "{" not in found
    for number in re.findall(r"\{([123])\}", SENTENCES[english]):
        assert ("", "7391", "8462", "9553")[int(number)] in found


def test_states_roles_actions_fields_and_conditions_are_in_chinese_inside_a_sentence() -> None:
    for state in STATE_NAMES:
        assert in_chinese(f"there is no such measure while the case is {state}") == (
            f"案件处于“{STATE_NAMES[state].zh}”状态时不能采取该措施"
        )
    for role in ROLE_NAMES:
        assert in_chinese(f"This is for the role {role}.") == f"此项限于以下角色：{ROLE_NAMES[role].zh}。"
    for action in ACTION_NAMES:
        found = in_chinese(f"the register does not {action} by itself while the case is live")
        assert found is not None
        assert ACTION_NAMES[action].zh in found
    names = {name for fields in FIELDS.values() for name in fields}
    names |= {name for keys in (*KEYS.values(), CHANGE_KEYS, FILING_KEYS) for name in keys}
    for name in names | {"step"}:
        found = in_chinese(f"{name} is missing too, and is not listed")
        assert found is not None
        assert not re.search("[A-Za-z]", found), found
    for policy in map(load_policy, library_names()):
        for condition in policy.conditions.values():
            found = in_chinese(f"{condition.id} was due on 2026-06-01 and is not shown kept")
            assert found == f"条件“{condition.title_zh}”应于2026-06-01前履行，尚未证明已履行"
            assert in_chinese(condition.consequence) == condition.consequence_zh


def test_every_refusal_is_told_as_its_own_chinese() -> None:
    """Own filing, second person, state, role and the rest: what `permissions` says comes out so."""
    for refusal in Refusal:
        permission = _refused(refusal, Action.DECIDE, State.IN_CONSULTATION)
        found = told(Words("zh"), Problem(permission.reason.en, Where(field="decide")))
        assert found.what == permission.reason.zh
        assert not found.foreign


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"kind": "deployment", "override_rate": "x"}, "“人工改判率”填写为x，应为数字。"),
        ({"kind": "deployment", "override_rate": 3}, "“人工改判率”填写为3，超出范围。"),
        ({"kind": "deployment", "mode": "automat"}, "不能填写为automat。"),
        ({"kind": "deployment", "colour": "red"}, "“colour”不是应用申报的字段。"),
        ({"kind": "deployment", "human_final_decision": "yes"}, "应为是（true）或否（false）。"),
        ({"kind": "thing"}, "“thing”不是申报类别。"),
        ({}, "未填写申报类别。"),
    ],
)
def test_a_field_that_is_wrong_is_told_in_chinese(values: dict[str, object], wanted: str) -> None:
    with pytest.raises(FilingError) as caught:
        load_filing(values)
    for problem in caught.value.problems:
        found = told(Words("zh"), problem)
        assert not found.foreign
        assert found.what.endswith(wanted)
        assert found.mend
        assert CHINESE.search(found.mend)


def test_every_field_that_is_wrong_is_wholly_chinese() -> None:
    checked = 0
    for kind, fields in FIELDS.items():
        for name, field in fields.items():
            for value in (-1e15, 1e15, "x", True, 7, ""):
                if field.type == "bool" and value is True:
                    continue
                try:
                    load_filing({"kind": kind, name: value})
                except FilingError as error:
                    problems = error.problems
                else:
                    continue
                for problem in problems:
                    checked += 1
                    found = told(Words("zh"), problem)
                    text = found.what + found.why + found.mend + found.field
                    assert not found.foreign
                    rest = re.sub(
                        r"填写为\S+?，|（true）|（false）|1e[+]?15|[A-U]、|[A-U]。|\d+[a-z]、", "", text
                    )
                    assert not re.search("[A-Za-z]{2}", rest), text
    assert checked > 120


@pytest.mark.parametrize(
    "text", ["The disk is full", "write them down", "disk I/O error", "x" * 5000, "", "(.*?)", "{0} {1}"]
)
def test_what_others_say_is_not_taken_for_a_sentence_of_ours(text: str) -> None:
    assert in_chinese(text) is None
    found = told(Words("zh"), Problem("The database refused.", Where(), text))
    assert (found.what, found.why, found.foreign) == ("数据库未予执行。", "", False)
    if text:
        foreign = told(Words("zh"), Problem(text))
        assert foreign.foreign


def test_a_problem_without_chinese_is_shown_in_english_and_says_so() -> None:
    found = told(Words("zh"), Problem("Nobody ever wrote this", why="because", mend="nothing"))
    assert found.foreign
    assert (found.what, found.why, found.mend) == ("Nobody ever wrote this.", "Because.", "Nothing.")


def test_no_sentence_is_long_to_look_up() -> None:
    """A sentence made to match badly costs no more than others."""
    import time

    begun = time.perf_counter()
    for text in ("a is " * 390, ", " * 900, "write " + "notice_days, " * 140, "'" * 1900):
        in_chinese(text)
    assert time.perf_counter() - begun < 2
