"""The content of a policy as plain data in the form of its file, and the hash that names it.

Positions, comments, the order of keys and the way a policy was written (whole, or as a variant) are left out:
two files that say the same have one hash, and a loaded policy written out and loaded again keeps it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from andante.policies.parameters import DatedValue, value_as_written

if TYPE_CHECKING:
    from andante.filing.conditions import Condition
    from andante.policies.schema import Policy, Procedure, Rule

Content = dict[str, Any]


def policy_content(policy: Policy) -> Content:
    """The policy as mappings, lists, strings and numbers, which `load_policy` reads back to the same
    policy."""
    content: Content = {
        "policy": policy.name,
        "title": policy.title,
        "title_zh": policy.title_zh,
        "jurisdiction": policy.jurisdiction,
        "introduction": policy.introduction,
        "introduction_zh": policy.introduction_zh,
        "cannot_say": list(policy.cannot_say),
        "cannot_say_zh": list(policy.cannot_say_zh),
        "instruments": {
            name: {"unit": dated.unit, "values": _values(dated.values)}
            for name, dated in policy.instruments.items()
        },
        "parameters": {
            name: _without_empty(
                {
                    "title": parameter.title,
                    "title_zh": parameter.title_zh,
                    "unit": parameter.unit,
                    "values": _values(parameter.values),
                }
            )
            for name, parameter in policy.parameters.items()
        },
        "procedures": {name: _procedure(procedure) for name, procedure in policy.procedures.items()},
        "conditions": {name: _condition(condition) for name, condition in policy.conditions.items()},
        "rules": {kind: [_rule(rule) for rule in rules] for kind, rules in policy.rules.items() if rules},
    }
    return _without_empty(content)


def content_hash(content: Content) -> str:
    """sha256, in hexadecimal, of the content as JSON with sorted keys and no blanks."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _without_empty(content: Mapping[str, Any]) -> Content:
    return {key: value for key, value in content.items() if value not in ("", None, [], {})}


def _values(values: tuple[DatedValue, ...]) -> Content:
    return {
        value.start.isoformat(): _without_empty(
            {
                "value": value_as_written(float(value.value)),
                "until": value.until.isoformat() if value.until else None,
                "source": value.source,
                "tag": value.tag,
            }
        )
        for value in values
    }


def _procedure(procedure: Procedure) -> Content:
    return _without_empty(
        {
            "title": procedure.title,
            "title_zh": procedure.title_zh,
            "who": procedure.who,
            "who_zh": procedure.who_zh,
            "decision_working_days": float(procedure.decision_working_days),
            "completeness_working_days": float(procedure.completeness_working_days),
            "on_expiry": procedure.on_expiry,
            "erlang_stages": procedure.erlang_stages,
            "source": procedure.source,
            "tag": procedure.tag,
        }
    )


def _condition(condition: Condition) -> Content:
    threshold = condition.threshold
    return _without_empty(
        {
            "title": condition.title,
            "title_zh": condition.title_zh,
            "metric": condition.metric,
            "comparator": condition.comparator,
            "threshold": threshold if isinstance(threshold, (bool, str)) else float(threshold),
            "unit": condition.unit,
            "cadence": condition.cadence,
            "due": condition.due,
            "evidence": condition.evidence,
            "evidence_zh": condition.evidence_zh,
            "owner": condition.owner,
            "owner_zh": condition.owner_zh,
            "consequence": condition.consequence,
            "consequence_zh": condition.consequence_zh,
            "effect": _without_empty(
                {
                    "kind": condition.effect.kind.value,
                    "amount": float(condition.effect.amount),
                    "unit": condition.effect.unit,
                    "source": condition.effect.source,
                    "tag": condition.effect.tag,
                }
            ),
            "source": condition.source,
            "tag": condition.tag,
        }
    )


def _rule(rule: Rule) -> Content:
    return _without_empty(
        {
            "id": rule.id,
            "title": rule.title,
            "title_zh": rule.title_zh,
            "from": rule.start.isoformat() if rule.start else None,
            "when": rule.when,
            "outcome": rule.outcome.word,
            "procedure": rule.procedure,
            "conditions": list(rule.conditions),
            "because": rule.because,
            "because_zh": rule.because_zh,
            "source": rule.source,
            "tag": rule.tag if rule.source else None,
        }
    )
