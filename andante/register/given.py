"""What comes with an action, read strictly out of plain values: all that is wrong is named at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from andante.errors import Problem, RegisterError, Where
from andante.filing.outcomes import Outcome
from andante.register.case import Gap, Given
from andante.register.evidence import Evidence
from andante.register.states import Action, Measure, Phase

T = TypeVar("T")
LONGEST_TEXT = 20_000
MOST_ITEMS = 500
_DIGEST = re.compile("[0-9a-f]{64}")
FILING_KEYS = frozenset(
    {"filing", "policy", "model", "model_version", "planned_start", "assessment", "predicted"}
)
"""What a filing comes with. The assessment is named by its SHA-256."""
CHANGE_KEYS = frozenset({"filing", "model", "model_version", "planned_start", "assessment", "predicted"})
_REASON, _STATEMENT = frozenset({"reason"}), frozenset({"statement"})
_DECISION = frozenset({"outcome", "conditions", "reason"})
KEYS: Mapping[Action, frozenset[str]] = {
    Action.EDIT: CHANGE_KEYS,
    Action.SUBMIT: CHANGE_KEYS,
    Action.RESUBMIT: CHANGE_KEYS,
    Action.RETURN_ONCE: frozenset({"gaps"}),
    Action.RECORD_CONSULTATION: _STATEMENT,
    Action.PROPOSE: _DECISION,
    Action.SEND_BACK: _REASON,
    Action.DECIDE: _DECISION,
    Action.ASK_FOR_REVISION: _DECISION,
    Action.ASK_RE_REVIEW: _REASON,
    Action.PUBLISH: frozenset({"start"}),
    Action.ANNOUNCE_START: frozenset({"start"}),
    Action.GO_LIVE: frozenset({"phase", "start"}),
    Action.NEXT_PHASE: frozenset({"phase"}),
    Action.SEND_EVIDENCE: frozenset({"evidence"}),
    Action.FILE_CHANGE: CHANGE_KEYS,
    Action.CONFIRM_FACTS: _STATEMENT,
    Action.PROPOSE_MEASURE: frozenset({"measure", "reason"}),
    Action.RESTORE: _REASON,
    Action.SUSPEND: _REASON,
    Action.SUSPEND_AT_ONCE: _REASON,
    Action.WITHDRAW_APPROVAL: _REASON,
    Action.DEREGISTER: _REASON,
}
"""What may come with each action. `step`, the step that the sender saw last, may come with every one."""
_MEASURES = {
    Action.RESTORE: Measure.RESTORE,
    Action.SUSPEND: Measure.SUSPEND,
    Action.WITHDRAW_APPROVAL: Measure.WITHDRAW_APPROVAL,
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A filing as it was sent: plain values that are not looked into yet, and what it names."""

    filing: Mapping[str, Any] | None
    policy: str | None
    model: str | None
    model_version: str | None
    planned_start: date | None
    assessment: str | None
    predicted: Mapping[str, Any] | None


class Reader:
    """Takes values out of a payload and gathers what is wrong with it."""

    def __init__(self, payload: Mapping[str, Any], known: frozenset[str]) -> None:
        self._payload = payload
        self.problems = [
            Problem(
                f"{str(name)[:60]!r} does not belong here",
                Where(field=str(name)[:60]),
                "unknown keys are never dropped",
                f"write {', '.join(sorted(known)) or 'nothing'}",
            )
            for name in payload
            if name not in known
        ]

    def take(self, name: str, read: Callable[[Any], T], what: str) -> T | None:
        """The value of a key through `read`, or None where it is absent or not `what` (which is noted)."""
        value = self._payload.get(name)
        if value is None:
            return None
        try:
            return read(value)
        except (TypeError, ValueError, KeyError, AttributeError):
            self.problems.append(Problem(f"{name} is not {what}", Where(field=name)))
            return None

    def text(self, name: str, longest: int = LONGEST_TEXT) -> str:
        """A text, empty where it is absent."""
        return (
            self.take(name, lambda value: as_text(value, longest), f"a text of at most {longest} characters")
            or ""
        )

    def done(self) -> None:
        """RegisterError where something was wrong."""
        if self.problems:
            raise RegisterError(self.problems)


