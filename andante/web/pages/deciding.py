"""What a policy proposes, in words: outcome, reasons with file and line, conditions, what would turn it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from andante.filing.outcomes import Outcome
from andante.policies.parameters import TAGS
from andante.policies.schema import Policy
from andante.register.states import Action
from andante.register.store_reads import CaseFile, DecisionRecord
from andante.web.pages.duties import ConditionRow, proposed_rows
from andante.web.pages.fields import field_title, number_words, value_words
from andante.web.pages.marks import OUTCOME_TONES, Tone, outcome_means
from andante.web.pages.shelf import because_zh, titles_zh
from andante.web.pages.words import Words

DECISIONS = frozenset({Action.DECIDE, Action.ASK_FOR_REVISION})


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A rule that has a say. `compared` is what it looked at, `place` is file and line."""

    because: str
    foreign: bool
    rule: str
    place: str
    source: str
    outcome: str
    compared: tuple[str, ...]
    unknown: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a policy proposes for a version of a filing."""

    outcome: str
    word: str
    tone: Tone
    meaning: str
    on: str
    procedure: str
    reasons: tuple[ReasonRow, ...]
    unknown: tuple[ReasonRow, ...]
    missing: tuple[str, ...]
    conditions: tuple[ConditionRow, ...]
    ids: tuple[str, ...]
    change: str
    policy: str
    digest: str
    engine: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What two persons decided last. `policy`: what the policy proposed to them; None where it was erased."""

    outcome: str
    tone: Tone
    at: str
    reason: str
    policy: Proposed | None


def decided_of(say: Words, file: CaseFile, policy: Policy | None) -> Decided | None:
    """The last decision on a case with its reasons; None before the first."""
    taken = [each for each in file.events if each.action in DECISIONS]
    if not taken:
        return None
    last = taken[-1]
    given = {**last.public, **(last.given or {})}
    proposals = sum(each.action == Action.ASSESS and each.step < last.step for each in file.events)
    record = file.decisions[proposals - 1] if proposals else None
    outcome = Outcome.from_word(str(given["outcome"])) if "outcome" in given else None
    return Decided(
        say("none") if outcome is None else say(f"outcome.{outcome.word}"),
        "" if outcome is None else OUTCOME_TONES[outcome],
        say.moment(last.at),
        str(given.get("reason") or ""),
        None if record is None else proposed_of(say, record, file.case.kind, policy),
    )


def proposed_of(say: Words, record: DecisionRecord, kind: str, policy: Policy | None) -> Proposed | None:
    """The proposal in words; None where it was erased."""
    result = record.result
    if result is None:
        return None
    outcome = Outcome.from_word(str(result["outcome"]))
    chinese, titles = because_zh(policy), titles_zh(policy) if say.chinese else {}
    known = {} if policy is None else policy.conditions
    conditions = [known[name] for name in result["conditions"] if name in known]
    return Proposed(
        say(f"outcome.{outcome.word}"),
        outcome.word,
        OUTCOME_TONES[outcome],
        outcome_means(say, kind, outcome.word),
        say.day(record.on),
        say.or_else(f"procedure.{result['procedure']}", say("none")),
        tuple(_reason(say, each, kind, chinese, titles) for each in result["matched"]),
        tuple(_reason(say, each, kind, chinese, titles) for each in result["unknown"]),
        tuple(field_title(say, kind, name) for name in result["missing"]),
        proposed_rows(say, conditions),
        tuple(result["conditions"]),
        _change(say, result["smallest_change"], kind, outcome, bool(result["missing"])),
        str(result["policy"]) if policy is None else say.pick(policy.title, policy.title_zh),
        record.policy_hash,
        record.engine,
    )


def _reason(
    say: Words, each: Mapping[str, Any], kind: str, chinese: Mapping[str, str], titles: Mapping[str, str]
) -> ReasonRow:
    because = " ".join(str(each["because"]).split())
    translated = chinese.get(str(each["rule"]), "")
    words = say.pick(because, " ".join(translated.split()))
    file = str(each["file"]).replace("\\", "/").rsplit("/", 1)[-1]
    compared = [
        say("reason.value", field=field_title(say, kind, name), value=value_words(say, kind, name, value))
        for name, value in each["values"].items()
        if value is not None
    ]
    compared += [_parameter(say, used, titles) for used in each["parameters"]]
    absent: Sequence[str] = [*each["missing"], *each["undefined"]]
    return ReasonRow(
        words,
        say.chinese and not translated,
        titles.get(str(each["rule"]), str(each["rule"])),
        file if each["line"] is None else f"{file}:{each['line']}",
        str(each["source"]),
        say(f"outcome.{each['outcome']}"),
        tuple(compared),
        say("reason.missing", fields=say.listed(field_title(say, kind, name) for name in absent))
        if absent
        else "",
    )


def _parameter(say: Words, used: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    file = str(used["file"]).replace("\\", "/").rsplit("/", 1)[-1]
    tag = say.or_else(f"tag.{used['tag']}", TAGS.get(str(used["tag"]), str(used["tag"])))
    return say(
        "reason.parameter",
        name=titles.get(str(used["name"]), str(used["name"])),
        value=number_words(say, float(used["value"]), str(used["unit"])),
        since=say.day(used["since"]),
        source=used["source"],
        tag=tag,
        place=file if used["line"] is None else f"{file}:{used['line']}",
    )


def _change(say: Words, found: Mapping[str, Any] | None, kind: str, outcome: Outcome, missing: bool) -> str:
    """The smallest change that turns the proposal, or why none is named."""
    if outcome is Outcome.NOT_REQUIRED:
        return say("change.not_required")
    if found is None:
        return say("change.none_yet" if missing else "change.none")
    parts = [
        say(
            "change.part",
            field=field_title(say, kind, part["field"]),
            old=value_words(say, kind, part["field"], part["old"]),
            new=value_words(say, kind, part["field"], part["new"]),
        )
        for part in found["changes"]
    ]
    joined = say("change.and").join(parts)
    return say("change.found", parts=joined, result=say(f"outcome.{found['outcome']}"))
