"""The audit page: where the log ends, its checkpoint, how to verify it offline, and its last entries."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from andante.errors import AccessError, Problem
from andante.register.checkpoint import unsigned_checkpoint
from andante.register.log_export import write_verifier_key
from andante.register.page_reads import LogLine
from andante.register.states import ROLE_NAMES, Role
from andante.web.access import Somebody, visitor_of
from andante.web.pages.frame import Link, page, words_of
from andante.web.pages.history import action_words
from andante.web.pages.words import Words
from andante.web.site import Here, Site

router = APIRouter(include_in_schema=False)
SHOWN = 40
EXPORTERS = frozenset({Role.REVIEWER, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class LeafRow:
    """An entry of the log as anyone may read it."""

    number: int
    at: str
    what: str
    subject: str
    entry: str


@dataclass(frozen=True, slots=True)
class Audit:
    """The page of the log."""

    size: int
    size_words: str
    time: str
    origin: str
    root: str
    checkpoint: str
    key: str
    address: str
    rows: tuple[LeafRow, ...]
    before: Link | None
    after: Link | None
    auditor: bool
    exports: bool
    people: tuple[tuple[str, str], ...]


@router.get("/audit")
def audit(request: Request, here: Here) -> Response:
    """The log for anyone; what happened to people for auditors and administrators."""
    say = words_of(request)
    note = here.store.checkpoint()
    checkpoint = unsigned_checkpoint(note)
    found = here.store.log_page(_before(request.query_params.get("to", "")), SHOWN)
    last = found.first + len(found.lines)
    access = visitor_of(request).access
    inside = access is not None and bool(access.person.roles & {Role.AUDITOR, Role.ADMINISTRATOR})
    view = Audit(
        checkpoint.size,
        say("audit.size", count=say.count(checkpoint.size)),
        say.moment(found.time),
        found.origin,
        checkpoint.root.hex(),
        note.decode(),
        str(here.key.verifier()),
        here.settings.address,
        tuple(_row(say, each) for each in found.lines),
        Link(say("audit.earlier"), f"/audit?to={found.first}#entries") if found.first > 0 else None,
        Link(say("audit.later"), f"/audit?to={min(last + SHOWN, found.size)}#entries")
        if last < found.size
        else None,
        inside,
        access is not None and bool(access.person.roles & EXPORTERS),
        _people(here, say, access) if inside else (),
    )
    return page(request, "audit.html", view, say("audit.title"))


@router.get("/audit/log.zip")
def export(here: Here, access: Somebody) -> Response:
    """The whole log as the verifier reads it, for those who check and audit; anyone has its tiles."""
    if not access.person.roles & EXPORTERS:
        raise AccessError(Problem("This is for reviewers, approvers and auditors."))
    packed = io.BytesIO()
    with TemporaryDirectory() as place:
        folder = Path(place) / "log"
        here.store.export_log(folder)
        write_verifier_key(folder, here.key.verifier())
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(folder.parent).as_posix())
    headers = {"Content-Disposition": 'attachment; filename="log.zip"'}
    return Response(packed.getvalue(), media_type="application/zip", headers=headers)


def _before(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _row(say: Words, line: LogLine) -> LeafRow:
    data = line.data
    room, _, what = line.kind.partition(".")
    words = _people_words(say, what, data) if room == "people" else action_words(say, what or room)
    subject = str(data.get("entry") or data.get("policy") or "")
    return LeafRow(line.number, say.moment(line.time), words, say.or_else(f"leaf.{room}", room), subject)


def _people_words(say: Words, what: str, data: Mapping[str, Any]) -> str:
    """What happened to somebody: an appointment with its roles, and whether a second person confirmed it."""
    words = say.or_else(f"people.{what}", what)
    given = [*data.get("roles", ()), *data.get("given", ()), *([data["role"]] if "role" in data else ())]
    if not given:
        return words
    roles = say.listed(say.name(ROLE_NAMES[Role(role)]) for role in given)
    confirmed = what == "role_given" and "request" in data
    return say("people.confirmed" if confirmed else "people.alone", what=words, roles=roles)


def _people(here: Site, say: Words, access: Any) -> tuple[tuple[str, str], ...]:
    """What happened to people last, by their present names."""
    from andante.web.pages.case import person_name

    rows = []
    for each in here.people.events(access)[-SHOWN:][::-1]:
        what = _people_words(say, each.kind.partition(".")[2], each.data)
        who = person_name(here, each.person, say) if each.person else say("none")
        by = person_name(here, each.by, say) if each.by else say("people.by_link")
        rows.append((say.moment(each.at), say("people.line", what=what, who=who, by=by)))
    return tuple(rows)