def read_given(action: Action, payload: Mapping[str, Any], at: datetime) -> Given:
    """What comes with an action, but for what the register adds itself. RegisterError with all problems."""
    reader = Reader(payload, KEYS.get(action, frozenset()) | {"step"})
    given = Given(
        reason=reader.text("reason"),
        gaps=reader.take("gaps", _gaps, "a mapping of fields to reasons") or (),
        outcome=reader.take("outcome", Outcome.from_word, "an outcome"),
        conditions=reader.take("conditions", _names, "a list of names") or (),
        measure=_MEASURES.get(action) or reader.take("measure", _enum(Measure), "a measure"),
        statement=reader.text("statement"),
        phase=reader.take("phase", _enum(Phase), f"one of {', '.join(Phase)}"),
        start=reader.take("start", as_day, "a day, written 2026-06-01"),
        evidence=reader.take("evidence", lambda each: _evidence(each, at), "a list of evidence") or (),
    )
    reader.done()
    return given


def read_sent(payload: Mapping[str, Any], known: frozenset[str]) -> Sent:
    """A filing as it was sent. RegisterError with all problems of what surrounds it."""
    reader = Reader(payload, known | {"step"})
    sent = Sent(
        reader.take("filing", _mapping, "a mapping of fields"),
        reader.take("policy", as_text, "the name of a policy"),
        reader.take("model", as_text, "the number of a public entry"),
        reader.take("model_version", as_text, "a text"),
        reader.take("planned_start", as_day, "a day, written 2026-06-01"),
        reader.take("assessment", _digest, "a SHA-256 of 64 hexadecimal digits"),
        reader.take("predicted", _mapping, "a mapping of figures"),
    )
    reader.done()
    return sent


def read_notes(payload: Mapping[str, Any]) -> tuple[str, ...]:
    """What was written with each piece of evidence, in its order."""
    return tuple(as_text(each.get("note") or "-") for each in payload.get("evidence") or ())


def as_text(value: Any, longest: int = LONGEST_TEXT) -> str:
    """A text with something in it; ValueError for anything else, and for what no database can hold."""
    if not isinstance(value, str) or len(value) > longest or "\x00" in value or not value.strip():
        raise ValueError
    value.encode("utf-8")
    return value


def as_day(value: Any) -> date:
    """A day in ISO form; ValueError for anything else."""
    if isinstance(value, datetime) or not isinstance(value, (str, date)):
        raise ValueError
    day = value if isinstance(value, date) else date.fromisoformat(value)
    if not 2000 <= day.year <= 2060 or (isinstance(value, str) and day.isoformat() != value):
        raise ValueError
    return day


def _enum(kind: type[T]) -> Callable[[Any], T]:
    assert issubclass(kind, StrEnum)
    return lambda value: kind(as_text(value))


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise TypeError
    return value


def _digest(value: Any) -> str:
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise ValueError
    return value


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or len(value) > MOST_ITEMS:
        raise TypeError
    return tuple(as_text(each, 64) for each in value)


def _gaps(value: Any) -> tuple[Gap, ...]:
    if len(_mapping(value)) > MOST_ITEMS:
        raise ValueError
    return tuple(Gap(as_text(field, 200), field, as_text(why)) for field, why in value.items())


def _evidence(value: Any, at: datetime) -> tuple[Evidence, ...]:
    if not isinstance(value, (list, tuple)) or len(value) > MOST_ITEMS:
        raise TypeError
    found = []
    for each in value:
        if not set(_mapping(each)) <= {"event", "value", "note"}:
            raise KeyError
        figure = each.get("value")
        if figure is not None and not isinstance(figure, (bool, int, float, str)):
            raise TypeError
        if each.get("note") is not None:
            as_text(each["note"])
        number = float(figure) if isinstance(figure, int) and not isinstance(figure, bool) else figure
        found.append(Evidence(as_text(each["event"], 200), number, at))
    return tuple(found)
