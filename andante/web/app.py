"""The service: what every request passes through, the rooms it can lead to, and what runs beside them.

`create_app` opens the register when the server starts and closes it when it stops. Due dates are acted on by
a thread of their own, at the start and then every minute; each exactly once, however often and wherever it
runs.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import anyio.to_thread
from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from andante import __version__
from andante.errors import AndanteError
from andante.register.log_state import log_size
from andante.web import health, provider
from andante.web.api import UPLOADS
from andante.web.api import router as api_router
from andante.web.api.description import describe
from andante.web.errors import RequestError, answer, answer_problem, invalid_request
from andante.web.guard import Guard, check_form
from andante.web.metrics import Metrics
from andante.web.middleware import Headers, Names, Record, SizeLimit, TimeLimit
from andante.web.pages import add_pages
from andante.web.security import headers, host_names
from andante.web.settings import Settings
from andante.web.site import Clock, Site, open_site, system_clock

LOG = logging.getLogger("andante.web")
DUE_EVERY = 60.0
"""Seconds between two looks at what is due."""
THREADS = 16
"""Requests that are worked on at one time; as many as the engine keeps connections."""
OPENAPI = "/api/openapi.json"
SUMMARY = """\
Filings of AI models and of their use at work, decisions with reasons, kept conditions, and a log that proves
that history was not changed. Listing is no endorsement. Programs send `Authorization: Bearer andante_...`;
whatever makes something takes an `Idempotency-Key`, so that it can be sent again safely. Every refusal is a
problem document (RFC 9457) with every problem found."""


def create_app(settings: Settings, clock: Clock = system_clock, site: Site | None = None) -> FastAPI:
    """The service as an ASGI application. `site`: a register that is open already; else it is opened."""
    metrics = Metrics() if site is None else site.metrics

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        opened = site if site is not None else await run_in_threadpool(open_site, settings, clock)
        opened.metrics = metrics
        metrics.watch_log(lambda: log_size(opened.engine))
        app.state.site = opened
        due = asyncio.create_task(_watch_due(opened))
        LOG.info("started", extra={"database": settings.database_shown})
        try:
            yield
        finally:
            opened.closing = True
            due.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await due
            await run_in_threadpool(opened.close)
            LOG.info("stopped")

    app = FastAPI(
        title="Andante register",
        version=__version__,
        summary="What was filed, decided, on which conditions, and whether they are kept.",
        description=SUMMARY,
        openapi_url=OPENAPI,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        dependencies=[Depends(check_form)],
        separate_input_output_schemas=True,
    )
    app.openapi = partial(describe, app)  # type: ignore[method-assign]
    app.include_router(health.router)
    app.include_router(api_router)
    app.include_router(provider.router)
    add_pages(app, settings)
    _add_answers(app)
    # The last one added is the first one passed.
    app.add_middleware(SizeLimit, limit=_limits(settings))
    app.add_middleware(TimeLimit, seconds=settings.body_seconds)
    app.add_middleware(Guard)
    app.add_middleware(Names, names=host_names(settings))
    app.add_middleware(Record, metrics=metrics)
    app.add_middleware(Headers, headers=headers(settings))
    return app


def _limits(settings: Settings) -> Callable[[str], int]:
    """Bytes of a request by its path."""

    def limit(path: str) -> int:
        return settings.largest_upload if path.endswith(UPLOADS) else settings.largest_request

    return limit


def _add_answers(app: FastAPI) -> None:
    """What every kind of error is answered with."""

    async def refused(request: Request, error: Exception) -> Response:
        return answer_problem(request.scope, error)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return answer(request.scope, invalid_request(error.errors()))

    app.add_exception_handler(AndanteError, refused)
    app.add_exception_handler(RequestError, refused)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, invalid)


async def _watch_due(site: Site) -> None:
    """Act on what is due, now and every minute. A failure is recorded and tried again."""
    while True:
        try:
            fired = await run_in_threadpool(site.store.due, site.clock())
            count = len(fired)
            site.metrics.due_fired.inc(count)
            if count:
                LOG.info("due dates acted on", extra={"count": count})
            await run_in_threadpool(site.people.tidy)
        except AndanteError as error:
            site.metrics.due_failures.inc()
            LOG.warning("due dates could not be acted on", exc_info=error)
        except Exception as error:
            site.metrics.due_failures.inc()
            LOG.error("fault in acting on due dates", exc_info=error)
        await asyncio.sleep(DUE_EVERY)
