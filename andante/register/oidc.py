"""OpenID Connect, the code flow with PKCE: where a browser is sent, and who came back.

Nothing here is stored. Addresses and keys of the provider are read anew for each sign-in; an answer that is
not what the standard asks for is a SignInError that says what did not fit, and never repeats a secret.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPException
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from andante.errors import Problem, SignInError
from andante.register.canonical_json import missing_library
from andante.register.provider_settings import ALGORITHMS, ProviderSettings, is_safe_address

SECONDS = 10
LONGEST_ANSWER = 1 << 20
LEEWAY = 60
"""Seconds by which the clocks of provider and register may differ."""
LONGEST_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class Provider:
    """What a provider says of itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    names_itself: bool
    """Whether it adds its name to what the browser brings back (RFC 9207)."""
    end_session_endpoint: str = ""
    """Where a browser signs out of it (RP-initiated logout); empty where no place can be used."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signed in, as the provider's signed token says."""

    issuer: str
    subject: str
    claims: Mapping[str, Any] = field(repr=False)

    def text(self, name: str) -> str:
        """A claim that is a text; empty where it is not."""
        value = self.claims.get(name)
        return value if isinstance(value, str) and value.isprintable() else ""

    def values(self, name: str) -> tuple[str, ...]:
        """A claim that is a text or a list of texts, as a list; dots lead into a claim that is a table."""
        value: Any = self.claims
        for part in [name] if name in self.claims else name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        listed = [value] if isinstance(value, str) else value
        return tuple(each for each in listed if isinstance(each, str)) if isinstance(listed, list) else ()

    @property
    def e_mail_is_verified(self) -> bool:
        """Whether the provider vouches for the e-mail; anything but a plain true does not."""
        return self.claims.get("email_verified") is True


def discover(settings: ProviderSettings) -> Provider:
    """What the provider publishes about itself. SignInError: not reached, or not the one that is meant."""
    address = settings.issuer.rstrip("/") + "/.well-known/openid-configuration"
    said = _json(_Http().get(address), "its description")
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if said.get("issuer") != settings.issuer:
        raise _unfit("its description is of another issuer")
    for name in names:
        if not isinstance(said.get(name), str) or not is_safe_address(said[name]):
            raise _unfit(f"its {name} is not an address that may be used")
    methods = said.get("code_challenge_methods_supported")
    if isinstance(methods, list) and "S256" not in methods:
        raise _unfit("it does not know PKCE with S256")
    names_itself = said.get("authorization_response_iss_parameter_supported") is True
    authorization, token, keys = (said[name] for name in names)
    ends = said.get("end_session_endpoint")
    if not isinstance(ends, str) or not is_safe_address(ends) or _origin(ends) != _origin(settings.issuer):
        ends = ""
    return Provider(settings.issuer, authorization, token, keys, names_itself, ends)


def address_to_sign_in(
    settings: ProviderSettings, provider: Provider, state: str, nonce: str, verifier: str
) -> str:
    """Where the browser is sent."""
    address, _ = _client(settings).create_authorization_url(
        provider.authorization_endpoint, state=state, code_verifier=verifier, nonce=nonce
    )
    return str(address)


def address_to_sign_out(settings: ProviderSettings, provider: Provider) -> str | None:
    """Where the browser is sent to end its session there; None where the provider has no place for it.

    No ID token goes with it, because none is kept: the provider may ask whether this is really wanted.
    """
    if not provider.end_session_endpoint:
        return None
    asked = {"client_id": settings.client_id, "post_logout_redirect_uri": settings.signed_out_uri}
    query = urlencode({name: value for name, value in asked.items() if value})
    joint = "&" if urlsplit(provider.end_session_endpoint).query else "?"
    return f"{provider.end_session_endpoint}{joint}{query}"


