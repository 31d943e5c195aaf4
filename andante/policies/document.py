"""A YAML text as nodes that know where they stand, read from parser events, never built into objects.

Only plain mappings, sequences and scalars get through: no anchors or aliases (a few lines of them can unfold
into gigabytes), no tags, one document, bounded size and depth. A scalar stays the text that was written, so
that no version number becomes a float and no `no` becomes False; what it must be is for the reader of that
key to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

import yaml

from andante.errors import PolicyError, Problem, Where
from andante.policies.wording import quoted

MAX_BYTES = 1_000_000
MAX_DEPTH = 16
MAX_NODES = 50_000


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as written. `plain` is False inside quotes or a block, where it can only be text. Lines count
    from 1.

    `column` is where the text itself begins (after an opening quote), or None where it cannot be pointed at.
    """

    text: str
    plain: bool = False
    file: str = ""
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...] = ()
    file: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping in the order of the file. Duplicate keys are kept: to say which, both lines are needed."""

    entries: tuple[tuple[Scalar, Node], ...] = ()
    file: str = ""
    line: int | None = None

    def get(self, name: str) -> Node | None:
        """The node under a key, or None."""
        for key, node in self.entries:
            if key.text == name:
                return node
        return None

    def key(self, name: str) -> Scalar | None:
        """The key as it stands in the file, or None."""
        return next((key for key, _ in self.entries if key.text == name), None)

    def names(self) -> tuple[str, ...]:
        """The keys' texts in order."""
        return tuple(key.text for key, _ in self.entries)


Node = Scalar | Sequence | Table


