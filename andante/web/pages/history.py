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


def history_rows(
    say: Words, events: Sequence[Mapping[str, Any]], titles: Mapping[str, str]
) -> tuple[HistoryRow, ...]:
    """The events of a public entry, the last first. `titles` of its conditions by their ids."""
    return tuple(
        HistoryRow(
            say.moment(each["at"]),
            action_words(say, str(each["action"])),
            state_mark(say, each["after"]) if each["after"] else None,
            said_words(say, each["public"], titles),
            int(each["log_number"]),
        )
        for each in reversed(events)
    )


def action_words(say: Words, action: str) -> str:
    """An action in words; what is no step of the workflow has its own."""
    if action in set(Action):
        return say.title(ACTION_NAMES[Action(action)])
    return say(f"action.{action}") if say.known(f"action.{action}") else action


def said_words(say: Words, public: Mapping[str, Any], titles: Mapping[str, str]) -> str:
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
        parts.append(
            say("said.breaches", breaches=say.listed(duty_named(each, titles) for each in public["breaches"]))
        )
    if public.get("quarter"):
        parts.append(say("said.quarter", quarter=public["quarter"]))
    if public.get("affected"):
        parts.append(say("said.affected", count=public["affected"]))
    if public.get("reason"):
        parts.append(say("said.reason", reason=public["reason"]))
    if public.get("evidence"):
        parts.append(
            say(
                "said.evidence",
                duties=say.listed(duty_named(each["event"], titles) for each in public["evidence"]),
            )
        )
    if public.get("verdicts"):
        parts.append(
            say("said.kept", duties=say.listed(duty_named(each, titles) for each in public["verdicts"]))
        )
    return say.joined(*parts)


def duty_named(event: str, titles: Mapping[str, str]) -> str:
    """A due event by the title of its condition, with the period or day it is about."""
    parts = event.rsplit("/", 2)
    return (
        f"{titles.get(parts[1], parts[1])} ({parts[2].removeprefix('start-')})" if len(parts) == 3 else event
    )
