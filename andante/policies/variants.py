"""A variant is written as a difference: what it sets, adds and removes in a base policy.

Documents are merged before anything is read from them, so a variant is checked exactly as a whole policy is,
and every line keeps the file it came from. Nodes are immutable: merging cannot change the base.
"""

from __future__ import annotations

from collections.abc import Callable

from andante.policies.document import Node, Scalar, Sequence, Table
from andante.policies.reading import Entry, Reader, join_path
from andante.policies.schema import KINDS
from andante.policies.wording import did_you_mean, quoted

VARIANT_REQUIRED = ("variant", "base", "title")
HEADER = (
    "title",
    "title_zh",
    "introduction",
    "introduction_zh",
    "cannot_say",
    "cannot_say_zh",
    "jurisdiction",
)
CHANGES = ("remove", "set", "add")
DATED = ("instruments", "parameters")
SECTIONS = ("instruments", "parameters", "procedures", "conditions", "rules")
# Numbers that stand beside one source and tag: whoever changes one says where the new one comes from.
_NUMBERS = {
    "procedures": ("decision_working_days", "completeness_working_days", "erlang_stages"),
    "conditions": ("threshold",),
}


def merge(reader: Reader, base: Table, variant: Table) -> Table:
    """The base document with the variant's changes: removed first, then set, then added.

    What is wrong is reported to the reader; the merged document then lacks the change in question.
    """
    entry = reader.entry(variant, variant, "", VARIANT_REQUIRED, (*HEADER[1:], *CHANGES))
    if entry is None:
        return base
    if all(_is_empty(entry.nodes.get(change)) for change in CHANGES):
        reader.report(
            variant,
            "",
            "the variant changes nothing",
            "add set:, add: or remove: with what it changes; docs/policies/format.md shows how",
        )
    merged = _merged_header(base, entry)
    for change, apply in (("remove", _remove), ("set", _set), ("add", _add)):
        node = entry.nodes.get(change)
        if node is None:
            continue
        sections = reader.entry(node, variant.key(change) or variant, change, (), SECTIONS)
        for name, section in {} if sections is None else sections.nodes.items():
            at = node.key(name) if isinstance(node, Table) else None
            merged = _in_section(merged, name, section, at or variant, reader, apply)
    return merged


def _is_empty(change: Node | None) -> bool:
    return change is None or (isinstance(change, Table) and not change.entries)


_Apply = Callable[[Reader, Table, Node, str, str, Scalar | Table], Table]


def _in_section(
    document: Table, name: str, change: Node, at: Scalar | Table, reader: Reader, apply: _Apply
) -> Table:
    current = document.get(name)
    known = current if isinstance(current, Table) else Table(file=document.file)
    if name != "rules":
        return _with(document, at, name, apply(reader, known, change, name, name, at))
    entry = reader.entry(change, at, "rules", (), KINDS)
    for kind, rules in {} if entry is None else entry.nodes.items():
        path = f"rules.{kind}"
        section = known.get(kind)
        by_id = _rules_by_id(section if isinstance(section, Sequence) else Sequence())
        kind_at = change.key(kind) if isinstance(change, Table) else None
        change_by_id = rules if apply is _remove else _rules_given(reader, rules, path)
        if change_by_id is not None:
            by_id = apply(reader, by_id, change_by_id, "rules", path, kind_at or at)
        known = _with(
            known, kind_at or at, kind, Sequence(tuple(node for _, node in by_id.entries), known.file)
        )
    return _with(document, at, "rules", known)


def _merged_header(base: Table, entry: Entry) -> Table:
    """Name and introduction of the variant. A translation of the base's words goes when the words change."""
    given = set(entry.nodes)
    dropped = {f"{name}_zh" for name in given if f"{name}_zh" in HEADER and f"{name}_zh" not in given}
    name = entry.nodes.get("variant")
    kept = []
    for key, node in base.entries:
        if key.text == "policy" and name is not None:
            kept.append((key, name))
        elif key.text in given and key.text in HEADER:
            kept.append((key, entry.nodes[key.text]))
        elif key.text not in dropped:
            kept.append((key, node))
    present = {key.text for key, _ in kept}
    new = [
        (Scalar(text), node) for text, node in entry.nodes.items() if text in HEADER and text not in present
    ]
    return Table((*kept, *new), base.file, base.line)


def _remove(reader: Reader, known: Table, change: Node, section: str, path: str, at: Scalar | Table) -> Table:
    """Whole entries by name; or, for dated sections, single dates: {NAME: [DATE, ...]}."""
    if isinstance(change, Table) and section in DATED:
        for key, dates in reader.named(change, path):
            entry = _existing(reader, known, key, path)
            values = entry.get("values") if isinstance(entry, Table) else None
            if isinstance(entry, Table) and isinstance(values, Table):
                values = _without(reader, values, dates, join_path(path, key.text), "dates", key)
                known = _with(known, key, key.text, _with(entry, key, "values", values))
        return known
    return _without(reader, known, change, path, section, at)