def read_document(source: Path | str, data: bytes) -> Table:
    """The nodes of a YAML file. `source` is the name that errors give the file.

    Raises PolicyError for anything that is not one plain mapping.
    """
    file = str(source)
    text = _decoded(file, data)
    try:
        root = _Builder(file).build(yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        raise PolicyError(_syntax_problem(file, error)) from None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        raise PolicyError(
            Problem(
                what=f"this is not YAML: {quoted(str(error))}",
                where=Where(file=file),
                mend="write the file again as plain YAML; docs/policies/format.md shows one",
            )
        ) from None
    if not isinstance(root, Table):
        raise PolicyError(
            Problem(
                what="the file is empty" if root is None else "the file is not a mapping of keys to values",
                where=Where(file=file, line=1),
                mend='begin with "policy: NAME" or "variant: NAME"; docs/policies/format.md shows a file',
            )
        )
    return root


def _decoded(file: str, data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise PolicyError(
            Problem(
                what=f"the file has more than {MAX_BYTES:,} bytes",
                where=Where(file=file),
                why="a policy that long cannot be read by the people it binds",
                mend="check that this is the right file; write a large change as a variant",
            )
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PolicyError(
            Problem(
                what=f"byte 0x{data[error.start]:02x} is not UTF-8 text",
                where=Where(file=file, line=line),
                mend="save the file as UTF-8",
            )
        ) from None
    for index, char in enumerate(text):
        if _unprintable(char):
            raise PolicyError(
                Problem(
                    what=f"the character U+{ord(char):04X} may not stand in a policy file",
                    where=Where(file=file, line=text.count("\n", 0, index) + 1),
                    why="it cannot be printed, so nobody can read what the file says",
                    mend="delete it",
                )
            )
    return text


def _unprintable(char: str) -> bool:
    code = ord(char)
    if code < 0x20:
        return char not in "\t\n\r"
    # U+FEFF and the bidirectional controls make a text read otherwise than it is parsed.
    return (
        0x7F <= code <= 0x9F
        or 0xD800 <= code <= 0xDFFF
        or 0x202A <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
        or code in (0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)
    )


def _syntax_problem(file: str, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line = None if mark is None else mark.line + 1
    mend = "look at this line and the one before it: indentation, colons, quotes and brackets"
    if error.problem and "cannot start any token" in error.problem and "\\t" in error.problem:
        mend = "indent with spaces: YAML does not allow tabs"
    return Problem(
        what=f"this is not YAML: {error.problem or error.context}",
        where=Where(file=file, line=line),
        why=error.context or "",
        mend=mend,
    )


class _Builder:
    """Turns parser events into nodes with a stack of its own, so that nesting cannot exhaust Python's."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.count = 0

    def build(self, events: Iterator[yaml.Event]) -> Node | None:
        root: Node | None = None
        documents = 0
        # Each frame collects the children of one open list or mapping.
        stack: list[tuple[yaml.Event, list[Node]]] = []
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(event, "a second document begins here", "keep one policy to a file")
            elif isinstance(event, yaml.AliasEvent):
                self._refuse(event, f"*{event.anchor} is an alias", _NO_ALIASES)
            elif isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
                self._check_node(event, event.anchor, event.tag)
                if len(stack) >= MAX_DEPTH:
                    self._refuse(event, f"lists and mappings are nested more than {MAX_DEPTH} deep", _FLATTER)
                stack.append((event, []))
            elif isinstance(event, (yaml.ScalarEvent, yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                node = (
                    self._scalar(event) if isinstance(event, yaml.ScalarEvent) else self._close(*stack.pop())
                )
                if stack:
                    stack[-1][1].append(node)
                else:
                    root = node
        if isinstance(root, Scalar) and root.plain and root.text == "":
            return None
        return root

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        self._check_node(event, event.anchor, event.tag)
        plain = event.style is None
        mark_line, mark_column = _position(event)
        # The text of a block begins on a later line; of a quoted one, after the quote.
        inline = event.style in (None, '"', "'")
        column = mark_column + (0 if plain else 1) if inline else None
        line = mark_line + (0 if inline else 1)
        return Scalar(self._whole(event), plain, self.file, line, column)

    def _whole(self, event: yaml.ScalarEvent) -> str:
        """The text with pairs of JSON's \\u escapes joined to the one character they stand for."""
        text: str = event.value
        if not any(0xD800 <= ord(char) <= 0xDFFF for char in text):
            return text
        try:
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            self._refuse(event, "half a character stands here", "write the character itself")

    def _close(self, opening: yaml.Event, children: list[Node]) -> Node:
        line, _ = _position(opening)
        if isinstance(opening, yaml.SequenceStartEvent):
            return Sequence(tuple(children), self.file, line)
        entries = []
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Scalar):
                self._refuse(key, "a key is a list or a mapping", "write a name before the colon")
            entries.append((key, value))
        return Table(tuple(entries), self.file, line)

    def _check_node(self, event: yaml.Event, anchor: str | None, tag: str | None) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            self._refuse(event, f"the file has more than {MAX_NODES:,} values", _SHORTER)
        if anchor is not None:
            self._refuse(event, f"&{anchor} is an anchor", _NO_ALIASES)
        if tag is not None:
            self._refuse(event, f"the tag {quoted(tag)} is not allowed", "write the value without a tag")

    def _refuse(self, at: yaml.Event | Node, what: str, mend: str) -> NoReturn:
        line = _position(at)[0] if isinstance(at, yaml.Event) else at.line
        raise PolicyError(Problem(what=what, where=Where(file=self.file, line=line), mend=mend))


def _position(event: yaml.Event) -> tuple[int, int]:
    """Line and column where an event begins, both from 1. Events of a parsed text always have a mark."""
    mark = event.start_mark
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)


_NO_ALIASES = "write the text out where it is needed: what a policy says must be readable on its own line"
_SHORTER = "check that this is a policy file"
_FLATTER = "compare with docs/policies/format.md: a policy needs seven levels at most"


def from_mapping(content: Mapping[str, object], source: str) -> Table:
    """The nodes of a mapping made in Python: strings, numbers, dates, lists and mappings, without lines.

    Raises PolicyError for values of another type, and for nesting that is too deep (so also for cycles).
    """
    node = _from_value(content, source, 0)
    assert isinstance(node, Table)
    return node


def _from_value(value: object, source: str, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise PolicyError(
            Problem(
                what=f"lists and mappings are nested more than {MAX_DEPTH} deep",
                where=Where(file=source),
                mend=_FLATTER,
            )
        )
    if isinstance(value, Mapping):
        return Table(
            tuple((_key(key, source), _from_value(entry, source, depth + 1)) for key, entry in value.items()),
            source,
        )
    if isinstance(value, (list, tuple)):
        return Sequence(tuple(_from_value(entry, source, depth + 1) for entry in value), source)
    if isinstance(value, str):
        return Scalar(value, False, source)
    if value is None:
        return Scalar("", True, source)
    if isinstance(value, bool):
        return Scalar("true" if value else "false", True, source)
    if isinstance(value, date):
        return Scalar(value.isoformat()[:10], True, source)
    if isinstance(value, (int, float)):
        return Scalar(repr(value), True, source)
    raise PolicyError(
        Problem(
            what=f"a value of type {type(value).__name__} cannot stand in a policy",
            where=Where(file=source),
            mend="use strings, numbers, dates, lists and mappings",
        )
    )


def _key(key: object, source: str) -> Scalar:
    if isinstance(key, date):
        return Scalar(key.isoformat()[:10], True, source)
    return Scalar(str(key), True, source)
