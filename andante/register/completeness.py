"""What is missing from a filing, all of it at once: what identifies it, and what a rule asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from andante.filing.fields import FIELDS, FilingKind
from andante.filing.schema import Filing
from andante.policies.compile import CompiledRules, compile_rules
from andante.policies.schema import Policy
from andante.register.case import Gap

IDENTIFYING: Mapping[FilingKind, tuple[str, ...]] = MappingProxyType(
    {"model": ("provider", "purpose", "version"), "deployment": ("system_name", "purpose", "sector", "mode")}
)
"""Fields without which an entry of the register would say nothing, whatever the policy."""


def find_gaps(
    policy: Policy, filing: Filing, on: date, compiled: CompiledRules | None = None
) -> tuple[Gap, ...]:
    """Every field that is missing and that the register or a rule in force on the day needs, in schema order.

    Raises PolicyError for rules that have no meaning on the day.
    """
    rules = compile_rules(policy, filing.kind, on) if compiled is None else compiled
    missing = {name: each for name, each in FIELDS[filing.kind].items() if filing.get(name) is None}
    if not missing:
        return ()
    asking: dict[str, list[str]] = {}
    for part in rules.rules:
        for name in part.fields:
            asking.setdefault(name, []).append(part.rule.title or part.rule.id)
    gaps = []
    for name, definition in missing.items():
        if name in IDENTIFYING[filing.kind]:
            gaps.append(Gap(name, definition.title, "it says what is filed"))
        elif name in asking:
            titles = ", ".join(dict.fromkeys(asking[name]))
            gaps.append(Gap(name, definition.title, f"asked for by: {titles}"))
    return tuple(gaps)
