"""What happened, step by step, each with the entry of the log that says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from andante.register.states import ACTION_NAMES, PHASE_NAMES, Action, Phase
from andante.web.pages.marks import Mark, state_mark
from andante.web.pages.words import Words


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One event. `said` is what of it may be read."""

    at: str
    action: str
    state: Mark | None
    said: str
    log_number: int
    who: str = ""


def history_rows(say: Words, events: Sequence[Mapping[str, Any]]) -> tuple[HistoryRow, ...]:
    """The events of a public entry, the last first."""
    return tuple(
        HistoryRow(
            say.moment(each["at"]),
            action_words(say, str(each["action"])),
            state_mark(say, each["after"]) if each["after"] else None,
            said_words(say, each["public"]),
            int(each["log_number"]),
        )
        for each in reversed(events)
    )


def action_words(say: Words, action: str) -> str:
    """An action in words; what is no step of the workflow has its own."""
    if action in set(Action):
        return say.name(ACTION_NAMES[Action(action)])
    return say(f"action.{action}") if say.known(f"action.{action}") else action


def said_words(say: Words, public: Mapping[str, Any]) -> str:
    """What came with an event, in words."""
    parts = []
    if public.get("outcome"):
        parts.append(say("said.outcome", outcome=say(f"outcome.{public['outcome']}")))
    if public.get("phase"):
        parts.append(say("said.phase", phase=say.name(PHASE_NAMES[Phase(public["phase"])])))
    if public.get("start"):
        parts.append(say("said.start", day=say.day(public["start"])))
    if public.get("entry"):
        parts.append(say("said.entry", entry=public["entry"]))
    if public.get("change"):
        parts.append(say("said.change", number=public["change"]))
    if public.get("measure"):
        parts.append(say("said.measure", measure=say(f"measure.{public['measure']}")))
    if public.get("breaches"):
        parts.append(say("said.breaches", breaches=say.listed(public["breaches"])))
    if public.get("quarter"):
        parts.append(say("said.quarter", quarter=public["quarter"]))
    if public.get("affected"):
        parts.append(say("said.affected", count=public["affected"]))
    if public.get("reason"):
        parts.append(say("said.reason", reason=public["reason"]))
    return ("" if say.chinese else " ").join(parts)