def _without(reader: Reader, known: Table, names: Node, path: str, what: str, at: Scalar | Table) -> Table:
    if not isinstance(names, Sequence):
        reader.report(at, path, f"{path} is no list", "write a list of what to remove: [NAME, NAME]")
        return known
    gone = set()
    for item in names.items:
        if not isinstance(item, Scalar):
            reader.report(item, path, f"{path} has an item that is no name", "write a name")
        elif item.text not in known.names():
            reader.report(
                item,
                path,
                f"the base has no {quoted(item.text)} to remove",
                did_you_mean(item.text, known.names(), what),
            )
        else:
            gone.add(item.text)
    return Table(
        tuple((key, node) for key, node in known.entries if key.text not in gone), known.file, known.line
    )


def _set(reader: Reader, known: Table, change: Node, section: str, path: str, at: Scalar | Table) -> Table:
    """Changes keys of entries the base has. Dates join the base's; an effect and a dated value are replaced
    whole."""
    for key, node in reader.entries(change, at, path, "the names of what is changed"):
        here = join_path(path, key.text)
        entry = _existing(reader, known, key, path)
        changes = reader.table(node, key, here, "the keys that are changed")
        if not isinstance(entry, Table) or changes is None:
            continue
        _check_provenance(reader, section, changes, key, here)
        for part, value in reader.named(changes, here):
            if section == "rules" and part.text == "id":
                continue
            old = entry.get(part.text)
            if (
                section in DATED
                and part.text == "values"
                and isinstance(old, Table)
                and isinstance(value, Table)
            ):
                for day, dated in reader.named(value, join_path(here, "values")):
                    old = _with(old, day, day.text, dated)
                value = old
            entry = _with(_without_old_translation(entry, part.text, changes), part, part.text, value)
        known = _with(known, key if section != "rules" else None, key.text, entry)
    return known


def _without_old_translation(entry: Table, name: str, changes: Table) -> Table:
    """The entry without the Chinese of words that change, unless the change gives the Chinese too."""
    translated = f"{name}_zh"
    if translated not in entry.names() or changes.get(translated) is not None:
        return entry
    kept = tuple((key, node) for key, node in entry.entries if key.text != translated)
    return Table(kept, entry.file, entry.line)


def _add(reader: Reader, known: Table, change: Node, _section: str, path: str, at: Scalar | Table) -> Table:
    for key, node in reader.entries(change, at, path, "the names of what is added"):
        if key.text in known.names():
            reader.report(
                key,
                join_path(path, key.text),
                f"the base has {quoted(key.text)} already",
                "write it under set: to change it, or give it another name",
            )
        else:
            known = _with(known, key, key.text, node)
    return known


def _existing(reader: Reader, known: Table, key: Scalar, path: str) -> Node | None:
    found = known.get(key.text)
    if found is None:
        what = path.split(".", 1)[0]
        reader.report(
            key,
            join_path(path, key.text),
            f"the base has no {quoted(key.text)}",
            f"{did_you_mean(key.text, known.names(), what)}; or write it under add:",
        )
    return found


def _check_provenance(reader: Reader, section: str, changes: Table, key: Scalar, path: str) -> None:
    numbers = [name for name in _NUMBERS.get(section, ()) if changes.get(name) is not None]
    for name in ("source", "tag"):
        if numbers and changes.get(name) is None:
            reader.report(
                key,
                join_path(path, name),
                f'"{name}" is missing beside the new {numbers[0]}',
                f'add "{name}:": the one in the base speaks of the old number',
            )


def _rules_by_id(rules: Sequence) -> Table:
    entries = []
    for index, rule in enumerate(rules.items):
        identity = rule.get("id") if isinstance(rule, Table) else None
        key = (
            identity if isinstance(identity, Scalar) else Scalar(f"[{index}]", file=rule.file, line=rule.line)
        )
        entries.append((key, rule))
    return Table(tuple(entries), rules.file, rules.line)


def _rules_given(reader: Reader, rules: Node, path: str) -> Table | None:
    if not isinstance(rules, Sequence):
        reader.report(rules, path, f"{path} is no list", "begin each rule with a dash: - id: NAME")
        return None
    for index, rule in enumerate(rules.items):
        if not isinstance(rule, Table) or not isinstance(rule.get("id"), Scalar):
            reader.report(rule, f"{path}[{index}]", '"id" is missing', "begin the rule with - id: NAME")
    return _rules_by_id(
        Sequence(tuple(r for r in rules.items if isinstance(r, Table) and r.get("id")), rules.file)
    )


def _with(table: Table, at: Scalar | Table | None, name: str, node: Node) -> Table:
    """The table with a key set, in its old place if it was there. `at` is the key to point at from now on."""
    new_key = at if isinstance(at, Scalar) and at.text == name else None
    if name not in table.names():
        return Table((*table.entries, (new_key or Scalar(name), node)), table.file, table.line)
    return Table(
        tuple(((new_key or key), node) if key.text == name else (key, old) for key, old in table.entries),
        table.file,
        table.line,
    )
