"""Takes typed values out of nodes and collects everything that is wrong with them.

A reader never stops at the first problem. A value that cannot be read comes back as None and has been
reported.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from andante.errors import Problem, Where
from andante.policies.document import Node, Scalar, Sequence, Table
from andante.policies.parameters import FILE_WORDS, TAGS
from andante.policies.wording import did_you_mean, listed, nearest, quoted

MAX_TEXT = 10_000
_NUMBER = re.compile(r"[-+]?(\d+(_\d+)*)(\.\d+)?([eE][-+]?\d{1,3})?|[-+]?\.\d+([eE][-+]?\d{1,3})?")
NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_EMPTY = ("", "~", "null", "Null", "NULL")
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class Named:
    """A part of a policy with the place of its name, for errors that need all parts to be read first."""

    at: Scalar
    path: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One mapping of a file under its path, e.g. `parameters.collective_dismissal`, with its known keys.

    `at` is what errors point at when something is missing: the key that the mapping stands under.
    """

    path: str
    at: Scalar | Table
    nodes: Mapping[str, Node]

    def has(self, name: str) -> bool:
        """Whether the key is there."""
        return name in self.nodes


@dataclass(slots=True)
class Reader:
    """Reads nodes and keeps the problems, in the order in which they were met."""

    problems: list[Problem] = field(default_factory=list)

    def report(self, at: Node, path: str, what: str, mend: str, why: str = "") -> None:
        """Adds one problem at the place of a node."""
        place = Where(file=at.file or None, line=at.line, field=path or None)
        self.problems.append(Problem(what=what, where=place, why=why, mend=mend))

    def table(self, node: Node, at: Scalar | Table, path: str, contains: str) -> Table | None:
        """The node as a mapping; `contains` says in words what should stand in it."""
        if isinstance(node, Table):
            return node
        self.report(
            at,
            path,
            f"{path} is {_kind(node)}",
            f"write {contains} under it, each on its own line with a colon",
            "a mapping of keys to values belongs here",
        )
        return None

    def named(self, table: Table, path: str) -> list[tuple[Scalar, Node]]:
        """The entries of a mapping whose keys are free names, without those that stand twice."""
        seen: dict[str, Scalar] = {}
        kept = []
        for key, node in table.entries:
            if key.text in seen:
                first = seen[key.text].line
                self.report(
                    key,
                    _join(path, key.text),
                    f"{quoted(key.text)} stands twice",
                    "keep one of the two, or give one another name",
                    f"it stands already on line {first}" if first else "",
                )
                continue
            seen[key.text] = key
            kept.append((key, node))
        return kept

    def entries(self, node: Node, at: Scalar | Table, path: str, contains: str) -> list[tuple[Scalar, Node]]:
        """The entries of a section whose keys are free names; empty where it is no mapping."""
        table = self.table(node, at, path, contains)
        return [] if table is None else self.named(table, path)

    def good_name(self, key: Scalar, path: str) -> bool:
        """Whether a key can be a name that rules use."""
        if NAME.fullmatch(key.text):
            return True
        self.report(
            key,
            path,
            f"{quoted(key.text)} is no name",
            "write small letters, digits and underscores, beginning with a letter, at most 64",
        )
        return False

    def entry(
        self,
        node: Node,
        at: Scalar | Table,
        path: str,
        required: Collection[str],
        optional: Collection[str] = (),
    ) -> Entry | None:
        """A mapping with known keys: unknown, duplicate and missing ones are reported. None if no mapping."""
        allowed = [*required, *optional]
        table = self.table(node, at, path or "the file", listed(required))
        if table is None:
            return None
        nodes: dict[str, Node] = {}
        for key, value in self.named(table, path):
            if key.text in allowed:
                nodes[key.text] = value
                continue
            close = nearest(key.text, allowed)
            there = close is not None and table.get(close) is not None
            self.report(
                key,
                _join(path, key.text),
                f"unknown key {quoted(key.text)}",
                f'delete it: "{close}" is there already'
                if there
                else f'write "{close}"'
                if close
                else f"the keys are: {', '.join(allowed)}",
                "a key that nothing reads would be silently without effect",
            )
        place = f"under {path}" if path else "at the top of the file"
        for name in required:
            if name not in nodes:
                self.report(
                    at,
                    _join(path, name),
                    f'"{name}" is missing',
                    f'add "{name}:" {place}, {_HELP.get(name, "with its value")}',
                )
        return Entry(path, at, nodes)

    def text(self, entry: Entry, name: str, longest: int = MAX_TEXT) -> str | None:
        """A text with its blanks tidied; None where it is absent or no text."""
        node = entry.nodes.get(name)
        if node is None:
            return None
        path = _join(entry.path, name)
        if not isinstance(node, Scalar):
            self.report(node, path, f"{path} is {_kind(node)}", "write one text")
            return None
        tidy = " ".join(node.text.split())
        if not tidy or (node.plain and tidy in _EMPTY):
            self.report(
                node, path, f"{path} is empty", _HELP_EMPTY.get(name, "write a text, or delete the key")
            )
            return None
        if len(tidy) > longest:
            self.report(node, path, f"{path} has {len(tidy):,} characters", f"write at most {longest:,}")
            return None
        return tidy

    def texts(self, entry: Entry, name: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is absent."""
        return tuple(text for text, _ in self.texts_with_places(entry, name))

    def texts_with_places(self, entry: Entry, name: str) -> list[tuple[str, Scalar]]:
        """A list of texts, each with its node."""
        node = entry.nodes.get(name)
        if node is None:
            return []
        path = _join(entry.path, name)
        if not isinstance(node, Sequence):
            self.report(node, path, f"{path} is {_kind(node)}", "write a list: [first, second]")
            return []
        kept = []
        for item in node.items:
            if isinstance(item, Scalar) and item.text.strip():
                kept.append((" ".join(item.text.split()), item))
            else:
                self.report(item, path, f"{path} has an item that is no text", "write a name or a sentence")
        return kept

    def choice(self, entry: Entry, name: str, choices: Iterable[str], what: str) -> str | None:
        """A text that must be one of the choices."""
        found = self.text(entry, name)
        if found is None:
            return None
        every = list(choices)
        if found in every:
            return found
        path = _join(entry.path, name)
        self.report(
            entry.nodes[name],
            path,
            f"{quoted(found)} is none of the {what}",
            did_you_mean(found, every, what),
        )
        return None

    def number(
        self,
        entry: Entry,
        name: str,
        low: float,
        high: float,
        unit: str = "",
        words: Collection[str] = (),
        whole: bool = False,
    ) -> float | None:
        """A finite number between `low` and `high`, or one of the words (`unlimited`, `economy`) where
        allowed."""
        node = entry.nodes.get(name)
        if node is None:
            return None
        path = _join(entry.path, name)
        if isinstance(node, Scalar) and node.text in words:
            return FILE_WORDS[node.text]
        value = _as_number(node)
        if value is None:
            self.report(
                node,
                path,
                f"{path} is {_kind(node)}, not a number",
                _mend_number(node, low, high, unit, words),
            )
            return None
        if not low <= value <= high or (whole and value != int(value)):
            self.report(
                node,
                path,
                f"{path} is {_shown(value)}",
                f"write {'a whole number' if whole else 'a value'} {_range(low, high, unit, words)}",
                "the value is out of range"
                if not low <= value <= high
                else "a part of one makes no sense here",
            )
            return None
        return value

    def tag(self, entry: Entry, name: str = "tag") -> str | None:
        """A tag of evidence."""
        found = self.text(entry, name)
        if found is None or found in TAGS:
            return found
        meanings = ", ".join(f"{tag} ({meaning})" for tag, meaning in TAGS.items())
        self.report(
            entry.nodes[name],
            _join(entry.path, name),
            f"{quoted(found)} is no tag",
            f"the tags are: {meanings}",
        )
        return None

    def day(self, node: Scalar, path: str) -> date | None:
        """A date written as YYYY-MM-DD."""
        found = parse_day(node.text)
        if found is not None:
            return found
        self.report(
            node,
            path,
            f"{quoted(node.text)} is not a date",
            "write a day of the calendar between 1900 and 2200 as YYYY-MM-DD, such as 2026-01-01",
        )
        return None


_HELP = {
    "source": "saying where the number comes from: a law and its clause, a document, a calculation",
    "tag": f"one of {', '.join(TAGS)}: how far the source carries",
    "unit": "with the unit in words",
    "value": "with the number",
    "values": "with dated values, such as 2026-01-01: {value: 20, source: ..., tag: A}",
    "effect": "saying what it does in the economy: {kind: notice, amount: 1, unit: months}",
    "because": "with the sentence that a person who filed will read",
    "when": 'with the condition in quotes, such as "workers_affected >= 20"',
    "base": "with the name of the packaged policy, or the path of the file, that it changes",
}
_HELP_EMPTY = {name: f"write it, {text}" for name, text in _HELP.items()}


def parse_day(text: str) -> date | None:
    """The day that is written as YYYY-MM-DD, between 1900 and 2200, or None."""
    if not _DATE.fullmatch(text):
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if _EARLIEST <= found <= _LATEST else None


def join_path(path: str, name: str) -> str:
    """The path of a key below another path, as errors show it."""
    return f"{path}.{_cut(name)}" if path else _cut(name)


_join = join_path


def _cut(name: str) -> str:
    shown = "".join(char if char.isprintable() else " " for char in name)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _as_number(node: Node) -> float | None:
    if not isinstance(node, Scalar) or not node.plain or not _NUMBER.fullmatch(node.text):
        return None
    value = float(node.text)
    return value if math.isfinite(value) else None


def _mend_number(node: Node, low: float, high: float, unit: str, words: Collection[str]) -> str:
    if isinstance(node, Scalar):
        text = node.text.strip()
        if not node.plain and _NUMBER.fullmatch(text):
            return f"write {text} without quotes"
        if text.endswith("%") and _NUMBER.fullmatch(text[:-1].strip()):
            return f"write {float(text[:-1]) / 100:g}: shares are fractions of one"
        if text.lower() in (".inf", "inf", "infinity", "none", ".nan", "nan") and words:
            return f"write {' or '.join(words)}"
    return f"write a number {_range(low, high, unit, words)}"


def _range(low: float, high: float, unit: str, words: Collection[str]) -> str:
    if math.isinf(high):
        span = "" if math.isinf(low) else f"of at least {_shown(low)}"
    else:
        span = f"from {_shown(low)} to {_shown(high)}"
    parts = [part for part in (span, f"({unit})" if unit else "") if part]
    parts += [f"or the word {word}" for word in words]
    return " ".join(parts) or "of any size"


def _shown(value: float) -> str:
    return f"{value:.10g}"


def _kind(node: Node) -> str:
    if isinstance(node, Table):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    if node.plain and node.text in _EMPTY:
        return "empty"
    return f"the text {quoted(node.text)}" if _as_number(node) is None else f"the number {node.text}"
