"""The report as one self-contained HTML document in both languages: no network, no font, no library."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from andante.lab.comparison import Comparison
from andante.lab.report.back_matter import (
    fit_section,
    labels_section,
    limits_section,
    measures_section,
    note_words,
    reproduce_section,
)
from andante.lab.report.catalogue import LANGUAGES
from andante.lab.report.decomposition import decomposition_section
from andante.lab.report.naming import economy_title, last_month
from andante.lab.report.page_one import break_even, strips, strips_lead, sure_words, tornado
from andante.lab.report.paths import paths_section, young_section
from andante.lab.report.people import who_section
from andante.lab.report.policies import policy_lead, policy_table
from andante.lab.report.questions import questions_section
from andante.lab.report.race import race_section
from andante.lab.report.regions import regions_section
from andante.lab.report.rules_acted import rules_section
from andante.lab.report.sentences import answer
from andante.lab.report.stress import stress_section
from andante.lab.report.upgrading import upgrading_section
from andante.lab.report.view import Desk, Page
from andante.lab.report.who_pays import pays_section
from andante.lab.report.why import why_section
from andante.templating import templates_of

if TYPE_CHECKING:
    from jinja2 import Template


# Kinds of notes that belong on page one: without them its figures would be taken for something else.
ALERTS = frozenset({"changed_nothing", "no_ranges", "finite_size", "short_horizon", "trainees"})


def render_report(comparison: Comparison, language: str = "en") -> str:
    """The whole report, both languages inside; it opens in `language`. ValueError for one it lacks."""
    if language not in LANGUAGES:
        raise ValueError(f"the report is written in {' and '.join(LANGUAGES)}, not in {language!r}")
    ordered = (language, *(other for other in LANGUAGES if other != language))
    pages = tuple(page(comparison, each) for each in ordered)
    style = (files(__package__) / "templates" / "report.css").read_text(encoding="utf-8")
    return _template().render(pages=pages, style=style, version=comparison.version)


def page(comparison: Comparison, language: str) -> Page:
    """Everything the template prints in one language."""
    desk = Desk.of(comparison, language)
    say = desk.say
    title = question(desk)
    found = (
        paths_section(desk),
        young_section(desk),
        who_section(desk),
        regions_section(desk),
        why_section(desk),
        decomposition_section(desk),
        rules_section(desk),
        race_section(desk),
        upgrading_section(desk),
        pays_section(desk),
        stress_section(desk),
        measures_section(desk),
        fit_section(desk),
        limits_section(desk),
        labels_section(desk),
        reproduce_section(desk, title),
    )
    sections = tuple(section for section in found if section is not None)
    return Page(
        language=language,
        other=next(other for other in LANGUAGES if other != language),
        title=title,
        line=say("line"),
        answer=answer(comparison, say).sentences,
        policy_lead=policy_lead(desk),
        policies=policy_table(desk),
        strips_lead=strips_lead(desk),
        strips=strips(desk),
        sure=tornado(desk),
        break_even=break_even(desk),
        sure_words=sure_words(desk),
        alerts=tuple(dict.fromkeys(note_words(desk, n) for n in comparison.notes if n.kind in ALERTS)),
        notes=tuple(dict.fromkeys(note_words(desk, note) for note in comparison.notes)),
        sections=(questions_section(desk, sections), *sections),
        say=say,
    )


def question(desk: Desk) -> str:
    """The title: which economy, which years, how many ways."""
    count = len(desk.comparison.policies)
    key = f"count.{count}"
    ways = desk.say(key) if desk.say.known(key) else desk.say("count.many", n=count)
    return desk.say(
        "title",
        economy=economy_title(desk.comparison, desk.say),
        first=desk.comparison.from_month[:4],
        last=last_month(desk.comparison)[:4],
        count=ways,
    )


def _template() -> Template:
    """The compiled template; Jinja is imported only when a report is written."""
    environment = templates_of("andante.lab.report")
    return environment.get_template("report.html")
