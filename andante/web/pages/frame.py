"""What surrounds every page: language, menu, who is signed in, and how a page becomes an answer."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from andante import __version__
from andante.errors import Problem
from andante.register.sessions import Cookie
from andante.register.states import Role
from andante.templating import templates_of
from andante.web.access import LANGUAGE, LANGUAGES, MOST_FIELDS, MOST_FILES, Visitor
from andante.web.pages.told import ToldProblem, told
from andante.web.pages.words import Words

if TYPE_CHECKING:
    from jinja2 import Environment

YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page; `current` where it is this one."""

    text: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What is around a page. `token` goes into every form, `key` makes sending it twice safe."""

    say: Words
    title: str
    menu: tuple[Link, ...]
    languages: tuple[Link, ...]
    person: str
    token: str
    key: str
    problems: tuple[ToldProblem, ...] = ()
    version: str = __version__


def words_of(request: Request) -> Words:
    """The language in which a request is answered."""
    visitor = getattr(request.state, "visitor", None)
    if isinstance(visitor, Visitor):
        return Words(visitor.language)
    wanted = request.query_params.get("language") or request.cookies.get(LANGUAGE) or ""
    if wanted not in LANGUAGES:
        accepted = request.headers.get("accept-language", "")[:2].lower()
        wanted = accepted if accepted in LANGUAGES else LANGUAGES[0]
    return Words(wanted)


def page(
    request: Request,
    template: str,
    view: object,
    title: str,
    *,
    form: bool = False,
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> Response:
    """A page as an answer. `form`: it has a form that changes something, and so needs a form token."""
    say = words_of(request)
    frame = frame_of(request, say, title, form, problems)
    html = environment().get_template(template).render(frame=frame, view=view, say=say)
    response = HTMLResponse(html, status_code=status, headers={"Content-Language": say.tag, "Vary": "Cookie"})
    keep_language(request, response)
    return response


def frame_of(
    request: Request, say: Words, title: str, form: bool = False, problems: Sequence[Problem] = ()
) -> Frame:
    """The frame of a page for whoever asked for it."""
    visitor = getattr(request.state, "visitor", None)
    access = visitor.access if isinstance(visitor, Visitor) else None
    token = ""
    if isinstance(visitor, Visitor) and (form or access is not None):
        token = visitor.form_token()
    return Frame(
        say=say,
        title=title,
        menu=_menu(say, request.url.path, access.person.roles if access is not None else frozenset()),
        languages=_languages(request, say),
        person="" if access is None else access.person.name,
        token=token,
        key=secrets.token_hex(16),
        problems=tuple(told(say, each) for each in problems),
    )


def see_other(address: str) -> Response:
    """Go on at another page, after a form did its work."""
    return RedirectResponse(address, 303)


def keep_language(request: Request, response: Response) -> None:
    """A language chosen in the address is kept in a cookie."""
    chosen = request.query_params.get("language")
    if chosen in LANGUAGES and request.cookies.get(LANGUAGE) != chosen:
        site = getattr(request.app.state, "site", None)
        secure = bool(site.settings.secure) if site is not None else False
        response.headers.append("Set-Cookie", Cookie(LANGUAGE, chosen, secure, True, YEAR).header)


def _menu(say: Words, path: str, roles: frozenset[Role]) -> tuple[Link, ...]:
    staff = roles & {Role.REVIEWER, Role.APPROVER, Role.AUDITOR}
    places = [("menu.register", "/register", True)]
    places.append(("menu.filings", "/filings", Role.FILER in roles))
    places.append(("menu.queue", "/queue", bool(staff)))
    places.append(("menu.calendar", "/calendar", bool(staff) or Role.FILER in roles))
    places.append(("menu.notices", "/notices", bool(roles & {Role.REVIEWER, Role.APPROVER})))
    places.append(("menu.sums", "/sums", not roles))
    places.append(("menu.audit", "/audit", True))
    confirms = bool(roles & {Role.ADMINISTRATOR, Role.APPROVER})
    places.append(("menu.appointments", "/appointments", confirms))
    places.append(("menu.administration", "/administration", Role.ADMINISTRATOR in roles))
    return tuple(
        Link(say(key), address, path == address or path.startswith(f"{address}/"))
        for key, address, shown in places
        if shown
    )


def _languages(request: Request, say: Words) -> tuple[Link, ...]:
    """The same page in each language; a page that answers a form goes back to where the form was."""
    path, rest = request.url.path, list(request.query_params.multi_items())
    if request.method not in ("GET", "HEAD"):
        path, rest = urlsplit(request.headers.get("referer", "")).path or "/register", []
    rest = [(name, value) for name, value in rest if name != "language"]
    return tuple(
        Link(
            say(f"language.{each}"),
            f"{path}?{urlencode([*rest, ('language', each)])}",
            each == say.language,
        )
        for each in LANGUAGES
    )


@cache
def environment() -> Environment:
    """The templates, compiled once; everything put into them is escaped."""
    found = templates_of("andante.web")
    found.filters["lines"] = str.splitlines
    return found


async def read_form(request: Request) -> FormData:
    """The form that was sent; the guard has read it already, under the same limits."""
    return await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)


Sent = Annotated[FormData, Depends(read_form)]


def text(form: FormData, name: str) -> str:
    """A field of a form, without blanks around it; empty where it is not there."""
    value = form.get(name)
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else ""


def secret(form: FormData, name: str) -> str:
    """A field as it was typed, blanks and all."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def texts(form: FormData, name: str) -> tuple[str, ...]:
    """Every value of a field, such as boxes that were ticked."""
    return tuple(value for value in form.getlist(name) if isinstance(value, str) and value)


def upload(form: FormData, name: str) -> UploadFile | None:
    """A file that was chosen, or None where none was."""
    value = form.get(name)
    return value if isinstance(value, UploadFile) and value.filename else None
