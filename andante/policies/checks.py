"""What must hold between the parts of a policy: every name is defined once, and everything defined is
used."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from andante.filing.fields import DEPLOYMENT_FIELDS, MODEL_FIELDS
from andante.filing.outcomes import Outcome
from andante.policies.document import Scalar, Sequence, Table
from andante.policies.reading import Named, Reader, join_path, parse_day
from andante.policies.schema import KINDS
from andante.policies.wording import did_you_mean, nearest, quoted

_STRING = re.compile(r"\"(\\.|[^\"\\])*\"|'(\\.|[^'\\])*'")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RESERVED = ("true", "false", "null", "in", "has", "size")
_FIELDS = frozenset(field.name for field in (*DEPLOYMENT_FIELDS, *MODEL_FIELDS))


@dataclass(frozen=True, slots=True)
class Places:
    """Where the names of each section stand. Names whose entry could not be read are in here too.

    `first_days` has the first day on which a parameter has a value, of those that could be read.
    """

    parameters: Mapping[str, Named]
    first_days: Mapping[str, date]
    procedures: Mapping[str, Named]
    conditions: Mapping[str, Named]


def check_names(reader: Reader, rules: Table | None, places: Places) -> None:
    """Reports names that nothing defines, and definitions that nothing uses.

    It looks at the nodes of the rules, not at the rules that could be read: one wrong key in a rule must not
    make the parameters it uses look unused.
    """
    words: set[str] = set()
    procedures: set[str] = set()
    conditions: set[str] = set()
    for path, rule in _rule_tables(rules):
        when = rule.get("when")
        if isinstance(when, Scalar):
            used = set(_WORD.findall(_STRING.sub(" ", when.text)))
            _check_start(
                reader,
                rule,
                path,
                {name: places.first_days[name] for name in places.first_days if name in used},
            )
            words |= used
        procedures |= _check_procedure(reader, rule, path, places.procedures)
        conditions |= _check_conditions(reader, rule, path, places.conditions)
    _check_parameters(reader, words, places.parameters)
    _report_unused(
        reader, places.conditions, conditions, "condition", "add it to the conditions of a rule, or delete it"
    )
    _report_unused(
        reader, places.procedures, procedures, "procedure", "name it as the procedure of a rule, or delete it"
    )


def _rule_tables(rules: Table | None) -> Iterator[tuple[str, Table]]:
    for kind in KINDS:
        section = None if rules is None else rules.get(kind)
        if not isinstance(section, Sequence):
            continue
        for index, rule in enumerate(section.items):
            if isinstance(rule, Table):
                identity = rule.get("id")
                known = isinstance(identity, Scalar) and identity.text
                yield f"rules.{kind}.{known}" if known else f"rules.{kind}[{index}]", rule


def _check_start(reader: Reader, rule: Table, path: str, first_days: Mapping[str, date]) -> None:
    """A rule may not begin before the parameters it uses: it could not be decided."""
    node = rule.get("from")
    start = parse_day(node.text) if isinstance(node, Scalar) else None
    if node is None or start is None:
        return
    for name, first in first_days.items():
        if start < first:
            reader.report(
                node,
                join_path(path, "from"),
                f"the rule begins on {start.isoformat()}, before the parameter {name} has a value",
                f"write from: {first.isoformat()}, or give {name} a value from {start.isoformat()}",
            )


def _check_procedure(reader: Reader, rule: Table, path: str, known: Collection[str]) -> set[str]:
    node = rule.get("procedure")
    if not isinstance(node, Scalar) or not node.text:
        return set()
    if node.text not in known:
        reader.report(
            node,
            join_path(path, "procedure"),
            f"there is no procedure named {quoted(node.text)} in this policy",
            _mend_name(node.text, known, "procedures"),
        )
    return {node.text}


def _check_conditions(reader: Reader, rule: Table, path: str, known: Collection[str]) -> set[str]:
    node, outcome = rule.get("conditions"), rule.get("outcome")
    word = outcome.text if isinstance(outcome, Scalar) else ""
    conditional = Outcome.APPROVE_WITH_CONDITIONS.word
    here = join_path(path, "conditions")
    items = [item for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []
    if word == conditional and not items:
        reader.report(
            outcome or rule,
            here,
            "a rule approves with conditions and names none",
            "add conditions: [NAME], or write outcome: approve",
        )
    if items and word != conditional and word in {outcome.word for outcome in Outcome}:
        reader.report(
            node or rule,
            here,
            f"a rule with the outcome {word} names conditions",
            f"write outcome: {conditional}, or delete the conditions",
            "conditions are tied to an approval alone",
        )
    named: set[str] = set()
    for item in items:
        if item.text in named:
            reader.report(item, here, f"{quoted(item.text)} stands twice", "delete one of the two")
        named.add(item.text)
        if item.text not in known:
            reader.report(
                item,
                here,
                f"there is no condition named {quoted(item.text)} in this policy",
                _mend_name(item.text, known, "conditions"),
            )
    return named


def _check_parameters(reader: Reader, words: set[str], known: Mapping[str, Named]) -> None:
    for name, named in known.items():
        if name in _FIELDS or name in _RESERVED:
            what = "a field of a filing" if name in _FIELDS else "a word of the rule language"
            reader.report(
                named.at,
                named.path,
                f"{name} is {what}",
                "give the parameter another name",
                "a rule could not tell",
            )
    _report_unused(reader, known, words, "parameter", "use it in the when of a rule, or delete it")


def _report_unused(reader: Reader, known: Mapping[str, Named], used: set[str], what: str, mend: str) -> None:
    for name, named in known.items():
        if name in used:
            continue
        close = nearest(name, used - set(known))
        reader.report(
            named.at,
            named.path,
            f"no rule uses the {what} {name}",
            f'{mend}; a rule names "{close}"' if close else mend,
            "it would look as if it did something",
        )


def _mend_name(name: str, known: Collection[str], what: str) -> str:
    if not known:
        return f"define it under {what}:"
    return f"{did_you_mean(name, known, what)}; or define it under {what}:"
