"""What stays of a public entry that was erased: its number, kind, outcome, state and days, and its proof."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from andante.register.store_reads import PublicEntry
from andante.web.pages.frame import page, words_of
from andante.web.pages.marks import outcome_mark, state_mark
from andante.web.site import Site


@dataclass(frozen=True, slots=True)
class Erased:
    """The page of an erased entry. `facts`: what stays, each with its name."""

    number: str
    facts: tuple[tuple[str, str], ...]
    versions: int


def erased_page(request: Request, here: Site, found: PublicEntry) -> Response:
    """The page that stands in the place of an entry, and of its page for workers, once it was erased."""
    say = words_of(request)
    facts = [(say("fact.number"), found.entry)]
    for hit in here.store.public_search(found.entry).hits:
        if hit.entry == found.entry:
            facts += [
                (say("facet.kind"), say(f"kind.{hit.facets['kind']}")),
                (say("facet.outcome"), outcome_mark(say, hit.facets["outcome"]).text),
                (say("facet.state"), state_mark(say, hit.facets["state"]).text),
                (say("erased.published"), say.moment(hit.published)),
                (say("erased.changed"), say.moment(hit.changed)),
            ]
    view = Erased(found.entry, tuple(facts), len(found.versions))
    return page(request, "erased.html", view, say("erased.title", entry=found.entry))
