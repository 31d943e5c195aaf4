"""The page of a refusal: what is wrong, why, and how to go on. It never shows more than the refusal says."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from andante.web.context import Scope, passage_of
from andante.web.errors import Refusal
from andante.web.pages.frame import page, words_of
from andante.web.pages.told import ToldProblem, told

PUBLIC = frozenset({"not-signed-in"})


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal for people."""

    status: int
    lead: str
    problems: tuple[ToldProblem, ...]
    urn: str


def error_page(scope: Scope, refusal: Refusal) -> Response:
    """The page of a refusal. Who is not signed in is led to where one signs in, and back."""
    request = Request(scope)
    if (
        refusal.name == "not-signed-in"
        and scope.get("method") == "GET"
        and not _at_the_door(request.url.path)
    ):
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(wanted, safe='/')}", 303)
    say = words_of(request)
    name = refusal.name if say.known(f"refused.{refusal.name}") else "request-unusable"
    view = Refused(
        refusal.status,
        say(f"refused.{name}.lead"),
        tuple(told(say, each) for each in refusal.problems) if name not in ("not-found",) else (),
        passage_of(scope).urn,
    )
    return page(request, "refused.html", view, say(f"refused.{name}"), status=refusal.status)


def _at_the_door(path: str) -> bool:
    return path.startswith(("/sign-in", "/begin"))
