"""The public register: search, facets, and what was found; and the whole of it as a download."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from andante.register.facets import FACETS
from andante.register.public_content import NO_ENDORSEMENT, NO_ENDORSEMENT_ZH
from andante.register.states import STATE_NAMES, State
from andante.web.pages.fields import choice_words
from andante.web.pages.frame import Link, page, see_other, words_of
from andante.web.pages.marks import Mark, outcome_mark, state_mark
from andante.web.pages.words import Words
from andante.web.site import Here

router = APIRouter(include_in_schema=False)
LONGEST_QUERY = 200
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """One facet with its values, each with how many entries it would leave."""

    name: str
    title: str
    chosen: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HitRow:
    """An entry that was found."""

    entry: str
    title: str
    summary: str
    kind: str
    state: Mark
    outcome: Mark
    facts: str


@dataclass(frozen=True, slots=True)
class Register:
    """The page of the public register."""

    query: str
    found: str
    facets: tuple[FacetChoice, ...]
    narrowed: bool
    hits: tuple[HitRow, ...]
    before: Link | None
    after: Link | None
    place: str
    endorsement: str


@router.get("/")
def front() -> Response:
    """The front page is the register."""
    return see_other("/register")


@router.get("/register")
def register(request: Request, here: Here) -> Response:
    """Search the public register, and narrow down what was found."""
    say, asked = words_of(request), request.query_params
    query = asked.get("q", "").strip()[:LONGEST_QUERY]
    chosen = {facet: (asked[facet],) for facet in FACETS if asked.get(facet)}
    wanted = asked.get("page", "1")
    number = min(max(int(wanted), 1), MOST_PAGES) if wanted.isascii() and wanted.isdigit() else 1
    found = here.store.public_search(query, chosen, number)
    hits = tuple(
        HitRow(
            each.entry,
            each.title,
            each.summary,
            say(f"kind.{each.facets['kind']}"),
            state_mark(say, each.facets["state"]),
            outcome_mark(say, each.facets["outcome"]),
            _facts(say, each.facets, each.published),
        )
        for each in found.hits
    )
    facets = tuple(
        FacetChoice(
            name,
            say(f"facet.{name}"),
            asked.get(name, ""),
            tuple(
                (value, facet_value(say, name, value, count)) for value, count in found.facets.get(name, ())
            ),
        )
        for name in FACETS
        if found.facets.get(name)
    )
    view = Register(
        query,
        say("register.found" if query or chosen else "register.all", count=say.count(found.total)),
        facets,
        bool(chosen),
        hits,
        _to(say, "page.before", request, found.page - 1) if found.page > 1 else None,
        _to(say, "page.after", request, found.page + 1) if found.page < found.pages else None,
        say("page.place", page=say.count(found.page), pages=say.count(found.pages)),
        say.pick(NO_ENDORSEMENT, NO_ENDORSEMENT_ZH),
    )
    return page(request, "register.html", view, say("register.title"))


def facet_value(say: Words, facet: str, value: str, count: int | None = None) -> str:
    """A value of a facet in words, with the number of entries that have it."""
    if facet == "kind":
        words = say(f"kind.{value}")
    elif facet == "outcome":
        words = say(f"outcome.{value}")
    elif facet == "state":
        words = say.title(STATE_NAMES[State(value)])
    elif facet == "jurisdiction":
        words = say.or_else(f"jurisdiction.{value}", value)
    elif facet == "policy":
        words = say.or_else(f"policy.{value}", value)
    else:
        words = choice_words(say, facet, value)
    return words if count is None else say("facet.count", value=words, count=say.count(count))


def _facts(say: Words, facets: object, published: str) -> str:
    assert isinstance(facets, dict) or hasattr(facets, "__getitem__")
    parts = [say("published.on", day=say.day(published))]
    parts += [facet_value(say, name, facets[name]) for name in ("sector", "occupation") if facets[name]]
    return ("；" if say.chinese else "; ").join(parts)


def _to(say: Words, key: str, request: Request, number: int) -> Link:
    rest = [(name, value) for name, value in request.query_params.multi_items() if name != "page"]
    return Link(say(key), f"/register?{urlencode([*rest, ('page', number)])}")
