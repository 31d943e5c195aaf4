"""A decision on one filing with everything needed to check it: rules, parameters, sources, places, input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from andante import __version__
from andante.filing.conditions import Condition
from andante.filing.fields import FIELDS, FilingKind, Value
from andante.filing.outcomes import Outcome
from andante.policies.counterfactual import Change
from andante.policies.parameters import TAGS, value_as_written

ENGINE = f"andante {__version__}, rule language 1"
"""What decided: the version of the package and of the rule language."""


@dataclass(frozen=True, slots=True)
class UsedParameter:
    """A parameter in a rule that had a say: its value on the day, since when, from where."""

    name: str
    title: str
    unit: str
    value: float
    start: date
    source: str
    tag: str
    file: str
    line: int | None


@dataclass(frozen=True, slots=True)
class RuleReason:
    """A rule that matched, or that is unknown: then `missing` or `undefined` name what made it so."""

    rule: str
    title: str
    outcome: Outcome
    procedure: str | None
    because: str
    because_zh: str
    when: str
    file: str
    line: int | None
    source: str
    tag: str
    values: Mapping[str, Value | None]
    parameters: tuple[UsedParameter, ...]
    missing: tuple[str, ...] = ()
    undefined: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """File and line of the rule."""
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision on one filing.

    `matched` are the rules that apply, `unknown` those that cannot be told for lack of information, `missing`
    the fields that would tell. `conditions` are attached to an approval. `smallest_change` is None where none
    of one or two fields turns the decision, or where it was not asked for (`change_asked`).
    """

    policy: str
    policy_title: str
    policy_hash: str
    engine: str
    kind: FilingKind
    on: date
    canonical_input: str
    outcome: Outcome
    procedure: str | None
    conditions: tuple[Condition, ...]
    matched: tuple[RuleReason, ...]
    unknown: tuple[RuleReason, ...]
    missing: tuple[str, ...]
    smallest_change: Change | None
    change_asked: bool

    def explain(self) -> list[str]:
        """The decision in lines of English, without markup."""
        lines = [f"{_OUTCOME_LINES[self.outcome]} ({self.outcome.word})"]
        for reason in self.matched:
            lines.append(f"{reason.because} [{reason.rule}, {reason.place}]")
            lines += [f"    {detail}" for detail in _details(reason, self.kind)]
        for reason in self.unknown:
            lines.append(f"Whether this applies is unknown: {reason.because} [{reason.rule}, {reason.place}]")
            if reason.missing:
                lines.append(f"    missing: {_titled(reason.missing, self.kind)}")
            if reason.undefined:
                lines.append(f"    no finite result from: {_titled(reason.undefined, self.kind)}")
        for condition in self.conditions:
            threshold = _shown(condition.threshold, condition.unit)
            when = condition.cadence or condition.due or ""
            duty = f"{condition.metric} {condition.comparator} {threshold}" + (f", {when}" if when else "")
            lines.append(f"Condition: {condition.title} ({duty})")
        if self.procedure:
            lines.append(f"Procedure: {self.procedure}")
        if self.missing:
            lines.append(f"To be filled in: {_titled(self.missing, self.kind)}")
        if self.smallest_change is not None:
            lines.append(f"Smallest change that turns the decision: {change_line(self.smallest_change)}")
        elif self.change_asked and self.outcome is not Outcome.NOT_REQUIRED:
            lines.append("No change of one or two fields that the filer can change turns the decision.")
        lines.append(
            f"Decided under {self.policy_title}, a reference design and no government's rule, as of "
            f"{self.on.isoformat()}; policy {self.policy_hash[:12]}, {self.engine}."
        )
        return lines

    def as_dict(self) -> dict[str, Any]:
        """The decision as plain values for JSON."""
        return {
            "policy": self.policy,
            "policy_hash": self.policy_hash,
            "engine": self.engine,
            "kind": self.kind,
            "on": self.on.isoformat(),
            "input": self.canonical_input,
            "outcome": self.outcome.word,
            "procedure": self.procedure,
            "conditions": [condition.id for condition in self.conditions],
            "matched": [_reason_dict(reason) for reason in self.matched],
            "unknown": [_reason_dict(reason) for reason in self.unknown],
            "missing": list(self.missing),
            "smallest_change": None if self.smallest_change is None else change_dict(self.smallest_change),
        }


_OUTCOME_LINES = {
    Outcome.NOT_REQUIRED: "No decision is required: the policy has no rules for filings of this kind.",
    Outcome.APPROVE: "Approved: every rule is known, and none applies that asks for more.",
    Outcome.APPROVE_WITH_CONDITIONS: "Approved with conditions.",
    Outcome.NEEDS_INFORMATION: "More information is needed.",
    Outcome.REJECT: "Rejected.",
}


def change_line(change: Change) -> str:
    """A change in one line: each field from old to new, and the outcome that follows."""
    parts = []
    for part in change.changes:
        number = part.unit if isinstance(part.new, float) else ""
        shown = f"from {_shown(part.old, '')} to {_shown(part.new, number)}"
        parts.append(f"{part.title.lower()} {shown}")
    return f"{' and '.join(parts)} ({change.outcome.word})"


def change_dict(change: Change) -> dict[str, Any]:
    """A change as plain values for JSON."""
    changes = [{"field": part.field, "old": part.old, "new": part.new} for part in change.changes]
    return {"changes": changes, "size": change.size, "outcome": change.outcome.word}


def _details(reason: RuleReason, kind: FilingKind) -> list[str]:
    """The values and parameters that a matching rule compared."""
    fields = FIELDS[kind]
    lines = [
        f"{fields[name].title.lower()}: {_shown(value, fields[name].unit)}"
        for name, value in reason.values.items()
        if value is not None
    ]
    for used in reason.parameters:
        place = used.file if used.line is None else f"{used.file}:{used.line}"
        value = _shown(value_as_written(used.value), used.unit)
        lines.append(
            f"{used.name} = {value} since {used.start.isoformat()} "
            f"({used.source}; {TAGS.get(used.tag, used.tag)}; {place})"
        )
    return lines


def _titled(names: tuple[str, ...], kind: FilingKind) -> str:
    return ", ".join(f"{FIELDS[kind][name].title.lower()} ({name})" for name in names)


def _shown(value: Value | None, unit: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        # A share is a fraction of one and needs no word for its unit.
        return f"{value:.12g} {'' if unit in ('share', 'fraction of one') else unit}".strip()
    return str(value)


def _reason_dict(reason: RuleReason) -> dict[str, Any]:
    return {
        "rule": reason.rule,
        "outcome": reason.outcome.word,
        "procedure": reason.procedure,
        "because": reason.because,
        "when": reason.when,
        "file": reason.file,
        "line": reason.line,
        "source": reason.source,
        "tag": reason.tag,
        "values": dict(reason.values),
        "parameters": [
            {
                "name": used.name,
                "value": value_as_written(used.value),
                "unit": used.unit,
                "since": used.start.isoformat(),
                "source": used.source,
                "tag": used.tag,
                "file": used.file,
                "line": used.line,
            }
            for used in reason.parameters
        ],
        "missing": list(reason.missing),
        "undefined": list(reason.undefined),
    }
