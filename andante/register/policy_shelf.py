"""Policies that a register decides under, kept whole, so that every decision can be made again bit for bit.

A policy is stored as its content with the places of its rules and values, because a decision names the file
and line of what decided.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from andante.errors import PolicyError, Problem, RegisterError
from andante.filing.fields import FilingKind
from andante.policies.canonical import policy_content
from andante.policies.compile import CompiledRules, compile_rules
from andante.policies.load import load_policy
from andante.policies.parameters import DatedParameter
from andante.policies.schema import Policy, Rule
from andante.register.canonical_json import canonical_json, parse_json
from andante.register.case import Handling, handling_of
from andante.register.tables_filings import POLICIES

MOST_COMPILED = 256


def policy_document(policy: Policy) -> str:
    """The policy as one canonical JSON text: content and places."""
    rules = {
        kind: {rule.id: [rule.file, rule.line, rule.when_line, rule.when_column] for rule in rules}
        for kind, rules in policy.rules.items()
    }
    parameters = {
        name: {value.start.isoformat(): [value.file, value.line] for value in parameter.values}
        for name, parameter in policy.parameters.items()
    }
    places = {"source_file": policy.source_file, "rules": rules, "parameters": parameters}
    content = json.loads(json.dumps(policy_content(policy), allow_nan=False))
    return canonical_json({"content": content, "places": places, "base": policy.base}).decode()


def stored_policy(document: str, wanted_hash: str) -> Policy:
    """The policy of a stored text. RegisterError where it is not the one of that hash."""
    try:
        stored = parse_json(document.encode())
        policy = load_policy(stored["content"])
        if policy.hash == wanted_hash:
            return _placed(policy, stored["places"], stored["base"])
    except (PolicyError, KeyError, TypeError, ValueError) as error:
        raise _changed(wanted_hash, str(error)) from None
    raise _changed(wanted_hash, f"What is stored has the hash {policy.hash}.")


def _changed(wanted_hash: str, why: str) -> RegisterError:
    return RegisterError(
        Problem(
            f"The stored policy {wanted_hash[:12]} is not what it was.",
            why=why,
            mend="Restore the register from a backup.",
        )
    )


def _placed(policy: Policy, places: Mapping[str, Any], base: str | None) -> Policy:
    def rule_placed(kind: str, rule: Rule) -> Rule:
        file, line, when_line, when_column = places["rules"][kind][rule.id]
        return replace(rule, file=file, line=line, when_line=when_line, when_column=when_column)

    def parameter_placed(parameter: DatedParameter) -> DatedParameter:
        of = places["parameters"][parameter.name]
        values = tuple(
            replace(value, file=of[value.start.isoformat()][0], line=of[value.start.isoformat()][1])
            for value in parameter.values
        )
        return replace(parameter, values=values)

    return replace(
        policy,
        source_file=places["source_file"],
        base=base,
        rules={
            kind: tuple(rule_placed(kind, rule) for rule in rules) for kind, rules in policy.rules.items()
        },
        parameters={name: parameter_placed(each) for name, each in policy.parameters.items()},
    )


class Rulebook:
    """Policies read from a database, and their rules compiled: the same hash and day always mean the same."""

    def __init__(self) -> None:
        self._policies: dict[str, tuple[Policy, Handling]] = {}
        self._compiled: dict[tuple[str, str, date], CompiledRules] = {}

    def policy(self, connection: Connection, policy_hash: str) -> Policy:
        """The policy of a hash. RegisterError where it is not kept, or not what it was."""
        return self._read(connection, policy_hash)[0]

    def handling(self, connection: Connection, policy_hash: str) -> Handling:
        """How it handles filings, with the calendar of its jurisdiction."""
        return self._read(connection, policy_hash)[1]

    def compiled(self, policy: Policy, kind: FilingKind, on: date) -> CompiledRules:
        """Its rules on a day. PolicyError for rules that have no meaning then."""
        key = (policy.hash, kind, on)
        found = self._compiled.get(key)
        if found is None:
            if len(self._compiled) >= MOST_COMPILED:
                self._compiled.clear()
            found = self._compiled[key] = compile_rules(policy, kind, on)
        return found

    def kept(self, connection: Connection, policy_hash: str) -> Policy | None:
        """The policy of a hash, None where it is not kept. RegisterError where it is not what it was."""
        found = self._find(connection, policy_hash)
        return None if found is None else found[0]

    def _read(self, connection: Connection, policy_hash: str) -> tuple[Policy, Handling]:
        found = self._find(connection, policy_hash)
        if found is None:
            raise RegisterError(Problem(f"This register keeps no policy {policy_hash[:12]}."))
        return found

    def _find(self, connection: Connection, policy_hash: str) -> tuple[Policy, Handling] | None:
        found = self._policies.get(policy_hash)
        if found is None:
            query = select(POLICIES.c.document).where(POLICIES.c.hash == policy_hash)
            document = connection.execute(query).scalar()
            if document is None:
                return None
            policy = stored_policy(document, policy_hash)
            found = self._policies[policy_hash] = (policy, handling_of(policy))
        return found
