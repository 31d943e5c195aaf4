"""The API: JSON over HTTP under /api/v1, and the log under /log. Its description is /api/openapi.json."""

from __future__ import annotations

from fastapi import APIRouter

from andante.web.api import assessments, filings, log, policies, public, tokens

BASE = "/api/v1"
UPLOADS = ("/assessments/read", "/filings/from-assessment")
"""Ends of the paths that take a file."""

router = APIRouter()
for part in (public, filings, assessments, policies, tokens):
    router.include_router(part.router, prefix=BASE)
router.include_router(log.router)
