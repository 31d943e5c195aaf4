"""The log for anyone to read, in the layout of C2SP tlog-tiles, and proofs for whoever has no tiles."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from andante.errors import MissingError, RegisterError
from andante.register.tiles import TILE_WIDTH, tile_at
from andante.web.addresses import LOG
from andante.web.api.models import refusals
from andante.web.security import OPEN_DATA
from andante.web.site import Here

router = APIRouter(prefix=LOG, tags=["log"])
FOREVER = "public, max-age=31536000, immutable"
SOON = "public, max-age=5"
PLAIN: dict[int | str, dict[str, Any]] = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}
BYTES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get("/checkpoint", response_class=Response, responses=PLAIN | refusals())
def checkpoint(site: Here) -> Response:
    """The signed checkpoint of the whole log: its name, its size and its root."""
    return _text(site.store.checkpoint(), SOON)


@router.get("/checkpoint/{size}", response_class=Response, responses=PLAIN | refusals(404, 422))
def checkpoint_of(site: Here, size: Annotated[int, Path(ge=0, lt=2**63)]) -> Response:
    """The signed checkpoint of an earlier size."""
    return _text(site.store.checkpoint_of(size), FOREVER)


@router.get("/key", response_class=Response, responses=PLAIN | refusals())
def key(site: Here) -> Response:
    """The log's verifier key. Trust it only if you know it from elsewhere too."""
    return _text(f"{site.key.verifier()}\n".encode(), SOON)


@router.get("/tile/{path:path}", response_class=Response, responses=BYTES | refusals(404, 422))
def tile(site: Here, path: Annotated[str, Path(max_length=200)]) -> Response:
    """A tile of hashes, or a bundle of entries: /tile/0/000, /tile/entries/000.p/17."""
    try:
        found = tile_at(f"tile/{path}")
    except RegisterError as error:
        raise MissingError(error.problems) from None
    content = site.store.tile(found)
    headers = {"Cache-Control": FOREVER if found.width == TILE_WIDTH else SOON, **OPEN_DATA}
    return Response(content, media_type="application/octet-stream", headers=headers)


@router.get("/proof/consistency", responses=refusals(404, 422))
def consistency(
    site: Here,
    old: Annotated[int, Query(ge=0, lt=2**63)],
    new: Annotated[int, Query(ge=0, lt=2**63)],
) -> dict[str, Any]:
    """That the log of the new size begins with the log of the old one (RFC 6962, 2.1.2)."""
    hashes = site.store.consistency(old, new)
    return {"old": old, "new": new, "hashes": [each.hex() for each in hashes]}


def _text(content: bytes, cache: str) -> Response:
    headers = {"Cache-Control": cache, **OPEN_DATA}
    return Response(content, media_type="text/plain; charset=utf-8", headers=headers)
