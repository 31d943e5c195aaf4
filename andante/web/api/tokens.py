"""Tokens of one's own, and who the register takes one for. Tokens make no tokens."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from andante.register.tokens import Token
from andante.web.access import Somebody, reader_of
from andante.web.api.models import Myself, TokenKept, TokenMade, TokenSent, refusals
from andante.web.api.plain import as_json
from andante.web.errors import RequestError
from andante.web.site import Here

router = APIRouter(tags=["accounts"])


@router.get("/me", response_model=Myself, responses=refusals(401))
def me(access: Somebody) -> Any:
    """Who the register takes the sender for, and what for."""
    person = access.actor
    return {
        "id": person.id,
        "roles": sorted(person.roles),
        "organisation": person.organisation,
        "language": person.language,
        "signed_in": access.method.value,
        "scopes": sorted(access.scopes),
    }


@router.get("/tokens", response_model=list[TokenKept], responses=refusals(401, 403))
def list_tokens(site: Here, access: Somebody) -> Any:
    """One's own tokens, without their secrets."""
    return [_kept(token) for token in site.people.tokens(reader_of(access))]


@router.post(
    "/tokens", status_code=201, response_model=TokenMade, responses=refusals(400, 401, 403, 409, 422)
)
def make_token(site: Here, access: Somebody, sent: TokenSent) -> Any:
    """Make a token. Its secret is in this answer and never again; one whose answer got lost is revoked."""
    expires = sent.expires_at
    if expires is not None:
        if expires.tzinfo is None:
            raise RequestError("request-unusable", 422, "The time has no zone.", field="expires_at")
        expires = expires.astimezone(UTC)
    made = site.people.make_token(access, sent.name, sent.scopes, expires)
    return {**_kept(made.token), "token": made.secret.clear}


@router.delete(
    "/tokens/{token}", status_code=204, response_class=Response, responses=refusals(401, 403, 404, 409, 422)
)
def revoke_token(
    site: Here, access: Somebody, token: Annotated[str, Path(pattern="^[0-9a-f]{1,32}$")]
) -> Response:
    """End a token."""
    site.people.revoke_token(access, token)
    return Response(status_code=204)


def _kept(token: Token) -> dict[str, Any]:
    found: dict[str, Any] = as_json(token)
    found.pop("person", None)
    return found
