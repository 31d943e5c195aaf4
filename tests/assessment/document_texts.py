"""What the tests of the assessment document share: its text, and assessments that strain it."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from sample_assessment import sample_assessment

from andante.assessment.document.render import document_of, render_document, render_notice
from andante.assessment.findings import Assessment
from andante.filing.conditions import Condition, Effect, EffectKind
from andante.filing.outcomes import Outcome

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "zh")
POLICIES = ("controlled-innovation", "market-led", "augmentation-first")
BANNED = ("regime", "reading", "expectation", "lane", "nest", "oracle", "dossier", "exact", "redeploy")
NASTY = "<script>alert(1)</script>&amp;{{ 7*7 }}{x}\"'"


class Text(HTMLParser):
    """The visible text of a page, and every tag that it has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.tags: list[str] = []
        self.silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.tags.append(tag)
        self.silent += tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.parts).split())


def words(assessment: Assessment, language: str = "en") -> str:
    return Text(render_document(assessment, language)).words


def notice_words(assessment: Assessment, language: str = "en") -> str:
    return Text(render_notice(assessment, language)).words


def decided(outcome: Outcome, assessment: Assessment | None = None, **changes: Any) -> Assessment:
    """The sample with another outcome put into its one decision."""
    made = assessment or sample_assessment()
    (each,) = made.decisions
    decision = replace(each.decision, outcome=outcome, **changes)
    return replace(made, decisions=(replace(each, decision=decision),))


def section(assessment: Assessment, name: str, language: str = "en") -> str:
    """The text of one section."""
    blocks = next(each for each in document_of(assessment, language).sections if each.id == name).blocks
    return "\n".join(str(block) for block in blocks)


def long_condition(number: int) -> Condition:
    return Condition(
        f"c{number}",
        f"Duty {number} " + "and so on " * 30,
        "notice_days",
        ">=",
        30.0,
        "days",
        "evidence " * 20,
        "employer",
        "consequence " * 20,
        Effect(EffectKind.NOTICE, 1.0, "months"),
        "source",
        "A",
        due="30 days before start",
    )
