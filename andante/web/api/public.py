"""The public register: search, entries with all their versions and proofs, the whole of it as a download."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from andante.register.tables_public import FACETS
from andante.web.api.models import EntryNumber, refusals
from andante.web.api.plain import as_json
from andante.web.security import OPEN_DATA
from andante.web.site import Here

router = APIRouter(prefix="/register", tags=["public register"])
FRESH = "public, max-age=30"
_READS = refusals(404, 422)
Facet = Annotated[list[Annotated[str, Field(max_length=64)]] | None, Query(max_length=20)]


@router.get("", responses=_READS)
def search(
    site: Here,
    response: Response,
    q: Annotated[
        str, Query(max_length=200, description="Words in English or Chinese; two characters find.")
    ] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    kind: Facet = None,
    sector: Facet = None,
    occupation: Facet = None,
    outcome: Facet = None,
    state: Facet = None,
    jurisdiction: Facet = None,
    policy: Facet = None,
    year: Facet = None,
) -> dict[str, Any]:
    """Public entries that hold these words, newest change first, and how many there are of each kind."""
    values = (kind, sector, occupation, outcome, state, jurisdiction, policy, year)
    facets = {name: value for name, value in zip(FACETS, values, strict=True) if value}
    _open(response)
    found: dict[str, Any] = as_json(site.store.public_search(q, facets, page))
    return found


@router.get("/{number}", responses=_READS)
def entry(site: Here, response: Response, number: EntryNumber) -> dict[str, Any]:
    """A public entry with every version, newest first. Predicted against actual stands first."""
    _open(response)
    found: dict[str, Any] = as_json(site.store.public_entry(number))
    return found


@router.get("/{number}/proof", responses=_READS)
def proof(site: Here, response: Response, number: EntryNumber) -> dict[str, Any]:
    """What proves every version of an entry: the log's entry, its path to the root, and a signed checkpoint.

    Each version's `content` and `salt` give the `digest` that the log's entry holds under `publication`.
    """
    _open(response)
    found = site.store.public_entry(number)
    versions = [
        {**as_json(version), "salt": version.salt, "proof": as_json(site.store.proof(version.log_number))}
        for version in found.versions
    ]
    return {"entry": found.entry, "key": str(site.key.verifier()), "versions": versions}


def _open(response: Response) -> None:
    response.headers.update({"Cache-Control": FRESH, **OPEN_DATA})
