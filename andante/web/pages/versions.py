"""All versions of a public entry side by side, with what changed marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from andante.filing.fields import FIELDS
from andante.register.states import PHASE_NAMES, STATE_NAMES, Phase, State
from andante.web.pages.duties import condition_from
from andante.web.pages.entry import entry_title, find_entry, policy_title
from andante.web.pages.fields import field_title, value_words
from andante.web.pages.frame import page, words_of
from andante.web.pages.history import duty_named
from andante.web.pages.words import Words
from andante.web.site import Here

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class VersionCell:
    """What a version says of one thing; `changed` from the version before it."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One thing in every version."""

    title: str
    cells: tuple[VersionCell, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Versions:
    """The page of versions, the newest on the left."""

    number: str
    title: str
    heads: tuple[tuple[str, str, int], ...]
    changed: tuple[VersionRow, ...]
    same: tuple[VersionRow, ...]


@router.get("/register/{number}/versions")
def versions(request: Request, here: Here, number: str) -> Response:
    """Every version of an entry."""
    found, say = find_entry(here, number), words_of(request)
    ordered = found.versions
    contents = [said_of(say, each.content) for each in ordered]
    titles = list(dict.fromkeys(title for content in contents for title in content))
    rows = []
    for title in titles:
        texts = [content.get(title, say("versions.absent")) for content in contents]
        cells = tuple(
            VersionCell(text, place + 1 < len(texts) and text != texts[place + 1])
            for place, text in enumerate(texts)
        )
        rows.append(VersionRow(title, cells, any(cell.changed for cell in cells)))
    view = Versions(
        found.entry,
        str(found.content.get("title") or found.entry),
        tuple(
            (say("versions.number", number=each.version), say.moment(each.at), each.log_number)
            for each in ordered
        ),
        tuple(row for row in rows if row.differs),
        tuple(row for row in rows if not row.differs),
    )
    return page(request, "versions.html", view, say("versions.title", entry=entry_title(found)))


def said_of(say: Words, content: Mapping[str, Any] | None) -> dict[str, str]:
    """What one version says, thing by thing, in words; of one that was erased, that it was."""
    if content is None:
        return {say("versions.content"): say("versions.erased")}
    kind = str(content["kind"])
    said = {
        say("fact.state"): say.title(STATE_NAMES[State(content["state"])]),
        say("fact.phase"): say.name(PHASE_NAMES[Phase(content["phase"])])
        if content["phase"]
        else say("none"),
        say("fact.outcome"): say(f"outcome.{content['outcome']}"),
        say("fact.reason"): str(content["reason"]) or say("none"),
        say("entry.conditions"): _conditions(say, content),
        say("fact.breaches"): _breaches(say, content),
        say("fact.policy"): policy_title(say, content),
        say("fact.planned_start"): say.day(content["planned_start"]),
        say("fact.started"): say.day(content["started"]) if content["started"] else say("fact.not_started"),
        say("fact.review_due"): say.day(content["review_due"]),
        say("fact.replaced_by"): str(content["replaced_by"] or say("none")),
        say("fact.checked"): say.count(len(content["checked"])),
        say("fact.quarter"): _quarter(say, content),
    }
    if content["model"] is not None:
        said[say("entry.model_title")] = (
            f"{content['model']['entry']} {content['model']['version'] or ''}".strip()
        )
    for name in FIELDS["model" if kind == "model" else "deployment"]:
        said[field_title(say, kind, name)] = value_words(say, kind, name, content["filing"].get(name))
    return said


def _conditions(say: Words, content: Mapping[str, Any]) -> str:
    found = [condition_from(each) for each in content["conditions"]]
    return ("；" if say.chinese else "; ").join(say.pick(each.title, each.title_zh) for each in found) or say(
        "none"
    )


def _breaches(say: Words, content: Mapping[str, Any]) -> str:
    found = [condition_from(each) for each in content["conditions"]]
    titles = {each.id: say.pick(each.title, each.title_zh) for each in found}
    return say.listed(duty_named(event, titles) for event in content["open_breaches"]) or say("none")


def _quarter(say: Words, content: Mapping[str, Any]) -> str:
    compared = content["workforce"]["compared"]
    return str(compared[0]["quarter"]) if compared else say("none")
