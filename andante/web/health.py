"""Whether the service runs (/healthz), whether it can answer (/readyz), and its figures (/metrics)."""

from __future__ import annotations

from hmac import compare_digest

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from andante.errors import AndanteError
from andante.register.log_state import check_log
from andante.register.migrate import check_migrated
from andante.web.errors import not_found
from andante.web.settings import is_loopback
from andante.web.site import Here, Site

router = APIRouter(include_in_schema=False)
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


@router.get("/healthz")
def healthz() -> JSONResponse:
    """The process runs and answers. Says nothing of the database."""
    return JSONResponse({"status": "alive"})


@router.get("/readyz")
def readyz(site: Here) -> JSONResponse:
    """The register can answer: reached, migrated, its log signed to its end, and not about to stop."""
    checks = readiness(site)
    ready = all(each == "ok" for each in checks.values())
    site.metrics.ready.set(ready)
    return JSONResponse(
        {"status": "ready" if ready else "not ready", "checks": checks}, 200 if ready else 503
    )


def readiness(site: Site) -> dict[str, str]:
    """Each check with `ok` or what is wrong; nothing about addresses or contents."""
    found = {"stopping": "the service is stopping" if site.closing else "ok"}
    for name, check in (("database", check_migrated), ("log", check_log)):
        try:
            check(site.engine)
            found[name] = "ok"
        except AndanteError as error:
            found[name] = error.problems[0].what
    return found


@router.get("/metrics")
def metrics(request: Request, site: Here) -> Response:
    """Figures for Prometheus: to this machine, or with the token; to everybody else there is nothing here."""
    if not _may_watch(request, site):
        raise not_found()
    return Response(site.metrics.text(), media_type=METRICS_TYPE)


def _may_watch(request: Request, site: Site) -> bool:
    wanted = site.settings.metrics_token.reveal()
    scheme, _, sent = request.headers.get("authorization", "").partition(" ")
    if wanted and scheme.lower() == "bearer":
        return compare_digest(sent.strip().encode(), wanted.encode())
    # Behind a proxy on this machine every visitor seems to be this machine.
    direct = not site.settings.trusted_proxies and not any(name in request.headers for name in FORWARDED)
    client = request.client
    return direct and client is not None and is_loopback(client.host)
