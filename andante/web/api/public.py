"""The public register: search, entries with all their versions and proofs, the whole of it as a download."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field
from starlette.responses import StreamingResponse

from andante.errors import AccessError, Problem
from andante.register.facets import FACETS
from andante.register.states import Role
from andante.web.access import Somebody, Stranger, reader_of
from andante.web.api.filings import act
from andante.web.api.models import AnswerSent, EntryNumber, IdempotencyKey, NoticeSent, ReceiptGiven, refusals
from andante.web.api.plain import as_json
from andante.web.security import OPEN_DATA
from andante.web.site import Here

router = APIRouter(prefix="/register", tags=["public register"])
LINES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}
}
FRESH = "public, max-age=30"
_READS = refusals(404, 422)
_WRITES = refusals(400, 404, 409, 413, 422, 429)
_ANSWERS = refusals(400, 401, 403, 404, 409, 413, 422)
NOBODY = Stranger()
"""Who writes without signing in."""
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


@router.get("/download", response_class=StreamingResponse, responses=LINES | refusals())
def download(site: Here) -> StreamingResponse:
    """The whole public register: each version of each entry a line, as JSON, in one state."""
    headers = {"Content-Disposition": 'attachment; filename="register.ndjson"', **OPEN_DATA}
    return StreamingResponse(site.store.download(), media_type="application/x-ndjson", headers=headers)


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


@router.post("/{number}/notices", status_code=201, response_model=ReceiptGiven, responses=_WRITES)
def report(request: Request, site: Here, number: EntryNumber, sent: NoticeSent, key: IdempotencyKey) -> Any:
    """Report an error in an entry, or object as somebody whose work it concerns. For anyone."""
    site.notices.count("" if request.client is None else request.client.host)
    receipt = site.store.act(NOBODY, "report_notice", number, sent.payload(), key)
    site.metrics.actions.labels("report_notice").inc()
    return as_json(receipt)


@router.get("/{number}/notices", responses=refusals(401, 403, 404, 422))
def read_notices(site: Here, access: Somebody, number: EntryNumber) -> dict[str, Any]:
    """What was written about an entry. For reviewers, approvers and auditors."""
    roles = reader_of(access).person.roles
    if not roles & {Role.REVIEWER, Role.APPROVER, Role.AUDITOR}:
        raise AccessError(Problem("This is for reviewers, approvers and auditors."))
    return {"notices": as_json(site.store.notices(number))}


@router.post(
    "/{number}/notices/{notice}/answer", status_code=201, response_model=ReceiptGiven, responses=_ANSWERS
)
def answer_notice(
    site: Here,
    access: Somebody,
    number: EntryNumber,
    notice: Annotated[str, Path(pattern="^[0-9a-f]{32}$")],
    sent: AnswerSent,
    key: IdempotencyKey,
) -> Any:
    """Answer what somebody wrote about an entry."""
    return act(site, access, "answer_notice", number, {"notice": notice, **sent.payload()}, key)


def _open(response: Response) -> None:
    response.headers.update({"Cache-Control": FRESH, **OPEN_DATA})
