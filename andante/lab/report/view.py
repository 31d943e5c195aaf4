"""What the template is given: plain frozen data, every string ready to print, nothing escaped yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from andante.lab.comparison import Comparison
from andante.lab.report.catalogue import Words
from andante.lab.report.charts.picture import Style, style_of
from andante.lab.report.naming import economy_title, names_of


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text; `numeric` columns are set to the right, `foreign` ones are in the data's language."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    foreign: frozenset[int] = frozenset()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A heading that states the finding, a description in two sentences, pictures, the figures as a table."""

    id: str
    finding: str
    description: str
    pictures: tuple[str, ...]
    table: Table | None = None
    caveat: str = ""

    @property
    def wide(self) -> bool:
        """Whether its pictures fill a row of their own."""
        return len(self.pictures) > 1


@dataclass(frozen=True, slots=True)
class Question:
    """One row of the opener: a question, its sentence, the anchor of its picture (empty: none), a caveat."""

    id: str
    question: str
    sentence: str
    anchor: str
    picture: str
    caveat: str


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the appendix."""

    id: str
    title: str
    lead: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    folded: tuple[Table, ...] = ()
    bullets: tuple[str, ...] = ()
    command: str = ""
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """What one policy does about one thing: lines of text, whether they differ, since when, sources."""

    lines: tuple[str, ...]
    differs: bool
    since: str
    assumed: bool
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PolicyHead:
    """A column of the policy table."""

    name: str
    colour: str
    reference: bool


@dataclass(frozen=True, slots=True)
class PolicyTable:
    """Six rows in plain words, one column per policy."""

    heads: tuple[PolicyHead, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The report in one language."""

    language: str
    other: str
    title: str
    line: str
    answer: tuple[str, ...]
    policy_lead: str
    policies: PolicyTable
    strips_lead: str
    strips: tuple[Figure, ...]
    sure: Figure | None
    sure_words: tuple[str, ...]
    alerts: tuple[str, ...]  # notes without which page one would mislead
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    say: Words
    break_even: Figure | None = None


@dataclass(frozen=True, slots=True)
class BreakEvenPage:
    """The break-even document in one language."""

    language: str
    title: str
    line: str
    answer: str
    figure: Figure
    words: tuple[str, ...]
    surface: Table
    say: Words


@dataclass(frozen=True, slots=True)
class Desk:
    """What every part of a page needs at hand: the comparison, the words, policy names and styles."""

    comparison: Comparison
    say: Words
    names: dict[str, str] = field(default_factory=dict)
    styles: dict[str, Style] = field(default_factory=dict)

    @classmethod
    def of(cls, comparison: Comparison, language: str) -> Desk:
        """The desk for one comparison and language."""
        say = Words(language, comparison.economy)
        styles = {summary.name: style_of(index) for index, summary in enumerate(comparison.policies)}
        return cls(comparison, say, names_of(comparison, say), styles)

    @property
    def foot(self) -> str:
        """The line at the foot of every picture."""
        place = economy_title(self.comparison, self.say)
        return self.say("picture.foot", economy=place, version=self.comparison.version)

    @property
    def reference(self) -> str:
        """The reference policy's name on the page."""
        return self.names[self.comparison.reference]

    @property
    def others(self) -> Sequence[str]:
        """The policies but the reference, in order."""
        return [p.name for p in self.comparison.policies if p.name != self.comparison.reference]

    @property
    def separator(self) -> str:
        """Between items of a list inside a sentence."""
        return "、" if self.say.language == "zh" else ", "
