"""Signing in with the account of one's organisation: away to its provider, and back with an answer."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from andante.register.provider_sign_in import ProviderSignIn, sign_in_cookie
from andante.register.sessions import cookie_name, session_cookie
from andante.web.access import Anyone
from andante.web.addresses import PROVIDER, PROVIDER_RETURNS
from andante.web.errors import not_found
from andante.web.site import Here, Site

router = APIRouter(include_in_schema=False)
MOST_BROUGHT = 20


@router.get(PROVIDER)
def begin(site: Here, visitor: Anyone) -> Response:
    """Send the browser to the organisation's sign-in."""
    begun = _provider(site).begin()
    visitor.passage.cookies.append(sign_in_cookie(begun.browser.clear, visitor.tls).header)
    return RedirectResponse(begun.address, 303)


@router.get(PROVIDER_RETURNS)
def finish(request: Request, site: Here, visitor: Anyone) -> Response:
    """Take the answer of the organisation's sign-in; from here on the browser has a session."""
    name = cookie_name("andante_provider", visitor.tls)
    brought = dict(list(request.query_params.items())[:MOST_BROUGHT])
    done = _provider(site).finish(brought, request.cookies.get(name, ""), visitor.session)
    visitor.passage.cookies += [
        sign_in_cookie("", visitor.tls).header,
        session_cookie(done.session.clear, visitor.tls).header,
    ]
    return RedirectResponse("/", 303)


def _provider(site: Site) -> ProviderSignIn:
    if site.provider is None:
        raise not_found()
    return site.provider
