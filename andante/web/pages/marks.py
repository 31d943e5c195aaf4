"""States, outcomes and verdicts as pages show them: in words, with a tone that never stands alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from andante.filing.outcomes import Outcome
from andante.register.due import VERDICT_NAMES, Verdict
from andante.register.states import PHASE_NAMES, STATE_NAMES, Phase, State
from andante.web.pages.words import Words

Tone = Literal["", "good", "warn", "stop", "open"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A word with its tone."""

    text: str
    tone: Tone


TONES: Mapping[State, Tone] = MappingProxyType(
    {
        State.LIVE: "good",
        State.PUBLISHED: "good",
        State.IN_PERIODIC_REVIEW: "open",
        State.RETURNED: "warn",
        State.REVISE_AND_RESUBMIT: "warn",
        State.CONDITION_BREACHED: "stop",
        State.SUSPENDED: "stop",
    }
)
OUTCOME_TONES: Mapping[Outcome, Tone] = MappingProxyType(
    {
        Outcome.NOT_REQUIRED: "open",
        Outcome.APPROVE: "good",
        Outcome.APPROVE_WITH_CONDITIONS: "warn",
        Outcome.NEEDS_INFORMATION: "open",
        Outcome.REJECT: "stop",
    }
)


def state_mark(say: Words, state: State | str, phase: Phase | str | None = None) -> Mark:
    """A state in words, with the phase of a use that is live."""
    found = State(state)
    words = say.title(STATE_NAMES[found])
    if phase and found is State.LIVE:
        words = say("state.phase", state=words, phase=say.name(PHASE_NAMES[Phase(phase)]))
    return Mark(words, TONES.get(found, ""))


def outcome_mark(say: Words, word: str) -> Mark:
    """An outcome in words."""
    return Mark(say(f"outcome.{word}"), OUTCOME_TONES[Outcome.from_word(word)])


def verdict_mark(say: Words, verdict: str | None) -> Mark:
    """What was found on a due day; None: it is still to come."""
    if verdict is None:
        return Mark(say("due.to_come"), "")
    found = Verdict(verdict)
    return Mark(say.title(VERDICT_NAMES[found]), "good" if found is Verdict.KEPT else "stop")


def outcome_means(say: Words, kind: str, outcome: str) -> str:
    """What an outcome allows, of a use or of a model."""
    return say.or_else(f"meaning.{outcome}.{kind}", say(f"meaning.{outcome}"))
