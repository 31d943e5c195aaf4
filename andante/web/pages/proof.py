"""The proof of a public entry: its entry of the log, the path to a checkpoint, how to check both."""

from __future__ import annotations

import json
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from andante.register.canonical_json import canonical_json
from andante.web.pages.entry import entry_title, find_entry
from andante.web.pages.frame import page, words_of
from andante.web.site import Here

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ProofPage:
    """The proof of the newest version of an entry. `content` is empty once erased; the proof still holds."""

    number: str
    title: str
    version: int
    log_number: int
    digest: str
    salt: str
    content: str
    leaf: str
    path: tuple[str, ...]
    checkpoint: str
    key: str
    address: str


@router.get("/register/{number}/proof")
def proof(request: Request, here: Here, number: str) -> Response:
    """What proves that an entry is in the log as it is."""
    found, say = find_entry(here, number), words_of(request)
    newest = found.versions[0]
    proved = here.store.proof(newest.log_number)
    content = "" if newest.content is None else canonical_json(dict(newest.content)).decode()
    view = ProofPage(
        found.entry,
        str(found.content.get("title") or found.entry),
        newest.version,
        newest.log_number,
        newest.digest,
        newest.salt or "",
        content,
        json.dumps(json.loads(proved.entry), ensure_ascii=False, indent=1, sort_keys=True),
        proved.path,
        proved.checkpoint,
        str(here.key.verifier()),
        here.settings.address,
    )
    return page(request, "proof.html", view, say("proof.title", entry=entry_title(found)))
