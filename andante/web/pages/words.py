"""The sentences of the pages in one language: our own catalogue first, then the assessment document's.

States, roles and actions have their names where they are defined (`register.states.Name`); `name` picks one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from andante.assessment.document import catalogue as document
from andante.numbers import number
from andante.register.states import Name
from andante.web.pages.catalogue import CATALOGUES


def capital(text: str) -> str:
    """The text with a capital letter at its beginning, the rest as it is."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, "en" or "zh"."""

    language: str

    def __call__(self, key: str, **slots: object) -> str:
        """The sentence of a key with its slots filled; KeyError for a key or a slot that is not there."""
        found = CATALOGUES[self.language].get(key)
        if found is None:
            found = document.CATALOGUES[self.language][key]
        return found.format_map(slots)

    def known(self, key: str) -> bool:
        """Whether there is a sentence of this key."""
        return key in CATALOGUES[self.language] or key in document.CATALOGUES[self.language]

    def or_else(self, key: str, otherwise: str) -> str:
        """The sentence of a key without slots, or what the data itself calls the thing."""
        return self(key) if self.known(key) else otherwise

    @property
    def chinese(self) -> bool:
        """Whether the page is in Chinese."""
        return self.language == "zh"

    @property
    def tag(self) -> str:
        """The language as HTML names it."""
        return "zh-Hans" if self.chinese else "en"

    def pick(self, english: str, chinese: str) -> str:
        """The one in this language; the English where there is no Chinese."""
        return chinese if self.chinese and chinese else english

    def name(self, name: Name) -> str:
        """A word of the register in this language."""
        return self.pick(name.en, name.zh)

    def title(self, name: Name) -> str:
        """A word of the register as it begins a line: with a capital letter in English."""
        return capital(self.name(name))

    def joined(self, *sentences: str) -> str:
        """Sentences one after the other; empty ones are left out."""
        return ("" if self.chinese else " ").join(sentence for sentence in sentences if sentence)

    def listed(self, items: Iterable[str]) -> str:
        """Items one after the other in a sentence."""
        return ("、" if self.chinese else ", ").join(items)

    def day(self, day: date | str | None) -> str:
        """A day in words, given as a date or in ISO form; that it is not known for None."""
        if day is None or day == "":
            return self("not_known")
        found = date.fromisoformat(day[:10]) if isinstance(day, str) else day
        return self("day", year=found.year, month=self(f"month.{found.month}"), day=found.day)

    def moment(self, at: datetime | str | None) -> str:
        """A moment in words, in UTC to the minute; the log holds it to the microsecond."""
        if at is None or at == "":
            return self("not_known")
        found = datetime.fromisoformat(at) if isinstance(at, str) else at
        return self("moment", day=self.day(found.date()), time=f"{found:%H:%M}")

    def count(self, value: float) -> str:
        """A whole number with its grouping."""
        return number(value, 0)

    def figure(self, value: float | None) -> str:
        """A figure of work or people: whole if it is, else to one decimal; words where it is not known."""
        if value is None:
            return self("not_known")
        return number(value, 0 if float(value).is_integer() or abs(value) >= 1000 else 1)
