"""What a document consists of, as plain data: the template and the DOCX writer print the same blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from andante.assessment.document.catalogue import Words

Tone = Literal["good", "warn", "stop", "open"]


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure with its range, drawn on a scale from 0 to `most` that a whole column shares."""

    low: float
    central: float
    high: float
    most: float

    def part(self, value: float) -> float:
        """Where a figure stands on the scale, in per cent of it."""
        return round(100.0 * min(max(value / self.most, 0.0), 1.0), 2) if self.most > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: text, a second line in small print, a bar beside a figure."""

    text: str
    small: str = ""
    bar: Bar | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the columns in `figures` hold numbers, `widths` are shares of the page in per cent."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    figures: tuple[int, ...] = ()
    widths: tuple[int, ...] = ()
    kind: ClassVar[str] = "table"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: plain, in muted small print, or as an alert."""

    text: str
    look: Literal["plain", "small", "alert"] = "plain"
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: str
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, unchanged."""

    text: str
    who: str
    kind: ClassVar[str] = "quote"


@dataclass(frozen=True, slots=True)
class Points:
    """A list of points."""

    items: tuple[str, ...]
    kind: ClassVar[str] = "points"


@dataclass(frozen=True, slots=True)
class Facts:
    """Questions or names with what is said to each."""

    rows: tuple[tuple[str, str], ...]
    kind: ClassVar[str] = "facts"


@dataclass(frozen=True, slots=True)
class Command:
    """A command line, a rule or a digest: letter by letter."""

    text: str
    kind: ClassVar[str] = "command"


Block = Table | Paragraph | Heading | Quote | Points | Facts | Command


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section of the document."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the three figures of page one."""

    label: str
    value: str
    range: str


@dataclass(frozen=True, slots=True)
class DecisionBox:
    """What one policy decides, on page one."""

    policy: str
    result: str
    tone: Tone
    meaning: str
    facts: tuple[tuple[str, str], ...]
    conditions: Table | None
    digest: str


@dataclass(frozen=True, slots=True)
class Document:
    """The whole assessment document in one language."""

    say: Words
    title: str
    byline: str
    design: str
    state: str
    figures: tuple[Figure, ...]
    figures_note: str
    no_policy: str
    results: Table | None
    boxes: tuple[DecisionBox, ...]
    sum_line: str
    versions: str
    signatures: tuple[tuple[str, str], ...]
    flags: tuple[str, ...]
    sections: tuple[Section, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice to workers: one page in one language."""

    say: Words
    title: str
    byline: str
    parts: Sequence[Section]
    state: str
    version: str
