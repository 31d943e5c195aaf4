"""Section `rules`: when a filing meets what is written, this outcome, for this reason."""

from __future__ import annotations

import re

from andante.filing.outcomes import Outcome
from andante.policies.document import Node, Scalar, Sequence, Table
from andante.policies.reading import Entry, Reader, join_path
from andante.policies.schema import KINDS, Kind, Rule
from andante.policies.wording import quoted

RULE_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def read_rules(reader: Reader, node: Node, at: Scalar) -> dict[str, tuple[Rule, ...]]:
    """Section `rules`: a list for each kind of filing."""
    rules: dict[str, tuple[Rule, ...]] = dict.fromkeys(KINDS, ())
    entry = reader.entry(node, at, "rules", (), KINDS)
    if entry is None:
        return rules
    used: dict[str, Scalar] = {}
    for kind in KINDS:
        section = entry.nodes.get(kind)
        if section is None:
            continue
        path = join_path("rules", kind)
        if not isinstance(section, Sequence):
            reader.report(section, path, f"{path} is no list", "begin each rule with a dash: - id: NAME")
            continue
        if not section.items:
            reader.report(section, path, f"{path} is empty", f"add a rule, or delete {kind}:")
        read = [
            _rule(reader, item, kind, f"{path}[{index}]", used) for index, item in enumerate(section.items)
        ]
        rules[kind] = tuple(rule for rule in read if rule is not None)
    return rules


def _rule(reader: Reader, node: Node, kind: Kind, path: str, used: dict[str, Scalar]) -> Rule | None:
    at = node if isinstance(node, Table) else Scalar("", file=node.file, line=node.line)
    optional = ("procedure", "conditions", "because_zh", "source", "tag", "title", "title_zh", "from")
    entry = reader.entry(node, at, path, ("id", "when", "outcome", "because"), optional)
    if entry is None:
        return None
    identity = _rule_id(reader, entry, used)
    if identity is not None:
        path = f"rules.{kind}.{identity}"
        entry = Entry(path, entry.at, entry.nodes)
    outcome = _outcome(reader, entry)
    when = _when(reader, entry)
    because = reader.text(entry, "because")
    source, tag = reader.text(entry, "source"), reader.tag(entry)
    if entry.has("source") != entry.has("tag"):
        missing = "tag" if entry.has("source") else "source"
        reader.report(
            entry.nodes["source" if missing == "tag" else "tag"],
            join_path(path, missing),
            f'"{missing}" is missing',
            "write source and tag together: where the rule comes from, and how far that carries",
        )
    start = None
    start_node = entry.nodes.get("from")
    if isinstance(start_node, Scalar):
        start = reader.day(start_node, join_path(path, "from"))
    elif start_node is not None:
        reader.report(start_node, join_path(path, "from"), "from is not a date", "write YYYY-MM-DD")
    conditions = reader.texts(entry, "conditions")
    procedure = reader.text(entry, "procedure")
    if identity is None or outcome is None or when is None or because is None:
        return None
    text, place = when
    identity_node = entry.nodes["id"]
    return Rule(
        id=identity,
        kind=kind,
        when=text,
        outcome=outcome,
        procedure=procedure,
        conditions=conditions,
        because=because,
        # A variant may have written another `when`: then that is the place to look at.
        file=place.file,
        line=identity_node.line if identity_node.file == place.file else place.line,
        when_line=place.line,
        when_column=place.column,
        source=source or "",
        tag=tag or "A",
        because_zh=reader.text(entry, "because_zh") or "",
        title=reader.text(entry, "title") or identity.replace("-", " ").capitalize(),
        title_zh=reader.text(entry, "title_zh") or "",
        start=start,
    )


def _rule_id(reader: Reader, entry: Entry, used: dict[str, Scalar]) -> str | None:
    identity = reader.text(entry, "id")
    node = entry.nodes.get("id")
    if identity is None or not isinstance(node, Scalar):
        return None
    path = join_path(entry.path, "id")
    if not RULE_ID.fullmatch(identity) or len(identity) > 64:
        reader.report(
            node,
            path,
            f"{quoted(identity)} is no id of a rule",
            "write small letters, digits and single hyphens",
        )
        return None
    if identity in used:
        first = used[identity].line
        reader.report(
            node,
            path,
            f"two rules have the id {quoted(identity)}",
            "give one of them another id",
            f"the first is on line {first}" if first else "an id names one rule in reasons and variants",
        )
        return None
    used[identity] = node
    return identity


def _outcome(reader: Reader, entry: Entry) -> Outcome | None:
    words = [outcome.word for outcome in Outcome if outcome is not Outcome.NOT_REQUIRED]
    word = reader.choice(entry, "outcome", words, "outcomes of a rule")
    return None if word is None else Outcome.from_word(word)


def _when(reader: Reader, entry: Entry) -> tuple[str, Scalar] | None:
    """The text of `when` as written, since positions inside it are reported, with its node."""
    if reader.text(entry, "when") is None:
        return None
    node = entry.nodes["when"]
    return (node.text.rstrip(), node) if isinstance(node, Scalar) else None
