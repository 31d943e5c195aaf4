"""Pages for people. `add_pages` is what the service calls; a page is a function of a router in `ROUTERS`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.staticfiles import StaticFiles

from andante.web.pages import (
    account,
    administration,
    appointments,
    audit,
    calendar,
    case,
    decision,
    entry,
    filing_desk,
    lists,
    notices,
    outcomes,
    policies,
    proof,
    register,
    signing_in,
    tokens,
    versions,
    workers,
)
from andante.web.pages.refused import error_page
from andante.web.settings import Settings

STATIC = Path(__file__).resolve().parent.parent / "static"
ROUTERS: Sequence[APIRouter] = (
    register.router,
    versions.router,
    proof.router,
    notices.router,
    entry.router,
    workers.router,
    outcomes.router,
    signing_in.router,
    account.router,
    filing_desk.router,
    lists.router,
    decision.router,
    case.router,
    calendar.router,
    audit.router,
    administration.router,
    policies.router,
    tokens.router,
    appointments.router,
)


def add_pages(app: FastAPI, settings: Settings) -> None:  # noqa: ARG001 - pages are told how they are reached
    """Add every page, the files they load, and the page that a refusal shows (`app.state.error_page`)."""
    for router in ROUTERS:
        app.include_router(router)
    app.state.error_page = error_page
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
