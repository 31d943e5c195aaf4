"""What is different between two policies, in words: one difference for each thing a reader would call one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from andante.errors import Where
from andante.policies.canonical import Content, policy_content
from andante.policies.instruments import INSTRUMENTS
from andante.policies.schema import KINDS, Policy

_HEADER = (
    "title",
    "title_zh",
    "jurisdiction",
    "introduction",
    "introduction_zh",
    "cannot_say",
    "cannot_say_zh",
)
_KIND_OF = {
    "instruments": "instrument",
    "parameters": "parameter",
    "procedures": "procedure",
    "conditions": "condition",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: the key path, both sides as they would be printed (None where absent), and a sentence.

    `where` is the place in the second policy, or in the first for what is removed.
    """

    path: str
    before: str | None
    after: str | None
    sentence: str
    where: Where

    def __str__(self) -> str:
        return self.sentence


def diff_policies(first: Policy, second: Policy, texts: bool = False) -> list[Difference]:
    """Differences from the first policy to the second, in the order of a file; empty where both do the same.

    Names, titles and introductions are left out unless `texts`: they change nothing that is decided.
    """
    before, after = policy_content(first), policy_content(second)
    found = []
    if texts:
        found += list(
            _values({k: before.get(k) for k in _HEADER}, {k: after.get(k) for k in _HEADER}, "", "")
        )
    for section, kind in _KIND_OF.items():
        old, new = before.get(section, {}), after.get(section, {})
        found += list(_named(old, new, section, kind, first, second))
    for kind in KINDS:
        old, new = (_by_id(content.get("rules", {}).get(kind, [])) for content in (before, after))
        found += list(_named(old, new, f"rules.{kind}", f"{kind} rule", first, second))
    return found


def _by_id(rules: list[Content]) -> Content:
    return {rule["id"]: {key: value for key, value in rule.items() if key != "id"} for rule in rules}


def _named(
    old: Content, new: Content, section: str, kind: str, first: Policy, second: Policy
) -> Iterator[Difference]:
    for name in [*old, *(name for name in new if name not in old)]:
        path = f"{section}.{name}"
        label = f"{kind} {name}"
        if name not in new:
            yield Difference(
                path, _shown(old[name]), None, f"{label} is removed", _place(first, section, name)
            )
        elif name not in old:
            summary = _summary(section, name, new[name])
            yield Difference(
                path, None, _shown(new[name]), f"{label} is added{summary}", _place(second, section, name)
            )
        elif old[name] != new[name]:
            yield from (
                _placed(each, second, section, name) for each in _values(old[name], new[name], path, label)
            )


def _values(old: Content, new: Content, path: str, label: str) -> Iterator[Difference]:
    """Differences between two entries; dated values are compared day by day."""
    unit = str(new.get("unit", old.get("unit", "")))
    for key in [*old, *(key for key in new if key not in old)]:
        here = f"{path}.{key}" if path else key
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if key == "values" and isinstance(before, dict) and isinstance(after, dict):
            yield from _dated(before, after, here, label, unit)
            continue
        what = f"{label}: {key}" if label else key
        if before is None:
            sentence = f"{what} is new: {_shown(after)}"
        elif after is None:
            sentence = f"{what} is removed (was {_shown(before)})"
        else:
            sentence = f"{what} changes from {_shown(before)} to {_shown(after)}"
        yield Difference(here, _maybe(before), _maybe(after), sentence, Where())


def _dated(old: Content, new: Content, path: str, label: str, unit: str) -> Iterator[Difference]:
    for day in sorted({*old, *new}):
        before, after = old.get(day), new.get(day)
        if before == after:
            continue
        here = f"{path}.{day}"
        yield Difference(
            here, _maybe(before), _maybe(after), f"{label}{_dated_change(old, new, day, unit)}", Where()
        )


def _dated_change(old: Content, new: Content, day: str, unit: str) -> str:
    """What happens to the value that starts on a day, as the end of a sentence."""
    if day not in new:
        return f" has no value of its own from {day} any more (was {_number(old[day]['value'], unit)})"
    after = _number(new[day]["value"], unit)
    if day not in old:
        earlier = [old[each]["value"] for each in sorted(old) if each < day]
        was = f" (was {_number(earlier[-1], unit)})" if earlier else ""
        return f" is {after} from {day}{was}"
    if old[day]["value"] != new[day]["value"]:
        return f" changes from {_number(old[day]['value'], unit)} to {after}, from {day}"
    changed = ", ".join(
        f"{key} changes from {_shown(old[day].get(key))} to {_shown(new[day].get(key))}"
        for key in ("until", "source", "tag")
        if old[day].get(key) != new[day].get(key)
    )
    return f", from {day}: the value stays, {changed}"


def _summary(section: str, name: str, entry: Content) -> str:
    if section in ("instruments", "parameters"):
        unit = entry["unit"]
        title = f" ({INSTRUMENTS[name].title})" if section == "instruments" else ""
        values = "; ".join(
            f"{_number(each['value'], unit)} from {day}" for day, each in entry["values"].items()
        )
        return f"{title}: {values}"
    if section.startswith("rules"):
        return f": {entry['outcome']} when {entry['when']}"
    return f": {entry['title']}"


def _placed(difference: Difference, policy: Policy, section: str, name: str) -> Difference:
    place = _place(policy, section, name)
    return Difference(difference.path, difference.before, difference.after, difference.sentence, place)


def _place(policy: Policy, section: str, name: str) -> Where:
    """Where an entry begins: the first line of it that the policy knows."""
    if section in ("instruments", "parameters"):
        dated = (policy.instruments if section == "instruments" else policy.parameters)[name]
        last = dated.values[-1]
        return Where(file=last.file, line=last.line, field=f"{section}.{name}")
    if section == "procedures":
        return Where(policy.procedures[name].file, policy.procedures[name].line, field=f"{section}.{name}")
    if section.startswith("rules."):
        kind = section.removeprefix("rules.")
        rule = next(rule for rule in policy.rules[kind] if rule.id == name)
        return Where(file=rule.file, line=rule.line, field=f"{section}.{name}")
    return Where(file=policy.source_file, field=f"{section}.{name}")


def _number(value: Any, unit: str) -> str:
    if value == "economy":
        return "the economy's own value"
    if value == "unlimited":
        return "unlimited"
    return f"{_shown(value)} {unit}".rstrip()


def _maybe(value: Any) -> str | None:
    return None if value is None else _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, list):
        return ", ".join(_shown(item) for item in value) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(item)}" for key, item in value.items())
    return "none" if value is None else str(value)
