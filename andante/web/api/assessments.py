"""What `andante assess` wrote, sent in: read and given back, or filed at once. No file is kept."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from andante.web.access import Somebody, reader_of
from andante.web.api.filings import act
from andante.web.api.models import AssessmentRead, IdempotencyKey, ReceiptGiven, refusals
from andante.web.api.plain import as_json
from andante.web.errors import RequestError
from andante.web.site import Here
from andante.web.uploads import SentAssessment, read_assessment

router = APIRouter(tags=["assessments"])
TYPES = {
    "application/zip": ".zip",
    "application/json": ".json",
    "application/yaml": ".yaml",
    "application/octet-stream": "",
}
FILE = {
    "requestBody": {
        "required": True,
        "description": "The folder that andante assess wrote as a ZIP, its assessment.json, or a filing.",
        "content": {
            "application/zip": {"schema": {"type": "string", "format": "binary"}},
            "application/json": {"schema": {"type": "object"}},
            "application/yaml": {"schema": {"type": "string"}},
        },
    }
}
FileName = Annotated[
    str | None,
    Header(
        alias="X-File-Name",
        max_length=400,
        pattern=r"^[\x20-\x7e]*$",
        description="Name of the file, percent-encoded where it is not ASCII.",
    ),
]
_CHANGES = refusals(400, 401, 403, 404, 409, 413, 415, 422)


@router.post("/assessments/read", response_model=AssessmentRead, responses=_CHANGES, openapi_extra=FILE)
async def read(request: Request, access: Somebody, name: FileName = None) -> Any:
    """Read an assessment and say what of it a filing would hold. Nothing is kept."""
    reader_of(access)
    found = await _sent(request, name)
    return {
        "filing": as_json(found.filing),
        "assessment": found.sha256,
        "predicted": found.predicted,
        "files": list(found.files),
    }


@router.post(
    "/filings/from-assessment",
    status_code=201,
    response_model=ReceiptGiven,
    responses=_CHANGES,
    openapi_extra=FILE,
)
async def file_assessment(
    request: Request,
    response: Response,
    site: Here,
    access: Somebody,
    key: IdempotencyKey,
    name: FileName = None,
    policy: Annotated[str | None, Query(max_length=64)] = None,
    model: Annotated[str | None, Query(max_length=40)] = None,
    model_version: Annotated[str | None, Query(max_length=200)] = None,
    planned_start: date | None = None,
    draft: bool = False,
) -> Any:
    """File an assessment: its filing, its SHA-256 and what it predicts. The files themselves are not kept."""
    found = await _sent(request, name)
    payload = {
        "filing": as_json(found.filing),
        "assessment": found.sha256,
        "predicted": found.predicted,
        "policy": policy,
        "model": model,
        "model_version": model_version,
        "planned_start": planned_start and planned_start.isoformat(),
    }
    payload = {name: value for name, value in payload.items() if value is not None}
    receipt = await run_in_threadpool(act, site, access, "draft" if draft else "submit", None, payload, key)
    response.headers["Location"] = f"/api/v1/filings/{receipt['number']}"
    return receipt


async def _sent(request: Request, name: str | None) -> SentAssessment:
    """The assessment in the body, no longer than uploads may be; looked at beside the loop."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in TYPES:
        raise RequestError(
            "wrong-type",
            415,
            "This kind of content is not taken.",
            f"Taken are {', '.join(sorted(TYPES))}.",
            "Send the file itself as the body, with its type in Content-Type.",
            "Content-Type",
        )
    given = unquote(name) if name else f"assessment{TYPES[kind] or '.json'}"
    content = await request.body()
    return await run_in_threadpool(read_assessment, given, content)
