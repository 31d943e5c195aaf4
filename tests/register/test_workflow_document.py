"""docs/workflow.md and its picture are those of the code, in words that exist in both languages."""

from __future__ import annotations

import importlib.util
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType

from andante.register.clocks import CLOCK_NAMES, ClockName
from andante.register.due import VERDICT_NAMES, Verdict
from andante.register.needs import NEED_NAMES, Need
from andante.register.sentences import REFUSALS, TOLD
from andante.register.states import (
    ACTION_NAMES,
    PHASE_NAMES,
    ROLE_NAMES,
    STATE_NAMES,
    Action,
    Phase,
    Role,
    State,
)
from andante.register.transitions import TABLE, TRANSITIONS, actions_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "workflow.md"
PICTURE = ROOT / "docs" / "images" / "workflow.svg"
HAN = re.compile("[一-鿿]")


def tables() -> ModuleType:
    spec = importlib.util.spec_from_file_location("workflow_tables", ROOT / "docs" / "workflow_tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_and_the_picture_are_those_of_the_code() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert tables().with_tables(page) == page
    assert tables().picture() == PICTURE.read_text(encoding="utf-8")


def test_every_row_of_the_table_is_on_the_page() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    for row in TABLE:
        start = f"| {ACTION_NAMES[row.action].en} |"
        assert any(line.startswith(start) and f"`{row.state}`" in line for line in lines), row


def test_the_picture_is_whole_and_has_every_state() -> None:
    root = ET.fromstring(PICTURE.read_text(encoding="utf-8"))
    words = {element.text for element in root.iter() if element.text}
    for state, name in STATE_NAMES.items():
        assert name.en.split(":")[0] in words, state
        assert name.zh.split("（")[0] in words, state


def test_every_word_is_there_in_both_languages() -> None:
    for kind, names in (
        (State, STATE_NAMES),
        (Action, ACTION_NAMES),
        (Role, ROLE_NAMES),
        (Phase, PHASE_NAMES),
        (Need, NEED_NAMES),
        (ClockName, CLOCK_NAMES),
        (Verdict, VERDICT_NAMES),
    ):
        assert set(names) == set(kind)  # type: ignore[call-overload]
        for name in names.values():  # type: ignore[attr-defined]
            assert name.en.isascii()
            assert HAN.search(name.zh)
        shown = [name.en for name in names.values()]  # type: ignore[attr-defined]
        assert len(set(shown)) == len(shown)


def test_sentences_have_the_same_slots_in_both_languages() -> None:
    pairs = [(name.en, name.zh) for name in TOLD.values()] + [(w.en, w.zh) for w in REFUSALS.values()]
    for english, chinese in pairs:
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", chinese))
        assert HAN.search(chinese)


def test_words_of_the_glossary_are_used() -> None:
    """Terms that official documents know."""
    assert STATE_NAMES[State.ACCEPTED].zh == "受理"
    assert STATE_NAMES[State.REVISE_AND_RESUBMIT].zh == "修改后再审"
    ended = (State.SUSPENDED, State.WITHDRAWN, State.LAPSED, State.DEREGISTERED)
    assert [STATE_NAMES[state].zh for state in ended] == ["中止", "撤回", "失效", "注销"]
    assert "形式审查" in STATE_NAMES[State.IN_COMPLETENESS_CHECK].zh
    assert "定期复核" in STATE_NAMES[State.IN_PERIODIC_REVIEW].zh
    shown = " ".join(name.zh for name in (*TOLD.values(), *STATE_NAMES.values(), *ACTION_NAMES.values()))
    for never in ("备案", "部署", "政权", "再部署"):
        assert never not in shown
    assert "登记不代表认可" in TOLD[Action.PUBLISH].zh
    assert "Listing is no endorsement" in TOLD[Action.PUBLISH].en


def test_there_is_one_row_for_a_state_and_an_action_and_one_set_of_roles_for_an_action() -> None:
    assert len(TRANSITIONS) == len(TABLE)
    assert {row.action for row in TABLE} == set(Action)
    for action in Action:
        assert len({row.roles for row in TABLE if row.action is action}) == 1
    for row in TABLE:
        assert set(row.publishes) <= set(row.records)
        assert row.action in actions_of(row.state)


def test_what_two_persons_take_and_the_one_thing_that_one_may_do_alone() -> None:
    """Of the steps of reviewers and approvers that end deliberation or change an entry."""
    weighty = {State.DECIDED, State.REVISE_AND_RESUBMIT, State.LIVE, State.SUSPENDED, State.WITHDRAWN}
    alone = {row.action for row in TABLE if row.decides and row.to in weighty and row.to is not row.state}
    alone -= {row.action for row in TABLE if row.takes_proposal}
    assert alone == {Action.SUSPEND_AT_ONCE}
    # Publishing is the clerk's part: it follows a decision that two persons have taken.
    assert [row.action for row in TABLE if row.decides and row.to is State.PUBLISHED is not row.state] == [
        Action.PUBLISH
    ]
