"""A public entry: what anyone may read of an approved filing, as plain data, and the words that find it.

Predicted against actual stands first. Persons are never in it, nor what deciders wrote for themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from andante.filing.conditions import Condition
from andante.filing.schema import Filing
from andante.policies.schema import Policy
from andante.reference.occupations import OCCUPATION_INDEX, OCCUPATIONS, SECTIONS
from andante.register.case import Case
from andante.register.plain import to_plain
from andante.register.predicted import Comparison, Prediction

NO_ENDORSEMENT = "Listing is no endorsement."
NO_ENDORSEMENT_ZH = "登记不代表认可。"


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """Something that happened to a public entry, and the entry of the log that says so."""

    at: str
    action: str
    after: str | None
    log_number: int
    public: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Checked:
    """A due day of a condition that is over, and what was found."""

    event: str
    condition: str
    due: str
    verdict: str
    value: float | bool | str | None


@dataclass(frozen=True, slots=True)
class Published:
    """All that a public entry is made of."""

    case: Case
    filing: Filing | None
    filed_version: int
    policy: Policy
    jurisdiction: str
    unit: str
    model: str | None
    model_version: str | None
    replaced_by: str | None
    conditions: Sequence[Condition]
    checked: Sequence[Checked]
    prediction: Prediction | None
    comparisons: Sequence[Comparison]
    assessment: str | None
    events: Sequence[PublicEvent]
    decided: str
    published: str


def public_content(found: Published) -> dict[str, Any]:
    """The entry as plain data. A filing that was erased leaves its fields empty, never guessed."""
    case, taken = found.case, found.case.taken
    assert taken is not None
    proposed = case.policy
    values = {} if found.filing is None else dict(found.filing.values)
    return {
        "entry": case.entry,
        "kind": case.kind,
        "title": title_of(case.kind, values, case.number),
        "notice": {"en": NO_ENDORSEMENT, "zh": NO_ENDORSEMENT_ZH},
        "workforce": {
            "compared": [comparison_plain(each) for each in found.comparisons],
            "predicted": to_plain(found.prediction) if found.prediction is not None else None,
            "assessment": found.assessment,
        },
        "unit": found.unit,
        "jurisdiction": found.jurisdiction,
        "state": case.state.value,
        "phase": None if case.phase is None else case.phase.value,
        "filing": {name: value for name, value in sorted(values.items()) if value is not None},
        "filed_version": found.filed_version,
        "model": None if found.model is None else {"entry": found.model, "version": found.model_version},
        "policy": {
            "name": found.policy.name,
            "title": found.policy.title,
            "title_zh": found.policy.title_zh,
            "hash": found.policy.hash,
        },
        "proposed": None
        if proposed is None
        else {
            "outcome": proposed.outcome.word,
            "conditions": list(proposed.conditions),
            "on": proposed.on.isoformat(),
        },
        "outcome": taken.outcome.word,
        "procedure": case.procedure,
        "conditions": [_condition(each) for each in found.conditions],
        "checked": [to_plain(each) for each in found.checked],
        "open_breaches": list(case.open_breaches),
        "reason": taken.reason,
        "decided": found.decided,
        "published": found.published,
        "planned_start": _day(case.planned_start),
        "started": _day(case.started),
        "review_due": _day(case.review_due),
        "replaces": case.replaces,
        "replaced_by": found.replaced_by,
        "history": [_event(each) for each in found.events],
    }


def title_of(kind: str, values: Mapping[str, Any] | None, otherwise: str) -> str:
    """What a filing is called: the system, or the provider with the version of the model."""
    if values is None:
        return otherwise
    names = ("system_name",) if kind == "deployment" else ("provider", "version")
    return " ".join(str(values[name]) for name in names if values.get(name)) or otherwise


def listed_as(content: Mapping[str, Any]) -> dict[str, str]:
    """What the list of entries shows of the content of one, and is searched by. A facet may be empty."""
    filing = content["filing"]
    return {
        "kind": content["kind"],
        "sector": _word(filing, "sector"),
        "occupation": _word(filing, "occupation"),
        "outcome": content["outcome"],
        "state": content["state"],
        "jurisdiction": content["jurisdiction"],
        "policy": content["policy"]["name"],
        "year": content["published"][:4],
        "title": content["title"],
        "summary": str(filing.get("purpose") or "")[:500],
        "words": _words_of(content),
    }


def _words_of(content: Mapping[str, Any]) -> str:
    """The text that search looks through, in both languages where the register knows both."""
    filing = content["filing"]
    words = [content["entry"], content["title"], content["unit"]]
    words += [str(filing.get(name) or "") for name in ("purpose", "provider", "version")]
    occupation, sector = _word(filing, "occupation"), _word(filing, "sector")
    if occupation in OCCUPATION_INDEX:
        named = OCCUPATIONS[OCCUPATION_INDEX[occupation]]
        words += [named.title, named.title_zh]
    if sector in SECTIONS:
        words += SECTIONS[sector]
    words += [each.get(name, "") for name in ("title", "title_zh") for each in content["conditions"]]
    return "\n".join(dict.fromkeys(word for word in words if word))


def comparison_plain(each: Comparison) -> dict[str, Any]:
    """A comparison as plain data, its difference worked out."""
    return {
        "figure": each.figure,
        "quarter": str(each.quarter),
        "actual": each.actual,
        "predicted": None if each.predicted is None else to_plain(each.predicted),
        "difference": each.difference,
        "within": each.within,
        "missing": [str(quarter) for quarter in each.missing],
    }


def attached(names: Iterable[str], known: Mapping[str, Condition]) -> tuple[Condition, ...]:
    """The conditions of these names, in their order."""
    return tuple(known[name] for name in names if name in known)


def _condition(each: Condition) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(each)
    plain.pop("effect", None)
    return plain


def _event(each: PublicEvent) -> dict[str, Any]:
    return {
        "at": each.at,
        "action": each.action,
        "after": each.after,
        "log_number": each.log_number,
        "public": dict(each.public),
    }


def _word(filing: Mapping[str, Any], name: str) -> str:
    value = filing.get(name)
    return value if isinstance(value, str) else ""


def _day(day: Any) -> str | None:
    return None if day is None else day.isoformat()
