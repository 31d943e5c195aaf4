"""A public entry: predicted against actual first, then the decision, its conditions, and the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from andante.errors import RegisterError
from andante.filing.outcomes import Outcome
from andante.register.calendars import calendar_for
from andante.register.numbering import tidy_number
from andante.register.states import State
from andante.register.store_reads import PublicEntry
from andante.register.transitions import IN_GOOD_ORDER
from andante.web.errors import not_found
from andante.web.pages.comparing import Comparing, comparing
from andante.web.pages.duties import ConditionRow, condition_rows
from andante.web.pages.erased import erased_page
from andante.web.pages.fields import filing_rows
from andante.web.pages.frame import Link, page, words_of
from andante.web.pages.history import HistoryRow, history_rows
from andante.web.pages.marks import OUTCOME_TONES, Mark, Tone, outcome_means, state_mark
from andante.web.pages.words import Words
from andante.web.site import Here, Site

router = APIRouter(include_in_schema=False)
HASH_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """The page of a public entry."""

    number: str
    title: str
    kind: str
    use: bool
    byline: str
    state: Mark
    endorsement: str
    comparing: Comparing
    outcome: str
    tone: Tone
    meaning: str
    decided: str
    proposed: str
    reason: str
    conditions: tuple[ConditionRow, ...]
    conditions_caption: str
    model: Link | None
    model_words: str
    uses: tuple[Link, ...]
    others: tuple[Link, ...]
    filing: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    history: tuple[HistoryRow, ...]
    versions: int
    purpose: str


@router.get("/register/{number}")
def entry(request: Request, here: Here, number: str) -> Response:
    """A public entry as it stands."""
    found = find_entry(here, number)
    if not found.content:
        return erased_page(request, here, found)
    say = words_of(request)
    return page(request, "entry.html", entry_view(say, here, found), entry_title(found))


def find_entry(here: Site, number: str) -> PublicEntry:
    """The entry of a number. The answer for what is not there where there is none."""
    try:
        return here.store.public_entry(tidy_number(number))
    except RegisterError:
        raise not_found() from None


def entry_title(found: PublicEntry) -> str:
    """What an entry is called in the title of a page."""
    return f"{found.content.get('title') or found.entry} ({found.entry})"


def entry_view(say: Words, here: Site, found: PublicEntry) -> Entry:
    """The page of an entry as plain data."""
    content, kind = found.content, str(found.content["kind"])
    rows = condition_rows(say, content, here.clock().date())
    model = content["model"]
    return Entry(
        found.entry,
        str(content["title"]),
        say(f"kind.{kind}"),
        kind == "deployment",
        say("entry.byline", unit=content["unit"], day=say.day(published_on(content))),
        state_mark(say, content["state"], content["phase"]),
        say.pick(content["notice"]["en"], content["notice"]["zh"]),
        comparing(say, content),
        say(f"outcome.{content['outcome']}"),
        OUTCOME_TONES[Outcome.from_word(str(content["outcome"]))],
        outcome_means(say, kind, str(content["outcome"])),
        say("entry.decided", day=say.day(content["decided"]), policy=policy_title(say, content)),
        proposed_words(say, here, content),
        str(content["reason"]),
        rows,
        say("conditions", count=len(rows)),
        None if model is None else Link(str(model["entry"]), f"/register/{model['entry']}"),
        "" if model is None else _model_words(say, here, model),
        _uses(here, found.entry) if kind == "model" else (),
        tuple(Link(other, f"/register/{other}") for other in found.others),
        filing_rows(say, kind, content["filing"]),
        _facts(say, content, found),
        history_rows(say, content["history"], {row.id: row.title for row in rows}),
        len(found.versions),
        str(content["filing"].get("purpose") or ""),
    )


def _uses(here: Site, model: str) -> tuple[Link, ...]:
    """The entries on the register that run on a model."""
    return tuple(Link(each, f"/register/{each}") for each in here.store.uses_of(model))


def policy_title(say: Words, content: Mapping[str, Any]) -> str:
    """The title of the policy that an entry was decided under."""
    return say.pick(str(content["policy"]["title"]), str(content["policy"]["title_zh"]))


def published_on(content: Mapping[str, Any]) -> date:
    """The day of publication where the policy holds: days of decisions are counted there too."""
    return calendar_for(str(content["jurisdiction"])).today(datetime.fromisoformat(content["published"]))


def _model_words(say: Words, here: Site, model: Mapping[str, Any]) -> str:
    """The version of the model, and where it is no longer in force, that too."""
    words = say("entry.model", version=model["version"] or say("not_known"))
    state = here.store.public_entry(str(model["entry"])).content.get("state")
    if state is None or State(state) in IN_GOOD_ORDER:
        return words
    return say.joined(words, say("entry.model_out", state=state_mark(say, state).text))


def proposed_words(say: Words, here: Site, content: Mapping[str, Any]) -> str:
    """What the policy proposed, and whether the deciders followed it; if not, in what they did not."""
    proposed = content["proposed"]
    if proposed is None:
        return say("entry.no_proposal")
    attached = {str(each["id"]) for each in content["conditions"]}
    same = proposed["outcome"] == content["outcome"] and set(proposed["conditions"]) == attached
    key = "entry.as_proposed" if same else "entry.not_as_proposed"
    words = say(key, outcome=say(f"outcome.{proposed['outcome']}"), count=len(proposed["conditions"]))
    policy = here.store.policy(str(content["policy"]["hash"]))
    known = {} if policy is None else policy.conditions
    for name, ids in (
        ("entry.left_out", [each for each in proposed["conditions"] if each not in attached]),
        ("entry.added", [each for each in sorted(attached) if each not in proposed["conditions"]]),
    ):
        titles = [
            say.pick(known[each].title, known[each].title_zh) if each in known else each for each in ids
        ]
        words = say.joined(words, say(name, conditions=say.listed(titles))) if titles else words
    return words


def _facts(say: Words, content: Mapping[str, Any], found: PublicEntry) -> tuple[tuple[str, str], ...]:
    rows = [
        (say("fact.number"), found.entry),
        (say("fact.unit"), str(content["unit"])),
        (
            say("fact.jurisdiction"),
            say.or_else(f"jurisdiction.{content['jurisdiction']}", str(content["jurisdiction"])),
        ),
        (
            say("fact.policy"),
            say(
                "fact.policy_words",
                title=policy_title(say, content),
                digest=str(content["policy"]["hash"])[:HASH_SHOWN],
            ),
        ),
        (say("fact.procedure"), say.or_else(f"procedure.{content['procedure']}", say("none"))),
        (say("fact.planned_start"), say.day(content["planned_start"])),
        (say("fact.started"), say.day(content["started"]) if content["started"] else say("fact.not_started")),
        (say("fact.review_due"), say.day(content["review_due"])),
    ]
    if content["workforce"]["assessment"]:
        rows.append((say("fact.assessment"), str(content["workforce"]["assessment"])))
    for name in ("replaces", "replaced_by"):
        if content[name]:
            rows.append((say(f"fact.{name}"), str(content[name])))
    return tuple(rows)