def identity_of(
    settings: ProviderSettings, provider: Provider, code: str, nonce: str, verifier: str, now: datetime
) -> Identity:
    """Who came back with this code: the code is exchanged, and the ID token checked in full."""
    try:
        from authlib.oauth2 import OAuth2Error
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet
    except ImportError:
        raise missing_library("authlib", "Sign-in at a provider") from None
    try:
        answer = _client(settings).fetch_token(
            provider.token_endpoint, grant_type="authorization_code", code=code, code_verifier=verifier
        )
    except OAuth2Error as error:
        raise _unfit(f"it refused the code ({_plain(str(error.error))})") from None
    except ValueError:
        raise _unfit("its answer to the code is not JSON") from None
    id_token = answer.get("id_token")
    if not isinstance(id_token, str):
        raise _unfit("it sent no ID token")
    keys = _json(_Http().get(provider.jwks_uri), "its keys").get("keys")
    usable = [_public(key) for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []
    try:
        decoded = jwt.decode(
            id_token,
            KeySet.import_key_set({"keys": [key for key in usable if key]}),
            algorithms=[*ALGORITHMS],
        )
    except (JoseError, ValueError, TypeError) as error:
        raise _unfit(f"its ID token is not signed as it should be ({_plain(type(error).__name__)})") from None
    claims = CodeIDToken(
        decoded.claims,
        decoded.header,
        {
            "iss": {"essential": True, "value": settings.issuer},
            "aud": {"essential": True, "value": settings.client_id},
            "nonce": {"essential": True, "value": nonce},
        },
        {
            "nonce": nonce,
            "client_id": settings.client_id,
            "access_token": answer.get("access_token"),
        },
    )
    try:
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
    except (JoseError, ValueError, TypeError) as error:
        claim = getattr(error, "claim", "") or getattr(error, "claim_name", "") or str(error)
        raise _unfit(f"its ID token does not hold: {_plain(str(claim))}") from None
    subject = claims["sub"]
    if not 1 <= len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise _unfit("its ID token does not hold: sub")
    return Identity(settings.issuer, subject, dict(claims))


def _client(settings: ProviderSettings) -> Any:
    try:
        from authlib.oauth2.client import OAuth2Client
    except ImportError:
        raise missing_library("authlib", "Sign-in at a provider") from None
    return OAuth2Client(
        _Http(),
        settings.client_id,
        settings.client_secret or None,
        scope=settings.scopes,
        redirect_uri=settings.redirect_uri,
        code_challenge_method="S256",
    )


def _public(key: dict[str, Any]) -> dict[str, Any] | None:
    """A key for checking signatures, or None for any other: shared secrets are no public keys."""
    if key.get("kty") not in ("RSA", "EC", "OKP") or key.get("use", "sig") != "sig":
        return None
    try:
        from joserfc.jwk import import_key

        import_key(key)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None  # of a curve or kind that is not known here
    except Exception as error:
        if type(error).__module__.startswith("joserfc"):
            return None
        raise
    return key


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer of the provider, in the words that authlib reads."""

    status_code: int
    body: bytes

    def json(self) -> Any:
        try:
            return json.loads(self.body.decode("utf-8"))
        except RecursionError:
            raise ValueError("nested too deeply") from None

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise _unfit(f"it answered with status {self.status_code}")


class _NoRedirect(HTTPRedirectHandler):
    """A provider answers where its description says, and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


class _Http:
    """Requests to the provider: ten seconds, one mebibyte, no redirects."""

    def get(self, address: str) -> _Answer:
        return self._send(Request(address, headers={"Accept": "application/json"}))

    def post(self, address: str, data: Mapping[str, str], headers: Mapping[str, str], auth: Any) -> _Answer:
        """The one request that authlib makes, with the client's own proof of who it is."""
        address, sent, body = auth.prepare("POST", address, dict(headers), urlencode(data))
        raw = body if isinstance(body, bytes) else str(body).encode("utf-8")
        return self._send(Request(address, data=raw, headers=dict(sent), method="POST"))

    def _send(self, request: Request) -> _Answer:
        if not is_safe_address(request.full_url):
            raise _unfit("its address is neither https nor on this machine")
        try:
            opener = build_opener(_NoRedirect, *([ProxyHandler({})] if request.type == "http" else []))
            with opener.open(request, timeout=SECONDS) as answer:
                return _Answer(answer.status, _read(answer))
        except HTTPError as error:
            with error:
                return _Answer(error.code, _read(error))
        except (OSError, HTTPException, ValueError):
            raise _unfit("it cannot be reached") from None


def _origin(address: str) -> tuple[str, str]:
    """What a page may send a form to: the policy of our pages names the issuer's origin and no other."""
    parts = urlsplit(address)
    return parts.scheme, parts.netloc.lower()


def _read(answer: IO[bytes]) -> bytes:
    body = answer.read(LONGEST_ANSWER + 1)
    if len(body) > LONGEST_ANSWER:
        raise _unfit("its answer is too long")
    return body


def _json(answer: _Answer, what: str) -> dict[str, Any]:
    answer.raise_for_status()
    try:
        value = answer.json()
    except ValueError:
        raise _unfit(f"{what} is not JSON") from None
    if not isinstance(value, dict):
        raise _unfit(f"{what} is not a JSON object")
    return value


def _unfit(why: str) -> SignInError:
    return SignInError(
        Problem(
            "Signing in with your organisation's account did not work.",
            why=f"Of the provider: {why}.",
            mend="Try again; if it stays so, tell whoever runs the register.",
        )
    )


def _plain(words: str) -> str:
    """Words of somebody else, short and of plain letters."""
    return "".join(sign for sign in words if sign.isascii() and (sign.isalnum() or sign in " _-."))[:80]
