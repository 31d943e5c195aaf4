"""The page for people whose work is concerned: what, since when, who to ask, how to object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from andante.register.states import Phase, State
from andante.web.errors import not_found
from andante.web.pages.duties import ConditionRow, condition_rows
from andante.web.pages.entry import find_entry, proposed_words
from andante.web.pages.erased import erased_page
from andante.web.pages.frame import page, words_of
from andante.web.pages.marks import Mark, state_mark
from andante.web.pages.words import Words
from andante.web.site import Here

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Workers:
    """The page for affected workers."""

    number: str
    title: str
    unit: str
    purpose: str
    state: Mark
    stands: str
    changes: tuple[str, ...]
    offered: tuple[str, ...]
    when: str
    conditions: tuple[ConditionRow, ...]
    breached: bool
    heard: str
    decided: str
    reason: str


@router.get("/workers/{number}")
def workers(request: Request, here: Here, number: str) -> Response:
    """The page that the notice to workers links to."""
    found, say = find_entry(here, number), words_of(request)
    if not found.content:
        return erased_page(request, here, found)
    content, values = found.content, found.content["filing"]
    if content["kind"] != "deployment":
        raise not_found()
    view = Workers(
        found.entry,
        str(content["title"]),
        str(content["unit"]),
        str(values.get("purpose") or ""),
        state_mark(say, content["state"], content["phase"]),
        _stands(say, content),
        _changes(say, values),
        tuple(_offer(say, name, values.get(name)) for name in _OFFERS),
        _when(say, content),
        condition_rows(say, content, here.clock().date()),
        bool(content["open_breaches"]),
        _answer(say, "workers.heard", values.get("consultation_held")),
        say.joined(
            say("workers.outcome", outcome=say(f"outcome.{content['outcome']}")),
            proposed_words(say, here, content),
        ),
        str(content["reason"]),
    )
    return page(request, "workers.html", view, say("workers.title", system=view.title))


_OFFERS = (
    "retraining_offered",
    "reassignment_offered",
    "entry_hiring_kept",
    "human_final_decision",
    "reversible",
)


def _offer(say: Words, name: str, answer: Any) -> str:
    return _answer(say, f"workers.{name}", answer)


def _answer(say: Words, key: str, answer: Any) -> str:
    """yes, no and not answered are three different sentences."""
    return say(f"{key}.{'unknown' if answer is None else 'yes' if answer else 'no'}")


def _changes(say: Words, values: Any) -> tuple[str, ...]:
    found = []
    mode = values.get("mode")
    found.append(say(f"workers.mode.{mode}") if mode else say("workers.mode.unknown"))
    affected, taken = values.get("workers_affected"), values.get("automated_work")
    found.append(
        say("workers.affected_unknown")
        if affected is None
        else say("workers.affected", count=say.figure(affected))
    )
    found.append(
        say("workers.taken_unknown") if taken is None else say("workers.taken", count=say.figure(taken))
    )
    return tuple(found)


def _stands(say: Words, content: Any) -> str:
    state = State(content["state"])
    known = f"workers.stands.{state}"
    return say(known if say.known(known) else "workers.stands.other", state=state_mark(say, state).text)


def _when(say: Words, content: Any) -> str:
    if content["started"]:
        phase = Phase(content["phase"]) if content["phase"] else None
        key = "workers.started" if phase is None else f"workers.started.{phase}"
        return say(key, day=say.day(content["started"]))
    if content["planned_start"]:
        return say("workers.planned", day=say.day(content["planned_start"]))
    return say("workers.no_start")
