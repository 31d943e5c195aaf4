"""The assessment document and the notice to workers as self-contained HTML: no network, no library."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from andante.assessment.document.annex import (
    again_section,
    answers_section,
    filing_digest,
    rules_section,
    titles_section,
)
from andante.assessment.document.catalogue import LANGUAGES, Words
from andante.assessment.document.decision_boxes import (
    HASH_SHOWN,
    decision_boxes,
    figures_note,
    results_table,
    three_figures,
)
from andante.assessment.document.desk import Desk
from andante.assessment.document.destinations import destinations_section, market_section, plan_section
from andante.assessment.document.legible import legible
from andante.assessment.document.notice import notice_of
from andante.assessment.document.people import people_section
from andante.assessment.document.system import system_section
from andante.assessment.document.view import Document
from andante.assessment.document.voices import consultation_section, review_section, unknown_section
from andante.assessment.document.work import timing_section, work_section
from andante.assessment.findings import Assessment
from andante.templating import templates_of

if TYPE_CHECKING:
    from jinja2 import Template


def render_document(assessment: Assessment, language: str = "en") -> str:
    """The assessment document. ValueError for a language that it is not written in."""
    document = document_of(assessment, language)
    return _printed("document.html", document=document, say=document.say)


def render_notice(assessment: Assessment, language: str = "en") -> str:
    """The notice to workers, one page. ValueError for a language that it is not written in."""
    notice = notice_of(desk_of(assessment, language))
    return _printed("notice.html", notice=notice, say=notice.say)


def desk_of(assessment: Assessment, language: str) -> Desk:
    """The desk of a language. ValueError for one that the document is not written in."""
    if language not in LANGUAGES:
        raise ValueError(f"the document is written in {' and '.join(LANGUAGES)}, not in {language!r}")
    return Desk(assessment, Words(language))


def document_of(assessment: Assessment, language: str) -> Document:
    """Everything that the document prints, as plain data; HTML and DOCX are written from it."""
    desk = desk_of(assessment, language)
    say, deployment = desk.say, assessment.deployment
    contacts, where = deployment.contacts, assessment.accounted
    return Document(
        say=say,
        title=deployment.name or say("unnamed"),
        byline=say("byline", employer=contacts.employer or say("no_employer"), day=desk.day(assessment.on)),
        design=say("design"),
        state=say("state"),
        figures=three_figures(desk),
        figures_note=figures_note(desk),
        no_policy="" if assessment.decisions else say("no_policy"),
        results=results_table(desk),
        boxes=decision_boxes(desk),
        sum_line=say(
            "sum",
            coded=desk.people(where.coded),
            review=desk.people(where.review),
            suppressed=desk.people(where.suppressed),
            rejected=desk.people(where.rejected),
            roster=desk.people(where.roster),
        ),
        versions=say(
            "versions",
            version=assessment.version,
            day=desk.day(assessment.on),
            filing=filing_digest(desk)[:HASH_SHOWN],
            deployment=deployment.digest[:HASH_SHOWN] or say("not_known"),
            roster=assessment.roster_digest[:HASH_SHOWN] or say("not_known"),
        ),
        signatures=(
            (say("signature.prepared"), contacts.prepared_by or ""),
            (say("signature.consulted"), deployment.consultation.with_whom or ""),
            (say("signature.reviewed"), deployment.review.by or ""),
        ),
        flags=tuple(desk.pick(flag.words, flag.words_zh) for flag in assessment.flags),
        sections=(
            system_section(desk),
            people_section(desk),
            work_section(desk),
            timing_section(desk),
            destinations_section(desk),
            plan_section(desk),
            consultation_section(desk),
            market_section(desk),
            review_section(desk),
            unknown_section(desk),
            answers_section(desk),
            rules_section(desk),
            titles_section(desk),
            again_section(desk),
        ),
        version=assessment.version,
    )


def _printed(template: str, **values: object) -> str:
    style = (files(__package__) / "templates" / "document.css").read_text(encoding="utf-8")
    return legible(_template(template).render(style=style, **values))


def _template(name: str) -> Template:
    """The compiled template; Jinja is imported only when a document is written."""
    environment = templates_of("andante.assessment.document")
    return environment.get_template(name)
